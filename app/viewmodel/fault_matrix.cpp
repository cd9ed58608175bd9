#include "viewmodel/fault_matrix.h"

#include "document/document.h"
#include "scenario/scenario_tree.h"
#include "viewmodel/compare_desk.h"
#include "viewmodel/run_deck.h"
#include "viewmodel/text_format.h"

#include <algorithm>
#include <array>
#include <span>

namespace spillway {
namespace {

// What clouds and chaos tools do most; `spillway faults` tries every kind, on flows as well.
constexpr std::array kColumns{FaultKind::outage, FaultKind::crash, FaultKind::slow,     FaultKind::latency,
                              FaultKind::errors, FaultKind::cut,   FaultKind::throttle, FaultKind::cold_cache};

QString nameOf(FaultKind kind) {
    return std::visit([](const auto& spec) { return text::fromView(spec.kFace.name); }, defaultFaultSpec(kind));
}

QString recoveryOf(const Recovery& recovery) {
    switch (recovery.verdict) {
        case RecoveryVerdict::held: return FaultMatrix::tr("holds");
        case RecoveryVerdict::recovered:
            return FaultMatrix::tr("back after %1").arg(text::latency(recovery.took.value_or(Duration{0})));
        case RecoveryVerdict::not_recovered:
            return recovery.keepsDown.empty()
                       ? FaultMatrix::tr("does not come back")
                       : FaultMatrix::tr("does not come back: %1").arg(text::withArrows(recovery.keepsDown));
        case RecoveryVerdict::too_early: return FaultMatrix::tr("too early to tell whether it comes back");
        case RecoveryVerdict::fault_lasts: return FaultMatrix::tr("it lasts to the end");
    }
    return {};
}

QString sentenceOf(const FaultTrial& trial) {
    QStringList hit;
    for (const std::string& node : trial.hit) hit.append(text::fromStd(node));
    QString words = FaultMatrix::tr("%1, %2: %3 of requests lost, p99 %4 (%5 without it), %6")
                        .arg(text::fromStd(trial.fault.on), nameOf(trial.fault.kind()), text::share(trial.lost),
                             text::latency(secondsToDuration(trial.p99Ms / 1000)),
                             text::latency(secondsToDuration(trial.p99MsCalm / 1000)), recoveryOf(trial.recovery));
    if (!hit.isEmpty()) words += FaultMatrix::tr("; also hit: %1").arg(hit.join(QStringLiteral(", ")));
    QStringList less;
    for (const std::string& node : trial.lessDone) less.append(text::fromStd(node));
    if (hit.isEmpty() && !less.isEmpty())
        words += FaultMatrix::tr("; less done at %1").arg(less.join(QStringLiteral(", ")));
    return words;
}

// Short: the sentence behind it has the decimals.
QString cellOf(double lost) {
    if (lost > 0 && lost < 0.001) return QStringLiteral("<0.1 %");
    if (lost > 0.995 && lost < 1) return QStringLiteral(">99 %");
    return QString::number(lost * 100, 'f', lost > 0 && lost < 0.0995 ? 1 : 0) + QStringLiteral(" %");
}

using Trials = std::span<const FaultTrial>;

// Those on one component, which stand together, from `first` on.
Trials together(const SingleFaults& found, std::size_t first) {
    std::size_t end = first;
    while (end < found.trials.size() && found.trials[end].fault.on == found.trials[first].fault.on) ++end;
    return Trials{found.trials}.subspan(first, end - first);
}

RowModel::Row rowOf(const SingleFaults& found, Trials trials) {
    const std::string& component = trials.front().fault.on;
    QStringList cells, tells;
    QVariantList shares;
    for (const FaultKind kind : kColumns) {
        const auto trial = std::ranges::find_if(trials, [&](const FaultTrial& t) { return t.fault.kind() == kind; });
        const bool fits = trial != trials.end();
        const bool done = fits && trial->done;
        cells.append(done ? cellOf(trial->lost) : fits ? QStringLiteral("…") : QStringLiteral("–"));
        shares.append(done ? trial->lost : -1.0);
        tells.append(done   ? sentenceOf(*trial)
                     : fits ? FaultMatrix::tr("not tried")
                            : FaultMatrix::tr("cannot happen to it"));
    }
    const bool vital = std::ranges::find(found.indispensable, component) != found.indispensable.end();
    return {text::fromStd(component), vital, cells, shares, tells};
}

}  // namespace

FaultMatrix::FaultMatrix(const Document& document, const RunDeck& deck, CompareDesk& desk, QObject* parent)
    : Study(parent),
      m_document(document),
      m_deck(deck),
      m_desk(desk),
      m_rows({QStringLiteral("component"), QStringLiteral("indispensable"), QStringLiteral("cells"),
              QStringLiteral("shares"), QStringLiteral("tells")}) {
    say(tr("what users lose while one component is broken"));
    connect(&document, &Document::changed, this, [this] {
        const bool drawn = m_askedRun == 0 && !m_asked.scenario.id.empty();
        const bool outdated = drawn && m_document.architecture().topology != m_asked.topology;
        if (outdated == m_outdated) return;
        m_outdated = outdated;
        Q_EMIT changed();
    });
    connect(&desk, &CompareDesk::changed, this, &FaultMatrix::subjectsChanged);
}

QString FaultMatrix::note() const {
    return m_outdated ? tr("%1; the drawing has changed since").arg(Study::note()) : Study::note();
}

QStringList FaultMatrix::kinds() const {
    QStringList names;
    for (const FaultKind kind : kColumns) names.append(nameOf(kind));
    return names;
}

QStringList FaultMatrix::subjects() const {
    QStringList all{tr("the drawing")};
    for (const CompareDesk::Chosen& chosen : m_desk.chosen()) all.append(tr("run #%1").arg(chosen.run.number));
    return all;
}

int FaultMatrix::subject() const {
    const auto at = std::ranges::find(m_desk.chosen(), m_run, [](const auto& chosen) { return chosen.run.number; });
    return at == m_desk.chosen().end() ? 0 : static_cast<int>(at - m_desk.chosen().begin()) + 1;
}

void FaultMatrix::setSubject(int subject) {
    const auto chosen = static_cast<std::size_t>(subject) - 1;
    m_run = subject > 0 && chosen < m_desk.chosen().size() ? m_desk.chosen()[chosen].run.number : 0;
    Q_EMIT subjectsChanged();
}

std::optional<FaultMatrix::Asked> FaultMatrix::whatIsAsked() {
    m_askedRun = 0;
    if (subject() > 0) {
        const CompareDesk::Chosen& chosen = m_desk.chosen()[static_cast<std::size_t>(subject()) - 1];
        auto again = m_desk.again(chosen);
        m_askedRun = chosen.run.number;
        if (again) return Asked{again->topology, again->scenario, tr("run #%1").arg(chosen.run.number)};
        say(text::fromStd(again.error().message));
        return std::nullopt;
    }
    const Architecture& drawn = m_document.architecture();
    const auto index = static_cast<std::size_t>(m_deck.scenario());
    if (index < drawn.scenarios.size())
        return Asked{drawn.topology, drawn.scenarios[index], text::fromStd(drawn.topology.name)};
    say(tr("A scenario is needed: it says what load there is."));
    return std::nullopt;
}

void FaultMatrix::start() {
    auto asked = whatIsAsked();
    if (!asked) return;
    m_asked = *std::move(asked);
    m_outdated = false;
    SingleFaultOptions options;
    options.threads = std::max(1U, std::thread::hardware_concurrency());
    options.kinds = {kColumns.begin(), kColumns.end()};
    options.flows = false;
    say(tr("breaking one component at a time …"));
    begin(
        [this, options, asked = m_asked](const Tell& tell, const Post& post) {
            TrialWatch watch;
            watch.begun = [&](const SingleFaults& all) {
                post([this, all] {
                    m_found = all;
                    show();
                });
            };
            watch.each = [&](std::size_t place, const FaultTrial& trial) {
                post([this, place, trial] {
                    m_found.trials[place] = trial;
                    showRowOf(place);
                });
            };
            bool stopped = false;
            SingleFaults found = tryEverySingleFault(
                asked.topology, asked.scenario, options,
                [&](double share) {
                    stopped = !tell(share);
                    return !stopped;
                },
                watch);
            post([this, stopped, found = std::move(found)] { take(found, stopped); });
        },
        [](bool) {});
}

void FaultMatrix::take(SingleFaults found, bool stopped) {
    m_found = std::move(found);
    show();
    for (const Diagnostic& problem : m_found.diagnostics) {
        if (problem.severity == Severity::error)
            return say(tr("It cannot run: %1").arg(text::fromStd(problem.sentence)));
    }
    const auto tried = std::ranges::count_if(m_found.trials, &FaultTrial::done);
    const QString of = tr("requests lost while one component is broken, %1, scenario “%2”")
                           .arg(m_asked.name, text::fromStd(m_found.scenario));
    say(!stopped ? of : tr("%1: stopped after %2 of %3").arg(of).arg(tried).arg(m_found.trials.size()));
    if (stopped || m_askedRun == 0 || m_found.trials.empty()) return;
    m_desk.keepBlastRadius(m_askedRun, std::ranges::max_element(m_found.trials, {}, &FaultTrial::lost)->lost);
}

void FaultMatrix::show() {
    RowModel::Rows rows;
    for (std::size_t first = 0; first < m_found.trials.size();) {
        const Trials trials = together(m_found, first);
        rows.append(rowOf(m_found, trials));
        first += trials.size();
    }
    m_rows.setRows(rows);
}

// Trials end by the thousand: each changes the row of its component and no other.
void FaultMatrix::showRowOf(std::size_t place) {
    const std::string& component = m_found.trials[place].fault.on;
    std::size_t first = place;
    while (first > 0 && m_found.trials[first - 1].fault.on == component) --first;
    const QString title = text::fromStd(component);
    const auto row = std::ranges::find_if(m_rows.rows(), [&](const RowModel::Row& r) { return r.front() == title; });
    if (row != m_rows.rows().end())
        m_rows.setRow(static_cast<int>(row - m_rows.rows().begin()), rowOf(m_found, together(m_found, first)));
}

}  // namespace spillway
