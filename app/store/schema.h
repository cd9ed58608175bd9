#pragma once

#include "base/result.h"

#include <QSqlDatabase>

namespace spillway {

// The version of the tables, in SQLite's user_version. Changing a table means the next number and a step in schema.cpp
// that brings an old file to it.
inline constexpr int kSchemaVersion = 4;

// Creates the tables of an empty file and brings those of an older one up to date; refuses a newer file and one that is
// no store of runs. Safe when two processes do so at once.
Result<void> prepareSchema(const QSqlDatabase& database);

// For a file that may only be read: an older one is good as it is. Refuses what prepareSchema() does, and an empty
// file.
Result<void> checkSchema(const QSqlDatabase& database);

// Whether it has the table: an older file that could not be brought up to date lacks some.
Result<bool> hasTable(const QSqlDatabase& database, const QString& name);

}  // namespace spillway
