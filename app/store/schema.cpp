#include "store/schema.h"

#include "store/sql.h"

#include <QStringList>

namespace spillway {
namespace {

// What each version brought. Totals are columns, so that any SQLite tool can ask; what only the program reads is JSON
// (small) or packed (large).
const QStringList& firstTables() {
    static const QStringList statements{
        QStringLiteral(
            "CREATE TABLE documents (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, text BLOB NOT NULL)"),
        // AUTOINCREMENT: the number of a removed run is never given again.
        QStringLiteral("CREATE TABLE runs (number INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL "
                       "REFERENCES documents(id), document_path TEXT NOT NULL, architecture TEXT NOT NULL, "
                       "scenario TEXT NOT NULL, seed INTEGER NOT NULL, finished_at TEXT NOT NULL, "
                       "fingerprint TEXT NOT NULL, label TEXT NOT NULL DEFAULT '', end_ns INTEGER NOT NULL, "
                       "events INTEGER NOT NULL, sent INTEGER NOT NULL, succeeded INTEGER NOT NULL, "
                       "failed TEXT NOT NULL, in_flight INTEGER NOT NULL, wall_seconds REAL NOT NULL)"),
        QStringLiteral("CREATE TABLE nodes (run INTEGER NOT NULL REFERENCES runs(number) ON DELETE CASCADE, "
                       "position INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, arrived INTEGER NOT NULL, "
                       "succeeded INTEGER NOT NULL, p50_ns INTEGER NOT NULL, p99_ns INTEGER NOT NULL, "
                       "totals TEXT NOT NULL, PRIMARY KEY (run, position)) WITHOUT ROWID"),
        QStringLiteral("CREATE TABLE flows (run INTEGER NOT NULL REFERENCES runs(number) ON DELETE CASCADE, "
                       "position INTEGER NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL, kind TEXT NOT NULL, "
                       "attempts INTEGER NOT NULL, retries INTEGER NOT NULL, p99_ns INTEGER NOT NULL, "
                       "totals TEXT NOT NULL, PRIMARY KEY (run, position)) WITHOUT ROWID"),
        QStringLiteral("CREATE TABLE series (run INTEGER NOT NULL REFERENCES runs(number) ON DELETE CASCADE, "
                       "node INTEGER NOT NULL, measure TEXT NOT NULL, samples BLOB NOT NULL, "
                       "PRIMARY KEY (run, node, measure))"),
        QStringLiteral("CREATE TABLE decisions (run INTEGER NOT NULL REFERENCES runs(number) ON DELETE CASCADE, "
                       "position INTEGER NOT NULL, at_ns INTEGER NOT NULL, node TEXT NOT NULL, what TEXT NOT NULL, "
                       "reason TEXT NOT NULL, PRIMARY KEY (run, position)) WITHOUT ROWID"),
        QStringLiteral("CREATE TABLE traces (run INTEGER NOT NULL REFERENCES runs(number) ON DELETE CASCADE, "
                       "position INTEGER NOT NULL, id INTEGER NOT NULL, spans BLOB NOT NULL, "
                       "PRIMARY KEY (run, position))"),
        QStringLiteral(
            "CREATE TABLE attributions (run INTEGER NOT NULL REFERENCES runs(number) ON DELETE CASCADE, "
            "position INTEGER NOT NULL, of TEXT NOT NULL, totals TEXT NOT NULL, PRIMARY KEY (run, position)) "
            "WITHOUT ROWID"),
        QStringLiteral("CREATE TABLE objectives (run INTEGER NOT NULL REFERENCES runs(number) ON DELETE CASCADE, "
                       "position INTEGER NOT NULL, of TEXT NOT NULL, met INTEGER NOT NULL, totals TEXT NOT NULL, "
                       "PRIMARY KEY (run, position)) WITHOUT ROWID"),
        QStringLiteral("CREATE TABLE injected (run INTEGER NOT NULL REFERENCES runs(number) ON DELETE CASCADE, "
                       "position INTEGER NOT NULL, fault TEXT NOT NULL, PRIMARY KEY (run, position)) WITHOUT ROWID"),
    };
    return statements;
}

// Faults ended by hand, without which a run with them cannot be run again.
const QStringList& secondTables() {
    static const QStringList statements{
        QStringLiteral("CREATE TABLE cleared (run INTEGER NOT NULL REFERENCES runs(number) ON DELETE CASCADE, "
                       "position INTEGER NOT NULL, target TEXT NOT NULL, at_ns INTEGER NOT NULL, "
                       "PRIMARY KEY (run, position)) WITHOUT ROWID"),
    };
    return statements;
}

// Whether goodput came back.
const QStringList& thirdTables() {
    static const QStringList statements{
        QStringLiteral("CREATE TABLE recovery (run INTEGER NOT NULL REFERENCES runs(number) ON DELETE CASCADE, "
                       "position INTEGER NOT NULL, verdict TEXT NOT NULL, totals TEXT NOT NULL, "
                       "PRIMARY KEY (run, position)) WITHOUT ROWID"),
    };
    return statements;
}

// How its workflows went.
const QStringList& fourthTables() {
    static const QStringList statements{
        QStringLiteral("CREATE TABLE workflows (run INTEGER NOT NULL REFERENCES runs(number) ON DELETE CASCADE, "
                       "position INTEGER NOT NULL, id TEXT NOT NULL, started INTEGER NOT NULL, "
                       "succeeded INTEGER NOT NULL, p99_ns INTEGER NOT NULL, totals TEXT NOT NULL, "
                       "executions BLOB NOT NULL, PRIMARY KEY (run, position)) WITHOUT ROWID"),
    };
    return statements;
}

Result<int> numberOf(const QSqlDatabase& database, const QString& statement) {
    SPILLWAY_TRY(query, runSql(database, statement));
    if (!query.next()) return sqlError(database, QStringLiteral("the file gives no answer"));
    return query.value(0).toInt();
}

// What version a file has: 0 is an empty one.
Result<int> versionOf(const QSqlDatabase& database) {
    SPILLWAY_TRY(version, numberOf(database, QStringLiteral("PRAGMA user_version")));
    if (version > kSchemaVersion) {
        return sqlError(database, QStringLiteral("the file is of version %1, newer than this program, which knows %2")
                                      .arg(version)
                                      .arg(kSchemaVersion));
    }
    SPILLWAY_TRY(runTables, numberOf(database, QStringLiteral("SELECT count(*) FROM sqlite_master WHERE type = 'table' "
                                                              "AND name IN ('runs', 'documents')")));
    SPILLWAY_TRY(all, numberOf(database, QStringLiteral("SELECT count(*) FROM sqlite_master")));
    const bool isOurs = version > 0 ? runTables == 2 : all == 0;
    if (!isOurs) return sqlError(database, QStringLiteral("this is another program's database"));
    return version;
}

Result<void> bringUpToDate(const QSqlDatabase& database) {
    SPILLWAY_TRY(version, versionOf(database));
    QStringList statements;
    if (version < 1) statements += firstTables();
    if (version < 2) statements += secondTables();
    if (version < 3) statements += thirdTables();
    if (version < 4) statements += fourthTables();
    statements << QStringLiteral("PRAGMA user_version = %1").arg(kSchemaVersion);
    for (const QString& statement : statements) {
        if (const auto done = runSql(database, statement); !done) return done.error();
    }
    return {};
}

}  // namespace

Result<void> prepareSchema(const QSqlDatabase& database) {
    SPILLWAY_TRY(version, versionOf(database));
    if (version == kSchemaVersion) return {};
    // Taking the write lock first: of two processes the second finds the tables made.
    if (const auto begun = runSql(database, QStringLiteral("BEGIN IMMEDIATE")); !begun) return begun.error();
    auto done = bringUpToDate(database);
    const auto ended = runSql(database, done ? QStringLiteral("COMMIT") : QStringLiteral("ROLLBACK"));
    if (done && !ended) return ended.error();
    return done;
}

Result<void> checkSchema(const QSqlDatabase& database) {
    SPILLWAY_TRY(version, versionOf(database));
    if (version == 0) return sqlError(database, QStringLiteral("the file is empty"));
    return {};
}

Result<bool> hasTable(const QSqlDatabase& database, const QString& name) {
    SPILLWAY_TRY(
        query,
        runSql(database, QStringLiteral("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"), {name}));
    return query.next();
}

}  // namespace spillway
