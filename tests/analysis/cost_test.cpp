#include "analysis/bills.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <map>

using namespace spillway;
using namespace spillway::build;

namespace {

constexpr double kGigabyte = 1;

Function function() {
    Function made;
    made.work = Distribution::constant(10ms);
    made.init = Distribution::constant(200ms);
    made.memory = ByteCount::mebibytes(1024);
    return made;
}

}  // namespace

// A bill worked out by hand, line by line.
class CostTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // One cold invocation of 200 + 10 ms and two warm ones of 10 ms, each rounded up by half a millisecond on average.
    void aFunctionIsBilledForItsTimeAndItsInit() {
        const UsageReport usage = usageIn(
            setting({clients("user"), node("fn", function())}, {call("user", "fn")}, {burst("user", 2, 3)}, 5s));
        QVERIFY(isClose(unitsOf(usage, "fn", "lambda_requests"), 3));
        QVERIFY(isClose(unitsOf(usage, "fn", "lambda_gb_seconds"), kGigabyte * (0.210 + 2 * 0.010 + 3 * 0.0005)));
    }
    // A function that waits for what it calls is billed for the waiting.
    void waitingForACallIsBilled() {
        const UsageReport usage = usageIn(
            setting({clients("user"), node("fn", function()), service("api", {.work = Distribution::constant(100ms)})},
                    {call("user", "fn"), call("fn", "api", 5ms)}, {burst("user", 1, 2)}, 5s));
        QVERIFY(isClose(unitsOf(usage, "fn", "lambda_gb_seconds"), 0.2 + 2 * (0.010 + 0.110 + 0.0005)));
    }
    // 20 requests a second of a second each are 20 environments. On demand INIT takes 2 s: 60 are started, and while
    // what waited for them works, 40 are busy; none of that is there when they are provisioned.
    void theOtherWayIsProvisionedForTheWorkAndNotForItsColdStarts() {
        Function slow = function();
        slow.work = Distribution::constant(1s);
        slow.init = Distribution::constant(2s);
        slow.timeout = 10s;
        const auto provisioned = [](const Setting& made) {
            const UsageReport usage = usageIn(made);
            return unitsOf(usage, "fn", "lambda_provisioned_gb_seconds", true) / toSeconds(made.scenario.duration) /
                   kGigabyte;
        };
        const Setting steady =
            setting({clients("user"), node("fn", slow)}, {call("user", "fn")}, {uniform("user", 20)}, 60s);
        QVERIFY(nodeOf(finish(steady), "fn").peakInstances >= 40);
        QVERIFY(std::abs(provisioned(steady) - 20) <= 1);
        // Ten at once are ten, cold or not.
        const Setting crowd =
            setting({clients("user"), node("fn", slow)}, {call("user", "fn")}, {burst("user", 1000, 10)}, 60s);
        QVERIFY(isClose(provisioned(crowd), 10));
    }
    // Twice as much as is provisioned: half of it, and the INIT of its environments, is paid for as on demand.
    void whatSpillsOverIsPaidForAsOnDemand() {
        Function half = function();
        half.work = Distribution::constant(1s);
        half.provisionedConcurrency = 10;
        half.timeout = 10s;
        const auto bought = [&] {
            return usageIn(
                setting({clients("user"), node("fn", half)}, {call("user", "fn")}, {uniform("user", 20)}, 100s));
        };
        const UsageReport spilled = bought();
        const double onDemand = unitsOf(spilled, "fn", "lambda_gb_seconds") / kGigabyte;
        const double ready = unitsOf(spilled, "fn", "lambda_provisioned_duration_gb_seconds") / kGigabyte;
        QVERIFY2(std::abs(ready - 10 * 100) < 20, QByteArray::number(ready));
        QVERIFY2(std::abs(onDemand - 10 * 100) < 30, QByteArray::number(onDemand));
        // Whatever they reserve is all provisioned: the rest is throttled, and nothing is on demand.
        half.reservedConcurrency = 10;
        QCOMPARE(unitsOf(bought(), "fn", "lambda_gb_seconds"), 0.0);
    }
    void whatIsThrottledIsFree() {
        Function capped = function();
        capped.reservedConcurrency = 2;
        const UsageReport usage =
            usageIn(setting({clients("user"), node("fn", capped)}, {call("user", "fn")}, {burst("user", 1000, 5)}, 5s));
        QVERIFY(isClose(unitsOf(usage, "fn", "lambda_requests"), 2));
        QVERIFY(isClose(unitsOf(usage, "fn", "lambda_gb_seconds"), 2 * (0.210 + 0.0005)));
    }
    // Ten calls of 1 MiB, answered with 3 MiB each.
    void bytesThatLeaveAreBilledWhereTheyLeave() {
        const auto gigabytes = [](double mebibytes) { return mebibytes / 1024; };
        Node web = service("web", {.work = Distribution::constant(1ms), .replicas = 2});
        Node store = node("store", Database{.work = Distribution::constant(1ms)});
        web.zones = {"za", "zb"};
        store.zones = {"za"};
        Flow asks = call("user", "web"), reads = call("web", "store");
        asks.payload = reads.payload = ByteCount::mebibytes(1);
        asks.responseSize = reads.responseSize = ByteCount::mebibytes(3);
        Setting made = setting({clients("user"), web, store}, {asks, reads}, {burst("user", 1, 10)}, 60s);
        made.topology.boundaries = {{.id = "za", .kind = BoundaryKind::zone}, {.id = "zb", .kind = BoundaryKind::zone}};
        const UsageReport zones = usageIn(made);
        QVERIFY(isClose(unitsOf(zones, "web", "internet_gb"), gigabytes(30)));
        QVERIFY(isClose(unitsOf(zones, "user", "internet_gb"), 0));  // what comes in is free
        // Half of web's instances are in the other zone; both sides pay.
        QVERIFY(isClose(unitsOf(zones, "web", "inter_zone_gb"), gigabytes(10)));
        QVERIFY(isClose(unitsOf(zones, "store", "inter_zone_gb"), gigabytes(30)));
        // A single one is in the first of its zones, where the store is; of three, one is in the other.
        std::get<Service>(made.topology.nodes[1].spec).replicas = 1;
        QCOMPARE(unitsOf(usageIn(made), "store", "inter_zone_gb"), 0.0);
        std::get<Service>(made.topology.nodes[1].spec).replicas = 3;
        QVERIFY(isClose(unitsOf(usageIn(made), "store", "inter_zone_gb"), gigabytes(20)));
        made.topology.boundaries = {{.id = "us", .kind = BoundaryKind::region},
                                    {.id = "eu", .kind = BoundaryKind::region}};
        for (Node& each : made.topology.nodes) each.zones.clear();
        made.topology.nodes[1].in = "us";
        made.topology.nodes[2].in = "eu";
        const UsageReport regions = usageIn(made);
        QVERIFY(isClose(unitsOf(regions, "web", "inter_region_gb"), gigabytes(10)));
        QVERIFY(isClose(unitsOf(regions, "store", "inter_region_gb"), gigabytes(30)));
        QVERIFY(isClose(unitsOf(regions, "web", "inter_zone_gb"), 0));
    }
    // Ten messages of 100 KiB of which a poller takes up to five at once: what crosses is the messages, not the
    // batches.
    void messagesOfABatchAreTransferredEach() {
        Node waiting = node("orders", Queue{}), fn = node("fn", function());
        waiting.in = "us";
        fn.in = "eu";
        Flow sent = sends("user", "orders"), taken = sends("orders", "fn");
        taken.batch = 5;
        taken.payload = ByteCount{100 << 10};
        Setting made = setting({clients("user"), waiting, fn}, {sent, taken}, {burst("user", 1000, 10)}, 60s);
        made.topology.boundaries = {{.id = "us", .kind = BoundaryKind::region},
                                    {.id = "eu", .kind = BoundaryKind::region}};
        QVERIFY(isClose(unitsOf(usageIn(made), "orders", "inter_region_gb"), 10 * 100 / 1024.0 / 1024.0));
    }
    // Ten environments of 1 GiB restored, one version kept for a minute; Java's are free.
    void snapshotsArePaidForKeepingAndRestoring() {
        Function snapped = function();
        snapped.snapStart = true;
        snapped.timeout = 60s;
        snapped.work = Distribution::constant(20s);
        const auto usage = [&](const char* runtime) {
            snapped.runtime = runtime;
            return usageIn(
                setting({clients("user"), node("fn", snapped)}, {call("user", "fn")}, {burst("user", 10, 10)}, 60s));
        };
        const UsageReport python = usage("python3.13");
        QVERIFY(isClose(unitsOf(python, "fn", "lambda_restored_gb"), 10 * kGigabyte));
        QVERIFY(isClose(unitsOf(python, "fn", "lambda_snapshot_gb_seconds"), 60 * kGigabyte));
        const UsageReport java = usage("java21");
        QVERIFY(isClose(unitsOf(java, "fn", "lambda_restored_gb"), 0));
    }
    // 3 instances of half a core and 512 MiB for an hour: CPU fills 1.5 of the 1.8 cores that a node has for pods.
    void podsAreBilledByTheNodesTheyFill() {
        Node api = service("api", {.replicas = 3});
        auto& spec = std::get<Service>(api.spec);
        spec.resources = {.cpu = Cpu{500}, .memory = ByteCount::mebibytes(512)};
        const UsageReport usage =
            usageIn(setting({clients("user"), api}, {call("user", "api")}, {uniform("user", 1)}, 1h));
        QVERIFY(isClose(unitsOf(usage, "api", "kubernetes_node_hours"), 1.5 / 1.8));
        QVERIFY(isClose(unitsOf(usage, "", "kubernetes_cluster_hours"), 1));
        QVERIFY(isClose(unitsOf(usage, "api", "pod_vcpu_hours", true), 1.5));
        QVERIFY(isClose(unitsOf(usage, "api", "pod_gb_hours", true), 1.5));
        QCOMPARE(usage.assumed.size(), std::size_t{1});
        QVERIFY(usage.assumed.front().starts_with("pods pay for their share of machines"));
    }
    // One pod to a machine: what is paid for are the machines, the two that there is room on and two more, and not the
    // small part of them that the pods ask for.
    void machinesThatTheRunHasAreBilled() {
        Node api = service("api", {.replicas = 4});
        auto& spec = std::get<Service>(api.spec);
        spec.resources = {.cpu = Cpu{100}, .memory = ByteCount::mebibytes(128)};
        spec.scaling.nodes = ClusterNodes{.room = 2, .podsPerNode = 1};
        const auto hours = [&] {
            const UsageReport usage =
                usageIn(setting({clients("user"), api}, {call("user", "api")}, {uniform("user", 1)}, 1h));
            for (const std::string& each : usage.assumed)
                if (each.starts_with("pods pay")) qFatal("it says which machines there are");
            return unitsOf(usage, "api", "kubernetes_node_hours");
        };
        QVERIFY(isClose(hours(), 4));
        // Room for eight pods, four to a machine: two are there, whatever is in them.
        spec.scaling.nodes = ClusterNodes{.room = 8, .podsPerNode = 4};
        QVERIFY(isClose(hours(), 2));
    }
    void aVirtualMachineIsBoughtWhole() {
        Node api = service("api", {.replicas = 2});
        api.platform = Platform::vm;
        std::get<Service>(api.spec).resources = {.cpu = Cpu{3000}, .memory = ByteCount::mebibytes(4096)};
        const UsageReport usage =
            usageIn(setting({clients("user"), api}, {call("user", "api")}, {uniform("user", 1)}, 1h));
        QVERIFY(isClose(unitsOf(usage, "api", "vm_hours"), 2 * 2));
        QCOMPARE(unitsOf(usage, "", "kubernetes_cluster_hours"), 0.0);
    }
    void largeEventsRequestsAndPublishesCountForSeveral() {
        const auto units = [](Node to, std::int64_t kibibytes, const std::string& key) {
            Flow large = sends("user", to.id);
            large.payload = ByteCount{kibibytes * 1024};
            return unitsOf(usageIn(setting({clients("user"), to}, {large}, {burst("user", 10, 20)}, 10s)), to.id, key);
        };
        QVERIFY(isClose(units(node("bus", EventBus{}), 65, "event_bus_events"), 40));
        QVERIFY(isClose(units(node("news", Topic{}), 64, "sns_publishes"), 20));
        QVERIFY(isClose(units(node("api", Gateway{}), 513, "http_api_requests"), 40));
        QVERIFY(isClose(units(node("api", Gateway{.api = GatewayApi::rest}), 513, "rest_api_requests"), 20));
        QVERIFY(isClose(units(node("fn", function()), 256, "lambda_requests"), 20));
        QVERIFY(isClose(units(node("fn", function()), 400, "lambda_requests"), 20 * (1 + 3)));
        Topic broker;
        broker.engine = TopicEngine::mqtt;
        QVERIFY(isClose(units(node("broker", broker), 11, "iot_messages"), 60));
    }
    // A million requests of a REST API cost three and a half times those of an HTTP API.
    void aRestApiCostsMoreThanAnHttpApi() {
        const auto perMillion = [](std::optional<GatewayApi> api) {
            const Setting made = setting({clients("user"), node("api", Gateway{.api = api})}, {call("user", "api")},
                                         {uniform("user", 100)}, 100s);
            return costOf(made.topology, finish(made), listPrices()).perMonth / (100 * 730 * 3600 / 1e6);
        };
        QVERIFY(std::abs(perMillion(GatewayApi::rest) - 3.5) < 0.01);
        QVERIFY(std::abs(perMillion(GatewayApi::http) - 1) < 0.01);
        QVERIFY(std::abs(perMillion(std::nullopt) - 1) < 0.01);
    }
    // 100/s and a burst of 50, of 200/s for ten seconds: the other 950 are answered with 429 and cost nothing.
    void whatAGatewayThrottlesIsFree() {
        const Setting made =
            setting({clients("user"), node("api", Gateway{.rateLimit = Rate::perSecond(100), .burst = 50})},
                    {call("user", "api")}, {burst("user", 200, 2000)}, 20s);
        QVERIFY(std::abs(unitsOf(usageIn(made), "api", "http_api_requests") - 1050) <= 1);
    }
    void readingFromAnObjectStoreIsNoPut() {
        const UsageReport usage =
            usageIn(setting({clients("user"), node("files", ObjectStore{.reads = Share::percent(75)})},
                            {call("user", "files")}, {burst("user", 10, 100)}, 30s));
        QVERIFY(isClose(unitsOf(usage, "files", "object_store_puts"), 25));
        QVERIFY(isClose(unitsOf(usage, "files", "object_store_gets"), 75));
    }
    // On demand a table is paid for by what it was asked for, provisioned by what it has: which is cheaper depends on
    // the load. 2 KiB are two write units, and half a read unit when reads may be old.
    void aTableIsPaidForItsRequestsOrItsCapacity() {
        const auto used = [](const TableSpec& table, double rate) {
            Database made;
            made.work = Distribution::constant(1ms);
            made.table = table;
            return usageIn(
                setting({clients("user"), node("t", made)}, {call("user", "t")}, {uniform("user", rate)}, 1h));
        };
        TableSpec table;
        table.itemSize = ByteCount{2048};
        table.reads = Share{};
        const UsageReport asked = used(table, 10);
        QVERIFY(std::abs(unitsOf(asked, "t", "dynamodb_writes") - 2 * 36'000) <= 2);
        QCOMPARE(unitsOf(asked, "t", "dynamodb_reads"), 0.0);
        QCOMPARE(unitsOf(asked, "t", "database_hours"), 0.0);
        table.reads = Share::percent(100);
        QVERIFY(std::abs(unitsOf(used(table, 10), "t", "dynamodb_reads") - 0.5 * 36'000) <= 1);
        table.write = Rate::perSecond(20);
        table.read = Rate::perSecond(50);
        const UsageReport idle = used(table, 0.1);
        QVERIFY(isClose(unitsOf(idle, "t", "dynamodb_write_capacity_hours"), 20));
        QVERIFY(isClose(unitsOf(idle, "t", "dynamodb_read_capacity_hours"), 50));
        QCOMPARE(unitsOf(idle, "t", "dynamodb_reads"), 0.0);
        // 20 units an hour cost what 20,800 writes do: at a tenth of its capacity the table on demand is cheaper, at
        // the whole of it the provisioned one.
        const auto written = [&](bool provisioned, double rate) {
            TableSpec plain;
            plain.reads = Share{};
            if (provisioned) plain.write = Rate::perSecond(20);
            Database store;
            store.work = Distribution::constant(1ms);
            store.table = plain;
            const Setting made =
                setting({clients("user"), node("t", store)}, {call("user", "t")}, {uniform("user", rate)}, 10min);
            return costOf(made.topology, finish(made), listPrices()).perMonth;
        };
        QVERIFY(written(false, 2) < written(true, 2));
        QVERIFY(written(false, 19) > written(true, 19));
    }
    // A writer of 2 KiB at 50/s takes 100 write units a second; at 70 % of its capacity that needs 143. Provisioned,
    // the other way is what was asked for.
    void aTableIsPricedBothWays() {
        const auto costOfTable = [](double rate, const TableSpec& table, UsageReport& usage) {
            Database made;
            made.work = Distribution::constant(1ms);
            made.table = table;
            const Setting it =
                setting({clients("user"), node("t", made)}, {call("user", "t")}, {uniform("user", rate)}, 1h);
            const RunReport report = finish(it);
            usage = usageOf(it.topology, report, listPrices());
            return costOf(it.topology, report, listPrices()).nodes.front();
        };
        TableSpec table;
        table.reads = Share{};
        table.itemSize = ByteCount{2048};
        UsageReport usage;
        NodeCost cost = costOfTable(50, table, usage);
        QVERIFY(isClose(unitsOf(usage, "t", "dynamodb_write_capacity_hours", true), 143));
        QCOMPARE(unitsOf(usage, "t", "dynamodb_write_capacity_hours"), 0.0);
        QVERIFY(isClose(*cost.alternative, 143 * 730 * 0.00065));
        const double writes = unitsOf(usage, "t", "dynamodb_writes");
        QVERIFY(std::abs(writes - 100 * 3600) <= 2);
        QVERIFY(isClose(cost.perMonth, writes * 730 * 0.625e-6));
        QVERIFY(std::ranges::any_of(usage.assumed, [](const std::string& each) {
            return each.find("143 write units, which its busiest second uses up to 70%") != std::string::npos;
        }));
        table.write = Rate::perSecond(200);
        cost = costOfTable(50, table, usage);
        QVERIFY(isClose(unitsOf(usage, "t", "dynamodb_write_capacity_hours"), 200));
        QVERIFY(isClose(unitsOf(usage, "t", "dynamodb_writes", true), writes));
        QVERIFY(isClose(*cost.alternative, writes * 730 * 0.625e-6));
        QCOMPARE(unitsOf(usage, "t", "dynamodb_writes"), 0.0);
    }
    // Half of 100/s read and half write. Ten write units are all there are, and the burst of 300 s (3,000) is used up
    // after 75 s: what was throttled is no part of what was taken.
    void onlyWhatATableTookIsPriced() {
        Database made;
        made.work = Distribution::constant(1ms);
        made.table = TableSpec{.read = Rate::perSecond(100), .write = Rate::perSecond(10), .reads = Share::percent(50)};
        const UsageReport usage =
            usageIn(setting({clients("user"), node("t", made)}, {call("user", "t")}, {uniform("user", 100)}, 1h));
        QVERIFY(std::abs(unitsOf(usage, "t", "dynamodb_writes", true) - (3000 + 10 * 3600)) < 15);
        QVERIFY(std::abs(unitsOf(usage, "t", "dynamodb_reads", true) - 0.5 * 50 * 3600) < 1200);
    }
    void copiesOfAStoreArePaidFor() {
        Database database;
        database.replicas = ReadReplicas{.count = 2};
        const UsageReport usage =
            usageIn(setting({clients("user"), node("db", database)}, {call("user", "db")}, {uniform("user", 1)}, 1h));
        QVERIFY(isClose(unitsOf(usage, "db", "database_hours"), 3));
    }
    // The size that a request is counted by is a matter of the prices, as is how many brokers there are.
    void theTermsOfAPriceAreItsSheets() {
        Stream log;
        log.engine = StreamEngine::kafka;
        Flow large = sends("user", "queue");
        large.payload = ByteCount{64 * 1024};
        const Setting made = setting({clients("user"), node("queue", Queue{}), node("log", log)},
                                     {large, sends("user", "log")}, {burst("user", 10, 20)}, 1h);
        const RunReport report = finish(made);
        PriceSheet ours = listPrices();
        const auto change = [&](const char* key, const BillingTerms& terms) {
            std::ranges::find(ours.items, key, &Price::key)->terms = terms;
        };
        change("sqs_requests", {.size = ByteCount{16 * 1024}});
        change("kafka_broker_hours", {.each = 5});
        const UsageReport usage = usageOf(made.topology, report, ours);
        QVERIFY(isClose(unitsOf(usageOf(made.topology, report, listPrices()), "queue", "sqs_requests"), 20));
        QVERIFY(isClose(unitsOf(usage, "queue", "sqs_requests"), 80));
        QVERIFY(isClose(unitsOf(usage, "log", "kafka_broker_hours"), 5));
    }
    // Not nothing, but nobody knows how much: it is said for each of them.
    void aBackendWithoutAPriceIsNamed() {
        Node orders = node("orders", Backend{});
        orders.platform = Platform::kinvey;
        const Setting made = setting({clients("user"), orders, node("other", Backend{})},
                                     {call("user", "orders"), call("user", "other")}, {uniform("user", 1)}, 10s);
        const CostReport bill = costOf(made.topology, finish(made), listPrices());
        QVERIFY(bill.nodes.empty());
        const auto omits = [&](const std::string& sentence) {
            return std::ranges::find(bill.omitted, sentence) != bill.omitted.end();
        };
        QVERIFY(omits("orders: Kinvey publishes no prices: it is not in this bill"));
        QVERIFY(omits("other: no price of this backend is known: it is not in this bill"));
    }
    void whatTheDocumentDoesNotSayIsAssumedAloud() {
        Database database;
        const UsageReport usage = usageIn(setting({clients("user"), service("api"), node("db", database)},
                                                  {call("user", "api"), call("api", "db")}, {uniform("user", 1)}, 10s));
        QCOMPARE(usage.assumed.size(), std::size_t{3});
        QVERIFY(usage.assumed[0].starts_with("api: assumed: 1 vCPU and 2 GiB"));
        QVERIFY(usage.assumed[1].starts_with("db: assumed:"));
        QVERIFY(!usage.omitted.empty());
    }
    // Two functions share one free grant: together they pay what one with all the load would.
    void freeUnitsAreTheAccountsNotTheNodes() {
        const auto costFor = [](std::vector<Node> nodes, std::vector<Flow> flows) {
            const Setting made = setting(std::move(nodes), std::move(flows), {uniform("user", 10)}, 100s);
            return costOf(made.topology, finish(made), listPrices());
        };
        Function quick = function();
        quick.init = Distribution::constant(0ms);
        const CostReport one = costFor({clients("user"), node("fn", quick)}, {call("user", "fn")});
        Flow left = call("user", "a"), right = call("user", "b");
        left.order = 0, right.order = 1;
        const CostReport two =
            costFor({clients("user"), node("a", quick), node("b", quick)}, {call("user", "a"), call("user", "b")});
        const double requests = one.charges[0].inMonth;
        QVERIFY(std::abs(requests - 10 * 730 * 3600) < 0.002 * requests);
        QVERIFY(isClose(one.charges[0].cost, (requests - 1e6) / 1e6 * 0.20));
        double both = 0;
        for (const Charge& charge : two.charges)
            if (charge.key == "lambda_requests" && !charge.alternative) both += charge.cost;
        QVERIFY(isClose(both, (2 * requests - 1e6) / 1e6 * 0.20));
    }
    // What leaves to the internet is paid for whichever way environments are bought; a table that is bought in one way
    // only takes its share of the free gigabytes from both bills.
    void whatIsSentStandsOnBothBills() {
        Function quick = function();
        quick.init = Distribution::constant(0ms);
        Flow asks = call("user", "fn"), other = call("user", "store");
        asks.responseSize = other.responseSize = ByteCount::mebibytes(1);
        const Setting made = setting({clients("user"), node("fn", quick), node("store", ObjectStore{})}, {asks, other},
                                     {uniform("user", 10)}, 100s);
        const CostReport cost = costOf(made.topology, finish(made), listPrices());
        std::map<bool, double> sent;
        for (const Charge& charge : cost.charges)
            if (charge.node == "fn" && charge.key == "internet_gb") sent[charge.alternative] = charge.cost;
        QVERIFY(sent[false] > 1000);
        QVERIFY(isClose(sent[true], sent[false]));
        QVERIFY(*cost.nodes.front().alternative > sent[true]);
    }
    // A region pays for the services in it.
    void aBoundaryPaysForWhatIsInIt() {
        Node api = service("api", {.replicas = 2}), other = service("other", {.replicas = 1});
        api.in = "shop", other.in = "eu";
        Setting made = setting({clients("user"), api, other}, {call("user", "api"), call("api", "other")},
                               {uniform("user", 20)}, 60s);
        made.topology.boundaries = {{.id = "eu", .kind = BoundaryKind::region}, {.id = "shop", .in = "eu"}};
        const CostReport cost = costOf(made.topology, finish(made), listPrices());
        const auto of = [](const auto& all, const std::string& id) {
            for (const auto& each : all)
                if (each.id == id) return each.perMonth;
            return 0.0;
        };
        QVERIFY(of(cost.boundaries, "shop") > 0);
        QVERIFY(isClose(of(cost.boundaries, "shop"), of(cost.nodes, "api")));
        QVERIFY(isClose(of(cost.boundaries, "eu"), of(cost.nodes, "api") + of(cost.nodes, "other")));
        QCOMPARE(cost.boundaries.front().id, std::string{"eu"});
    }
    void theBillAddsUp() {
        Node api = service("api", {.replicas = 2});
        api.in = "shop";
        Setting made = setting({clients("user"), api, node("fn", function()), node("db", Database{})},
                               {call("user", "api"), call("api", "fn"), call("fn", "db")}, {uniform("user", 20)}, 60s);
        made.topology.boundaries.push_back({.id = "shop"});
        const RunReport report = finish(made);
        const CostReport cost = costOf(made.topology, report, listPrices());
        double charges = 0, nodes = 0, boundaries = 0;
        for (const Charge& charge : cost.charges) charges += charge.alternative ? 0 : charge.cost;
        for (const NodeCost& node : cost.nodes) nodes += node.perMonth;
        for (const BoundaryCost& boundary : cost.boundaries) boundaries += boundary.perMonth;
        QVERIFY(cost.perMonth > 0);
        QVERIFY(isClose(charges, cost.perMonth));
        QVERIFY(isClose(boundaries, cost.perMonth));
        QVERIFY(isClose(nodes + 730 * 0.10, cost.perMonth));  // the control plane is no node's
        QVERIFY(isClose(cost.forRun * 730 * 60, cost.perMonth));
        QVERIFY(isClose(cost.perMillion, cost.perMonth / (static_cast<double>(report.succeeded) * 730 * 60) * 1e6));
    }
};

QTEST_GUILESS_MAIN(CostTest)
#include "cost_test.moc"
