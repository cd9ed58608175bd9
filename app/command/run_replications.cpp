#include "command/run_replications.h"

#include "command/figures.h"
#include "command/text_table.h"
#include "topology/words.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace spillway {
namespace {

using Json = nlohmann::ordered_json;

// "31.3 ms ± 0.4 ms": the half width to two digits is all that is known.
template <class Figure>
std::string withHalfWidth(const ConfidenceInterval& interval, Figure figureOf) {
    std::string mean = figureOf(interval.mean);
    if (!std::isfinite(interval.halfWidth)) return mean;
    return interval.halfWidth > 0 ? mean + " ± " + figureOf(interval.halfWidth) : mean;
}
std::string time(const ConfidenceInterval& interval) {
    return withHalfWidth(interval, [](double ms) { return figure(secondsToDuration(ms * 1e-3)); });
}
std::string count(const ConfidenceInterval& interval) {
    return interval.mean > 0 ? withHalfWidth(interval, [](double value) { return fmt::format("{:.3g}", value); }) : "-";
}

Json json(const ConfidenceInterval& interval) {
    Json object{{"mean", interval.mean}, {"half_width", nullptr}};
    if (std::isfinite(interval.halfWidth)) object["half_width"] = interval.halfWidth;
    return object;
}

}  // namespace

std::string replicationsText(const Replications& replications) {
    if (replications.seeds.empty()) return "no run was finished\n";
    std::string text =
        fmt::format("{} · {} · {} runs of {}, seeds {} to {}\n\n", replications.architecture, replications.scenario,
                    replications.seeds.size(), figure(replications.end.time_since_epoch()), replications.seeds.front(),
                    replications.seeds.back());
    TextTable table{{{"node", TextTable::Align::left},
                     {"throughput"},
                     {"mean"},
                     {"p50"},
                     {"p99"},
                     {"failed"},
                     {"busy"},
                     {"instances"}}};
    for (const NodeReplications& node : replications.nodes) {
        table.add({node.id, withHalfWidth(node.throughput, rateFigure), time(node.meanMs), time(node.p50Ms),
                   time(node.p99Ms), node.failedShare.mean > 0 ? withHalfWidth(node.failedShare, shareFigure) : "-",
                   node.utilization.mean > 0 ? withHalfWidth(node.utilization, shareFigure) : "-",
                   count(node.instances)});
    }
    text += table.text();
    if (!replications.objectives.empty()) text += "\nObjectives\n";
    for (const ObjectiveReplications& objective : replications.objectives) {
        text += fmt::format("  {}: met in {} of {} runs\n", objective.objective.of, objective.met,
                            replications.seeds.size());
    }
    return text + fmt::format(
                      "\nMean over the runs ± half width of its {:.3g} % confidence interval (Student's t). One run "
                      "more, one seed more.\n",
                      100 * replications.confidence);
}

std::string replicationsJson(const Replications& replications) {
    Json root{{"spillway_replications", 1},
              {"architecture", replications.architecture},
              {"scenario", replications.scenario},
              {"end_ns", replications.end.time_since_epoch().count()},
              {"confidence", replications.confidence},
              {"seeds", replications.seeds},
              {"fingerprints", replications.fingerprints},
              {"nodes", Json::array()},
              {"objectives", Json::array()}};
    for (const NodeReplications& node : replications.nodes) {
        root["nodes"].push_back({{"id", node.id},
                                 {"kind", std::string{wordOf(node.kind)}},
                                 {"throughput_per_s", json(node.throughput)},
                                 {"failed_share", json(node.failedShare)},
                                 {"mean_ms", json(node.meanMs)},
                                 {"p50_ms", json(node.p50Ms)},
                                 {"p95_ms", json(node.p95Ms)},
                                 {"p99_ms", json(node.p99Ms)},
                                 {"utilization", json(node.utilization)},
                                 {"instances", json(node.instances)}});
    }
    for (const ObjectiveReplications& objective : replications.objectives) {
        root["objectives"].push_back(
            {{"of", objective.objective.of}, {"met", objective.met}, {"runs", replications.seeds.size()}});
    }
    return root.dump(2) + '\n';
}

}  // namespace spillway
