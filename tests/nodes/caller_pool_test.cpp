#include "run/build.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

using namespace spillway;
using namespace spillway::build;

// Connections that each instance of a caller has, and the line for them.
class CallerPoolTest : public QObject {
    Q_OBJECT

    static double figure(const RunReport& report, const std::string& id, const std::string& name) {
        for (const Figure& each : nodeOf(report, id).figures.value_or(Figures{})) {
            if (each.name == name) return each.value;
        }
        return 0;
    }
    struct Wish {
        ConnectionPool pool;
        double rate = 0;
        std::int64_t replicas = 1;
        Distribution query = Distribution::exponential(10ms);
        Duration length = 20min;
    };
    static Setting pooled(const Wish& wish) {
        Database db;
        db.work = wish.query;
        db.pool = 10'000;
        Flow query = call("api", "db", 0ms);
        query.connectionPool = wish.pool;
        return setting(
            {clients("user"),
             service("api", {.work = Distribution::constant(0ms), .concurrency = 100'000, .replicas = wish.replicas}),
             node("db", db)},
            {call("user", "api", 0ms), query}, {poisson("user", wish.rate)}, wish.length);
    }
    // Erlang's C formula: the mean wait in M/M/c.
    static double erlangWait(int servers, double arrivals, double mean) {
        const double load = arrivals * mean;
        double term = 1, sum = 0;
        for (int k = 0; k < servers; ++k) {
            sum += term;
            term *= load / (k + 1);
        }
        const double waits = term / (1 - load / servers);
        return waits / (sum + waits) * mean / (servers - load);
    }

private Q_SLOTS:
    // Ten connections, queries of 10 ms: 900/s wait as Erlang says, and the number in the line is what Little says.
    void callsWaitForAConnectionAsErlangSays() {
        const RunReport report = finish(pooled({.pool = {}, .rate = 900}));
        const double expected = erlangWait(10, 900, 0.01);
        const double wait = figure(report, "api", "Mean wait for a connection to db");
        QVERIFY2(std::abs(wait - expected) < 0.06 * expected, std::to_string(wait / expected).c_str());
        const double whole = toSeconds(nodeOf(report, "user").response.mean);
        QVERIFY2(std::abs(whole - expected - 0.01) < 0.0006, std::to_string(whole).c_str());
        // L = lambda W: of the caller's places all but the wait's are queries.
        const double inLine = nodeOf(report, "api").meanBusy - nodeOf(report, "db").meanBusy;
        QVERIFY2(std::abs(inLine - 900 * wait) < 0.01 * inLine, std::to_string(inLine).c_str());
        QCOMPARE(total(report.failed), 0U);
        QVERIFY(nodeOf(report, "db").meanBusy < 10);
    }
    // Each instance has its own: three of them wait in three lines of ten.
    void eachInstanceHasItsOwn() {
        const double three = figure(finish(pooled({.pool = {}, .rate = 2700, .replicas = 3, .length = 20min})), "api",
                                    "Mean wait for a connection to db");
        const double together = erlangWait(30, 2700, 0.01);
        // Requests go to the instance with the fewest, so the lines are shorter than three by themselves.
        QVERIFY(three > together && three < erlangWait(10, 900, 0.01));
        const double one = figure(finish(pooled({.pool = {}, .rate = 900, .length = 20min})), "api",
                                  "Mean wait for a connection to db");
        QVERIFY(three < one);
    }
    // Two connections, queries of a second: of five at once two begin, two more after a second, and the fifth has
    // waited for a second and a half.
    void whoWaitsForTooLongFailsWithATimeout() {
        Setting made = pooled(
            {.pool = {.size = 2, .timeout = 1500ms}, .rate = 1, .query = Distribution::constant(1s), .length = 10s});
        made.scenario.load = {burst("user", 10'000, 5)};
        const RunReport report = finish(made);
        QCOMPARE(nodeOf(report, "db").succeeded, 4U);
        QCOMPARE(failures(flowOf(report, "api", "db"), FailureCause::timeout), 1U);
        QCOMPARE(nodeOf(report, "user").response.max, Duration{2s - 200us});  // the third came after 0.3 ms
        QCOMPARE(figure(report, "api", "Got no connection to db"), 1.0);
        QVERIFY(std::ranges::any_of(report.decisions, [](const Decision& each) {
            return each.node == "api" && each.what.find("no connection in time to db") != std::string::npos;
        }));
    }
    // Three at once over one connection, a second each: the last waits for two seconds, and that is no work of
    // anybody's. Who gets none has waited as well.
    void waitingForAConnectionIsNoWork() {
        const auto shares = [](Duration patience, std::optional<Bulkhead> bulkhead) {
            Setting made = pooled({.pool = {.size = 1, .timeout = patience},
                                   .rate = 1,
                                   .query = Distribution::constant(1s),
                                   .length = 10s});
            made.scenario.load = {burst("user", 10'000, 3)};
            made.topology.flows[1].bulkhead = bulkhead;
            if (bulkhead) made.topology.flows[1].connectionPool.reset();
            const RunReport report = finish(made, {.traceEvery = 1});
            const auto of = std::ranges::find(report.attributions, std::string{"api"}, &Attribution::of);
            std::map<std::pair<std::string, SpanPart>, double> parts;
            for (const AttributionPart& each : of->parts) parts[{each.node, each.part}] = each.share;
            std::size_t held = 0;
            for (const Trace& trace : report.traces)
                held += static_cast<std::size_t>(std::ranges::count_if(
                    trace.spans, [](const Span& span) { return span.held.has_value() && *span.held < span.start; }));
            return std::pair{parts, held};
        };
        const std::pair<std::string, SpanPart> held{"api", SpanPart::held}, query{"db", SpanPart::work};
        for (const bool bulkhead : {false, true}) {
            auto [parts, spans] =
                shares(30s, bulkhead ? std::optional{Bulkhead{.concurrent = 1, .maxWait = 30s}} : std::nullopt);
            QCOMPARE(parts.size(), 2U);
            QVERIFY(std::abs(parts[held] - 1.9998 / 2.9998) < 1e-9);
            QVERIFY(std::abs(parts[query] - 1 / 2.9998) < 1e-9);
            QCOMPARE(spans, 2U);
            std::tie(parts, spans) =
                shares(1500ms, bulkhead ? std::optional{Bulkhead{.concurrent = 1, .maxWait = 1500ms}} : std::nullopt);
            // The slowest is the second: 0.9999 s in the line, a second of work. The third has waited for 1.5 s.
            QVERIFY(std::abs(parts[held] - 0.9999 / 1.9999) < 1e-9);
            QCOMPARE(spans, 2U);
            std::tie(parts, spans) =
                shares(100ms, bulkhead ? std::optional{Bulkhead{.concurrent = 1, .maxWait = 100ms}} : std::nullopt);
            QCOMPARE(spans, 2U);
        }
    }
    // The line is at the caller: the store sees no more than the pool, whatever comes.
    void theStoreSeesNoMoreThanThePool() {
        Setting made = pooled({.pool = {.size = 3, .timeout = 1s},
                               .rate = 500,
                               .replicas = 2,
                               .query = Distribution::constant(100ms),
                               .length = 30s});
        const RunReport report = finish(made);
        QVERIFY(std::abs(nodeOf(report, "db").meanBusy - 6) < 0.1);
        // 60 of 500 a second; the others wait for a second in vain.
        QVERIFY(failures(flowOf(report, "api", "db"), FailureCause::timeout) > 12'000);
        QVERIFY(std::abs(nodeOf(report, "db").series.throughput.at(20) - 60) < 2);
    }
    // What an instance held dies with it: the next one of that number begins with all of its connections.
    void anInstanceThatDiesLeavesItsConnections() {
        Setting made = pooled(
            {.pool = {.size = 2, .timeout = 30s}, .rate = 1, .query = Distribution::constant(20s), .length = 40s});
        made.scenario.load = {burst("user", 10, 4)};
        Load late = uniform("late", 1);
        late.rate.points = {{Rate::perSecond(0), 0s},
                            {Rate::perSecond(0), 10s},
                            {Rate::perSecond(1), 10s},
                            {Rate::perSecond(1), 12500ms},
                            {Rate::perSecond(0), 12500ms}};
        made.topology.nodes.push_back(clients("late"));
        made.topology.flows.push_back(call("late", "api", 0ms));
        made.scenario.load.push_back(late);
        made.scenario.faults = {fault("api", 2s, {}, faults::InstanceKill{.count = 1})};
        const RunReport report = finish(made);
        QCOMPARE(failures(nodeOf(report, "user"), FailureCause::unavailable), 4U);
        QCOMPARE(nodeOf(report, "late").succeeded, 2U);
        QCOMPARE(nodeOf(report, "late").response.max, Duration{20s});  // nobody waited
    }
    // A store counts what the pools hold.
    void thePoolIsWhatTheStoreCounts() {
        Setting made = pooled({.pool = {.size = 40}, .rate = 100, .replicas = 3, .length = 10s});
        std::get<Database>(made.topology.nodes[2].spec).connections = ConnectionLimit{.most = 100};
        const RunReport report = finish(made);
        QCOMPARE(figure(report, "db", "Connections"), 100.0);
        made.topology.flows[1].connectionPool->size = 20;
        QCOMPARE(figure(finish(made), "db", "Connections"), 60.0);
    }
    // Three pools of ten before a store that takes 25: the third has five, and works with those.
    void aPoolThatGotFewerConnectionsWorksWithThose() {
        Setting made = pooled({.pool = {.size = 10, .timeout = 1s},
                               .rate = 400,
                               .replicas = 3,
                               .query = Distribution::constant(100ms),
                               .length = 20s});
        QVERIFY(std::abs(nodeOf(finish(made), "db").series.throughput.at(15) - 300) < 5);
        std::get<Database>(made.topology.nodes[2].spec).connections = ConnectionLimit{.most = 25};
        QVERIFY(std::abs(nodeOf(finish(made), "db").series.throughput.at(15) - 250) < 5);
    }
    void aBulkheadBeforeItHoldsItsPermissionMeanwhile() {
        Setting made =
            pooled({.pool = {.size = 2, .timeout = 5s}, .rate = 1, .query = Distribution::constant(1s), .length = 20s});
        made.topology.flows[1].bulkhead = Bulkhead{.concurrent = 4, .maxWait = 10s};
        made.scenario.load = {burst("user", 10'000, 8)};
        const RunReport report = finish(made);
        QCOMPARE(nodeOf(report, "db").succeeded, 8U);
        QCOMPARE(nodeOf(report, "user").response.max, Duration{4s - 600us});
    }
    void aFunctionNeverWaitsForOne() {
        Setting made = pooled({.pool = {.size = 1}, .rate = 50, .length = 10s});
        Function lambda;
        lambda.work = Distribution::constant(1ms);
        made.topology.nodes[1] = node("api", lambda);
        const Compiled compiled = compile(made.topology, made.scenario);
        QVERIFY(std::ranges::any_of(compiled.diagnostics, [](const Diagnostic& each) {
            return each.code == "no-effect" && each.place.field == "connection_pool";
        }));
        QCOMPARE(total(finish(made).failed), 0U);
    }
};

QTEST_GUILESS_MAIN(CallerPoolTest)
#include "caller_pool_test.moc"
