#include "told.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace spillway;

class AslTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void a_definition_runs_with_mocks_for_each_attempt();
    void without_a_mock_a_call_answers_with_what_it_was_sent();
    void json_holds_status_output_and_every_event();
    void a_choice_goes_where_it_is_told();
    void every_problem_has_its_line_and_its_pointer();
    void a_wrong_mock_is_answered_with_the_right_word();

private:
    QTemporaryDir m_folder;
    std::string file(const char* name, const char* text) const;
};

#ifndef Q_MOC_RUN  // it loses its way in raw strings

namespace {

const char* const kOrder = R"J({
  "StartAt": "Charge",
  "States": {
    "Charge": {
      "Type": "Task",
      "Resource": "arn:aws:states:::lambda:invoke",
      "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 2}],
      "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Refund"}],
      "Next": "Large"
    },
    "Large": {"Type": "Choice", "Choices": [{"Variable": "$.amount", "NumericGreaterThan": 100, "Next": "Refund"}], "Default": "Done"},
    "Refund": {"Type": "Fail", "Error": "Refunded"},
    "Done": {"Type": "Succeed"}
  }
}
)J";

const char* const kBroken = R"J({
  "StartAt": "A",
  "States": {
    "A": {"Type": "Pass", "Nxt": "B", "End": true}
  }
}
)J";

bool says(const std::string& text, const char* needle) { return text.find(needle) != std::string::npos; }

}  // namespace

std::string AslTest::file(const char* name, const char* text) const {
    const QString path = m_folder.filePath(QString::fromUtf8(name));
    QFile made{path};
    if (made.open(QIODevice::WriteOnly)) made.write(text);
    return path.toStdString();
}

void AslTest::initTestCase() { QVERIFY(m_folder.isValid()); }

void AslTest::a_definition_runs_with_mocks_for_each_attempt() {
    const std::string order = file("order.asl.json", kOrder);
    const Told told = tell({"asl", "run", order, "--mock", "Charge=error:Busy", "--mock", "Charge={\"amount\": 5}"});
    QVERIFY2(told.code == ExitCode::ok, told.err.c_str());
    QVERIFY2(says(told.out, "SUCCEEDED after 2s"), told.out.c_str());
    QVERIFY(says(told.out, "\"amount\": 5"));
    QVERIFY(says(told.out, "TaskFailed"));
    const Told failed = tell({"asl", "run", order, "--mock", "Charge=error:Broken:no power"});
    QVERIFY(failed.code == ExitCode::executionFailed);
    QVERIFY2(says(failed.out, "error: Refunded"), failed.out.c_str());
}

void AslTest::without_a_mock_a_call_answers_with_what_it_was_sent() {
    const Told told =
        tell({"asl", "run", file("order.asl.json", kOrder), "--input", R"J({"Payload": {"amount": 7}, "amount": 1})J"});
    QVERIFY2(says(told.err, "note: Charge calls something and has no --mock"), told.err.c_str());
}

void AslTest::json_holds_status_output_and_every_event() {
    const Told told =
        tell({"asl", "run", file("order.asl.json", kOrder), "--mock", "Charge={\"amount\": 5}", "--json"});
    QVERIFY(told.code == ExitCode::ok);
    for (const char* needed : {"\"status\": \"SUCCEEDED\"", "\"output\"", "\"type\": \"ExecutionStarted\"",
                               "\"previousEventId\": 1", "\"took\""})
        QVERIFY2(says(told.out, needed), told.out.c_str());
}

void AslTest::a_choice_goes_where_it_is_told() {
    const Told told = tell({"asl", "run", file("order.asl.json", kOrder), "--mock", "Charge={\"amount\": 5}", "--mock",
                            "Large=next:Refund"});
    QVERIFY(told.code == ExitCode::executionFailed);
}

void AslTest::every_problem_has_its_line_and_its_pointer() {
    const std::string broken = file("broken.asl.json", kBroken);
    const Told told = tell({"asl", "check", broken, file("order.asl.json", kOrder)});
    QVERIFY(told.code == ExitCode::problems);
    QVERIFY2(says(told.err,
                  "broken.asl.json:4:27: error: A: unknown field \"Nxt\" in a Pass state, at /States/A/Nxt (did you "
                  "mean \"Next\"?)"),
             told.err.c_str());
    QVERIFY2(says(told.out, "order.asl.json: no problems (4 states)"), told.out.c_str());
    QVERIFY(tell({"asl", "run", broken}).code == ExitCode::problems);
    QVERIFY(tell({"asl", "check", "no/such.json"}).code == ExitCode::world);
}

void AslTest::a_wrong_mock_is_answered_with_the_right_word() {
    const std::string order = file("order.asl.json", kOrder);
    const Told told = tell({"asl", "run", order, "--mock", "Chrge=1"});
    QVERIFY(told.code == ExitCode::usage);
    QVERIFY2(says(told.err, "there is no state \"Chrge\" (did you mean \"Charge\"?)"), told.err.c_str());
    QVERIFY2(says(tell({"asl", "run", order, "--mock", "Done=1"}).err, "a Succeed state calls nothing"), "");
    QVERIFY2(says(tell({"asl", "run", order, "--mock", "Charge={"}).err, "not JSON"), "");
    QVERIFY2(says(tell({"asl", "run", order, "--input", "{"}).err, "--input: not JSON"), "");
    QVERIFY2(says(tell({"asl", "rnu"}).err, "rnu"), "");
}

#endif

QTEST_GUILESS_MAIN(AslTest)
#include "asl_test.moc"
