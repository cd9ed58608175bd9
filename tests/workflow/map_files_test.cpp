#include "machines.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::workflow;
using namespace spillway::workflow::testing;

class MapFilesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void a_writer_leaves_a_file_for_each_status_and_a_manifest();
    void the_manifest_and_the_records_have_the_members_of_the_service();
    void a_writer_can_leave_the_outputs_alone_and_lines();
    void a_run_that_failed_tells_what_was_pending();
    void without_a_place_the_records_are_the_result();
    void a_writer_without_a_bucket_fails_as_a_writer();
    void an_inventory_names_the_files_that_have_the_items();
    void an_unloaded_table_names_them_line_by_line();
    void a_listed_bucket_can_be_read_through();
    void an_item_knows_where_it_came_from();
    void a_manifest_that_is_none_says_what_is_wrong();
    void items_can_lie_deeper_in_a_file();
    void the_members_of_an_object_in_a_file_are_items_data();
    void the_members_of_an_object_in_a_file_are_items();
    void a_reader_says_what_is_wrong_with_its_fields();
};

#ifndef Q_MOC_RUN  // it loses its way in raw strings
namespace {

std::string writing(const std::string& writer, const std::string& more = "") {
    return R"("Each": {"Type": "Map", "Label": "Run", "End": true, )" + more + R"("ResultWriter": {)" + writer +
           R"(}, "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Large", "States": {
        "Large": {"Type": "Choice", "Choices": [{"Variable": "$[0]", "NumericGreaterThan": 3, "Next": "Bad"}], "Default": "Good"},
        "Bad": {"Type": "Fail", "Error": "TooLarge", "Cause": "more than three"}, "Good": {"Type": "Pass", "End": true}}}})";
}

const std::string kPlace =
    R"("Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "results", "Prefix": "jobs"})";

const StandaloneRun::File* file(const StandaloneRun& run, const std::string& name) {
    for (const StandaloneRun::File& one : run.written) {
        if (one.key.ends_with("/" + name)) return &one;
    }
    return nullptr;
}

std::string body(const StandaloneRun& run, const std::string& name) {
    const StandaloneRun::File* found = file(run, name);
    return found == nullptr ? "NOT WRITTEN" : found->body;
}

std::string reading(const std::string& config) {
    return R"("Each": {"Type": "Map", "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "stock", "Key": "m.json"}, "ReaderConfig": {)" +
           config +
           R"(}}, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P",
              "States": {"P": {"Type": "Pass", "End": true}}}, "End": true})";
}

MockAnswer text(const std::string& text) { return {.result = Json(text)}; }

}  // namespace

void MapFilesTest::a_writer_leaves_a_file_for_each_status_and_a_manifest() {
    const StandaloneRun run = testing::run(writing(kPlace, R"("ToleratedFailureCount": 1, )"), "[[1], [5], [2, 3]]");
    same(told(run),
         R"(SUCCEEDED {"MapRunArn":"arn:aws:states:us-east-1:123456789012:mapRun:StateMachine/Run:execution-1",)"
         R"("ResultWriterDetails":{"Bucket":"results","Key":"jobs/execution-1/manifest.json"}})");
    QCOMPARE(run.written.size(), std::size_t{3});
    QCOMPARE(json(body(run, "SUCCEEDED_0.json")).size(), std::size_t{2});
    QCOMPARE(json(body(run, "FAILED_0.json")).size(), std::size_t{1});
    QVERIFY(file(run, "PENDING_0.json") == nullptr);
    const Json manifest = json(body(run, "manifest.json"));
    const Json* run1 = member(run.output, "MapRunArn");
    QVERIFY(run1 != nullptr);
    same(jsonText(manifest["MapRunArn"]), jsonText(*run1));
    const Json& listed = manifest["ResultFiles"]["SUCCEEDED"];
    QCOMPARE(listed.size(), std::size_t{1});
    same(listed[0]["Key"].get<std::string>(), "jobs/execution-1/SUCCEEDED_0.json");
    QCOMPARE(listed[0]["Size"].get<std::size_t>(), body(run, "SUCCEEDED_0.json").size());
    same(jsonText(manifest["ResultFiles"]["PENDING"]), "[]");
}

// As the developer guide prints them ("ResultWriter (Map)", section on exporting).
void MapFilesTest::the_manifest_and_the_records_have_the_members_of_the_service() {
    const StandaloneRun run = testing::run(writing(kPlace, R"("ToleratedFailureCount": 1, )"), "[[1], [5]]");
    const auto keys = [](const Json& object) {
        std::string names;
        for (const auto& item : object.items()) names += (names.empty() ? "" : " ") + item.key();
        return names;
    };
    same(keys(json(body(run, "manifest.json"))), "DestinationBucket MapRunArn ResultFiles");
    const Json good = json(body(run, "SUCCEEDED_0.json"))[0], bad = json(body(run, "FAILED_0.json"))[0];
    same(keys(good),
         "ExecutionArn Input InputDetails Name Output OutputDetails RedriveCount RedriveStatus RedriveStatusReason "
         "StartDate StateMachineArn Status StopDate");
    same(good["ExecutionArn"].get<std::string>(),
         "arn:aws:states:us-east-1:123456789012:execution:StateMachine/Run:execution-1-0");
    same(good["Output"].get<std::string>(), "[1]");
    same(good["Status"].get<std::string>(), "SUCCEEDED");
    same(bad["Status"].get<std::string>(), "FAILED");
    same(bad["Error"].get<std::string>(), "TooLarge");
    same(bad["Cause"].get<std::string>(), "more than three");
    same(bad["Input"].get<std::string>(), "[5]");
    QVERIFY(member(bad, "Output") == nullptr);
}

void MapFilesTest::a_writer_can_leave_the_outputs_alone_and_lines() {
    const auto as = [](const std::string& form, const std::string& type) {
        return testing::run(writing(kPlace + R"(, "WriterConfig": {"Transformation": ")" + form +
                                    R"(", "OutputType": ")" + type + "\"}"),
                            "[[1], [2, 3]]");
    };
    same(body(as("COMPACT", "JSON"), "SUCCEEDED_0.json"), "[[1],[2,3]]");
    same(body(as("FLATTEN", "JSON"), "SUCCEEDED_0.json"), "[1,2,3]");
    same(body(as("COMPACT", "JSONL"), "SUCCEEDED_0.jsonl"), "[1]\n[2,3]\n");
    same(body(as("FLATTEN", "JSONL"), "SUCCEEDED_0.jsonl"), "1\n2\n3\n");
    QCOMPARE(json(body(as("NONE", "JSON"), "SUCCEEDED_0.json"))[1]["Name"], Json("execution-1-1"));
}

void MapFilesTest::a_run_that_failed_tells_what_was_pending() {
    const StandaloneRun run = testing::run(writing(kPlace, R"("MaxConcurrency": 1, )"), "[[1], [5], [2], [3]]");
    same(run.error.value_or(""), "States.ExceedToleratedFailureThreshold");
    QCOMPARE(json(body(run, "SUCCEEDED_0.json")).size(), std::size_t{1});
    QCOMPARE(json(body(run, "FAILED_0.json")).size(), std::size_t{1});
    const Json pending = json(body(run, "PENDING_0.json"));
    QCOMPARE(pending.size(), std::size_t{2});
    same(jsonText(pending[1]), R"({"Input":"[3]","InputDetails":{"Included":true},"Status":"PENDING"})");
}

void MapFilesTest::without_a_place_the_records_are_the_result() {
    const auto as = [](const std::string& form) {
        return testing::run(writing(R"("WriterConfig": {"OutputType": "JSON", "Transformation": ")" + form + "\"}",
                                    R"("ToleratedFailureCount": 1, )"),
                            "[[1, 2], [5]]");
    };
    QCOMPARE(as("NONE").output[0]["Output"], Json("[1,2]"));
    const StandaloneRun flat = as("FLATTEN");
    QCOMPARE(flat.output.size(), std::size_t{3});
    QCOMPARE(flat.output[1], Json(2));
    QCOMPARE(flat.output[2]["Error"], Json("TooLarge"));  // a child that failed is told of as it is
    QVERIFY(flat.written.empty());
}

void MapFilesTest::a_writer_without_a_bucket_fails_as_a_writer() {
    const StandaloneRun run = testing::run(
        writing(R"("Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Prefix": "jobs"})"), "[[1]]");
    same(told(run), "FAILED States.ResultWriterFailed: The ResultWriter names no Bucket to write the results to.");
    same(events(run),
         "ExecutionStarted MapStateEntered MapStateStarted MapRunStarted MapRunFailed MapStateFailed ExecutionFailed");
}

void MapFilesTest::an_inventory_names_the_files_that_have_the_items() {
    const std::string manifest =
        R"({"sourceBucket": "stock", "fileFormat": "CSV", "fileSchema": "Bucket, Key, Size", "files": [{"key": "data/1.csv.gz", "size": 5}, {"key": "data/2.csv.gz", "size": 5}]})";
    const std::string first = "\"stock\",\"a.jpg\",\"10\"\n\"stock\",\"b, c.jpg\",\"20\"\n",
                      second = "\"stock\",\"d.jpg\",\"30\"\n";
    const std::string all =
        R"(SUCCEEDED [{"Bucket":"stock","Key":"a.jpg","Size":"10"},{"Bucket":"stock","Key":"b, c.jpg","Size":"20"},{"Bucket":"stock","Key":"d.jpg","Size":"30"}])";
    for (const char* config : {R"("InputType": "MANIFEST")", R"("ManifestType": "S3_INVENTORY")"}) {
        // One after the other, or by their keys.
        same(told(run(reading(config), "{}", {{"Each", {gives(manifest), text(first), text(second)}}})), all);
        MockAnswer whole = text(manifest);
        whole.files = {{"data/1.csv.gz", Json(first)}, {"data/2.csv.gz", Json(second)}};
        same(told(run(reading(config), "{}", {{"Each", {whole}}})), all);
    }
    const Loaded loaded = machine(reading(R"("InputType": "MANIFEST")"));
    const Result<std::vector<std::string>> keys = filesOfManifest(loaded.machine->states.front(), json(manifest));
    QVERIFY(keys.has_value());
    QCOMPARE(keys->size(), std::size_t{2});
    // What the files are asked of the store with.
    Execution execution{loaded.machine, {}};
    execution.start(Json::object(), SimTime{});
    const auto asked = [&] {
        for (const Command& command : execution.takeCommands()) {
            if (command.kind == Command::Kind::readItems) return command;
        }
        return Command{};
    };
    const Command forManifest = asked();
    same(jsonText(forManifest.payload), R"({"Bucket":"stock","Key":"m.json"})");
    execution.taskSucceeded(forManifest.task, json(manifest), SimTime{});
    same(jsonText(asked().payload), R"({"Key":"data/1.csv.gz","Bucket":"stock"})");
    same(told(run(reading(R"("InputType": "MANIFEST", "MaxItems": 2)"), "{}",
                  {{"Each", {gives(manifest), text(first), text(second)}}})),
         R"(SUCCEEDED [{"Bucket":"stock","Key":"a.jpg","Size":"10"},{"Bucket":"stock","Key":"b, c.jpg","Size":"20"}])");
    same(told(run(reading(R"("InputType": "MANIFEST")"), "{}", {{"Each", {gives(R"([{"Key": "x"}])")}}})),
         R"(SUCCEEDED [{"Key":"x"}])");
}

void MapFilesTest::an_unloaded_table_names_them_line_by_line() {
    const std::string config = R"("InputType": "JSONL", "ManifestType": "ATHENA_DATA")";
    same(told(run(
             reading(config), "{}",
             {{"Each",
               {text("s3://stock/t/1\ns3://stock/t/2\n"), text("{\"a\": 1}\n"), text("{\"a\": 2}\n{\"a\": 3}\n")}}})),
         R"(SUCCEEDED [{"a":1},{"a":2},{"a":3}])");
    same(told(run(reading(config), "{}", {{"Each", {text("stock/t/1\n")}}})),
         "FAILED States.ItemReaderFailed: A line of the manifest is no s3://bucket/key: stock/t/1");
}

namespace {

std::string listing(const std::string& config, const std::string& more = "") {
    return R"("Each": {"Type": "Map", "ItemReader": {"Resource": "arn:aws:states:::s3:listObjectsV2", "Parameters": {"Bucket": "stock", "Prefix": "logs/"}, "ReaderConfig": {)" +
           config + "}}, " + more +
           R"("ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P",
              "States": {"P": {"Type": "Pass", "End": true}}}, "End": true})";
}

const char* const kList = R"({"Contents": [{"Key": "logs/"}, {"Key": "logs/1"}, {"Key": "logs/2"}]})";

}  // namespace

void MapFilesTest::a_listed_bucket_can_be_read_through() {
    const Mocks mocks{{"Each", {gives(kList), text("{\"a\": 1}\n"), text("{\"a\": 2}\n")}}};
    same(told(run(listing(R"("InputType": "JSONL", "Transformation": "LOAD_AND_FLATTEN")"), "{}", mocks)),
         R"(SUCCEEDED [{"a":1},{"a":2}])");
    same(told(run(listing(""), "{}", mocks)), R"(SUCCEEDED [{"Key":"logs/"},{"Key":"logs/1"},{"Key":"logs/2"}])");
    contains(run(listing(R"("Transformation": "LOAD_AND_FLATTEN")")).cause.value_or(""), "InputType is missing");
}

// The developer guide's words for it ("Context object data for Map states").
void MapFilesTest::an_item_knows_where_it_came_from() {
    const std::string select = R"("ItemSelector": {"i.$": "$$.Map.Item.Index", "s.$": "$$.Map.Item.Source"}, )";
    const auto sources = [](const StandaloneRun& run) {
        std::string all;
        for (const Json& item : run.output) all += (all.empty() ? "" : " ") + item.value("s", std::string{"none"});
        return all.empty() ? told(run) : all;
    };
    const std::string plain =
        R"("Each": {"Type": "Map", )" + select +
        R"("ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}, "End": true})";
    same(sources(run(plain, "[1, 2]")), "STATE_DATA STATE_DATA");
    same(sources(run(listing("", select), "{}", {{"Each", {gives(kList)}}})), "s3://stock s3://stock s3://stock");
    const Mocks mocks{{"Each", {gives(kList), text("1\n2\n"), text("3\n")}}};
    same(sources(run(listing(R"("InputType": "JSONL", "Transformation": "LOAD_AND_FLATTEN")", select), "{}", mocks)),
         "s3://stock/logs/1 s3://stock/logs/1 s3://stock/logs/2");
}

void MapFilesTest::a_manifest_that_is_none_says_what_is_wrong() {
    const std::string states = reading(R"("InputType": "MANIFEST")");
    const auto failed = [&](const std::string& manifest) {
        return run(states, "{}", {{"Each", {gives(manifest)}}}).cause.value_or("");
    };
    same(failed("{}"), "The manifest has no array \"files\".");
    same(failed(R"({"files": [{"size": 1}]})"), "A file of the manifest has no \"key\".");
    same(failed(R"({"fileFormat": "Parquet", "files": []})"),
         "The inventory's files are Parquet: only those of CSV can be read.");
    contains(failed(R"("no json")"), "The manifest is no JSON");
    same(run(states, "{}", {{"Each", {gives(R"({"files": [{"key": "k"}]})"), fails("S3.NoSuchKey", "gone")}}})
             .error.value_or(""),
         "States.ItemReaderFailed");
    same(told(run(states, "{}", {{"Each", {gives(R"({"files": []})")}}})), "SUCCEEDED []");
}

void MapFilesTest::the_members_of_an_object_in_a_file_are_items_data() {
    QTest::addColumn<QString>("config");
    QTest::addColumn<QString>("delivered");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* config, const char* delivered, const char* expected) {
        QTest::newRow(name) << QString{config} << QString{delivered} << QString{expected};
    };
    const char* const json = R"("InputType": "JSON")";
    row("as text", json, R"("{\"b\": 1, \"a\": [2]}")", R"(SUCCEEDED [{"Key":"b","Value":1},{"Key":"a","Value":[2]}])");
    row("as the driver has parsed it", json, R"({"b": 1})", R"(SUCCEEDED [{"Key":"b","Value":1}])");
    row("deeper", R"("InputType": "JSON", "ItemsPointer": "/o/0")", R"({"o": [{"k": null}]})",
        R"(SUCCEEDED [{"Key":"k","Value":null}])");
    row("an array all the same", R"("InputType": "JSON", "ItemsPointer": "/o")", R"({"o": [1, 2]})", "SUCCEEDED [1,2]");
    row("no more than the most", R"("InputType": "JSON", "MaxItems": 1)", R"({"a": 1, "b": 2})",
        R"(SUCCEEDED [{"Key":"a","Value":1}])");
    row("none", json, "{}", "SUCCEEDED []");
    row("neither", json, R"("5")", "FAILED States.ItemReaderFailed: Attempting to map over non-iterable node.");
    row("no JSON", R"("InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW")", R"({"a": 1})",
        "FAILED States.ItemReaderFailed: Attempting to map over non-iterable node.");
}

void MapFilesTest::the_members_of_an_object_in_a_file_are_items() {
    QFETCH(QString, config);
    QFETCH(QString, delivered);
    QFETCH(QString, expected);
    const MockAnswer answer{.result = json(delivered.toStdString())};
    same(told(run(reading(config.toStdString()), "{}", {{"Each", {answer}}})), expected.toStdString());
}

void MapFilesTest::items_can_lie_deeper_in_a_file() {
    const std::string states = reading(R"("InputType": "JSON", "ItemsPointer": "/a~1b/1/~0c")");
    same(told(run(states, "{}", {{"Each", {gives(R"({"a/b": [0, {"~c": [1, 2]}]})")}}})), "SUCCEEDED [1,2]");
    same(told(run(states, "{}", {{"Each", {text(R"({"a/b": [0, {"~c": [1, 2]}]})")}}})), "SUCCEEDED [1,2]");
    same(told(run(states, "{}", {{"Each", {gives("{}")}}})),
         "FAILED States.ItemReaderFailed: ItemsPointer leads nowhere: there is no \"a/b\".");
}

void MapFilesTest::a_reader_says_what_is_wrong_with_its_fields() {
    const auto refused = [](const std::string& config) {
        const Loaded loaded = machine(reading(config));
        return loaded.diagnostics.empty()
                   ? std::string{"nothing"}
                   : loaded.diagnostics.front().sentence + " at " + loaded.diagnostics.front().place.field;
    };
    same(refused(R"("InputType": "CSV", "ManifestType": "S3_LIST")"),
         "unknown manifest type \"S3_LIST\": it is S3_INVENTORY or ATHENA_DATA at "
         "/States/Each/ItemReader/ReaderConfig/ManifestType");
    contains(refused(R"("ManifestType": "ATHENA_DATA")"), "InputType is missing");
    contains(refused(R"("InputType": "JSON", "ItemsPointer": "a/b")"), "which starts with /");
}

#endif

QTEST_GUILESS_MAIN(MapFilesTest)
#include "map_files_test.moc"
