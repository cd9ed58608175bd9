#pragma once

#include "base/result.h"
#include "run/report.h"

#include <string>
#include <string_view>

namespace spillway {

struct ReportDetail {
    bool series = true;  // one value a simulated second, nine measures a node. Default on / off for a short summary
    bool traces = true;  // the sampled requests and executions. Default on / off where only counts matter: they are
                         // most of the text
};

// The report as JSON, ending in a line end. Two runs that are equal give equal bytes: keys in a fixed order, times in
// whole nanoseconds, no clock of this machine (wallSeconds is left out). `spillway run --json` prints it.
std::string reportJson(const RunReport& report, ReportDetail detail = {});

// Reads what reportJson() wrote, bit for bit. What was left out of it is empty.
Result<RunReport> parseReport(std::string_view text);

}  // namespace spillway
