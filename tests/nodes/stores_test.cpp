#include "run/build.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace spillway;
using namespace spillway::build;

// Copies that are behind, connections that are held, and what an insert sets off.
class StoresTest : public QObject {
    Q_OBJECT

    static double figure(const RunReport& report, const std::string& id, const std::string& name) {
        for (const Figure& each : nodeOf(report, id).figures.value_or(Figures{})) {
            if (each.name == name) return each.value;
        }
        return 0;
    }
    static bool decides(const RunReport& report, const std::string& id, const std::string& what) {
        return std::ranges::any_of(report.decisions, [&](const Decision& each) {
            return each.node == id && each.what.find(what) != std::string::npos;
        });
    }
    static Database database(const std::function<void(Database&)>& change) {
        Database made;
        made.work = Distribution::constant(10ms);
        made.pool = 10;
        change(made);
        return made;
    }
    static RunReport replicated(const ReadReplicas& replicas, double rate, Share reads, Duration length) {
        const Database made = database([&](Database& it) {
            it.work = Distribution::constant(1ms);
            it.pool = 100;
            it.reads = reads;
            it.replicas = replicas;
        });
        return finish(
            setting({clients("user"), node("db", made)}, {call("user", "db", 0ms)}, {poisson("user", rate)}, length));
    }

private slots:
    // Ten connections of 10 ms each are 1000 a second; writes have one such pool, reads as many as there are replicas.
    void replicasAnswerReadsAndThePrimaryWrites() {
        const auto done = [](std::int64_t replicas, double reads) {
            const Database made = database([&](Database& it) {
                it.reads = *Share::from(reads / 100);
                it.replicas = ReadReplicas{.count = replicas};
                it.queueLimit = 5;
            });
            return nodeOf(finish(setting({clients("user"), node("db", made)}, {call("user", "db")},
                                         {uniform("user", 4000)}, 5s)),
                          "db")
                .series.throughput.at(4);
        };
        QVERIFY(std::abs(done(1, 100) - 1000) < 30);
        QVERIFY(std::abs(done(3, 100) - 3000) < 60);
        QVERIFY(std::abs(done(3, 0) - 1000) < 30);
    }
    // One key, written w times a second and read: a read is old with 1 - exp(-w x lag) when the lag is constant.
    void aReadIsOldUntilTheWriteHasArrived() {
        ReadReplicas copies;
        copies.lag = Distribution::constant(50ms);
        copies.applyRate = Rate::perSecond(1'000'000);
        copies.keys = 1;
        const RunReport report = replicated(copies, 100, Share::percent(90), 10min);
        const double expected = 1 - std::exp(-10 * 0.05);
        QVERIFY2(std::abs(figure(report, "db", "Reads of old data") - expected) < 0.01,
                 std::to_string(figure(report, "db", "Reads of old data")).c_str());
        QVERIFY(!decides(report, "db", "falls behind"));
        copies.keys = 1000;
        QVERIFY(figure(replicated(copies, 100, Share::percent(90), 1min), "db", "Reads of old data") < 0.005);
    }
    // 200 writes a second where 100 are applied: half a second more behind with every second.
    void aReplicaThatAppliesTooSlowlyFallsBehind() {
        ReadReplicas copies;
        copies.lag = Distribution::constant(1ms);
        copies.applyRate = Rate::perSecond(100);
        const RunReport report = replicated(copies, 200, Share{}, 20s);
        QVERIFY(std::abs(figure(report, "db", "Longest replica lag") - 20) < 2);
        QVERIFY(decides(report, "db", "falls behind"));
    }
    void aDeadPrimaryStopsWritesAndReadsGoOn() {
        const Database made = database([](Database& it) {
            it.replicas = ReadReplicas{.count = 2};
            it.reads = Share::percent(50);
        });
        Setting wish = setting({clients("user"), node("db", made)}, {call("user", "db")}, {uniform("user", 100)}, 10s);
        wish.scenario.faults = {fault("db", 2s, {}, faults::InstanceKill{.count = 1})};  // the first
        const RunReport report = finish(wish);
        const auto& series = nodeOf(report, "db").series;
        QVERIFY(series.errors.at(3) > 30 && series.throughput.at(3) > 30);
    }

    void instancesHoldTheirConnectionsAndTheLastOnesGetNone() {
        Database store = database([](Database& it) { it.pool = 1000; });
        store.connections = ConnectionLimit{.most = 100, .perInstance = 10};
        const auto refused = [&](std::int64_t replicas) {
            const RunReport report = finish(setting(
                {clients("user"),
                 service("api", {.work = Distribution::constant(1ms), .concurrency = 100, .replicas = replicas}),
                 node("db", store)},
                {call("user", "api"), call("api", "db")}, {uniform("user", 1000)}, 10s));
            return std::pair{failures(flowOf(report, "api", "db"), FailureCause::refused),
                             decides(report, "db", "too many")};
        };
        QCOMPARE(refused(10).first, 0U);
        const auto [calls, told] = refused(20);
        QVERIFY(std::abs(static_cast<double>(calls) - 5000) < 200);  // half of the instances
        QVERIFY(told);
    }
    // The environments of a burst stay for minutes, idle, and keep their connections.
    void idleEnvironmentsKeepOthersOut() {
        Function lambda;
        lambda.work = Distribution::constant(1s);
        lambda.init = Distribution::constant(0ms);
        Database store = database([](Database& it) { it.pool = 1000; });
        store.connections = ConnectionLimit{.most = 50};
        Load load = burst("user", 1000, 100);
        const RunReport report = finish(setting(
            {clients("user"), clients("other"), node("fn", lambda), service("api"), node("db", store)},
            {call("user", "fn"), call("fn", "db"), call("other", "api"), call("api", "db")},
            {load,
             [] {
                 Load late = uniform("other", 10);
                 late.rate.points = {{Rate::perSecond(0), 0s}, {Rate::perSecond(0), 60s}, {Rate::perSecond(10), 60s}};
                 return late;
             }()},
            8min));
        QCOMPARE(failures(flowOf(report, "fn", "db"), FailureCause::refused), 50U);
        // Refused while the environments live (6 min), served after that.
        const auto& served = nodeOf(report, "other").series;
        QCOMPARE(served.throughput.at(120), 0.0F);
        QVERIFY(served.throughput.at(400) > 8);
    }

    // Four out of five requests read: only the fifth inserts, and is told of.
    void anInsertIntoADataStoreIsTheTrigger() {
        const auto invoked = [](const NodeSpec& store) {
            const RunReport report =
                finish(setting({clients("user"), {.id = "store", .spec = store}, service("job", {.concurrency = 100})},
                               {call("user", "store"), sends("store", "job")}, {uniform("user", 100)}, 100s));
            return static_cast<double>(nodeOf(report, "job").arrived);
        };
        QVERIFY(std::abs(invoked(database([](Database& it) { it.reads = Share::percent(80); })) - 2000) < 150);
        QVERIFY(std::abs(invoked(database([](Database&) {})) - 10'000) < 20);
        QVERIFY(std::abs(invoked(ObjectStore{.work = Distribution::constant(1ms), .reads = Share::percent(80)}) -
                         2000) < 150);
        QVERIFY(std::abs(invoked(Backend{.work = Distribution::constant(1ms), .reads = Share::percent(80)}) - 2000) <
                150);
        Database table = database([](Database& it) { it.table = TableSpec{.reads = Share::percent(80)}; });
        QVERIFY(std::abs(invoked(table) - 2000) < 150);
        QVERIFY(std::abs(invoked(database([](Database& it) {
                             it.reads = Share::percent(80);
                             it.replicas = ReadReplicas{};
                         })) -
                         2000) < 150);
    }
    void anObjectStoreTellsOfAnInsertASecondLater() {
        Flow told = sends("store", "job", Flow{}.latency);
        const RunReport report =
            finish(setting({clients("user"), node("store", ObjectStore{.work = Distribution::constant(10ms)}),
                            service("job", {.work = Distribution::constant(1ms)})},
                           {call("user", "store"), told}, {burst("user", 10, 1)}, 5s));
        QCOMPARE(flowOf(report, "store", "job").response.max, Duration{1s + 500us + 1ms});
    }
    // The changes of a table are a stream: polled four times a second, in order, and a poison record holds its shard.
    void theStreamOfATableIsReadFourTimesASecond() {
        const auto waiting = [](StreamEngine engine) {
            spillway::Stream changes;
            changes.engine = engine;
            changes.work = Distribution::constant(0ms);
            Function job;
            job.init = Distribution::constant(0ms);
            job.work = Distribution::constant(1ms);
            Database table = database([](Database& it) { it.table = TableSpec{.reads = Share{}}; });
            const RunReport report =
                finish(setting({clients("user"), node("table", table), node("changes", changes), node("job", job)},
                               {call("user", "table"), sends("table", "changes"), sends("changes", "job")},
                               {poisson("user", 1)}, 10min));
            return toSeconds(nodeOf(report, "changes").waiting.mean);
        };
        QVERIFY(std::abs(waiting(StreamEngine::kinesis) - 0.5) < 0.06);
        QVERIFY(std::abs(waiting(StreamEngine::dynamodb) - 0.125) < 0.03);
    }

    void hooksRunAroundTheStoreAndAreStoppedAfterTwoSeconds() {
        const auto run = [](Duration pre, Duration post) {
            Backend backend;
            backend.work = Distribution::constant(40ms);
            backend.preHook = Distribution::constant(pre);
            backend.postHook = Distribution::constant(post);
            Node made = node("orders", backend);
            made.platform = Platform::kinvey;
            return finish(setting({clients("user"), made}, {call("user", "orders", 0ms)}, {burst("user", 1, 1)}, 10s));
        };
        QCOMPARE(nodeOf(run(100ms, 200ms), "user").response.max, Duration{340ms});
        const RunReport before = run(3s, 0ms);
        QCOMPARE(failures(before, FailureCause::platform_timeout), 1U);
        QCOMPARE(nodeOf(before, "user").response.max, Duration{2s});
        const RunReport after = run(100ms, 3s);
        QCOMPARE(failures(after, FailureCause::platform_timeout), 1U);
        QCOMPARE(nodeOf(after, "user").response.max, Duration{2140ms});
    }

    // A key is fetched once a location, and only once where a shield stands before the origin.
    void eachLocationHoldsItsOwnAndAShieldAsksOnce() {
        const auto fetched = [](std::int64_t locations, bool shield) {
            Cdn cdn;
            cdn.keys = 10;
            cdn.keySkew = 0;
            cdn.locations = locations;
            cdn.shield = shield;
            return finish(setting({clients("user"), node("cdn", cdn), node("origin", ObjectStore{})},
                                  {call("user", "cdn"), call("cdn", "origin")}, {poisson("user", 200)}, 2min));
        };
        QCOMPARE(nodeOf(fetched(1, false), "origin").arrived, 10U);
        QCOMPARE(nodeOf(fetched(20, false), "origin").arrived, 200U);
        const RunReport shielded = fetched(20, true);
        QCOMPARE(nodeOf(shielded, "origin").arrived, 10U);
        QVERIFY(figure(shielded, "cdn", "Answered by the shield") > 150);
        QCOMPARE(total(shielded.failed), 0U);
    }
};

QTEST_GUILESS_MAIN(StoresTest)
#include "stores_test.moc"
