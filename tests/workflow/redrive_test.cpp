#include "machines.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::workflow;
using namespace spillway::workflow::testing;
using namespace std::chrono_literals;

class RedriveTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void what_succeeded_is_kept_and_the_failed_state_runs_again();
    void retries_and_the_time_limit_start_anew();
    void only_the_branch_that_failed_runs_again();
    void only_the_iterations_that_failed_run_again();
    void a_map_run_goes_on_with_the_children_that_failed();
    void an_express_child_starts_from_its_first_state();
    void a_branch_inside_a_branch_goes_on_where_it_was();
    void a_result_that_was_too_large_is_made_again_as_a_whole();
    void what_timed_out_can_go_on();
    void the_context_tells_of_the_redrive();
    void what_cannot_be_redriven_says_why();
    void a_copy_is_redriven_as_its_original();
};

#ifndef Q_MOC_RUN  // it loses its way in raw strings
namespace {

std::string task(const std::string& name, const std::string& more = R"("End": true)") {
    return "\"" + name + R"(": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", )" + more + "}";
}

StandaloneRun redriven(const std::string& states, const std::string& input, const Mocks& mocks, int times = 1,
                       ExecutionSettings settings = {}) {
    const Loaded loaded = machine(states);
    if (!loaded.machine) return {.status = ExecutionStatus::aborted, .cause = format(loaded.diagnostics.front())};
    return runStandalone(loaded.machine, json(input), mocks, std::move(settings), times);
}

int count(const StandaloneRun& run, std::string_view type) {
    return static_cast<int>(std::ranges::count(run.history, type, &HistoryEvent::type));
}

}  // namespace

void RedriveTest::what_succeeded_is_kept_and_the_failed_state_runs_again() {
    const std::string states = task("First", R"("ResultPath": "$.first", "Next": "Second")") + ", " + task("Second");
    const StandaloneRun run =
        redriven(states, "{}", {{"First", {gives("1"), gives("2")}}, {"Second", {fails("Down"), gives("3")}}});
    same(told(run), "SUCCEEDED 3");
    QCOMPARE(run.redrives, 1);
    same(events(run),
         "ExecutionStarted TaskStateEntered TaskScheduled TaskStarted TaskSucceeded TaskStateExited TaskStateEntered "
         "TaskScheduled TaskStarted TaskFailed ExecutionFailed ExecutionRedriven TaskScheduled TaskStarted "
         "TaskSucceeded TaskStateExited ExecutionSucceeded");
    // The second attempt gets what the first one got.
    same(jsonText(run.history[6].details),
         R"J({"stateEnteredEventDetails":{"name":"Second","input":"{\"first\":1}"}})J");
    same(jsonText(run.history[12].details["taskScheduledEventDetails"]["parameters"]), R"J("{\"first\":1}")J");
    same(jsonText(run.history[11].details), R"J({"executionRedrivenEventDetails":{"redriveCount":1}})J");
    same(told(redriven(states, "{}", {{"Second", {fails("Down")}}}, 3)), "FAILED Down: ");
    QCOMPARE(redriven(states, "{}", {{"Second", {fails("Down")}}}, 3).redrives, 3);
    QCOMPARE(redriven(states, "{}", {{"Second", {gives("1")}}}, 3).redrives, 0);
}

void RedriveTest::retries_and_the_time_limit_start_anew() {
    const std::string states = task("Call", R"("Retry": [{"ErrorEquals": ["Busy"], "MaxAttempts": 2}], "End": true)");
    const StandaloneRun run =
        redriven(states, "{}",
                 {{"Call", {fails("Busy"), fails("Busy"), fails("Busy"), fails("Busy"), fails("Busy"), gives("1")}}});
    same(told(run), "SUCCEEDED 1");
    QCOMPARE(count(run, "TaskFailed"), 5);
    QCOMPARE(run.took, Duration{3s + 3s});  // 1 s and 2 s, both times
    // The limit of the whole execution is counted from the redrive.
    Loaded limited = loadDefinition(json(
        R"J({"StartAt": "Rest", "TimeoutSeconds": 15, "States": {"Rest": {"Type": "Wait", "Seconds": 10, "Next": "Call"},
        "Call": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Next": "More"}, "More": {"Type": "Wait", "Seconds": 10, "End": true}}})J"));
    const StandaloneRun within =
        runStandalone(limited.machine, json("{}"), {{"Call", {fails("Down"), gives("{}")}}}, {}, 1);
    same(told(within), "SUCCEEDED {}");
    QCOMPARE(within.took, Duration{20s});
}

void RedriveTest::only_the_branch_that_failed_runs_again() {
    const std::string states = R"("Both": {"Type": "Parallel", "End": true, "Branches": [
        {"StartAt": "Left", "States": {)" +
                               task("Left") + R"(}}, {"StartAt": "Right", "States": {)" + task("Right") + "}}]}";
    const StandaloneRun run =
        redriven(states, "{}",
                 {{"Left", {gives("1"), gives("9")}},
                  {"Right", {MockAnswer{.error = TaskError{"Down", ""}, .after = 5s}, gives("2")}}});
    same(told(run), "SUCCEEDED [1,2]");
    QCOMPARE(count(run, "ParallelStateEntered"), 1);
    QCOMPARE(count(run, "ParallelStateStarted"), 1);
    QCOMPARE(count(run, "TaskScheduled"), 3);
    QVERIFY(
        events(run).ends_with("ExecutionRedriven TaskScheduled TaskStarted TaskSucceeded TaskStateExited "
                              "ParallelStateSucceeded ParallelStateExited ExecutionSucceeded"));
    // A branch that was stopped because of the other one goes on too.
    const StandaloneRun both =
        redriven(states, "{}", {{"Left", {gives("8", 9s), gives("1")}}, {"Right", {fails("Down"), gives("2")}}});
    same(told(both), "SUCCEEDED [1,2]");
    QCOMPARE(count(both, "TaskStateAborted"), 1);
    QCOMPARE(count(both, "TaskScheduled"), 4);
}

void RedriveTest::only_the_iterations_that_failed_run_again() {
    const std::string states =
        R"("Each": {"Type": "Map", "MaxConcurrency": 1, "End": true, "ItemProcessor": {"StartAt": "Call", "States": {)" +
        task("Call") + "}}}";
    const StandaloneRun run =
        redriven(states, "[1,2,3]", {{"Call", {gives("10"), fails("Down"), gives("20"), gives("30")}}});
    same(told(run), "SUCCEEDED [10,20,30]");
    QCOMPARE(count(run, "MapIterationStarted"), 3);  // the third had not been started before
    QCOMPARE(count(run, "TaskScheduled"), 4);
    QCOMPARE(count(run, "MapStateStarted"), 1);
}

namespace {

std::string mapRun(const std::string& type, const std::string& processor, const std::string& more = "") {
    return R"("Each": {"Type": "Map", "End": true, )" + more +
           R"("ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": ")" + type + R"("}, )" +
           processor + "}}";
}

}  // namespace

void RedriveTest::a_map_run_goes_on_with_the_children_that_failed() {
    const std::string states =
        mapRun("STANDARD",
               R"("StartAt": "Note", "States": {)" + task("Note", R"("ResultPath": "$.noted", "Next": "Call")") + ", " +
                   task("Call", R"("OutputPath": "$", "End": true)") + "}",
               R"("ToleratedFailureCount": 1, "MaxConcurrency": 1, )");
    const StandaloneRun run =
        redriven(states, R"([{"a": 1}, {"a": 2}, {"a": 3}])",
                 {{"Note", {gives("1"), gives("2"), gives("3"), gives("4")}},
                  {"Call", {fails("Down"), gives("20"), fails("Down"), gives("10"), gives("30")}}});
    // The first and the third failed; neither takes its note again.
    same(told(run), "SUCCEEDED [10,20,30]");
    QCOMPARE(count(run, "MapRunStarted"), 1);
    QCOMPARE(count(run, "MapRunFailed"), 1);
    QCOMPARE(count(run, "MapRunRedriven"), 1);
    QCOMPARE(count(run, "MapRunSucceeded"), 1);
}

void RedriveTest::an_express_child_starts_from_its_first_state() {
    const std::string processor = R"("StartAt": "Note", "States": {)" +
                                  task("Note", R"("ResultPath": "$.noted", "Next": "Call")") + ", " +
                                  task("Call", R"("ResultPath": "$.called", "End": true)") + "}";
    const Mocks mocks{{"Note", {gives("1"), gives("2")}}, {"Call", {fails("Down"), gives("7")}}};
    same(told(redriven(mapRun("EXPRESS", processor), R"([{"a": 1}])", mocks)),
         R"(SUCCEEDED [{"a":1,"noted":2,"called":7}])");
    same(told(redriven(mapRun("STANDARD", processor), R"([{"a": 1}])", mocks)),
         R"(SUCCEEDED [{"a":1,"noted":1,"called":7}])");
}

void RedriveTest::a_branch_inside_a_branch_goes_on_where_it_was() {
    const std::string states =
        R"J("Set": {"Type": "Pass", "Assign": {"outer": 5}, "Next": "All"}, "All": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "Each", "States": {
        "Each": {"Type": "Map", "ItemsPath": "$.items", "End": true, "ItemProcessor": {"StartAt": "In", "States": {
            "In": {"Type": "Pass", "Assign": {"inner.$": "$"}, "Next": "Call"},)J" +
        task("Call", R"("Next": "Sum")") + R"J(,
            "Sum": {"Type": "Pass", "Parameters": {"sum.$": "States.MathAdd($inner, $outer)"}, "End": true}}}}}}]})J";
    const StandaloneRun run = redriven(states, R"({"items": [1, 2]})", {{"Call", {fails("Down"), gives("0")}}});
    same(told(run), R"(SUCCEEDED [[{"sum":6},{"sum":7}]])");
}

void RedriveTest::a_result_that_was_too_large_is_made_again_as_a_whole() {
    const std::string states =
        R"("Each": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "Call", "States": {)" + task("Call") +
        "}}}";
    const std::string large = "\"" + std::string(200'000, 'x') + "\"";
    const StandaloneRun run =
        redriven(states, "[1,2]", {{"Call", {gives(large), gives(large), gives("1"), gives("2")}}});
    same(told(run), "SUCCEEDED [1,2]");
    QCOMPARE(count(run, "TaskScheduled"), 4);
}

void RedriveTest::what_timed_out_can_go_on() {
    Loaded limited = loadDefinition(json(
        R"J({"StartAt": "Call", "TimeoutSeconds": 5, "States": {"Call": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true}}})J"));
    const StandaloneRun run = runStandalone(limited.machine, json("{}"), {{"Call", {MockAnswer{}, gives("1")}}}, {}, 1);
    same(told(run), "SUCCEEDED 1");
    same(events(run),
         "ExecutionStarted TaskStateEntered TaskScheduled TaskStarted ExecutionTimedOut ExecutionRedriven "
         "TaskScheduled TaskStarted TaskSucceeded TaskStateExited ExecutionSucceeded");
}

void RedriveTest::the_context_tells_of_the_redrive() {
    const std::string states =
        task("Call", R"J("Parameters": {"n.$": "$$.Execution.RedriveCount"}, "Next": "See")J") +
        R"J(, "See": {"Type": "Pass", "Parameters": {"execution.$": "$$.Execution"}, "End": true})J";
    const StandaloneRun run =
        redriven(states, "{}", {{"Call", {MockAnswer{.error = TaskError{"Down", ""}, .after = 60s}, gives("1")}}});
    QCOMPARE(run.output["execution"]["RedriveCount"].get<int>(), 1);
    same(run.output["execution"]["RedriveTime"].get<std::string>(), "2026-01-01T00:01:00.000Z");
    same(run.output["execution"]["StartTime"].get<std::string>(), "2026-01-01T00:00:00.000Z");
}

void RedriveTest::what_cannot_be_redriven_says_why() {
    const Loaded loaded = machine(R"("No": {"Type": "Fail", "Error": "E"})");
    Execution plain{loaded.machine, {}};
    same(plain.whyNotRedriven(), "it is still running");
    plain.start(Json::object(), SimTime{});
    same(plain.whyNotRedriven(), "it kept nothing to go on from");
    Execution express{loaded.machine, {.kind = WorkflowKind::express, .keepsForRedrive = true}};
    express.start(Json::object(), SimTime{});
    contains(express.whyNotRedriven(), "Express");
    // A Fail state is entered again, and fails again.
    const StandaloneRun again = redriven(R"("No": {"Type": "Fail", "Error": "E"})", "{}", {}, 2);
    same(told(again), "FAILED E: -");
    QCOMPARE(count(again, "FailStateEntered"), 3);
    const std::string loop =
        R"("A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Choice", "Choices": [{"Variable": "$", "IsPresent": true, "Next": "A"}], "Default": "C"}, "C": {"Type": "Succeed"})";
    QCOMPARE(redriven(loop, "{}", {}, 5).redrives, 0);  // its history is full
}

void RedriveTest::a_copy_is_redriven_as_its_original() {
    const Loaded loaded = machine(R"("Both": {"Type": "Parallel", "End": true, "Branches": [
        {"StartAt": "Left", "States": {)" +
                                  task("Left") + R"(}}, {"StartAt": "Right", "States": {)" + task("Right") + "}}]}");
    Execution first{loaded.machine, {.keepsForRedrive = true}};
    first.start(Json::object(), SimTime{});
    std::map<std::string, TaskId> calls;
    for (const Command& command : first.takeCommands()) {
        if (command.kind == Command::Kind::callTask) calls[command.state] = command.task;
    }
    first.taskSucceeded(calls["Left"], 1, SimTime{1s});
    first.taskFailed(calls["Right"], {"Down", ""}, SimTime{2s});
    QCOMPARE(first.status(), ExecutionStatus::failed);
    first.takeCommands();
    Execution second = first;
    for (Execution* one : {&first, &second}) {
        same(one->whyNotRedriven(), "");
        one->redrive(SimTime{3s});
        for (const Command& command : one->takeCommands()) {
            if (command.kind != Command::Kind::callTask) continue;
            same(command.state, "Right");
            one->taskSucceeded(command.task, one == &first ? 2 : 3, SimTime{4s});
        }
    }
    same(jsonText(first.output()), "[1,2]");
    same(jsonText(second.output()), "[1,3]");
}

#endif

QTEST_GUILESS_MAIN(RedriveTest)
#include "redrive_test.moc"
