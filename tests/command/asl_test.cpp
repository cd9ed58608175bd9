#include "told.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace spillway;

class AslTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void a_definition_runs_with_mocks_for_each_attempt();
    void without_a_mock_a_call_answers_with_what_it_was_sent();
    void json_holds_status_output_and_every_event();
    void a_choice_goes_where_it_is_told();
    void every_problem_has_its_line_and_its_pointer();
    void a_wrong_mock_is_answered_with_the_right_word();
    void what_failed_is_redriven_and_what_succeeded_is_kept();
    void the_items_of_a_map_come_from_files_and_its_results_go_to_files();
    void a_manifest_brings_the_files_it_names();

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

namespace {

std::string reading(const char* config) {
    return std::string{R"J({"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true,
      "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "stock", "Key": "k"}, "ReaderConfig": {)J"} +
           config + R"J(}},
      "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "results", "Prefix": "jobs"}, "WriterConfig": {"Transformation": "COMPACT", "OutputType": "JSONL"}},
      "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}})J";
}

}  // namespace

void AslTest::what_failed_is_redriven_and_what_succeeded_is_kept() {
    const std::string order = file("redriven.asl.json", R"J({"StartAt": "First", "States": {
      "First": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Next": "Second"},
      "Second": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true}}})J");
    const std::vector<std::string> call{
        "asl",    "run",     order, "--mock", "First=1", "--mock", "First=2", "--mock", "Second=error:Down",
        "--mock", "Second=3"};
    QVERIFY(tell(call).code == ExitCode::executionFailed);
    std::vector<std::string> again = call;
    again.insert(again.end(), {"--redrive", "2"});
    const Told told = tell(again);
    QVERIFY2(told.code == ExitCode::ok, (told.out + told.err).c_str());
    QVERIFY2(says(told.out, "redriven 1 time\n") && says(told.out, "ExecutionRedriven"), told.out.c_str());
}

void AslTest::the_items_of_a_map_come_from_files_and_its_results_go_to_files() {
    const std::string rows = file("stock.csv", "id,name\n1,\"a, b\"\n2,c\n");
    const std::string machine =
        file("csv.asl.json", reading(R"("InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW")").c_str());
    const std::string folder = m_folder.filePath(QStringLiteral("written")).toStdString();
    const Told told = tell({"asl", "run", machine, "--mock", "Each=@" + rows, "--write", folder, "--name", "nightly"});
    QVERIFY2(told.code == ExitCode::ok, (told.out + told.err).c_str());
    QVERIFY2(says(told.out, "written: s3://results/jobs/nightly-1/SUCCEEDED_0.jsonl"), told.out.c_str());
    QFile results{QString::fromStdString(folder + "/results/jobs/nightly-1/SUCCEEDED_0.jsonl")};
    QVERIFY(results.open(QIODevice::ReadOnly));
    QCOMPARE(results.readAll(), QByteArray{"{\"id\":\"1\",\"name\":\"a, b\"}\n{\"id\":\"2\",\"name\":\"c\"}\n"});
    QVERIFY(QFile::exists(QString::fromStdString(folder + "/results/jobs/nightly-1/manifest.json")));
}

void AslTest::a_manifest_brings_the_files_it_names() {
    const std::string machine = file("manifest.asl.json", reading(R"("InputType": "MANIFEST")").c_str());
    const std::string manifest =
        file("manifest.json",
             R"({"fileFormat": "CSV", "fileSchema": "Bucket, Key", "files": [{"key": "data/one.csv.gz"}]})");
    const Told missing = tell({"asl", "run", machine, "--mock", "Each=@" + manifest});
    QVERIFY(missing.code == ExitCode::usage);
    QVERIFY2(says(missing.err, "the manifest names data/one.csv.gz, which is not beside it"), missing.err.c_str());
    file("one.csv", "\"stock\",\"a.jpg\"\n");
    const Told told = tell({"asl", "run", machine, "--mock", "Each=@" + manifest, "--json"});
    QVERIFY2(told.code == ExitCode::ok, (told.out + told.err).c_str());
    QVERIFY2(says(told.out, "{\\\"Bucket\\\":\\\"stock\\\",\\\"Key\\\":\\\"a.jpg\\\"}"), told.out.c_str());
}

#endif

QTEST_GUILESS_MAIN(AslTest)
#include "asl_test.moc"
