#include "command/command_line.h"

#include <QTest>

#include <sstream>

using namespace spillway;

namespace {

struct Told {
    ExitCode code;
    std::string out;
    std::string err;
};

Told tell(const std::vector<std::string>& arguments) {
    std::ostringstream out, err;
    Streams streams{out, err};
    const ExitCode code = runCommandLine(arguments, streams);
    return {code, out.str(), err.str()};
}

}  // namespace

class CommandLineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysItsVersion() {
        const Told told = tell({"--version"});
        QCOMPARE(told.code, ExitCode::ok);
        QVERIFY(told.out.starts_with("spillway "));
    }

    void helpTeachesTheExitCodes() {
        const Told told = tell({"--help"});
        QCOMPARE(told.code, ExitCode::ok);
        for (const char* needed : {"Exit codes", "Examples", "--version"}) QVERIFY2(told.out.find(needed) != std::string::npos, needed);
    }

    void aWrongCommandLineIsUsage() {
        QCOMPARE(tell({"--no-such-option"}).code, ExitCode::usage);
        QCOMPARE(tell({}).code, ExitCode::usage);
        QVERIFY(!tell({"--no-such-option"}).err.empty());
    }

    void aFileNameBelongsToTheWindow() {
        QVERIFY(isCommandLine("--help"));
        QVERIFY(!isCommandLine("shop.spillway"));
    }
};

QTEST_GUILESS_MAIN(CommandLineTest)
#include "command_line_test.moc"
