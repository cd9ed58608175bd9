#include "workflow/interpreter.h"

#include "workflow/timestamp.h"

#include <fmt/format.h>

namespace spillway::workflow {
namespace {

std::string stateEvent(const State& state, std::string_view what) {
    return std::string{stateTypeWord(state.type)} + "State" + std::string{what};
}

// Event names are kept as views for ever: these are all there are of the form <Type>State<What>.
std::string_view interned(const std::string& name) {
    static const std::vector<std::string> kNames = [] {
        std::vector<std::string> names;
        for (const char* type : {"Task", "Pass", "Choice", "Wait", "Parallel", "Map", "Succeed", "Fail"}) {
            for (const char* what : {"Entered", "Exited", "Aborted", "Started", "Succeeded", "Failed"})
                names.push_back(std::string{type} + "State" + what);
        }
        return names;
    }();
    for (const std::string& known : kNames) {
        if (known == name) return known;
    }
    SPILLWAY_ASSERT(false, "an event of a state has a known name");
    return {};
}

}  // namespace

Json faultDetails(const Fault& fault) {
    Json details = Json::object();
    if (fault.hasError) details["error"] = fault.error;
    if (fault.hasCause) details["cause"] = fault.cause;
    return details;
}

Interpreter::Interpreter(std::shared_ptr<const StateMachine> machine, ExecutionSettings settings)
    : history{settings.history, settings.eventsKeptMax},
      m_machine{std::move(machine)},
      m_settings{std::move(settings)},
      m_random{RngStream::derive(m_settings.seed, m_settings.name, Purpose::choice)} {}

// Strands point at their states, which both copies share, and at the variables of the strand around them, which they do
// not.
Interpreter::Interpreter(const Interpreter& other)
    : commands{other.commands},
      notes{other.notes},
      status{other.status},
      output(other.output),  // in braces JSON becomes a list of one
      error{other.error},
      cause{other.cause},
      history{other.history},
      transitions{other.transitions},
      m_machine{other.m_machine},
      m_settings{other.m_settings},
      m_now{other.m_now},
      m_startedAt{other.m_startedAt},
      m_executionInput(other.m_executionInput),
      m_random{other.m_random},
      m_fanOuts{other.m_fanOuts},
      m_waiting{other.m_waiting},
      m_ready{other.m_ready},
      m_lastStrand{other.m_lastStrand},
      m_lastFanOut{other.m_lastFanOut},
      m_lastMapRun{other.m_lastMapRun},
      m_lastTask{other.m_lastTask},
      m_executionTimer{other.m_executionTimer},
      m_remains{other.m_remains},
      m_redrives{other.m_redrives},
      m_redrivenAt{other.m_redrivenAt} {
    for (const auto& [id, strand] : other.m_strands) m_strands.emplace(id, std::make_unique<Strand>(*strand));
    for (const auto& [id, strand] : m_strands) {
        if (strand->variables.outer() == nullptr) continue;
        strand->variables.setOuter(&m_strands.at(m_fanOuts.at(*strand->inside).holder)->variables);
    }
}

template <class Action>
void Interpreter::drive(SimTime now, Action action) {
    SPILLWAY_ASSERT(now >= m_now, "simulated time never goes back");
    m_now = now;
    if (status != ExecutionStatus::running) return;
    try {
        action();
        work();
    } catch (const HistoryFull&) {
        const Fault fault = runtimeFault(fmt::format("The execution reached the maximum number of history events ({}).",
                                                     m_settings.quotas.historyEventsMax));
        finish(ExecutionStatus::failed, &fault);
    }
}

void Interpreter::start(Json input, SimTime now) {
    m_now = m_startedAt = now;
    drive(now, [&] {
        m_executionInput = input;
        Strand& strand = open(*m_machine, std::move(input), nullptr);
        Json details;
        if (history.keepsDetails())
            details["executionStartedEventDetails"] = {{"input", jsonText(m_executionInput)},
                                                       {"roleArn", m_settings.role}};
        event(strand, "ExecutionStarted", std::move(details));
        startClock();
        limit(m_executionInput, "execution");
    });
}

// How long the whole execution may take, from now on.
void Interpreter::startClock() {
    const WorkflowQuotas& quotas = m_settings.quotas;
    Duration longest = m_settings.kind == WorkflowKind::express ? quotas.expressMax : quotas.standardMax;
    if (m_machine->timeoutSeconds)
        longest = std::min<Duration>(longest, std::chrono::seconds{*m_machine->timeoutSeconds});
    m_executionTimer = nextTask();
    commands.push_back({.kind = Command::Kind::startTimer, .task = m_executionTimer, .at = m_now + longest});
}

void Interpreter::taskSucceeded(TaskId task, Json result, SimTime now) {
    drive(now, [&] {
        Strand* strand = waitingFor(task);
        if (strand == nullptr || strand->task != task) return;
        try {
            if (strand->readsItems) return itemsDelivered(*strand, result);
            submit(*strand);
            limit(result, strand->state->resource);
            Json details;
            if (history.keepsDetails()) details["output"] = jsonText(result);
            taskEvent(*strand, "Succeeded", std::move(details));
            endTask(*strand);
            complete(*strand, std::move(result));
        } catch (const Fault& fault) {
            if (strand->task != 0) taskEvent(*strand, "Failed", faultDetails(fault));
            endTask(*strand);
            fail(*strand, fault);
        }
    });
}

void Interpreter::taskFailed(TaskId task, const TaskError& problem, SimTime now) {
    drive(now, [&] {
        Strand* strand = waitingFor(task);
        if (strand == nullptr || strand->task != task) return;
        Fault fault{.error = problem.error, .cause = problem.cause};
        if (strand->readsItems) {
            fault.error = kItemReaderFailed;
        } else {
            submit(*strand);
            const bool timedOut = problem.error == kTimeoutError;
            if (timedOut) note(*strand, StateNote::What::timedOut);
            taskEvent(*strand, timedOut ? "TimedOut" : "Failed", faultDetails(fault));
        }
        endTask(*strand);
        fail(*strand, fault);
    });
}

void Interpreter::taskSubmitted(TaskId task, SimTime now) {
    drive(now, [&] {
        if (Strand* strand = waitingFor(task); strand != nullptr && strand->task == task) submit(*strand);
    });
}

void Interpreter::heartbeat(TaskId task, SimTime now) {
    drive(now, [&] {
        Strand* strand = waitingFor(task);
        if (strand == nullptr || strand->heartbeatTimer == 0) return;
        m_waiting.erase(strand->heartbeatTimer);
        strand->heartbeatTimer = startTimer(*strand, strand->heartbeatEvery);
    });
}

void Interpreter::timerFired(TaskId timer, SimTime now) {
    drive(now, [&] {
        if (timer == m_executionTimer) return finish(ExecutionStatus::timedOut, nullptr);
        Strand* strand = waitingFor(timer);
        if (strand == nullptr) return;
        m_waiting.erase(timer);
        if (timer == strand->timer) {
            strand->timer = 0;
            const bool enters = std::exchange(strand->awaitsEntry, false);
            // Either a Wait state is over or the next attempt is due.
            try {
                if (enters) return enter(*strand);
                if (strand->state->type == StateType::wait) {
                    const View here = view(*strand);
                    return completeWith(*strand, effectiveInput(*strand, here), nullptr);
                }
                return perform(*strand);
            } catch (const Fault& fault) {
                return fail(*strand, fault);
            }
        }
        const bool missedBeat = timer == strand->heartbeatTimer;
        Fault fault{.error = missedBeat ? kHeartbeatTimeout : kTimeoutError, .hasCause = false};
        commands.push_back({.kind = Command::Kind::cancelTask, .task = strand->task, .state = strand->state->name});
        submit(*strand);
        note(*strand, StateNote::What::timedOut);
        taskEvent(*strand, "TimedOut", faultDetails(fault));
        endTask(*strand);
        fail(*strand, fault);
    });
}

void Interpreter::abort(const TaskError& reason, SimTime now) {
    drive(now, [&] {
        const Fault fault{.error = reason.error, .cause = reason.cause};
        finish(ExecutionStatus::aborted, &fault);
    });
}

void Interpreter::redrive(SimTime now) {
    SPILLWAY_ASSERT(whyNotRedriven().empty(), "only what can be redriven is");
    status = ExecutionStatus::running;
    error.reset();
    cause.reset();
    m_redrivenAt = now;
    ++m_redrives;
    drive(now, [&] { resume(); });
}

void Interpreter::work() {
    while (!m_ready.empty() && status == ExecutionStatus::running) {
        Strand* strand = find(m_ready.front());
        m_ready.pop_front();
        if (strand == nullptr) continue;
        try {
            step(*strand);
        } catch (const Fault& fault) {
            fail(*strand, fault);
        }
    }
}

void Interpreter::step(Strand& strand) {
    if (strand.phase == Phase::enter && m_settings.asksToEnter)
        askToEnter(strand);
    else if (strand.phase == Phase::enter)
        enter(strand);
    else if (strand.phase == Phase::leave)
        leave(strand);
    else if (strand.phase == Phase::redo)
        redo(strand);
}

void Interpreter::askToEnter(Strand& strand) {
    strand.phase = Phase::waiting;
    strand.awaitsEntry = true;
    strand.timer = nextTask();
    m_waiting[strand.timer] = strand.id;
    commands.push_back({.kind = Command::Kind::enterState,
                        .task = strand.timer,
                        .state = strand.state->name,
                        .origin = strand.state,
                        .at = m_now});
}

void Interpreter::note(Strand& strand, StateNote::What what) {
    using enum StateNote::What;
    const bool leaves = what == succeeded || what == caught || what == failed || what == aborted;
    if (leaves && !std::exchange(strand.isInState, false)) return;
    if (m_settings.notesStates) notes.push_back({what, strand.state, leaves ? m_now - strand.enteredAt : Duration{}});
}

void Interpreter::enter(Strand& strand) {
    if (++transitions > m_settings.quotas.stepsMax) {
        const Fault fault =
            runtimeFault(fmt::format("The execution entered more than {} states.", m_settings.quotas.stepsMax));
        return finish(ExecutionStatus::failed, &fault);
    }
    const State& state = *strand.state;
    strand.enteredAt = m_now;
    strand.retries.assign(state.retriers.size(), 0);
    strand.attempt = 0;
    strand.next = state.next;
    strand.isInState = true;
    strand.isCaught = false;
    note(strand, StateNote::What::entered);
    Json details;
    if (history.keepsDetails())
        details["stateEnteredEventDetails"] = {{"name", state.name}, {"input", jsonText(strand.input)}};
    strand.enteredEvent = event(strand, interned(stateEvent(state, "Entered")), std::move(details));
    strand.phase = Phase::waiting;
    perform(strand);
}

void Interpreter::leave(Strand& strand) {
    const State& state = *strand.state;
    Json details;
    if (history.keepsDetails())
        details["stateExitedEventDetails"] = {{"name", state.name}, {"output", jsonText(strand.output)}};
    event(strand, interned(stateEvent(state, "Exited")), std::move(details));
    note(strand, strand.isCaught ? StateNote::What::caught : StateNote::What::succeeded);
    if (!strand.next.empty()) {
        strand.state = strand.machine->find(strand.next);
        strand.input = std::move(strand.output);
        return wake(strand, Phase::enter);
    }
    if (strand.inside) return childDone(strand);
    output = strand.output;
    finish(ExecutionStatus::succeeded, nullptr);
}

void Interpreter::wake(Strand& strand, Phase phase) {
    strand.phase = phase;
    m_ready.push_back(strand.id);
}

void Interpreter::finish(ExecutionStatus end, const Fault* fault) {
    for (const auto& [id, strand] : m_strands) {
        note(*strand, StateNote::What::aborted);
        if (strand->task != 0)
            commands.push_back({.kind = Command::Kind::cancelTask, .task = strand->task, .state = strand->state->name});
    }
    if (m_settings.keepsForRedrive && end != ExecutionStatus::succeeded && end != ExecutionStatus::failed) {
        for (const auto& [id, strand] : m_strands) {
            if (!strand->inside) m_remains = remainsOf(*strand);
        }
    }
    if (fault != nullptr && fault->hasError) error = fault->error;
    if (fault != nullptr && fault->hasCause) cause = fault->cause;
    std::string_view type = "ExecutionSucceeded", member = "executionSucceededEventDetails";
    if (end == ExecutionStatus::failed) type = "ExecutionFailed", member = "executionFailedEventDetails";
    if (end == ExecutionStatus::timedOut) type = "ExecutionTimedOut", member = "executionTimedOutEventDetails";
    if (end == ExecutionStatus::aborted) type = "ExecutionAborted", member = "executionAbortedEventDetails";
    Json details;
    if (history.keepsDetails()) {
        Json& inside = details[std::string{member}] = Json::object();
        if (end == ExecutionStatus::succeeded) inside["output"] = jsonText(output);
        if (error) inside["error"] = *error;
        if (cause) inside["cause"] = *cause;
    }
    const Strand* first = m_strands.empty() ? nullptr : m_strands.begin()->second.get();
    history.add(type, first == nullptr ? 0 : first->lastEvent, m_now.time_since_epoch(), std::move(details));
    status = end;
    m_ready.clear();
    m_waiting.clear();
    m_fanOuts.clear();
    m_strands.clear();
}

Strand* Interpreter::find(StrandId id) {
    const auto found = m_strands.find(id);
    return found == m_strands.end() ? nullptr : found->second.get();
}

Strand& Interpreter::open(const StateMachine& machine, Json input, const Variables* outer) {
    const StrandId id = ++m_lastStrand;
    Strand& strand = *m_strands.emplace(id, std::make_unique<Strand>()).first->second;
    strand.id = id;
    strand.machine = &machine;
    strand.state = machine.find(machine.startAt);
    strand.input = std::move(input);
    strand.variables = Variables{outer};
    wake(strand, Phase::enter);
    return strand;
}

void Interpreter::close(Strand& strand) {
    endTask(strand);
    m_waiting.erase(strand.timer);
    m_strands.erase(strand.id);
}

History& Interpreter::historyOf(const Strand& strand) {
    // A distributed Map's children have histories of their own; so do theirs.
    for (std::optional<FanOutId> around = strand.inside; around;) {
        FanOut& fan = m_fanOuts.at(*around);
        if (fan.isDistributed) return fan.history;
        around = m_strands.at(fan.holder)->inside;
    }
    return history;
}

std::int64_t Interpreter::event(Strand& strand, std::string_view type, Json details) {
    History& own = historyOf(strand);
    const bool isLimited = m_settings.kind == WorkflowKind::standard && &own == &history;
    // The last place is for the event that ends the execution.
    if (isLimited && own.count() + 1 >= m_settings.quotas.historyEventsMax) throw HistoryFull{};
    return strand.lastEvent =
               own.add(type, strand.lastEvent, m_now.time_since_epoch(), std::move(details), strand.state);
}

TaskId Interpreter::startTimer(Strand& strand, Duration delay) {
    const TaskId timer = nextTask();
    m_waiting[timer] = strand.id;
    commands.push_back(
        {.kind = Command::Kind::startTimer, .task = timer, .state = strand.state->name, .at = m_now + delay});
    return timer;
}

Strand* Interpreter::waitingFor(TaskId task) {
    const auto found = m_waiting.find(task);
    return found == m_waiting.end() ? nullptr : find(found->second);
}

std::string Interpreter::instantText(SimTime at) const {
    return timestampText((m_settings.epoch + at.time_since_epoch()).count());
}

std::string Interpreter::arn(std::string_view kind, const std::string& name) const {
    return fmt::format("arn:aws:states:{}:{}:{}:{}", m_settings.region, m_settings.account, kind, name);
}

std::vector<std::string> Interpreter::currentStates() const {
    std::vector<std::string> names;
    for (const auto& [id, strand] : m_strands) names.push_back(strand->state->name);
    return names;
}

}  // namespace spillway::workflow
