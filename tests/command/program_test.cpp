#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace {

constexpr int kPatienceMs = 300'000;

QString program() { return qEnvironmentVariable("SPILLWAY_BINARY"); }
QString example() { return qEnvironmentVariable("SPILLWAY_SOURCE") + QStringLiteral("/examples/checkout.spillway"); }

struct Ended {
    int code = -1;
    QByteArray out;
    QByteArray err;
};

Ended ended(QProcess& process) {
    process.waitForFinished(kPatienceMs);
    const int code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    const bool merged = process.processChannelMode() == QProcess::MergedChannels;
    return {code, process.readAllStandardOutput(), merged ? QByteArray{} : process.readAllStandardError()};
}

Ended run(const QStringList& arguments, const QByteArray& input = {}) {
    QProcess process;
    process.start(program(), arguments);
    process.write(input);
    process.closeWriteChannel();
    return ended(process);
}

Ended shell(const QString& line) {
    QProcess process;
    process.start(QStringLiteral("bash"), {QStringLiteral("-c"), line, QStringLiteral("bash"), program(), example()});
    return ended(process);
}

// Too long to end by itself while a test waits.
constexpr const char* kEndless = R"(spillway: 1
nodes:
  - {id: users, kind: clients}
  - {id: api, kind: service, work: exponential(1ms), concurrency: 16}
flows:
  - {from: users, to: api, kind: call}
scenarios:
  - id: always
    duration: 1000h
    load:
      - {from: users, rate: 1000/s}
)";

}  // namespace

// The program as a shell meets it.
class ProgramTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(QFile::exists(program()));
        qputenv("SPILLWAY_RUNS", m_folder.filePath("runs.sqlite").toLocal8Bit());
    }

    void resultsAndOnlyResultsGoDownAPipe() {
        const Ended summary = run({"run", example(), "--until", "5s", "--no-store"});
        QCOMPARE(summary.code, 0);
        QCOMPARE(summary.err, QByteArray{});
        QVERIFY(!summary.out.contains('\x1b'));
        QVERIFY(!summary.out.contains('\r'));
        const Ended json = run({"run", example(), "--until", "5s", "--no-store", "--json"});
        QCOMPARE(json.code, 0);
        QVERIFY(QJsonDocument::fromJson(json.out).object().contains("nodes"));
    }

    void oneSeedIsOneRunOnAnyNumberOfThreads() {
        const QStringList command{"run",    example(), "--until", "20s",      "--no-store",
                                  "--json", "--seed",  "7",       "--threads"};
        const QByteArray one = run(command + QStringList{"1"}).out;
        QVERIFY(one.size() > 1000);
        QCOMPARE(run(command + QStringList{"2"}).out, one);
        QCOMPARE(run(command + QStringList{"4"}).out, one);
        const QStringList other{"run", example(), "--until", "20s", "--no-store", "--json", "--seed", "8"};
        QVERIFY(run(other).out != one);
    }

    void aDocumentMayComeDownAPipe() {
        QFile file{example()};
        QVERIFY(file.open(QIODevice::ReadOnly));
        const Ended checked = run({"check", "-"}, file.readAll());
        QCOMPARE(checked.code, 0);
        QVERIFY(checked.out.startsWith("-: no problems"));
        const Ended formatted = run({"fmt", "-"}, "spillway: 1\nnodes: [{kind: clients, id: users}]\n");
        QCOMPARE(formatted.out, QByteArray{"spillway: 1\nnodes:\n  - id: users\n    kind: clients\n"});
    }

    void anObjectiveThatDoesNotHoldFailsOnlyAStrictRun() {
        const QString file = written(QByteArray{kEndless} + "    objectives:\n      - {of: users, p99: 1us}\n");
        QCOMPARE(run({"run", file, "--until", "2s", "--no-store"}).code, 0);
        QCOMPARE(run({"run", file, "--until", "2s", "--no-store", "--strict"}).code, 4);
    }

    void aFullDiskIsNoSuccess() {
        const Ended full = shell("\"$1\" run \"$2\" --until 2s --no-store > /dev/full");
        QCOMPARE(full.code, 3);
        QVERIFY(full.err.contains("could not be written"));
    }

    void aRunThatCannotBeKeptIsStillPrinted() {
        const Ended told = shell("SPILLWAY_RUNS=/dev/null/no/such/place \"$1\" run \"$2\" --until 2s");
        QCOMPARE(told.code, 0);
        QVERIFY(told.out.contains("fingerprint"));
        QVERIFY(told.err.contains("not kept"));
    }

    void runsAreListedShownComparedAndRemoved() {
        const Ended first = run({"run", example(), "--until", "5s"});
        QVERIFY(first.out.endsWith('\n'));
        QVERIFY(first.err.startsWith("kept as run 1 "));
        QVERIFY(run({"run", example(), "--until", "5s", "--seed", "2"}).err.startsWith("kept as run 2 "));
        const Ended list = run({"runs"});
        QCOMPARE(list.code, 0);
        QCOMPARE(run({"runs", "list"}).out, list.out);
        QVERIFY(list.out.contains("friday-peak"));
        // What is shown later is what was printed then, but for the clock and the assumptions.
        const QByteArray shown = run({"runs", "show", "1"}).out;
        QVERIFY(shown.contains(first.out.mid(first.out.indexOf("fingerprint"))));
        QVERIFY(run({"runs", "show", "1", "--document"}).out.startsWith("spillway: 1\n"));
        QVERIFY(QJsonDocument::fromJson(run({"runs", "show", "2", "--json"}).out).isObject());
        const QByteArray compared = run({"runs", "compare", "1", "2"}).out;
        QVERIFY(compared.contains("order-api"));
        QVERIFY(compared.contains("run 1 (checkout.spillway)"));
        QVERIFY(run({"runs", "compare", "1", "1"}).out.contains("identical"));
        QCOMPARE(run({"runs", "label", "2", "another seed"}).code, 0);
        QVERIFY(run({"runs"}).out.contains("another seed"));
        QCOMPARE(run({"runs", "remove", "1", "2"}).code, 0);
        QVERIFY(run({"runs"}).out.startsWith("no runs yet"));
    }

    void onATerminalProgressIsShownAndCtrlCPrintsWhatThereIs() {
        QProcess terminal;
        terminal.setProcessChannelMode(QProcess::MergedChannels);
        const QString command = program() + " run " + written(kEndless) + " --no-store";
        terminal.start(QStringLiteral("script"), {"-q", "-e", "-c", command, "/dev/null"});
        QByteArray seen;
        while (!seen.contains(" %") && terminal.waitForReadyRead(kPatienceMs)) seen += terminal.readAll();
        if (seen.contains("failed to create pseudo-terminal"))
            QSKIP("no /dev/pts is mounted here, so there is no terminal to be had");
        QVERIFY2(seen.contains("running"), seen);
        terminal.write("\x03");
        const Ended stopped = ended(terminal);
        QCOMPARE(stopped.code, 130);
        for (const char* needed : {"sent ", "users", "fingerprint", "stopped at "})
            QVERIFY2(stopped.out.contains(needed), needed);
    }

    void withoutADisplayTheWindowSaysSoInASentence() {
        const Ended told = shell("env -u WAYLAND_DISPLAY DISPLAY=:4711 QT_QPA_PLATFORM=xcb \"$1\" \"$2\"");
        QCOMPARE(told.code, 3);
        QVERIFY2(told.err.startsWith("spillway: no window can be opened on the display \":4711\""), told.err);
        QCOMPARE(told.err.count('\n'), 1);
    }

private:
    QString written(const QByteArray& text) const {
        const QString path = m_folder.filePath("written.spillway");
        QFile file{path};
        if (file.open(QIODevice::WriteOnly)) file.write(text);
        return path;
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(ProgramTest)
#include "program_test.moc"
