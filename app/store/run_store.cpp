#include "store/run_store.h"

#include "store/report_shape.h"
#include "store/report_tables.h"
#include "store/schema.h"
#include "store/sql.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlError>
#include <QStandardPaths>
#include <QThread>
#include <QUrl>
#include <QUuid>

namespace spillway {
namespace {

// Two programs may store runs at the same time: each waits for the other's transaction.
constexpr auto kWaitForOthers = "QSQLITE_BUSY_TIMEOUT=20000";
constexpr int kWaitMs = 20000;
constexpr unsigned kPauseMs = 5;
constexpr int kBusy = 5;  // SQLITE_BUSY (sqlite.org/rescode.html)

std::string failedText(const FailureCounts& counts) { return json::write(counts).dump(); }

QString runColumns() {
    return QStringLiteral("number, document_path, architecture, scenario, seed, finished_at, fingerprint, label");
}

StoredRun runOf(const QSqlQuery& row) {
    return {row.value(0).toLongLong(), fromWords(row.value(1)), fromWords(row.value(2)), fromWords(row.value(3)),
            fromBits(row.value(4)),    fromWords(row.value(5)), fromWords(row.value(6)), fromWords(row.value(7))};
}

// Turning WAL on needs the file alone, and SQLite refuses at once instead of waiting where two programs that create the
// file would wait for each other.
Result<void> writeAhead(const QSqlDatabase& database) {
    QElapsedTimer waited;
    waited.start();
    for (;;) {
        QSqlQuery query{database};
        if (query.exec(QStringLiteral("PRAGMA journal_mode = WAL"))) return {};
        const bool busy = (query.lastError().nativeErrorCode().toInt() & 0xff) == kBusy;
        if (!busy || waited.elapsed() > kWaitMs) return sqlError(database, query.lastError().text());
        QThread::msleep(kPauseMs);
    }
}

}  // namespace

class RunStore::Private {
public:
    explicit Private(const QString& path)
        : m_connection{QUuid::createUuid().toString()},
          database{QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection)} {
        database.setDatabaseName(path);
        database.setConnectOptions(QString::fromLatin1(kWaitForOthers));
    }
    ~Private() {
        database.close();
        database = {};
        QSqlDatabase::removeDatabase(m_connection);
    }

    Result<void> connect() {
        if (!database.open()) return sqlError(database, QStringLiteral("the file cannot be opened"));
        // NORMAL is safe with WAL: a power failure may lose the last runs, never the file (sqlite.org/pragma.html).
        if (const auto done = runSql(database, QStringLiteral("PRAGMA foreign_keys = ON")); !done) return done.error();
        if (const auto done = writeAhead(database); !done) return done.error();
        if (const auto done = runSql(database, QStringLiteral("PRAGMA synchronous = NORMAL")); !done)
            return done.error();
        return prepareSchema(database);
    }

    // A file, or a folder, that may only be read: the runs in it can still be looked at. WAL wants to write beside the
    // file even then, unless it is told that nobody writes (sqlite.org/wal.html, "Read-Only Databases").
    Result<void> connectReadOnly() {
        const QString path = database.databaseName();
        database.close();
        database.setConnectOptions(QString::fromLatin1(kWaitForOthers) +
                                   QStringLiteral(";QSQLITE_OPEN_READONLY;QSQLITE_OPEN_URI"));
        const QString uri = QUrl::fromLocalFile(path).toString(QUrl::FullyEncoded);
        const bool isWritten = QFileInfo{path + QStringLiteral("-wal")}.size() > 0;
        database.setDatabaseName(isWritten ? uri : uri + QStringLiteral("?immutable=1"));
        if (!database.open()) return sqlError(database, QStringLiteral("the file cannot be opened"));
        return checkSchema(database);
    }

    // Everything or nothing.
    template <class Work>
    auto transaction(const Work& work) -> decltype(work()) {
        if (const auto begun = runSql(database, QStringLiteral("BEGIN IMMEDIATE")); !begun) return begun.error();
        auto result = work();
        const auto ended = runSql(database, result ? QStringLiteral("COMMIT") : QStringLiteral("ROLLBACK"));
        if (result && !ended) return ended.error();
        return result;
    }

    Result<std::int64_t> documentNumber(const std::string& text) const {
        const QByteArray bytes = QByteArray::fromStdString(text);
        const QByteArray hash = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
        const QVariant key = QString::fromLatin1(hash);
        // An empty QByteArray is null to the driver, and the column is not.
        const QVariant content = bytes.isEmpty() ? QVariant{QByteArray{""}} : QVariant{bytes};
        const QString insert =
            QStringLiteral("INSERT INTO documents (sha256, text) VALUES (?, ?) ON CONFLICT DO NOTHING");
        if (const auto done = runSql(database, insert, {key, content}); !done) return done.error();
        SPILLWAY_TRY(found, runSql(database, QStringLiteral("SELECT id FROM documents WHERE sha256 = ?"), {key}));
        if (!found.next()) return sqlError(database, QStringLiteral("the document cannot be found again"));
        return std::int64_t{found.value(0).toLongLong()};
    }

    Result<std::int64_t> addRun(const RunReport& report, const std::string& path, const std::string& text) const {
        SPILLWAY_TRY(document, documentNumber(text));
        const QString now = QDateTime::currentDateTimeUtc().toString(Qt::ISODate);
        SPILLWAY_TRY(
            inserted,
            runSql(database,
                   QStringLiteral("INSERT INTO runs (document, document_path, architecture, scenario, seed, "
                                  "finished_at, fingerprint, end_ns, events, sent, succeeded, failed, in_flight, "
                                  "wall_seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
                   {qlonglong{document}, words(path), words(report.architecture), words(report.scenario),
                    bits(report.seed), now, words(report.fingerprint), qlonglong{report.end.time_since_epoch().count()},
                    bits(report.events), bits(report.sent), bits(report.succeeded), words(failedText(report.failed)),
                    bits(report.inFlight), report.wallSeconds}));
        const std::int64_t number = inserted.lastInsertId().toLongLong();
        if (auto written = writeTables(database, number, report); !written) return written.error();
        return number;
    }

    // The rows of one statement about a run that must exist.
    Result<QSqlQuery> rowOf(std::int64_t number, const QString& statement) const {
        SPILLWAY_TRY(query, runSql(database, statement, {qlonglong{number}}));
        if (!query.next()) {
            if (auto ended = endOf(database, query); !ended) return ended.error();
            return sqlError(database, QStringLiteral("there is no run #%1").arg(number));
        }
        return query;
    }

private:
    QString m_connection;

public:
    QSqlDatabase database;
};

RunStore::RunStore(std::unique_ptr<Private> p) : d{std::move(p)} {}
RunStore::~RunStore() = default;
RunStore::RunStore(RunStore&&) noexcept = default;
RunStore& RunStore::operator=(RunStore&&) noexcept = default;

QString RunStore::defaultPath() {
    const QString stated = qEnvironmentVariable("SPILLWAY_RUNS");
    if (!stated.isEmpty()) return stated;
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
           QStringLiteral("/spillway/runs.sqlite");
}

Result<RunStore> RunStore::open(const QString& path) {
    if (path.isEmpty() || path == QStringLiteral(":memory:")) return Error{"runs are kept in a file: a path is needed"};
    const QFileInfo info{path};
    const QString folder = info.absolutePath();
    if (info.isDir()) return Error{QStringLiteral("the runs in \"%1\": this is a folder").arg(path).toStdString()};
    if (!QDir{}.mkpath(folder)) {
        return Error{QStringLiteral("the runs in \"%1\": the folder cannot be made").arg(path).toStdString()};
    }
    auto d = std::make_unique<Private>(info.absoluteFilePath());
    auto connected = d->connect();
    if (!connected && info.exists() && !(info.isWritable() && QFileInfo{folder}.isWritable())) {
        connected = d->connectReadOnly();
    }
    if (!connected) return connected.error();
    return RunStore{std::move(d)};
}

Result<std::int64_t> RunStore::add(const RunReport& report, const std::string& documentPath,
                                   const std::string& documentText) {
    return d->transaction([&] { return d->addRun(report, documentPath, documentText); });
}

Result<std::vector<StoredRun>> RunStore::list() const {
    SPILLWAY_TRY(query,
                 runSql(d->database, QStringLiteral("SELECT %1 FROM runs ORDER BY number DESC").arg(runColumns())));
    std::vector<StoredRun> runs;
    while (query.next()) runs.push_back(runOf(query));
    if (auto ended = endOf(d->database, query); !ended) return ended.error();
    return runs;
}

Result<RunReport> RunStore::load(std::int64_t number) const {
    SPILLWAY_TRY(
        row, d->rowOf(number, QStringLiteral("SELECT architecture, scenario, seed, fingerprint, end_ns, events, sent, "
                                             "succeeded, failed, in_flight, wall_seconds FROM runs WHERE number = ?")));
    RunReport report;
    report.architecture = fromWords(row.value(0));
    report.scenario = fromWords(row.value(1));
    report.seed = fromBits(row.value(2));
    report.fingerprint = fromWords(row.value(3));
    report.end = SimTime{Duration{row.value(4).toLongLong()}};
    report.events = fromBits(row.value(5));
    report.sent = fromBits(row.value(6));
    report.succeeded = fromBits(row.value(7));
    report.inFlight = fromBits(row.value(9));
    report.wallSeconds = row.value(10).toDouble();
    try {
        json::read(json::Json::parse(fromWords(row.value(8))), report.failed);
    } catch (const std::exception&) {
        return sqlError(d->database, QStringLiteral("run #%1 is damaged").arg(number));
    }
    row.finish();
    if (auto read = readTables(d->database, number, report); !read) return read.error();
    return report;
}

Result<std::string> RunStore::documentText(std::int64_t number) const {
    SPILLWAY_TRY(row,
                 d->rowOf(number, QStringLiteral("SELECT text FROM documents JOIN runs ON runs.document = documents.id "
                                                 "WHERE runs.number = ?")));
    return row.value(0).toByteArray().toStdString();
}

Result<void> RunStore::setLabel(std::int64_t number, const std::string& label) {
    SPILLWAY_TRY(done, runSql(d->database, QStringLiteral("UPDATE runs SET label = ? WHERE number = ?"),
                              {words(label), qlonglong{number}}));
    if (done.numRowsAffected() == 0) return sqlError(d->database, QStringLiteral("there is no run #%1").arg(number));
    return {};
}

Result<void> RunStore::remove(std::int64_t number) {
    return d->transaction([&]() -> Result<void> {
        SPILLWAY_TRY(done,
                     runSql(d->database, QStringLiteral("DELETE FROM runs WHERE number = ?"), {qlonglong{number}}));
        if (done.numRowsAffected() == 0)
            return sqlError(d->database, QStringLiteral("there is no run #%1").arg(number));
        const auto swept =
            runSql(d->database, QStringLiteral("DELETE FROM documents WHERE id NOT IN (SELECT document FROM runs)"));
        if (!swept) return swept.error();
        return {};
    });
}

}  // namespace spillway
