#include "run/build.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::build;

// What the caller's side of a flow does.
class PoliciesTest : public QObject {
    Q_OBJECT

    static Setting slowCallee(Duration work, std::optional<Duration> timeout, std::optional<Retry> retry,
                              std::int64_t requests = 1) {
        Flow flow = call("user", "api");
        flow.timeout = timeout;
        flow.retry = retry;
        ServiceWish wish;
        wish.work = Distribution::constant(work);
        return setting({clients("user"), service("api", wish)}, {flow}, {burst("user", 10, requests)}, 5s);
    }
    static Retry twice(Duration wait, Jitter jitter = Jitter::none) {
        return {.attempts = 2, .backoff = {.base = wait, .factor = 1, .cap = wait}, .jitter = jitter, .budget = {}};
    }

private Q_SLOTS:
    void theCallerGivesUpAndTheWorkGoesOn() {
        const RunReport report = finish(slowCallee(100ms, 50ms, std::nullopt));
        QCOMPARE(failures(report, FailureCause::timeout), 1U);
        QCOMPARE(nodeOf(report, "user").response.max, Duration{50ms});
        QCOMPARE(nodeOf(report, "api").succeeded, 1U);  // zombie work
        QCOMPARE(nodeOf(report, "api").response.max, Duration{100ms});
    }
    void aResponseBeatsItsTimeoutAtTheSameInstant() {
        const RunReport report = finish(slowCallee(48ms, 50ms, std::nullopt));
        QCOMPARE(report.succeeded, 1U);
        QCOMPARE(nodeOf(report, "user").response.max, Duration{50ms});
    }
    void aRetryWaitsItsBackoffAndQueuesBehindItsOwnZombie() {
        // Sent at 0, gives up at 50, again at 80, arrives at 81, waits for the first copy until 101, done at 201: too
        // late at 130.
        const RunReport report = finish(slowCallee(100ms, 50ms, twice(30ms)));
        QCOMPARE(failures(report, FailureCause::timeout), 1U);
        QCOMPARE(nodeOf(report, "user").response.max, Duration{130ms});
        QCOMPARE(flowOf(report, "user", "api").attempts, 2U);
        QCOMPARE(flowOf(report, "user", "api").retries, 1U);
        QCOMPARE(nodeOf(report, "api").waiting.max, Duration{20ms});
    }
    void retriesMakeUpForFailures() {
        // Three attempts at 30 % failures: 97.3 % succeed, 1.39 attempts each (closed form); 20,000 requests.
        Setting flaky = setting({clients("user"), node("partner", External{.work = Distribution::constant(1ms),
                                                                           .availability = Share::percent(70),
                                                                           .rateLimit = {}})},
                                {call("user", "partner")}, {uniform("user", 1000)}, 20s);
        flaky.topology.flows[0].retry = Retry{
            .attempts = 3, .backoff = {.base = 1ms, .factor = 1, .cap = 1ms}, .jitter = Jitter::none, .budget = {}};
        const RunReport report = finish(flaky);
        const auto sent = static_cast<double>(report.sent);
        QVERIFY(std::abs(static_cast<double>(report.succeeded) / sent - 0.973) < 0.006);
        QVERIFY(std::abs(static_cast<double>(flowOf(report, "user", "partner").attempts) / sent - 1.39) < 0.02);
    }
    // What nobody answered is sent again; what timed out, and may have been done, is not.
    void onlyTheStatedFailuresAreTriedAgain() {
        Retry again = twice(10ms);
        again.on = {RetryCause::unavailable};
        const RunReport slow = finish(slowCallee(100ms, 50ms, again));
        QCOMPARE(flowOf(slow, "user", "api").attempts, 1U);
        Setting gone = slowCallee(1ms, 50ms, again, 10);
        gone.scenario.faults = {fault("api", 0s, {}, faults::Outage{})};
        QCOMPARE(flowOf(finish(gone), "user", "api").attempts, 20U);
        gone.topology.flows[0].retry->on = {RetryCause::timeout, RetryCause::throttled};
        QCOMPARE(flowOf(finish(gone), "user", "api").attempts, 10U);
    }
    void aBudgetBoundsTheRetries() {
        Setting broken = setting({clients("user"), node("partner", External{.work = Distribution::constant(1ms),
                                                                            .availability = Share::percent(0),
                                                                            .rateLimit = {}})},
                                 {call("user", "partner")}, {uniform("user", 1000)}, 20s);
        Retry retry{.attempts = 3,
                    .backoff = {.base = 1ms, .factor = 1, .cap = 1ms},
                    .jitter = Jitter::none,
                    .budget = Share::percent(20)};
        broken.topology.flows[0].retry = retry;
        const RunReport report = finish(broken);
        // 20 % of the calls and Finagle's reserve of 10 a second.
        const double share =
            static_cast<double>(flowOf(report, "user", "partner").retries) / static_cast<double>(report.sent);
        QVERIFY2(share > 0.18 && share < 0.23, qPrintable(QString::number(share)));
    }
    void aBreakerOpensAndLetsProbesThrough() {
        Setting broken = setting({clients("user"), node("partner", External{.work = Distribution::constant(1ms),
                                                                            .availability = Share::percent(0),
                                                                            .rateLimit = {}})},
                                 {call("user", "partner")}, {uniform("user", 100)}, 10s);
        broken.topology.flows[0].breaker = Breaker{
            .window = {.calls = 10, .time = {}}, .minimumCalls = {}, .open = 2s, .halfOpenCalls = 3, .slowCall = {}};
        const RunReport report = finish(broken);
        // Opens after 10 calls, then every two seconds 3 probes: 10 + 4 x 3 calls get through.
        QCOMPARE(nodeOf(report, "partner").arrived, 22U);
        QCOMPARE(failures(report, FailureCause::breaker_open), report.sent - 22);
        QCOMPARE(flowOf(report, "user", "partner").breakerOpened, 5U);
        QCOMPARE(report.decisions.front().node, std::string{"user -> partner"});
        QVERIFY(!report.decisions.front().reason.empty());
    }
    void aBreakerClosesAgainWhenItsProbesSucceed() {
        // Calls at 10, 20 ... ms, failing when they arrive from 1 s to 2 s: those sent at 1000 to 1040 ms fail, the
        // fifth of the last ten at 1042 ms. Open until 3042 ms: the 200 calls sent at 1050 to 3040 ms are refused; the
        // three after it are probes, the last of which is answered at 3073 ms, before the next call.
        Setting shaky = setting({clients("user"), node("partner", External{.work = Distribution::constant(1ms),
                                                                           .availability = Share::percent(100),
                                                                           .rateLimit = {}})},
                                {call("user", "partner")}, {uniform("user", 100)}, 5s);
        shaky.topology.flows[0].breaker = Breaker{
            .window = {.calls = 10, .time = {}}, .minimumCalls = {}, .open = 2s, .halfOpenCalls = 3, .slowCall = {}};
        shaky.scenario.faults = {fault("partner", 1s, 1s, faults::Errors{.rate = Share::percent(100)})};
        const RunReport report = finish(shaky);
        QCOMPARE(failures(report, FailureCause::fault), 5U);
        QCOMPARE(failures(report, FailureCause::breaker_open), 200U);
        QCOMPARE(report.decisions.size(), std::size_t{3});
        QCOMPARE(report.decisions[0].at, SimTime{1042ms});
        QCOMPARE(report.decisions[1].at, SimTime{3050ms});
        QCOMPARE(report.decisions[2].at, SimTime{3073ms});
        QCOMPARE(report.decisions[2].what, std::string{"closed"});
    }
    void aFailedDependencyFailsTheRequestUnlessItsShareLeftItOut() {
        Setting chain = setting(
            {clients("user"), service("api", {.concurrency = 100}),
             node("partner",
                  External{.work = Distribution::constant(1ms), .availability = Share::percent(0), .rateLimit = {}})},
            {call("user", "api"), call("api", "partner")}, {uniform("user", 100)}, 10s);
        RunReport report = finish(chain);
        QCOMPARE(nodeOf(report, "api").succeeded, 0U);
        QCOMPARE(failures(report, FailureCause::dependency), total(report.failed));
        chain.topology.flows[1].share = Share::percent(50);
        report = finish(chain);
        QVERIFY(report.succeeded > 400 && report.succeeded < 600);
    }
    void aRetryStormOutlivesItsCause() {
        // HotOS'21: capacity 300/s, fixed work, timeout 1 s, one immediate retry, abandoned copies stay in line. Once
        // ten seconds of double load have built a line longer than the timeout, it feeds itself when rate x attempts >
        // capacity.
        const auto after = [](double rate, std::int64_t attempts) {
            Setting storm = setting(
                {clients("user"),
                 service("api", {.work = Distribution::constant(Duration{3'333'333}), .queueLimit = 1'000'000})},
                {call("user", "api", 0ms)}, {poisson("user", rate)}, 400s);
            storm.topology.flows[0].timeout = 1s;
            storm.topology.flows[0].retry = Retry{.attempts = attempts,
                                                  .backoff = {.base = 0ns, .factor = 1, .cap = 0ns},
                                                  .jitter = Jitter::none,
                                                  .budget = {}};
            storm.scenario.faults = {fault("user", 100s, 10s, faults::Surge{.factor = 300.0 * 2 / rate})};
            const RunReport report = finish(storm);
            return nodeOf(report, "user").series.throughput.back();
        };
        QVERIFY(after(280, 2) < 30);  // 280 x 2 > 300: stays down
        QVERIFY(after(120, 2) > 90);  // 120 x 2 < 300: comes back
    }
};

QTEST_GUILESS_MAIN(PoliciesTest)
#include "policies_test.moc"
