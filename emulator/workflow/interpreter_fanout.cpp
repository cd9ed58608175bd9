#include "workflow/interpreter.h"

#include <algorithm>

namespace spillway::workflow {

void Interpreter::performParallel(Strand& strand) {
    const State& state = *strand.state;
    const View here = view(strand);
    Json input = effectiveInput(strand, here);
    if (state.parameters)
        input = evaluate(*state.parameters, scope(strand, here, input),
                         state.language == QueryLanguage::jsonata ? "Arguments" : "Parameters");
    event(strand, "ParallelStateStarted");
    FanOut& fan = fanOut(strand);
    fan.total = state.branches.size();
    fan.results.resize(fan.total);
    fan.succeeded.assign(fan.total, false);
    for (std::size_t i = 0; i < fan.total; ++i) {
        Strand& branch = open(*state.branches[i], input, &strand.variables);
        branch.inside = fan.id;
        branch.slot = i;
        branch.lastEvent = strand.lastEvent;
        branch.mapItem = strand.mapItem;
        fan.children.push_back(branch.id);
    }
}

FanOut& Interpreter::fanOut(Strand& holder) {
    const FanOutId id = ++m_lastFanOut;
    FanOut& fan = m_fanOuts[id];
    fan.id = id;
    fan.holder = holder.id;
    fan.state = holder.state;
    holder.holds = id;
    return fan;
}

void Interpreter::childDone(Strand& child) {
    FanOut& fan = m_fanOuts.at(*child.inside);
    Strand& holder = *find(fan.holder);
    fan.results[child.slot] = std::move(child.output);
    fan.succeeded[child.slot] = true;
    if (!fan.runs.empty()) {
        fan.runs[child.slot].status = ChildRun::Status::succeeded;
        fan.runs[child.slot].stoppedAt = m_now;
    }
    ++fan.done;
    std::erase(fan.children, child.id);
    const bool isMap = fan.state->type == StateType::map;
    if (isMap && !fan.isDistributed) {
        Json details;
        if (history.keepsDetails())
            details["mapIterationSucceededEventDetails"] = {{"name", fan.state->name}, {"index", child.slot}};
        event(child, "MapIterationSucceeded", std::move(details));
    }
    holder.lastEvent = fan.isDistributed ? holder.lastEvent : child.lastEvent;
    close(child);
    if (fan.done + fan.failed < fan.total) {
        if (isMap) startIterations(fan);
        return;
    }
    if (isMap) return mapDone(fan);
    event(holder, "ParallelStateSucceeded");
    Json results = Json::array();
    for (Json& result : fan.results) results.push_back(std::move(result));
    try {
        complete(holder, std::move(results));
    } catch (const Fault& fault) {
        fail(holder, fault);
    }
}

void Interpreter::childFailed(Strand& child, const Fault& fault) {
    FanOut& fan = m_fanOuts.at(*child.inside);
    Strand& holder = *find(fan.holder);
    const Fault copy = fault;
    ++fan.failed;
    std::erase(fan.children, child.id);
    if (m_settings.keepsForRedrive) fan.broken.push_back(remainsOf(child));
    if (fan.isDistributed) {
        if (!fan.runs.empty()) {
            ChildRun& run = fan.runs[child.slot];
            run.status = ChildRun::Status::failed;
            run.fault = fault;
            run.stoppedAt = m_now;
        }
        close(child);
        if (exceedsTolerance(fan)) {
            // What there is by then is exported all the same.
            if (!fan.runs.empty() && !fan.state->map->writer->resource.empty()) {
                try {
                    exportResults(holder, fan);
                } catch (const Fault& second) {
                    return fail(holder, second);
                }
            }
            return fail(holder, {.error = "States.ExceedToleratedFailureThreshold",
                                 .cause = "The specified tolerated failure threshold was exceeded"});
        }
        return fan.done + fan.failed == fan.total ? mapDone(fan) : startIterations(fan);
    }
    if (fan.state->type == StateType::map) {
        Json details;
        if (history.keepsDetails())
            details["mapIterationFailedEventDetails"] = {{"name", fan.state->name}, {"index", child.slot}};
        event(child, "MapIterationFailed", std::move(details));
    }
    holder.lastEvent = child.lastEvent;
    close(child);
    fail(holder, copy, true);
}

// Ends what is still at work in it, innermost first.
void Interpreter::dissolve(FanOut& fan) {
    Strand& holder = *find(fan.holder);
    holder.remains.reset();
    if (m_settings.keepsForRedrive && !fan.broken.empty()) holder.remains = remainsOf(holder);
    const std::vector<StrandId> children = std::exchange(fan.children, {});
    for (const StrandId id : children) {
        Strand* child = find(id);
        if (child == nullptr) continue;
        const std::size_t slot = child->slot;
        discard(*child);
        if (fan.state->type == StateType::map && !fan.isDistributed) {
            Json details;
            if (history.keepsDetails())
                details["mapIterationAbortedEventDetails"] = {{"name", fan.state->name}, {"index", slot}};
            event(holder, "MapIterationAborted", std::move(details));
        }
    }
    holder.holds.reset();
    m_fanOuts.erase(fan.id);
}

void Interpreter::discard(Strand& strand) {
    if (strand.holds) dissolve(m_fanOuts.at(*strand.holds));
    const StateType type = strand.state->type;
    // Only states that take time can be interrupted.
    std::string_view aborted;
    if (type == StateType::task) aborted = "TaskStateAborted";
    if (type == StateType::wait) aborted = "WaitStateAborted";
    if (type == StateType::parallel) aborted = "ParallelStateAborted";
    if (type == StateType::map) aborted = "MapStateAborted";
    if (std::exchange(strand.runsMap, false)) event(strand, "MapRunAborted");
    if (strand.phase == Phase::waiting && !strand.awaitsEntry && !aborted.empty()) event(strand, aborted);
    note(strand, StateNote::What::aborted);
    if (strand.task != 0)
        commands.push_back({.kind = Command::Kind::cancelTask, .task = strand.task, .state = strand.state->name});
    close(strand);
}

}  // namespace spillway::workflow
