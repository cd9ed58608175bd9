#include "nodes/figures.h"

#include <algorithm>

namespace spillway {
namespace {

double asCount(std::uint64_t value) { return static_cast<double>(value); }

Figures ofStream(const World& world, const StreamModel& model, const StreamState& stream) {
    Figures figures;
    std::uint64_t sum = 0, most = 0, rebalances = 0;
    for (const Shard& shard : stream.shards) {
        sum += shard.put;
        most = std::max(most, shard.put);
    }
    if (stream.shards.size() > 1 && sum > 0)
        figures.push_back({"Busiest shard's share", asCount(most) / asCount(sum), FigureUnit::share});
    const auto stalled = std::ranges::count_if(stream.slots, &ReaderSlot::toldStall);
    if (stalled > 0)
        figures.push_back({"Shards that stand still", static_cast<double>(stalled), FigureUnit::count, true});
    for (std::uint32_t r = 0; r < stream.readers.size(); ++r) {
        rebalances += stream.readers[r].rebalances;
        if (stream.readers.size() < 2) continue;
        const std::string& who = world.model.nodes[world.model.readers[model.readers.first + r].target].id;
        figures.push_back({"Lag of " + who, static_cast<double>(stream.readers[r].lag)});
    }
    if (rebalances > 0) figures.push_back({"Rebalances", asCount(rebalances)});
    if (stream.givenUp > 0) figures.push_back({"Records given up", asCount(stream.givenUp), FigureUnit::count, true});
    if (stream.expired > 0)
        figures.push_back({"Records lost to retention", asCount(stream.expired), FigureUnit::count, true});
    return figures;
}

Figures ofLookup(const LookupState& state) {
    Figures figures;
    const std::uint64_t all = state.hits + state.misses + state.coalesced + state.shielded + state.failed;
    if (all == 0) return figures;
    figures.push_back({"Hits", asCount(state.hits) / asCount(all), FigureUnit::share});
    figures.push_back({"Fetched from behind", asCount(state.misses)});
    if (state.shielded > 0) figures.push_back({"Answered by the shield", asCount(state.shielded)});
    if (state.coalesced > 0) figures.push_back({"Waited for another's fetch", asCount(state.coalesced)});
    if (state.evicted > 0) figures.push_back({"Gave way to others", asCount(state.evicted)});
    if (state.early + state.refreshed > 0)
        figures.push_back({"Fetched anew in time", asCount(state.early + state.refreshed)});
    if (state.stale > 0)
        figures.push_back({"Answered though too old", asCount(state.stale) / asCount(all), FigureUnit::share});
    if (state.failed > 0)
        figures.push_back({"Answered with an error of before", asCount(state.failed), FigureUnit::count, true});
    return figures;
}

Figures ofQueue(const QueueState& queue) {
    Figures figures;
    if (queue.duplicates > 0) figures.push_back({"Delivered twice", asCount(queue.duplicates)});
    if (queue.deduplicated > 0) figures.push_back({"Sent twice, kept once", asCount(queue.deduplicated)});
    if (queue.overtaken > 0)
        figures.push_back({"Came back while in work", asCount(queue.overtaken), FigureUnit::count, true});
    if (queue.batches > 0) figures.push_back({"Messages a batch", asCount(queue.batched) / asCount(queue.batches)});
    if (queue.heavy > 0) figures.push_back({"Batches closed by their size", asCount(queue.heavy)});
    if (queue.renewed > 0) figures.push_back({std::string{kLocksRenewed}, asCount(queue.renewed)});
    std::int64_t idle = 0;
    for (const PollerState& poller : queue.pollers) idle += poller.idle;
    if (idle > 0) figures.push_back({"Sessions held without work", static_cast<double>(idle)});
    if (queue.heldUp > 0)
        figures.push_back({"Seconds held up by the namespace", asCount(queue.heldUp), FigureUnit::count, true});
    if (queue.redriven > 0) figures.push_back({"Given back", asCount(queue.redriven)});
    return figures;
}

// Capacity is the table's own; units are those of its indexes as well, which are billed alike.
Figures ofTable(const TableModel& model, const TableState& table) {
    Figures figures;
    if (table.parts.empty()) return figures;
    const auto all = [&](const auto& of) {
        double sum = 0;
        for (const TablePartState& part : table.parts) sum += of(part.capacity);
        return sum;
    };
    const TablePartState& own = table.parts.front();
    figures.push_back({"Write capacity", own.capacity.limit(true), FigureUnit::perSecond});
    figures.push_back({"Read capacity", own.capacity.limit(false), FigureUnit::perSecond});
    const bool scales =
        std::ranges::any_of(table.parts, [](const TablePartState& part) { return part.scalers[0] || part.scalers[1]; });
    for (const bool write : {true, false}) {
        if (!scales) continue;
        figures.push_back({std::string{write ? kMeanWriteCapacity : kMeanReadCapacity},
                           all([&](const TableCapacity& part) { return part.meanLimit(write); }),
                           FigureUnit::perSecond});
    }
    for (const bool write : {true, false})
        figures.push_back({std::string{write ? kWriteUnits : kReadUnits},
                           all([&](const TableCapacity& part) { return part.taken(write); })});
    for (const bool write : {true, false})
        figures.push_back({std::string{write ? kBusiestWrites : kBusiestReads},
                           all([&](const TableCapacity& part) { return part.busiest(write); })});
    if (own.tableThrottled > 0)
        figures.push_back({"Throttled by the table", asCount(own.tableThrottled), FigureUnit::count, true});
    if (own.partitionThrottled > 0)
        figures.push_back({"Throttled by a hot partition", asCount(own.partitionThrottled), FigureUnit::count, true});
    for (std::size_t i = 1; i < table.parts.size(); ++i) {
        const std::uint64_t throttled = table.parts[i].tableThrottled + table.parts[i].partitionThrottled;
        if (throttled > 0)
            figures.push_back(
                {"Throttled by index " + model.parts[i].name, asCount(throttled), FigureUnit::count, true});
    }
    return figures;
}

Figures ofSource(const SourceState& source) {
    Figures figures;
    if (source.lost > 0) figures.push_back({"Lost on the way", asCount(source.lost), FigureUnit::count, true});
    if (source.repeated > 0) figures.push_back({"Arrived twice", asCount(source.repeated)});
    return figures;
}

// Those that were there at the start have `room` for so many pods, those that came since are counted from when they
// were asked for.
void addMachines(const ClusterModel& model, const ClusterState& cluster, SimTime now, Figures& figures) {
    const double atStart = static_cast<double>(model.room) / static_cast<double>(model.podsPerNode);
    figures.push_back({"Machines added", asCount(cluster.added)});
    figures.push_back({std::string{kMeanMachines}, atStart + cluster.count.mean(now)});
}

Figures ofFunction(const FunctionModel& model, const FunctionState& function, SimTime now) {
    Figures figures;
    const std::int64_t peak = function.demand.value();
    if (peak > 0) figures.push_back({std::string{kDemandPeak}, static_cast<double>(peak)});
    if (model.provisioned == 0 || function.spilled == 0) return figures;
    figures.push_back({std::string{kSpilledOver}, asCount(function.spilled)});
    figures.push_back({std::string{kSecondsOnDemand}, function.onDemand.integral(now), FigureUnit::seconds});
    return figures;
}

Figures ofServer(const World& world, const NodeModel& node, SimTime now) {
    Figures figures;
    const ServerModel& model = world.model.servers[node.extra];
    if (node.replicas != kNone) {
        const ReplicaState& copies = world.replicas[node.replicas];
        if (copies.reads > 0)
            figures.push_back({"Reads of old data", asCount(copies.old) / asCount(copies.reads), FigureUnit::share});
        figures.push_back({"Longest replica lag", toSeconds(copies.longestLag), FigureUnit::seconds});
        if (copies.failovers > 0) {
            figures.push_back({"Failovers", asCount(copies.failovers)});
            figures.push_back({"Without a primary", toSeconds(copies.without), FigureUnit::seconds, true});
        }
        if (copies.lost > 0)
            figures.push_back({"Writes lost in a failover", asCount(copies.lost), FigureUnit::count, true});
    }
    if (model.connections != kNone) {
        const ConnectionState& state = world.connections[model.connections];
        figures.push_back({"Connections", static_cast<double>(state.open)});
        if (state.refused > 0)
            figures.push_back({"Refused a connection", asCount(state.refused), FigureUnit::count, true});
    }
    if (model.logins != kNone) {
        const LoginState& logins = world.logins[model.logins];
        figures.push_back({"Logins", asCount(logins.tried)});
        if (logins.wrong > 0)
            figures.push_back({"Failed logins", asCount(logins.wrong) / asCount(logins.tried), FigureUnit::share});
        if (logins.unchecked > 0)
            figures.push_back({"Logins nobody checked", asCount(logins.unchecked), FigureUnit::count, true});
    }
    if (model.cluster) addMachines(*model.cluster, world.rareServers[node.extra].cluster, now, figures);
    if (model.resume) figures.push_back({"Resumed from a pause", asCount(world.elastics[model.elastic].resumed)});
    return figures;
}

// What its calls wait for.
void addPools(const World& world, const NodeModel& node, Figures& figures) {
    for (std::uint32_t g = 0; g < node.groups.count; ++g) {
        const Range flows = world.model.groups[node.groups.first + g].flows;
        for (std::uint32_t i = 0; i < flows.count; ++i) {
            const FlowModel& flow = world.model.flows[world.model.order[flows.first + i]];
            if (flow.guard == kNone || !world.model.guards[flow.guard].pool) continue;
            const FlowGuard& guard = world.guards[flow.guard];
            const std::string to = " to " + world.model.nodes[flow.to].id;
            const double mean = guard.poolGrants == 0 ? 0 : toSeconds(guard.poolWaited) / asCount(guard.poolGrants);
            figures.push_back({"Waiting for a connection" + to, static_cast<double>(guard.poolLine.value())});
            figures.push_back({"Mean wait for a connection" + to, mean, FigureUnit::seconds});
            if (guard.poolTimeouts > 0)
                figures.push_back({"Got no connection" + to, asCount(guard.poolTimeouts), FigureUnit::count, true});
        }
    }
}

Figures ofTopic(const World& world, const NodeModel& node) {
    Figures figures;
    if (world.topics[node.extra].delayed > 0) figures.push_back({"Delayed", asCount(world.topics[node.extra].delayed)});
    for (std::uint32_t i = 0; i < node.events.count; ++i) {
        const FlowModel& flow = world.model.flows[world.model.order[node.events.first + i]];
        if (flow.delivery == kNone || world.model.deliveries[flow.delivery].session == kNone) continue;
        const SessionState& session = world.sessions[world.model.deliveries[flow.delivery].session];
        const std::string to = " for " + world.model.nodes[flow.to].id;
        figures.push_back({"Kept" + to, static_cast<double>(session.kept.count)});
        if (session.repeated > 0) figures.push_back({"Sent again" + to, asCount(session.repeated)});
        if (session.dropped > 0) figures.push_back({"Lost" + to, asCount(session.dropped), FigureUnit::count, true});
    }
    return figures;
}

Figures ofBehavior(const World& world, const NodeModel& model, SimTime now) {
    if (model.behavior == Behavior::stream)
        return ofStream(world, world.model.streams[model.extra], world.streams[model.extra]);
    if (model.lookup != kNone) return ofLookup(world.lookups[model.lookup]);
    switch (model.behavior) {
        case Behavior::server: return ofServer(world, model, now);
        case Behavior::function:
            return ofFunction(world.model.functions[model.extra], world.functions[model.extra], now);
        case Behavior::queue: return ofQueue(world.queues[model.extra]);
        case Behavior::table: return ofTable(world.model.tables[model.extra], world.tables[model.extra]);
        case Behavior::source: return ofSource(world.sources[model.extra]);
        case Behavior::topic: return ofTopic(world, model);
        default: return {};
    }
}

}  // namespace

double figureOf(const std::optional<Figures>& figures, std::string_view name) {
    if (!figures) return 0;
    const auto found = std::ranges::find(*figures, name, &Figure::name);
    return found == figures->end() ? 0 : found->value;
}

Figures figuresOf(const World& world, std::uint32_t node, SimTime now) {
    const NodeModel& model = world.model.nodes[node];
    Figures figures = ofBehavior(world, model, now);
    addPools(world, model, figures);
    return figures;
}

}  // namespace spillway
