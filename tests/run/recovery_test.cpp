#include "run/build.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::build;

// Whether goodput came back after the last fault, and which loop keeps it down if not.
class RecoveryTest : public QObject {
    Q_OBJECT

    // 300 a second at most, callers give up after a second and try once more.
    static Setting shop(double perSecond, std::int64_t attempts = 2) {
        Database db;
        db.work = Distribution::constant(10ms);
        db.pool = 3;
        Flow calls = call("api", "db");
        calls.timeout = 1s;
        if (attempts > 1)
            calls.retry = Retry{.attempts = attempts, .backoff = {.base = 10ms, .factor = 1, .cap = 10ms}};
        return setting({clients("user"), service("api", {.work = Distribution::constant(1ms), .concurrency = 2000}),
                        node("db", db)},
                       {call("user", "api"), calls}, {poisson("user", perSecond)}, 4min);
    }
    static Recovery recovery(Setting made, std::vector<Fault> faults) {
        made.scenario.faults = std::move(faults);
        const RunReport report = finish(made);
        return report.recovery.value_or(Recovery{.reason = "none"});
    }
    static Fault outage(Duration at, std::optional<Duration> lasting) {
        return fault("db", at, lasting, faults::Outage{});
    }
    static Fault surge(double factor, Duration lasting) { return fault("user", 60s, lasting, faults::Surge{factor}); }

private Q_SLOTS:
    void withoutAFaultThereIsNothingToRecoverFrom() { QVERIFY(!finish(shop(100)).recovery); }
    void whatWasNeverDownHasHeld() {
        const Recovery held = recovery(shop(100), {surge(1.5, 20s)});
        QVERIFY(held.verdict == RecoveryVerdict::held);
        QCOMPARE(held.faultsEnd, SimTime{80s});
        QVERIFY(held.goodWorst > 0.99 && held.goodBefore > 0.99);
    }
    void anOutageIsOverWhenWhatWasLostIsUpAgain() {
        const Recovery back = recovery(shop(100), {outage(60s, 20s)});
        QVERIFY(back.verdict == RecoveryVerdict::recovered);
        QVERIFY(back.took.has_value() && *back.took >= 1s && *back.took <= 17s);  // as a pod starts
        QVERIFY(back.goodWorst < 0.01 && back.goodLast > 0.99);
        QVERIFY(back.keepsDown.empty());
    }
    // 240/s are 480/s with retries, of which 300 can be done: once the line is longer than a second nobody is served in
    // time, and it never gets shorter. Without retries 240/s leave 60/s to drain it.
    void retriesKeepDownWhatTheyShouldHelp() {
        const Recovery down = recovery(shop(240), {surge(2, 20s)});
        QVERIFY(down.verdict == RecoveryVerdict::not_recovered);
        QVERIFY(!down.took);
        QCOMPARE(down.keepsDown, std::string{"retries on api -> db"});
        QVERIFY2(down.reason.starts_with("2 attempts for each call since the last fault; db is 100% busy with "),
                 down.reason.c_str());
        QVERIFY2(down.reason.ends_with("and callers give up after 1s"), down.reason.c_str());
        QVERIFY(down.goodLast < 0.05);

        const Recovery healed = recovery(shop(240, 1), {surge(2, 20s)});
        QVERIFY(healed.verdict == RecoveryVerdict::recovered);
        QVERIFY(*healed.took > 2s && *healed.took < 20s);
    }
    void aRetryBudgetOrABreakerLetsItHeal() {
        Setting budget = shop(240);
        budget.topology.flows[1].retry->budget = Share::percent(10);
        QVERIFY(recovery(budget, {surge(2, 20s)}).verdict == RecoveryVerdict::recovered);
        Setting breaker = shop(240);
        breaker.topology.flows[1].breaker = Breaker{.window = {.time = 10s}, .open = 5s};
        QVERIFY(recovery(breaker, {surge(2, 20s)}).verdict == RecoveryVerdict::recovered);
    }
    void whoCannotKnowSaysSo() {
        QVERIFY(recovery(shop(100), {outage(60s, std::nullopt)}).verdict == RecoveryVerdict::fault_lasts);
        QVERIFY(recovery(shop(240), {fault("user", 180s, 30s, faults::Surge{2})}).verdict ==
                RecoveryVerdict::too_early);
    }
    // Who waits for an answer that never comes has not got one, though nothing fails.
    void whatNeverEndsIsNotGood() {
        Setting made = shop(100, 1);
        made.topology.flows[1].timeout.reset();
        const auto cut = fault("api -> db", 60s, 20s, faults::Cut{});
        const Recovery silent = recovery(made, {cut});
        QVERIFY(silent.verdict == RecoveryVerdict::recovered);
        QVERIFY(silent.goodWorst < 0.05 && *silent.took <= 1s);
        // Thirty users wait for ever, and nobody else comes.
        Load users;
        users.from = "user";
        users.users = 30;
        users.think = Distribution::constant(100ms);
        made.scenario.load = {users};
        const Recovery down = recovery(made, {cut});
        QVERIFY(down.verdict == RecoveryVerdict::not_recovered);
        QCOMPARE(down.goodLast, 0.0);
        QCOMPARE(down.keepsDown, std::string{"calls of api -> db that nobody ends"});
        QVERIFY2(down.reason.starts_with("30 wait for an answer that does not come, without a timeout"),
                 down.reason.c_str());
        // Ten times as slow for a while: nobody hangs for good, and most get nothing meanwhile.
        Setting slow = shop(200, 1);
        slow.topology.flows[1].timeout.reset();
        const Recovery late = recovery(slow, {fault("db", 60s, 20s, faults::Slow{.factor = 10})});
        QVERIFY(late.verdict == RecoveryVerdict::recovered && late.goodWorst < 0.3);
    }
    // A service that works for seconds and a load that rises are no reason to worry.
    void aLongTimeOnTheWayIsNotHanging() {
        Setting made =
            setting({clients("user"), service("api", {.work = Distribution::constant(8s), .concurrency = 5000}),
                     clients("other"), service("idle")},
                    {call("user", "api"), call("other", "idle")}, {poisson("user", 20), poisson("other", 1)}, 4min);
        made.scenario.load[0].rate.points = {{Rate::perSecond(20), 0s}, {Rate::perSecond(100), 4min}};
        const Recovery held = recovery(made, {fault("idle", 100s, 1s, faults::Latency{})});
        QVERIFY(held.verdict == RecoveryVerdict::held);
        QVERIFY(held.goodWorst > 0.99);
    }
    // A queue takes everything: users lose nothing, and what they sent is late.
    void whatWaitsAtABrokerIsNotDone() {
        const auto jobs = [](Duration work) {
            return setting(
                {clients("user"), node("jobs", Queue{}), service("worker", {.work = Distribution::constant(work)})},
                {sends("user", "jobs"), call("jobs", "worker")}, {uniform("user", 50)}, 4min);
        };
        const auto stall = fault("worker", 60s, 20s, faults::ConsumerStall{});
        // 1,000 wait; a message takes 12 ms with its way, so 33 a second more than come are done from then on.
        const Recovery drained = recovery(jobs(10ms), {stall});
        QVERIFY(drained.verdict == RecoveryVerdict::recovered);
        QVERIFY2(*drained.took >= 20s && *drained.took <= 32s, qPrintable(QString::number(toSeconds(*drained.took))));
        QVERIFY2(drained.reason.ends_with(" waited at jobs"), drained.reason.c_str());
        QCOMPARE(drained.goodWorst, 1.0);
        // Nothing is left over to drain it.
        const Recovery late = recovery(jobs(20ms), {stall});
        QVERIFY(late.verdict == RecoveryVerdict::not_recovered);
        QCOMPARE(late.keepsDown, std::string{"backlog of jobs"});
        QVERIFY2(late.reason.find("; worker is 9") != std::string::npos, late.reason.c_str());
        QVERIFY(recovery(jobs(10ms), {fault("worker", 60s, 1s, faults::Latency{})}).verdict == RecoveryVerdict::held);
        // Dead letters stay where they are.
        Setting poisoned = jobs(10ms);
        poisoned.topology.nodes.push_back(node("dead", Queue{}));
        auto& queue = std::get<Queue>(poisoned.topology.nodes[1].spec);
        queue.visibilityTimeout = 1s;
        queue.deadLetters = DeadLetters{"dead", 2};
        const Recovery kept = recovery(poisoned, {fault("jobs", 60s, {}, faults::PoisonMessage{20})});
        QVERIFY(kept.verdict == RecoveryVerdict::held);
    }
    // Who only hears that it was taken in does not hear that it came to nothing.
    void whatIsGivenUpOrLostWasNotGood() {
        // An endpoint that is down for longer than SNS tries: its messages are dead letters a minute later.
        const auto pushed = [](FlowKind kind) {
            Flow push = sends("t", "worker");
            push.onFailure = OnFailure{.to = "dead"};
            Flow in = sends("user", "t");
            in.kind = kind;
            return setting({clients("user"), node("t", Topic{}), service("worker"), node("dead", Queue{})}, {in, push},
                           {uniform("user", 10)}, 4min);
        };
        for (const FlowKind kind : {FlowKind::event, FlowKind::call}) {
            const Recovery late = recovery(pushed(kind), {fault("worker", 60s, 90s, faults::Outage{})});
            QVERIFY(late.verdict == RecoveryVerdict::recovered);
            QVERIFY2(late.goodWorst < 0.1, qPrintable(QString::number(late.goodWorst)));
            QVERIFY2(late.reason.find(" messages were lost or given up") != std::string::npos, late.reason.c_str());
        }
        // Reports that nobody sends twice are lost at a broker that is away. One in twenty is lost at all times.
        Devices sensors;
        sensors.count = 1000;
        sensors.every = 10s;
        sensors.qos = Qos::at_most_once;
        sensors.loss = Share::percent(5);
        Topic broker;
        broker.engine = TopicEngine::mqtt;
        const Recovery reports =
            recovery(setting({node("user", sensors), node("broker", broker), service("worker", {.concurrency = 10})},
                             {sends("user", "broker"), sends("broker", "worker")}, {}, 4min),
                     {fault("broker", 60s, 60s, faults::Outage{})});
        QVERIFY(reports.verdict == RecoveryVerdict::recovered && *reports.took <= 2s);
        QVERIFY(reports.goodWorst < 0.1 && reports.goodLast > 0.85);
    }
    void whatWasNeverWellSaysSo() {
        Setting made = shop(100, 1);
        made.topology.flows[1].timeout = 5ms;  // the work alone takes longer
        const Recovery never = recovery(made, {outage(60s, 20s)});
        QVERIFY(never.verdict == RecoveryVerdict::held);
        QCOMPARE(never.reason, std::string{"no more than 0% were good before the first fault"});
    }
    void theLastOfSeveralFaultsCounts() {
        const Recovery back = recovery(shop(100), {outage(30s, 5s), outage(100s, 10s)});
        QCOMPARE(back.faultsEnd, SimTime{110s});
        QVERIFY(back.verdict == RecoveryVerdict::recovered);
        // One that was called off before it began is none.
        Run run = start([] {
            Setting made = shop(100);
            made.scenario.faults = {outage(100s, 10s)};
            return made;
        }());
        run.advanceTo(SimTime{50s});
        run.clearFaults("db");
        run.advanceTo(run.end());
        QVERIFY(!run.report().recovery);
    }
};

QTEST_GUILESS_MAIN(RecoveryTest)
#include "recovery_test.moc"
