#include "viewmodel/run_deck.h"

#include "run/estimate.h"
#include "run/sampling.h"
#include "session/machine.h"
#include "store/run_store.h"
#include "viewmodel/fault_face.h"
#include "viewmodel/text_format.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <thread>

namespace spillway {
namespace {

constexpr int kFrameMs = 16;
constexpr qint64 kTickMs = 50;
constexpr double kSpeedMin = 0.1;
constexpr double kSpeedMax = 1000;
// The right end of the slider means: as fast as possible.
constexpr double kExpressFrom = 0.985;
constexpr std::array kSpeeds{0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1000.0};

// Threads pay only when there is enough to divide.
unsigned threadsFor(const Topology& topology) {
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    return topology.nodes.size() < 100 ? 1U : std::min(cores, 8U);
}

}  // namespace

RunDeck::RunDeck(Document& document, RunSession& session, RunStore* store, QObject* parent)
    : LiveSource(parent),
      m_document(document),
      m_session(session),
      m_store(store),
      m_timeline({QStringLiteral("label"), QStringLiteral("from"), QStringLiteral("length"), QStringLiteral("tone"),
                  QStringLiteral("byHand"), QStringLiteral("tip"), QStringLiteral("target"), QStringLiteral("lane"),
                  QStringLiteral("room")}),
      m_decisions({QStringLiteral("at"), QStringLiteral("node"), QStringLiteral("what"), QStringLiteral("reason")}) {
    m_frame.setInterval(kFrameMs);
    connect(&m_frame, &QTimer::timeout, this, &RunDeck::pull);
    connect(&m_session, &RunSession::phaseChanged, this, [this] {
        pull();
        if (active())
            m_frame.start();
        else
            m_frame.stop();
        // The last picture may have been taken between two ticks, and no later one comes.
        refreshDecisions();
        Q_EMIT phaseChanged();
        Q_EMIT liveChanged();
        Q_EMIT ticked();
    });
    connect(&m_session, &RunSession::finished, this, &RunDeck::finish);
    connect(&m_session, &RunSession::injectRefused, this, [this](const QString& sentence) {
        refreshByHand();
        Q_EMIT refused(sentence);
    });
    connect(&m_document, &Document::changed, this, &RunDeck::documentChanged);
    m_session.setSpeed(m_speed);
}

RunDeck::~RunDeck() = default;

const LiveView* RunDeck::liveView() {
    pull();
    return m_hasView ? &view() : nullptr;
}

const Topology* RunDeck::liveTopology() const { return m_hasView && m_ran ? &m_ran->topology : nullptr; }

bool RunDeck::isAdvancing() const { return m_session.phase() == RunSession::Phase::running; }

QString RunDeck::phase() const {
    switch (m_session.phase()) {
        case RunSession::Phase::running: return QStringLiteral("running");
        case RunSession::Phase::paused: return QStringLiteral("paused");
        case RunSession::Phase::finished: return QStringLiteral("finished");
        case RunSession::Phase::idle: break;
    }
    return QStringLiteral("idle");
}

bool RunDeck::active() const {
    return m_session.phase() == RunSession::Phase::running || m_session.phase() == RunSession::Phase::paused;
}

std::optional<std::size_t> RunDeck::nodeIndex(const QString& id) const {
    if (!m_ran) return std::nullopt;
    const auto& nodes = m_ran->topology.nodes;
    const auto at = std::ranges::find(nodes, id.toStdString(), &Node::id);
    if (at == nodes.end()) return std::nullopt;
    return static_cast<std::size_t>(at - nodes.begin());
}

SimTime RunDeck::now() const { return m_scrub ? *m_scrub : m_hasView ? m_view.snapshot.now : SimTime{}; }

Duration RunDeck::length() const {
    const Scenario* scenario = shownScenario();
    if (active() && m_hasView && m_view.snapshot.end > SimTime{}) return m_view.snapshot.end.time_since_epoch();
    return scenario == nullptr ? Duration{0} : scenario->duration;
}

QString RunDeck::clock() const { return text::clock(now()); }
QString RunDeck::duration() const { return text::span(length()); }

double RunDeck::progress() const {
    const double whole = toSeconds(length());
    return whole <= 0 ? 0 : std::clamp(toSeconds(now()) / whole, 0.0, 1.0);
}

double RunDeck::speed() const { return m_speed; }

void RunDeck::setSpeed(double factor) {
    const double wanted = factor <= 0 ? 0 : std::clamp(factor, kSpeedMin, kSpeedMax);
    if (wanted == m_speed) return;
    m_speed = wanted;
    m_session.setSpeed(wanted);
    Q_EMIT speedChanged();
}

double RunDeck::speedPosition() const {
    return m_speed <= 0 ? 1 : std::log(m_speed / kSpeedMin) / std::log(kSpeedMax / kSpeedMin) * 0.98;
}

void RunDeck::setSpeedPosition(double position) {
    if (position >= kExpressFrom) return setSpeed(0);
    const double exact = kSpeedMin * std::pow(kSpeedMax / kSpeedMin, std::max(position, 0.0) / 0.98);
    // Two figures: the slider says 8×, not 7.94×.
    const double unit = std::pow(10, std::floor(std::log10(exact)) - 1);
    setSpeed(std::round(exact / unit) * unit);
}

QString RunDeck::speedText() const { return m_speed <= 0 ? QStringLiteral("max") : text::multiple(m_speed); }

void RunDeck::faster() {
    const auto next = std::ranges::upper_bound(kSpeeds, m_speed * 1.001);
    setSpeed(m_speed <= 0 || next == kSpeeds.end() ? 0 : *next);
}

void RunDeck::slower() {
    if (m_speed <= 0) return setSpeed(kSpeeds.back());
    const auto at = std::ranges::lower_bound(kSpeeds, m_speed * 0.999);
    setSpeed(at == kSpeeds.begin() ? kSpeeds.front() : *std::prev(at));
}

QString RunDeck::eventsText() const {
    return m_hasView && m_session.phase() == RunSession::Phase::running
               ? text::compact(m_view.eventsPerSecond) + QStringLiteral(" events/s")
               : QString();
}

QString RunDeck::realTimeText() const {
    return m_hasView && m_session.phase() == RunSession::Phase::running
               ? text::multiple(m_view.speed) + QStringLiteral(" real time")
               : QString();
}

QString RunDeck::threadsText() const {
    return m_threads == 1 ? QStringLiteral("1 thread") : QStringLiteral("%1 threads").arg(m_threads);
}

void RunDeck::setSeed(int seed) {
    if (seed == m_seed || seed < 0) return;
    m_seed = seed;
    Q_EMIT seedChanged();
}

QStringList RunDeck::scenarios() const {
    QStringList names;
    for (const Scenario& scenario : m_document.architecture().scenarios) {
        names.append(text::fromStd(scenario.name.empty() ? scenario.id : scenario.name));
    }
    return names;
}

void RunDeck::setScenario(int index) {
    if (index == m_scenario || index < 0) return;
    m_scenario = index;
    Q_EMIT scenarioChanged();
    refreshTimeline();
}

const Scenario* RunDeck::currentScenario() const {
    const auto& all = m_document.architecture().scenarios;
    const auto index = static_cast<std::size_t>(m_scenario);
    return index < all.size() ? &all[index] : nullptr;
}

const Scenario* RunDeck::shownScenario() const {
    if (!active() || !m_ran) return currentScenario();
    const auto index = static_cast<std::size_t>(m_ranScenario);
    return index < m_ran->scenarios.size() ? &m_ran->scenarios[index] : nullptr;
}

std::vector<Fault> RunDeck::shownFaults() const {
    const Scenario* scenario = shownScenario();
    return scenario == nullptr ? std::vector<Fault>{} : asRun(*scenario).faults;
}

QString RunDeck::scenarioTitle() const { return scenarios().value(m_scenario); }

void RunDeck::play() {
    if (m_session.phase() == RunSession::Phase::paused) return m_session.resume();
    if (m_session.phase() != RunSession::Phase::running) start(false);
}

void RunDeck::pause() {
    if (m_session.phase() == RunSession::Phase::running) m_session.pause();
}

void RunDeck::togglePlay() {
    if (m_session.phase() == RunSession::Phase::running)
        pause();
    else
        play();
}

void RunDeck::step() {
    if (m_session.phase() == RunSession::Phase::running) return m_session.pause();
    if (m_session.phase() != RunSession::Phase::paused && !start(true)) return;
    m_session.step(std::chrono::seconds{1});
}

std::optional<SimTime> RunDeck::nextFault() const {
    std::optional<SimTime> next;
    for (const Fault& fault : shownFaults()) {
        const SimTime at{fault.at};
        const bool later = active() ? at > now() : at > SimTime{};
        if (later && (!next || at < *next)) next = at;
    }
    return next;
}

bool RunDeck::start(bool paused) {
    const Scenario* scenario = currentScenario();
    if (scenario == nullptr) {
        Q_EMIT refused(tr("This architecture has no scenario to run. Add one in the Scenario menu."));
        return false;
    }
    auto ran = std::make_shared<const Architecture>(m_document.architecture());
    const Compiled compiledPlan = compile(ran->topology, *scenario);
    Q_EMIT compiled(compiledPlan.diagnostics);
    if (!compiledPlan.plan) {
        Q_EMIT refused(tr("The scenario cannot run: see the problems."));
        return false;
    }
    if (const auto memory = memoryAvailable()) {
        const auto problem = tooLarge(*compiledPlan.plan, {.traceEvery = traceEveryFor(*compiledPlan.plan)}, *memory);
        if (problem) {
            Q_EMIT refused(text::fromStd(problem->sentence));
            return false;
        }
    }
    m_ran = std::move(ran);
    m_ranScenario = m_scenario;
    m_ranText = m_document.text();
    forgetRun();
    m_forgotten = false;
    m_threads = threadsFor(m_ran->topology);
    m_runText = m_store == nullptr ? tr("run not kept") : tr("recording");
    Q_EMIT runTextChanged();
    m_session.start(compiledPlan.plan,
                    {.seed = static_cast<std::uint64_t>(m_seed),
                     .threads = m_threads,
                     .until = {},
                     .traceEvery = traceEveryFor(*compiledPlan.plan)},
                    paused);
    watch(m_watched);
    refreshTimeline();
    return true;
}

void RunDeck::watch(const QString& nodeId) {
    m_watched = nodeId;
    if (const auto index = nodeIndex(nodeId)) return m_session.watch(*index);
    if (!m_ran) return;
    // Without a node, the time of the users: the first source.
    const auto& nodes = m_ran->topology.nodes;
    const auto source = std::ranges::find(nodes, NodeKind::clients, &Node::kind);
    if (source != nodes.end()) m_session.watch(static_cast<std::size_t>(source - nodes.begin()));
}

void RunDeck::pull() {
    if (m_forgotten || !m_session.takeView(m_view)) return;
    m_hasView = true;
    if (m_scrub && !m_dragged) m_scrub.reset();
    if (m_view.byHand.size() != m_handSteps) refreshByHand();
    Q_EMIT viewChanged();
    if (m_sinceTick.isValid() && m_sinceTick.elapsed() < kTickMs && m_session.phase() == RunSession::Phase::running)
        return;
    m_sinceTick.start();
    refreshDecisions();
    Q_EMIT ticked();
}

void RunDeck::finish(const std::shared_ptr<const RunReport>& report) {
    if (m_forgotten || !report) return;
    pull();
    m_byHand = {report->injected, report->cleared};
    m_report = report;
    keepRun();
    refreshTimeline();
    refreshDecisions();
    Q_EMIT runTextChanged();
    Q_EMIT ticked();
}

void RunDeck::keepRun() {
    if (isKeptAlready(*m_report)) {
        m_report = m_storedReport;
        m_runText = m_storedText;
        return;
    }
    m_runText = tr("run not kept");
    if (m_store == nullptr) return;
    const auto number = m_store->add(*m_report, m_document.path().toStdString(), m_ranText);
    if (!number) return Q_EMIT refused(tr("The run is not kept: %1").arg(text::fromStd(number.error().message)));
    m_runText = tr("run #%1").arg(*number);
    m_storedReport = m_report;
    m_storedText = m_runText;
    Q_EMIT runStored(*number);
}

void RunDeck::forgetRun() {
    m_report.reset();
    m_storedReport.reset();
    m_byHand = {};
    m_handSteps = 0;
    m_keptByHand = {};
    m_scrub.reset();
    m_dragged = false;
    m_hasView = false;
}

void RunDeck::forget() {
    m_forgotten = true;
    if (active()) m_session.stop();
    forgetRun();
    m_view = {};
    m_ran.reset();
    m_runText.clear();
    m_scenario = 0;
    refreshDecisions();
    Q_EMIT scenarioChanged();
    refreshTimeline();
    Q_EMIT runTextChanged();
    Q_EMIT viewChanged();
    Q_EMIT liveChanged();
    Q_EMIT ticked();
}

void RunDeck::documentChanged() {
    const int count = static_cast<int>(m_document.architecture().scenarios.size());
    m_scenario = std::clamp(m_scenario, 0, std::max(0, count - 1));
    Q_EMIT scenarioChanged();
    refreshTimeline();
}

}  // namespace spillway
