#pragma once

#include "run/run.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

// What every single fault on every component does to what users get: the blast radius. And, on request, every pair.
namespace spillway {

struct SingleFaultOptions {
    std::uint64_t seed = 1;
    unsigned threads = 1;                      // trials at a time; the results do not depend on it
    std::optional<Duration> at;                // when the fault begins. Default: after a third of the scenario
    std::optional<Duration> lasting;           // Default: a sixth of the scenario, at most a minute
    Duration watch = std::chrono::minutes{2};  // how long it is watched afterwards
    // Only these. Default: all of them; of pairs what takes a component away, outage and cut.
    std::vector<FaultKind> kinds = {};
    bool pairs = false;  // two components at a time as well
    bool flows = true;   // calls and events as well, not boundaries and nodes alone
};

// One fault and what it did, measured against the same run without a fault.
struct FaultTrial {
    Fault fault;
    std::optional<Fault> second;  // of a pair: at the same time
    double lost = 0;       // share of the users' requests that failed for it, of those that ended while it lasted
    double p99Ms = 0;      // the worst second of any source while it lasted
    double p99MsCalm = 0;  // the same seconds without it
    Recovery recovery;     // `held` also when it was as bad without the fault
    // Nodes that failed more than without it; sources, and what the faults name or what lies in it, are left out.
    std::vector<std::string> hit;
    // Nodes, of the same, at which work is missing to the end that the requests answered well should have brought.
    std::vector<std::string> lessDone;
    bool takesAllDown = false;  // next to nothing succeeded while it lasted
    bool done = false;          // false: stopped before its end
    friend bool operator==(const FaultTrial&, const FaultTrial&) = default;
};

struct SingleFaults;

// For those who look on while it goes.
struct TrialWatch {
    // All trials, none of them done: on the calling thread, before the first.
    std::function<void(const SingleFaults& all)> begun = {};
    // One is done, by its place among them: on the thread that made it, so several at a time.
    std::function<void(std::size_t place, const FaultTrial& trial)> each = {};
};

struct SingleFaults {
    Diagnostics diagnostics;  // of compiling the scenario; with errors there are no trials
    std::string architecture;
    std::string scenario;
    std::uint64_t seed = 1;
    SimTime at{};
    SimTime to{};
    double goodCalm = 1;  // share of good requests of the run without a fault, in [at, to)
    // What had to be run: trials that move the same levers (an outage of a boundary, and of it and a node in it) have
    // one outcome.
    std::size_t runs = 0;
    std::vector<FaultTrial> trials;  // by component in the order of the document, then by kind; then the pairs
    // Components without which everything fails, in the order of the document.
    std::vector<std::string> indispensable;
};

// Every kind of fault (or those in `kinds`) on every node and boundary (and flow) that it can hit, with the defaults of
// its kind.
std::vector<Fault> everySingleFault(const Topology& topology, const Scenario& scenario, Duration at, Duration lasting,
                                    const std::vector<FaultKind>& kinds = {}, bool flows = true);

// How far all of it is, 0 to 1; false stops. Called on the calling thread only.
using TrialProgress = std::function<bool(double share)>;

SingleFaults tryEverySingleFault(const Topology& topology, const Scenario& scenario, const SingleFaultOptions& options,
                                 const TrialProgress& progress = {}, const TrialWatch& watch = {});

}  // namespace spillway
