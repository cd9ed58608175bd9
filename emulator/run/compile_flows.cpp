#include "run/compiler.h"

#include <fmt/format.h>

#include <algorithm>

namespace spillway {
namespace {

std::uint32_t index(std::size_t value) { return static_cast<std::uint32_t>(value); }

// Where `wanted` stands among the distinct ones; at their end if it is new.
std::uint32_t placeIn(std::vector<Duration>& distinct, Duration wanted) {
    const auto found = std::ranges::find(distinct, wanted);
    if (found != distinct.end()) return index(static_cast<std::size_t>(found - distinct.begin()));
    distinct.push_back(wanted);
    return index(distinct.size() - 1);
}

// A request of clients takes one of several parts of a mix when the shares say so: none is 100 %, together not more.
bool isMix(const Model& model, const std::vector<std::uint32_t>& flows) {
    double sum = 0;
    for (const std::uint32_t flow : flows) {
        if (model.flows[flow].share >= 1) return false;
        sum += model.flows[flow].share;
    }
    return flows.size() > 1 && sum <= 1 + 1e-9;
}

// Neither cut short nor made longer as it goes.
bool hasConstantWork(const NodeModel& node) {
    return node.hasWork && !node.workCut && !node.cpuLimited && node.work.isConstant();
}

void addGroup(Model& model, NodeModel& node, const std::vector<std::uint32_t>& flows, bool oneOf, double shareSum) {
    CallGroup group;
    group.flows = {index(model.order.size()), index(flows.size())};
    group.oneOf = oneOf;
    group.shareSum = shareSum;
    model.order.insert(model.order.end(), flows.begin(), flows.end());
    model.groups.push_back(group);
    ++node.groups.count;
}

// `check`: the call that checks a login; behind it comes the rest of the login, which is no call.
void addCalls(Model& model, NodeModel& node, const Topology& topology, const std::vector<std::uint32_t>& calls,
              std::uint32_t check) {
    node.groups.first = index(model.groups.size());
    if (check != kNone) {
        addGroup(model, node, {check}, false, 1);
        addGroup(model, node, {}, false, 1);
    }
    if (node.kind == NodeKind::load_balancer) {
        double sum = 0;
        for (const std::uint32_t flow : calls) sum += model.flows[flow].share;
        if (!calls.empty() && sum > 0) addGroup(model, node, calls, true, sum);
        return;
    }
    for (std::size_t first = 0; first < calls.size();) {
        std::size_t end = first + 1;
        const bool sequence = node.kind == NodeKind::workflow;
        while (!sequence && end < calls.size() &&
               topology.flows[calls[end]].order == topology.flows[calls[first]].order)
            ++end;
        // A worker has only so many connections at once: what is beyond waits for those before.
        if (node.parallelCalls != 0) end = std::min(end, first + node.parallelCalls);
        const std::vector<std::uint32_t> group(calls.begin() + static_cast<std::ptrdiff_t>(first),
                                               calls.begin() + static_cast<std::ptrdiff_t>(end));
        addGroup(model, node, group, node.kind == NodeKind::clients && isMix(model, group), 1);
        first = end;
    }
}

std::optional<GuardModel> statedGuard(const Flow& flow) {
    GuardModel guard;
    guard.deadline = flow.deadline;
    guard.bulkhead = flow.bulkhead;
    guard.pool = flow.connectionPool;
    guard.rateLimit = flow.rateLimit;
    guard.hedge = flow.hedge;
    guard.fallback = flow.fallback;
    if (flow.retry && flow.retry->activeBudget) {
        guard.activeRetries = flow.retry->activeBudget;
        guard.leastRetries = flow.retry->activeLeast;
        guard.retriesEach = flow.retry->perInstance;
    }
    if (flow.retry && flow.retry->perInstance) guard.retryBudget = flow.retry->budget;
    if (flow.breaker && flow.breaker->perInstance) guard.breaker = flow.breaker;
    if (guard == GuardModel{}) return std::nullopt;
    return guard;
}

// Numbers that leave a policy without effect, or that another number bounds.
template <class Tell>
void noteIdleNumbers(const Flow& flow, const Tell& tell) {
    const auto isNone = [](const std::optional<Share>& share) { return share && share->fraction() == 0; };
    if (flow.breaker && !flow.breaker->window.time && flow.breaker->minimumCalls > flow.breaker->window.calls)
        tell("breaker.minimum_calls", "the window holds no more than " + std::to_string(flow.breaker->window.calls) +
                                          " calls: so many are enough (Resilience4j)");
    if (flow.breaker && !flow.breaker->slowCall && flow.breaker->slowRate != Breaker{}.slowRate)
        tell("breaker.slow_rate", "slow_rate has no effect: without slow_call no call counts as slow");
    if (flow.hedge && flow.hedge->budget.fraction() == 0) tell("hedge.budget", "no copy is ever sent");
    if (flow.hedge && flow.hedge->after && flow.timeout && *flow.hedge->after >= *flow.timeout)
        tell("hedge.after", "no copy is ever sent: the timeout ends the call before");
    if (flow.fallback && flow.fallback->covers.fraction() == 0) tell("fallback.covers", "it answers nothing");
    if (flow.retry && isNone(flow.retry->activeBudget) && flow.retry->activeLeast == 0)
        tell("retry.active_budget", "nothing is ever retried");
}

}  // namespace

void Compiler::compilePolicies(const Flow& flow, FlowModel& flowModel) {
    if (flowModel.awaited && !flowModel.fromQueue) {
        std::optional<Duration> timeout = flow.timeout ? flow.timeout : outsideLimit(flow);
        // The load balancer answers for a function that takes longer; the function goes on.
        const Duration azure = model.facts->azureFunctions.httpLimit;
        const Node& target = topology.nodes[flowModel.to];
        const bool isProgram = target.kind() == NodeKind::function || target.kind() == NodeKind::service;
        if (isProgram && platformOf(topology, target) == Platform::azure_functions)
            timeout = std::min(timeout.value_or(azure), azure);
        if (timeout) flowModel.timer = timeoutOf(flowModel.timeout = *timeout);
        if (flow.retry) {
            flowModel.retry = index(model.retries.size());
            model.retries.push_back(*flow.retry);
        }
        if (flow.breaker && !flow.breaker->perInstance) {
            flowModel.breaker = index(model.breakers.size());
            model.breakers.push_back(*flow.breaker);
        }
        flowModel.criticality = flow.criticality;
        flowModel.guard = guardOf(flow);
        noteIdleGuards(flow, flowModel);
        guardInstances(flow, flowModel);
    } else if ((flow.timeout && flowModel.timeout == Duration{0}) || flow.retry || flow.breaker || statedGuard(flow) ||
               flow.criticality != Criticality::normal) {
        warn(flowName(flow), "",
             flowModel.fromQueue ? "timeout, retry, breaker and other guards of a queue's or stream's consumer are not "
                                   "executed: the visibility timeout, on_failure and the dead letters are"
                                 : "nobody waits for an event, so its timeout, retry, breaker and other guards are not "
                                   "executed");
    }
}

void Compiler::noteIdleGuards(const Flow& flow, const FlowModel& flowModel) {
    const std::string item = flowName(flow);
    const NodeModel& to = model.nodes[flowModel.to];
    const bool stops = to.behavior == Behavior::plain || to.behavior == Behavior::gateway ||
                       to.behavior == Behavior::server;  // nodes/flow_guard.cpp
    const std::string goesOn = "\"" + to.id + "\" cannot be told to stop: what has begun there runs to its end";
    if (flow.hedge && flow.hedge->cancel && !stops) idle(item, "hedge.cancel", goesOn);
    if (flow.deadline && !stops) idle(item, "deadline", goesOn);
    // Looked for among all flows: only when it matters, or 100,000 of them take minutes.
    const auto isPassed = [&] {
        return std::ranges::any_of(topology.flows,
                                   [&](const Flow& above) { return above.to == flow.from && above.deadline; });
    };
    if (flow.deadline && !flow.timeout && !isPassed())
        idle(item, "deadline", "neither this flow nor one above it that passes a deadline on has a timeout");
    if (flow.connectionPool && model.nodes[flowModel.from].behavior == Behavior::function)
        idle(item, "connection_pool",
             "an environment of a function works on one request at a time: it never waits for a connection of its own");
    if (flow.criticality != Criticality::normal &&
        (to.behavior != Behavior::server || model.servers[to.extra].guard == kNone ||
         !model.serverGuards[model.servers[to.extra].guard].shedding))
        idle(item, "criticality", "\"" + to.id + "\" sheds nothing: all requests are alike to it");
    if (flow.breaker && flow.breaker->slowCall && flow.timeout && *flow.breaker->slowCall >= *flow.timeout)
        idle(item, "breaker.slow_call", "no call is that slow: the timeout ends it before");
    if (flow.retry && flow.retry->attempts == 1) idle(item, "retry.attempts", "one attempt in all: nothing is retried");
    noteIdleNumbers(flow, [&](const char* field, std::string sentence) { idle(item, field, std::move(sentence)); });
}

// What is of each instance of the caller needs a caller whose instances can be told apart.
void Compiler::guardInstances(const Flow& flow, const FlowModel& flowModel) {
    const std::pair<bool, const char*> stated[] = {
        {flow.breaker && flow.breaker->perInstance, "breaker.per_instance"},
        {flow.bulkhead && flow.bulkhead->perInstance, "bulkhead.per_instance"},
        {flow.rateLimit && flow.rateLimit->perInstance, "rate_limit.per_instance"},
        {flow.retry && flow.retry->perInstance && (flow.retry->budget || flow.retry->activeBudget),
         "retry.per_instance"}};
    NodeModel& from = model.nodes[flowModel.from];
    const bool isFunction = from.behavior == Behavior::function;
    for (const auto& [isStated, field] : stated) {
        if (!isStated) continue;
        from.guardsEach = true;
        if (from.behavior != Behavior::server && !isFunction)
            idle(flowName(flow), field, "\"" + from.id + "\" has no instances: one holds for all its calls");
        if (isFunction && model.functions[from.extra].provisioned > 0)
            idle(flowName(flow), field,
                 "the provisioned environments of \"" + from.id + "\" share one, the others have their own");
    }
    if (flow.retry && flow.retry->perInstance && !flow.retry->budget && !flow.retry->activeBudget)
        idle(flowName(flow), "retry.per_instance", "there is no budget that each instance could have");
}

FlowModel Compiler::flowModelOf(const Flow& flow) {
    FlowModel flowModel;
    flowModel.from = nodeIndex[flow.from];
    flowModel.to = nodeIndex[flow.to];
    const NodeModel& from = model.nodes[flowModel.from];
    const NodeModel& to = model.nodes[flowModel.to];
    flowModel.fromQueue = from.behavior == Behavior::queue || from.behavior == Behavior::stream;
    flowModel.poison = flow.poison.fraction();
    flowModel.awaited = flow.kind == FlowKind::call || flowModel.fromQueue;
    flowModel.asyncRetry = !flowModel.awaited && to.behavior == Behavior::function;
    flowModel.share = flow.share.fraction();
    const Way way = wayOf(flow);
    flowModel.latency = way.there;
    flowModel.latencyBack = flowModel.awaited ? way.back : way.there;
    findCrossing(flow, flowModel);
    flowModel.subrequests = from.subrequests;
    if (flowModel.latency != Duration{0}) ++constantUse[flowModel.latency];
    if (!flowModel.awaited && !flowModel.asyncRetry)
        flowModel.delivery = deliveryOf(flow, topology.nodes[flowModel.from].kind(), to);
    if (flowModel.asyncRetry) flowModel.delivery = invocationOf(flow);
    flowModel.timeout = pushDeadline(flow, to).value_or(Duration{0});
    if (!flow.onSuccess.empty() && !flowModel.asyncRetry)
        note(flowName(flow), "on_success", "only asynchronous invocations of Lambda tell of success: not executed");
    if (from.behavior == Behavior::topic && !flowModel.awaited)
        model.topics[from.extra].targets += flow.share.fraction();
    flowModel.reportItems = flow.onFailure && flow.onFailure->reportItems;
    flowModel.batch = flow.batch;
    flowModel.payload = flow.payload.value_or(ByteCount{0}).bytes;
    flowModel.maxConcurrency = flow.maxConcurrency;
    compilePolicies(flow, flowModel);
    compileTarsFlow(flow, flowModel);
    compileBatches(flow, flowModel);
    noteIdleSession(flow);
    if (from.behavior == Behavior::queue && to.behavior != Behavior::server && to.behavior != Behavior::function &&
        !flow.maxConcurrency) {
        note(flowName(flow), "max_concurrency",
             fmt::format("assumed: {} batches in work at once", model.facts->messaging.consumerBatches));
    }
    return flowModel;
}

std::uint32_t Compiler::loginCheckOf(std::uint32_t node, const std::vector<std::uint32_t>& calls) const {
    const auto* backend = std::get_if<Backend>(&topology.nodes[node].spec);
    if (backend == nullptr || !backend->users || backend->users->flexAuth.empty()) return kNone;
    const auto found = std::ranges::find_if(
        calls, [&](std::uint32_t call) { return topology.flows[call].to == backend->users->flexAuth; });
    return found == calls.end() ? kNone : *found;
}

void Compiler::compileFlows() {
    for (const Flow& flow : topology.flows) model.flows.push_back(flowModelOf(flow));
    model.statedFlows = index(model.flows.size());
    std::vector<std::vector<std::uint32_t>> callsOf(model.nodes.size());
    std::vector<std::vector<std::uint32_t>> eventsOf(model.nodes.size());
    for (std::uint32_t flow = 0; flow < model.statedFlows; ++flow)
        (model.flows[flow].awaited ? callsOf : eventsOf)[model.flows[flow].from].push_back(flow);
    for (std::uint32_t node = 0; node < model.nodes.size(); ++node) {
        std::vector<std::uint32_t>& calls = callsOf[node];
        std::vector<std::uint32_t>& events = eventsOf[node];
        std::ranges::stable_sort(calls, {}, [&](std::uint32_t flow) { return topology.flows[flow].order; });
        std::ranges::stable_sort(events, {}, [&](std::uint32_t flow) { return topology.flows[flow].order; });
        NodeModel& nodeModel = model.nodes[node];
        if (nodeModel.behavior == Behavior::queue || nodeModel.behavior == Behavior::stream) {
            if (nodeModel.behavior == Behavior::stream) {
                compileReaders(node, calls);
            } else {
                model.queues[nodeModel.extra].consumers = {index(model.order.size()), index(calls.size())};
                model.order.insert(model.order.end(), calls.begin(), calls.end());
            }
            for (const std::uint32_t flow : calls) {
                const NodeModel& consumer = model.nodes[model.flows[flow].to];
                if (consumer.behavior == Behavior::server) model.servers[consumer.extra].feedingQueues.push_back(node);
            }
            continue;
        }
        if (nodeModel.behavior == Behavior::workflow) continue;  // its states say what is called
        const std::uint32_t check = loginCheckOf(node, calls);
        std::erase(calls, check);
        addCalls(model, nodeModel, topology, calls, check);
        nodeModel.events = {index(model.order.size()), index(events.size())};
        model.order.insert(model.order.end(), events.begin(), events.end());
    }
}

std::uint32_t Compiler::guardOf(const Flow& flow) {
    std::optional<GuardModel> guard = statedGuard(flow);
    if (!guard) return kNone;
    guard->flow = index(model.flows.size());
    model.guards.push_back(*guard);
    return index(model.guards.size() - 1);
}

void Compiler::compileSources() {
    for (std::uint32_t node = 0; node < model.nodes.size(); ++node) {
        if (model.nodes[node].behavior != Behavior::source) continue;
        SourceModel& source = model.sources[model.nodes[node].extra];
        source.rootFlow = index(model.flows.size());
        FlowModel root;
        root.to = node;
        model.flows.push_back(root);
    }
    for (const Load& load : scenario.load) {
        SourceModel& source = model.sources[model.nodes[nodeIndex[load.from]].extra];
        if (source.way != SourceModel::Way::silent) {
            fail("two-loads", scenario.id, "load", "two loads are stated for \"" + load.from + "\"");
            continue;
        }
        source.way = load.users ? SourceModel::Way::users : SourceModel::Way::open;
        source.profile = load.rate;
        source.arrivals = load.arrivals;
        source.count = load.users.value_or(0);
        source.think = Sampler{load.think};
    }
    for (const NodeModel& node : model.nodes) {
        if (node.kind == NodeKind::clients && model.sources[node.extra].way == SourceModel::Way::silent) {
            note(node.id, "load", "the scenario states no load for \"" + node.id + "\": it sends nothing");
        }
    }
}

void Compiler::assignConstants() {
    for (const NodeModel& node : model.nodes) {
        if (hasConstantWork(node)) ++constantUse[node.work.least()];
    }
    // Each class is one more comparison for every event: the most used ones pay, the rest go through the heap.
    constexpr std::size_t kMostClasses = 12;
    std::vector<std::pair<std::uint64_t, Duration>> byUse;
    for (const auto& [delay, uses] : constantUse) byUse.emplace_back(uses, delay);
    std::ranges::stable_sort(byUse, std::ranges::greater{}, [](const auto& each) { return each.first; });
    if (byUse.size() > kMostClasses) byUse.resize(kMostClasses);
    for (const auto& [uses, delay] : byUse) model.constants.push_back(delay);
    const auto classOf = [&](Duration delay) {
        const auto found = std::ranges::find(model.constants, delay);
        return found == model.constants.end() ? kNone
                                              : index(static_cast<std::size_t>(found - model.constants.begin()));
    };
    for (FlowModel& flow : model.flows) {
        flow.latencyConstant = flow.latency == Duration{0} ? kNoDelay : classOf(flow.latency);
    }
    for (NodeModel& node : model.nodes) {
        if (hasConstantWork(node)) node.workConstant = classOf(node.work.least());
    }
}

std::uint32_t Compiler::timerOf(Duration limit) { return placeIn(model.timers, limit); }
std::uint32_t Compiler::timeoutOf(Duration timeout) { return placeIn(model.timeouts, timeout); }

}  // namespace spillway
