#include "machines.h"
#include "workflow/fault.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::workflow;
using namespace spillway::workflow::testing;
using namespace std::chrono_literals;

class ExecutionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void a_task_that_fails_waits_longer_before_each_retry();
    void full_jitter_waits_between_nothing_and_the_whole_interval();
    void each_retrier_counts_for_itself_and_then_the_error_is_caught();
    void a_timeout_is_no_failed_task_but_is_among_all_errors();
    void a_missed_heartbeat_ends_a_task_before_its_timeout();
    void an_answer_after_the_timeout_changes_nothing();
    void a_wait_takes_simulated_time_and_an_express_workflow_has_five_minutes();
    void one_failed_branch_stops_the_others();
    void a_map_runs_at_most_so_many_items_at_once();
    void a_distributed_map_tolerates_as_many_failures_as_it_says();
    void batches_carry_what_they_share();
    void a_reader_delivers_rows_of_a_table();
    void a_map_run_that_cannot_read_its_items_fails_as_a_run();
    void a_reader_takes_no_more_than_it_may();
    void a_writer_can_flatten_what_the_children_give();
    void variables_of_a_branch_stay_in_it();
    void a_token_is_in_the_context_of_the_state_that_waits_for_it();
    void no_loop_hangs();
    void a_payload_may_not_outgrow_the_service();
    void the_same_seed_gives_the_same_execution();
    void a_choice_can_be_forced();
};

#ifndef Q_MOC_RUN  // it loses its way in raw strings
namespace {

const std::string kCall = R"("Call": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", )";

Duration at(const StandaloneRun& run, std::string_view type, int nth) {
    for (const HistoryEvent& event : run.history) {
        if (event.type == type && nth-- == 0) return event.at;
    }
    return Duration{-1};
}

}  // namespace

void ExecutionTest::a_task_that_fails_waits_longer_before_each_retry() {
    const std::string states =
        kCall +
        R"("Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 2, "BackoffRate": 3, "MaxAttempts": 4, "MaxDelaySeconds": 10}], "End": true})";
    const StandaloneRun done = run(states, "{}", {{"Call", {fails("Busy"), fails("Busy"), fails("Busy"), gives("7")}}});
    same(told(done), "SUCCEEDED 7");
    QCOMPARE(at(done, "TaskScheduled", 1), Duration{2s});
    QCOMPARE(at(done, "TaskScheduled", 2), Duration{2s + 6s});
    QCOMPARE(at(done, "TaskScheduled", 3), Duration{2s + 6s + 10s});
}

void ExecutionTest::full_jitter_waits_between_nothing_and_the_whole_interval() {
    const std::string states =
        kCall +
        R"("Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 100, "JitterStrategy": "FULL", "MaxAttempts": 1}], "End": true})";
    Duration least = 1h, most{};
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const StandaloneRun done = run(states, "{}", {{"Call", {fails("Busy"), gives("1")}}}, {.seed = seed});
        least = std::min(least, done.took);
        most = std::max(most, done.took);
    }
    QVERIFY(least >= 0s && least < 10s);
    QVERIFY(most > 90s && most <= 100s);
}

void ExecutionTest::each_retrier_counts_for_itself_and_then_the_error_is_caught() {
    const std::string states =
        kCall + R"("Retry": [{"ErrorEquals": ["A"], "MaxAttempts": 1}, {"ErrorEquals": ["B"], "MaxAttempts": 1}],
            "Catch": [{"ErrorEquals": ["States.TaskFailed"], "ResultPath": "$.problem", "Next": "Rest"}], "End": true},
            "Rest": {"Type": "Succeed"})";
    const StandaloneRun done =
        run(states, R"({"order": 1})", {{"Call", {fails("A"), fails("B"), fails("A", "again")}}});
    same(told(done), R"(SUCCEEDED {"order":1,"problem":{"Error":"A","Cause":"again"}})");
    same(events(done),
         "ExecutionStarted TaskStateEntered TaskScheduled TaskStarted TaskFailed TaskScheduled TaskStarted "
         "TaskFailed TaskScheduled "
         "TaskStarted TaskFailed TaskStateExited SucceedStateEntered SucceedStateExited ExecutionSucceeded");
}

void ExecutionTest::a_timeout_is_no_failed_task_but_is_among_all_errors() {
    const std::string catching =
        kCall + R"("TimeoutSeconds": 5, "Catch": [{"ErrorEquals": ["States.TaskFailed"], "Next": "Failed"},
            {"ErrorEquals": ["States.ALL"], "Next": "Other"}], "End": true}, "Failed": {"Type": "Fail"}, "Other": {"Type": "Succeed"})";
    const StandaloneRun done = run(catching, "{}", {{"Call", {MockAnswer{}}}});
    same(told(done), R"(SUCCEEDED {"Error":"States.Timeout","Cause":""})");
    QCOMPARE(at(done, "TaskTimedOut", 0), Duration{5s});
}

void ExecutionTest::a_missed_heartbeat_ends_a_task_before_its_timeout() {
    const std::string states = kCall + R"("TimeoutSeconds": 60, "HeartbeatSeconds": 7, "End": true})";
    const StandaloneRun done = run(states, "{}", {{"Call", {MockAnswer{}}}});
    same(told(done), "FAILED States.HeartbeatTimeout: -");
    QCOMPARE(done.took, Duration{7s});
}

void ExecutionTest::an_answer_after_the_timeout_changes_nothing() {
    const std::string states =
        kCall +
        R"("TimeoutSeconds": 5, "Catch": [{"ErrorEquals": ["States.Timeout"], "Next": "Rest"}], "End": true},
            "Rest": {"Type": "Wait", "Seconds": 10, "End": true})";
    const StandaloneRun done = run(states, "{}", {{"Call", {gives("1", 8s)}}});
    same(told(done), R"(SUCCEEDED {"Error":"States.Timeout","Cause":""})");
    QCOMPARE(done.took, Duration{15s});
}

void ExecutionTest::a_wait_takes_simulated_time_and_an_express_workflow_has_five_minutes() {
    const std::string states = R"("Rest": {"Type": "Wait", "Seconds": 301, "End": true})";
    QCOMPARE(run(states).took, Duration{301s});
    same(told(run(states, "{}", {}, {.kind = WorkflowKind::express})), "TIMED_OUT -: -");
}

void ExecutionTest::one_failed_branch_stops_the_others() {
    const std::string states = R"("Both": {"Type": "Parallel", "End": true, "Branches": [
            {"StartAt": "Slow", "States": {"Slow": {"Type": "Wait", "Seconds": 100, "End": true}}},
            {"StartAt": "Pause", "States": {"Pause": {"Type": "Wait", "Seconds": 1, "Next": "Bad"}, "Bad": {"Type": "Fail", "Error": "E"}}}]})";
    const StandaloneRun done = run(states);
    same(told(done), "FAILED E: -");
    QCOMPARE(done.took, Duration{1s});
    QVERIFY(events(done).find("WaitStateAborted ParallelStateFailed ExecutionFailed") != std::string::npos);
}

void ExecutionTest::a_map_runs_at_most_so_many_items_at_once() {
    const std::string states =
        R"("Each": {"Type": "Map", "MaxConcurrency": 2, "End": true, "ItemProcessor": {"StartAt": "Rest", "States": {
            "Rest": {"Type": "Wait", "Seconds": 10, "End": true}}}})";
    QCOMPARE(run(states, "[1,2,3,4,5]").took, Duration{30s});
    same(told(run(states, "[1,2,3,4,5]")), "SUCCEEDED [1,2,3,4,5]");
    same(told(run(states, "[]")), "SUCCEEDED []");
}

void ExecutionTest::a_distributed_map_tolerates_as_many_failures_as_it_says() {
    const auto states = [](const std::string& tolerated) {
        return R"("Each": {"Type": "Map", "MaxConcurrency": 1, )" + tolerated + R"("End": true, "ItemProcessor": {
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Odd", "States": {
                "Odd": {"Type": "Choice", "Choices": [{"Variable": "$", "NumericGreaterThan": 3, "Next": "Bad"}], "Default": "Good"},
                "Bad": {"Type": "Fail", "Error": "TooLarge"}, "Good": {"Type": "Pass", "End": true}}}})";
    };
    same(told(run(states(""), "[1,5]")),
         "FAILED States.ExceedToleratedFailureThreshold: The specified tolerated failure threshold was exceeded");
    same(told(run(states(R"("ToleratedFailureCount": 1, )"), "[1,5,2]")), "SUCCEEDED [1,2]");
    same(run(states(R"("ToleratedFailureCount": 1, )"), "[1,5,2,6]").error.value_or(""),
         "States.ExceedToleratedFailureThreshold");
    same(told(run(states(R"("ToleratedFailurePercentage": 50, )"), "[1,5,2,6]")), "SUCCEEDED [1,2]");
}

void ExecutionTest::batches_carry_what_they_share() {
    const std::string states =
        R"("Each": {"Type": "Map", "ItemBatcher": {"MaxItemsPerBatch": 2, "BatchInput": {"shop.$": "$.shop"}}, "ItemsPath": "$.items",
            "End": true, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "Do", "States": {"Do": {"Type": "Pass", "End": true}}}})";
    same(told(run(states, R"({"shop": "a", "items": [1,2,3]})")),
         R"(SUCCEEDED [{"BatchInput":{"shop":"a"},"Items":[1,2]},{"BatchInput":{"shop":"a"},"Items":[3]}])");
}

void ExecutionTest::a_reader_delivers_rows_of_a_table() {
    const std::string states =
        R"("Each": {"Type": "Map", "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW", "MaxItems": 2}},
            "End": true, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "Do", "States": {"Do": {"Type": "Pass", "End": true}}}})";
    same(told(run(states, "{}", {{"Each", {gives(R"J("id,name\n1,\"a, b\"\n2,c\n3,d\n")J")}}})),
         R"(SUCCEEDED [{"id":"1","name":"a, b"},{"id":"2","name":"c"}])");
    same(told(run(states, "{}", {{"Each", {fails("S3.NoSuchKey", "gone")}}})), "FAILED States.ItemReaderFailed: gone");
}

namespace {

std::string reading(const std::string& config, const std::string& more = "") {
    return R"("Each": {"Type": "Map", "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {)" +
           config + R"(}}, )" + more +
           R"("ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P",
              "States": {"P": {"Type": "Pass", "End": true}}}, "End": true})";
}

}  // namespace

void ExecutionTest::a_map_run_that_cannot_read_its_items_fails_as_a_run() {
    const StandaloneRun scalar = run(reading(R"("InputType": "JSON")"), "{}", {{"Each", {gives(R"("5")")}}});
    same(told(scalar), "FAILED States.ItemReaderFailed: Attempting to map over non-iterable node.");
    same(events(scalar),
         "ExecutionStarted MapStateEntered MapStateStarted MapRunStarted MapRunFailed MapStateFailed ExecutionFailed");
    const StandaloneRun rows =
        run(reading(R"("InputType": "JSONL")"), "{}", {{"Each", {gives(R"("{\"a\": 1}\n[2]\n")")}}});
    same(told(rows), R"(SUCCEEDED [{"a":1},[2]])");
    same(events(rows),
         "ExecutionStarted MapStateEntered MapStateStarted MapRunStarted MapRunSucceeded MapStateSucceeded "
         "MapStateExited ExecutionSucceeded");
    contains(told(run(reading(R"("InputType": "PARQUET")"), "{}", {{"Each", {gives("\"PAR1\"")}}})),
             "FAILED States.ItemReaderFailed: PARQUET files cannot be read here");
    same(told(run(reading(R"("InputType": "PARQUET")"), "{}", {{"Each", {gives("[1]")}}})), "SUCCEEDED [1]");
}

void ExecutionTest::a_reader_takes_no_more_than_it_may() {
    const Mocks three{{"Each", {gives("[1, 2, 3]")}}};
    same(told(run(reading(R"("InputType": "JSON", "MaxItems": 2)"), "{}", three)), "SUCCEEDED [1,2]");
    same(told(run(reading(R"("InputType": "JSON", "MaxItems": 0)"), "{}", three)), "SUCCEEDED [1,2,3]");
    const std::string byPath = reading(R"("InputType": "JSON", "MaxItemsPath": "$.most")");
    same(told(run(byPath, R"({"most": 1})", three)), "SUCCEEDED [1]");
    same(told(run(byPath, R"({"most": -1})", three)),
         "FAILED States.ItemReaderFailed: field MaxItems must be positive");
    contains(
        told(run(byPath, R"({"most": "many"})", three)),
        "FAILED States.ItemReaderFailed: The MaxItemsPath field refers to value \"many\" which is not a valid integer");
}

void ExecutionTest::a_writer_can_flatten_what_the_children_give() {
    const Mocks lists{{"Each", {gives("[[1, 2], [], 3]")}}};
    const auto writing = [](const std::string& form) {
        return reading(
            R"("InputType": "JSON")",
            R"("ResultWriter": {"WriterConfig": {"OutputType": "JSON", "Transformation": ")" + form + R"("}}, )");
    };
    same(told(run(writing("FLATTEN"), "{}", lists)), "SUCCEEDED [1,2,3]");
    same(told(run(writing("COMPACT"), "{}", lists)), "SUCCEEDED [[1,2],[],3]");
    contains(run(writing("SQUASH"), "{}", lists).cause.value_or(""), "it is NONE, COMPACT or FLATTEN");
}

void ExecutionTest::variables_of_a_branch_stay_in_it() {
    const std::string states =
        R"J("Set": {"Type": "Pass", "Assign": {"x": 1}, "Next": "Both"},
            "Both": {"Type": "Parallel", "Next": "See", "Branches": [{"StartAt": "In", "States": {"In": {"Type": "Pass", "Assign": {"y.$": "States.MathAdd($x, 1)"}, "Next": "Out"},
                "Out": {"Type": "Pass", "Parameters": {"y.$": "$y"}, "End": true}}}]},
            "See": {"Type": "Choice", "Choices": [{"Variable": "$y", "IsPresent": true, "Next": "Leaked"}], "Default": "Kept"},
            "Leaked": {"Type": "Fail"}, "Kept": {"Type": "Succeed"})J";
    same(told(run(states)), R"J(SUCCEEDED [{"y":2}])J");
}

void ExecutionTest::a_token_is_in_the_context_of_the_state_that_waits_for_it() {
    const std::string states =
        R"("Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"t.$": "$$.Task.Token"}, "End": true})";
    const Loaded loaded = machine(states);
    Execution execution{loaded.machine, {}};
    execution.start(Json::object(), SimTime{});
    std::vector<Command> commands = execution.takeCommands();
    const auto call = std::ranges::find(commands, Command::Kind::callTask, &Command::kind);
    QVERIFY(call != commands.end());
    QCOMPARE(call->pattern, CallPattern::waitForToken);
    QCOMPARE(call->payload["t"].get<std::string>(), call->token);
    QCOMPARE(execution.currentStates(), std::vector<std::string>{"Ask"});
    execution.taskSucceeded(call->task + 100, 1, SimTime{1s});
    QCOMPARE(execution.status(), ExecutionStatus::running);
    execution.taskSucceeded(call->task, 1, SimTime{2s});
    QCOMPARE(execution.status(), ExecutionStatus::succeeded);
    QCOMPARE(execution.transitions(), 1);
}

void ExecutionTest::no_loop_hangs() {
    const std::string loop =
        R"("A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Choice", "Choices": [{"Variable": "$", "IsPresent": true, "Next": "A"}], "Default": "C"}, "C": {"Type": "Succeed"})";
    const StandaloneRun done = run(loop);
    same(done.error.value_or(""), kRuntimeError);
    QCOMPARE(done.history.size(), std::size_t{25'000});
    same(std::string{done.history.back().type}, "ExecutionFailed");
    ExecutionSettings express{.kind = WorkflowKind::express};
    express.quotas.stepsMax = 1000;
    QVERIFY(run(loop, "{}", {}, express).cause.value_or("").find("more than 1000 states") != std::string::npos);
}

void ExecutionTest::a_payload_may_not_outgrow_the_service() {
    const std::string states =
        R"("A": {"Type": "Pass", "Parameters": {"a.$": "$", "b.$": "$"}, "Next": "A2"}, "A2": {"Type": "Choice", "Choices": [{"Variable": "$", "IsPresent": true, "Next": "A"}], "Default": "C"}, "C": {"Type": "Succeed"})";
    same(run(states, R"({"x": "0123456789"})").error.value_or(""), kDataLimitExceeded);
    const std::string deep =
        R"("A": {"Type": "Pass", "Parameters": {"a.$": "$"}, "Next": "A2"}, "A2": {"Type": "Choice", "Choices": [{"Variable": "$", "IsPresent": true, "Next": "A"}], "Default": "C"}, "C": {"Type": "Succeed"})";
    QVERIFY(run(deep).cause.value_or("").find("nested") != std::string::npos);
}

void ExecutionTest::the_same_seed_gives_the_same_execution() {
    const std::string states =
        R"J("A": {"Type": "Pass", "Parameters": {"id.$": "States.UUID()", "n.$": "States.MathRandom(1, 1000)"}, "End": true})J";
    same(told(run(states, "{}", {}, {.seed = 7})), told(run(states, "{}", {}, {.seed = 7})));
    QVERIFY(told(run(states, "{}", {}, {.seed = 7})) != told(run(states, "{}", {}, {.seed = 8})));
}

void ExecutionTest::a_choice_can_be_forced() {
    const std::string states =
        R"("Ask": {"Type": "Choice", "Choices": [{"Variable": "$.a", "NumericEquals": 1, "Next": "Yes"}], "Default": "No"}, "Yes": {"Type": "Succeed"}, "No": {"Type": "Fail"})";
    ExecutionSettings forced;
    forced.forcedChoices["Ask"] = "Yes";
    same(told(run(states, "{}", {}, forced)), "SUCCEEDED {}");
}

#endif

QTEST_GUILESS_MAIN(ExecutionTest)
#include "execution_test.moc"
