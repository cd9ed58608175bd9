#include "io/architecture_text.h"
#include "swarm/random_architecture.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <string>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

struct Printed {
    int exitCode = -1;
    QByteArray json;
    QByteArray said;
};

Printed runSpillway(const QString& file, const QStringList& options) {
    QProcess process;
    process.start(
        QStringLiteral(SPILLWAY_BINARY),
        QStringList{QStringLiteral("run"), file, QStringLiteral("--json"), QStringLiteral("--no-store")} + options);
    if (!process.waitForFinished(600'000)) return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

Architecture read(const QString& path) {
    QFile file{path};
    if (!file.open(QIODevice::ReadOnly)) return {};
    return ArchitectureText::parse(file.readAll().toStdString(), path.toStdString()).architecture();
}

// The swarm also draws faults that a document may not state (an outage of clients).
Architecture drawn(std::uint64_t seed) {
    Architecture made = swarm::randomArchitecture(seed);
    std::erase_if(made.scenarios.front().faults, [&made](const Fault& fault) {
        Architecture alone = made;
        alone.scenarios.front().faults = {fault};
        return hasErrors(validate(alone));
    });
    return made;
}

// Where two texts part, with what stands there: megabytes in a message help nobody.
QByteArray difference(const QByteArray& one, const QByteArray& other) {
    const qsizetype most = std::min(one.size(), other.size());
    qsizetype at = 0;
    while (at < most && one[at] == other[at]) ++at;
    const qsizetype from = std::max<qsizetype>(0, at - 60);
    return "at byte " + QByteArray::number(at) + ": " + one.mid(from, 120) + "\n  and: " + other.mid(from, 120);
}

void sameOnAnyNumberOfThreads(const QString& file, const QStringList& options) {
    const Printed one = runSpillway(file, options + QStringList{QStringLiteral("--threads"), QStringLiteral("1")});
    QVERIFY2(one.exitCode == 0, one.said.constData());
    QVERIFY(one.json.startsWith('{') && one.json.contains("\"fingerprint\""));
    for (const char* threads : {"2", "4"}) {
        const Printed more =
            runSpillway(file, options + QStringList{QStringLiteral("--threads"), QString::fromLatin1(threads)});
        QCOMPARE(more.exitCode, 0);
        QVERIFY2(more.json == one.json, threads + (" threads: " + difference(one.json, more.json)));
    }
}

Node service(const std::string& id) {
    Service made;
    made.work = Distribution::exponential(2ms);
    made.concurrency = 64;
    Node node;
    node.id = id;
    node.spec = made;
    return node;
}
Flow call(const std::string& from, const std::string& to) {
    Flow flow;
    flow.from = from;
    flow.to = to;
    flow.timeout = 40ms;
    flow.retry = Retry{};
    return flow;
}

// Forty columns of three services that now and then call into the next column: work enough for every thread.
Architecture wide() {
    constexpr int kColumns = 40;
    Architecture made;
    Scenario scenario;
    scenario.id = "all";
    scenario.duration = 2s;
    const auto name = [](int row, int column) {
        return "s" + std::to_string(row) + "-" + std::to_string(column % kColumns);
    };
    for (int column = 0; column < kColumns; ++column) {
        const std::string users = "u" + std::to_string(column);
        Node clients;
        clients.id = users;
        clients.spec = Clients{};
        made.topology.nodes.push_back(clients);
        for (int row = 0; row < 3; ++row) made.topology.nodes.push_back(service(name(row, column)));
        made.topology.flows.push_back(call(users, name(0, column)));
        made.topology.flows.push_back(call(name(0, column), name(1, column)));
        made.topology.flows.push_back(call(name(1, column), name(2, column)));
        Flow across = call(name(1, column), name(2, column + 1));
        across.share = Share::percent(10);
        made.topology.flows.push_back(across);
        Load load;
        load.from = users;
        load.rate.points = {{Rate::perSecond(2000), 0s}};
        scenario.load.push_back(load);
    }
    scenario.faults = {{"s1-7", 500ms, 500ms, faults::Latency{30ms}}, {"s2-3", 800ms, 400ms, faults::Outage{}}};
    made.scenarios = {scenario};
    return made;
}

}  // namespace

// Architecture, scenario and seed give the same run, bit for bit, on any number of threads.
class DeterminismTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    QString written(const QString& name, const Architecture& architecture) {
        QFile file{m_folder.filePath(name)};
        if (file.open(QIODevice::WriteOnly)) file.write(QByteArray::fromStdString(canonicalText(architecture)));
        return file.fileName();
    }

private Q_SLOTS:
    void everyExample_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("scenario");
        const QDir examples{qEnvironmentVariable("SPILLWAY_SOURCE") + QStringLiteral("/examples")};
        for (const QString& file : examples.entryList({QStringLiteral("*.spillway")}, QDir::Files)) {
            for (const Scenario& scenario : read(examples.filePath(file)).scenarios) {
                const QString id = QString::fromStdString(scenario.id);
                QTest::newRow(qPrintable(file + QLatin1Char(' ') + id)) << examples.filePath(file) << id;
            }
        }
    }
    void everyExample() {
        QFETCH(QString, file);
        QFETCH(QString, scenario);
        sameOnAnyNumberOfThreads(file, {QStringLiteral("--scenario"), scenario});
    }

    void drawnArchitectures_data() {
        QTest::addColumn<quint64>("seed");
        for (quint64 seed = 1; seed <= 12; ++seed)
            QTest::newRow(qPrintable(QStringLiteral("SEED=%1").arg(seed))) << seed;
    }
    void drawnArchitectures() {
        QFETCH(quint64, seed);
        const QString file = written(QStringLiteral("drawn.spillway"), drawn(seed));
        sameOnAnyNumberOfThreads(file, {QStringLiteral("--seed"), QString::number(seed)});
    }

    void anArchitectureWithWorkForEveryThread() {
        sameOnAnyNumberOfThreads(written(QStringLiteral("wide.spillway"), wide()), {});
    }

    // A test of sameness can fail only if runs can differ.
    void anotherSeedIsAnotherRun() {
        const QString file = written(QStringLiteral("wide.spillway"), wide());
        const QStringList brief{QStringLiteral("--until"), QStringLiteral("200ms")};
        const Printed one = runSpillway(file, brief);
        const Printed other = runSpillway(file, brief + QStringList{QStringLiteral("--seed"), QStringLiteral("2")});
        QCOMPARE(one.exitCode, 0);
        QCOMPARE(other.exitCode, 0);
        QVERIFY(one.json != other.json);
    }
};

QTEST_GUILESS_MAIN(DeterminismTest)
#include "determinism_test.moc"
