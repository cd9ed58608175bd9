#include "base/random.h"
#include "nodes/workflow.h"
#include "run/state.h"
#include "run/workflow_states.h"

#include <algorithm>

namespace spillway {
namespace {

// Calls `visit(node, model, state)` for each workflow with a definition.
template <class Visit>
void forEachWorkflow(const World& world, Visit&& visit) {
    for (std::uint32_t node = 0; node < world.model.nodes.size(); ++node) {
        if (world.model.nodes[node].behavior != Behavior::workflow) continue;
        const std::uint32_t extra = world.model.nodes[node].extra;
        visit(node, *world.model.workflows[extra], world.workflow->nodes[extra]);
    }
}

void appendParents(const workflow::StateMachine& machine, std::int32_t parent, std::vector<std::int32_t>& parents) {
    for (const workflow::State& state : machine.states) {
        const auto own = static_cast<std::int32_t>(parents.size());
        parents.push_back(parent);
        for (const auto& branch : state.branches) appendParents(*branch, own, parents);
        if (state.map && state.map->processor) appendParents(*state.map->processor, own, parents);
    }
}

}  // namespace

std::vector<WorkflowStateName> workflowStates(const RunPlan& plan, std::uint32_t node) {
    std::vector<WorkflowStateName> names;
    const NodeModel& of = plan.model.nodes[node];
    if (of.behavior != Behavior::workflow) return names;
    const WorkflowModel& model = *plan.model.workflows[of.extra];
    std::vector<std::int32_t> parents;
    appendParents(*model.machine, -1, parents);
    for (std::size_t i = 0; i < model.states.size(); ++i) {
        const std::uint32_t flow = model.tasks[i].flow;
        names.push_back({model.states[i]->name, std::string{workflow::stateTypeWord(model.states[i]->type)},
                         model.states[i]->pointer, parents[i],
                         flow == kNone ? std::string{} : plan.model.nodes[plan.model.flows[flow].to].id});
    }
    return names;
}

std::vector<WorkflowReport> reportWorkflows(const Run::State& state) {
    std::vector<WorkflowReport> reports;
    forEachWorkflow(state.world, [&](std::uint32_t node, const WorkflowModel& model, const WorkflowState& of) {
        WorkflowReport report;
        report.id = state.plan->model.nodes[node].id;
        report.express = model.kind == workflow::WorkflowKind::express;
        report.counts = of.counts;
        report.took = of.took.soFar().summary();
        report.billedSeconds = toSeconds(state.plan->model.facts->stepFunctions.expressBilling *
                                         static_cast<std::int64_t>(of.billedSteps));
        const std::vector<WorkflowStateName> names = workflowStates(*state.plan, node);
        for (std::size_t i = 0; i < of.states.size(); ++i) {
            report.states.push_back({names[i].name, names[i].type, names[i].parent, names[i].node, of.states[i].counts,
                                     of.states[i].took.soFar().summary()});
        }
        fillFollowed(model, of, report.followed);
        reports.push_back(std::move(report));
    });
    return reports;
}

void fillWorkflows(const Run::State& state, std::vector<WorkflowSnapshot>& out) {
    out.resize(state.plan->model.workflows.size());
    std::size_t place = 0;
    forEachWorkflow(state.world, [&](std::uint32_t node, const WorkflowModel& model, const WorkflowState& of) {
        WorkflowSnapshot& snapshot = out[place];
        snapshot.node = node;
        snapshot.counts = of.counts;
        snapshot.states.resize(of.states.size());
        const WorkflowSnapshot* const last = place < state.workflows.size() ? &state.workflows[place] : nullptr;
        snapshot.p50 = last ? last->p50 : Duration{0};
        snapshot.p99 = last ? last->p99 : Duration{0};
        for (std::size_t i = 0; i < of.states.size(); ++i) {
            snapshot.states[i] = last ? last->states[i] : WorkflowStateSnapshot{};
            snapshot.states[i].counts = of.states[i].counts;
        }
        fillFollowed(model, of, snapshot.followed);
        ++place;
    });
}

void endWorkflowSecond(Run::State& state) {
    if (!state.world.workflow) return;
    state.workflows.resize(state.plan->model.workflows.size());
    std::size_t place = 0;
    forEachWorkflow(state.world, [&](std::uint32_t node, const WorkflowModel&, const WorkflowState&) {
        WorkflowState& of = state.world.workflow->nodes[state.plan->model.nodes[node].extra];
        WorkflowSnapshot& last = state.workflows[place++];
        last.states.resize(of.states.size());
        const auto end = [](Times& times, Duration& p50, Duration& p99) {
            LatencyHistogram second;
            times.endSecond(second);
            p50 = second.percentile(0.5);
            p99 = second.percentile(0.99);
        };
        end(of.took, last.p50, last.p99);
        for (std::size_t i = 0; i < of.states.size(); ++i)
            end(of.states[i].took, last.states[i].p50, last.states[i].p99);
    });
}

void checkExecutions(const World& world) {
    forEachWorkflow(world, [](std::uint32_t, const WorkflowModel&, const WorkflowState& of) {
        const ExecutionCounts& all = of.counts;
        SPILLWAY_ASSERT(all.started == all.succeeded + all.failed + all.timedOut + all.aborted + all.running,
                        "an execution that was started has ended or runs");
        for (const WorkflowStateMeasures& state : of.states) {
            const StateCounts& counts = state.counts;
            SPILLWAY_ASSERT(
                counts.entered == counts.succeeded + counts.caught + counts.failed + counts.aborted + counts.inside,
                "a state that was entered has been left or is in it");
        }
    });
}

std::uint64_t fingerprintOfWorkflows(const World& world) {
    std::uint64_t hash = 0;
    const auto add = [&hash](std::uint64_t value) { hash = mix64(hash ^ value) + 0x9e37'79b9'7f4a'7c15U; };
    const auto addTimes = [&](const Times& times) {
        const LatencyHistogram whole = times.soFar();
        add(whole.count());
        add(static_cast<std::uint64_t>(whole.mean().count()));
        add(static_cast<std::uint64_t>(whole.greatest().count()));
    };
    forEachWorkflow(world, [&](std::uint32_t, const WorkflowModel& model, const WorkflowState& of) {
        const ExecutionCounts& all = of.counts;
        for (const std::uint64_t each : {all.started, all.succeeded, all.failed, all.timedOut, all.aborted,
                                         all.throttled, all.transitions, all.heldBack, of.billedSteps})
            add(each);
        addTimes(of.took);
        for (const WorkflowStateMeasures& state : of.states) {
            for (const std::uint64_t each : {state.counts.entered, state.counts.inside, state.counts.caught,
                                             state.counts.failed, state.counts.retried, state.counts.timedOut})
                add(each);
            addTimes(state.took);
        }
        std::vector<ExecutionSample> followed;
        fillFollowed(model, of, followed);
        for (const ExecutionSample& sample : followed) {
            add(sample.number);
            add(hashWord(sample.output + sample.error));
            for (const ExecutionStep& step : sample.steps) {
                add(static_cast<std::uint64_t>(step.at.time_since_epoch().count()));
                add(hashWord(step.type));
                add(static_cast<std::uint64_t>(step.state + 1));
            }
        }
    });
    return hash;
}

}  // namespace spillway
