#include "platforms/facts.h"
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

private Q_SLOTS:
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
    // However many writes there are beside it: one that is long on its way holds up nobody else's. Each key is written
    // once in a hundred seconds; a log-normal lag of 50 ms with p99 512 ms has a mean of 82 ms: 0.082 %.
    void aReadIsAsOldWhateverElseIsWritten() {
        const auto old = [](double writes) {
            ReadReplicas copies;
            copies.applyRate = Rate::perSecond(1'000'000);
            copies.keys = static_cast<std::int64_t>(100 * writes);
            const double share = 2000 / (2000 + writes);
            const RunReport report = replicated(copies, 2000 + writes, *Share::from(share), 100s);
            return decides(report, "db", "caught up") ? 1 : figure(report, "db", "Reads of old data");
        };
        // About 164 of 200,000 reads: a standard deviation of 13.
        QVERIFY2(std::abs(old(20) - 0.00082) < 0.00026, qPrintable(QString::number(old(20))));
        QVERIFY2(std::abs(old(1000) - 0.00082) < 0.00026, qPrintable(QString::number(old(1000))));
    }
    // What is on its way when the primary dies is lost: 1,000 a second of 82 ms.
    void whatIsOnItsWayWhenThePrimaryDiesIsLost() {
        ReadReplicas copies;
        copies.failover = Failover::replica;
        copies.failoverTime = Distribution::constant(5s);
        const Database made = database([&](Database& it) {
            it.work = Distribution::constant(1ms);
            it.pool = 100;
            it.reads = Share{};
            it.replicas = copies;
        });
        Setting wish = setting({clients("user"), node("db", made)}, {call("user", "db")}, {poisson("user", 1000)}, 60s);
        wish.scenario.faults = {fault("db", 30s, {}, faults::InstanceKill{.count = 1})};
        const double lost = figure(finish(wish), "db", "Writes lost in a failover");
        QVERIFY2(std::abs(lost - 82) < 40, qPrintable(QString::number(lost)));
    }
    // What nobody stated is Aurora's own: about 15 ms instead of 50.
    void aReaderOfAuroraIsHardlyBehind() {
        ReadReplicas copies;
        copies.applyRate = Rate::perSecond(1'000'000);
        copies.keys = 1;
        const auto old = [&copies](Failover failover) {
            copies.failover = failover;
            return figure(replicated(copies, 100, Share::percent(90), 10min), "db", "Reads of old data");
        };
        const double usual = old(Failover::replica), aurora = old(Failover::aurora);
        QVERIFY2(aurora > 0.1 && aurora < usual / 2, std::to_string(aurora).c_str());
        copies.lag = Distribution::lognormal(15ms, 61ms);
        QCOMPARE(old(Failover::aurora), aurora);
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

    // RDS Multi-AZ: a write is answered when the standby has it as well; a read and a copy that is written to later
    // wait for nobody.
    void aWriteWaitsForTheStandbyInAnotherZone() {
        const auto setUp = [](Failover failover, double reads, std::optional<Distribution> commit) {
            const Database made = database([&](Database& it) {
                it.work = Distribution::constant(1ms);
                it.reads = *Share::from(reads);
                it.replicas = ReadReplicas{.failover = failover, .commit = std::move(commit)};
            });
            return setting({clients("user"), node("db", made)}, {call("user", "db", 0ms)}, {uniform("user", 10)}, 20s);
        };
        const auto slowest = [](const Setting& made) { return nodeOf(finish(made), "db").response.max; };
        const Distribution five = Distribution::constant(5ms);
        QCOMPARE(slowest(setUp(Failover::multi_az, 0, {})), Duration{1ms} + platformFacts().data.betweenZones);
        QCOMPARE(slowest(setUp(Failover::multi_az, 0, five)), Duration{6ms});
        QCOMPARE(slowest(setUp(Failover::multi_az, 1, five)), Duration{1ms});
        for (const Failover other : {Failover::none, Failover::replica, Failover::aurora})
            QCOMPARE(slowest(setUp(other, 0, five)), Duration{1ms});
        // What is stated between its zones counts, each way for itself.
        Setting far = setUp(Failover::multi_az, 0, {});
        far.topology.nodes[1].zones = {"a", "b"};
        far.topology.boundaries = {{.id = "a", .kind = BoundaryKind::zone, .distances = {"b 2ms"}},
                                   {.id = "b", .kind = BoundaryKind::zone, .distances = {"a 3ms"}}};
        QCOMPARE(slowest(far), Duration{6ms});
        // The attribution tells it from work.
        const RunReport report = finish(setUp(Failover::multi_az, 0, Distribution::constant(3ms)), {.traceEvery = 1});
        const auto of = std::ranges::find(report.attributions, std::string{"db"}, &Attribution::of);
        QCOMPARE(of->parts.size(), 2U);
        QVERIFY(of->parts[0].part == SpanPart::replication && std::abs(of->parts[0].share - 0.75) < 1e-9);
        QVERIFY(of->parts[1].part == SpanPart::work && std::abs(of->parts[1].share - 0.25) < 1e-9);
    }
    // Without a standby that lives the primary goes on alone: after a failover, until the old one is back as a copy.
    void withoutAStandbyAWriteWaitsForNobody() {
        const Database made = database([&](Database& it) {
            it.work = Distribution::constant(1ms);
            it.reads = Share{};
            it.replicas = ReadReplicas{.failover = Failover::multi_az,
                                       .failoverTime = Distribution::constant(1s),
                                       .commit = Distribution::constant(5ms)};
        });
        Setting wish =
            setting({clients("user"), node("db", made)}, {call("user", "db", 0ms)}, {uniform("user", 100)}, 60s);
        wish.scenario.faults = {fault("db", 10s, {}, faults::InstanceKill{.count = 1})};
        const RunReport report = finish(wish);
        const std::vector<float>& slow = nodeOf(report, "db").series.p99Ms;
        const std::vector<float>& ready = nodeOf(report, "db").series.instances;
        QVERIFY(std::abs(slow.at(8) - 6) < 0.1F);
        std::size_t alone = 0;
        for (std::size_t second = 12; second < 60; ++second) {
            if (ready.at(second - 1) != ready.at(second)) continue;  // it came back in between
            alone += ready.at(second) == 1 ? 1 : 0;
            QVERIFY(std::abs(slow.at(second) - (ready.at(second) == 1 ? 1 : 6)) < 0.1F);
        }
        QVERIFY(alone > 0 && ready.at(59) == 2);
    }

    // A hundred writes a second that take two seconds to arrive: two hundred are lost with the primary, none where they
    // were written synchronously. Writes fail until a copy has its place, and are taken then.
    void aCopyTakesThePlaceOfADeadPrimary() {
        const auto run = [](Failover failover) {
            Database made = database([&](Database& it) {
                it.work = Distribution::constant(1ms);
                it.reads = Share{};
                it.replicas = ReadReplicas{.count = 2,
                                           .lag = Distribution::constant(2s),
                                           .failover = failover,
                                           .failoverTime = Distribution::constant(30s)};
            });
            Setting wish =
                setting({clients("user"), node("db", made)}, {call("user", "db")}, {uniform("user", 100)}, 90s);
            wish.scenario.faults = {fault("db", 20s, {}, faults::InstanceKill{.count = 1})};
            return finish(wish);
        };
        const RunReport report = run(Failover::replica);
        QVERIFY(std::abs(figure(report, "db", "Writes lost in a failover") - 200) <= 2);
        QCOMPARE(figure(report, "db", "Failovers"), 1.0);
        QCOMPARE(figure(report, "db", "Without a primary"), 30.0);
        const auto& series = nodeOf(report, "db").series;
        QCOMPARE(series.throughput.at(18), 100.0F);
        for (const std::size_t second : {21, 35, 48}) QCOMPARE(series.errors.at(second), 100.0F);
        QCOMPARE(series.throughput.at(52), 100.0F);  // the old one is back as a copy long since
        QVERIFY(decides(report, "db", "the primary is dead") && decides(report, "db", "is the primary"));
        for (const Failover safe : {Failover::multi_az, Failover::aurora}) {
            const RunReport kept = run(safe);
            QCOMPARE(figure(kept, "db", "Writes lost in a failover"), 0.0);
            QCOMPARE(figure(kept, "db", "Failovers"), 1.0);
        }
        // Without it the primary comes back by itself, as soon as it has started.
        QVERIFY(nodeOf(run(Failover::none), "db").series.throughput.at(48) == 100.0F);
    }
    // RDS Multi-AZ: the standby answers nobody, so reads fail with the primary; a second copy goes on answering them,
    // and only it is behind.
    void aStandbyAnswersNoReads() {
        const auto run = [](std::int64_t count) {
            const Database made = database([&](Database& it) {
                it.work = Distribution::constant(1ms);
                it.reads = Share::percent(50);
                it.replicas = ReadReplicas{.count = count,
                                           .lag = Distribution::constant(2s),
                                           .failover = Failover::multi_az,
                                           .failoverTime = Distribution::constant(30s)};
            });
            Setting wish =
                setting({clients("user"), node("db", made)}, {call("user", "db")}, {uniform("user", 100)}, 90s);
            wish.scenario.faults = {fault("db", 20s, {}, faults::InstanceKill{.count = 1})};
            return finish(wish);
        };
        const RunReport alone = run(1), withCopy = run(2);
        for (const std::size_t second : {21, 35, 48}) {
            QCOMPARE(nodeOf(alone, "db").series.errors.at(second), 100.0F);
            QVERIFY(std::abs(nodeOf(withCopy, "db").series.errors.at(second) - 50) < 25);
        }
        QCOMPARE(total(alone.failed), 3000U);
        QCOMPARE(figure(alone, "db", "Longest replica lag"), 0.0);
        QVERIFY(std::abs(figure(withCopy, "db", "Longest replica lag") - 2) < 0.01);
        QVERIFY(!decides(alone, "db", "falls behind") && decides(withCopy, "db", "falls behind"));
        for (const RunReport* report : {&alone, &withCopy})
            QVERIFY(decides(*report, "db", "instance 1 is the primary"));
    }
    // RDS: 60 to 120 s, Aurora less than 30.
    void theTimeIsThePlatforms() {
        const auto without = [](Failover failover, std::uint64_t seed) {
            const Database made = database([&](Database& it) {
                it.work = Distribution::constant(1ms);
                it.replicas = ReadReplicas{.failover = failover};
            });
            Setting wish =
                setting({clients("user"), node("db", made)}, {call("user", "db")}, {uniform("user", 10)}, 150s);
            wish.scenario.faults = {fault("db", 10s, {}, faults::InstanceKill{.count = 1})};
            return figure(finish(wish, {.seed = seed}), "db", "Without a primary");
        };
        for (std::uint64_t seed = 1; seed <= 10; ++seed) {
            const double rds = without(Failover::multi_az, seed);
            QVERIFY(rds >= 60 && rds <= 120);
            const double aurora = without(Failover::aurora, seed);
            QVERIFY(aurora >= 10 && aurora <= 30);
        }
        QVERIFY(without(Failover::multi_az, 1) != without(Failover::multi_az, 2));
    }
    // The zone of the primary is out, then that of the copy that took its place: the first is there again.
    void theOldPrimaryTakesOverAgainWhenItsSuccessorDies() {
        Database made = database([](Database& it) {
            it.work = Distribution::constant(1ms);
            it.reads = Share::percent(50);
            it.replicas = ReadReplicas{.failover = Failover::replica, .failoverTime = Distribution::constant(5s)};
        });
        Node db = node("db", made);
        db.zones = {"a", "b"};
        Setting wish = setting({clients("user"), db}, {call("user", "db")}, {uniform("user", 100)}, 80s);
        wish.topology.boundaries = {{.id = "a", .kind = BoundaryKind::zone}, {.id = "b", .kind = BoundaryKind::zone}};
        wish.scenario.faults = {fault("a", 10s, 20s, faults::Outage{}), fault("b", 50s, 20s, faults::Outage{})};
        const RunReport report = finish(wish);
        QCOMPARE(figure(report, "db", "Failovers"), 2.0);
        const auto& series = nodeOf(report, "db").series;
        QVERIFY(series.errors.at(12) > 30 && series.throughput.at(12) > 0);
        QCOMPARE(series.errors.at(20), 0.0F);
        QCOMPARE(series.errors.at(65), 0.0F);
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
    // What the shield gives has the age that it has there, so all copies of a key end together: ten requests, a second
    // apart, are one turn of 9.5 s. The first is fetched from the origin; of the other nine each location asks the
    // shield once, which in the mean are 10 x (1 - 0.9^10) - 1 = 5.5. Copies that began anew at their location would
    // answer beyond the turn, and the origin would be asked less often than each ten seconds.
    void aCopyFromTheShieldEndsWhenTheShieldsDoes() {
        Cdn cdn;
        cdn.keys = 1;
        cdn.ttl = 9500ms;
        cdn.locations = 10;
        cdn.shield = true;
        const RunReport report =
            finish(setting({clients("user"), node("cdn", cdn), node("origin", ObjectStore{})},
                           {call("user", "cdn"), call("cdn", "origin")}, {uniform("user", 1)}, 1000s));
        QVERIFY(report.sent >= 999 && report.sent <= 1001);
        QCOMPARE(nodeOf(report, "origin").arrived, 100U);
        const double shielded = figure(report, "cdn", "Answered by the shield");
        QVERIFY2(std::abs(shielded - 551) < 40, std::to_string(shielded).c_str());
    }
};

QTEST_GUILESS_MAIN(StoresTest)
#include "stores_test.moc"
