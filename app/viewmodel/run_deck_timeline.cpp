#include "viewmodel/fault_face.h"
#include "viewmodel/run_deck.h"
#include "viewmodel/run_export.h"
#include "viewmodel/text_format.h"

#include <algorithm>

// The rows of the timeline and of the decision log, and the line about the objectives.
namespace spillway {
namespace {

struct Block {
    QString label;
    Duration at{0};
    Duration lasting{0};
    QString tone;
    bool byHand = false;
    std::string target;
};

Block faultBlock(const Fault& fault, Duration whole, bool byHand) {
    const bool instant = fault.face().instant;
    const Duration lasting = instant ? Duration{0} : fault.lasting.value_or(whole - fault.at);
    return {faultLabel(fault), fault.at, lasting, faultTone(fault), byHand, fault.on};
}

// Every rise of the rate, from its foot to its peak: "load ×6 ramp".
void appendRamps(std::vector<Block>& blocks, const Load& load) {
    const auto& points = load.rate.points;
    for (std::size_t foot = 0; foot + 1 < points.size();) {
        std::size_t peak = foot;
        while (peak + 1 < points.size() && points[peak + 1].rate > points[peak].rate) ++peak;
        if (peak > foot) {
            const double low = points[foot].rate.perSecond();
            const double high = points[peak].rate.perSecond();
            const QString label = low > 0 ? QStringLiteral("load ×%1 ramp").arg(high / low, 0, 'g', 2)
                                          : QStringLiteral("load to ") + text::rate(high);
            blocks.push_back({label, points[foot].at, points[peak].at - points[foot].at, QStringLiteral("accent"),
                              false, load.from});
        }
        foot = std::max(peak, foot + 1);
    }
}

constexpr std::size_t kLanesMax = 3;

// The first lane in which nothing is at work any more; the last one when all are taken.
int laneFor(const Block& block, std::vector<Duration>& busyUntil) {
    std::size_t lane = 0;
    while (lane < busyUntil.size() && busyUntil[lane] > block.at) ++lane;
    if (lane == busyUntil.size() && lane < kLanesMax) busyUntil.emplace_back();
    lane = std::min(lane, busyUntil.size() - 1);
    busyUntil[lane] = block.at + block.lasting;
    return static_cast<int>(lane);
}

RowModel::Row row(const Block& block, int lane, double room, Duration whole) {
    const double total = std::max(1e-9, toSeconds(whole));
    const double from = std::clamp(toSeconds(block.at) / total, 0.0, 1.0);
    const double length = std::clamp(toSeconds(block.lasting) / total, 0.0, 1.0 - from);
    QString tip = QStringLiteral("%1 · at %2").arg(block.label, text::span(block.at));
    if (block.lasting > Duration{0}) tip += QStringLiteral(" for ") + text::span(block.lasting);
    if (block.byHand) tip += QStringLiteral(" · by hand");
    return {block.label, from, length, block.tone, block.byHand, tip, text::fromStd(block.target), lane, room};
}

QString boundText(const Objective& objective) {
    QStringList parts;
    const auto add = [&](const char* name, const std::optional<Duration>& bound) {
        if (bound) parts.append(QStringLiteral("%1 < %2").arg(QLatin1String(name), text::latency(*bound)));
    };
    add("p50", objective.p50);
    add("p95", objective.p95);
    add("p99", objective.p99);
    if (objective.share)
        parts.append(QString::number(objective.share->fraction() * 100, 'g', 6) + QStringLiteral(" %"));
    return QStringLiteral("SLO ") + parts.join(QStringLiteral(" · "));
}

const ObjectiveResult* worst(const RunReport& report) {
    const auto at = std::ranges::min_element(
        report.objectives, {}, [](const ObjectiveResult& r) { return r.met ? 1.0 + r.budgetLeft : r.budgetLeft; });
    return at == report.objectives.end() ? nullptr : &*at;
}

}  // namespace

void RunDeck::refreshTimeline() {
    std::vector<Block> blocks;
    const Duration whole = length();
    if (const Scenario* scenario = shownScenario()) {
        for (const Load& load : scenario->load) appendRamps(blocks, load);
        const auto byHand = [this](const Fault& fault) {
            const auto& all = m_byHand.injected;
            return std::ranges::any_of(all, [&](const Fault& f) { return f.at == fault.at && f.on == fault.on; });
        };
        for (const Fault& fault : shownFaults()) blocks.push_back(faultBlock(fault, whole, byHand(fault)));
    }
    m_hasUnkept = hasUnkept();
    std::ranges::stable_sort(blocks, {}, &Block::at);
    std::vector<Duration> busyUntil(1);
    std::vector<int> lanes;
    for (const Block& block : blocks) lanes.push_back(laneFor(block, busyUntil));
    RowModel::Rows rows;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        double room = 1;
        for (std::size_t next = blocks.size(); next-- > i + 1;) {
            if (lanes[next] == lanes[i]) room = toSeconds(blocks[next].at) / std::max(1e-9, toSeconds(whole));
        }
        rows.append(row(blocks[i], lanes[i], room - toSeconds(blocks[i].at) / std::max(1e-9, toSeconds(whole)), whole));
    }
    m_lanes = static_cast<int>(busyUntil.size());
    m_timeline.setRows(rows);
    Q_EMIT timelineChanged();
}

void RunDeck::refreshDecisions() {
    const auto& decisions = m_report && !active() && !m_scrub ? m_report->decisions : view().decisions;
    if (!m_hasView) return m_decisions.setRows({});
    RowModel::Rows rows = m_decisions.rows();
    if (rows.size() > static_cast<qsizetype>(decisions.size())) rows.clear();
    for (auto i = static_cast<std::size_t>(rows.size()); i < decisions.size(); ++i) {
        const Decision& d = decisions[i];
        rows.append({text::shortClock(d.at), text::fromStd(d.node), text::withArrows(d.what), text::fromStd(d.reason)});
    }
    m_decisions.setRows(rows);
}

QString RunDeck::objectiveText() const {
    if (m_report && !active()) {
        const ObjectiveResult* result = worst(*m_report);
        return result == nullptr ? QString() : boundText(result->objective);
    }
    const Scenario* scenario = shownScenario();
    return scenario == nullptr || scenario->objectives.empty() ? QString() : boundText(scenario->objectives.front());
}

QString RunDeck::objectiveNow() const {
    if (m_report && !active()) {
        const ObjectiveResult* result = worst(*m_report);
        if (result == nullptr) return {};
        const QString verdict = result->met ? tr("met") : tr("missed");
        if (!result->objective.share) return verdict;
        return result->budgetLeft < 0
                   ? tr("%1, budget spent %2 times").arg(verdict, text::count(1 - result->budgetLeft))
                   : tr("%1, budget left %2").arg(verdict, text::share(result->budgetLeft));
    }
    const Scenario* scenario = shownScenario();
    if (!m_hasView || scenario == nullptr || scenario->objectives.empty()) return {};
    const auto index = nodeIndex(text::fromStd(scenario->objectives.front().of));
    if (!index || *index >= view().snapshot.nodes.size()) return {};
    const NodeSnapshot& node = view().snapshot.nodes[*index];
    if (node.throughput <= 0) return {};
    return tr("now %1, %2 succeed").arg(text::latency(node.p99), text::share(1 - node.errorShare));
}

QString RunDeck::objectiveTone() const {
    if (m_report && !active()) {
        const ObjectiveResult* result = worst(*m_report);
        return result == nullptr || result->met ? QStringLiteral("good") : QStringLiteral("bad");
    }
    const Scenario* scenario = shownScenario();
    if (!m_hasView || scenario == nullptr || scenario->objectives.empty()) return QStringLiteral("muted");
    const Objective& objective = scenario->objectives.front();
    const auto index = nodeIndex(text::fromStd(objective.of));
    if (!index || *index >= view().snapshot.nodes.size()) return QStringLiteral("muted");
    const NodeSnapshot& node = view().snapshot.nodes[*index];
    const bool slow = objective.p99 && node.p99 > *objective.p99;
    const bool failing = objective.share && 1 - node.errorShare < objective.share->fraction();
    return slow || failing ? QStringLiteral("warn") : QStringLiteral("muted");
}

bool RunDeck::writeSeries(const QString& path) {
    if (!m_report) return false;
    const auto done = writeRun(*m_report, path);
    if (!done) Q_EMIT refused(text::fromStd(done.error().message));
    return static_cast<bool>(done);
}

}  // namespace spillway
