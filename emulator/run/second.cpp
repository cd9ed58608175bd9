#include "nodes/balancer.h"
#include "nodes/cluster_room.h"
#include "nodes/cpu_limit.h"
#include "nodes/flow_guard.h"
#include "nodes/function.h"
#include "nodes/function_log.h"
#include "nodes/gateway.h"
#include "nodes/queue.h"
#include "nodes/server_guard.h"
#include "nodes/stream.h"
#include "nodes/table.h"
#include "nodes/trouble.h"
#include "run/state.h"

#include <algorithm>
#include <array>
#include <utility>

namespace spillway {
namespace {

double share(double part, double whole) { return whole > 0 ? part / whole : 0; }
std::size_t at(FailureCause cause) { return static_cast<std::size_t>(cause); }

// `times` is used again for every node and flow: in the cache all the while.
NodePoint endNodeSecond(NodeState& node, NodeSecond& second, SimTime now, std::int64_t starting,
                        LatencyHistogram& times) {
    NodeMeasures& measures = node.measures;
    RareNodeMeasures& rare = node.rare->measures;
    rare.waiting.endSecond(times, std::exchange(measures.unwaited, 0));
    measures.response.endSecond(times);
    const auto succeeded = static_cast<double>(measures.succeeded - second.before.succeeded);
    const auto failures = static_cast<double>(total(rare.failed) - total(second.before.failed));
    const double busy = measures.busy.integral(now);
    const double slots = rare.slots.integral(now);
    NodeSnapshot& last = second.last;
    last.throughput = succeeded;
    last.errorShare = share(failures, succeeded + failures);
    last.throttledPerSecond = static_cast<double>(rare.failed[at(FailureCause::throttled)] -
                                                  second.before.failed[at(FailureCause::throttled)]);
    // Of those that arrived, not of those that ended: a start may take longer than the second.
    // In a pool a start is known when it is over: it may be of requests that arrived in an earlier second.
    const auto cold = static_cast<double>(rare.coldStarts - second.coldBefore);
    last.coldShare = share(cold, std::max(cold, static_cast<double>(measures.begun - second.before.begun)));
    const auto percentiles = times.percentiles(std::array{0.5, 0.95, 0.99});
    last.p50 = percentiles[0];
    last.p95 = percentiles[1];
    last.p99 = percentiles[2];
    NodePoint point;
    point.throughput = static_cast<float>(succeeded);
    point.errors = static_cast<float>(failures);
    point.p50Ms = static_cast<float>(toMilliseconds(last.p50));
    point.p95Ms = static_cast<float>(toMilliseconds(last.p95));
    point.p99Ms = static_cast<float>(toMilliseconds(last.p99));
    point.instances = static_cast<float>(rare.instances.value());
    point.starting = static_cast<float>(starting);
    point.backlog = static_cast<float>(rare.waitingNow.value());
    point.utilization = static_cast<float>(share(busy - second.busyBefore, slots - second.slotsBefore));
    point.inside = static_cast<float>(measures.inside);
    point.sum = {times.count(), static_cast<double>(times.count()) * toSeconds(times.mean())};
    second.before = {measures.begun, measures.succeeded, rare.failed};
    second.coldBefore = rare.coldStarts;
    second.busyBefore = busy;
    second.slotsBefore = slots;
    return point;
}

void endFlowSecond(World& world, std::uint32_t flow, FlowSecond& second, bool awaited, LatencyHistogram& times) {
    DeliveryMeasures& received = world.rareFlows[flow].received;
    (awaited ? world.rows[flow].calls.response : received.response).endSecond(times);
    Counts counts = world.callsOf(flow);
    counts.succeeded += received.counts.succeeded;
    for (std::size_t i = 0; i < kFailureCauseCount; ++i) counts.failed[i] += received.counts.failed[i];
    const auto ended = static_cast<double>(counts.ended() - second.before.ended());
    second.last.rate = static_cast<double>(counts.begun - second.before.begun);
    second.last.errorShare = share(static_cast<double>(total(counts.failed) - total(second.before.failed)), ended);
    second.last.p99 = times.percentile(0.99);
    second.before = counts;
}

std::int64_t startingOf(const World& world, std::uint32_t index) {
    const NodeModel& node = world.model.nodes[index];
    if (node.behavior == Behavior::server) return world.nodes[index].server->starting;
    if (node.behavior == Behavior::function) {
        const FunctionState& function = world.functions[node.extra];
        return function.starting + function.provisionedStarting;
    }
    return 0;
}

}  // namespace

void Run::State::endSecond() {
    std::vector<NodePoint> points(nodes.size());
    LatencyHistogram& times = m_times;
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
        const NodeModel& model = plan->model.nodes[i];
        if (model.behavior == Behavior::queue) dropExpired({world, *lanes[world.laneOf[i]]}, i);
        if (model.behavior == Behavior::stream) endStreamSecond({world, *lanes[world.laneOf[i]]}, i);
        if (model.behavior == Behavior::table) endTableSecond({world, *lanes[world.laneOf[i]]}, i);
        if (model.behavior == Behavior::function) {
            recycleEnvironments({world, *lanes[world.laneOf[i]]}, i);
            tellSecond({world, *lanes[world.laneOf[i]]}, i);
        }
        if (world.levers.nodes[i].memoryFill > Duration{0}) pressMemory({world, *lanes[world.laneOf[i]]}, i);
        if (model.behavior == Behavior::server && plan->model.servers[model.extra].cluster)
            removeMachines({world, *lanes[world.laneOf[i]]}, i);
        if (model.behavior == Behavior::gateway || model.behavior == Behavior::external)
            tellQuota({world, *lanes[world.laneOf[i]]}, i);
        if (model.balancer != kNone) checkTargets({world, *lanes[world.laneOf[i]]}, i);
        if (model.cpuLimited) tellStalls({world, *lanes[world.laneOf[i]]}, i);
        points[i] = endNodeSecond(world.nodes[i], nodes[i], now, startingOf(world, i), times);
    }
    for (const ServerGuardModel& guard : plan->model.serverGuards)
        tellServerGuard({world, *lanes[world.laneOf[guard.node]]}, guard.node);
    for (const GuardModel& guard : plan->model.guards)
        tellGuard({world, *lanes[world.laneOf[plan->model.flows[guard.flow].from]]}, guard.flow);
    for (std::uint32_t i = 0; i < flows.size(); ++i)
        endFlowSecond(world, i, flows[i], plan->model.flows[i].awaited, times);
    endWorkflowSecond(*this);
    losses.endSecond(world);
    seconds.push_back(std::make_shared<const std::vector<NodePoint>>(std::move(points)));
    checkConservation();
    collect();
    traces.settle();
}

void Run::State::appendSeries(std::size_t node, std::size_t first, NodeSeries& to) const {
    for (std::size_t second = first; second < seconds.size(); ++second) {
        const NodePoint& point = (*seconds[second])[node];
        to.throughput.push_back(point.throughput);
        to.errors.push_back(point.errors);
        to.p50Ms.push_back(point.p50Ms);
        to.p95Ms.push_back(point.p95Ms);
        to.p99Ms.push_back(point.p99Ms);
        to.instances.push_back(point.instances);
        to.starting.push_back(point.starting);
        to.backlog.push_back(point.backlog);
        to.utilization.push_back(point.utilization);
    }
}

std::vector<SecondSum> Run::State::sumsOf(std::size_t node) const {
    std::vector<SecondSum> sums;
    for (const auto& second : seconds) sums.push_back((*second)[node].sum);
    return sums;
}

}  // namespace spillway
