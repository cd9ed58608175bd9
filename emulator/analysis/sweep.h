#pragma once

#include "analysis/cost.h"
#include "base/diagnostic.h"
#include "run/report.h"
#include "scenario/scenario.h"
#include "topology/topology.h"

#include <functional>
#include <optional>
#include <vector>

// The same scenario under more and less load: where a design bends, and what it costs there.
namespace spillway {

// Every rate and every number of users times `factor` (users rounded, at least one). Faults and objectives stay.
Scenario scaledLoad(Scenario scenario, double factor);

struct SweepOptions {
    std::vector<double> factors;  // above 0; each is one run
    std::uint64_t seed = 1;       // of every run: neighbours see the same arrivals, only faster
    unsigned threads = 1;         // runs at a time; the results do not depend on it
    std::optional<Duration> until;
    const PriceSheet* prices = nullptr;  // outlives the call; null: no costs
};

struct SweepPoint {
    double factor = 1;
    RunReport report;  // without series, traces and decisions
    std::optional<CostReport> cost;
    bool allMet() const;
};

// Why most of what failed failed: the flow and cause with the most failed attempts that began there (a failed
// dependency begins elsewhere). Null when nothing failed.
struct MainFailure {
    std::string flow;  // "from -> to"
    FailureCause cause = FailureCause::timeout;
    std::uint64_t attempts = 0;
};
std::optional<MainFailure> mainFailure(const RunReport& report);

struct Sweep {
    Diagnostics diagnostics;         // of the scenario as it is; errors: no points
    std::vector<SweepPoint> points;  // in the order of the factors; when stopped, those that are finished
    // The greatest factor up to which every objective holds at every swept load, and the first at which one does not.
    // Absent: no objective, or none such was swept.
    std::optional<double> holdsUpTo;
    std::optional<double> bendsAt;
};

// How far all of it is, 0 to 1; false stops. Called on the calling thread only.
using SweepProgress = std::function<bool(double share)>;

// Runs on the calling thread and `threads` - 1 others, which have ended when it returns.
Sweep sweep(const Topology& topology, const Scenario& scenario, const SweepOptions& options,
            const SweepProgress& progress = {});

}  // namespace spillway
