#include "run/build.h"

#include <QtTest>

#include <algorithm>

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

private Q_SLOTS:
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
    // Two hundred at once for two environments that take a second each: did all come back together, two or three of
    // them would be done each time, after five minutes more.
    void aBurstThatWasThrottledDoesNotComeBackAsOne() {
        Function narrow = function();
        narrow.work = Distribution::constant(1s);
        narrow.reservedConcurrency = 2;
        const RunReport report = finish(
            setting({clients("user"), node("fn", narrow)}, {sends("user", "fn")}, {burst("user", 1000, 200)}, 20min));
        QVERIFY(nodeOf(report, "fn").succeeded > 190);
    }
    // 100 events a second of 5 ms are half an environment; calls are limited to ten a second for each.
    void eventsAreNotLimitedByTheirRate() {
        Function narrow = function();
        narrow.work = Distribution::constant(5ms);
        narrow.reservedConcurrency = 2;
        const auto run = [&](const Flow& flow) {
            return finish(setting({clients("user"), node("fn", narrow)}, {flow}, {uniform("user", 100)}, 60s));
        };
        const RunReport events = run(sends("user", "fn"));
        QVERIFY(failures(nodeOf(events, "fn"), FailureCause::throttled) < 200);  // while the first are cold
        QVERIFY(nodeOf(events, "fn").succeeded > 5900);
        QVERIFY(failures(run(call("user", "fn")), FailureCause::throttled) > 4700);
    }
    // Nobody tries a second time what would be too old by then: that is what is told.
    void anEventThatWouldBeTooOldIsGivenUpAsThat() {
        Function failing = function();
        failing.timeout = 5ms;
        Flow sent = sends("user", "fn");
        sent.onFailure = OnFailure{.to = "dead", .retries = 2, .age = 60s};
        const RunReport report = finish(setting({clients("user"), node("fn", failing), node("dead", Queue{})}, {sent},
                                                {burst("user", 1, 1)}, 10min));
        QCOMPARE(nodeOf(report, "dead").arrived, 1U);
        QVERIFY(std::ranges::any_of(report.decisions, [](const Decision& each) {
            return each.reason == "failed once: its next try would be older than 60s" ||
                   each.reason == "failed once: its next try would be older than 1m";
        }));
    }
    void anInitOverTenSecondsIsDoneAgainUnderTheTimeout() {
        Function slow = function();
        slow.init = Distribution::constant(12s);
        slow.timeout = 20s;
        const auto run = [&] {
            return finish(
                setting({clients("user"), node("fn", slow)}, {call("user", "fn")}, {burst("user", 1, 1)}, 60s));
        };
        // Ten seconds, then twelve within the invocation, and the work.
        QCOMPARE(nodeOf(run(), "fn").response.max, Duration{22'010ms});
        slow.timeout = 5s;
        const RunReport stopped = run();
        QCOMPARE(failures(nodeOf(stopped, "fn"), FailureCause::platform_timeout), 1U);
        QCOMPARE(nodeOf(stopped, "fn").response.max, Duration{15s});
        QCOMPARE(nodeOf(stopped, "fn").series.instances.back(), 0.0F);  // the environment is gone with it
        slow.provisionedConcurrency = 1;
        QCOMPARE(nodeOf(run(), "fn").response.max, Duration{10ms});
        QVERIFY(std::ranges::any_of(stopped.decisions,
                                    [](const Decision& decision) { return decision.what == "INIT is repeated"; }));
    }
    void snapStartWaitsForNoInit() {
        const auto response = [](bool snapStart) {
            Function fn = function();
            fn.runtime = "java17";
            fn.memory = ByteCount::mebibytes(1024);
            fn.init = Distribution::constant(6s);  // a large framework
            fn.snapStart = snapStart;
            return nodeOf(finish(setting({clients("user"), node("fn", fn)}, {call("user", "fn")},
                                         {burst("user", 100, 10)}, 10s)),
                          "fn")
                .response;
        };
        QVERIFY(response(false).p50 > 6s);
        // Placement, a restore of 180 ms in the middle, and the first invocation of Java.
        QVERIFY(response(true).max < 2s);
        QVERIFY(response(true).p50 > 100ms);
    }
    void snapStartIsRefusedWhereLambdaDoesNotOfferIt() {
        Function fn = function();
        fn.snapStart = true;
        fn.runtime = "nodejs22";
        fn.init.reset();
        fn.provisionedConcurrency = 1;
        fn.package = Package::image;
        const Setting wrong =
            setting({clients("user"), node("fn", fn)}, {call("user", "fn")}, {burst("user", 1, 1)}, 10s);
        const Diagnostics diagnostics = compile(wrong.topology, wrong.scenario).diagnostics;
        QCOMPARE(std::ranges::count(diagnostics, std::string{"no-snap-start"}, &Diagnostic::code), 3);
    }
    // What only Lambda refuses is no matter for a node that has moved away: it is told that it has no effect.
    void whatOnlyLambdaRefusesIsNoErrorElsewhere() {
        Function moved = function();
        moved.snapStart = true;
        moved.provisionedConcurrency = 9;
        moved.reservedConcurrency = 5;
        Node it = node("fn", moved);
        const auto errors = [&] {
            const Setting made = setting({clients("user"), it}, {call("user", "fn")}, {burst("user", 1, 1)}, 1s);
            return problems(compile(made.topology, made.scenario).diagnostics);
        };
        QVERIFY(!errors().empty());
        it.platform = Platform::cloud_run;
        QCOMPARE(errors(), std::string{});
    }
    void environmentsAreReplacedAtTheirAge() {
        // One a second for a day: the one environment that is needed lives for 90 minutes to 4 hours.
        const RunReport report =
            finish(setting({clients("user"), node("fn", function())}, {call("user", "fn")}, {uniform("user", 1)}, 24h));
        const std::uint64_t cold = nodeOf(report, "fn").coldStarts;
        QVERIFY2(cold >= 24 / 4 && cold <= 1 + 16, std::to_string(cold).c_str());
        QVERIFY(std::ranges::any_of(report.decisions, [](const Decision& decision) {
            return decision.reason.find("1 recycled at their age") != std::string::npos;
        }));
    }
    void anIdleEnvironmentIsReplacedAtItsAgeToo() {
        Function patient = function();
        patient.keepAlive = 24h;
        Load load = burst("user", 100, 20);
        const RunReport report =
            finish(setting({clients("user"), node("fn", patient)}, {call("user", "fn")}, {load}, 5h));
        const auto& alive = nodeOf(report, "fn").series.instances;
        const float most = alive.at(60);
        QVERIFY(most > 10);
        QCOMPARE(alive.at(90 * 60 - 1), most);
        QVERIFY(alive.at(165 * 60) < most && alive.at(165 * 60) > 0);
        QCOMPARE(alive.at(4 * 3600 + 2), 0.0F);
    }
    void provisionedEnvironmentsComeBackAHundredASecond() {
        Function ready = function();
        ready.provisionedConcurrency = 500;
        Setting made = setting({clients("user"), node("fn", ready)}, {call("user", "fn")}, {burst("user", 1, 1)}, 20s);
        made.scenario.faults = {fault("fn", 2s, 1s, faults::Outage{})};
        const RunReport report = finish(made);
        const auto& alive = nodeOf(report, "fn").series.instances;
        QCOMPARE(alive.at(1), 500.0F);
        QCOMPARE(alive.at(2), 0.0F);
        // From 3 s on one each 10 ms, ready 200 ms later: until 5 s those that began before 4.8 s.
        QCOMPARE(alive.at(4), 180.0F);
        QCOMPARE(alive.at(6), 380.0F);
        QCOMPARE(alive.at(9), 500.0F);
    }
    void lessMemoryIsLessOfACpu() {
        const auto response = [](std::int64_t mebibytes, std::optional<Share> burns) {
            Function fn = function();
            fn.work = Distribution::constant(100ms);
            fn.memory = ByteCount::mebibytes(mebibytes);
            fn.cpuShare = burns;
            fn.timeout = 60s;
            fn.provisionedConcurrency = 5;
            return nodeOf(finish(setting({clients("user"), node("fn", fn)}, {call("user", "fn")}, {burst("user", 1, 3)},
                                         10s)),
                          "fn")
                .response.max;
        };
        QCOMPARE(response(128, std::nullopt), Duration{100ms});
        QCOMPARE(response(1769, Share::percent(100)), Duration{100ms});
        QCOMPARE(response(10'240, Share::percent(100)), Duration{100ms});  // one thread uses no second CPU
        QCOMPARE(response(128, Share::percent(100)), secondsToDuration(0.1 * 1769 / 128));
        QCOMPARE(response(512, Share::percent(40)), secondsToDuration(0.06 + 0.04 * 1769 / 512));
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
