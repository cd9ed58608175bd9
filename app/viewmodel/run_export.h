#pragma once

#include "base/result.h"
#include "run/report.h"

#include <QString>

namespace spillway {

// Writes a run for other programs, whole or not at all: a path that ends in ".json" gets everything measured, any other
// the series as comma separated values, one line a second and node; seconds without a response leave the percentiles
// empty.
Result<void> writeRun(const RunReport& report, const QString& path);

// The lines of the CSV.
QString seriesCsv(const RunReport& report);

}  // namespace spillway
