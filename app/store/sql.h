#pragma once

#include "base/result.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariantList>

#include <string>

namespace spillway {

// A statement that failed, as a sentence about the file.
Error sqlError(const QSqlDatabase& database, const QString& reason);

// Runs one statement with its values in order; the query stands before its first row.
Result<QSqlQuery> runSql(const QSqlDatabase& database, const QString& statement, const QVariantList& values = {});

// After the last row of a query: whether there are no more, or they could not be read.
Result<void> endOf(const QSqlDatabase& database, const QSqlQuery& query);

// One statement for many rows, prepared once.
class Insert {
public:
    Insert(const QSqlDatabase& database, const QString& table, const QString& columns);
    Result<void> add(const QVariantList& values);

private:
    QSqlDatabase m_database;
    QSqlQuery m_query;
    bool m_prepared = false;
};

// Counts are unsigned and 64 bits wide, SQLite's integers are signed: the bits are kept.
inline QVariant bits(std::uint64_t value) { return static_cast<qlonglong>(value); }
inline std::uint64_t fromBits(const QVariant& value) { return static_cast<std::uint64_t>(value.toLongLong()); }
inline QVariant words(const std::string& text) { return QString::fromStdString(text); }
inline std::string fromWords(const QVariant& value) { return value.toString().toStdString(); }

}  // namespace spillway
