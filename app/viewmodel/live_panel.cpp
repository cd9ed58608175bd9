#include "viewmodel/live_panel.h"

#include "topology/validate.h"
#include "viewmodel/live_numbers.h"
#include "viewmodel/run_deck.h"
#include "viewmodel/selection.h"
#include "viewmodel/text_format.h"

#include <algorithm>
#include <set>

namespace spillway {
namespace {

constexpr qsizetype kAttributionRows = 7;
constexpr std::size_t kDecisionRows = 8;

struct PartFace {
    const char* own;
    const char* of;
    const char* tone;
};

PartFace faceOf(SpanPart part) {
    switch (part) {
        case SpanPart::waiting: return {"Waiting for a slot", "%1: waiting for a slot", "bad"};
        case SpanPart::coldStart: return {"Cold start", "%1: cold start", "warn"};
        case SpanPart::throttled: return {"Throttled, waiting to retry", "%1: throttled, waiting to retry", "bad"};
        case SpanPart::backoff: return {"Backing off before a retry", "%1: backing off", "warn"};
        case SpanPart::network: return {"Network", "%1: network", "muted"};
        case SpanPart::held: return {"Waiting to send: no connection is free", "%1: waiting to send", "bad"};
        case SpanPart::replication: return {"Waiting for the standby", "%1: waiting for its standby", "warn"};
        case SpanPart::work: break;
    }
    return {"Own work", "%1", "accent"};
}

PartFace faceOf(SpanPart part, NodeKind kind) {
    const bool holds = kind == NodeKind::queue || kind == NodeKind::stream;
    if (holds && part == SpanPart::waiting) return {"Waiting in the queue", "%1: waiting in the queue", "bad"};
    if (holds && part == SpanPart::work) return {"With a consumer", "%1: with a consumer", "accent"};
    return faceOf(part);
}

RowModel::Row attributionRow(const AttributionPart& part, const std::string& of, const Topology& topology) {
    const Node* node = findNode(topology, part.node);
    const PartFace face = faceOf(part.part, node == nullptr ? NodeKind::service : node->kind());
    const bool own = part.node == of;
    const QString label =
        own ? QString::fromLatin1(face.own) : QString::fromLatin1(face.of).arg(text::fromStd(part.node));
    const QString tone = own && part.part == SpanPart::work ? QStringLiteral("good") : QString::fromLatin1(face.tone);
    return {label, QStringLiteral("%1 %").arg(part.share * 100, 0, 'f', part.share < 0.1 ? 1 : 0), part.share, tone};
}

void add(std::vector<float>& sum, const std::vector<float>& more) {
    if (sum.size() < more.size()) sum.resize(more.size());
    for (std::size_t i = 0; i < more.size(); ++i) sum[i] += more[i];
}

void takeMax(std::vector<float>& sum, const std::vector<float>& more) {
    if (sum.size() < more.size()) sum.resize(more.size());
    for (std::size_t i = 0; i < more.size(); ++i) sum[i] = std::max(sum[i], more[i]);
}

// Whose seconds and attribution are shown: a flow is as the node it leads to.
QString shownNode(const QString& item) {
    return Selection::isFlow(item) ? item.section(QStringLiteral(" -> "), 1) : item;
}

}  // namespace

void addSeries(NodeSeries& sum, const NodeSeries& more) {
    add(sum.throughput, more.throughput);
    add(sum.errors, more.errors);
    takeMax(sum.p50Ms, more.p50Ms);
    takeMax(sum.p95Ms, more.p95Ms);
    takeMax(sum.p99Ms, more.p99Ms);
    add(sum.instances, more.instances);
    add(sum.starting, more.starting);
    add(sum.backlog, more.backlog);
    takeMax(sum.utilization, more.utilization);
}

LivePanel::LivePanel(RunDeck& deck, Selection& selection, QObject* parent)
    : QObject(parent),
      m_deck(deck),
      m_selection(selection),
      m_numbers({QStringLiteral("label"), QStringLiteral("lead"), QStringLiteral("value"), QStringLiteral("tone")}),
      m_attribution(
          {QStringLiteral("label"), QStringLiteral("shareText"), QStringLiteral("share"), QStringLiteral("tone")}),
      m_decisions({QStringLiteral("at"), QStringLiteral("what"), QStringLiteral("reason"), QStringLiteral("node")}) {
    connect(&m_deck, &RunDeck::ticked, this, &LivePanel::refresh);
    connect(&m_deck, &RunDeck::timelineChanged, this, &LivePanel::seriesChanged);
    connect(&m_selection, &Selection::changed, this, [this] {
        m_deck.watch(shownNode(m_selection.single()));
        refresh();
    });
    refresh();
}

bool LivePanel::hasRun() const { return m_deck.hasView(); }

QString LivePanel::title() const { return m_selection.single().isEmpty() ? tr("The whole") : m_selection.single(); }

double LivePanel::boundMs() const {
    const Scenario* scenario = m_deck.currentScenario();
    if (scenario == nullptr) return 0;
    const std::string wanted = m_selection.single().toStdString();
    for (const Objective& objective : scenario->objectives) {
        if (objective.p99 && (wanted.empty() || objective.of == wanted)) return toMilliseconds(*objective.p99);
    }
    return 0;
}

void LivePanel::refresh() {
    refreshNumbers();
    refreshAttribution();
    refreshDecisions();
    refreshSeries();
    Q_EMIT changed();
}

void LivePanel::refreshNumbers() {
    if (!m_deck.hasView() || m_deck.ranArchitecture() == nullptr) return m_numbers.setRows({});
    const Topology& topology = m_deck.ranArchitecture()->topology;
    m_numbers.setRows(liveNumbers(topology, m_deck.view().snapshot, m_selection.single().toStdString(), boundMs()));
}

void LivePanel::refreshAttribution() {
    const QString item = shownNode(m_selection.single());
    const Attribution& attribution = m_deck.view().attribution;
    const bool node = item.isEmpty() || m_deck.nodeIndex(item).has_value();
    const bool fits = attribution.requests > 0 && (item.isEmpty() || attribution.of == item.toStdString());
    if (!m_deck.hasView() || m_deck.ranArchitecture() == nullptr || !node || !fits) {
        m_attributionNote = !m_deck.hasView() ? QString()
                            : node            ? tr("No sampled request has finished here yet.")
                                              : tr("Select a node to see where its slowest requests spend their time.");
        return m_attribution.setRows({});
    }
    RowModel::Rows rows;
    for (const AttributionPart& part : attribution.parts) {
        if (part.share >= 0.005 && rows.size() < kAttributionRows)
            rows.append(attributionRow(part, attribution.of, m_deck.ranArchitecture()->topology));
    }
    m_attributionNote = tr("slower than %1, from %2 sampled requests of %3")
                            .arg(text::latency(attribution.threshold),
                                 text::count(static_cast<double>(attribution.requests)), text::fromStd(attribution.of));
    m_attribution.setRows(rows);
}

void LivePanel::refreshDecisions() {
    RowModel::Rows rows;
    const std::string wanted = m_selection.single().toStdString();
    const auto& all = m_deck.view().decisions;
    bool ofScaling = true;
    for (auto at = all.rbegin();
         m_deck.hasView() && at != all.rend() && rows.size() < static_cast<qsizetype>(kDecisionRows); ++at) {
        const std::string& by = at->node;
        if (!wanted.empty() && by != wanted && !by.starts_with(wanted + " -> ") && !by.ends_with(" -> " + wanted))
            continue;
        rows.prepend({text::shortClock(at->at), text::withArrows(at->what), text::fromStd(at->reason),
                      by == wanted ? QString() : text::withArrows(by)});
        ofScaling = ofScaling && by.find(" -> ") == std::string::npos;
    }
    m_decisionsTitle = ofScaling ? tr("Scaling decisions") : tr("Decisions");
    m_decisions.setRows(rows);
}

std::vector<LivePanel::Band> LivePanel::bands() const {
    std::vector<Band> bands;
    const double end = toSeconds(m_deck.length());
    for (const Fault& fault : m_deck.shownFaults()) {
        if (fault.face().instant) continue;
        const double from = toSeconds(fault.at);
        bands.push_back({from, fault.lasting ? from + toSeconds(*fault.lasting) : end});
    }
    return bands;
}

void LivePanel::refreshSeries() {
    const Architecture* ran = m_deck.hasView() ? m_deck.ranArchitecture() : nullptr;
    const auto& series = m_deck.view().series;
    const Shown shown{ran, m_selection.single(),
                      ran == nullptr || series.empty() ? 0 : series.front().throughput.size()};
    if (shown == m_shown) return;
    m_shown = shown;
    m_series = {};
    if (ran != nullptr) gatherSeries(ran->topology, series);
    Q_EMIT seriesChanged();
}

void LivePanel::gatherSeries(const Topology& topology, const std::vector<NodeSeries>& series) {
    if (const auto index = m_deck.nodeIndex(shownNode(m_shown.item))) {
        if (*index < series.size()) m_series = series[*index];
        return;
    }
    const std::set<std::size_t> chosen = nodesIn(topology, m_shown.item.toStdString());
    for (std::size_t i = 0; i < std::min(series.size(), topology.nodes.size()); ++i) {
        const bool source = isSource(topology.nodes[i].kind());
        if (!chosen.empty() ? chosen.contains(i) : source) addSeries(m_series, series[i]);
        if (!chosen.empty() || source) continue;
        // The whole: what users see comes from the sources, instances and backlog from everything behind them.
        add(m_series.instances, series[i].instances);
        add(m_series.starting, series[i].starting);
        add(m_series.backlog, series[i].backlog);
    }
}

}  // namespace spillway
