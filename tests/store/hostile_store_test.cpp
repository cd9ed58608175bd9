#include "sample_report.h"
#include "store/run_store.h"
#include "store/schema.h"

#include <QProcess>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QtTest>

#include <sys/resource.h>

#include <csignal>
#include <random>

using namespace spillway;
using namespace spillway::testing;

namespace {

bool mentions(const Error& error, const char* words) { return error.message.find(words) != std::string::npos; }

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

QByteArray read(const QString& path) {
    QFile file{path};
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray{};
}

void write(const QString& path, const QByteArray& bytes) {
    QFile file{path};
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(bytes), qint64{bytes.size()});
}

// Everything a window or a command does with a store; true if all of it worked. What fails must be a sentence.
bool useIt(const QString& path) {
    auto store = RunStore::open(path);
    bool allWell = static_cast<bool>(store);
    const auto said = [&](const auto& result) {
        if (result) return;
        allWell = false;
        QVERIFY2(mentions(result.error(), "runs.sqlite") && result.error().message.size() > 30,
                 result.error().message.c_str());
    };
    said(store);
    if (!store) return false;
    const auto runs = store->list();
    said(runs);
    for (const StoredRun& run : runs ? *runs : std::vector<StoredRun>{}) {
        said(store->load(run.number));
        said(store->documentText(run.number));
    }
    said(store->add(sampleReport(3), "a.spillway", "text"));
    if (runs && !runs->empty()) {
        said(store->setLabel(runs->front().number, "mine"));
        said(store->remove(runs->back().number));
    }
    return allWell;
}

}  // namespace

// A store on a disk that is full, damaged, old, gone, or killed in the middle: sentences, never a crash.
class HostileStoreTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
        m_path = m_folder->filePath(QStringLiteral("runs.sqlite"));
    }

    void a_file_of_the_first_version_is_brought_up_to_date() {
        QVERIFY(RunStore::open(m_path)->add(sampleReport(6), "shop.spillway", "text"));
        meddle(m_path, {QStringLiteral("DROP TABLE cleared"), QStringLiteral("DROP TABLE recovery"),
                        QStringLiteral("DROP TABLE workflows"), QStringLiteral("PRAGMA user_version = 1")});
        auto store = RunStore::open(m_path);
        QVERIFY2(store, store ? "" : store.error().message.c_str());
        QVERIFY(store->load(1) && sameReport(*store->load(1), sampleReport(6)));
        QVERIFY(store->add(sampleReport(3), "", ""));
        QCOMPARE(store->load(2)->cleared.size(), std::size_t{2});
        // And stays there.
        QVERIFY(RunStore::open(m_path)->list()->size() == 2);
    }

    void another_programs_file_with_a_version_of_its_own_is_refused() {
        meddle(m_path, {QStringLiteral("CREATE TABLE songs (title TEXT)"), QStringLiteral("PRAGMA user_version = 1")});
        const auto store = RunStore::open(m_path);
        QVERIFY(!store);
        QVERIFY2(mentions(store.error(), "another program"), store.error().message.c_str());
    }

    void damaged_bytes_are_sentences_data() {
        QTest::addColumn<quint64>("seed");
        for (quint64 seed = 1; seed <= 40; ++seed)
            QTest::addRow("seed %llu", static_cast<unsigned long long>(seed)) << seed;
    }
    void damaged_bytes_are_sentences() {
        QFETCH(quint64, seed);
        {
            auto store = RunStore::open(m_path);
            for (quint64 i = 1; i <= 3; ++i)
                QVERIFY(store->add(sampleReport(i), "a.spillway", "text " + std::to_string(i)));
        }
        QByteArray bytes = read(m_path);
        QVERIFY(bytes.size() > 8192);
        std::mt19937_64 random{seed};
        for (quint64 i = 0; i < 1 + seed * 3; ++i) {
            const auto at = static_cast<qsizetype>(random() % static_cast<quint64>(bytes.size()));
            if (seed % 4 == 0)
                bytes.replace(at, 512, QByteArray(512, '\xff'));
            else
                bytes[at] = static_cast<char>(random());
        }
        if (seed % 5 == 0) bytes.truncate(bytes.size() / 2 + static_cast<qsizetype>(random() % 999));
        write(m_path, bytes);
        useIt(m_path);
        useIt(m_path);
    }

    void a_damaged_log_takes_nothing_but_what_was_in_it() {
        auto first = RunStore::open(m_path);
        QVERIFY(first->add(sampleReport(1), "", ""));
        // Copied while it is in use: the log is not folded in yet.
        const QString copy = m_folder->filePath(QStringLiteral("copy-runs.sqlite"));
        QVERIFY(QFile::copy(m_path, copy));
        QByteArray log = read(m_path + QStringLiteral("-wal"));
        QVERIFY(!log.isEmpty());
        for (qsizetype i = 40; i < log.size(); i += 97) log[i] = static_cast<char>(~log[i]);
        write(copy + QStringLiteral("-wal"), log);
        useIt(copy);
    }

    void a_full_disk_is_a_sentence_and_keeps_what_there_was() {
        auto store = RunStore::open(m_path);
        QVERIFY(store->add(sampleReport(1), "", ""));
        const auto before = std::signal(SIGXFSZ, SIG_IGN);
        rlimit limit{};
        ::getrlimit(RLIMIT_FSIZE, &limit);
        const rlimit full{static_cast<rlim_t>(QFileInfo{m_path + QStringLiteral("-wal")}.size()), limit.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &full);
        Result<std::int64_t> added = std::int64_t{0};
        for (int i = 0; i < 50 && added; ++i)
            added = store->add(sampleReport(2), "", std::string(200'000, static_cast<char>('a' + i)));
        ::setrlimit(RLIMIT_FSIZE, &limit);
        std::signal(SIGXFSZ, before);
        QVERIFY(!added);
        QVERIFY2(mentions(added.error(), "runs.sqlite"), added.error().message.c_str());
        QVERIFY(store->load(1) && sameReport(*store->load(1), sampleReport(1)));
        const std::size_t kept = store->list()->size();
        QVERIFY(store->add(sampleReport(3), "", ""));
        QCOMPARE(store->list()->size(), kept + 1);
        QVERIFY(useIt(m_path));
    }

    void a_program_killed_while_storing_leaves_whole_runs() {
        for (int round = 0; round < 5; ++round) {
            QProcess victim;
            victim.start(QStringLiteral(STORE_WRITER), {m_path, QStringLiteral("forever")});
            QVERIFY(victim.waitForStarted());
            QByteArray said;
            QTRY_VERIFY_WITH_TIMEOUT(
                (victim.waitForReadyRead(20), said += victim.readAll(), said.count('\n') > 2 + round), 30000);
            victim.kill();
            QVERIFY(victim.waitForFinished());
            said += victim.readAll();
            auto store = RunStore::open(m_path);
            QVERIFY(store);
            const auto runs = store->list();
            QVERIFY(runs);
            const auto last = said.left(said.lastIndexOf('\n')).split('\n').last().toLongLong();
            QVERIFY(runs->front().number >= last && runs->front().number <= last + 1);
            for (const StoredRun& run : *runs) {
                const auto loaded = store->load(run.number);
                QVERIFY(loaded && sameReport(*loaded, sampleReport(7)));
            }
        }
    }

    void a_store_removed_while_it_is_open_is_no_crash() {
        auto store = RunStore::open(m_path);
        QVERIFY(store->add(sampleReport(1), "", ""));
        for (const char* suffix : {"", "-wal", "-shm"}) QFile::remove(m_path + QLatin1String(suffix));
        (void)store->add(sampleReport(2), "", "");
        (void)store->list();
        (void)store->load(1);
        QVERIFY(useIt(m_path));
    }

    void a_place_that_cannot_hold_a_store_is_a_sentence() {
        for (const char* place : {"/dev/null/runs.sqlite", "/dev/full"}) {
            const auto store = RunStore::open(QString::fromLatin1(place));
            QVERIFY2(!store, place);
            QVERIFY2(mentions(store.error(), place), store.error().message.c_str());
        }
    }

private:
    QString m_path;
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(HostileStoreTest)
#include "hostile_store_test.moc"
