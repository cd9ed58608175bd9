#pragma once

#include "base/result.h"

#include <QSqlDatabase>

namespace spillway {

// The version of the tables, in SQLite's user_version. Changing a table means the next number and a step in schema.cpp
// that brings an old file to it.
inline constexpr int kSchemaVersion = 1;

// Creates the tables of an empty file; refuses a newer file and one that is no store of runs. Safe when two processes
// create the same file at once.
Result<void> prepareSchema(const QSqlDatabase& database);

}  // namespace spillway
