#pragma once

#include "base/result.h"
#include "run/report.h"

#include <QSqlDatabase>

#include <cstdint>

namespace spillway {

// The lists of a report, to and from their tables. Within the caller's transaction.
Result<void> writeTables(const QSqlDatabase& database, std::int64_t run, const RunReport& report);
Result<void> readTables(const QSqlDatabase& database, std::int64_t run, RunReport& report);

}  // namespace spillway
