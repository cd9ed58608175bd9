#include "run/build.h"

#include <QtTest>

#include <cmath>

using namespace spillway;
using namespace spillway::build;

class EdgeTest : public QObject {
    Q_OBJECT

    static Setting balanced(HealthCheck check) {
        LoadBalancer balancer;
        balancer.healthCheck = check;
        return setting({clients("user"), node("lb", balancer), service("a", {.concurrency = 100}),
                        service("b", {.concurrency = 100})},
                       {call("user", "lb"), call("lb", "a"), call("lb", "b")}, {uniform("user", 100)}, 10min);
    }
    static std::vector<Decision> decisions(const RunReport& report, const std::string& node) {
        std::vector<Decision> found;
        for (const Decision& each : report.decisions)
            if (each.node == node) found.push_back(each);
        return found;
    }

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
    void aLoadBalancerGivesATargetUpAfterItsIdleTimeout() {
        LoadBalancer raised;
        raised.timeLimit = 90s;
        for (const LoadBalancer& balancer : {LoadBalancer{}, raised}) {
            const RunReport report = finish(
                setting({clients("user"), node("lb", balancer), service("a", {.work = Distribution::constant(75s)})},
                        {call("user", "lb"), call("lb", "a")}, {burst("user", 1, 1)}, 3min));
            QCOMPARE(report.succeeded, balancer.timeLimit ? 1U : 0U);
            QCOMPARE(nodeOf(report, "user").response.max, Duration{balancer.timeLimit ? 75s + 5ms : 60s + 3ms});
            QCOMPARE(nodeOf(report, "a").succeeded, 1U);
        }
    }
    void aCdnGivesItsOriginUpAfterThirtySeconds() {
        Cdn raised;
        raised.timeLimit = 50s;
        for (Cdn cdn : {Cdn{}, raised}) {
            cdn.hitRatio = Share{};
            const RunReport report = finish(
                setting({clients("user"), node("cdn", cdn), service("origin", {.work = Distribution::constant(40s)})},
                        {call("user", "cdn"), call("cdn", "origin")}, {burst("user", 1, 1)}, 2min));
            QCOMPARE(report.succeeded, cdn.timeLimit ? 1U : 0U);
            QCOMPARE(nodeOf(report, "origin").succeeded, 1U);
        }
    }
    // Checks that were due while the balancer itself was down are not made up for.
    void aBalancerThatWasDownChecksAtItsIntervalAgain() {
        Setting made = balanced({.interval = 20s});
        made.scenario.faults = {fault("lb", 30s, 200s, faults::Outage{}), fault("a", 231s, 100s, faults::Outage{})};
        const auto told = decisions(finish(made), "lb");
        QVERIFY(!told.empty());
        QVERIFY(told[0].at >= SimTime{231s + 20s});
    }
    // Two checks at 30 s have to fail, five to succeed: an ALB's defaults.
    void aTargetThatFailsItsHealthChecksGetsNothingUntilItIsWell() {
        Setting made = balanced({});
        made.scenario.faults = {fault("a", 100s, 200s, faults::Outage{})};
        const RunReport report = finish(made);
        const auto told = decisions(report, "lb");
        QCOMPARE(told.size(), std::size_t{2});
        QCOMPARE(told[0].what, "a is unhealthy");
        QCOMPARE(told[0].reason, "2 checks in a row failed: requests go to the others");
        QCOMPARE(told[1].what, "a is healthy");
        const Duration out = told[0].at.time_since_epoch() - 100s, back = told[1].at.time_since_epoch() - 300s;
        QVERIFY(out >= 30s && out <= 61s);
        QVERIFY(back >= 120s && back <= 151s);
        // Half of a hundred a second, until it is out; afterwards nothing fails, and nothing is sent there.
        const double failed = static_cast<double>(total(report.failed));
        QVERIFY2(std::abs(failed - 50 * toSeconds(out)) < 4 * std::sqrt(50 * toSeconds(out)),
                 std::to_string(failed).c_str());
        const auto& errors = nodeOf(report, "lb").series.errors;
        const auto second = static_cast<std::size_t>(toSeconds(told[0].at.time_since_epoch()));
        for (std::size_t at = second + 1; at < errors.size(); ++at) QCOMPARE(errors[at], 0.0F);
        QCOMPARE(finish(made, {.lanes = 4}).fingerprint, report.fingerprint);
    }
    void withNoHealthyTargetAllGetRequests() {
        Setting made = balanced({.interval = 5s, .unhealthyThreshold = 1, .healthyThreshold = 1});
        made.scenario.faults = {fault("a", 20s, 400s, faults::Outage{}), fault("b", 20s, 100s, faults::Outage{})};
        const RunReport report = finish(made);
        const auto told = decisions(report, "lb");
        QVERIFY(told.size() >= 3);
        QCOMPARE(told[1].reason, "1 check failed: no target is healthy, so all of them get requests");
        // Both are asked while both are down; when b is back it gets everything.
        QVERIFY(nodeOf(report, "a").arrived > 100 * 30 / 2);
        QCOMPARE(nodeOf(report, "lb").series.errors.at(200), 0.0F);
    }
    void whatAGatewayTurnsAwayIsTold() {
        const RunReport report =
            finish(setting({clients("user"), node("gw", Gateway{.rateLimit = Rate::perSecond(100), .burst = 50})},
                           {call("user", "gw")}, {burst("user", 300, 3000)}, 20s));
        const auto told = decisions(report, "gw");
        QVERIFY(told.size() >= 2);
        QVERIFY(told[0].what.starts_with("throttling "));
        QCOMPARE(told[0].reason, "it takes 100/s, and 50 at once; the rest is refused with 429");
        QCOMPARE(told.back().what, "throttling is over");
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
