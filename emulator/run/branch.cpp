#include "run/branch.h"

#include "nodes/calls.h"
#include "nodes/folded_visit.h"
#include "nodes/server.h"
#include "run/state.h"

#include <algorithm>
#include <tuple>
#include <utility>

// A run that goes on under another plan.
namespace spillway {
namespace {

// Scripted faults that have begun stay as they are; of the others, those of the new scenario that are still to come.
std::vector<ActiveFault> faultsFrom(const Run::State& from, const RunPlan& plan) {
    if (plan.scenario.faults == from.plan->scenario.faults) return from.faults;
    std::vector<ActiveFault> faults;
    for (const ActiveFault& fault : from.faults) {
        if (fault.byHand || fault.from <= from.now) faults.push_back(fault);
    }
    for (const RunPlan::ScriptedFault& scripted : plan.faults) {
        if (SimTime{scripted.fault.at} <= from.now) continue;
        ActiveFault active{scripted.fault, scripted.reach, SimTime{scripted.fault.at}, {}};
        if (scripted.fault.lasting) active.to = active.from + *scripted.fault.lasting;
        faults.push_back(std::move(active));
    }
    return faults;
}

// The calls of a lane that wait for an answer, the first sent first.
std::vector<std::uint32_t> waitingCalls(const Lane& lane) {
    std::vector<std::uint32_t> calls;
    for (std::uint32_t i = 0; i < lane.frames.used(); ++i) {
        if (lane.frames.isLive(i) && lane.frames[i].has(frame_flag::kAwaited)) calls.push_back(i);
    }
    std::ranges::sort(calls, {}, [&](std::uint32_t i) { return std::tuple{lane.frames[i].sent, lane.frames[i].uid}; });
    return calls;
}

}  // namespace

Run::State::State(const State& from, std::shared_ptr<const RunPlan> itsPlan)
    : plan{std::move(itsPlan)},
      options{from.options},
      world{from.world, plan->model},
      now{from.now},
      end{std::max(from.now, endOf(*plan, from.options))},
      nextSecond{from.nextSecond},
      faults{faultsFrom(from, *plan)},
      cleared{from.cleared},
      flowsAtCalm{from.flowsAtCalm},
      nodes{from.nodes},
      flows{from.flows},
      workflows{from.workflows},
      seconds{from.seconds},
      losses{from.losses.soFar()},
      traces{from.traces},
      decisions{from.decisions},
      wallSeconds{from.wallSeconds},
      m_faultsMoved{from.m_faultsMoved},
      m_lookahead{Duration::max()} {
    for (const auto& lane : from.lanes) {
        lanes.push_back(std::make_unique<Lane>(*lane));
        unfoldAll(from.world, lanes.back()->frames);  // calls that were usual may be so no more
    }
    for (const FlowModel& flow : plan->model.flows) {
        if (flow.from != kNone && world.laneOf[flow.from] != world.laneOf[flow.to])
            m_lookahead = std::min(m_lookahead, flow.least());
    }
    takeOverPolicies(from);
    for (const auto& lane : lanes) takeOverTimeouts(*lane);
    takeOverInstances(from);
    moveFaults();
}

// A policy whose settings are the same keeps what it knows; another begins afresh.
void Run::State::takeOverPolicies(const State& from) {
    const Model& before = from.plan->model;
    const Model& after = plan->model;
    const World fresh{after, options.seed, options.traceEvery};
    const auto settingOf = [](const auto& table, std::uint32_t index) {
        return index == kNone ? std::nullopt : std::optional{table[index]};
    };
    for (std::size_t i = 0; i < world.rareFlows.size(); ++i) {
        const FlowModel& was = before.flows[i];
        const FlowModel& is = after.flows[i];
        if (settingOf(before.breakers, was.breaker) != settingOf(after.breakers, is.breaker))
            world.rareFlows[i].breaker = fresh.rareFlows[i].breaker;
        if (settingOf(before.retries, was.retry) != settingOf(after.retries, is.retry))
            world.rareFlows[i].budget = fresh.rareFlows[i].budget;
    }
    for (std::size_t i = 0; i < world.gateways.size(); ++i) {
        const GatewayModel& was = before.gateways[i];
        const GatewayModel& is = after.gateways[i];
        if (was.rateLimit != is.rateLimit || was.burst != is.burst) world.gateways[i] = fresh.gateways[i];
    }
    world.link(world.laneOf);
}

// A call that is out has the new timeout from when it was sent; whoever has waited longer than that gives up at once.
void Run::State::takeOverTimeouts(Lane& lane) {
    const Model& model = plan->model;
    FutureEventList before = std::move(lane.events);
    lane.events = FutureEventList{model.constants.size(), model.timers.size(), model.timeouts};
    lane.events.takeOver(std::move(before));
    std::vector<std::pair<std::uint32_t, std::uint64_t>> late;
    for (const std::uint32_t call : waitingCalls(lane)) {
        const FlowRow& flow = world.rows[lane.frames[call].flow];
        if (flow.timer == kNone) continue;
        lane.events.await(flow.timer, lane.frames, lane.frames[call]);
        if (lane.frames[call].sent + flow.model->timeout < now) late.emplace_back(call, lane.frames[call].uid);
    }
    for (const auto& [call, uid] : late) {
        Frame& frame = lane.frames[call];
        if (frame.uid == uid && frame.has(frame_flag::kAwaited)) giveUp({world, lane}, frame);
    }
}

void Run::State::takeOverInstances(const State& from) {
    for (std::uint32_t node = 0; node < world.nodes.size(); ++node) {
        const NodeModel& model = plan->model.nodes[node];
        if (model.behavior != Behavior::server) continue;
        const ServerModel& was = from.plan->model.servers[model.extra];
        const ServerModel& is = plan->model.servers[model.extra];
        if (is.hpa && was.hpa != is.hpa)
            world.rareServers[model.extra].autoscaler.emplace(*is.hpa, plan->model.facts->kubernetes);
        if (!is.hpa && is.elastic == kNone && was.instances != is.instances)
            resize({world, *lanes[world.laneOf[node]]}, node, is.instances);
    }
}

Run::Branch Run::branch(const std::shared_ptr<const RunPlan>& plan) const {
    SPILLWAY_ASSERT(plan != nullptr, "a branch has a plan without errors");
    Branch made;
    made.diagnostics = branchProblems(*m_state->plan, *plan);
    const Model& model = plan->model;
    for (std::size_t i = 0; made.diagnostics.empty() && i < model.flows.size(); ++i) {
        const FlowModel& flow = model.flows[i];
        const std::vector<std::uint32_t>& laneOf = m_state->world.laneOf;
        if (flow.from == kNone || laneOf[flow.from] == laneOf[flow.to] || flow.least() > Duration{0}) continue;
        Diagnostic problem;
        problem.code = "not-in-a-branch";
        problem.place.item = model.nodes[flow.from].id;
        problem.sentence = "its latency is zero, and the run advances both ends side by side";
        problem.hint = "let the run have one thread";
        made.diagnostics.push_back(std::move(problem));
    }
    if (made.diagnostics.empty())
        made.run.reset(new Run{std::make_unique<State>(*m_state, alignedTo(*m_state->plan, *plan))});
    return made;
}

}  // namespace spillway
