#include "run/random_setting.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::build;

namespace {

std::shared_ptr<const RunPlan> planOf(const Setting& setting) {
    return compile(setting.topology, setting.scenario).plan;
}

std::string finished(Run& run) {
    run.advanceTo(run.end());
    return run.report().fingerprint;
}

// 300/s to one desk of eight slots.
Setting desk() {
    return setting({clients("users"), service("desk", {Distribution::constant(10ms), 8})}, {call("users", "desk", 1ms)},
                   {uniform("users", 300)}, 20s);
}
Service& deskOf(Setting& setting) { return std::get<Service>(setting.topology.nodes[1].spec); }

}  // namespace

// From a checkpoint on, what would have been if.
class BranchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void under_the_same_plan_it_is_the_fork() {
        for (std::uint64_t seed = 1; seed <= 60; ++seed) {
            const Setting setting = RandomSetting{seed}.make();
            for (const std::uint32_t lanes : {1U, 3U}) {
                Run run = start(setting, {.seed = seed, .traceEvery = 8, .lanes = lanes});
                run.advanceTo(SimTime{1700ms});
                // Compiled anew: not the same object.
                Run::Branch branch = run.branch(planOf(setting));
                QVERIFY2(branch.run, problems(branch.diagnostics).c_str());
                QVERIFY2(finished(*branch.run) == finished(run), qPrintable(QString("SEED=%1").arg(seed)));
            }
        }
    }

    void work_and_latency_change_from_now_on() {
        Setting other = desk();
        deskOf(other).work = Distribution::constant(20ms);
        other.topology.flows[0].latency = 3ms;
        Run run = start(desk());
        run.advanceTo(SimTime{10s});
        Run::Branch branch = run.branch(planOf(other));
        QVERIFY(branch.run);
        branch.run->advanceTo(branch.run->end());
        NodeSeries series;
        branch.run->appendSeries(0, 0, series);
        const auto near = [](float p50, double wanted) {
            return std::abs(static_cast<double>(p50) / wanted - 1) < 0.01;
        };
        QVERIFY(near(series.p50Ms[9], 12) && near(series.p50Ms[11], 26) && near(series.p50Ms[19], 26));
        run.advanceTo(run.end());
        NodeSeries plain;
        run.appendSeries(0, 0, plain);
        QVERIFY2(near(plain.p50Ms[19], 12), "the run itself goes on as it was");
    }

    // Half of the requests that are out have waited for longer than the new timeout; the others go on waiting.
    void calls_on_their_way_have_the_new_timeout() {
        Setting slow = desk();
        deskOf(slow) = {.work = Distribution::constant(400ms), .concurrency = 1000};
        slow.topology.flows[0].timeout = 1s;
        Setting strict = slow;
        strict.topology.flows[0].timeout = 200ms;
        Run run = start(slow);
        run.advanceTo(SimTime{10s});
        Run::Branch branch = run.branch(planOf(strict));
        QVERIFY(branch.run);
        branch.run->advanceTo(SimTime{10s + 1ns});
        const std::uint64_t atOnce = failures(branch.run->report(), FailureCause::timeout);
        QVERIFY2(atOnce > 55 && atOnce < 65, qPrintable(QString::number(atOnce)));
        branch.run->advanceTo(SimTime{10s + 100ms});
        const std::uint64_t soon = failures(branch.run->report(), FailureCause::timeout);
        QVERIFY2(soon >= atOnce + 29 && soon <= atOnce + 31, qPrintable(QString::number(soon)));
        run.advanceTo(run.end());
        QCOMPARE(total(run.report().failed), std::uint64_t{0});
    }

    void more_replicas_start_up_and_then_help() {
        Setting busy = desk();
        busy.scenario.load = {uniform("users", 1000)};
        Setting more = busy;
        deskOf(more).replicas = 3;
        Run run = start(busy);
        run.advanceTo(SimTime{4s});
        Run::Branch branch = run.branch(planOf(more));
        QVERIFY(branch.run);
        branch.run->advanceTo(branch.run->end());
        const RunReport report = branch.run->report();
        QCOMPARE(nodeOf(report, "desk").peakInstances, std::int64_t{3});
        const auto& errors = nodeOf(report, "desk").series.errors;
        // Five seconds to start (build.h); 800/s were served until then.
        QVERIFY(errors[8] > 100 && errors[12] == 0);
    }

    void timeouts_retries_and_faults_to_come_are_taken_over() {
        Setting other = desk();
        other.topology.flows[0].timeout = 5ms;
        other.topology.flows[0].retry = Retry{.attempts = 2, .budget = std::nullopt};
        other.scenario.faults = {fault("desk", 15s, 1s, faults::Outage{})};
        Run run = start(desk());
        run.advanceTo(SimTime{10s});
        Run::Branch branch = run.branch(planOf(other));
        QVERIFY(branch.run);
        branch.run->advanceTo(branch.run->end());
        const RunReport report = branch.run->report();
        QVERIFY(failures(report, FailureCause::timeout) > 1000);
        QVERIFY(flowOf(report, "users", "desk").retries > 1000);
        QVERIFY(failures(nodeOf(report, "desk"), FailureCause::unavailable) > 0);
        QCOMPARE(total(run.report().failed), std::uint64_t{0});
    }

    // Those under way stand at states of the machine that they began in, and remember what they were started with.
    void executions_under_way_go_on_where_they_are() {
        Workflow machine;
        machine.inputs = {{.value = R"({"big": true})"}};
        machine.definition = R"({"StartAt": "Pause", "States": {
            "Pause": {"Type": "Wait", "Seconds": 2, "Next": "Big?"},
            "Big?": {"Type": "Choice", "Default": "Small", "Choices": [{"Next": "Ask", "And": [
                {"Variable": "$$.Execution.Input.big", "IsPresent": true},
                {"Variable": "$$.Execution.Input.big", "BooleanEquals": true}]}]},
            "Ask": {"Type": "Task", "Resource": "desk", "End": true},
            "Small": {"Type": "Fail"}}})";
        const Setting made = setting({clients("users"), service("desk"), node("machine", machine)},
                                     {call("users", "machine"), call("machine", "desk")}, {uniform("users", 5)}, 10s);
        const RunReport whole = finish(made);
        QVERIFY(whole.workflows.front().counts.succeeded > 30 && whole.workflows.front().counts.failed == 0);
        Run run = start(made);
        run.advanceTo(SimTime{3s});
        Run fork = run.fork();
        Run::Branch branch = run.branch(planOf(made));
        QVERIFY2(branch.run, problems(branch.diagnostics).c_str());
        for (Run* const each : {&run, &fork, branch.run.get()}) {
            each->advanceTo(each->end());
            QVERIFY(each->report().workflows == whole.workflows);
        }
        Setting longer = made;
        longer.scenario.duration = 20s;
        QVERIFY2(!run.branch(planOf(longer)).run, "what is due after the end was not kept in mind");
    }

    // Several lanes look ahead no further than the shorter of the two ways.
    void lanes_look_ahead_by_the_shorter_way() {
        Setting made = setting({clients("users"), service("front"), service("back")},
                               {call("users", "front", 2ms), call("front", "back", 5ms)}, {poisson("users", 300)}, 5s);
        for (Flow& flow : made.topology.flows) flow.latencyBack = 100us;
        Run run = start(made, {.lanes = 3});
        run.advanceTo(SimTime{1s});
        Run::Branch branch = run.branch(planOf(made));
        QVERIFY2(branch.run, problems(branch.diagnostics).c_str());
        QCOMPARE(finished(*branch.run), finished(run));
    }

    void what_a_run_under_way_cannot_change_is_said() {
        Setting other = desk();
        deskOf(other).concurrency = 9;
        Setting renamed = desk();
        renamed.topology.nodes[1].id = renamed.topology.flows[0].to = "counter";
        Setting longer = desk();
        longer.topology.nodes.push_back(service("more"));
        Run run = start(desk());
        run.advanceTo(SimTime{1s});
        for (const auto& [setting, words] :
             {std::pair{other, "other slots"}, {renamed, "another node"}, {longer, "are others"}}) {
            const Run::Branch branch = run.branch(planOf(setting));
            QVERIFY(!branch.run);
            QCOMPARE(branch.diagnostics.size(), std::size_t{1});
            QVERIFY(branch.diagnostics.front().sentence.find(words) != std::string::npos);
        }
    }
    // What waits in a pool, a batch or a session waits by the settings it came under.
    void settings_that_somebody_waits_by_are_not_taken_over() {
        const auto made = [](std::int64_t size, Duration window, bool keeps) {
            Function job;
            job.init = Distribution::constant(0ms);
            Topic broker;
            broker.engine = TopicEngine::mqtt;
            Setting wish = setting({clients("user"), service("api"), node("db", Database{}), node("q", Queue{}),
                                    node("fn", job), node("broker", broker), service("device")},
                                   {call("user", "api"), call("api", "db"), sends("api", "q"), sends("q", "fn"),
                                    sends("api", "broker"), sends("broker", "device")},
                                   {uniform("user", 20)}, 10s);
            wish.topology.flows[1].connectionPool = ConnectionPool{.size = size};
            wish.topology.flows[3].reader = StreamReader{.window = window};
            if (keeps) wish.topology.flows[5].session.emplace();
            return wish;
        };
        const Setting before = made(2, 1s, true);
        Run run = start(before);
        run.advanceTo(SimTime{3s});
        QVERIFY(run.branch(planOf(before)).run);
        for (const Setting& after : {made(3, 1s, true), made(2, 2s, true), made(2, 1s, false)})
            QVERIFY(!run.branch(planOf(after)).run);
    }
};

QTEST_GUILESS_MAIN(BranchTest)
#include "branch_test.moc"
