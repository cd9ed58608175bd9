#include "run/build.h"
#include "run/plan.h"
#include "run/sampling.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <map>

using namespace spillway;
using namespace spillway::build;

namespace {

using Shares = std::map<std::pair<std::string, SpanPart>, double>;

Shares sharesOf(const RunReport& report, const std::string& id) {
    Shares shares;
    const auto found = std::ranges::find(report.attributions, id, &Attribution::of);
    if (found == report.attributions.end()) return shares;
    for (const AttributionPart& each : found->parts) shares[{each.node, each.part}] = each.share;
    return shares;
}
bool isClose(double value, double expected) {
    if (std::abs(value - expected) < 1e-6) return true;
    qWarning("%g is not %g", value, expected);
    return false;
}

Node works(const std::string& id, Duration time) { return service(id, {Distribution::constant(time), 1000}); }
Flow within(Flow flow, Duration timeout) {
    flow.timeout = timeout;
    return flow;
}

std::uint32_t everyOf(const Setting& made, std::optional<Duration> until = {}) {
    return traceEveryFor(*compile(made.topology, made.scenario).plan, until);
}

}  // namespace

// Where the time of the slowest requests went: with whoever still had them.
class AttributionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // The caller gives up after a second; whom it called works for a millisecond and waits for the rest.
    void whatACallerGaveUpIsTheTimeOfWhoHadIt() {
        const auto told = [](std::optional<Duration> inner) {
            Flow asks = call("api", "db", 0ms);
            asks.timeout = inner;
            return sharesOf(finish(setting({clients("user"), works("api", 1ms), works("db", 5s)},
                                           {within(call("user", "api", 0ms), 1s), asks}, {burst("user", 10, 3)}, 20s),
                                   {.traceEvery = 1}),
                            "user");
        };
        for (const std::optional<Duration> inner : {std::optional<Duration>{}, std::optional<Duration>{3s}}) {
            Shares shares = told(inner);
            QVERIFY(isClose(shares[{"db", SpanPart::work}], 0.999));
            QVERIFY(isClose(shares[{"api", SpanPart::work}], 0.001));
        }
    }
    void itIsFollowedAsDeepAsItWent() {
        Shares shares = sharesOf(
            finish(
                setting({clients("user"), works("front", 1ms), works("mid", 1ms), works("slow", 2s)},
                        {within(call("user", "front", 0ms), 1s), call("front", "mid", 8ms), call("mid", "slow", 0ms)},
                        {burst("user", 10, 3)}, 20s),
                {.traceEvery = 1}),
            "user");
        QVERIFY(isClose(shares[{"slow", SpanPart::work}], 0.99));
        QVERIFY(isClose(shares[{"mid", SpanPart::network}], 0.008));
        QVERIFY(isClose(shares[{"front", SpanPart::work}], 0.001));
    }
    // The run ends before anybody answers: what is open then was open when the caller gave up.
    void whatNeverEndedIsFollowedToo() {
        Shares shares = sharesOf(finish(setting({clients("user"), works("front", 1ms), works("slow", 1h)},
                                                {within(call("user", "front", 0ms), 1s), call("front", "slow", 0ms)},
                                                {burst("user", 10, 3)}, 5s),
                                        {.traceEvery = 1}),
                                 "user");
        QVERIFY(isClose(shares[{"slow", SpanPart::work}], 0.999));
    }
    void aTimeLimitOfTheGatewayEndsWhatAFunctionWaitsFor() {
        Function function;
        function.work = Distribution::constant(10ms);
        function.timeout = 30s;
        function.provisionedConcurrency = 10;
        External outside;
        outside.work = Distribution::constant(5s);
        Shares shares =
            sharesOf(finish(setting({clients("user"), node("gw", Gateway{.work = {}, .timeLimit = 2s}),
                                     node("fn", function), node("ext", outside)},
                                    {call("user", "gw", 0ms), call("gw", "fn", 0ms), call("fn", "ext", 0ms)},
                                    {burst("user", 10, 3)}, 30s),
                            {.traceEvery = 1}),
                     "user");
        QVERIFY(isClose(shares[{"ext", SpanPart::work}], 0.995));
        QVERIFY(isClose(shares[{"fn", SpanPart::work}], 0.005));
    }
    void aColdStartThatNobodyWaitedOutIsTold() {
        Function function;
        function.work = Distribution::constant(10ms);
        function.init = Distribution::constant(3s);
        Shares shares = sharesOf(
            finish(setting({clients("user"), works("api", 1ms), node("fn", function)},
                           {within(call("user", "api", 0ms), 1s), call("api", "fn", 0ms)}, {burst("user", 10, 3)}, 20s),
                   {.traceEvery = 1}),
            "user");
        QVERIFY(isClose(shares[{"fn", SpanPart::coldStart}], 0.999));
    }
    void ofCallsInParallelTheLongestCounts() {
        Shares shares = sharesOf(
            finish(setting({clients("user"), works("api", 1ms), works("slow", 2s), works("slower", 5s)},
                           {within(call("user", "api", 0ms), 1s), call("api", "slow", 0ms), call("api", "slower", 0ms)},
                           {burst("user", 10, 3)}, 20s),
                   {.traceEvery = 1}),
            "user");
        const double slow = shares[{"slow", SpanPart::work}], slower = shares[{"slower", SpanPart::work}];
        QVERIFY(slow < 0.001 && isClose(slower, 0.999));
    }
    // The one connection is taken for five seconds: who gives up after one had its caller wait for it.
    void aConnectionThatNobodyWaitedForIsHeld() {
        Flow asks = call("api", "db", 0ms);
        asks.connectionPool = ConnectionPool{.size = 1};
        Shares shares =
            sharesOf(finish(setting({clients("user"), works("api", 1ms), works("db", 5s)},
                                    {within(call("user", "api", 0ms), 1s), asks}, {burst("user", 10, 2)}, 20s),
                            {.traceEvery = 1}),
                     "user");
        const double held = shares[{"api", SpanPart::held}], work = shares[{"db", SpanPart::work}];
        QVERIFY(isClose(std::max(held, work), 0.999) && std::min(held, work) == 0);  // the slowest 1 % of two is one
    }
    // Then it is the callee that is late, and its caller that goes on: nothing is open.
    void anInnerTimeoutIsTheTimeOfItsOwnCallee() {
        Shares shares =
            sharesOf(finish(setting({clients("user"), works("api", 1ms), works("db", 5s)},
                                    {within(call("user", "api", 0ms), 3s), within(call("api", "db", 0ms), 1s)},
                                    {burst("user", 10, 3)}, 20s),
                            {.traceEvery = 1}),
                     "user");
        QVERIFY(isClose(shares[{"db", SpanPart::work}], 1 / 1.001));
    }
    // Whose quota it is names the wait; a limit of the caller's own is the caller's.
    void whatIsThrottledIsTheTimeOfWhoThrottles() {
        const auto told = [](bool own) {
            Flow asks = call("api", "bank", 0ms);
            asks.retry =
                Retry{.attempts = 3, .backoff = {.base = 10s, .factor = 1, .cap = 10s}, .jitter = Jitter::none};
            External bank{.work = Distribution::constant(1ms), .rateLimit = Rate::perSecond(0.05)};
            if (own) {
                bank.rateLimit.reset();
                asks.rateLimit = RateLimit{.rate = Rate::perSecond(0.05), .burst = 1};
            }
            return sharesOf(finish(setting({clients("user"), works("api", 1ms), node("bank", bank)},
                                           {call("user", "api", 0ms), asks}, {burst("user", 10, 2)}, 60s),
                                   {.traceEvery = 1}),
                            "user");
        };
        QVERIFY(told(false)[(std::pair{"bank", SpanPart::throttled})] > 0.9);
        QVERIFY(told(true)[(std::pair{"api", SpanPart::throttled})] > 0.9);
    }
    // Its breaker is open: each try ends before it is sent, and the waits between them are no work.
    void aTryThatNeverLeftIsFollowedByItsBackoff() {
        Flow asks = call("api", "db", 0ms);
        asks.retry =
            Retry{.attempts = 3, .backoff = {.base = 100ms, .factor = 1, .cap = 100ms}, .jitter = Jitter::none};
        asks.breaker = Breaker{.window = {.calls = 1}, .minimumCalls = 1};
        Setting made = setting({clients("user"), works("api", 1ms), works("db", 1ms)}, {call("user", "api", 0ms), asks},
                               {burst("user", 10, 3)}, 10s);
        made.scenario.faults = {fault("db", 0s, {}, faults::Outage{})};
        Shares shares = sharesOf(finish(made, {.traceEvery = 1}), "user");
        QVERIFY(isClose(shares[{"api", SpanPart::backoff}], 200 / 201.0));
        QVERIFY(isClose(shares[{"api", SpanPart::work}], 1 / 201.0));
    }
    // Of 300 requests for one key within 0.3 s the first fetches it, for a second; of the slowest three two wait for
    // it.
    void whoWaitsForTheFetchOfAnotherIsHeld() {
        Cache cache;
        cache.work = Distribution::constant(0ms);
        cache.keys = 1;
        cache.coalesce = true;
        Shares shares = sharesOf(
            finish(setting({clients("user"), node("cache", cache), works("db", 1s)},
                           {call("user", "cache", 0ms), call("cache", "db", 0ms)}, {burst("user", 1000, 300)}, 10s),
                   {.traceEvery = 1}),
            "user");
        QVERIFY(isClose(shares[{"db", SpanPart::work}], 1 / (1 + 0.999 + 0.998)));
        QVERIFY(isClose(shares[{"cache", SpanPart::held}], (0.999 + 0.998) / (1 + 0.999 + 0.998)));
    }
    // A handful of cold starts are the p99 of few requests.
    void everyRequestOfASmallRunIsSampled() {
        Function function;
        function.work = Distribution::constant(100ms);
        function.init = Distribution::constant(2s);
        const Setting made =
            setting({clients("user"), node("fn", function)}, {call("user", "fn")}, {poisson("user", 10)}, 1min);
        QCOMPARE(everyOf(made), 1U);
        const RunReport report = finish(made, {.traceEvery = everyOf(made)});
        const auto of = std::ranges::find(report.attributions, std::string{"user"}, &Attribution::of);
        QVERIFY(of != report.attributions.end() && of->threshold > 2s);
        QCOMPARE(of->parts.front().part, SpanPart::coldStart);
    }
    void ofALargeRunThousandsAreSampled() {
        const auto made = [](double rate, int depth, Duration lasting) {
            std::vector<Node> nodes{clients("user")};
            std::vector<Flow> flows;
            for (int i = 0; i < depth; ++i) {
                nodes.push_back(service("s" + std::to_string(i)));
                flows.push_back(call(nodes[nodes.size() - 2].id, nodes.back().id));
            }
            return setting(nodes, flows, {poisson("user", rate)}, lasting);
        };
        QCOMPARE(everyOf(made(1000, 1, 80s)), 16U);     // 80,000
        QCOMPARE(everyOf(made(1000, 1, 80s), 4s), 1U);  // and 4,000 of them
        QCOMPARE(everyOf(made(1000, 31, 80s)), 64U);    // of 32 spans each
        QCOMPARE(everyOf(made(1000, 1, 10h)), 256U);    // never fewer than unasked
        Setting peak = made(1, 1, 100s);
        peak.scenario.load[0].rate.points = {
            {Rate::perSecond(0), 0s}, {Rate::perSecond(400), 50s}, {Rate::perSecond(0), 50s}};
        QCOMPARE(everyOf(peak), 2U);  // 10,000 in the first half
    }
    void whatIsSampledChangesNothingElse() {
        Function function;
        function.work = Distribution::exponential(30ms);
        const Setting made =
            setting({clients("user"), service("api", {Distribution::exponential(5ms), 8}), node("fn", function)},
                    {within(call("user", "api"), 200ms), call("api", "fn")}, {poisson("user", 100)}, 30s);
        const std::string unasked = finish(made).fingerprint;
        for (const std::uint32_t every : {0U, 1U, 3U, 16U})
            QCOMPARE(finish(made, {.traceEvery = every}).fingerprint, unasked);
    }
};

QTEST_GUILESS_MAIN(AttributionTest)
#include "attribution_test.moc"
