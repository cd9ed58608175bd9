#pragma once

#include "base/result.h"
#include "run/report.h"
#include "scenario/scenario.h"
#include "store/run_store.h"
#include "topology/topology.h"

namespace spillway {

// What a kept run was made from, so that it can be run again: with other seeds, under other loads, with a fault.
struct RunAgain {
    std::int64_t number = 0;
    Topology topology;
    Scenario scenario;  // with what was broken by hand as lines
    Duration until{};   // where the run ended
};

// An error says why not: the text is gone, does not read, or has no such scenario any more.
Result<RunAgain> againOf(const StoredRun& run, const RunReport& report, const Result<std::string>& document);

}  // namespace spillway
