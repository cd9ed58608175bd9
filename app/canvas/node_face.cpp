#include "canvas/node_face.h"

#include "canvas/flow_marks.h"
#include "platforms/usual.h"
#include "viewmodel/kind_face.h"
#include "viewmodel/text_format.h"

#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace spillway {
namespace {

// A box is narrow.
QString shortName(Platform platform) {
    return platform == Platform::azure_functions ? QStringLiteral("Azure") : nameOf(platform);
}

QString whole(std::int64_t value) { return text::count(static_cast<double>(value)); }

// A box is narrow: "9 ms" for "9.0 ms", "92 %" for "92.0 %".
QString brief(QString figures) {
    static const QRegularExpression kZeros(QStringLiteral("\\.0+(?=\\D|$)|(?<=\\.\\d)0(?=\\D|$)"));
    return figures.remove(kZeros);
}
QString latency(Duration value) { return brief(text::latency(value)); }
QString share(Share value) { return brief(text::share(value.fraction())); }

bool isDeadLetterQueue(const Node& node, const Topology& topology) {
    return std::any_of(topology.nodes.begin(), topology.nodes.end(), [&](const Node& other) {
        const auto* queue = std::get_if<Queue>(&other.spec);
        return queue && queue->deadLetters && queue->deadLetters->to == node.id;
    });
}

QString factOf(const Service& service, const Node&) {
    if (service.scaling.hpa)
        return QStringLiteral("HPA %1–%2").arg(service.scaling.hpa->min).arg(service.scaling.hpa->max);
    return QStringLiteral("%1 %2")
        .arg(service.replicas)
        .arg(service.replicas == 1 ? QStringLiteral("replica") : QStringLiteral("replicas"));
}
QString factOf(const Function&, const Node& node) {
    return shortName(node.platform == Platform::unspecified ? Platform::lambda : node.platform);
}
QString factOf(const Gateway& gateway, const Node&) {
    if (gateway.rateLimit) return text::compact(gateway.rateLimit->perSecond()) + QStringLiteral("/s limit");
    if (!gateway.api) return QStringLiteral("no limit");
    return gateway.api == GatewayApi::http ? QStringLiteral("HTTP API") : QStringLiteral("REST API");
}
QString factOf(const Queue& queue, const MessagingFacts& facts) {
    const Duration hidden = queue.visibilityTimeout.value_or(usualVisibility(queue.engine, facts));
    switch (queue.engine) {
        case QueueEngine::sqs: return QStringLiteral("visibility ") + latency(hidden);
        case QueueEngine::rabbitmq: return QStringLiteral("RabbitMQ");
        case QueueEngine::pubsub: return QStringLiteral("Pub/Sub");
        case QueueEngine::azure: return QStringLiteral("Azure Storage");
        case QueueEngine::cloudflare: return QStringLiteral("Cloudflare");
        case QueueEngine::service_bus: return QStringLiteral("Service Bus");
    }
    return {};
}
// Units a second, as a table's owner buys them.
QString factOf(const TableSpec& table) {
    if (!table.read && !table.write) return QStringLiteral("on demand");
    const auto units = [](const std::optional<Rate>& rate, QChar side) {
        return rate ? text::compact(rate->perSecond()) + QChar(u' ') + side : QString();
    };
    QStringList stated{units(table.read, QChar(u'R')), units(table.write, QChar(u'W'))};
    stated.removeAll(QString());
    return stated.join(QStringLiteral(", "));
}
QString factOf(const Database& database, const Node&) { return QStringLiteral("pool ") + whole(database.pool); }
QString hitText(std::int64_t keys, Share hitRatio) {
    return keys > 0 ? text::count(static_cast<double>(keys)) + QStringLiteral(" keys")
                    : share(hitRatio) + QStringLiteral(" hit");
}
QString factOf(const Cache& cache, const Node&) { return hitText(cache.keys, cache.hitRatio); }
QString factOf(const Cdn& cdn, const Node&) { return hitText(cdn.keys, cdn.hitRatio); }
QString factOf(const External& external, const Node&) { return share(external.availability); }
// A definition runs as on Step Functions, whatever else the drawing deploys to.
QString factOf(const Workflow& workflow, const Node& node) {
    const bool defined = !workflow.definition.empty() || !workflow.definitionFile.empty();
    return defined ? wordOf(workflow.type) : shortName(node.platform);
}
QString factOf(const Topic&, const Node&) { return QStringLiteral("at least once"); }
QString factOf(const Stream& stream, const Node&) {
    return whole(stream.shards) + (stream.shards == 1 ? QStringLiteral(" shard") : QStringLiteral(" shards"));
}
QString factOf(const Schedule& schedule, const Node&) {
    return schedule.cron.empty() ? QStringLiteral("every ") + latency(schedule.every) : text::fromStd(schedule.cron);
}
QString factOf(const Devices& devices, const Node&) { return whole(devices.count); }
QString factOf(const Backend& backend, const Node&) { return whole(backend.concurrency) + QStringLiteral(" at once"); }
template <class Spec>
QString factOf(const Spec&, const Node& node) {
    return shortName(node.platform);
}

bool hasInstances(NodeKind kind) {
    return kind == NodeKind::service || kind == NodeKind::function || kind == NodeKind::edge_worker;
}
bool holdsMessages(NodeKind kind) { return kind == NodeKind::queue || kind == NodeKind::stream; }

double peakOf(const LiveView& view, std::size_t node) {
    if (node >= view.series.size()) return 0;
    const auto& throughput = view.series[node].throughput;
    return throughput.empty() ? 0 : static_cast<double>(*std::max_element(throughput.begin(), throughput.end()));
}

QString valueText(const NodeSnapshot& now, NodeKind kind) {
    if (holdsMessages(kind)) return now.oldestAge.count() > 0 ? latency(now.oldestAge) : QString();
    return now.p99.count() > 0 ? latency(now.p99) : QString();
}

QString countText(const NodeSnapshot& now, NodeKind kind) {
    if (holdsMessages(kind)) return whole(now.waiting + now.inFlightMessages);
    if (hasInstances(kind)) {
        return now.instanceLimit > 0 && now.instances.total() >= now.instanceLimit
                   ? QStringLiteral("%1/%2").arg(now.instances.total()).arg(now.instanceLimit)
                   : whole(now.instances.total());
    }
    if (kind == NodeKind::database && now.slots > 0) return QStringLiteral("%1/%2").arg(now.busySlots).arg(now.slots);
    if (kind == NodeKind::workflow) return whole(now.busySlots) + QStringLiteral(" open");
    return now.throughput > 0 ? text::count(now.throughput) + QStringLiteral("/s") : QString();
}

template <class Value>
bool assign(Value& place, const Value& value) {
    if (place == value) return false;
    place = value;
    return true;
}

void showNode(SceneNode& node, const NodeSnapshot& now, double peak) {
    node.live = true;
    node.fill = fillOf(now, node.kind, peak);
    node.health = healthOf(now, node.kind, node.fill);
    node.value = valueText(now, node.kind);
    node.count = countText(now, node.kind);
    node.instances = now.instances;
    node.faulted = now.faulted;
}

// As well as its worst: the fullest vessel, the slowest answer.
void showGroup(SceneNode& group, const std::vector<LiveBinding::Member>& members, const LiveView& view) {
    group.live = true;
    group.fill = 0;
    group.health = Health::calm;
    group.faulted = false;
    group.instances = {};
    Duration slowest{0};
    for (const LiveBinding::Member& member : members) {
        if (member.ran >= view.snapshot.nodes.size()) continue;
        const NodeSnapshot& now = view.snapshot.nodes[member.ran];
        const double fill = fillOf(now, member.kind, peakOf(view, member.ran));
        group.fill = std::max(group.fill, fill);
        group.health = std::max(group.health, healthOf(now, member.kind, fill));
        group.faulted |= now.faulted;
        if (!holdsMessages(member.kind)) slowest = std::max(slowest, now.p99);
        if (!hasInstances(member.kind)) continue;
        group.instances.starting += now.instances.starting;
        group.instances.idle += now.instances.idle;
        group.instances.busy += now.instances.busy;
        group.instances.draining += now.instances.draining;
        group.instances.down += now.instances.down;
    }
    group.value = slowest.count() > 0 ? latency(slowest) : QString();
    group.count = group.instances.total() > 0 ? whole(group.instances.total()) : QString();
}

// Together: rates and breakers add up, shares of errors by their rates.
FlowSnapshot bundled(const std::vector<std::size_t>& flows, const LiveView& view) {
    FlowSnapshot sum;
    double failed = 0;
    for (const std::size_t ran : flows) {
        if (ran >= view.snapshot.flows.size()) continue;
        const FlowSnapshot& now = view.snapshot.flows[ran];
        sum.rate += now.rate;
        failed += now.rate * now.errorShare;
        sum.p99 = std::max(sum.p99, now.p99);
        sum.faulted |= now.faulted;
        sum.breakers += now.breakers;
    }
    sum.errorShare = sum.rate > 0 ? failed / sum.rate : 0;
    return sum;
}

// A flow's line is redrawn when its width would change by a visible step.
double visibleRate(double rate) { return std::round(std::log10(1 + rate) * 8) / 8; }

bool showFlow(SceneFlow& flow, const FlowSnapshot& now) {
    bool stale = assign(flow.live, true);
    stale |= visibleRate(flow.rate) != visibleRate(now.rate);
    flow.rate = now.rate;
    stale |= assign(flow.health, healthOf(now));
    stale |= assign(flow.breakers, now.breakers);
    stale |= assign(flow.faulted, now.faulted);
    return stale;
}

// Dead letters are counted where they end: what that queue holds, and by how much it grew over the last second.
bool showDeadLetters(Scene& scene, const LiveBinding& binding, const LiveView& view) {
    bool stale = false;
    for (SceneFlow& flow : scene.flows) {
        const std::size_t ran = binding.nodes[flow.to];
        if (!flow.deadLetters || ran >= view.snapshot.nodes.size()) continue;  // also when it ends in a group
        const auto* backlog = ran < view.series.size() ? &view.series[ran].backlog : nullptr;
        FlowSnapshot now;
        if (backlog && backlog->size() >= 2)
            now.rate = std::max(0.0F, backlog->back() - (*backlog)[backlog->size() - 2]);
        now.errorShare = view.snapshot.nodes[ran].waiting > 0 ? 1 : 0;
        stale |= showFlow(flow, now);
    }
    return stale;
}

bool showBoundaries(Scene& scene, const LiveBinding& binding, const LiveView& view) {
    std::vector<Health> worst(scene.boundaries.size(), Health::calm);
    std::vector<Duration> slowest(scene.boundaries.size(), Duration{0});
    for (std::size_t i = 0; i < scene.nodes.size(); ++i) {
        std::size_t at = scene.nodes[i].boundary;
        const std::size_t ran = binding.nodes[i];
        for (; at != 0; at = scene.boundaries[at - 1].parent) {
            worst[at - 1] = std::max(worst[at - 1], scene.nodes[i].health);
            if (ran < view.snapshot.nodes.size())
                slowest[at - 1] = std::max(slowest[at - 1], view.snapshot.nodes[ran].p99);
        }
    }
    bool stale = false;
    for (std::size_t i = 0; i < scene.boundaries.size(); ++i) {
        SceneBoundary& boundary = scene.boundaries[i];
        const QString note = worst[i] == Health::calm || slowest[i].count() == 0
                                 ? QString()
                                 : QStringLiteral("p99 ") + latency(slowest[i]);
        stale |= assign(boundary.health, worst[i]);
        stale |= assign(boundary.liveNote, note);
    }
    return stale;
}

}  // namespace

QString subtitleText(const Node& node, const Topology& topology, const PlatformFacts& facts) {
    if (node.kind() == NodeKind::queue && isDeadLetterQueue(node, topology)) return QStringLiteral("dead letters");
    const QString kind = QString::fromLatin1(faceOf(node.kind()).name).toLower();
    const auto* store = std::get_if<Database>(&node.spec);
    if (store != nullptr && store->table) return QStringLiteral("table · ") + factOf(*store->table);
    const auto* queue = std::get_if<Queue>(&node.spec);
    const QString fact = queue != nullptr ? factOf(*queue, facts.messaging)
                                          : std::visit([&](const auto& spec) { return factOf(spec, node); }, node.spec);
    return fact.isEmpty() ? kind : kind + QStringLiteral(" · ") + fact;
}

int statedInstances(const Node& node) {
    const auto* service = std::get_if<Service>(&node.spec);
    if (!service) return 0;
    return static_cast<int>(service->scaling.hpa ? std::max(service->scaling.hpa->min, service->replicas)
                                                 : service->replicas);
}

QString statedCount(const Node& node) {
    const auto* service = std::get_if<Service>(&node.spec);
    return service ? QString::number(statedInstances(node)) : QString();
}

double fillOf(const NodeSnapshot& now, NodeKind kind, double peakThroughput) {
    if (holdsMessages(kind)) {
        if (now.waiting <= 0) return 0;
        const double waiting = static_cast<double>(now.waiting);
        if (now.waitingLimit > 0) return std::min(1.0, waiting / static_cast<double>(now.waitingLimit));
        const double drain = waiting / std::max(1.0, now.throughput);
        return drain / (drain + 10);
    }
    if (now.slots > 0) return std::clamp(static_cast<double>(now.busySlots) / static_cast<double>(now.slots), 0.0, 1.0);
    return peakThroughput > 0 ? std::clamp(0.5 * now.throughput / peakThroughput, 0.0, 0.5) : 0;
}

Health healthOf(const NodeSnapshot& now, NodeKind kind, double fill) {
    const InstanceCounts& instances = now.instances;
    const bool gone = instances.total() > 0 && instances.down == instances.total();
    if (gone || now.errorShare >= 0.05) return Health::failing;
    if (holdsMessages(kind)) return fill >= 0.85 ? Health::failing : fill >= 0.5 ? Health::strained : Health::calm;
    if (fill >= 0.98 && now.waiting > now.slots) return Health::failing;
    if (now.errorShare >= 0.01 || now.throttledPerSecond > 0 || fill >= 0.8 || instances.down > 0)
        return Health::strained;
    return Health::calm;
}

Health healthOf(const FlowSnapshot& now) {
    if (now.breakers.open > 0 || now.errorShare >= 0.05) return Health::failing;
    return now.breakers.halfOpen > 0 || now.errorShare >= 0.01 ? Health::strained : Health::calm;
}

namespace {

void bindGroups(const Scene& scene, const Topology& ran, LiveBinding& binding) {
    if (scene.hidden.empty()) return;
    std::unordered_map<std::string, std::size_t> index;
    for (std::size_t i = 0; i < ran.nodes.size(); ++i) index[ran.nodes[i].id] = i;
    for (std::size_t i = 0; i < scene.nodes.size(); ++i) {
        if (!scene.nodes[i].group) continue;
        std::vector<LiveBinding::Member> members;
        for (const std::string& id : scene.nodes[i].members) {
            const auto it = index.find(id);
            if (it != index.end()) members.push_back({it->second, ran.nodes[it->second].kind()});
        }
        binding.groups.emplace_back(i, std::move(members));
    }
}

}  // namespace

LiveBinding bindLive(const Scene& scene, const Topology& ran) {
    LiveBinding binding{std::vector(scene.nodes.size(), LiveBinding::kNone),
                        std::vector(scene.flows.size(), LiveBinding::kNone)};
    for (std::size_t i = 0; i < ran.nodes.size(); ++i) {
        const auto it = scene.nodeIndex.find(ran.nodes[i].id);
        if (it != scene.nodeIndex.end()) binding.nodes[it->second] = i;
    }
    bindGroups(scene, ran, binding);
    std::unordered_map<std::string, std::size_t> flows;
    const auto key = [](const std::string& name, FlowKind kind) {
        return name + (kind == FlowKind::call ? "|c" : "|e");
    };
    for (std::size_t i = 0; i < ran.flows.size(); ++i) flows[key(flowName(ran.flows[i]), ran.flows[i].kind)] = i;
    for (std::size_t i = 0; i < scene.flows.size(); ++i) {
        if (scene.flows[i].deadLetters) continue;
        if (!scene.flows[i].bundle.isEmpty()) {
            std::vector<std::size_t> parts;
            for (const QString& name : scene.flows[i].bundle) {
                const auto part = flows.find(key(name.toStdString(), scene.flows[i].kind));
                if (part != flows.end()) parts.push_back(part->second);
            }
            binding.bundles.emplace_back(i, std::move(parts));
            continue;
        }
        const auto it = flows.find(key(scene.flows[i].name.toStdString(), scene.flows[i].kind));
        if (it != flows.end()) binding.flows[i] = it->second;
    }
    return binding;
}

bool showLive(Scene& scene, const LiveBinding& binding, const LiveView& view) {
    bool stale = false;
    for (std::size_t i = 0; i < scene.nodes.size(); ++i) {
        const std::size_t ran = binding.nodes[i];
        if (ran < view.snapshot.nodes.size()) showNode(scene.nodes[i], view.snapshot.nodes[ran], peakOf(view, ran));
    }
    for (const auto& [node, members] : binding.groups) showGroup(scene.nodes[node], members, view);
    for (const auto& [flow, parts] : binding.bundles) stale |= showFlow(scene.flows[flow], bundled(parts, view));
    for (SceneZone& zone : scene.zones) {
        zone.health = Health::calm;
        for (const std::size_t node : zone.nodes) zone.health = std::max(zone.health, scene.nodes[node].health);
    }
    for (std::size_t i = 0; i < scene.flows.size(); ++i) {
        const std::size_t ran = binding.flows[i];
        if (ran < view.snapshot.flows.size()) stale |= showFlow(scene.flows[i], view.snapshot.flows[ran]);
    }
    stale |= showDeadLetters(scene, binding, view);
    stale |= showBoundaries(scene, binding, view);
    if (stale) placeMarks(scene);
    return stale;
}

void clearLive(Scene& scene) {
    for (SceneNode& node : scene.nodes) {
        node.live = node.faulted = false;
        node.value.clear();
        node.health = Health::calm;
        node.fill = 0;
        node.instances = {};
        node.count = node.drawnInstances > 0 ? QString::number(node.drawnInstances) : QString();
    }
    for (SceneFlow& flow : scene.flows) {
        flow.live = flow.faulted = false;
        flow.rate = 0;
        flow.health = Health::calm;
        flow.breakers = {};
        flow.cutAt = -1;
    }
    scene.marks.clear();
    for (SceneZone& zone : scene.zones) zone.health = Health::calm;
    for (SceneBoundary& boundary : scene.boundaries) {
        boundary.health = Health::calm;
        boundary.liveNote.clear();
    }
}

}  // namespace spillway
