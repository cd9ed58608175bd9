#include "viewmodel/fault_matrix.h"

#include "document/document.h"
#include "scenario/scenario_tree.h"
#include "viewmodel/run_deck.h"
#include "viewmodel/text_format.h"

#include <QMetaObject>

#include <algorithm>
#include <array>

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
    return words;
}

RowModel::Row rowOf(const SingleFaults& found, const std::string& component) {
    QStringList cells, tells;
    QVariantList shares;
    for (const FaultKind kind : kColumns) {
        const auto trial = std::ranges::find_if(
            found.trials, [&](const FaultTrial& t) { return t.fault.on == component && t.fault.kind() == kind; });
        const bool fits = trial != found.trials.end();
        const bool done = fits && trial->done;
        cells.append(done ? text::share(trial->lost) : fits ? QStringLiteral("…") : QStringLiteral("–"));
        shares.append(done ? trial->lost : -1.0);
        tells.append(done   ? sentenceOf(*trial)
                     : fits ? FaultMatrix::tr("not tried")
                            : FaultMatrix::tr("cannot happen to it"));
    }
    const bool vital = std::ranges::find(found.indispensable, component) != found.indispensable.end();
    return {text::fromStd(component), vital, cells, shares, tells};
}

}  // namespace

FaultMatrix::FaultMatrix(const Document& document, const RunDeck& deck, QObject* parent)
    : QObject(parent),
      m_document(document),
      m_deck(deck),
      m_rows({QStringLiteral("component"), QStringLiteral("indispensable"), QStringLiteral("cells"),
              QStringLiteral("shares"), QStringLiteral("tells")}) {
    m_note = tr("what users lose while one component is broken");
    connect(&document, &Document::changed, this, [this] {
        const bool outdated = m_number > 0 && m_document.architecture().topology != m_asked;
        if (outdated == m_outdated) return;
        m_outdated = outdated;
        Q_EMIT changed();
    });
}

QString FaultMatrix::note() const { return m_outdated ? tr("%1; the drawing has changed since").arg(m_note) : m_note; }

FaultMatrix::~FaultMatrix() = default;  // the thread is asked to stop and waited for

QStringList FaultMatrix::kinds() const {
    QStringList names;
    for (const FaultKind kind : kColumns) names.append(nameOf(kind));
    return names;
}

void FaultMatrix::start() {
    const Architecture& drawn = m_document.architecture();
    const auto index = static_cast<std::size_t>(m_deck.scenario());
    if (index >= drawn.scenarios.size()) return say(tr("A scenario is needed: it says what load there is."));
    m_thread = {};  // whatever was searched before
    m_running = true;
    m_progress = 0;
    m_outdated = false;
    m_asked = drawn.topology;
    SingleFaultOptions options;
    options.threads = std::max(1U, std::thread::hardware_concurrency());
    options.kinds = {kColumns.begin(), kColumns.end()};
    options.flows = false;
    m_thread = std::jthread([this, number = ++m_number, options, topology = drawn.topology,
                             scenario = drawn.scenarios[index]](const std::stop_token& stop) {
        double told = 0;
        SingleFaults found = tryEverySingleFault(topology, scenario, options, [&](double share) {
            if (share >= told + 0.005) {
                told = share;
                QMetaObject::invokeMethod(
                    this,
                    [this, number, share] {
                        if (number != m_number) return;
                        m_progress = share;
                        Q_EMIT progressChanged();
                    },
                    Qt::QueuedConnection);
            }
            return !stop.stop_requested();
        });
        QMetaObject::invokeMethod(
            this,
            [this, number, found = std::move(found)] {
                if (number == m_number) take(found);
            },
            Qt::QueuedConnection);
    });
    say(tr("breaking one component at a time …"));
    Q_EMIT progressChanged();
}

void FaultMatrix::cancel() { m_thread.request_stop(); }

void FaultMatrix::take(SingleFaults found) {
    m_running = false;
    m_found = std::move(found);
    show();
    for (const Diagnostic& problem : m_found.diagnostics) {
        if (problem.severity == Severity::error)
            return say(tr("The drawing cannot run: %1").arg(text::fromStd(problem.sentence)));
    }
    const auto tried = std::ranges::count_if(m_found.trials, &FaultTrial::done);
    const auto all = static_cast<qsizetype>(m_found.trials.size());
    m_progress = all == 0 ? 1 : static_cast<double>(tried) / static_cast<double>(all);
    Q_EMIT progressChanged();
    const QString of = tr("requests lost while one component is broken, %1, scenario “%2”")
                           .arg(text::fromStd(m_found.architecture), text::fromStd(m_found.scenario));
    say(tried == all ? of : tr("%1: stopped after %2 of %3").arg(of).arg(tried).arg(all));
}

void FaultMatrix::show() {
    std::vector<std::string> components;
    for (const FaultTrial& trial : m_found.trials) {
        if (components.empty() || components.back() != trial.fault.on) components.push_back(trial.fault.on);
    }
    RowModel::Rows rows;
    for (const std::string& component : components) rows.append(rowOf(m_found, component));
    m_rows.setRows(rows);
}

void FaultMatrix::say(const QString& note) {
    m_note = note;
    Q_EMIT changed();
}

}  // namespace spillway
