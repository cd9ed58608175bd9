#include "analysis/platform_comparison.h"

#include "base/assert.h"
#include "run/run.h"

#include <algorithm>

namespace spillway {
namespace {

Topology movedTo(Topology topology, const std::string& node, Platform platform) {
    const auto found = std::ranges::find(topology.nodes, node, &Node::id);
    SPILLWAY_ASSERT(found != topology.nodes.end(), "the node that moves is in the topology");
    found->platform = platform;
    return topology;
}

PlatformRow rowOf(const SweepPoint& point, const std::string& node, Platform platform) {
    PlatformRow row{.platform = platform, .factor = point.factor};
    const auto measured = std::ranges::find(point.report.nodes, node, &NodeReport::id);
    SPILLWAY_ASSERT(measured != point.report.nodes.end(), "a report has every node");
    row.response = measured->response;
    const std::uint64_t failures = total(measured->failed);
    const std::uint64_t ended = measured->succeeded + failures;
    row.succeeded = ended == 0 ? 1 : static_cast<double>(measured->succeeded) / static_cast<double>(ended);
    if (failures > 0)
        row.mostly = static_cast<FailureCause>(std::ranges::max_element(measured->failed) - measured->failed.begin());
    row.coldStarts = measured->coldStarts;
    row.meanInstances = measured->meanInstances;
    row.peakInstances = measured->peakInstances;
    if (!point.cost) return row;
    const auto cost = std::ranges::find(point.cost->nodes, node, &NodeCost::id);
    if (cost == point.cost->nodes.end()) return row;
    row.perMonth = cost->perMonth;
    row.alternative = cost->alternative;
    return row;
}

// What is only assumed is the same program.
Diagnostics lossesOf(const std::string& node, Diagnostics all) {
    std::erase_if(all, [&](const Diagnostic& each) { return each.place.item != node || each.code == "assumption"; });
    return all;
}

}  // namespace

std::vector<Platform> allPlatforms() {
    std::vector<Platform> all;
    for (const auto& name : names(Platform{}))
        if (name.value != Platform::unspecified) all.push_back(name.value);
    return all;
}

PlatformComparison comparePlatforms(const Topology& topology, const Scenario& scenario, const std::string& node,
                                    const PlatformOptions& options, const SweepProgress& progress) {
    PlatformComparison result;
    SweepOptions each;
    each.factors = options.factors;
    std::ranges::sort(each.factors);
    each.seed = options.seed;
    each.threads = options.threads;
    each.until = options.until;
    each.prices = options.prices;
    bool stopped = false;
    double done = 0;
    const double all = static_cast<double>(std::max<std::size_t>(1, options.platforms.size()));
    for (const Platform platform : options.platforms) {
        const Topology moved = movedTo(topology, node, platform);
        const Sweep swept = sweep(moved, scenario, each, [&](double share) {
            stopped = stopped || (progress && !progress((done + share) / all));
            return !stopped;
        });
        if (hasErrors(swept.diagnostics)) {
            result.diagnostics = swept.diagnostics;
            return result;
        }
        if (Diagnostics lost = lossesOf(node, swept.diagnostics); !lost.empty())
            result.losses.push_back({platform, std::move(lost)});
        for (const SweepPoint& point : swept.points) result.rows.push_back(rowOf(point, node, platform));
        if (stopped) break;
        ++done;
    }
    return result;
}

}  // namespace spillway
