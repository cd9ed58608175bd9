#include "viewmodel/seed_study.h"

#include "run/replications.h"
#include "topology/validate.h"
#include "viewmodel/compare_desk.h"
#include "viewmodel/live_panel.h"
#include "viewmodel/text_format.h"

#include <algorithm>

namespace spillway {
namespace {

SeedRun keptOf(const RunReport& report, const Topology& topology) {
    SeedRun kept;
    for (const NodeReport& node : report.nodes) addSeries(isSource(node.kind) ? kept.users : kept.behind, node.series);
    std::optional<CostReport> cost;
    if (report.end > SimTime{}) cost = costOf(topology, report, listPrices());
    kept.measures = measuresOf(report, kept.users, cost);
    return kept;
}

// Of the seeds that were finished; nothing below two.
std::optional<SeedSummary> study(const RunAgain& run, const ReplicationProgress& progress) {
    const Compiled compiled = compile(run.topology, run.scenario);
    if (!compiled.plan) return std::nullopt;
    std::vector<std::optional<SeedRun>> places(SeedStudy::kSeeds);
    ReplicationOptions options;
    options.runs = SeedStudy::kSeeds;
    options.threads = std::max(1U, std::thread::hardware_concurrency());
    options.until = run.until;
    options.each = [&](std::size_t place, const RunReport& report) { places[place] = keptOf(report, run.topology); };
    static_cast<void>(replicate(compiled.plan, options, progress));
    std::vector<SeedRun> seeds;
    // A stopped study keeps the seeds every run has: the first ones, up to the first that is missing.
    for (std::optional<SeedRun>& place : places) {
        if (!place) break;
        seeds.push_back(*std::move(place));
    }
    if (seeds.size() < 2) return std::nullopt;
    return summaryOf(seeds);
}

}  // namespace

SeedStudy::SeedStudy(CompareDesk& desk, QObject* parent) : Study(parent), m_desk(desk) {}

void SeedStudy::start() {
    auto runs = m_desk.chosenAgain();
    if (!runs) return say(text::fromStd(runs.error().message));
    if (runs->empty()) return say(tr("Choose a run first."));
    say({});
    begin(
        [this, runs = *std::move(runs)](const Tell& tell, const Post& post) {
            for (std::size_t i = 0; i < runs.size(); ++i) {
                bool going = true;
                const auto share = [&](double own) {
                    return (static_cast<double>(i) + own) / static_cast<double>(runs.size());
                };
                auto summary = study(runs[i], [&](double own) { return going = tell(share(own)); });
                if (summary) {
                    post([this, number = runs[i].number, kept = *std::move(summary)]() mutable {
                        m_desk.keepSeeds(number, std::move(kept));
                    });
                }
                if (!going) return;
            }
        },
        [this](bool stopped) { say(stopped ? tr("Stopped; intervals are of the seeds until then.") : QString()); });
}

}  // namespace spillway
