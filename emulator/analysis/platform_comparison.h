#pragma once

#include "analysis/sweep.h"
#include "topology/topology.h"

#include <string>
#include <vector>

// One node on one platform after the other, by its property `platform` and nothing else, at several loads.
namespace spillway {

struct PlatformRow {
    Platform platform = Platform::unspecified;
    double factor = 1;        // of the load
    LatencySummary response;  // of the node: arrival to response
    double succeeded = 1;     // share of what ended at it
    std::uint64_t coldStarts = 0;
    double meanInstances = 0;
    std::int64_t peakInstances = 0;
    std::optional<FailureCause> mostly;  // why most of what failed at it did
    double perMonth = 0;                 // what the node costs there
    std::optional<double> alternative;   // bought the other way
};

// What a platform does not take as it is stated, or cannot hold.
struct PlatformLoss {
    Platform platform = Platform::unspecified;
    Diagnostics of;  // of the node
};

struct PlatformComparison {
    Diagnostics diagnostics;           // of the document as it is; errors: no rows
    std::vector<PlatformRow> rows;     // platforms in the order asked for, each at rising loads
    std::vector<PlatformLoss> losses;  // of the platforms that have any, in the same order
};

struct PlatformOptions {
    std::vector<Platform> platforms;
    std::vector<double> factors;  // above 0
    std::uint64_t seed = 1;
    unsigned threads = 1;
    std::optional<Duration> until;
    const PriceSheet* prices = nullptr;  // not null; outlives the call
};

// Every platform that can run a service, a function or a worker.
std::vector<Platform> allPlatforms();

// `node` is a service or a function of `topology`. Stops when `progress` says so: the rows that are finished remain.
PlatformComparison comparePlatforms(const Topology& topology, const Scenario& scenario, const std::string& node,
                                    const PlatformOptions& options, const SweepProgress& progress = {});

}  // namespace spillway
