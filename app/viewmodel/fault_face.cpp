#include "viewmodel/fault_face.h"

#include "viewmodel/text_format.h"

#include <algorithm>

namespace spillway {
namespace {

// A fault by hand lasts a simulated minute: long enough to see callers suffer and recover.
constexpr auto kByHand = std::chrono::seconds{60};

bool isSource(NodeKind kind) {
    return kind == NodeKind::clients || kind == NodeKind::schedule || kind == NodeKind::devices;
}

bool hasInstances(NodeKind kind) { return kind == NodeKind::service || kind == NodeKind::function; }

struct Label {
    const QString on;
    QString operator()(const faults::Latency& f) const { return on + QStringLiteral(" +") + text::latency(f.add); }
    QString operator()(const faults::Errors& f) const {
        return on + QStringLiteral(" errors ") + text::share(f.rate.fraction());
    }
    QString operator()(const faults::InstanceKill& f) const {
        return f.count == 1 ? on + QStringLiteral(" killed") : on + QStringLiteral(" %1 killed").arg(f.count);
    }
    QString operator()(const faults::Outage&) const { return on + QStringLiteral(" down"); }
    QString operator()(const faults::Cut&) const { return on + QStringLiteral(" cut"); }
    QString operator()(const faults::Surge& f) const {
        return on + QStringLiteral(" load ×%1").arg(f.factor, 0, 'g', 3);
    }
};

std::string onlySource(const Topology& topology) {
    std::string found;
    for (const Node& node : topology.nodes) {
        if (!isSource(node.kind())) continue;
        if (!found.empty()) return {};
        found = node.id;
    }
    return found;
}

}  // namespace

QString faultLabel(const Fault& fault) {
    QString on = text::fromStd(fault.on);
    return std::visit(Label{on.replace(QStringLiteral(" -> "), QStringLiteral(" → "))}, fault.spec);
}

QString faultTone(const Fault& fault) {
    switch (fault.kind()) {
        case FaultKind::surge: return QStringLiteral("accent");
        case FaultKind::latency:
        case FaultKind::errors: return QStringLiteral("warn");
        case FaultKind::instance_kill:
        case FaultKind::outage:
        case FaultKind::cut: break;
    }
    return QStringLiteral("bad");
}

FaultTarget faultTarget(const Topology& topology, const std::string& selected) {
    FaultTarget target{selected, std::nullopt, false, false};
    if (const Node* node = findNode(topology, selected)) target.node = node->kind();
    target.boundary = findBoundary(topology, selected) != nullptr;
    target.flow = std::ranges::any_of(topology.flows, [&](const Flow& flow) { return flowName(flow) == selected; });
    return target;
}

std::optional<Fault> faultFor(FaultKind kind, const Topology& topology, const FaultTarget& target) {
    Fault fault{target.on, Duration{0}, kByHand, {}};
    const bool source = target.node && isSource(*target.node);
    switch (kind) {
        case FaultKind::surge:
            if (target.on.empty())
                fault.on = onlySource(topology);
            else if (!source)
                return std::nullopt;
            fault.spec = faults::Surge{};
            break;
        case FaultKind::instance_kill:
            if (!target.node || !hasInstances(*target.node)) return std::nullopt;
            fault.spec = faults::InstanceKill{};
            fault.lasting.reset();
            break;
        case FaultKind::latency:
            if (source || !(target.node || target.flow)) return std::nullopt;
            fault.spec = faults::Latency{};
            break;
        case FaultKind::errors:
            if (source || !(target.node || target.flow)) return std::nullopt;
            fault.spec = faults::Errors{};
            break;
        case FaultKind::cut:
            if (!target.flow) return std::nullopt;
            fault.spec = faults::Cut{};
            break;
        case FaultKind::outage:
            if (source || !(target.node || target.boundary)) return std::nullopt;
            fault.spec = faults::Outage{};
            break;
    }
    if (fault.on.empty()) return std::nullopt;
    return fault;
}

}  // namespace spillway
