#include "viewmodel/kind_face.h"

#include <array>

namespace spillway {
namespace {

using enum NodeKind;
constexpr std::array kFaces{
    KindFace{clients, "Clients", "Sources", "People or programs that send requests"},
    KindFace{schedule, "Schedule", "Sources", "Starts work at fixed times"},
    KindFace{devices, "Device fleet", "Sources", "Many devices that send small messages"},
    KindFace{gateway, "Gateway", "Edge", "Admits, limits and forwards requests"},
    KindFace{cdn, "CDN", "Edge", "Answers from caches near the users"},
    KindFace{edge_worker, "Edge worker", "Edge", "Code that runs near the users"},
    KindFace{load_balancer, "Load balancer", "Edge", "Spreads requests over what is behind it"},
    KindFace{service, "Service", "Compute", "Replicas with slots and a bounded queue"},
    KindFace{function, "Function", "Compute", "One request per instance, cold starts"},
    KindFace{workflow, "Workflow", "Compute", "A state machine that runs steps"},
    KindFace{queue, "Queue", "Messaging", "Keeps messages until a consumer has done them"},
    KindFace{topic, "Topic", "Messaging", "Hands every message to every subscriber"},
    KindFace{stream, "Stream", "Messaging", "An ordered, partitioned log"},
    KindFace{event_bus, "Event bus", "Messaging", "Routes events by rules"},
    KindFace{database, "Database", "Data", "A store behind a connection pool"},
    KindFace{cache, "Cache", "Data", "Answers hits, passes misses on"},
    KindFace{object_store, "Object store", "Data", "Files by key"},
    KindFace{backend, "Managed backend", "Data", "A backend as a service"},
    KindFace{external, "External API", "Outside", "Somebody else's service"},
};
static_assert(kFaces.size() == names(NodeKind{}).size(), "every kind has a face");

QString sizeText(ByteCount size) {
    const auto mebibytes = size.bytes >> 20;
    return mebibytes % 1024 == 0 ? QStringLiteral("%1 GiB").arg(mebibytes / 1024)
                                 : QStringLiteral("%1 MiB").arg(mebibytes);
}

}  // namespace

std::span<const KindFace> kindFaces() { return kFaces; }

const KindFace& faceOf(NodeKind kind) { return kFaces[static_cast<std::size_t>(kind)]; }

QString nameOf(Platform platform) {
    switch (platform) {
        case Platform::unspecified: return {};
        case Platform::kubernetes: return QStringLiteral("Kubernetes");
        case Platform::knative: return QStringLiteral("Knative");
        case Platform::lambda: return QStringLiteral("Lambda");
        case Platform::azure_functions: return QStringLiteral("Azure Functions");
        case Platform::cloud_run: return QStringLiteral("Cloud Run");
        case Platform::code_engine: return QStringLiteral("Code Engine");
        case Platform::workers: return QStringLiteral("Workers");
        case Platform::openwhisk: return QStringLiteral("OpenWhisk");
        case Platform::tars: return QStringLiteral("TARS");
        case Platform::kinvey: return QStringLiteral("Kinvey");
        case Platform::vm: return QStringLiteral("VM");
    }
    return {};
}

QString subtitleOf(const Node& node) {
    QString text = QString::fromLatin1(faceOf(node.kind()).name);
    if (node.platform != Platform::unspecified) text += QStringLiteral(" · ") + nameOf(node.platform);
    if (const auto* f = std::get_if<Function>(&node.spec))
        if (f->memory) text += QStringLiteral(" · ") + sizeText(*f->memory);
    if (const auto* s = std::get_if<Service>(&node.spec); s != nullptr && s->scaling.hpa) {
        text += QStringLiteral(" · HPA %1–%2").arg(s->scaling.hpa->min).arg(s->scaling.hpa->max);
    }
    return text;
}

}  // namespace spillway
