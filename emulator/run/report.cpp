#include "nodes/caller_guard.h"
#include "nodes/elastic.h"
#include "nodes/figures.h"
#include "run/attribution.h"
#include "run/state.h"

#include <algorithm>

namespace spillway {
namespace {

// Nothing that is stated changes the load or the system as the run goes: whatever it settles to is a steady state.
bool isStationary(const Run::State& state) {
    const auto isConstant = [](const Load& load) {
        return std::ranges::all_of(load.rate.points,
                                   [&](const RatePoint& point) { return point.rate == load.rate.points.front().rate; });
    };
    return state.faults.empty() && std::ranges::all_of(state.plan->scenario.load, isConstant);
}

std::optional<PoolUse> poolUseOf(const Run::State& state, std::uint32_t index) {
    const NodeModel& model = state.plan->model.nodes[index];
    if (model.behavior != Behavior::server) return {};
    const ServerState& server = *state.world.nodes[index].server;
    if (!server.elastic) return {};
    const ElasticState& pool = state.world.elastics[server.model->elastic];
    const BilledTime billed = billedTimeOf(state.plan->model.elastics[server.model->elastic], server, pool, state.now);
    return PoolUse{.activeSeconds = pool.active.integral(state.now),
                   .startingSeconds = pool.starting.integral(state.now),
                   .cpuSeconds = cpuSecondsOf(server, pool, state.now),
                   .activations = pool.activations,
                   .billedSeconds = toSeconds(billed.onDemand),
                   .readySeconds = toSeconds(billed.ready),
                   .readyRequests = pool.readyRequests};
}

NodeReport reportNode(const Run::State& state, std::uint32_t index) {
    const NodeMeasures& measures = state.world.nodes[index].measures;
    const RareNodeMeasures& rare = state.world.rareNodes[index].measures;
    NodeReport node;
    node.id = state.plan->topology.nodes[index].id;
    node.kind = state.plan->topology.nodes[index].kind();
    node.arrived = measures.begun;
    node.succeeded = measures.succeeded;
    node.failed = rare.failed;
    node.response = measures.response.soFar().summary();
    node.waiting = rare.waiting.soFar(measures.unwaited).summary();
    const double slots = rare.slots.integral(state.now);
    node.utilization = slots > 0 ? measures.busy.integral(state.now) / slots : 0;
    node.meanBusy = measures.busy.mean(state.now);
    node.meanWaiting = rare.waitingNow.mean(state.now);
    node.peakInstances = rare.instances.greatest();
    node.meanInstances = rare.instances.mean(state.now);
    node.coldStarts = rare.coldStarts;
    node.deadLettered = rare.deadLettered;
    node.expired = rare.expired;
    node.redelivered = rare.redelivered;
    if (Figures figures = figuresOf(state.world, index, state.now); !figures.empty()) node.figures = std::move(figures);
    node.pool = poolUseOf(state, index);
    if (isStationary(state)) node.steady = steadyMean(state.sumsOf(index));
    state.appendSeries(index, 0, node.series);
    return node;
}

FlowReport reportFlow(const Run::State& state, std::uint32_t index) {
    const Flow& stated = state.plan->topology.flows[index];
    const CallMeasures& calls = state.world.rows[index].calls;
    const RareCallMeasures& rare = state.world.rareFlows[index].sent;
    const DeliveryMeasures& received = state.world.rareFlows[index].received;
    FlowReport flow;
    flow.from = stated.from;
    flow.to = stated.to;
    flow.kind = stated.kind;
    flow.attempts = calls.begun;
    flow.retries = rare.retries + received.retries;
    flow.succeeded = calls.succeeded + received.counts.succeeded;
    for (std::size_t i = 0; i < kFailureCauseCount; ++i) {
        flow.failed[i] = rare.failed[i] + received.counts.failed[i];
    }
    const bool awaited = state.plan->model.flows[index].awaited;
    flow.response = (awaited ? calls.response : received.response).soFar().summary();
    flow.breakerOpened = rare.breakerOpened;
    flow.breakers = breakersOf(state.world, index);
    return flow;
}

ObjectiveResult judge(const Run::State& state, const Objective& objective) {
    ObjectiveResult result;
    result.objective = objective;
    std::size_t index = 0;
    while (state.plan->topology.nodes[index].id != objective.of) ++index;
    const NodeMeasures& measures = state.world.nodes[index].measures;
    const LatencyHistogram times = measures.response.soFar();
    result.response = times.summary();
    const auto ended = static_cast<double>(state.world.countsOf(static_cast<std::uint32_t>(index)).ended());
    const auto succeeded = static_cast<double>(measures.succeeded);
    // Failures are counted among the times as well: taken as the slow ones, for a request that failed in time is not
    // good.
    const double within = objective.p99 ? static_cast<double>(times.countUpTo(*objective.p99)) : ended;
    const double failedInTime = std::max(0.0, within - succeeded);
    result.goodShare = ended > 0 ? std::min(succeeded, within - std::min(failedInTime, ended - succeeded)) / ended : 1;
    const double allowed = objective.share ? 1 - objective.share->fraction() : 0;
    result.budgetLeft = !objective.share        ? 1
                        : allowed > 0           ? 1 - (1 - result.goodShare) / allowed
                        : result.goodShare >= 1 ? 1
                                                : 0;
    const auto keeps = [](const std::optional<Duration>& bound, Duration measured) {
        return !bound || measured <= *bound;
    };
    result.met =
        keeps(objective.p50, result.response.p50) && keeps(objective.p95, result.response.p95) &&
        (objective.share ? result.goodShare >= objective.share->fraction() : keeps(objective.p99, result.response.p99));
    return result;
}

std::vector<Trace> reportTraces(const TraceStore& store, SimTime now) {
    std::vector<Trace> traces;
    for (std::size_t each = 0; each < store.size(); ++each) {
        const TraceStore::Request& stored = store[each];
        if (!stored.finished()) continue;
        const TraceStore::Request request = TraceStore::ordered(stored);
        Trace trace;
        trace.id = request.id;
        for (const TraceStore::Visit& visit : request.visits) trace.spans.push_back(TraceStore::spanAt(visit, now));
        traces.push_back(std::move(trace));
    }
    std::ranges::sort(traces, [](const Trace& a, const Trace& b) {
        return std::pair{a.spans.front().start, a.id} < std::pair{b.spans.front().start, b.id};
    });
    return traces;
}

}  // namespace

RunReport makeReport(const Run::State& state) {
    state.checkConservation();
    RunReport report;
    report.architecture = state.plan->topology.name;
    report.scenario = state.plan->scenario.id;
    report.seed = state.options.seed;
    report.end = state.now;
    report.events = state.events();
    for (std::uint32_t i = 0; i < state.nodes.size(); ++i) {
        report.nodes.push_back(reportNode(state, i));
        if (state.plan->model.nodes[i].behavior != Behavior::source) continue;
        const NodeMeasures& measures = state.world.nodes[i].measures;
        report.sent += measures.begun;
        report.succeeded += measures.succeeded;
        for (std::size_t cause = 0; cause < kFailureCauseCount; ++cause)
            report.failed[cause] += state.world.rareNodes[i].measures.failed[cause];
        report.inFlight += measures.inside;
    }
    SPILLWAY_ASSERT(report.sent == report.succeeded + total(report.failed) + report.inFlight,
                    "sent = succeeded + failed + in flight");
    for (std::uint32_t i = 0; i < state.flows.size(); ++i) report.flows.push_back(reportFlow(state, i));
    report.workflows = reportWorkflows(state);
    report.decisions = state.decisions.copied();
    report.attributions = attributeEach(state.traces, state.plan->topology);
    report.traces = reportTraces(state.traces, state.now);
    for (const Objective& objective : state.plan->scenario.objectives)
        report.objectives.push_back(judge(state, objective));
    for (const ActiveFault& fault : state.faults) {
        if (!fault.byHand) continue;
        report.injected.push_back(fault.fault);
        if (fault.to) report.injected.back().lasting = *fault.to - fault.from;
    }
    report.cleared = state.cleared;
    report.recovery = recoveryOf(state);
    report.fingerprint = fingerprintOf(state);
    report.wallSeconds = state.wallSeconds;
    return report;
}

}  // namespace spillway
