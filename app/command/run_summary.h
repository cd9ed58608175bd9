#pragma once

#include "base/diagnostic.h"
#include "run/report.h"

#include <cstddef>
#include <string>

namespace spillway {

struct SummaryOptions {
    // Decisions listed in full before the rest is only counted.
    std::size_t decisionsMax = 20;
};

// What a person wants to know of a run, in words and tables: totals and why requests failed, every node, the flows that
// failed, where the slowest requests spend their time, what was decided, whether the objectives hold, and what had to
// be assumed.
std::string summaryText(const RunReport& report, const Diagnostics& assumptions, const SummaryOptions& options = {});

}  // namespace spillway
