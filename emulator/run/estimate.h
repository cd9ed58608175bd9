#pragma once

#include "run/run.h"

#include <cstdint>
#include <optional>
#include <string>

namespace spillway {

// What a run will take at most at once, in bytes, before it is begun: from the stated loads, work and latencies.
// Nothing is refused, nothing retried; where more comes than can be served, a line grows until it is full or the run
// ends.
struct RunEstimate {
    double calls = 0;            // open at once; a request in flight is as many as are nested or parallel in it
    std::uint64_t tables = 0;    // nodes and flows with their histograms
    std::uint64_t requests = 0;  // frames and pending events of the calls
    std::uint64_t recorded = 0;  // series and traces at the end
    std::uint64_t total() const { return tables + requests + recorded; }
};
RunEstimate estimateOf(const RunPlan& plan, const RunOptions& options);

// Why the run should not be begun with so many bytes to spare, in figures; nothing when it fits. A machine that begins
// to swap stands still long before it says so.
std::optional<Diagnostic> tooLarge(const RunPlan& plan, const RunOptions& options, std::uint64_t bytesAvailable);

}  // namespace spillway
