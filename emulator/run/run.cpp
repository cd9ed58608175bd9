#include "run/run.h"

#include "run/attribution.h"
#include "run/state.h"

#include <algorithm>

namespace spillway {

Run::Run(std::shared_ptr<const RunPlan> plan, RunOptions options)
    : m_state{std::make_unique<State>(std::move(plan), options)} {}
Run::Run(std::unique_ptr<State> state) : m_state{std::move(state)} {}
Run::~Run() = default;
Run::Run(Run&&) noexcept = default;
Run& Run::operator=(Run&&) noexcept = default;

void Run::advanceTo(SimTime time) {
    while (m_state->isTrying() && m_state->now < std::min(time, m_state->end)) {
        if (auto faster = m_state->tryUpTo(time)) m_state = std::move(faster);
    }
    m_state->advanceTo(time);
}
SimTime Run::now() const { return m_state->now; }
SimTime Run::end() const { return m_state->end; }

Diagnostics Run::inject(Fault fault) {
    Diagnostics diagnostics;
    FaultReach reach = reachOf(fault, m_state->plan->topology, diagnostics);
    const auto refuse = [&](const char* code, const char* sentence) {
        Diagnostic problem;
        problem.code = code;
        problem.place.item = fault.on;
        problem.sentence = sentence;
        diagnostics.push_back(std::move(problem));
    };
    if (fault.lasting && *fault.lasting <= Duration{0}) refuse("out-of-range", "a fault lasts longer than zero");
    if (hasErrors(diagnostics)) return diagnostics;
    if (!m_state->takeInstant()) {
        refuse("run-over", "the run is over: nothing can be injected any more");
        return diagnostics;
    }
    m_state->endTrying();
    fault.at = m_state->now.time_since_epoch();
    ActiveFault active{std::move(fault), std::move(reach), m_state->now, {}};
    if (active.fault.lasting) active.to = active.from + *active.fault.lasting;
    active.byHand = true;
    m_state->faults.push_back(std::move(active));
    m_state->moveFaults();
    return diagnostics;
}

void Run::clearFaults(const std::string& on) {
    const auto isHit = [&](const ActiveFault& fault) {
        return fault.fault.on == on && !fault.ended && (!fault.to || m_state->now < *fault.to);
    };
    if (std::ranges::none_of(m_state->faults, isHit) || !m_state->takeInstant()) return;
    m_state->endTrying();
    m_state->cleared.push_back({on, m_state->now});
    for (ActiveFault& fault : m_state->faults) {
        // One that has not begun yet is called off: the target is to be left alone.
        if (isHit(fault)) fault.to = std::max(fault.from, m_state->now);
    }
    m_state->moveFaults();
}

Run Run::fork() const { return Run{std::make_unique<State>(*m_state)}; }

void Run::fill(RunSnapshot& out) const { fillSnapshot(*m_state, out); }
std::size_t Run::seconds() const { return m_state->seconds.size(); }
void Run::appendSeries(std::size_t node, std::size_t first, NodeSeries& to) const {
    m_state->appendSeries(node, first, to);
}
const SharedLog<Decision>& Run::decisions() const { return m_state->decisions; }
std::uint64_t Run::events() const { return m_state->events(); }

Attribution Run::attribution(std::size_t node) const {
    return attribute(m_state->traces, static_cast<std::uint32_t>(node), m_state->plan->topology);
}

RunReport Run::report() const { return makeReport(*m_state); }

RunMemory Run::memory() const { return m_state->memory(); }

}  // namespace spillway
