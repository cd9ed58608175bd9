#include "run/build.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::build;

// Constant work and latency: every instant can be computed by hand.
class TimingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aRequestTakesTheWayThereTheWorkAndTheWayBack() {
        const RunReport report =
            finish(setting({clients("user"), service("api")}, {call("user", "api", 2ms)}, {burst("user", 10, 1)}, 1s));
        QCOMPARE(report.sent, 1U);
        QCOMPARE(report.succeeded, 1U);
        QCOMPARE(nodeOf(report, "user").response.max, Duration{14ms});
        QCOMPARE(nodeOf(report, "api").response.max, Duration{10ms});
        QCOMPARE(report.events, 4U);  // tick, arrival, end of work, response
    }
    void aSecondRequestWaitsForTheOnlySlot() {
        // Arrivals at 101, 105 and 109 ms... 250/s: every 4 ms, 10 ms of work each: the third waits 2 x 10 - 2 x 4 = 12
        // ms.
        const RunReport report =
            finish(setting({clients("user"), service("api")}, {call("user", "api", 1ms)}, {burst("user", 250, 3)}, 1s));
        QCOMPARE(nodeOf(report, "api").waiting.max, Duration{12ms});
        QCOMPARE(nodeOf(report, "api").response.max, Duration{22ms});
        QCOMPARE(nodeOf(report, "api").response.mean, Duration{16ms});
    }
    void aFullLineRefuses() {
        const Setting crowd = setting({clients("user"), service("api", {.queueLimit = 1})}, {call("user", "api")},
                                      {burst("user", 1000, 4)}, 1s);
        const RunReport report = finish(crowd);
        QCOMPARE(report.succeeded, 2U);
        QCOMPARE(failures(report, FailureCause::refused), 2U);
        QCOMPARE(failures(flowOf(report, "user", "api"), FailureCause::refused), 2U);
    }
    void theCallersSlotIsHeldDuringItsCalls() {
        // 10 ms own work, 1 + 10 + 1 ms call: the slot is busy for 22 ms, so the second (4 ms later) waits 18.
        const Setting chain = setting({clients("user"), service("api"), service("db")},
                                      {call("user", "api"), call("api", "db")}, {burst("user", 250, 2)}, 1s);
        const RunReport report = finish(chain);
        QCOMPARE(nodeOf(report, "api").waiting.max, Duration{18ms});
        QCOMPARE(nodeOf(report, "user").response.max, Duration{18ms + 22ms + 2ms});
    }
    void anEventHoldsNobody() {
        const Setting chain = setting({clients("user"), service("api"), service("mailer")},
                                      {call("user", "api"), sends("api", "mailer")}, {burst("user", 250, 2)}, 1s);
        const RunReport report = finish(chain);
        QCOMPARE(nodeOf(report, "api").waiting.max, Duration{6ms});
        QCOMPARE(nodeOf(report, "mailer").succeeded, 2U);
        QCOMPARE(flowOf(report, "api", "mailer").succeeded, 2U);
    }
    void callsOfOneOrderAreInParallelAndOrdersFollowEachOther() {
        Flow first = call("api", "a");
        Flow second = call("api", "b");
        Flow third = call("api", "c");
        third.order = 1;
        const Setting fan = setting({clients("user"), service("api"), service("a"),
                                     service("b", {.work = Distribution::constant(30ms)}), service("c")},
                                    {call("user", "api"), third, first, second}, {burst("user", 10, 1)}, 1s);
        // 1 + 10 + max(12, 32) + 12 + 1
        QCOMPARE(nodeOf(finish(fan), "user").response.max, Duration{56ms});
    }
    void aShareDecidesWhichRequestsTakeTheFlow() {
        Flow rare = call("api", "db");
        rare.share = Share::percent(25);
        const Setting setting_ =
            setting({clients("user"), service("api", {.concurrency = 1000}), service("db", {.concurrency = 1000})},
                    {call("user", "api"), rare}, {uniform("user", 1000)}, 20s);
        const RunReport report = finish(setting_);
        // 20,000 draws of 25 %: standard deviation 61.
        QVERIFY(std::abs(static_cast<double>(nodeOf(report, "db").arrived) - 5000) < 250);
        QCOMPARE(report.succeeded + report.inFlight, report.sent);
    }
    void usersThinkBetweenTheirRequests() {
        Load load;
        load.from = "user";
        load.users = 3;
        load.think = Distribution::constant(86ms);
        // Each of the three: 86 ms thinking, 2 + 10 + 2 ms: ten a second; the first ends at 100 ms.
        const RunReport report = finish(
            setting({clients("user"), service("api", {.concurrency = 3})}, {call("user", "api", 2ms)}, {load}, 10s));
        QCOMPARE(report.succeeded, 297U);  // the last three end exactly at 10 s, which is not before the end
        QCOMPARE(report.inFlight, 3U);
    }
    void usersWhoNeitherThinkNorWaitLetTheClockGoOn() {
        Load load;
        load.from = "user";
        load.users = 2;
        load.think = Distribution::constant(0ms);
        Setting refused = setting({clients("user"), service("api")}, {call("user", "api", 0ms)}, {load}, 1s);
        refused.scenario.faults = {fault("api", 0s, std::nullopt, faults::Outage{})};
        // Two users, a millisecond a turn, from 1 to 999 ms.
        QCOMPARE(finish(refused).sent, 1998U);
    }
    void aScheduleStartsByTheClock() {
        const RunReport report = finish(setting({node("nightly", Schedule{.every = 2s, .offset = 1s}), service("job")},
                                                {sends("nightly", "job")}, {}, 10s));
        QCOMPARE(nodeOf(report, "job").succeeded, 5U);
    }
    void devicesReportOnceAPeriodEach() {
        const RunReport report =
            finish(setting({node("meters", Devices{.count = 7, .every = 1s}), service("ingest", {.concurrency = 7})},
                           {call("meters", "ingest")}, {}, 10s));
        QCOMPARE(report.sent, 70U);
    }
    void aRampIsIntegrated() {
        Load load = uniform("user", 0);
        load.rate.points = {{Rate::perSecond(0), 0s}, {Rate::perSecond(100.1), 10s}};
        // The area of the triangle is 500.5.
        QCOMPARE(
            finish(setting({clients("user"), service("api", {.concurrency = 9})}, {call("user", "api")}, {load}, 10s))
                .sent,
            500U);
        load.arrivals = Arrivals::poisson;
        const double sent = static_cast<double>(
            finish(setting({clients("user"), service("api", {.concurrency = 9})}, {call("user", "api")}, {load}, 10s))
                .sent);
        QVERIFY(std::abs(sent - 500) < 5 * std::sqrt(500.0));
    }
    void aSingleServerWaitsAsKhinchinSays() {
        // M/M/1 at 80 %: time in system 5 service times. 1 M requests: the standard error of the mean is about 0.6 %.
        const RunReport report = finish(
            setting({clients("user"), service("api", {.work = Distribution::exponential(1ms), .queueLimit = 100000})},
                    {call("user", "api")}, {poisson("user", 800)}, 1250s));
        QVERIFY(std::abs(toMilliseconds(nodeOf(report, "api").response.mean) - 5) < 0.1);
        QVERIFY(std::abs(nodeOf(report, "api").utilization - 0.8) < 0.01);
    }
    void fourServersWaitAsErlangSays() {
        // M/M/4 at 70 %: mean time in system 1.357212 service times.
        const RunReport report = finish(setting(
            {clients("user"),
             service("api",
                     {.work = Distribution::exponential(1ms), .concurrency = 2, .queueLimit = 100000, .replicas = 2})},
            {call("user", "api")}, {poisson("user", 2800)}, 400s));
        QVERIFY(std::abs(toMilliseconds(nodeOf(report, "api").response.mean) - 1.357212) < 0.015);
    }
};

QTEST_GUILESS_MAIN(TimingTest)
#include "timing_test.moc"
