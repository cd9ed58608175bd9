#include "analysis/bills.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace spillway;
using namespace spillway::build;

// Bills of stores, caches and what crosses regions and clouds, worked out by hand.
class DataBillsTest : public QObject {
    Q_OBJECT

    static double gigabytes(double mebibytes) { return mebibytes / 1024; }
    // "web" in one region asks "far" in another, which takes a second, with requests of 1 MiB.
    static Setting farAway(const Flow& asks, const Load& load) {
        Node web = service("web", {.work = Distribution::constant(1ms), .concurrency = 1000});
        Node far = service("far", {.work = Distribution::constant(1s), .concurrency = 1000});
        web.in = "us";
        far.in = "eu";
        Setting made = setting({clients("user"), web, far}, {call("user", "web"), asks}, {load}, 60s);
        made.topology.boundaries = {{.id = "us", .kind = BoundaryKind::region},
                                    {.id = "eu", .kind = BoundaryKind::region}};
        return made;
    }

private Q_SLOTS:
    // Ten calls at once of which only three leave: what is held back at home crosses no region.
    void callsThatWereHeldBackAreNotTransferred() {
        Flow asks = call("web", "far", 10ms);
        asks.payload = ByteCount::mebibytes(1);
        const auto crossed = [&](const auto& guard) {
            Flow guarded = asks;
            guard(guarded);
            return unitsOf(usageIn(farAway(guarded, burst("user", 1000, 10))), "web", "inter_region_gb");
        };
        QVERIFY(isClose(crossed([](Flow&) {}), gigabytes(10)));
        QVERIFY(isClose(crossed([](Flow& it) { it.bulkhead = Bulkhead{.concurrent = 3}; }), gigabytes(3)));
        QVERIFY(isClose(crossed([](Flow& it) { it.rateLimit = RateLimit{.rate = Rate::perSecond(1), .burst = 3}; }),
                        gigabytes(3)));
        QVERIFY(isClose(crossed([](Flow& it) { it.connectionPool = ConnectionPool{.size = 3, .timeout = 100ms}; }),
                        gigabytes(3)));
        // Each of three is tried twice, and nobody waits long enough: all six went.
        QVERIFY(isClose(crossed([](Flow& it) {
                            it.bulkhead = Bulkhead{.concurrent = 3};
                            it.timeout = 300ms;
                            it.retry =
                                Retry{.attempts = 2, .backoff = {.base = 1s, .factor = 1}, .jitter = Jitter::none};
                        }),
                        gigabytes(6)));
    }
    // The region of the zones that its instances stand in counts, where it is in none itself.
    void whatStandsInZonesOfARegionCrossesItsBorder() {
        Flow asks = call("web", "far", 10ms);
        asks.payload = ByteCount::mebibytes(1);
        Setting made = farAway(asks, burst("user", 1000, 10));
        made.topology.boundaries.push_back({.id = "a", .kind = BoundaryKind::zone, .in = "us"});
        made.topology.boundaries.push_back({.id = "b", .kind = BoundaryKind::zone, .in = "us"});
        made.topology.nodes[1].in.clear();
        made.topology.nodes[1].zones = {"a", "b"};
        QVERIFY(isClose(unitsOf(usageIn(made), "web", "inter_region_gb"), gigabytes(10)));
    }
    // What a Worker at the edge fetches leaves the cloud; what it answers, and what it sends there, is free.
    void whatAWorkerFetchesLeavesTheCloud() {
        Flow asks = call("user", "edge"), fetches = call("edge", "web");
        fetches.payload = asks.responseSize = fetches.responseSize = ByteCount::mebibytes(1);
        const UsageReport usage = usageIn(setting({clients("user"), node("edge", EdgeWorker{}), service("web")},
                                                  {asks, fetches}, {burst("user", 10, 10)}, 60s));
        QVERIFY(isClose(unitsOf(usage, "web", "internet_gb"), gigabytes(10)));
        QCOMPARE(unitsOf(usage, "edge", "internet_gb"), 0.0);
    }
    void whatACdnAsksOfAnObjectStoreItReads() {
        Cdn cdn;
        cdn.hitRatio = Share{};
        const UsageReport usage =
            usageIn(setting({clients("user"), clients("author"), node("cdn", cdn), node("store", ObjectStore{})},
                            {call("user", "cdn"), call("cdn", "store"), call("author", "store")},
                            {burst("user", 10, 10), burst("author", 10, 4)}, 60s));
        QVERIFY(isClose(unitsOf(usage, "store", "object_store_gets"), 10));
        QVERIFY(isClose(unitsOf(usage, "store", "object_store_puts"), 4));
    }
    // 10 GiB are eight nodes of 1.37 GiB; eight vCPU are four times those of a db.m7g.large, 20 GiB four times its
    // memory, as sizes double.
    void largeStoresArePricedAsLarge() {
        const auto hours = [](auto store, const char* key) {
            return unitsOf(
                usageIn(setting({clients("user"), node("it", store)}, {call("user", "it")}, {uniform("user", 1)}, 1h)),
                "it", key);
        };
        Cache cache;
        cache.keys = 10;
        QVERIFY(isClose(hours(cache, "cache_hours"), 1));
        cache.memory = ByteCount::mebibytes(10 * 1024);
        QVERIFY(isClose(hours(cache, "cache_hours"), 8));
        Database database;
        database.resources.cpu = Cpu{8000};
        QVERIFY(isClose(hours(database, "database_hours"), 4));
        database.resources.cpu = Cpu{500};
        QVERIFY(isClose(hours(database, "database_hours"), 1));
        database.resources.memory = ByteCount::mebibytes(20 * 1024);
        database.replicas = ReadReplicas{};
        QVERIFY(isClose(hours(database, "database_hours"), 8));
    }
    // An instance in each zone is as many that are paid for.
    void storesInZonesArePaidForInEach() {
        Node cache = node("cache", Cache{}), database = node("db", Database{});
        cache.zones = database.zones = {"a", "b"};
        Setting made = setting({clients("user"), cache, database}, {call("user", "cache"), call("cache", "db")},
                               {uniform("user", 1)}, 1h);
        made.topology.boundaries = {{.id = "a", .kind = BoundaryKind::zone}, {.id = "b", .kind = BoundaryKind::zone}};
        QVERIFY(isClose(unitsOf(usageIn(made), "cache", "cache_hours"), 2));
        QVERIFY(isClose(unitsOf(usageIn(made), "db", "database_hours"), 2));
    }
    // A hundred gigabytes are free, then 10 TB, 40 TB, 100 TB and what is beyond have prices of their own; a CDN's has
    // a thousand free and more tiers.
    void transferGetsCheaperByTheTerabyte() {
        const auto monthly = [](const char* key, double gigabytes) {
            return listPrices().find(key)->monthly(gigabytes);
        };
        QVERIFY(isClose(monthly("internet_gb", 100 + 10'240), 921.6));
        QVERIFY(isClose(monthly("internet_gb", 100 + 153'600 + 1000), 921.6 + 3481.6 + 7168 + 50));
        QVERIFY(isClose(monthly("cdn_gb", 1000 + 10'240 + 40'960), 870.4 + 3276.8));
    }
    // 36,000 invocations of 100 ms and 1 GiB in an hour: two provisioned environments are kept for all of it; on demand
    // the same time costs more, and the keeping nothing.
    void aProvisionedFunctionIsSetAgainstOneOnDemand() {
        Function ready;
        ready.work = Distribution::constant(100ms);
        ready.memory = ByteCount::mebibytes(1024);
        ready.provisionedConcurrency = 2;
        const Setting made =
            setting({clients("user"), node("fn", ready)}, {call("user", "fn")}, {uniform("user", 10)}, 1h);
        const RunReport report = finish(made);
        const UsageReport usage = usageOf(made.topology, report, listPrices());
        const double invocations = static_cast<double>(nodeOf(report, "fn").arrived);
        const double billed = invocations * 0.1005;
        QVERIFY(std::abs(unitsOf(usage, "fn", "lambda_provisioned_duration_gb_seconds") - billed) < 1);
        QVERIFY(std::abs(unitsOf(usage, "fn", "lambda_gb_seconds", true) - billed) < 1);
        QCOMPARE(unitsOf(usage, "fn", "lambda_requests"), invocations);
        QCOMPARE(unitsOf(usage, "fn", "lambda_requests", true), invocations);
        QCOMPARE(unitsOf(usage, "fn", "lambda_provisioned_gb_seconds", true), 0.0);
        const NodeCost cost = costOf(made.topology, report, listPrices()).nodes.front();
        const double month = billed * 730;
        QVERIFY(std::abs(*cost.alternative - ((month - 400'000) * 0.0000166667 + (invocations * 730 - 1e6) * 2e-7)) <
                0.1);
    }
    void aStreamOfATableThatAServiceReadsIsNamed() {
        const auto omits = [](const Node& reader) {
            Database table;
            table.table = TableSpec{.reads = Share{}};
            Stream changes;
            changes.engine = StreamEngine::dynamodb;
            const UsageReport usage =
                usageIn(setting({clients("user"), node("table", table), node("changes", changes), reader},
                                {call("user", "table"), sends("table", "changes"), sends("changes", reader.id)},
                                {uniform("user", 1)}, 1min));
            return std::ranges::count_if(usage.omitted, [](const std::string& sentence) {
                return sentence.starts_with("changes: what others than Lambda functions read");
            });
        };
        QCOMPARE(omits(service("worker")), 1);
        QCOMPARE(omits(node("worker", Function{})), 0);
    }
};

QTEST_GUILESS_MAIN(DataBillsTest)
#include "data_bills_test.moc"
