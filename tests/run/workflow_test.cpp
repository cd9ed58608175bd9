#include "run/workflow_shop.h"
#include "run/workflow_states.h"
#include "workflow/load.h"
#include "workflow/standalone.h"

#include <QtTest/QTest>

#include <algorithm>
#include <map>
#include <set>

using namespace spillway;
using namespace spillway::build;

namespace {

const char* const kChain = R"({"StartAt": "Charge", "States": {
    "Charge": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:charge", "Next": "Pause"},
    "Pause": {"Type": "Wait", "Seconds": 2, "Next": "Enough"},
    "Enough": {"Type": "Choice", "Choices": [{"Variable": "$.amount", "NumericGreaterThan": 100, "Next": "Big"}],
               "Default": "Small"},
    "Big": {"Type": "Pass", "End": true},
    "Small": {"Type": "Succeed"}}})";

// An order that is small unless a result says otherwise.
Workflow chain(WorkflowType type = WorkflowType::standard) {
    Workflow spec = machine(kChain, type);
    spec.inputs = {{.value = R"({"amount": 20})"}};
    return spec;
}

const WorkflowStateReport& stateOf(const WorkflowReport& report, const std::string& name) {
    const auto found = std::ranges::find(report.states, name, &WorkflowStateReport::name);
    SPILLWAY_ASSERT(found != report.states.end(), "the test names a state of its definition");
    return *found;
}

std::vector<std::string> typesOf(const ExecutionSample& sample) {
    std::vector<std::string> types;
    for (const ExecutionStep& step : sample.steps) types.emplace_back(step.type);
    return types;
}

std::string task(const std::string& extra) {
    return R"({"StartAt": "Charge", "States": {"Charge": {"Type": "Task", "Resource": "charge", )" + extra +
           R"("End": true}, "Refund": {"Type": "Succeed"}}})";
}

}  // namespace

class WorkflowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aTaskTakesItsNodesTimeAndAWaitVirtualTime() {
        const RunReport report = ran(shop(chain(), function(50ms), burst("users", 1, 3), 20s));
        QCOMPARE(report.workflows.size(), std::size_t{1});
        const WorkflowReport& order = report.workflows.front();
        QCOMPARE(order.counts.started, std::uint64_t{3});
        QCOMPARE(order.counts.succeeded, std::uint64_t{3});
        // 1 ms to the function, 50 ms in it, 1 ms back; the first is cold.
        QCOMPARE(stateOf(order, "Charge").counts.succeeded, std::uint64_t{3});
        const auto close = [](Duration measured, Duration wanted) {
            return toSeconds(measured) > toSeconds(wanted) * 0.96 && toSeconds(measured) < toSeconds(wanted) * 1.04;
        };
        QVERIFY(close(stateOf(order, "Charge").took.p50, 52ms));
        QVERIFY(close(stateOf(order, "Pause").took.p50, 2s));
        QCOMPARE(stateOf(order, "Small").counts.entered, std::uint64_t{3});
        QCOMPARE(stateOf(order, "Big").counts.entered, std::uint64_t{0});
        // Four states at 10 ms each.
        QVERIFY(close(order.took.p50, 2s + 52ms + 40ms));
        QCOMPARE(order.counts.transitions, std::uint64_t{12});
    }

    void inputsAndResultsDriveChoices() {
        Workflow order = chain();
        order.results = {{.state = "Charge", .share = *Share::from(0.25), .output = R"({"amount": 500})"}};
        const RunReport report = ran(shop(order, function(1ms), uniform("users", 100), 20s));
        const WorkflowReport& ended = report.workflows.front();
        const double big = static_cast<double>(stateOf(ended, "Big").counts.entered);
        const double all = big + static_cast<double>(stateOf(ended, "Small").counts.entered);
        // 1,800 draws at a quarter: four standard deviations are 4.1 points.
        QVERIFY(std::abs(big / all - 0.25) < 0.041);
        Workflow stated = chain();
        stated.inputs = {{.value = R"({"amount": 101})"}};
        const RunReport fromInput = ran(shop(stated, function(1ms), burst("users", 1, 2), 10s));
        QCOMPARE(stateOf(fromInput.workflows.front(), "Big").counts.entered, std::uint64_t{2});
    }

    void aThrottledFunctionIsRetriedAsTheDefinitionSays() {
        Function charge = function(900ms);
        charge.reservedConcurrency = 1;
        const std::string retry =
            R"("Retry": [{"ErrorEquals": ["Lambda.TooManyRequestsException"], "IntervalSeconds": 1, "BackoffRate": 1,
                "MaxAttempts": 10}], )";
        const RunReport report = ran(shop(machine(task(retry)), charge, burst("users", 10, 3), 30s));
        const WorkflowReport& order = report.workflows.front();
        const StateCounts& counts = stateOf(order, "Charge").counts;
        QCOMPARE(order.counts.succeeded, std::uint64_t{3});
        // One gets through at once. The others are throttled: after 1 s the first retry of one finds it free again.
        QVERIFY(counts.retried >= 3);
        QCOMPARE(counts.entered, std::uint64_t{3});
        QCOMPARE(order.counts.transitions, counts.entered + counts.retried);
        const NodeReport& function = report.nodes[2];
        QCOMPARE(function.failed[static_cast<std::size_t>(FailureCause::throttled)], counts.retried);
        // Without a Retry the same is the end of them.
        const RunReport without = ran(shop(machine(task("")), charge, burst("users", 10, 3), 30s));
        QCOMPARE(without.workflows.front().counts.failed, std::uint64_t{2});
        QCOMPARE(without.workflows.front().followed[0].error, std::string{"Lambda.TooManyRequestsException"});
    }

    void aCatchTakesOverWhatRetriesDoNotMend() {
        Workflow order = machine(task(R"("Catch": [{"ErrorEquals": ["CardDeclined"], "Next": "Refund"}], )"));
        order.results = {{.state = "Charge", .error = "CardDeclined", .cause = "no money"}};
        const RunReport report = ran(shop(order, function(10ms), burst("users", 1, 4), 10s));
        const WorkflowReport& ended = report.workflows.front();
        QCOMPARE(ended.counts.succeeded, std::uint64_t{4});
        QCOMPARE(stateOf(ended, "Charge").counts.caught, std::uint64_t{4});
        QCOMPARE(stateOf(ended, "Refund").counts.succeeded, std::uint64_t{4});
    }

    void aTaskThatTakesTooLongTimesOutAndItsNodeGoesOn() {
        const RunReport report = ran(shop(
            machine(task(R"("TimeoutSeconds": 2, "Catch": [{"ErrorEquals": ["States.Timeout"], "Next": "Refund"}], )")),
            function(5s), burst("users", 1, 2), 20s));
        const WorkflowReport& order = report.workflows.front();
        QCOMPARE(stateOf(order, "Charge").counts.timedOut, std::uint64_t{2});
        QCOMPARE(stateOf(order, "Refund").counts.succeeded, std::uint64_t{2});
        QCOMPARE(report.nodes[2].succeeded, std::uint64_t{2});  // nobody told the function
    }

    void aTokenComesBackAfterItsTimeAndHeartbeatsKeepItAlive() {
        const char* const definition = R"({"StartAt": "Approve", "States": {"Approve": {"Type": "Task",
            "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "HeartbeatSeconds": 60,
            "Parameters": {"QueueUrl": "sqs.us-east-1/1/approvals", "MessageBody": {"token.$": "$$.Task.Token"}},
            "End": true}}})";
        const auto made = [&](std::optional<Duration> heartbeat) {
            Workflow order = machine(definition);
            order.tasks = {{.state = "Approve", .answer = Distribution::constant(5min), .heartbeat = heartbeat}};
            return setting({clients("users"), node("order", order), node("approvals", Queue{}), service("people")},
                           {sends("users", "order"), sends("order", "approvals"), sends("approvals", "people")},
                           {burst("users", 1, 2)}, 20min);
        };
        const RunReport beating = ran(made(30s));
        QCOMPARE(beating.workflows.front().counts.succeeded, std::uint64_t{2});
        QVERIFY(beating.workflows.front().took.p50 > 290s && beating.workflows.front().took.p50 < 310s);
        QCOMPARE(beating.nodes[2].arrived, std::uint64_t{2});  // each message lay in the queue
        const RunReport silent = ran(made({}));
        QCOMPARE(silent.workflows.front().counts.failed, std::uint64_t{2});
        QCOMPARE(silent.workflows.front().followed[0].error, std::string{"States.HeartbeatTimeout"});
    }

    // A task that sends to a queue hears that the queue is not there, and may try again.
    void aTaskHearsThatItsQueueIsDown() {
        const auto ended = [](const std::string& retry) {
            Workflow order = machine(R"({"StartAt": "Send", "States": {"Send": {"Type": "Task",
                "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "orders", "MessageBody": "x"},)" +
                                     retry + R"("End": true}}})");
            Setting made = setting({clients("users"), node("order", order), node("orders", Queue{}), service("people")},
                                   {sends("users", "order"), sends("order", "orders"), sends("orders", "people")},
                                   {burst("users", 1, 10)}, 1min);
            made.scenario.faults = {fault("orders", 4500ms, 3s, faults::Outage{})};
            const RunReport report = ran(made);
            return std::pair{report.workflows.front().counts.failed, report.nodes[3].succeeded};
        };
        QCOMPARE(ended(""), (std::pair{std::uint64_t{3}, std::uint64_t{7}}));
        QCOMPARE(ended(R"("Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "BackoffRate": 1}],)"),
                 (std::pair{std::uint64_t{0}, std::uint64_t{10}}));
    }

    // A rule has done its part when the execution has begun: one that fails is not started again.
    void aFailedExecutionIsNotDeliveredAgain() {
        for (const WorkflowType type : {WorkflowType::standard, WorkflowType::express}) {
            const Workflow order = machine(R"({"StartAt": "Pause", "States": {
                "Pause": {"Type": "Wait", "Seconds": 1, "Next": "No"}, "No": {"Type": "Fail", "Error": "No"}}})",
                                           type);
            const RunReport report =
                ran(setting({clients("users"), node("bus", EventBus{}), node("order", order)},
                            {sends("users", "bus"), sends("bus", "order")}, {burst("users", 1, 5)}, 10min));
            QCOMPARE(report.workflows.front().counts.started, std::uint64_t{5});
            QCOMPARE(report.workflows.front().counts.failed, std::uint64_t{5});
        }
    }

    void aMapRunsAsManyIterationsAtOnceAsItSays() {
        Workflow order = machine(R"({"StartAt": "Each", "States": {"Each": {"Type": "Map", "MaxConcurrency": 2,
            "ItemsPath": "$.items", "ItemProcessor": {"StartAt": "Charge", "States": {"Charge": {"Type": "Task",
            "Resource": "charge", "End": true}}}, "End": true}}})");
        order.inputs = {{.value = R"({"items": [1, 2, 3, 4, 5, 6]})"}};
        Function charge = function(1s);
        charge.init = Distribution::constant(1ms);
        const RunReport report = ran(shop(order, charge, burst("users", 1, 1), 30s));
        QCOMPARE(stateOf(report.workflows.front(), "Charge").counts.succeeded, std::uint64_t{6});
        QCOMPARE(report.nodes[2].peakInstances, std::int64_t{2});
        // Three rounds of a second and some.
        QVERIFY(report.workflows.front().took.p50 > 2900ms && report.workflows.front().took.p50 < 3600ms);
    }

    void branchesRunSideBySideAndOneThatFailsEndsTheOthers() {
        const char* const definition = R"({"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "End": true,
            "Branches": [
              {"StartAt": "Charge", "States": {"Charge": {"Type": "Task", "Resource": "charge", "End": true}}},
              {"StartAt": "Long", "States": {"Long": {"Type": "Wait", "Seconds": 60, "End": true}}}]}}})";
        Workflow order = machine(definition);
        order.results = {{.state = "Charge", .error = "CardDeclined"}};
        const RunReport report = ran(shop(order, function(10ms), burst("users", 1, 2), 30s));
        QCOMPARE(report.workflows.front().counts.failed, std::uint64_t{2});
        QCOMPARE(stateOf(report.workflows.front(), "Long").counts.aborted, std::uint64_t{2});
        QCOMPARE(stateOf(report.workflows.front(), "Both").counts.failed, std::uint64_t{2});
    }

    void anExpressWorkflowEndsAfterFiveMinutes() {
        const char* const definition =
            R"({"StartAt": "Long", "States": {"Long": {"Type": "Wait", "Seconds": 400, "End": true}}})";
        Setting made = shop(machine(definition, WorkflowType::express), function(1ms), burst("users", 1, 2), 10min);
        const RunReport report = ran(made);
        QCOMPARE(report.workflows.front().counts.timedOut, std::uint64_t{2});
        QVERIFY(std::abs(report.workflows.front().billedSeconds - 600) < 1);
        // Were it billed by begun hours, two of them.
        made.topology.facts = {{"step_functions.express_billing", "1h", ""}};
        QCOMPARE(ran(made).workflows.front().billedSeconds, 7200.0);
    }

    void callersAreAnsweredAtTheStartOrAtTheEnd() {
        const auto made = [](WorkflowType type) {
            Setting shop = setting({clients("users"), node("order", chain(type)), node("charge", function(50ms))},
                                   {call("users", "order"), call("order", "charge")}, {burst("users", 1, 3)}, 20s);
            return shop;
        };
        const RunReport standard = ran(made(WorkflowType::standard));
        QVERIFY(standard.nodes[0].response.p50 < 10ms);
        QCOMPARE(standard.workflows.front().counts.succeeded, std::uint64_t{3});
        const RunReport express = ran(made(WorkflowType::express));
        QVERIFY(express.nodes[0].response.p50 > 2s);
        QCOMPARE(express.nodes[0].succeeded, std::uint64_t{3});
    }

    void aNestedWorkflowIsWaitedForOnlyAsAJob() {
        const auto outer = [](const std::string& resource) {
            return machine(R"({"StartAt": "Sub", "States": {"Sub": {"Type": "Task", "Resource": ")" + resource +
                           R"(", "Parameters": {"StateMachineArn": "arn:aws:states:x:1:stateMachine:inner"},
                            "End": true}}})");
        };
        const auto made = [&](const std::string& resource) {
            return setting({clients("users"), node("outer", outer(resource)), node("inner", chain()),
                            node("charge", function(50ms))},
                           {sends("users", "outer"), call("outer", "inner"), call("inner", "charge")},
                           {burst("users", 1, 2)}, 20s);
        };
        const RunReport waits = ran(made("arn:aws:states:::states:startExecution.sync"));
        QVERIFY(waits.workflows[0].took.p50 > 2s);
        const RunReport goesOn = ran(made("arn:aws:states:::states:startExecution"));
        QVERIFY(goesOn.workflows[0].took.p50 < 100ms);
        QCOMPARE(goesOn.workflows[1].counts.succeeded, std::uint64_t{2});
    }

    void changesOfStatusAreToldToThoseWhoListen() {
        Workflow order = machine(task(""));
        order.results = {{.state = "Charge", .share = *Share::from(0.5), .error = "CardDeclined"}};
        order.events = {{.to = "ops", .statuses = {WorkflowStatus::failed, WorkflowStatus::timed_out}}};
        Setting made = setting(
            {clients("users"), node("order", order), node("charge", function(10ms)), node("ops", EventBus{})},
            {sends("users", "order"), call("order", "charge"), sends("order", "ops")}, {burst("users", 10, 50)}, 20s);
        const RunReport report = ran(made);
        QVERIFY(report.workflows.front().counts.failed > 0);
        QCOMPARE(report.nodes[3].arrived, report.workflows.front().counts.failed);
        std::get<Workflow>(made.topology.nodes[1].spec).events.clear();
        const RunReport all = ran(made);
        QCOMPARE(all.nodes[3].arrived, std::uint64_t{100});  // started and ended
    }

    void anOutageStopsStandardExecutionsAndLosesExpressOnes() {
        const auto made = [](WorkflowType type) {
            Setting shop = setting({clients("users"), node("order", chain(type)), node("charge", function(50ms))},
                                   {sends("users", "order"), call("order", "charge")}, {burst("users", 10, 10)}, 60s);
            shop.scenario.faults = {fault("order", 1500ms, 10s, faults::Outage{})};
            return shop;
        };
        const RunReport standard = ran(made(WorkflowType::standard));
        QCOMPARE(standard.workflows.front().counts.started, std::uint64_t{10});
        QCOMPARE(standard.workflows.front().counts.succeeded, std::uint64_t{10});
        QVERIFY(standard.workflows.front().took.p50 > 8s);  // they stood still
        QCOMPARE(stateOf(standard.workflows.front(), "Charge").counts.entered, std::uint64_t{10});
        const RunReport express = ran(made(WorkflowType::express));
        QCOMPARE(express.workflows.front().counts.aborted, std::uint64_t{10});
        QCOMPARE(express.workflows.front().counts.started, std::uint64_t{20});  // at least once
        QCOMPARE(express.workflows.front().counts.succeeded, std::uint64_t{10});
        QCOMPARE(stateOf(express.workflows.front(), "Charge").counts.entered, std::uint64_t{20});
    }

    void theWayThroughTheStatesIsTheStandaloneExecutors() {
        const workflow::Loaded loaded = workflow::loadDefinition(std::string_view{kChain});
        const workflow::StandaloneRun alone =
            workflow::runStandalone(loaded.machine, workflow::Json::parse(R"({"amount": 101})"), {}, {});
        std::vector<std::string> wanted;
        for (const auto& event : alone.history) wanted.emplace_back(event.type);
        Workflow order = chain();
        order.inputs = {{.value = R"({"amount": 101})"}};
        const RunReport report = ran(shop(order, function(10ms), burst("users", 1, 1), 10s));
        QCOMPARE(report.workflows.front().followed.size(), std::size_t{1});
        QCOMPARE(typesOf(report.workflows.front().followed.front()), wanted);
        QCOMPARE(report.workflows.front().followed.front().output, workflow::jsonText(alone.output));
    }

    void aFollowedExecutionTellsWhatWentIntoEachStateAndCameOut() {
        Workflow order = chain();
        order.inputs = {{.value = R"({"amount": 101})"}};
        order.results = {
            {.state = "Charge", .output = "{\"amount\": 7, \"note\": \"" + std::string(3000, 'x') + "\"}"}};
        const RunReport report = ran(shop(order, function(10ms), burst("users", 1, 1), 10s));
        const ExecutionSample& sample = report.workflows.front().followed.front();
        std::map<std::string, std::string> data;
        for (const ExecutionStep& step : sample.steps) data[std::string{step.type}] = step.data;
        QCOMPARE(data["TaskStateEntered"], std::string{R"({"amount":101})"});
        QVERIFY(data["TaskStateExited"].starts_with("{\"amount\":7,\"note\":\"xxx"));
        QCOMPARE(data["TaskStateExited"].size(), workflow::kBriefBytes);  // of what is long, the beginning
        QCOMPARE(data["ChoiceStateEntered"], data["TaskStateExited"]);
        QVERIFY(data["LambdaFunctionSucceeded"].starts_with("{\"amount\":7"));
        QCOMPARE(data["ExecutionStarted"], std::string{R"({"amount":101})"});
    }

    void lanesAndThreadsAndForksChangeNothing() {
        Workflow order = chain();
        order.results = {{.state = "Charge", .share = *Share::from(0.1), .error = "CardDeclined"}};
        Setting made = setting({clients("users"), node("order", order), node("charge", function(50ms)),
                                node("audit", chain(WorkflowType::express)), service("ledger")},
                               {sends("users", "order"), call("order", "charge"), sends("order", "audit"),
                                call("audit", "ledger"), call("users", "ledger")},
                               {poisson("users", 50)}, 20s);
        std::get<Workflow>(made.topology.nodes[3].spec).tasks = {{.state = "Charge", .to = "ledger"}};
        const RunReport one = ran(made, 1, 1);
        QVERIFY(one.workflows[0].counts.failed > 0);
        for (const std::uint32_t lanes : {2U, 3U, 4U}) QCOMPARE(ran(made, 2, lanes).fingerprint, one.fingerprint);
        const Compiled compiled = compile(made.topology, made.scenario);
        Run run{compiled.plan, {.seed = 7}};
        run.advanceTo(SimTime{7300ms});
        Run branch = run.fork();
        run.advanceTo(run.end());
        branch.advanceTo(SimTime{9s});
        Run later = branch.fork();
        later.advanceTo(later.end());
        QCOMPARE(run.report().fingerprint, one.fingerprint);
        QCOMPARE(later.report().fingerprint, one.fingerprint);
    }

    void aPictureTellsWhereExecutionsAre() {
        const Setting made = shop(chain(), function(50ms), uniform("users", 10), 20s);
        const Compiled compiled = compile(made.topology, made.scenario);
        const std::vector<WorkflowStateName> names = workflowStates(*compiled.plan, 1);
        QCOMPARE(names.size(), std::size_t{5});
        QCOMPARE(names[0].node, std::string{"charge"});
        QCOMPARE(names[1].pointer, std::string{"/States/Pause"});
        Run run{compiled.plan, {.seed = 7}};
        run.advanceTo(SimTime{10s});
        RunSnapshot picture;
        run.fill(picture);
        const WorkflowSnapshot& order = picture.workflows.at(0);
        QCOMPARE(order.node, std::uint32_t{1});
        // Ten a second, two seconds each.
        QVERIFY(order.states[1].counts.inside >= 19 && order.states[1].counts.inside <= 21);
        QVERIFY(order.states[1].p50 > 1900ms);
        QCOMPARE(picture.nodes[1].busySlots, static_cast<std::int64_t>(order.counts.running));
        QVERIFY(order.followed.size() > kFollowedAtLeast);
        for (const ExecutionSample& sample : order.followed)
            QVERIFY(std::ranges::is_sorted(sample.steps, {}, &ExecutionStep::at));
    }

    // Everything that may start an execution leads to the same place.
    void eventsSchedulesQueuesCallsAndInsertsStartExecutions_data() {
        QTest::addColumn<QString>("by");
        for (const char* by : {"rule", "schedule", "queue", "api", "insert"})
            QTest::newRow(by) << QString::fromUtf8(by);
    }
    void eventsSchedulesQueuesCallsAndInsertsStartExecutions() {
        QFETCH(QString, by);
        std::vector<Node> nodes{clients("users"), node("order", chain()), node("charge", function(10ms))};
        std::vector<Flow> flows{call("order", "charge")};
        std::vector<Load> load{burst("users", 10, 30)};
        if (by == "rule") {
            nodes.push_back(node("by", EventBus{}));
            flows.insert(flows.end(), {sends("users", "by"), sends("by", "order")});
        } else if (by == "schedule") {
            nodes.push_back(node("by", Schedule{.every = 100ms}));
            flows.insert(flows.end(), {sends("by", "order"), call("users", "charge")});
        } else if (by == "queue") {
            nodes.push_back(node("by", Queue{}));
            flows.insert(flows.end(), {sends("users", "by"), sends("by", "order")});
        } else if (by == "api") {
            nodes.push_back(node("by", Gateway{}));
            flows.insert(flows.end(), {call("users", "by"), call("by", "order")});
        } else {
            nodes.push_back(node("by", Database{}));
            flows.insert(flows.end(), {call("users", "by"), sends("by", "order")});
        }
        const RunReport report = ran(setting(nodes, flows, load, 20s));
        const ExecutionCounts& counts = report.workflows.front().counts;
        if (by == "schedule")
            QVERIFY(counts.started > 190 && counts.succeeded > 160);
        else
            QCOMPARE(counts.succeeded, std::uint64_t{30});
        // A message is done when the execution exists: the queue does not hold it until the end, nor deliver it twice.
        if (by == "queue") QCOMPARE(report.nodes[3].redelivered, std::uint64_t{0});
    }

    // An Express workflow behind a queue is asked to the end, so a failed execution is a failed message.
    void aQueueDeliversAgainWhatAnExpressWorkflowFailed() {
        Workflow order = chain(WorkflowType::express);
        order.results = {{.state = "Charge", .error = "CardDeclined"}};
        Queue queue;
        queue.visibilityTimeout = 5s;
        const RunReport report = ran(setting(
            {clients("users"), node("order", order), node("charge", function(10ms)), node("pipe", queue)},
            {call("order", "charge"), sends("users", "pipe"), sends("pipe", "order")}, {burst("users", 10, 3)}, 12s));
        QVERIFY(report.workflows.front().counts.failed >= 6);
        QVERIFY(report.nodes[3].redelivered >= 3);
    }

    void whatADefinitionLacksIsSaid() {
        const auto problemsOf = [](Workflow order) {
            const Setting made = shop(std::move(order), function(1ms), burst("users", 1, 1), 1s);
            std::vector<std::string> codes;
            for (const Diagnostic& each : compile(made.topology, made.scenario).diagnostics)
                if (each.severity == Severity::error) codes.push_back(each.code);
            return codes;
        };
        Workflow order = machine(task(""));
        order.tasks = {{.state = "Chrage", .to = "charge"}};
        QCOMPARE(problemsOf(order), std::vector<std::string>{"unknown-state"});
        order.tasks = {{.state = "Charge", .to = "users"}};
        QCOMPARE(problemsOf(order), std::vector<std::string>{"no-flow"});
        order = machine(task(""));
        order.results = {{.state = "Charge", .output = "{not json"}};
        QCOMPARE(problemsOf(order), std::vector<std::string>{"not-json"});
        order = machine(R"({"StartAt": "Gone", "States": {"A": {"Type": "Succeed"}}})");
        QCOMPARE(problemsOf(order), std::vector<std::string>{"no-such-state"});
        order = machine("");
        order.definitionFile = "order.asl.json";
        QCOMPARE(problemsOf(order), std::vector<std::string>{"unread-file"});
    }

private:
    static constexpr std::size_t kFollowedAtLeast = 8;
};

QTEST_GUILESS_MAIN(WorkflowTest)
#include "workflow_test.moc"
