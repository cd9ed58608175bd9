#include "run/workflow_shop.h"

#include <QtTest/QTest>

#include <algorithm>
#include <cstdlib>
#include <string>

using namespace spillway;
using namespace spillway::build;

// What Step Functions allows an account in a region, and one execution.
class RunWorkflowQuotasTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void startsOverTheAccountsRateAreThrottled() {
        const char* const definition = R"({"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}})";
        const RunReport report = ran(shop(machine(definition), function(1ms), uniform("users", 800), 10s));
        const ExecutionCounts& counts = report.workflows.front().counts;
        // 1,300 at once and 300 a second.
        QVERIFY(counts.started >= 4290 && counts.started <= 4310);
        QCOMPARE(counts.started + counts.throttled, report.nodes[1].arrived);
        QVERIFY(std::ranges::any_of(report.decisions,
                                    [](const Decision& each) { return each.what == "throttled starts"; }));
    }

    void workflowsOfOneRegionShareTheAccountsLimits() {
        const auto started = [](const std::string& second, const std::string& fact, const std::string& value) {
            const Workflow waits = machine(R"({"StartAt": "Pause", "States": {"Pause": {"Type": "Wait", "Seconds": 60,
                "End": true}}})");
            Setting made = setting({clients("users"), node("one", waits), node("two", waits)},
                                   {sends("users", "one"), sends("users", "two")}, {uniform("users", 200)}, 10s);
            made.topology.boundaries = {{.id = "eu", .kind = BoundaryKind::region},
                                        {.id = "us", .kind = BoundaryKind::region}};
            made.topology.nodes[1].in = "eu";
            made.topology.nodes[2].in = second;
            made.topology.facts = {{fact, value, ""}};
            const RunReport report = ran(made);
            return static_cast<std::int64_t>(report.workflows[0].counts.started + report.workflows[1].counts.started);
        };
        // 2,000 a workflow; a bucket of 100 and 100 a second, or 500 executions that may run.
        const auto near = [](std::int64_t count, std::int64_t expected) { return std::abs(count - expected) <= 4; };
        QVERIFY(near(started("eu", "step_functions.open_executions", "500"), 500));
        QVERIFY(near(started("us", "step_functions.open_executions", "500"), 1000));
        QVERIFY(near(started("eu", "step_functions.standard_start_burst", "100"), 100 + 10 * 300));
        QVERIFY(near(started("us", "step_functions.standard_start_burst", "100"), 4000));
    }

    // What the document was granted, or a service of another kind allows.
    void quotasOfAnExecutionAreFacts() {
        const auto statusOf = [](const char* definition, WorkflowType type, const std::string& fact,
                                 const std::string& value) {
            Setting made = shop(machine(definition, type), function(1ms), burst("users", 1, 1), 20min);
            if (!fact.empty()) made.topology.facts = {{fact, value, ""}};
            const ExecutionCounts counts = ran(made).workflows.front().counts;
            return counts.succeeded == 1  ? std::string{"succeeded"}
                   : counts.timedOut == 1 ? std::string{"timed out"}
                   : counts.failed == 1   ? std::string{"failed"}
                                          : std::string{"?"};
        };
        const char* const waits = R"({"StartAt": "Pause", "States": {"Pause": {"Type": "Wait", "Seconds": 600,
            "End": true}}})";
        QCOMPARE(statusOf(waits, WorkflowType::standard, "", ""), std::string{"succeeded"});
        QCOMPARE(statusOf(waits, WorkflowType::express, "", ""), std::string{"timed out"});
        QCOMPARE(statusOf(waits, WorkflowType::express, "step_functions.express_limit", "15m"),
                 std::string{"succeeded"});
        QCOMPARE(statusOf(waits, WorkflowType::standard, "step_functions.standard_limit", "9m"),
                 std::string{"timed out"});
        // Its events: ExecutionStarted, WaitStateEntered, WaitStateExited, ExecutionSucceeded.
        QCOMPARE(statusOf(waits, WorkflowType::standard, "step_functions.history_events", "4"),
                 std::string{"succeeded"});
        QCOMPARE(statusOf(waits, WorkflowType::standard, "step_functions.history_events", "3"), std::string{"failed"});
        const char* const large = R"({"StartAt": "Fill", "States": {"Fill": {"Type": "Pass",
            "Result": {"text": "0123456789012345678901234567890123456789"}, "End": true}}})";
        QCOMPARE(statusOf(large, WorkflowType::standard, "", ""), std::string{"succeeded"});
        QCOMPARE(statusOf(large, WorkflowType::standard, "step_functions.payload", "40B"), std::string{"failed"});
    }

    void transitionsOverTheAccountsRateWait() {
        Workflow order = machine(R"({"StartAt": "Each", "States": {"Each": {"Type": "Map", "ItemsPath": "$.items",
            "MaxConcurrency": 40, "ItemProcessor": {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"},
            "B": {"Type": "Pass", "End": true}}}, "End": true}}})");
        std::string items = R"({"items": [0)";
        for (int i = 1; i < 40; ++i) items += "," + std::to_string(i);
        order.inputs = {{.value = items + "]}"}};
        // 81 states an execution, 100 executions a second: 8,100 a second of 5,000 that the account has.
        const RunReport report = ran(shop(order, function(1ms), uniform("users", 100), 5s));
        QVERIFY(report.workflows.front().counts.heldBack > 0);
        QVERIFY(report.workflows.front().counts.transitions <= 5000 * 5 + 5000);
    }
};

QTEST_GUILESS_MAIN(RunWorkflowQuotasTest)
#include "workflow_quotas_test.moc"
