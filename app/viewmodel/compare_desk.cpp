#include "viewmodel/compare_desk.h"

#include "io/architecture_text.h"
#include "topology/validate.h"
#include "viewmodel/live_panel.h"
#include "viewmodel/measures.h"
#include "viewmodel/text_format.h"

#include <QDateTime>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace spillway {
namespace {

QString titleOf(const StoredRun& run) {
    return text::fromStd(!run.label.empty() ? run.label : run.architecture.empty() ? run.scenario : run.architecture);
}

QString when(const StoredRun& run) {
    const auto at = QDateTime::fromString(text::fromStd(run.finishedAt), Qt::ISODate).toLocalTime();
    return at.isValid()
               ? at.toString(at.date() == QDate::currentDate() ? QStringLiteral("HH:mm") : QStringLiteral("d MMM"))
               : text::fromStd(run.finishedAt);
}

QString causeText(FailureCause cause) {
    for (const auto& name : names(FailureCause{})) {
        if (name.value != cause) continue;
        return QString::fromLatin1(name.word.data(), static_cast<qsizetype>(name.word.size()))
            .replace(QChar(u'_'), QChar(u' '));
    }
    return {};
}

// At the list prices; nothing when the text is gone or does not read.
std::optional<CostReport> costOf(const Result<std::string>& document, const RunReport& report) {
    if (!document || report.end == SimTime{}) return std::nullopt;
    const ArchitectureText read = ArchitectureText::parse(*document, {});
    if (hasErrors(read.diagnostics())) return std::nullopt;
    return spillway::costOf(read.architecture().topology, report, listPrices());
}

CompareDesk::Chosen prepared(StoredRun run, RunReport report, const Result<std::string>& document) {
    CompareDesk::Chosen chosen{std::move(run), std::move(report), {}, {}};
    chosen.cost = costOf(document, chosen.report);
    for (const NodeReport& node : chosen.report.nodes)
        addSeries(isSource(node.kind) ? chosen.users : chosen.behind, node.series);
    chosen.measures = measuresOf(chosen.report, chosen.users, chosen.cost);
    return chosen;
}

}  // namespace

CompareDesk::CompareDesk(RunStore* store, const QString& problem, QObject* parent)
    : QObject(parent),
      m_store(store),
      m_problem(problem),
      m_runs({QStringLiteral("number"), QStringLiteral("title"), QStringLiteral("subtitle"), QStringLiteral("slot"),
              QStringLiteral("seed"), QStringLiteral("when"), QStringLiteral("line")}),
      m_columns({QStringLiteral("title"), QStringLiteral("slot"), QStringLiteral("number")}),
      m_measures({QStringLiteral("label"), QStringLiteral("cells"), QStringLiteral("spreads"), QStringLiteral("tones"),
                  QStringLiteral("signs"), QStringLiteral("difference")}),
      m_causes({QStringLiteral("cause"), QStringLiteral("counts"), QStringLiteral("shares")}) {
    refresh();
}

CompareDesk::~CompareDesk() = default;

QString CompareDesk::scenarioLine() const {
    std::set<std::string> scenarios;
    for (const Chosen& chosen : m_chosen) scenarios.insert(chosen.report.scenario);
    if (scenarios.empty()) return tr("Choose runs on the left to lay them side by side");
    const bool seeded =
        std::ranges::all_of(m_chosen, [&](const Chosen& c) { return seedsOf(c.run.number) != nullptr; });
    if (scenarios.size() == 1 && seeded) {
        const auto seeds = seedsOf(m_chosen.front().run.number)->measures.size();
        return tr("scenario “%1”, %2 seeds, 95 % intervals").arg(text::fromStd(*scenarios.begin())).arg(seeds);
    }
    if (scenarios.size() == 1) return tr("scenario “%1”").arg(text::fromStd(*scenarios.begin()));
    return tr("%1 different scenarios").arg(scenarios.size());
}

bool CompareDesk::seeded() const {
    return std::ranges::any_of(m_chosen, [&](const Chosen& chosen) { return seedsOf(chosen.run.number) != nullptr; });
}

void CompareDesk::refresh() {
    if (m_store != nullptr) {
        auto list = m_store->list();
        if (list)
            m_list = std::move(*list);
        else
            m_problem = text::fromStd(list.error().message);
    }
    show();
}

void CompareDesk::chooseNewest() {
    if (m_chosenByHand || m_list.empty()) return;
    const std::int64_t newest = m_list.front().number;
    if (!m_chosen.empty() && m_chosen.back().run.number == newest) return;
    m_chosen.clear();
    if (m_list.size() > 1) add(m_list[1].number);
    add(newest);
    show();
}

void CompareDesk::toggle(qint64 number) {
    m_chosenByHand = true;
    const auto at = std::ranges::find(m_chosen, number, [](const Chosen& c) { return c.run.number; });
    if (at != m_chosen.end())
        m_chosen.erase(at);
    else if (!add(number))
        return;
    show();
}

bool CompareDesk::add(std::int64_t number) {
    const auto run = std::ranges::find(m_list, number, &StoredRun::number);
    if (m_store == nullptr || run == m_list.end()) return false;
    auto report = m_store->load(number);
    if (!report) {
        m_problem = text::fromStd(report.error().message);
        Q_EMIT changed();
        return false;
    }
    // A fifth pushes the first one out.
    if (m_chosen.size() == kChosenMax) m_chosen.erase(m_chosen.begin());
    m_chosen.push_back(prepared(*run, std::move(*report), m_store->documentText(number)));
    return true;
}

void CompareDesk::rename(qint64 number, const QString& label) {
    if (m_store == nullptr) return;
    const auto done = m_store->setLabel(number, label.toStdString());
    if (!done) m_problem = text::fromStd(done.error().message);
    for (Chosen& chosen : m_chosen) {
        if (chosen.run.number == number) chosen.run.label = label.toStdString();
    }
    refresh();
}

void CompareDesk::remove(qint64 number) {
    if (m_store == nullptr) return;
    const auto done = m_store->remove(number);
    if (!done) m_problem = text::fromStd(done.error().message);
    std::erase_if(m_chosen, [&](const Chosen& chosen) { return chosen.run.number == number; });
    m_seeds.erase(number);
    m_loads.erase(number);
    m_blastRadius.erase(number);
    refresh();
}

QString CompareDesk::documentText(qint64 number) {
    if (m_store == nullptr) return {};
    const auto found = m_store->documentText(number);
    if (found) return text::fromStd(*found);
    m_problem = text::fromStd(found.error().message);
    Q_EMIT changed();
    return {};
}

void CompareDesk::show() {
    RowModel::Rows runs;
    for (const StoredRun& run : m_list) {
        const auto at = std::ranges::find(m_chosen, run.number, [](const Chosen& c) { return c.run.number; });
        const int slot = at == m_chosen.end() ? -1 : static_cast<int>(at - m_chosen.begin());
        const QString scenario = text::fromStd(run.scenario);
        runs.append({static_cast<qint64>(run.number), titleOf(run),
                     tr("#%1 · %2 · seed %3").arg(run.number).arg(scenario).arg(run.seed), slot,
                     tr("seed %1").arg(run.seed), when(run), tr("run #%1 · %2").arg(run.number).arg(scenario)});
    }
    m_runs.setRows(runs);
    RowModel::Rows columns;
    for (std::size_t i = 0; i < m_chosen.size(); ++i) {
        columns.append({titleOf(m_chosen[i].run), static_cast<int>(i), static_cast<qint64>(m_chosen[i].run.number)});
    }
    m_columns.setRows(columns);
    showMeasures();
    Q_EMIT changed();
}

Result<RunAgain> CompareDesk::again(const Chosen& chosen) const {
    return againOf(chosen.run, chosen.report, m_store->documentText(chosen.run.number));
}

Result<std::vector<RunAgain>> CompareDesk::chosenAgain() const {
    std::vector<RunAgain> runs;
    for (const Chosen& chosen : m_chosen) {
        auto found = again(chosen);
        if (!found) return found.error();
        runs.push_back(*std::move(found));
    }
    return runs;
}

const SeedSummary* CompareDesk::seedsOf(std::int64_t number) const {
    const auto at = m_seeds.find(number);
    return at == m_seeds.end() ? nullptr : &at->second;
}

const LoadCurve* CompareDesk::loadsOf(std::int64_t number) const {
    const auto at = m_loads.find(number);
    return at == m_loads.end() ? nullptr : &at->second;
}

void CompareDesk::keepSeeds(std::int64_t number, SeedSummary summary) {
    m_seeds.insert_or_assign(number, std::move(summary));
    show();
}

void CompareDesk::keepLoads(std::int64_t number, LoadCurve curve) {
    m_loads.insert_or_assign(number, std::move(curve));
    show();
}

void CompareDesk::keepBlastRadius(std::int64_t number, double lost) {
    m_blastRadius.insert_or_assign(number, lost);
    show();
}

// Users only see that something behind failed them; the flows know what it was. So the causes are those of the flows,
// retries included, where the failure began.
void CompareDesk::showCauses() {
    std::map<std::pair<QString, FailureCause>, std::vector<double>> found;
    for (std::size_t slot = 0; slot < m_chosen.size(); ++slot) {
        for (const FlowReport& flow : m_chosen[slot].report.flows) {
            for (const auto& name : names(FailureCause{})) {
                const auto failed = flow.failed[static_cast<std::size_t>(name.value)];
                if (failed == 0 || name.value == FailureCause::dependency) continue;
                auto& counts = found[{text::fromStd(flow.from + " → " + flow.to), name.value}];
                counts.resize(m_chosen.size());
                counts[slot] += static_cast<double>(failed);
            }
        }
    }
    std::vector<std::pair<QString, std::vector<double>>> sorted;
    for (auto& [key, counts] : found)
        sorted.emplace_back(causeText(key.second) + QStringLiteral(": ") + key.first, std::move(counts));
    std::ranges::stable_sort(sorted, std::greater{}, [](const auto& row) { return std::ranges::max(row.second); });
    RowModel::Rows causes;
    for (const auto& [cause, failures] : sorted) {
        QStringList counts;
        QVariantList shares;
        for (std::size_t slot = 0; slot < m_chosen.size(); ++slot) {
            const auto sent = static_cast<double>(std::max<std::uint64_t>(1, m_chosen[slot].report.sent));
            counts.append(text::count(failures[slot]));
            shares.append(failures[slot] / sent);
        }
        causes.append({cause, counts, shares});
    }
    m_causes.setRows(causes);
}

}  // namespace spillway
