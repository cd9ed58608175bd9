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

private slots:
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
