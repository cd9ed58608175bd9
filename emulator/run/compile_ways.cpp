#include "base/bounded.h"
#include "base/text.h"
#include "platforms/facts.h"
#include "run/compiler.h"

#include <algorithm>
#include <cmath>

// How far apart nodes are: regions, zones, and what a flow says itself.
namespace spillway {

const Boundary* Compiler::around(const std::string& node, BoundaryKind kind) const {
    const auto found = nodeIndex.find(node);
    if (found == nodeIndex.end()) return nullptr;
    const auto outward = [&](const std::string& from) -> const Boundary* {
        std::size_t depth = 0;
        for (const Boundary* each = findBoundary(topology, from);
             each != nullptr && depth <= topology.boundaries.size(); each = findBoundary(topology, each->in), ++depth)
            if (each->kind == kind) return each;
        return nullptr;
    };
    const Node& stands = topology.nodes[found->second];
    const Boundary* place = outward(stands.in);
    if (place != nullptr || stands.zones.empty()) return place;
    // It is where its zones are, if that is one place.
    place = outward(stands.zones.front());
    const bool isOne = std::ranges::all_of(stands.zones, [&](const std::string& z) { return outward(z) == place; });
    return isOne ? place : nullptr;
}

std::string Compiler::regionOf(const std::string& node) const {
    const Boundary* region = around(node, BoundaryKind::region);
    return region == nullptr ? std::string{} : region->id;
}

std::uint32_t Compiler::accountOf(const std::string& node) {
    const auto [found, isNew] = accounts.emplace(regionOf(node), model.accounts);
    if (isNew) ++model.accounts;
    return found->second;
}

namespace {

// `eu-west-1 35ms`.
struct Distance {
    std::string to;
    Duration time{0};
};
std::optional<Distance> parseDistance(const std::string& text) {
    const std::size_t gap = text.find(' ');
    if (gap == std::string::npos) return std::nullopt;
    const auto time = fromText<Duration>(std::string_view{text}.substr(gap + 1));
    if (!time || *time < Duration{0}) return std::nullopt;
    return Distance{text.substr(0, gap), *time};
}

std::optional<Duration> statedDistance(const Boundary& from, const Boundary& to) {
    for (const std::string& text : from.distances) {
        const auto distance = parseDistance(text);
        if (distance && distance->to == to.id) return distance->time;
    }
    return std::nullopt;
}

struct RoundTrip {
    Duration there{0};
    Duration back{0};
};
// One that is stated one way holds for both.
std::optional<RoundTrip> statedRoundTrip(const Boundary& from, const Boundary& to) {
    const auto there = statedDistance(from, to), back = statedDistance(to, from);
    if (!there && !back) return std::nullopt;
    return RoundTrip{there ? *there : *back, back ? *back : *there};
}

}  // namespace

static bool isApart(const Boundary& one, const Boundary& other) {
    return &one != &other && one.kind == other.kind &&
           (one.kind == BoundaryKind::region || one.kind == BoundaryKind::zone);
}

void Compiler::checkDistances() {
    for (const Boundary& boundary : topology.boundaries) {
        for (const std::string& text : boundary.distances) {
            const auto distance = parseDistance(text);
            if (!distance)
                fail("not-understood", boundary.id, "distances", "\"" + text + "\" is no distance",
                     "a region or zone and a time: eu-west-1 35ms");
            else if (findBoundary(topology, distance->to) == nullptr)
                fail("unknown-boundary", boundary.id, "distances", "no boundary is called \"" + distance->to + "\"");
            else if (!isApart(boundary, *findBoundary(topology, distance->to)))
                idle(boundary.id, "distances",
                     "distances has no effect: only two regions, or two zones, are so far apart, \"" + boundary.id +
                         "\" and \"" + distance->to + "\" are not");
        }
    }
}

std::optional<Compiler::Way> Compiler::distanceOf(const Flow& flow) {
    const DataFacts& facts = model.facts->data;
    for (const BoundaryKind kind : {BoundaryKind::region, BoundaryKind::zone}) {
        const Boundary* from = around(flow.from, kind);
        const Boundary* to = around(flow.to, kind);
        if (from == nullptr || to == nullptr || from == to) continue;
        if (const auto stated = statedRoundTrip(*from, *to)) return Way{stated->there, stated->back};
        if (kind == BoundaryKind::zone)
            return Way{flow.latency + facts.betweenZones / 2, flow.latency + facts.betweenZones / 2};
        const auto measured = facts.roundTrip(from->id, to->id);
        if (!measured) {
            note(flowName(flow), "latency",
                 "the time from " + from->id + " to " + to->id + " was not measured: state it");
            return std::nullopt;
        }
        const Way way{*measured / 2, facts.roundTrip(to->id, from->id).value_or(*measured) / 2};
        note(flowName(flow), "latency",
             "assumed: " + toText(way.there) + " one way from " + from->id + " to " + to->id + ", as measured");
        return way;
    }
    return std::nullopt;
}

// Instances are in a node's zones in turn. What a cloud runs by itself (functions, queues, gateways) is in all of them.
std::map<std::string, double> Compiler::standing(const std::string& id) const {
    const Node& node = topology.nodes[nodeIndex.at(id)];
    const NodeKind kind = node.kind();
    if (kind != NodeKind::service && kind != NodeKind::database && kind != NodeKind::cache) return {};
    std::vector<std::string> zones = node.zones;
    const Boundary* zone = zones.empty() ? around(id, BoundaryKind::zone) : nullptr;
    if (zone != nullptr) zones.push_back(zone->id);
    const NodeModel& made = model.nodes[nodeIndex.at(id)];
    const std::size_t instances =
        made.behavior == Behavior::server ? model.servers[made.extra].instances : zones.size();
    const std::size_t count = std::max<std::size_t>(1, instances);
    std::map<std::string, double> shares;
    for (std::size_t i = 0; i < std::min(zones.size(), count); ++i)
        shares[zones[i]] +=
            std::ceil(static_cast<double>(count - i) / static_cast<double>(zones.size())) / static_cast<double>(count);
    return shares;
}

void Compiler::findCrossing(const Flow& flow, FlowModel& made) {
    const Node &one = topology.nodes[made.from], &other = topology.nodes[made.to];
    if ((one.zones.size() < 2 && other.zones.size() < 2) || flow.latency != Flow{}.latency) return;
    const Boundary *here = around(flow.from, BoundaryKind::region), *there = around(flow.to, BoundaryKind::region);
    if (here != nullptr && there != nullptr && here != there) return;
    Duration ways{0};
    const auto callers = standing(flow.from), callees = standing(flow.to);
    for (const auto& [from, fromShare] : callers) {
        for (const auto& [to, toShare] : callees) {
            if (from == to) continue;
            const Duration way = betweenZones(from, to) / 2;
            ways += boundedDuration(toSeconds(way) * fromShare * toShare);
            made.crossing += fromShare * toShare;
        }
    }
    if (made.crossing == 0) return;
    made.crossing = std::min(made.crossing, 1.0);
    made.betweenZones = boundedDuration(toSeconds(ways) / made.crossing);
    note(flowName(flow), "latency",
         "assumed: " + toText(Share::from(made.crossing).value_or(Share{})) + " of it goes from one zone to another, " +
             toText(std::chrono::round<std::chrono::microseconds>(made.betweenZones)) + " longer each way");
}

bool Compiler::isConfirmedFirst(const Flow& flow) const {
    const std::uint32_t from = nodeIndex.at(flow.from);
    if (const auto* devices = std::get_if<Devices>(&topology.nodes[from].spec))
        return devices->qos == Qos::exactly_once;
    const auto* topic = std::get_if<Topic>(&topology.nodes[from].spec);
    return topic != nullptr && topic->engine == TopicEngine::mqtt && flow.kind == FlowKind::event && flow.session &&
           flow.session->qos == Qos::exactly_once && model.nodes[nodeIndex.at(flow.to)].behavior != Behavior::function;
}

Compiler::Way Compiler::wayOf(const Flow& flow) {
    const DataFacts& facts = model.facts->data;
    Way way{flow.latency, flow.latencyBack.value_or(flow.latency)};
    if (flow.latency == Flow{}.latency) {
        const std::optional<Way> apart = distanceOf(flow);
        if (apart) way = {apart->there, flow.latencyBack.value_or(apart->back)};
        const bool told =
            flow.kind == FlowKind::event && topology.nodes[nodeIndex[flow.from]].kind() == NodeKind::object_store;
        if (told) {
            way.there += facts.objectNotification;
            note(flowName(flow), "latency",
                 "assumed: an object store tells of what was inserted after " + toText(facts.objectNotification));
        }
    }
    const Duration roundTrip = way.there + way.back;
    if (isConfirmedFirst(flow)) way.there += roundTrip;
    if (flow.payload) way.there += facts.transferTime(*flow.payload, roundTrip, flow.bandwidth);
    if (flow.responseSize && flow.kind == FlowKind::call)
        way.back += facts.transferTime(*flow.responseSize, roundTrip, flow.bandwidth);
    return way;
}

Duration Compiler::betweenZones(const std::string& from, const std::string& to) const {
    const Boundary *one = findBoundary(topology, from), *other = findBoundary(topology, to);
    const auto stated = one != nullptr && other != nullptr ? statedRoundTrip(*one, *other) : std::nullopt;
    return stated ? stated->there + stated->back : model.facts->data.betweenZones;
}

Duration Compiler::commitTime(const Node& node) const {
    return node.zones.size() > 1 ? betweenZones(node.zones[0], node.zones[1]) : model.facts->data.betweenZones;
}

}  // namespace spillway
