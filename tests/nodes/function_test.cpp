#include "run/build.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::build;

class FunctionTest : public QObject {
    Q_OBJECT

    static Function function() {
        Function made;
        made.work = Distribution::constant(10ms);
        made.init = Distribution::constant(200ms);
        return made;
    }

private slots:
    void theFirstRequestStartsCold() {
        const RunReport report =
            finish(setting({clients("user"), node("fn", function())}, {call("user", "fn")}, {burst("user", 2, 3)}, 5s));
        QCOMPARE(nodeOf(report, "fn").coldStarts, 1U);
        QCOMPARE(nodeOf(report, "user").response.max, Duration{212ms});
        QCOMPARE(nodeOf(report, "user").response.p50, Duration{12ms});
        QCOMPARE(nodeOf(report, "fn").peakInstances, 1);
    }
    void eachRequestHasAnEnvironmentOfItsOwn() {
        const RunReport report = finish(
            setting({clients("user"), node("fn", function())}, {call("user", "fn")}, {burst("user", 1000, 5)}, 5s));
        QCOMPARE(nodeOf(report, "fn").coldStarts, 5U);
        QCOMPARE(nodeOf(report, "fn").waiting.max, Duration{200ms});
    }
    void idleEnvironmentsExpire() {
        Function brief = function();
        brief.keepAlive = 250ms;
        // Every 500 ms, a cold one takes 210: 290 ms idle, longer than it is kept.
        const RunReport report =
            finish(setting({clients("user"), node("fn", brief)}, {call("user", "fn")}, {burst("user", 2, 4)}, 5s));
        QCOMPARE(nodeOf(report, "fn").coldStarts, 4U);
    }
    void reservedConcurrencyThrottles() {
        Function capped = function();
        capped.reservedConcurrency = 2;
        const RunReport report =
            finish(setting({clients("user"), node("fn", capped)}, {call("user", "fn")}, {burst("user", 1000, 5)}, 5s));
        QCOMPARE(report.succeeded, 2U);
        QCOMPARE(failures(report, FailureCause::throttled), 3U);
    }
    void functionsWithoutAReservationShareTheAccount() {
        Function greedy = function();
        greedy.reservedConcurrency = 998;
        const Setting shared = setting(
            {clients("a"), clients("b"), node("one", function()), node("two", function()), node("reserved", greedy)},
            {call("a", "one"), call("b", "two")}, {burst("a", 1000, 3), burst("b", 1000, 3)}, 5s);
        const RunReport report = finish(shared);
        QCOMPARE(report.succeeded, 2U);  // 1000 - 998
        QCOMPARE(failures(report, FailureCause::throttled), 4U);
    }
    void provisionedEnvironmentsAreWarm() {
        Function ready = function();
        ready.provisionedConcurrency = 2;
        const RunReport report =
            finish(setting({clients("user"), node("fn", ready)}, {call("user", "fn")}, {burst("user", 1000, 3)}, 5s));
        QCOMPARE(nodeOf(report, "fn").coldStarts, 1U);
    }
    void thePlatformStopsWhatTakesTooLong() {
        Function slow = function();
        slow.work = Distribution::constant(10s);
        slow.timeout = 3s;
        const RunReport report =
            finish(setting({clients("user"), node("fn", slow)}, {call("user", "fn")}, {burst("user", 1, 1)}, 10s));
        QCOMPARE(failures(nodeOf(report, "fn"), FailureCause::platform_timeout), 1U);
        QCOMPARE(nodeOf(report, "fn").response.max, Duration{3200ms});
    }
    void eventsAreTriedAgainAfterOneAndTwoMinutes() {
        Function failing = function();
        failing.timeout = 5ms;  // shorter than its work: every try fails
        const RunReport report = finish(
            setting({clients("user"), node("fn", failing)}, {sends("user", "fn")}, {burst("user", 1, 1)}, 10min));
        QCOMPARE(nodeOf(report, "fn").arrived, 3U);
        QCOMPARE(failures(flowOf(report, "user", "fn"), FailureCause::platform_timeout), 1U);
        QVERIFY(nodeOf(report, "fn").series.errors.at(1) > 0 && nodeOf(report, "fn").series.errors.at(61) > 0 &&
                nodeOf(report, "fn").series.errors.at(181) > 0);
    }
    void aTryLeavesItsLateCallsBehind() {
        // Each try calls at 0.21 s, is stopped at 1.2 s, and the call comes back 61.4 s after it went out: at 61.6 s,
        // while the second try (61.2 to 62.2 s) waits for a call of its own. It must go on waiting.
        Function caller = function();
        caller.timeout = 1s;
        const RunReport report =
            finish(setting({clients("user"), node("fn", caller),
                            service("slow", {.work = Distribution::constant(61'400ms), .concurrency = 9})},
                           {sends("user", "fn"), call("fn", "slow")}, {burst("user", 1, 1)}, 10min));
        QCOMPARE(nodeOf(report, "fn").arrived, 3U);
        QCOMPARE(failures(nodeOf(report, "fn"), FailureCause::platform_timeout), 3U);
        QCOMPARE(nodeOf(report, "slow").succeeded, 3U);
        QCOMPARE(flowOf(report, "fn", "slow").succeeded, 3U);
    }
    void throttledEventsComeBackSoon() {
        Function narrow = function();
        narrow.reservedConcurrency = 1;
        const RunReport report = finish(
            setting({clients("user"), node("fn", narrow)}, {sends("user", "fn")}, {burst("user", 1000, 2)}, 10s));
        QCOMPARE(nodeOf(report, "fn").succeeded, 2U);
        QCOMPARE(flowOf(report, "user", "fn").succeeded, 2U);
        QCOMPARE(total(flowOf(report, "user", "fn").failed), 0U);
    }
    void coldStartsAreAsRareAsTheReferenceSays() {
        // W4: 20/s, work Exp(0.5 s), 1 s to start, kept 60 s, newest idle first: 0.001302 cold.
        Function reference = function();
        reference.work = Distribution::exponential(500ms);
        reference.init = Distribution::constant(1s);
        reference.keepAlive = 60s;
        reference.timeout = 900s;
        const RunReport report = finish(
            setting({clients("user"), node("fn", reference)}, {call("user", "fn")}, {poisson("user", 20)}, 25000s));
        const double cold = static_cast<double>(nodeOf(report, "fn").coldStarts) / static_cast<double>(report.sent);
        QVERIFY2(std::abs(cold - 0.001342) < 0.0002, qPrintable(QString::number(cold)));
    }
};

QTEST_GUILESS_MAIN(FunctionTest)
#include "function_test.moc"
