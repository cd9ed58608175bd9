#include "run/replay.h"
#include "viewmodel/run_deck.h"

#include <algorithm>

// Time and hands: back, forth and until; what was broken by hand, and what is kept of it.
namespace spillway {
namespace {

constexpr Duration kStep = std::chrono::seconds{1};

Scenario withHands(const Scenario& scenario, const ByHand& hands) {
    RunReport done;
    done.injected = hands.injected;
    done.cleared = hands.cleared;
    return scenarioAsRun(scenario, done);
}

}  // namespace

void RunDeck::stop() {
    if (!active()) return;
    // Of a run that is kept and was only looked back at, the end is shown again.
    const bool onlyLooked = m_storedReport && m_storedReport->injected.size() == m_byHand.injected.size() &&
                            m_storedReport->cleared.size() == m_byHand.cleared.size();
    if (onlyLooked && now() <= m_storedReport->end) return seek(m_storedReport->end);
    m_session.stop();
}

void RunDeck::runUntil(SimTime time) {
    if (!active() && !start(true)) return;
    m_session.runUntil(time);
}

void RunDeck::runUntil(Watchpoint::When when, const QString& node) {
    if (!active() && !start(true)) return;
    m_session.runUntil(Watchpoint{when, nodeIndex(node), node.toStdString()});
}

bool RunDeck::knowsNode(const QString& id) const {
    return findNode(m_document.architecture().topology, id.toStdString()) != nullptr;
}

void RunDeck::stepBack() {
    if (m_hasView && !m_forgotten) seek(std::max(SimTime{}, now() - kStep));
}

void RunDeck::scrub(double share) {
    if (!m_hasView || m_forgotten) return;
    pause();
    m_dragged = true;
    showPast(SimTime{secondsToDuration(toSeconds(length()) * std::clamp(share, 0.0, 1.0))});
}

void RunDeck::drop(double share) {
    if ((!m_hasView || m_forgotten) && !start(true)) return;
    m_dragged = false;
    seek(SimTime{secondsToDuration(toSeconds(length()) * std::clamp(share, 0.0, 1.0))});
}

// The past is shown before the run is asked to go there: a short run has arrived by the time that seek() returns, its
// picture has been taken already, and no later one would come to end the looking back.
void RunDeck::seek(SimTime time) {
    recall(time);
    m_session.seek(time);
    if (m_scrub) showRecalled();
}

void RunDeck::showPast(SimTime time) {
    recall(time);
    showRecalled();
}

void RunDeck::recall(SimTime time) {
    // Beyond what is recorded the newest picture stands for it until the run has come there.
    if (!m_session.past(time, m_past)) m_past = m_view;
    m_scrub = time;
}

void RunDeck::showRecalled() {
    m_decisions.setRows({});
    refreshDecisions();
    Q_EMIT viewChanged();
    Q_EMIT liveChanged();
    Q_EMIT ticked();
}

double RunDeck::reach() const {
    const double whole = toSeconds(length());
    if (!m_hasView || whole <= 0) return 0;
    return std::clamp(toSeconds(std::max(m_session.reach(), m_view.snapshot.now)) / whole, 0.0, 1.0);
}

// A replay ends as the run that is kept did.
bool RunDeck::isKeptAlready(const RunReport& report) const {
    return m_storedReport && m_storedReport->fingerprint == report.fingerprint && m_storedReport->end == report.end;
}

ByHand RunDeck::unkept() const {
    ByHand rest = m_byHand;
    // A fault that was ended since is the same fault.
    std::erase_if(rest.injected, [this](const Fault& fault) {
        return std::ranges::any_of(m_keptByHand.injected, [&](const Fault& kept) {
            return kept.at == fault.at && kept.on == fault.on && kept.kind() == fault.kind();
        });
    });
    std::erase_if(rest.cleared, [this](const Clearing& clearing) {
        return std::ranges::find(m_keptByHand.cleared, clearing) != m_keptByHand.cleared.end();
    });
    return rest;
}

const Scenario* RunDeck::scenarioOfRun() const {
    if (!m_ran) return nullptr;
    const std::string& id = m_ran->scenarios[static_cast<std::size_t>(m_ranScenario)].id;
    const auto& all = m_document.architecture().scenarios;
    const auto at = std::ranges::find(all, id, &Scenario::id);
    return at == all.end() ? nullptr : &*at;
}

bool RunDeck::hasUnkept() const {
    const Scenario* scenario = scenarioOfRun();
    return scenario != nullptr && withHands(*scenario, unkept()) != *scenario;
}

// The scenario that runs says nothing of it; the document's says what was kept.
Scenario RunDeck::asRun(const Scenario& scenario) const {
    if (active()) return withHands(scenario, m_byHand);
    return m_scenario == m_ranScenario ? withHands(scenario, unkept()) : scenario;
}

void RunDeck::refreshByHand() {
    m_handSteps = m_view.byHand.size();
    m_byHand = byHand(m_view.byHand);
    m_decisions.setRows({});
    refreshTimeline();
}

void RunDeck::inject(const Fault& fault) {
    if (!active()) return;
    m_session.inject(fault);
    // Shown at once; its very instant comes with the next view.
    m_byHand.injected.push_back(fault);
    m_byHand.injected.back().at = now().time_since_epoch();
    refreshTimeline();
}

void RunDeck::clearFaults(const QString& on) {
    if (!active()) return;
    m_session.clearFaults(on.toStdString());
}

bool RunDeck::hasFaultsOn(const QString& item) const {
    const std::string on = item.toStdString();
    return !on.empty() && std::ranges::any_of(shownFaults(), [&](const Fault& fault) {
        const bool instant = fault.face().instant;
        const bool over = instant ? fault.at <= now().time_since_epoch()
                                  : fault.lasting && fault.at + *fault.lasting <= now().time_since_epoch();
        return fault.on == on && !over;
    });
}

void RunDeck::keepInjected() {
    const Scenario* scenario = scenarioOfRun();
    if (scenario == nullptr || !hasInjected()) return;
    const ByHand rest = unkept();
    auto scenarios = m_document.architecture().scenarios;
    scenarios[static_cast<std::size_t>(scenario - m_document.architecture().scenarios.data())] =
        withHands(*scenario, rest);
    const auto faults = rest.injected.size();
    const QString label = faults == 0   ? tr("Keep ended faults")
                          : faults == 1 ? tr("Keep 1 fault")
                                        : tr("Keep %1 faults").arg(faults);
    m_keptByHand = m_byHand;
    m_document.edit(ReplaceScenarios{std::move(scenarios)}, label);
    refreshTimeline();
}

}  // namespace spillway
