#include "viewmodel/fault_face.h"
#include "viewmodel/run_deck.h"
#include "viewmodel/text_format.h"

#include <QSaveFile>
#include <QTextStream>

#include <algorithm>

// The rows of the timeline and of the decision log, and the line about the objectives.
namespace spillway {
namespace {

RowModel::Row block(const QString& label, Duration at, Duration lasting, Duration whole, const QString& tone, bool byHand,
                    const QString& target) {
    const double total = std::max(1e-9, toSeconds(whole));
    const double from = std::clamp(toSeconds(at) / total, 0.0, 1.0);
    const double length = std::clamp(toSeconds(lasting) / total, 0.0, 1.0 - from);
    const QString tip = QStringLiteral("%1 · %2 for %3%4")
                            .arg(label, text::span(at), text::span(lasting),
                                 byHand ? QStringLiteral(" · by hand") : QString());
    return {label, from, length, tone, byHand, tip, target};
}

RowModel::Row faultBlock(const Fault& fault, Duration whole, bool byHand) {
    const bool instant = fault.kind() == FaultKind::instance_kill;
    const Duration lasting = instant ? Duration{0} : fault.lasting.value_or(whole - fault.at);
    return block(faultLabel(fault), fault.at, lasting, whole, faultTone(fault), byHand, text::fromStd(fault.on));
}

// From the first change of the rate to the last: "load ×6".
void appendLoad(RowModel::Rows& rows, const Load& load, Duration whole) {
    const auto& points = load.rate.points;
    if (points.size() < 2) return;
    const auto peak = std::ranges::max_element(points, {}, [](const RatePoint& p) { return p.rate; });
    const double base = points.front().rate.perSecond();
    if (peak->rate.perSecond() <= base || base <= 0) return;
    const QString label = QStringLiteral("load ×%1").arg(peak->rate.perSecond() / base, 0, 'g', 2);
    rows.append(block(label, points.front().at, points.back().at - points.front().at, whole, QStringLiteral("load"), false,
                      text::fromStd(load.from)));
}

QString boundText(const Objective& objective) {
    QStringList parts;
    const auto add = [&](const char* name, const std::optional<Duration>& bound) {
        if (bound) parts.append(QStringLiteral("%1 < %2").arg(QLatin1String(name), text::latency(*bound)));
    };
    add("p50", objective.p50);
    add("p95", objective.p95);
    add("p99", objective.p99);
    if (objective.share) parts.append(text::share(objective.share->fraction()));
    return QStringLiteral("SLO ") + parts.join(QStringLiteral(" · "));
}

const ObjectiveResult* worst(const RunReport& report) {
    const auto at = std::ranges::min_element(report.objectives, {}, [](const ObjectiveResult& r) {
        return r.met ? 1.0 + r.budgetLeft : r.budgetLeft;
    });
    return at == report.objectives.end() ? nullptr : &*at;
}

}  // namespace

void RunDeck::refreshTimeline() {
    RowModel::Rows rows;
    if (const Scenario* scenario = currentScenario()) {
        const Duration whole = length();
        for (const Load& load : scenario->load) appendLoad(rows, load, whole);
        for (const Fault& fault : scenario->faults) rows.append(faultBlock(fault, whole, false));
        for (const Fault& fault : m_injected) rows.append(faultBlock(fault, whole, true));
    }
    m_timeline.setRows(rows);
    Q_EMIT timelineChanged();
}

void RunDeck::refreshDecisions() {
    const auto& decisions = m_report && !active() ? m_report->decisions : m_view.decisions;
    if (!m_hasView) return m_decisions.setRows({});
    RowModel::Rows rows = m_decisions.rows();
    if (rows.size() > static_cast<qsizetype>(decisions.size())) rows.clear();
    for (auto i = static_cast<std::size_t>(rows.size()); i < decisions.size(); ++i) {
        const Decision& d = decisions[i];
        rows.append({text::shortClock(d.at), text::fromStd(d.node), text::fromStd(d.what), text::fromStd(d.reason)});
    }
    m_decisions.setRows(rows);
}

QString RunDeck::objectiveText() const {
    if (m_report && !active()) {
        const ObjectiveResult* result = worst(*m_report);
        if (result == nullptr) return {};
        const QString head = boundText(result->objective) + (result->met ? tr(" · met") : tr(" · missed"));
        return result->objective.share ? head + tr(" · budget left %1").arg(text::share(result->budgetLeft)) : head;
    }
    const Scenario* scenario = currentScenario();
    if (scenario == nullptr || scenario->objectives.empty()) return {};
    const Objective& objective = scenario->objectives.front();
    const auto index = nodeIndex(text::fromStd(objective.of));
    if (!m_hasView || !index || *index >= m_view.snapshot.nodes.size()) return boundText(objective);
    const NodeSnapshot& node = m_view.snapshot.nodes[*index];
    return boundText(objective) + tr(" · now %1, %2 succeed").arg(text::latency(node.p99), text::share(1 - node.errorShare));
}

QString RunDeck::objectiveTone() const {
    if (m_report && !active()) {
        const ObjectiveResult* result = worst(*m_report);
        return result == nullptr || result->met ? QStringLiteral("good") : QStringLiteral("bad");
    }
    const Scenario* scenario = currentScenario();
    if (!m_hasView || scenario == nullptr || scenario->objectives.empty()) return QStringLiteral("muted");
    const Objective& objective = scenario->objectives.front();
    const auto index = nodeIndex(text::fromStd(objective.of));
    if (!index || *index >= m_view.snapshot.nodes.size()) return QStringLiteral("muted");
    const NodeSnapshot& node = m_view.snapshot.nodes[*index];
    const bool slow = objective.p99 && node.p99 > *objective.p99;
    const bool failing = objective.share && 1 - node.errorShare < objective.share->fraction();
    return slow || failing ? QStringLiteral("warn") : QStringLiteral("muted");
}

bool RunDeck::writeSeries(const QString& path) {
    if (!m_report) return false;
    QSaveFile file(path);
    if (path.isEmpty() || !file.open(QIODevice::WriteOnly | QIODevice::Text)) {
        Q_EMIT refused(tr("%1 cannot be written: %2").arg(path, file.errorString()));
        return false;
    }
    QTextStream out(&file);
    out << "second,node,throughput_per_s,errors_per_s,p50_ms,p95_ms,p99_ms,instances,starting,backlog,utilization\n";
    for (const NodeReport& node : m_report->nodes) {
        const NodeSeries& s = node.series;
        for (std::size_t i = 0; i < s.throughput.size(); ++i) {
            out << i << ',' << text::fromStd(node.id);
            for (const auto* values : {&s.throughput, &s.errors, &s.p50Ms, &s.p95Ms, &s.p99Ms, &s.instances, &s.starting, &s.backlog, &s.utilization}) {
                out << ',' << (*values)[i];
            }
            out << '\n';
        }
    }
    out.flush();
    return file.commit();
}

}  // namespace spillway
