#include "store/run_store.h"
#include "sample_report.h"
#include "store/report_json.h"
#include "store/schema.h"

#include <QDir>
#include <QProcess>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QtTest>

#include <unistd.h>

using namespace spillway;
using namespace spillway::testing;

namespace {

bool mentions(const Error& error, const char* words) { return error.message.find(words) != std::string::npos; }

// Runs statements on the file behind the store's back.
void meddle(const QString& path, const QStringList& statements) {
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("meddle"));
        database.setDatabaseName(path);
        QVERIFY(database.open());
        for (const QString& statement : statements)
            QVERIFY2(QSqlQuery{database}.exec(statement), qPrintable(statement));
    }
    QSqlDatabase::removeDatabase(QStringLiteral("meddle"));
}

int numberIn(const QString& path, const QString& statement) {
    int number = -1;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("look"));
        database.setDatabaseName(path);
        QSqlQuery query{database};
        if (database.open() && (query = QSqlQuery{statement, database}).next()) number = query.value(0).toInt();
    }
    QSqlDatabase::removeDatabase(QStringLiteral("look"));
    return number;
}

}  // namespace

class RunStoreTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void a_stored_run_loads_bit_for_bit();
    void a_run_of_a_thousand_nodes_comes_back_whole();
    void the_newest_run_is_listed_first_with_what_it_was();
    void the_document_is_kept_once_however_often_it_ran();
    void a_label_stays_and_a_removed_run_is_gone();
    void a_run_that_does_not_exist_is_a_sentence();
    void the_file_and_its_folders_are_made_and_found_again();
    void two_programs_write_at_the_same_time();
    void a_file_that_may_only_be_read_still_shows_its_runs();
    void a_newer_file_is_refused_and_untouched();
    void what_is_no_store_is_refused_data();
    void what_is_no_store_is_refused();
    void a_damaged_run_is_a_sentence();
    void nothing_of_a_failed_run_is_kept();

private:
    QString m_path;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void RunStoreTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    m_path = m_folder->filePath(QStringLiteral("deep/in/folders/runs.sqlite"));
}

void RunStoreTest::a_stored_run_loads_bit_for_bit() {
    auto store = RunStore::open(m_path);
    QVERIFY2(store, store ? "" : store.error().message.c_str());
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const RunReport report = sampleReport(seed);
        const auto number = store->add(report, "/a/b/checkout.spillway", "spillway: 1\n");
        QVERIFY2(number, number ? "" : number.error().message.c_str());
        const auto loaded = store->load(*number);
        QVERIFY2(loaded, loaded ? "" : loaded.error().message.c_str());
        QVERIFY2(sameReport(*loaded, report), qPrintable(QStringLiteral("SEED=%1").arg(seed)));
        QCOMPARE(reportJson(*loaded), reportJson(report));
        QCOMPARE(loaded->wallSeconds, report.wallSeconds);
    }
    const auto empty = store->add({}, "", "");
    QVERIFY(empty);
    QVERIFY(sameReport(*store->load(*empty), {}));
    QCOMPARE(*store->documentText(*empty), std::string{});
}

void RunStoreTest::a_run_of_a_thousand_nodes_comes_back_whole() {
    auto store = RunStore::open(m_path);
    QVERIFY(store);
    RunReport report = sampleReport(1, 1000, 300);
    const auto number = store->add(report, "", "");
    QVERIFY(number);
    QVERIFY(sameReport(*store->load(*number), report));
}

void RunStoreTest::the_newest_run_is_listed_first_with_what_it_was() {
    auto store = RunStore::open(m_path);
    QVERIFY(store);
    QVERIFY(store->list()->empty());
    const QDateTime before = QDateTime::currentDateTimeUtc().addSecs(-1);
    for (std::uint64_t seed : {7U, 8U}) {
        RunReport report = sampleReport(seed, 2, 2);
        report.seed = seed;
        QVERIFY(store->add(report, "/a/checkout.spillway", "text"));
    }
    const auto runs = store->list();
    QVERIFY(runs);
    QCOMPARE(runs->size(), std::size_t{2});
    QCOMPARE(runs->front().number, std::int64_t{2});
    QCOMPARE(runs->front().seed, std::uint64_t{8});
    QCOMPARE(runs->front().documentPath, std::string{"/a/checkout.spillway"});
    QCOMPARE(runs->front().scenario, std::string{"friday-peak"});
    QCOMPARE(runs->front().fingerprint, std::string{"0123456789abcdef"});
    const QDateTime finished = QDateTime::fromString(QString::fromStdString(runs->front().finishedAt), Qt::ISODate);
    QVERIFY(finished.isValid() && finished >= before && finished <= QDateTime::currentDateTimeUtc());
}

void RunStoreTest::the_document_is_kept_once_however_often_it_ran() {
    auto store = RunStore::open(m_path);
    QVERIFY(store);
    const std::string text = "spillway: 1\n# comment with \xc3\xa4\n";
    for (int i = 0; i < 3; ++i) QVERIFY(store->add(sampleReport(1, 2, 2), "", text));
    QVERIFY(store->add(sampleReport(1, 2, 2), "", "other"));
    QCOMPARE(*store->documentText(2), text);
    QCOMPARE(*store->documentText(4), std::string{"other"});
    QCOMPARE(numberIn(m_path, QStringLiteral("SELECT count(*) FROM documents")), 2);
    for (int i = 1; i <= 3; ++i) QVERIFY(store->remove(i));
    QCOMPARE(numberIn(m_path, QStringLiteral("SELECT count(*) FROM documents")), 1);
    QCOMPARE(numberIn(m_path, QStringLiteral("SELECT count(DISTINCT run) FROM series")), 1);
    QCOMPARE(*store->documentText(4), std::string{"other"});
}

void RunStoreTest::a_label_stays_and_a_removed_run_is_gone() {
    auto store = RunStore::open(m_path);
    QVERIFY(store);
    QVERIFY(store->add(sampleReport(1), "", ""));
    QVERIFY(store->add(sampleReport(2), "", ""));
    QVERIFY(store->setLabel(1, "before the cache"));
    QCOMPARE(store->list()->back().label, std::string{"before the cache"});
    QVERIFY(store->remove(2));
    QCOMPARE(store->list()->size(), std::size_t{1});
    QVERIFY(!store->load(2));
    // Its number is not given again: "run #2" in somebody's notes must not become another run.
    QCOMPARE(*store->add(sampleReport(3), "", ""), std::int64_t{3});
}

void RunStoreTest::a_run_that_does_not_exist_is_a_sentence() {
    auto store = RunStore::open(m_path);
    QVERIFY(store);
    QVERIFY(mentions(store->load(41).error(), "#41"));
    QVERIFY(mentions(store->documentText(41).error(), "#41"));
    QVERIFY(mentions(store->setLabel(41, "x").error(), "#41"));
    QVERIFY(mentions(store->remove(41).error(), "#41"));
}

void RunStoreTest::the_file_and_its_folders_are_made_and_found_again() {
    {
        auto store = RunStore::open(m_path);
        QVERIFY(store);
        QVERIFY(store->add(sampleReport(1), "", ""));
        RunStore moved = std::move(*store);
        QVERIFY(moved.list());
    }
    QCOMPARE(RunStore::open(m_path)->list()->size(), std::size_t{1});
    QVERIFY(!RunStore::open(QStringLiteral(":memory:")));
    QVERIFY(!RunStore::open({}));
    QVERIFY(!RunStore::open(m_folder->path()));
    QVERIFY(!RunStore::open(QStringLiteral("/dev/null/no/runs.sqlite")));
    qputenv("SPILLWAY_RUNS", "/somewhere/else.sqlite");
    QCOMPARE(RunStore::defaultPath(), QStringLiteral("/somewhere/else.sqlite"));
    qunsetenv("SPILLWAY_RUNS");
    QVERIFY(RunStore::defaultPath().endsWith(QStringLiteral("/spillway/runs.sqlite")));
}

void RunStoreTest::two_programs_write_at_the_same_time() {
    // Both also create the file at the same time.
    std::vector<std::unique_ptr<QProcess>> writers;
    for (int i = 0; i < 3; ++i) {
        writers.push_back(std::make_unique<QProcess>());
        writers.back()->start(QStringLiteral(STORE_WRITER), {m_path, QStringLiteral("12")});
    }
    for (const auto& writer : writers) {
        QVERIFY(writer->waitForFinished(120000));
        QVERIFY2(writer->exitCode() == 0, writer->readAll().constData());
    }
    auto store = RunStore::open(m_path);
    QVERIFY(store);
    QCOMPARE(store->list()->size(), std::size_t{36});
    const auto runs = store->list();
    for (const StoredRun& run : *runs) QVERIFY(store->load(run.number));
}

void RunStoreTest::a_file_that_may_only_be_read_still_shows_its_runs() {
    if (::geteuid() != 0) QSKIP("only root can become another user, to whom the file may be closed");
    QVERIFY(RunStore::open(m_path)->add(sampleReport(1), "", ""));
    QVERIFY(QFile::setPermissions(m_path, QFileDevice::ReadOwner | QFileDevice::ReadGroup | QFileDevice::ReadOther));
    for (QDir folder = QFileInfo{m_path}.dir(); folder.path().startsWith(m_folder->path()); folder.cdUp()) {
        const auto readable = QFileDevice::ReadOwner | QFileDevice::ReadGroup | QFileDevice::ReadOther;
        const auto enterable = QFileDevice::ExeOwner | QFileDevice::ExeGroup | QFileDevice::ExeOther;
        QVERIFY(QFile::setPermissions(folder.path(), readable | enterable));
    }
    QProcess other;
    other.start(QStringLiteral(STORE_WRITER), {m_path, QStringLiteral("0"), QStringLiteral("65534")});
    QVERIFY(other.waitForFinished());
    QCOMPARE(other.readAll(), QByteArray{"1\n"});
    other.start(QStringLiteral(STORE_WRITER), {m_path, QStringLiteral("1"), QStringLiteral("65534")});
    QVERIFY(other.waitForFinished());
    QCOMPARE(other.exitCode(), 3);
    QVERIFY2(other.readAll().contains("readonly"), "the sentence says why");
}

void RunStoreTest::a_newer_file_is_refused_and_untouched() {
    QVERIFY(RunStore::open(m_path)->add(sampleReport(1), "", ""));
    meddle(m_path, {QStringLiteral("PRAGMA user_version = %1").arg(kSchemaVersion + 1)});
    const auto store = RunStore::open(m_path);
    QVERIFY(!store);
    QVERIFY2(mentions(store.error(), "newer"), store.error().message.c_str());
    meddle(m_path, {QStringLiteral("PRAGMA user_version = %1").arg(kSchemaVersion)});
    QVERIFY(RunStore::open(m_path)->load(1));
}

void RunStoreTest::what_is_no_store_is_refused_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("a text") << QByteArray{"spillway: 1\nname: this is a document, not a store of runs\n"}.repeated(20);
    QTest::newRow("zeros") << QByteArray{8192, '\0'};
    QTest::newRow("a head without a body")
        << QByteArray{"SQLite format 3\0\x10\0\1\1\0\x40\x20\x20", 24}.leftJustified(4096, 'x');
    QTest::newRow("another program's") << QByteArray{};
}

void RunStoreTest::what_is_no_store_is_refused() {
    QFETCH(QByteArray, content);
    QVERIFY(QDir{}.mkpath(QFileInfo{m_path}.path()));
    if (content.isEmpty()) {
        meddle(m_path, {QStringLiteral("CREATE TABLE songs (title TEXT)")});
    } else {
        QFile file{m_path};
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    QFile file{m_path};
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray before = file.readAll();
    file.close();
    const auto store = RunStore::open(m_path);
    QVERIFY(!store);
    QVERIFY2(mentions(store.error(), "runs.sqlite"), store.error().message.c_str());
    if (content.isEmpty()) return;
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY2(file.readAll() == before, "a file that is not ours is not touched");
}

void RunStoreTest::a_damaged_run_is_a_sentence() {
    auto store = RunStore::open(m_path);
    QVERIFY(store);
    for (int i = 0; i < 5; ++i) QVERIFY(store->add(sampleReport(1), "", ""));
    meddle(m_path, {QStringLiteral("UPDATE nodes SET totals = '{\"id\": 3' WHERE run = 1 AND position = 2"),
                    QStringLiteral("UPDATE series SET samples = x'00000005deadbeef' WHERE run = 2 AND node = 0"),
                    QStringLiteral("UPDATE traces SET spans = x'0102' WHERE run = 3"),
                    QStringLiteral("UPDATE runs SET failed = 'none' WHERE number = 4")});
    QVERIFY(mentions(store->load(1).error(), "damaged"));
    QVERIFY(mentions(store->load(2).error(), "damaged"));
    QVERIFY(mentions(store->load(3).error(), "damaged"));
    QVERIFY(mentions(store->load(4).error(), "damaged"));
    QVERIFY(store->load(5));
}

void RunStoreTest::nothing_of_a_failed_run_is_kept() {
    auto store = RunStore::open(m_path);
    QVERIFY(store);
    meddle(m_path,
           {QStringLiteral(
               "CREATE TRIGGER full BEFORE INSERT ON injected BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")});
    const auto added = store->add(sampleReport(1), "", "");
    QVERIFY(!added);
    QVERIFY2(mentions(added.error(), "the disk is full"), added.error().message.c_str());
    QVERIFY(store->list()->empty());
    meddle(m_path, {QStringLiteral("DROP TRIGGER full")});
    QVERIFY(store->add(sampleReport(1), "", ""));
}

QTEST_GUILESS_MAIN(RunStoreTest)
#include "run_store_test.moc"
