#include "run/build.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::build;

class EdgeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aGatewayAdmitsItsRateAndABurst() {
        Gateway gateway;
        gateway.rateLimit = Rate::perSecond(100);
        gateway.burst = 50;
        const RunReport report =
            finish(setting({clients("user"), node("gw", gateway)}, {call("user", "gw")}, {uniform("user", 1000)}, 10s));
        const double admitted = static_cast<double>(report.succeeded + report.inFlight);
        QVERIFY(std::abs(admitted - (50 + 100 * 10)) < 5);
        QCOMPARE(failures(report, FailureCause::throttled), total(report.failed));
    }
    void aGatewayAnswersAfterItsTimeLimitAndTheWorkGoesOn() {
        Gateway gateway;
        gateway.timeLimit = 200ms;
        const RunReport report =
            finish(setting({clients("user"), node("gw", gateway), service("api", {.work = Distribution::constant(1s)})},
                           {call("user", "gw"), call("gw", "api")}, {burst("user", 10, 1)}, 5s));
        QCOMPARE(failures(report, FailureCause::platform_timeout), 1U);
        QCOMPARE(nodeOf(report, "user").response.max, Duration{202ms});
        QCOMPARE(nodeOf(report, "api").succeeded, 1U);
    }
    void aLoadBalancerTakesOneFlowByShares() {
        Flow large = call("lb", "a");
        large.share = Share::percent(75);
        Flow small = call("lb", "b");
        small.share = Share::percent(25);
        const RunReport report =
            finish(setting({clients("user"), node("lb", LoadBalancer{}), service("a", {.concurrency = 100}),
                            service("b", {.concurrency = 100})},
                           {call("user", "lb"), large, small}, {uniform("user", 1000)}, 10s));
        // The last two are still in the balancer's own work or on their way.
        QCOMPARE(nodeOf(report, "a").arrived + nodeOf(report, "b").arrived, nodeOf(report, "lb").arrived - 2);
        QVERIFY(std::abs(static_cast<double>(nodeOf(report, "a").arrived) - 7500) < 250);
    }
    void clientsSendAMixWhenTheirSharesSaySo() {
        Flow browse = call("user", "a");
        browse.share = Share::percent(70);
        Flow buy = call("user", "b");
        buy.share = Share::percent(30);
        const RunReport report =
            finish(setting({clients("user"), service("a", {.concurrency = 100}), service("b", {.concurrency = 100})},
                           {browse, buy}, {uniform("user", 1000)}, 10s));
        QVERIFY(nodeOf(report, "a").arrived + nodeOf(report, "b").arrived + 1 >= report.sent);
        QVERIFY(nodeOf(report, "a").arrived + nodeOf(report, "b").arrived <= report.sent);
    }
    void anEdgeWorkerIsStoppedAtItsLimit() {
        EdgeWorker worker;
        worker.work = Distribution::constant(100ms);
        worker.cpuLimit = 50ms;
        const RunReport report = finish(
            setting({clients("user"), node("edge", worker)}, {call("user", "edge")}, {burst("user", 10, 1)}, 5s));
        QCOMPARE(failures(report, FailureCause::platform_timeout), 1U);
        QCOMPARE(nodeOf(report, "edge").response.max, Duration{50ms});
    }
    void aQuotaThrottles() {
        const RunReport report = finish(
            setting({clients("user"),
                     node("partner", External{.work = Distribution::constant(1ms), .rateLimit = Rate::perSecond(100)})},
                    {call("user", "partner")}, {uniform("user", 1000)}, 10s));
        QVERIFY(std::abs(static_cast<double>(report.succeeded) - 1100) < 5);
    }
};

QTEST_GUILESS_MAIN(EdgeTest)
#include "edge_test.moc"
