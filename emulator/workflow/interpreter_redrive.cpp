#include "workflow/interpreter.h"

#include <fmt/format.h>

// Going on with an execution that ended without success, as the service's RedriveExecution does: states that were left
// are not entered again, a Parallel or a Map keeps the results of the children that succeeded.
namespace spillway::workflow {
namespace {

// The service's own limits: there must be room for the event of the redrive and one more.
constexpr std::int64_t kHistoryMax = 24'999;
constexpr int kRedrivesMax = 1000;

}  // namespace

std::shared_ptr<const Remains> Interpreter::remainsOf(const Strand& strand) {
    auto remains = std::make_shared<Remains>();
    remains->strand = strand;
    remains->strand.remains.reset();
    if (strand.holds) {
        const FanOut& fan = m_fanOuts.at(*strand.holds);
        remains->fan = fan;
        remains->fan->broken.clear();
        remains->children = fan.broken;
        for (const StrandId child : fan.children) remains->children.push_back(remainsOf(*find(child)));
    } else if (strand.remains) {
        remains->fan = strand.remains->fan;
        remains->children = strand.remains->children;
    }
    return remains;
}

std::string Interpreter::whyNotRedriven() const {
    if (status == ExecutionStatus::running) return "it is still running";
    if (status == ExecutionStatus::succeeded) return "it has succeeded";
    if (m_settings.kind == WorkflowKind::express) return "executions of Express workflows cannot be redriven";
    if (history.count() >= kHistoryMax)
        return fmt::format("its history has {} events, there is no room for more", history.count());
    if (m_redrives >= m_settings.quotas.redrivesMax) return fmt::format("it has been redriven {} times", m_redrives);
    return m_remains == nullptr ? "it kept nothing to go on from" : "";
}

// What a redrive begins with.
void Interpreter::resume() {
    startClock();
    Json details;
    if (history.keepsDetails()) details["executionRedrivenEventDetails"] = {{"redriveCount", m_redrives}};
    history.add("ExecutionRedriven", history.count(), m_now.time_since_epoch(), std::move(details));
    const std::shared_ptr<const Remains> remains = std::exchange(m_remains, nullptr);
    restore(*remains, nullptr);
    // Items that had not been started yet; what fails on the way takes others with it.
    std::vector<FanOutId> maps;
    for (const auto& [id, fan] : m_fanOuts) {
        if (fan.state->type == StateType::map) maps.push_back(id);
    }
    for (const FanOutId id : maps) {
        if (m_fanOuts.contains(id)) startIterations(m_fanOuts.at(id));
    }
}

// The strand again where it was, inside what `holder` (null: nothing) has fanned out into.
Strand& Interpreter::restore(const Remains& remains, const Strand* holder) {
    const StrandId id = ++m_lastStrand;
    Strand& strand = *m_strands.emplace(id, std::make_unique<Strand>(remains.strand)).first->second;
    const FanOut* fan = holder == nullptr ? nullptr : &m_fanOuts.at(*holder->holds);
    strand.id = id;
    strand.inside = holder == nullptr ? std::nullopt : holder->holds;
    strand.variables.setOuter(fan == nullptr || fan->isDistributed ? nullptr : &holder->variables);
    strand.holds.reset();
    strand.task = strand.timer = strand.timeoutTimer = strand.heartbeatTimer = 0;
    strand.token.clear();
    strand.manifest.reset();
    strand.isSubmitted = strand.readsItems = strand.runsMap = strand.isCaught = false;
    strand.lastEvent = holder == nullptr ? history.count() : holder->lastEvent;
    const bool wasOutside = std::exchange(strand.awaitsEntry, false) || strand.phase == Phase::enter;
    if (fan != nullptr && fan->isDistributed && fan->state->map->isExpress) {
        // An Express child has nothing to go on from: it starts anew.
        strand.state = strand.machine->find(strand.machine->startAt);
        strand.input = strand.origin;
        strand.variables = Variables{};
        wake(strand, Phase::enter);
    } else if (wasOutside) {
        wake(strand, Phase::enter);
    } else if (strand.phase == Phase::leave) {
        strand.isInState = true;
        wake(strand, Phase::leave);
    } else if (remains.fan) {
        restoreFanOut(strand, remains);
    } else {
        wake(strand, Phase::redo);
    }
    return strand;
}

void Interpreter::restoreFanOut(Strand& holder, const Remains& remains) {
    FanOut& fan = fanOut(holder);
    const FanOutId id = fan.id;
    fan = *remains.fan;
    fan.id = id;
    fan.holder = holder.id;
    fan.children.clear();
    fan.failed = 0;
    holder.phase = Phase::waiting;
    holder.isInState = true;
    note(holder, StateNote::What::entered);
    if (fan.isDistributed) {
        holder.runsMap = true;
        Json details;
        if (history.keepsDetails())
            details["mapRunRedrivenEventDetails"] = {{"mapRunArn", mapRunArn(fan.run, *fan.state)},
                                                     {"redriveCount", m_redrives}};
        event(holder, "MapRunRedriven", std::move(details));
    }
    for (const std::shared_ptr<const Remains>& child : remains.children) {
        const Strand& strand = restore(*child, &holder);
        fan.children.push_back(strand.id);
        if (!fan.runs.empty()) fan.runs[strand.slot].status = ChildRun::Status::running;
    }
}

// The state of a redriven execution that did not succeed: entered already, it is carried out again.
void Interpreter::redo(Strand& strand) {
    if (strand.state->type == StateType::fail) return enter(strand);
    ++transitions;
    strand.retries.assign(strand.state->retriers.size(), 0);
    strand.attempt = 0;
    strand.next = strand.state->next;
    strand.isInState = true;
    note(strand, StateNote::What::entered);
    strand.phase = Phase::waiting;
    perform(strand);
}

}  // namespace spillway::workflow
