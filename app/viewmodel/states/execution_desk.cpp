#include "viewmodel/states/execution_desk.h"

#include "viewmodel/run_deck.h"
#include "viewmodel/states/live_states.h"
#include "viewmodel/states/workflow_desk.h"
#include "viewmodel/text_format.h"

#include <algorithm>

namespace spillway {
namespace {

const char* wordOf(ExecutionEnd end) {
    switch (end) {
        case ExecutionEnd::running: return "running";
        case ExecutionEnd::succeeded: return "succeeded";
        case ExecutionEnd::failed: return "failed";
        case ExecutionEnd::timedOut: return "timed out";
        case ExecutionEnd::aborted: break;
    }
    return "aborted";
}

const char* toneOf(ExecutionEnd end) {
    return end == ExecutionEnd::running ? "accent" : end == ExecutionEnd::succeeded ? "good" : "bad";
}

bool fits(const ExecutionSample& sample, const QString& filter) {
    if (filter == QStringLiteral("running")) return sample.end == ExecutionEnd::running;
    if (filter == QStringLiteral("succeeded")) return sample.end == ExecutionEnd::succeeded;
    if (filter == QStringLiteral("failed"))
        return sample.end != ExecutionEnd::running && sample.end != ExecutionEnd::succeeded;
    return true;
}

// "TaskStateEntered" -> "task state entered"
QString spoken(std::string_view type) {
    QString words;
    for (const char letter : type) {
        const QChar each = QLatin1Char(letter);
        if (each.isUpper() && !words.isEmpty()) words += QChar(u' ');
        words += each.toLower();
    }
    return words;
}

}  // namespace

ExecutionDesk::ExecutionDesk(RunDeck& deck, WorkflowDesk& desk, QObject* parent)
    : QObject(parent),
      m_deck(deck),
      m_desk(desk),
      m_executions({QStringLiteral("number"), QStringLiteral("end"), QStringLiteral("tone"), QStringLiteral("took"),
                    QStringLiteral("started")}),
      m_steps({QStringLiteral("at"), QStringLiteral("stateName"), QStringLiteral("what"), QStringLiteral("bad")}) {
    connect(&m_deck, &RunDeck::ticked, this, &ExecutionDesk::refresh);
    connect(&m_deck, &RunDeck::phaseChanged, this, &ExecutionDesk::refresh);
    connect(&m_desk, &WorkflowDesk::opened, this, [this] {
        m_followed = 0;
        m_step = 0;
        m_atEnd = true;
        refresh();
    });
    connect(&m_desk, &WorkflowDesk::graphChanged, this, &ExecutionDesk::tellDesk);
}

const WorkflowSnapshot* ExecutionDesk::snapshot() const {
    if (!m_desk.isOpen() || !m_deck.hasView()) return nullptr;
    const auto node = m_deck.nodeIndex(m_desk.node());
    if (!node) return nullptr;
    const auto& all = m_deck.view().snapshot.workflows;
    const auto found = std::ranges::find(all, static_cast<std::uint32_t>(*node), &WorkflowSnapshot::node);
    return found == all.end() ? nullptr : &*found;
}

void ExecutionDesk::refresh() {
    const WorkflowSnapshot* now = snapshot();
    if (now == nullptr && !m_hasRun) return;
    m_hasRun = now != nullptr;
    m_shown = now != nullptr ? *now : WorkflowSnapshot{};
    const Node* ran = m_hasRun ? findNode(m_deck.ranArchitecture()->topology, m_desk.node().toStdString()) : nullptr;
    const auto* workflow = ran == nullptr ? nullptr : std::get_if<Workflow>(&ran->spec);
    const std::string text = workflow == nullptr ? std::string{} : definitionTextOf(*workflow);
    if (text != m_orderOf) {
        const auto read = workflow::readJson(text);
        m_order = read ? states::pointersInOrder(*read) : std::vector<std::string>{};
        m_orderOf = text;
    }
    showExecutions();
    showSteps();
    tellDesk();
    Q_EMIT changed();
}

void ExecutionDesk::showExecutions() {
    RowModel::Rows rows;
    const SimTime now = m_deck.hasView() ? m_deck.view().snapshot.now : SimTime{};
    for (const ExecutionSample& each : m_shown.followed) {
        if (!fits(each, m_filter)) continue;
        const SimTime until = each.end == ExecutionEnd::running ? now : each.ended;
        rows.append({QVariant::fromValue(static_cast<qint64>(each.number)), QString::fromLatin1(wordOf(each.end)),
                     QString::fromLatin1(toneOf(each.end)), text::latency(until - each.started),
                     text::shortClock(each.started)});
    }
    m_executions.setRows(rows);
}

const ExecutionSample* ExecutionDesk::sample() const {
    const auto found =
        std::ranges::find(m_shown.followed, static_cast<std::uint64_t>(m_followed), &ExecutionSample::number);
    return m_followed == 0 || found == m_shown.followed.end() ? nullptr : &*found;
}

QString ExecutionDesk::nameOfState(std::int32_t state) const {
    const auto index = static_cast<std::size_t>(state);
    return state < 0 || index >= m_order.size() ? QString() : text::fromStd(states::placeOfState(m_order[index]).name);
}

void ExecutionDesk::showSteps() {
    RowModel::Rows rows;
    if (const ExecutionSample* one = sample()) {
        for (const ExecutionStep& step : one->steps) {
            const bool bad = step.type.find("Fail") != std::string_view::npos ||
                             step.type.find("TimedOut") != std::string_view::npos ||
                             step.type.find("Abort") != std::string_view::npos;
            rows.append({text::latency(step.at - one->started), nameOfState(step.state), spoken(step.type), bad});
        }
    }
    m_steps.setRows(rows);
    const int last = std::max(0, m_steps.count() - 1);
    m_step = m_atEnd ? last : std::min(m_step, last);
}

void ExecutionDesk::tellDesk() {
    if (!m_desk.isOpen()) return;
    if (!m_hasRun) return m_desk.showLive({});
    const states::Followed followed{sample(), static_cast<std::size_t>(m_step)};
    m_desk.showLive(states::liveOf(m_desk.graph(), m_order, m_shown, followed));
}

QString ExecutionDesk::summary() const {
    if (!m_hasRun) return {};
    const ExecutionCounts& all = m_shown.counts;
    const auto number = [](std::uint64_t count) { return text::count(static_cast<double>(count)); };
    QString words = tr("%1 started · %2 running").arg(number(all.started), number(all.running));
    const std::uint64_t ended = all.succeeded + all.failed + all.timedOut + all.aborted;
    if (ended > 0)
        words += tr(" · %1 succeed").arg(text::share(static_cast<double>(all.succeeded) / static_cast<double>(ended)));
    if (all.timedOut > 0) words += tr(" · %1 timed out").arg(number(all.timedOut));
    if (all.throttled > 0) words += tr(" · %1 refused").arg(number(all.throttled));
    return words;
}

void ExecutionDesk::setFilter(const QString& filter) {
    if (filter == m_filter) return;
    m_filter = filter;
    showExecutions();
    Q_EMIT changed();
}

void ExecutionDesk::follow(qint64 number) {
    if (number == m_followed) return;
    m_followed = number;
    m_atEnd = true;
    showSteps();
    tellDesk();
    Q_EMIT changed();
}

void ExecutionDesk::setStep(int step) {
    const int last = std::max(0, m_steps.count() - 1);
    const int next = std::clamp(step, 0, last);
    m_atEnd = next == last;
    if (next == m_step) return;
    m_step = next;
    if (const ExecutionSample* one = sample()) {
        const std::int32_t state = one->steps[static_cast<std::size_t>(next)].state;
        if (state >= 0 && static_cast<std::size_t>(state) < m_order.size())
            m_desk.select(text::fromStd(m_order[static_cast<std::size_t>(state)]));
    }
    tellDesk();
    Q_EMIT changed();
}

QString ExecutionDesk::stepText() const {
    const ExecutionSample* one = sample();
    if (one == nullptr || m_steps.count() == 0) return {};
    QString words = tr("step %1 of %2").arg(m_step + 1).arg(m_steps.count());
    if (one->events > m_steps.count()) words += tr(" (the first of %1)").arg(one->events);
    return words;
}

QString ExecutionDesk::stepData() const {
    const ExecutionSample* one = sample();
    const auto step = static_cast<std::size_t>(m_step);
    return one == nullptr || step >= one->steps.size() ? QString() : text::fromStd(one->steps[step].data);
}

QString ExecutionDesk::input() const {
    const ExecutionSample* one = sample();
    return one == nullptr ? QString() : text::fromStd(one->input);
}

bool ExecutionDesk::failed() const {
    const ExecutionSample* one = sample();
    return one != nullptr && one->end != ExecutionEnd::running && one->end != ExecutionEnd::succeeded;
}

QString ExecutionDesk::outcome() const {
    const ExecutionSample* one = sample();
    if (one == nullptr || one->end == ExecutionEnd::running) return {};
    if (one->end == ExecutionEnd::succeeded) return text::fromStd(one->output);
    const QString error = one->error.empty() ? QString::fromLatin1(wordOf(one->end)) : text::fromStd(one->error);
    return one->cause.empty() ? error : error + QStringLiteral(": ") + text::fromStd(one->cause);
}

}  // namespace spillway
