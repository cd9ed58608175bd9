#include "base/popularity.h"
#include "platforms/data_facts.h"
#include "platforms/table_capacity.h"
#include "run/build.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace spillway;
using namespace spillway::build;

// Caches that state their keys, tables with capacity, distance and size, sources that follow a clock or a radio link.
class DataTest : public QObject {
    Q_OBJECT

    static double figure(const RunReport& report, const std::string& id, const std::string& name) {
        for (const Figure& each : nodeOf(report, id).figures.value_or(Figures{})) {
            if (each.name == name) return each.value;
        }
        return 0;
    }
    static Cache cache(std::int64_t keys, double skew) {
        Cache made;
        made.keys = keys;
        made.keySkew = skew;
        made.work = Distribution::constant(0ms);
        return made;
    }
    static Database origin(Duration work = 0ms) {
        Database made;
        made.work = Distribution::constant(work);
        made.pool = 5000;
        return made;
    }
    static RunReport ask(const Cache& cache, double rate, Duration length, Duration fetch = 0ms) {
        return finish(setting({clients("user"), node("cache", cache), node("db", origin(fetch))},
                              {call("user", "cache", 0ms), call("cache", "db", 0ms)}, {poisson("user", rate)}, length));
    }
    // Che, Tung, Wang: "Hierarchical Web caching systems" (2002): every entry is dropped when it was not asked for
    // during the same time T, which is that at which `capacity` are held on average.
    static double cheHitRatio(const Popularity& popularity, double capacity) {
        const auto held = [&](double time) {
            double sum = 0;
            for (std::uint32_t key = 0; key < popularity.keys(); ++key)
                sum += 1 - std::exp(-popularity.probability(key) * time);
            return sum;
        };
        double low = 0, high = 1e7;
        for (int i = 0; i < 100; ++i) (held((low + high) / 2) < capacity ? low : high) = (low + high) / 2;
        double ratio = 0;
        for (std::uint32_t key = 0; key < popularity.keys(); ++key)
            ratio += popularity.probability(key) * (1 - std::exp(-popularity.probability(key) * low));
        return ratio;
    }
    static Database table(TableSpec spec) {
        Database made = origin();
        made.table = spec;
        return made;
    }

private Q_SLOTS:
    void hitsFollowFromTheTimeToLive() {
        // Each key is asked for once a second and is kept for three: 3 / (1 + 3).
        Cache brief = cache(100, 0);
        brief.ttl = 3s;
        QVERIFY(std::abs(figure(ask(brief, 100, 10min), "cache", "Hits") - 0.75) < 0.01);
    }
    void hitsFollowFromTheMemoryAsChePredicts() {
        for (const double skew : {0.6, 0.8, 1.0}) {
            Cache small = cache(1000, skew);
            small.memory = ByteCount{100 * 1024};
            const double told = figure(ask(small, 400, 10min), "cache", "Hits");
            const double expected = cheHitRatio(Popularity{1000, skew}, 100);
            QVERIFY2(std::abs(told - expected) < 0.01, std::to_string(told - expected).c_str());
        }
    }
    void whatIsAskedForFromBehindIsWhatMissed() {
        Cache small = cache(1000, 1);
        small.memory = ByteCount{50 * 1024};
        const RunReport report = ask(small, 200, 1min);
        QCOMPARE(static_cast<double>(nodeOf(report, "db").arrived), figure(report, "cache", "Fetched from behind"));
        QVERIFY(figure(report, "cache", "Gave way to others") > 100);
    }
    void aPopularKeyThatGetsTooOldMakesAStampede() {
        const auto fetches = [](bool coalesce) {
            Cache one = cache(1, 0);
            one.ttl = 10s;
            one.coalesce = coalesce;
            return ask(one, 200, 63s, 500ms);
        };
        // Every 10.5 s the key is gone for the half second of its fetch: a hundred ask the store instead of one.
        const RunReport stampede = fetches(false);
        QVERIFY(nodeOf(stampede, "db").arrived > 450 && nodeOf(stampede, "db").arrived < 750);
        const RunReport calm = fetches(true);
        QCOMPARE(nodeOf(calm, "db").arrived, 6U);
        QVERIFY(figure(calm, "cache", "Waited for another's fetch") > 400);
        QVERIFY(nodeOf(calm, "user").response.max <= 500ms);
        QCOMPARE(total(calm.failed), 0U);
    }
    void whoWaitsForAFetchFailsWithIt() {
        Cache one = cache(3, 0);
        one.ttl = 1s;
        one.coalesce = true;
        Setting made = setting({clients("user"), node("cache", one), node("db", origin(300ms))},
                               {call("user", "cache"), call("cache", "db")}, {poisson("user", 100)}, 30s);
        made.scenario.faults = {fault("db", 5s, 2s, faults::Outage{}), fault("cache", 10s, 1s, faults::Outage{}),
                                fault("db", 15s, 5s, faults::Errors{Share::percent(50)})};
        const RunReport report = finish(made);
        QVERIFY(failures(nodeOf(report, "cache"), FailureCause::dependency) > 50);
        QVERIFY(nodeOf(report, "user").series.throughput.at(28) > 70);
    }
    // A hundred keys are fetched once; whoever dies, or is emptied, has to fetch them again. Two instances hold half
    // each.
    void aCacheThatDiesHasLostWhatItHeld() {
        const auto fetched = [](const std::vector<Fault>& faults, std::vector<std::string> zones) {
            Node held = node("cache", cache(100, 0));
            held.zones = std::move(zones);
            Setting made = setting({clients("user"), held, node("db", origin())},
                                   {call("user", "cache", 0ms), call("cache", "db", 0ms)}, {poisson("user", 200)}, 60s);
            made.topology.boundaries = {{.id = "a", .kind = BoundaryKind::zone},
                                        {.id = "b", .kind = BoundaryKind::zone}};
            made.scenario.faults = faults;
            return nodeOf(finish(made), "db").arrived;
        };
        QCOMPARE(fetched({}, {}), 100U);
        QCOMPARE(fetched({fault("cache", 20s, {}, faults::Crash{})}, {}), 200U);
        QCOMPARE(fetched({fault("cache", 20s, {}, faults::ColdCache{})}, {}), 200U);
        QCOMPARE(fetched({fault("cache", 20s, {}, faults::InstanceKill{.count = 1})}, {"a", "b"}), 150U);
    }
    void aContentNetworkCoalescesAndKeepsForADay() {
        Cdn cdn;
        cdn.keys = 10;
        const RunReport report =
            finish(setting({clients("user"), node("cdn", cdn), node("db", origin(200ms))},
                           {call("user", "cdn"), call("cdn", "db")}, {poisson("user", 100)}, 5min));
        QCOMPARE(nodeOf(report, "db").arrived, 10U);
    }
    void capacityThatWasNotUsedIsKeptForFiveMinutes() {
        // 400 reads a second are 200 units; 100 are provisioned and 30000 saved up: that lasts for 300 s.
        TableSpec spec;
        spec.read = Rate::perSecond(100);
        spec.write = Rate::perSecond(1);
        spec.reads = Share::percent(100);
        const RunReport report = finish(setting({clients("user"), node("table", table(spec))}, {call("user", "table")},
                                                {uniform("user", 400)}, 400s));
        const NodeSeries& series = nodeOf(report, "table").series;
        QCOMPARE(series.errors.at(290), 0.0F);
        QVERIFY(series.errors.at(303) > 150);
        QVERIFY(std::abs(series.throughput.at(350) - 200) < 5);
        QVERIFY(figure(report, "table", "Throttled by the table") > 15'000);
    }
    void aHotPartitionIsThrottledWhateverTheTableHas() {
        TableSpec spec;
        spec.read = Rate::perSecond(1000);
        spec.write = Rate::perSecond(9000);
        spec.reads = Share{};
        spec.keys = 1;
        const RunReport report = finish(setting({clients("user"), node("table", table(spec))}, {call("user", "table")},
                                                {uniform("user", 1500)}, 20s));
        QVERIFY(std::abs(nodeOf(report, "table").series.throughput.at(15) - 1000) < 5);
        QCOMPARE(static_cast<double>(total(report.failed)), figure(report, "table", "Throttled by a hot partition"));
        const bool told = std::ranges::any_of(report.decisions, [](const Decision& each) {
            return each.node == "table" && each.reason.starts_with("a hot partition");
        });
        QVERIFY(told);
    }
    // A new table on demand takes 4,000 writes a second, in four partitions of which none is hotter than the others.
    void anOverloadOfAllPartitionsIsNoHotOne() {
        TableSpec spec;
        spec.reads = Share{};
        spec.keys = 100'000;
        spec.keySkew = 0;
        const RunReport report = finish(setting({clients("user"), node("table", table(spec))}, {call("user", "table")},
                                                {uniform("user", 8000)}, 5s));
        const auto told = std::ranges::find(report.decisions, "table", &Decision::node);
        QVERIFY(told != report.decisions.end());
        QVERIFY2(told->reason.starts_with("its 4 partitions are full: 3000 read and 1000 write units a second each") ||
                     told->reason.starts_with("the table gives 12000 read and takes 4000 write units a second"),
                 told->reason.c_str());
    }
    void aTableWithoutCapacityForItsWritesSaysSo() {
        const auto warned = [](TableSpec table) {
            Database made;
            made.table = table;
            const Setting it =
                setting({clients("user"), node("t", made)}, {call("user", "t")}, {uniform("user", 1)}, 5s);
            return std::ranges::count(compile(it.topology, it.scenario).diagnostics, std::string{"no-capacity"},
                                      &Diagnostic::code);
        };
        QCOMPARE(warned({.read = Rate::perSecond(100)}), 1);
        QCOMPARE(warned({.read = Rate::perSecond(100), .reads = Share::percent(100)}), 0);
        QCOMPARE(warned({.read = Rate::perSecond(100), .write = Rate::perSecond(10)}), 0);
        QCOMPARE(warned({}), 0);
    }
    void aTableOnDemandTakesTwiceItsPeakAMinuteLater() {
        TableSpec spec;
        spec.reads = Share{};
        spec.partitions = 40;
        const RunReport report = finish(setting({clients("user"), node("table", table(spec))}, {call("user", "table")},
                                                {uniform("user", 6000)}, 75s));
        QVERIFY(std::abs(nodeOf(report, "table").series.throughput.at(30) - 4000) < 10);
        QVERIFY(std::abs(nodeOf(report, "table").series.throughput.at(70) - 6000) < 10);
    }
    // It begins with four partitions of a thousand writes a second, and splits them as what it takes grows. A key stays
    // in one of them.
    void thePartitionsOfATableOnDemandSplit() {
        TableSpec spec;
        spec.reads = Share{};
        const auto done = [&](double rate) {
            const RunReport report = finish(setting({clients("user"), node("table", table(spec))},
                                                    {call("user", "table")}, {uniform("user", rate)}, 75s));
            return static_cast<double>(nodeOf(report, "table").series.throughput.at(70));
        };
        QVERIFY(std::abs(done(6000) - 6000) < 10);
        spec.keys = 1;
        QVERIFY(std::abs(done(6000) - 1000) < 10);
    }
    // For an hour nobody asks, and then as many as before: what was reached once is there.
    void aTableOnDemandReachesAgainWhatItHasReached() {
        TableSpec spec;
        spec.reads = Share{};
        Load twice = uniform("user", 6000);
        twice.rate.points = {{Rate::perSecond(6000), 0s},    {Rate::perSecond(6000), 70s},
                             {Rate::perSecond(0), 70s},      {Rate::perSecond(0), 3600s},
                             {Rate::perSecond(6000), 3600s}, {Rate::perSecond(6000), 3620s}};
        const RunReport report =
            finish(setting({clients("user"), node("table", table(spec))}, {call("user", "table")}, {twice}, 3620s));
        const NodeSeries& series = nodeOf(report, "table").series;
        QVERIFY(series.errors.at(30) > 1900 && series.errors.at(68) == 0);
        for (std::size_t second = 3600; second < 3620; ++second) QCOMPARE(series.errors.at(second), 0.0F);
        QVERIFY(series.throughput.at(3610) > 5990);
    }
    // Units are counted by the item: what is larger on its way there is told of.
    void whatIsLargerThanItsItemIsTold() {
        const auto told = [](std::int64_t payload, std::int64_t response, double reads) {
            Flow asks = call("user", "t");
            asks.payload = ByteCount{payload};
            asks.responseSize = ByteCount{response};
            Database made;
            made.table = TableSpec{.itemSize = ByteCount{4096}, .reads = *Share::from(reads)};
            const Setting it = setting({clients("user"), node("t", made)}, {asks}, {uniform("user", 1)}, 5s);
            return std::ranges::count(compile(it.topology, it.scenario).diagnostics, std::string{"does-not-fit"},
                                      &Diagnostic::code);
        };
        QCOMPARE(told(4096, 4096, 0.5), 0);
        QCOMPARE(told(4097, 4096, 0.5), 1);
        QCOMPARE(told(4097, 4097, 0.5), 2);
        QCOMPARE(told(4097, 4096, 1), 0);
        QCOMPARE(told(4096, 4097, 0), 0);
    }
    void largeItemsCostMoreUnits() {
        const TableLimits& limits = dataFacts().table;
        QCOMPARE(limits.readUnits(ByteCount{4096}, true), 1.0);
        QCOMPARE(limits.readUnits(ByteCount{4097}, true), 2.0);
        QCOMPARE(limits.readUnits(ByteCount{1}, false), 0.5);
        QCOMPARE(limits.writeUnits(ByteCount{3 * 1024 + 1}), 4.0);
    }
    // 4 KiB are four units of a write, or one of 4 KiB: 25 units a second are 25 writes then. What was saved is left
    // out.
    void aStatedUnitIsTheUnitOfTheRun() {
        Database made = table(
            {.read = Rate::perSecond(1), .write = Rate::perSecond(20), .itemSize = ByteCount{4096}, .reads = Share{}});
        Setting it =
            setting({clients("user"), node("table", made)}, {call("user", "table")}, {uniform("user", 25)}, 60s);
        it.topology.facts = {{"data.capacity_burst", "1s", ""}};
        QVERIFY(std::abs(nodeOf(finish(it), "table").series.throughput.at(30) - 5) <= 1);
        it.topology.facts.push_back({"data.write_unit", "4KiB", ""});
        const RunReport report = finish(it);
        QVERIFY(std::abs(nodeOf(report, "table").series.throughput.at(30) - 20) <= 1);
        QCOMPARE(figure(report, "table", "Write units taken"), static_cast<double>(nodeOf(report, "table").succeeded));
    }
    // Asked for ten times a second, kept for 10 s, the origin away from 15 s to 45 s. It is asked at about 0, 10, 20,
    // 30, 40 and 50 s, fails three times, and nobody sees it: the object is answered though it is too old.
    void aCdnAnswersWithWhatItHoldsWhileItsOriginFails() {
        const auto asked = [](Duration from, Duration length) {
            Setting made = setting({clients("user"), node("edge", Cdn{.keys = 1, .ttl = 10s}), node("it", External{})},
                                   {call("user", "edge"), call("edge", "it")}, {uniform("user", 10)}, 60s);
            made.scenario.faults = {fault("it", from, length, faults::Outage{})};
            return finish(made);
        };
        const RunReport held = asked(15s, 30s);
        QCOMPARE(total(held.failed), 0U);
        QCOMPARE(flowOf(held, "edge", "it").attempts, 6U);
        QCOMPARE(failures(flowOf(held, "edge", "it"), FailureCause::unavailable), 3U);
        QVERIFY(std::abs(figure(held, "edge", "Answered though too old") - 0.5) < 0.02);
        // What it never had it cannot answer: the error is remembered for 10 s, so that the origin is asked at 0, 10
        // and 20 s, and once more when it is back.
        const RunReport none = asked(0s, 25s);
        QVERIFY(std::abs(static_cast<double>(total(none.failed)) - 300) <= 5);
        QCOMPARE(failures(flowOf(none, "edge", "it"), FailureCause::unavailable), 3U);
        QVERIFY(std::abs(figure(none, "edge", "Answered with an error of before") - 297) <= 5);
    }
    // 429 is not among what CloudFront remembers, nor does it answer with what it holds then.
    void whatAnOriginRefusesACdnPassesOn() {
        Setting made = setting({clients("user"), node("edge", Cdn{.keys = 1, .ttl = 10s}), node("it", External{})},
                               {call("user", "edge"), call("edge", "it")}, {uniform("user", 10)}, 60s);
        made.scenario.faults = {fault("it", 15s, 30s, faults::Throttle{Rate::perSecond(0.01)})};
        const RunReport report = finish(made);
        // Held until 20 s; then everybody asks until it is over, but for the one that is admitted.
        const auto failed = static_cast<double>(total(report.failed));
        QVERIFY2(failed > 140 && failed < 255, qPrintable(QString::number(failed)));
        QCOMPARE(failures(flowOf(report, "edge", "it"), FailureCause::throttled), total(report.failed));
        QCOMPARE(figure(report, "edge", "Answered though too old"), 0.0);
    }
    void regionsAreAsFarApartAsMeasured() {
        Setting made = setting({clients("user"), service("api", {.work = Distribution::constant(10ms)})},
                               {call("user", "api", 500us)}, {burst("user", 1, 3)}, 10s);
        made.topology.boundaries = {{.id = "us-east-1", .kind = BoundaryKind::region},
                                    {.id = "eu-west-1", .kind = BoundaryKind::region}};
        made.topology.nodes[0].in = "us-east-1";
        made.topology.nodes[1].in = "eu-west-1";
        QCOMPARE(nodeOf(finish(made), "user").response.max, Duration{80ms});
        made.topology.flows[0].latency = 5ms;  // stated: nobody knows better
        QCOMPARE(nodeOf(finish(made), "user").response.max, Duration{20ms});
    }
    void zonesAreALittleApart() {
        Setting made = setting({clients("user"), service("api", {.work = Distribution::constant(10ms)})},
                               {call("user", "api", 500us)}, {burst("user", 1, 3)}, 10s);
        made.topology.boundaries = {{.id = "a", .kind = BoundaryKind::zone}, {.id = "b", .kind = BoundaryKind::zone}};
        made.topology.nodes[0].in = "a";
        made.topology.nodes[1].in = "b";
        QCOMPARE(nodeOf(finish(made), "user").response.max, Duration{11ms + 800us});  // 0.4 ms farther, both ways
    }
    // Whose instances stand in zones is in the region of those, and in their zone if it is one.
    void whatStandsInZonesIsWhereTheyAre() {
        Setting made = setting({clients("user"), service("api", {.work = Distribution::constant(10ms)})},
                               {call("user", "api", 500us)}, {burst("user", 1, 3)}, 10s);
        made.topology.boundaries = {{.id = "us-east-1", .kind = BoundaryKind::region},
                                    {.id = "eu-west-1", .kind = BoundaryKind::region},
                                    {.id = "a", .kind = BoundaryKind::zone, .in = "eu-west-1"},
                                    {.id = "b", .kind = BoundaryKind::zone, .in = "eu-west-1"},
                                    {.id = "c", .kind = BoundaryKind::zone, .in = "us-east-1"}};
        const auto slowest = [&](const char* user, std::vector<std::string> zones) {
            made.topology.nodes[0].in = user;
            made.topology.nodes[1].zones = std::move(zones);
            return nodeOf(finish(made), "user").response.max;
        };
        QCOMPARE(slowest("us-east-1", {"a", "b"}), Duration{80ms});
        QCOMPARE(slowest("a", {"b"}), Duration{11ms + 800us});
        QCOMPARE(slowest("a", {"a", "b"}), Duration{11ms});
        QCOMPARE(slowest("us-east-1", {"a", "c"}), Duration{11ms});  // in both: nobody knows where
    }
    void aLargePayloadTakesLonger() {
        Flow large = call("user", "api", 10ms);
        large.payload =
            ByteCount{100 * 14'600};  // 1 + 2 + 4 ... 64 windows: seven round trips, the first is everybody's
        Setting made = setting({clients("user"), service("api", {.work = Distribution::constant(1ms)})}, {large},
                               {burst("user", 1, 2)}, 10s);
        const Duration more = nodeOf(finish(made), "user").response.max;
        made.topology.flows[0].payload.reset();
        const Duration less = nodeOf(finish(made), "user").response.max;
        QCOMPARE(less, Duration{21ms});
        QCOMPARE(more, less + 6 * 20ms);
        QCOMPARE(dataFacts().transferTime(ByteCount{100 * 14'600}, 20ms, std::nullopt), Duration{6 * 20ms});
        QCOMPARE(dataFacts().transferTime(ByteCount{1000}, 20ms, ByteCount{1000}), Duration{1s});
    }
    void whatNoPlatformTakesIsRefusedBeforeTheRun() {
        Flow large = call("user", "fn");
        large.payload = ByteCount::mebibytes(7);
        const Setting made = setting({clients("user"), node("fn", Function{})}, {large}, {burst("user", 1, 2)}, 10s);
        const Compiled compiled = compile(made.topology, made.scenario);
        QVERIFY(compiled.plan == nullptr);
        QVERIFY(problems(compiled.diagnostics).find("6MiB") != std::string::npos);
    }
    void devicesLoseRepeatOrDeliverOnce() {
        const auto run = [](Qos qos) {
            return finish(setting(
                {node("fleet",
                      Devices{.count = 100, .every = 10s, .qos = qos, .loss = Share::percent(20), .retransmit = 2s}),
                 node("hub", ObjectStore{.work = Distribution::constant(1ms)})},
                {call("fleet", "hub")}, {}, 10min));
        };
        constexpr double kReports = 6000;
        const RunReport most = run(Qos::at_most_once);
        QVERIFY(std::abs(static_cast<double>(nodeOf(most, "hub").arrived) - 0.8 * kReports) < 100);
        QCOMPARE(figure(most, "fleet", "Lost on the way"),
                 static_cast<double>(failures(most, FailureCause::unavailable)));
        // Sent until an answer is heard: each round trip succeeds with 0.8 x 0.8, each packet arrives with 0.8.
        const RunReport least = run(Qos::at_least_once);
        QVERIFY(std::abs(static_cast<double>(nodeOf(least, "hub").arrived) - kReports * 0.8 / 0.64) < 150);
        QVERIFY(figure(least, "fleet", "Arrived twice") > 1000);
        const RunReport once = run(Qos::exactly_once);
        QVERIFY(std::abs(static_cast<double>(nodeOf(once, "hub").arrived) - kReports) <
                30);  // some still wait to be sent again
        QCOMPARE(figure(once, "fleet", "Arrived twice"), 0.0);
    }
    // The broker goes on with a report when PUBLISH, PUBREC and PUBREL have come through: two round trips but the last
    // way back. What is lost is sent again: 1 - 0.8^2 of the first pairs, and a fifth of what comes then.
    void aReportOfQosTwoTakesFourPackets() {
        const auto run = [](double loss, Qos qos) {
            Flow flow = call("fleet", "hub", 10ms);
            flow.latencyBack = 30ms;
            return finish(setting(
                {node("fleet",
                      Devices{.count = 1000, .every = 10s, .qos = qos, .loss = *Share::from(loss), .retransmit = 2s}),
                 node("hub", ObjectStore{.work = Distribution::constant(1ms)})},
                {flow}, {}, 10min));
        };
        QCOMPARE(nodeOf(run(0, Qos::at_least_once), "fleet").response.max, Duration{41ms});
        QCOMPARE(nodeOf(run(0, Qos::exactly_once), "fleet").response.max, Duration{81ms});
        // So many are not there at the end: 100/s for 2 s x (0.36/0.64 + 0.2/0.8), and 50 ms on the way.
        const double late = 60'000 - static_cast<double>(nodeOf(run(0.2, Qos::exactly_once), "hub").arrived);
        QVERIFY2(std::abs(late - 100 * (2 * (0.36 / 0.64 + 0.2 / 0.8) + 0.05)) < 50, std::to_string(late).c_str());
    }
    void aScheduleFollowsItsCronExpression() {
        const auto starts = [](const std::string& cron, const std::string& zone, Duration length) {
            Schedule made;
            made.cron = cron;
            made.timeZone = zone;
            return finish(setting({node("clock", made), service("job")}, {call("clock", "job")}, {}, length));
        };
        QCOMPARE(nodeOf(starts("*/15 * * * *", "", 59min), "job").arrived, 4U);
        QCOMPARE(nodeOf(starts("rate(10 minutes)", "", 59min), "job").arrived, 5U);
        const RunReport morning = starts("cron(0 9 ? * MON-FRI *)", "Europe/Berlin", 24h);
        QCOMPARE(nodeOf(morning, "job").arrived, 1U);
        const auto& done = nodeOf(morning, "job").series.throughput;
        QCOMPARE(std::ranges::max_element(done) - done.begin(), std::ptrdiff_t{8 * 3600});
    }
    void aCronExpressionThatNobodyUnderstandsIsAnError() {
        Schedule made;
        made.cron = "61 * * * *";
        made.timeZone = "Europe/Atlantis";
        const Setting wrong = setting({node("clock", made), service("job")}, {call("clock", "job")}, {}, 1h);
        const std::string told = problems(compile(wrong.topology, wrong.scenario).diagnostics);
        QVERIFY(told.find("minute \"61\" is not from 0 to 59") != std::string::npos);
        QVERIFY(told.find("Europe/Berlin") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(DataTest)
#include "data_test.moc"
