#include "told.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace spillway;

namespace {

std::string example() { return qEnvironmentVariable("SPILLWAY_SOURCE").toStdString() + "/examples/checkout.spillway"; }

struct Wrong {
    std::vector<std::string> arguments;
    ExitCode code;
    const char* said;  // on the error stream
};

std::vector<Wrong> wrongWords() {
    using enum ExitCode;
    return {
        {{}, usage, "Usage"},
        {{"rnu", "a.spillway"}, usage, "unknown subcommand \"rnu\" (did you mean \"run\"?)"},
        {{"chek", "a.spillway"}, usage, "did you mean \"check\"?"},
        {{"format", "a.spillway"},
         usage,
         "there is run, faults, branch, sweep, cost, platforms, check, fmt, export, import, runs, asl"},
        {{"expotr", "kubernetes"}, usage, "did you mean \"export\"?"},
        {{"--no-such-option"}, usage, "unknown option \"--no-such-option\""},
        {{"--versoin"}, usage, "did you mean \"--version\"?"},
        {{"run"}, usage, "spillway run: FILE is required"},
        {{"run", "--help", "--jsn"}, ok, ""},
        {{"run", example(), "--jsn"}, usage, "unknown option \"--jsn\" (did you mean \"--json\"?)"},
        {{"run", example(), "--tread", "2"}, usage, "did you mean \"--threads\"?"},
        {{"run", example(), "--scenaro=x"}, usage, "unknown option \"--scenaro\" (did you mean \"--scenario\"?)"},
        {{"run", example(), "--seed", "abc"}, usage, "--seed"},
        {{"run", example(), "--seed", "-1"}, usage, "--seed"},
        {{"run", example(), "--seed", "1.5"}, usage, "--seed"},
        {{"run", example(), "--seed"}, usage, "--seed"},
        {{"run", example(), "--threads", "0"}, usage, "--threads"},
        {{"run", example(), "--threads", "many"}, usage, "--threads"},
        {{"run", example(), "--until", "2"}, usage, "--until: "},
        {{"run", example(), "--until", "2 parsecs"}, usage, "--until: "},
        {{"run", example(), "--until", "-5s"}, usage, "--until: "},
        {{"run", example(), "--until", "0s"}, usage, "--until: "},
        {{"run", example(), "other.spillway"}, usage, "unexpected \"other.spillway\""},
        {{"run", example(), "--scenario", "friday-pek"}, problems, "did you mean \"friday-peak\"?"},
        {{"run", example(), "-s", "christmas"}, problems, "there is friday-peak, tuesday"},
        {{"run", "no/such/file.spillway"}, world, "it does not exist"},
        {{"run", "."}, world, "it is a folder"},
        {{"faults"}, usage, "spillway faults: FILE is required"},
        {{"faults", example(), "--at", "3 parsecs"}, usage, "--at: "},
        {{"faults", example(), "--for", "0s"}, usage, "--for: it is above zero"},
        {{"faults", example(), "--at", "20m"}, usage, "--at: the scenario ends at 10m"},
        {{"branch", example()}, usage, "--at is required"},
        {{"branch", example(), "--at", "20m"}, usage, "--at: the scenario ends at 10m"},
        {{"branch", example(), "--at", "0s"}, usage, "--at: nothing has happened by then"},
        {{"check"}, usage, "spillway check: FILE is required"},
        {{"check", "no/such/a", "no/such/b"}, world, "no/such/b"},
        {{"fmt"}, usage, "FILE is required"},
        {{"fmt", example(), "--chek"}, usage, "did you mean \"--check\"?"},
        {{"export", "kubernets", example(), "-o", "x"},
         usage,
         "unknown word \"kubernets\" (did you mean \"kubernetes\"?)"},
        {{"export", "terrafrm", example(), "-o", "x"}, usage, "there is kubernetes"},
        {{"export", "kubernetes", example()}, usage, "--output is required"},
        {{"export", "kubernetes"}, usage, "FILE is required"},
        {{"import", "compos", "a.yaml", "-o", "x"}, usage, "did you mean \"compose\"?"},
        {{"import", "compose", "no/such.yaml", "-o", "x"}, world, "it does not exist"},
        {{"import", "compose", "-o", "x"}, usage, "FILE is required"},
        {{"runs", "lsit"}, usage, "unknown subcommand \"lsit\" (did you mean \"list\"?)"},
        {{"runs", "show"}, usage, "spillway runs show: RUN is required"},
        {{"runs", "show", "first"}, usage, "RUN"},
        {{"runs", "show", "99"}, world, "99"},
        {{"runs", "compare", "1"}, usage, "B is required"},
        {{"runs", "compare", "98", "99"}, world, "98"},
        {{"runs", "remove", "99"}, world, "99"},
        {{"help", "rnu"}, usage, "did you mean \"run\"?"},
    };
}

}  // namespace

class CommandLineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        qputenv("SPILLWAY_RUNS", m_folder.filePath("runs.sqlite").toLocal8Bit());
    }

    void saysItsVersion() {
        const Told told = tell({"--version"});
        QCOMPARE(told.code, ExitCode::ok);
        QVERIFY(told.out.starts_with("spillway "));
    }

    void helpTeachesTheExitCodes() {
        const Told told = tell({"--help"});
        QCOMPARE(told.code, ExitCode::ok);
        for (const char* needed : {"Exit codes", "Examples", "--version"})
            QVERIFY2(told.out.find(needed) != std::string::npos, needed);
    }

    void everySubcommandTeachesByExample_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"run", "check", "fmt", "export", "import", "runs", "asl"}) QTest::newRow(name) << name;
    }
    void everySubcommandTeachesByExample() {
        QFETCH(QString, name);
        const std::string word = name.toStdString();
        QVERIFY(tell({"--help"}).out.find("\n  " + word + " ") != std::string::npos);
        const Told told = tell({word, "--help"});
        QCOMPARE(told.code, ExitCode::ok);
        QVERIFY2(told.out.find("Example") != std::string::npos, told.out.c_str());
        QVERIFY(told.out.find("spillway " + word + ' ') != std::string::npos);
        QCOMPARE(tell({"help", word}).out, told.out);
    }

    void aWrongWordIsAnsweredWithTheRightOne_data() {
        QTest::addColumn<std::size_t>("row");
        const std::vector<Wrong> wrong = wrongWords();
        for (std::size_t i = 0; i < wrong.size(); ++i) {
            QString name = QStringLiteral("spillway");
            for (const std::string& argument : wrong[i].arguments)
                name += ' ' + QString::fromStdString(argument).section('/', -1);
            QTest::newRow(qPrintable(name)) << i;
        }
    }
    void aWrongWordIsAnsweredWithTheRightOne() {
        QFETCH(std::size_t, row);
        const Wrong wrong = wrongWords()[row];
        const Told told = tell(wrong.arguments);
        QCOMPARE(static_cast<int>(told.code), static_cast<int>(wrong.code));
        QVERIFY2(told.err.find(wrong.said) != std::string::npos, told.err.c_str());
        if (told.code != ExitCode::ok) QVERIFY2(told.out.empty(), told.out.c_str());
        QVERIFY(!QFile::exists("x"));
    }

    void aFileNameBelongsToTheWindowAndATypoDoesNot() {
        for (const char* word : {"--help", "-h", "help", "run", "rnu", "--sed"}) QVERIFY2(isCommandLine(word), word);
        for (const char* word : {"shop.spillway", "./shop", "/tmp", "-platform"}) QVERIFY2(!isCommandLine(word), word);
    }

private:
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(CommandLineTest)
#include "command_line_test.moc"
