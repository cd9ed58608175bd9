#include "run/build.h"

#include <QtTest>

#include <algorithm>
#include <tuple>

using namespace spillway;
using namespace spillway::build;

class StreamTest : public QObject {
    Q_OBJECT

    static Stream kafka(std::int64_t partitions, std::int64_t keys = 0) {
        Stream made;
        made.engine = StreamEngine::kafka;
        made.shards = partitions;
        made.keys = keys;
        made.work = Distribution::constant(0ms);
        return made;
    }
    static Stream kinesis(std::int64_t shards, std::int64_t keys = 0) {
        Stream made = kafka(shards, keys);
        made.engine = StreamEngine::kinesis;
        return made;
    }
    static Function function(Duration work = 10ms) {
        Function made;
        made.work = Distribution::constant(work);
        made.init = Distribution::constant(0ms);
        return made;
    }
    static Flow reads(const std::string& to, StreamReader reader = {}, std::int64_t batch = 1) {
        Flow made = sends("log", to, 0ms);
        made.reader = reader;
        made.batch = batch;
        return made;
    }
    // One record that nobody can do comes at `at`, on its own way to the stream.
    static void addPoison(Setting& made, Duration at) {
        Schedule once;
        once.every = 100h;
        once.offset = at;
        made.topology.nodes.push_back(node("bug", once));
        Flow bad = sends("bug", "log", 0ms);
        bad.poison = Share::percent(100);
        made.topology.flows.push_back(bad);
    }
    static double figure(const RunReport& report, const std::string& id, const std::string& name) {
        for (const Figure& each : nodeOf(report, id).figures.value_or(Figures{})) {
            if (each.name == name) return each.value;
        }
        return 0;
    }
    static std::vector<Decision> decisions(const RunReport& report, const std::string& what) {
        std::vector<Decision> found;
        for (const Decision& each : report.decisions) {
            if (each.what.find(what) != std::string::npos) found.push_back(each);
        }
        return found;
    }

private Q_SLOTS:
    void oneConsumerReadsAPartition() {
        // Eight consumers, two partitions: two work. 100 records of 100 ms each take 5 s on two.
        const RunReport report =
            finish(setting({clients("user"), node("log", kafka(2, 100)),
                            service("worker", {.work = Distribution::constant(100ms), .concurrency = 8})},
                           {sends("user", "log", 0ms), reads("worker")}, {burst("user", 1000, 100)}, 20s));
        QCOMPARE(nodeOf(report, "worker").succeeded, 100U);
        QVERIFY(nodeOf(report, "log").waiting.max > 4s && nodeOf(report, "log").waiting.max < 7s);
        QCOMPARE(nodeOf(report, "worker").waiting.max, Duration{0});
    }
    // Streams and queues number their states apart: the queue beside the stream has the number of the stream.
    void aStallThatEndsWakesTheStreamAndNoQueue() {
        Setting made = setting(
            {clients("user"), clients("writer"), node("jobs", Queue{}), node("log", kafka(1)),
             service("slow", {.work = Distribution::constant(100s), .concurrency = 1}),
             service("quick", {.work = Distribution::constant(10ms)})},
            {sends("user", "jobs", 0ms), sends("jobs", "slow", 0ms), sends("writer", "log", 0ms), reads("quick")},
            {burst("user", 1000, 20), burst("writer", 1, 6)}, 20s);
        made.scenario.faults = {fault("quick", 2500ms, 2s, faults::ConsumerStall{})};
        const RunReport report = finish(made);
        QCOMPARE(nodeOf(report, "quick").succeeded, 6U);
        QCOMPARE(nodeOf(report, "log").waiting.count, 6U);
        QVERIFY(nodeOf(report, "log").waiting.max > 1s);
        QCOMPARE(nodeOf(report, "slow").arrived, 1U);
    }
    void everyGroupReadsEverything() {
        const RunReport report =
            finish(setting({clients("user"), node("log", kafka(3)), service("a"), service("b"), node("fn", function())},
                           {sends("user", "log"), reads("a"), reads("b"), reads("fn")}, {burst("user", 20, 30)}, 20s));
        for (const char* reader : {"a", "b", "fn"}) QCOMPARE(nodeOf(report, reader).succeeded, 30U);
        QCOMPARE(nodeOf(report, "log").succeeded, 30U);
    }
    void keysChooseTheirPartition() {
        // One key: one partition does all the work, however many there are.
        const RunReport report =
            finish(setting({clients("user"), node("log", kafka(8, 1)),
                            service("worker", {.work = Distribution::constant(100ms), .concurrency = 8})},
                           {sends("user", "log", 0ms), reads("worker")}, {burst("user", 1000, 50)}, 20s));
        QCOMPARE(figure(report, "log", "Busiest shard's share"), 1.0);
        QVERIFY(nodeOf(report, "log").waiting.max > 4800ms);
    }
    void popularKeysMakeAHotShard() {
        Stream even = kinesis(4, 1000);
        Stream skewed = even;
        skewed.keySkew = 1.2;
        const auto share = [](const Stream& stream) {
            const RunReport report = finish(setting({clients("user"), node("log", stream), node("fn", function())},
                                                    {call("user", "log"), reads("fn")}, {poisson("user", 400)}, 30s));
            return figure(report, "log", "Busiest shard's share");
        };
        QVERIFY(share(even) < 0.32);
        QVERIFY(share(skewed) > 0.4);
    }
    void aShardTakesAThousandRecordsASecond() {
        const RunReport report =
            finish(setting({clients("user"), node("log", kinesis(1)), node("fn", function())},
                           {call("user", "log"), reads("fn", {}, 1000)}, {uniform("user", 3000)}, 10s));
        QVERIFY(std::abs(static_cast<double>(report.succeeded) - 11'000) <
                50);  // a second's worth at once, then the rate
        QCOMPARE(total(report.failed), failures(report, FailureCause::throttled));
        QVERIFY(!decisions(report, "throttling").empty());
    }
    void aShardTakesAMebibyteASecond() {
        Stream large = kinesis(1);
        large.recordSize = ByteCount{16 * 1024};
        const RunReport report =
            finish(setting({clients("user"), node("log", large), node("fn", function())},
                           {call("user", "log"), reads("fn", {}, 100)}, {uniform("user", 200)}, 10s));
        QVERIFY(std::abs(static_cast<double>(report.succeeded) - 64 * 11) < 5);
    }
    void aMappingPollsOnceASecondAndAPushedRecordDoesNotWait() {
        const auto waiting = [](bool pushed) {
            return nodeOf(finish(setting({clients("user"), node("log", kinesis(1)), node("fn", function(1ms))},
                                         {sends("user", "log", 0ms), reads("fn", {.fanOut = pushed}, 100)},
                                         {poisson("user", 0.2)}, 2h)),
                          "log")
                .waiting;
        };
        const LatencySummary polled = waiting(false);
        QVERIFY(polled.max <= 1s && polled.max > 900ms);
        QVERIFY(std::abs(toSeconds(polled.mean) - 0.5) < 0.03);
        QCOMPARE(waiting(true).max, Duration{70ms});
    }
    void concurrencyIsShardsTimesTheParallelizationFactor() {
        for (const std::int64_t factor : {1, 5}) {
            const RunReport report = finish(
                setting({clients("user"), node("log", kinesis(2, 1000)), node("fn", function(900ms))},
                        {sends("user", "log"), reads("fn", {.parallelization = factor})}, {uniform("user", 50)}, 60s));
            QCOMPARE(nodeOf(report, "fn").peakInstances, 2 * factor);
        }
    }
    // ParallelizationFactor is of Kinesis and of a table's stream, MaximumConcurrency of SQS.
    void whatLambdaDoesNotHaveForAStreamIsNotExecuted() {
        const auto done = [](const Stream& log, const StreamReader& reader, std::optional<std::int64_t> most) {
            Flow reading = reads("fn", reader);
            reading.maxConcurrency = most;
            const Setting made = setting({clients("user"), node("log", log), node("fn", function(900ms))},
                                         {sends("user", "log"), reading}, {uniform("user", 50)}, 60s);
            const Diagnostics all = compile(made.topology, made.scenario).diagnostics;
            const bool told = std::ranges::any_of(
                all, [](const Diagnostic& each) { return each.code == "no-effect" && each.place.item == "log -> fn"; });
            return std::pair{nodeOf(finish(made), "fn").peakInstances, told};
        };
        QCOMPARE(done(kafka(2, 1000), {.parallelization = 10}, {}), (std::pair{std::int64_t{2}, true}));
        QCOMPARE(done(kinesis(4, 1000), {}, 2), (std::pair{std::int64_t{4}, true}));
        QCOMPARE(done(kinesis(2, 1000), {.parallelization = 2}, {}), (std::pair{std::int64_t{4}, false}));
    }
    // Every record has a key of its own: they spread over the parallel batches of a shard, whoever sends them and how.
    void recordsWithoutKeysSpreadOverTheParallelBatches() {
        for (const std::int64_t factor : {2, 3, 4, 7}) {
            for (const bool calls : {false, true}) {
                const RunReport report = finish(setting(
                    {clients("user"), node("log", kinesis(1)), node("fn", function(900ms))},
                    {calls ? call("user", "log") : sends("user", "log"), reads("fn", {.parallelization = factor})},
                    {uniform("user", 50)}, 60s));
                QCOMPARE(nodeOf(report, "fn").peakInstances, factor);
            }
        }
    }
    void aBatchingWindowFillsBatches() {
        const auto batches = [](Duration window) {
            return nodeOf(finish(setting({clients("user"), node("log", kinesis(1)), node("fn", function(1ms))},
                                         {sends("user", "log"), reads("fn", {.window = window}, 100)},
                                         {uniform("user", 10)}, 60s)),
                          "fn")
                .arrived;
        };
        QVERIFY(batches(0s) > 55);
        QVERIFY(batches(5s) >= 9 && batches(5s) <= 12);
    }
    void aPoisonRecordStallsItsShardUntilTheRetentionIsOver() {
        Stream stream = kinesis(1);
        stream.retention = 2min;
        Setting made = setting({clients("user"), node("log", stream), node("fn", function())},
                               {sends("user", "log"), reads("fn", {}, 10)}, {uniform("user", 5)}, 5min);
        addPoison(made, 30s);
        const RunReport report = finish(made);
        const auto& backlog = nodeOf(report, "log").series.backlog;
        QVERIFY(backlog.at(25) <= 10);
        QVERIFY(backlog.at(145) > 5 * 100);  // all that came since
        QVERIFY(backlog.at(220) <= 20);      // its age was the end of it
        QVERIFY(figure(report, "log", "Records lost to retention") >= 1);
        QCOMPARE(decisions(report, "shard 0 stands still").size(), 1U);
    }
    // A batch is split, and while its parts fail their records get too old: what is left of a part may be records that
    // another of the parallel batches reads. Time stood still over such a part when records are pushed (swarm, 2759).
    void whatIsLeftOfASplitBatchHoldsNothingUp_data() {
        QTest::addColumn<bool>("fanOut");
        QTest::newRow("polled") << false;
        QTest::newRow("pushed") << true;
    }
    void whatIsLeftOfASplitBatchHoldsNothingUp() {
        QFETCH(bool, fanOut);
        for (const auto& [shards, batches, age] :
             {std::tuple{1, 3, 1500ms}, {2, 5, 2000ms}, {1, 2, 1200ms}, {1, 4, 1700ms}}) {
            Flow reader = reads("l", {.parallelization = batches, .fanOut = fanOut}, 100);
            reader.onFailure = OnFailure{.age = age, .bisect = true};
            Setting made = setting({clients("u"), node("log", kinesis(shards, 40)), node("l", function())},
                                   {sends("u", "log", 0ms), std::move(reader)}, {poisson("u", 20)}, 60s);
            made.scenario.faults = {fault("l", 5s, 40s, faults::Errors{Share::percent(100)})};
            const RunReport report = finish(made);
            QVERIFY(!decisions(report, "gave up").empty());
            QVERIFY(nodeOf(report, "log").series.backlog.back() < 40);
        }
    }
    void otherShardsGoOnMeanwhile() {
        Setting made = setting({clients("user"), node("log", kinesis(4, 1000)), node("fn", function())},
                               {sends("user", "log"), reads("fn", {}, 10)}, {uniform("user", 40)}, 2min);
        addPoison(made, 30s);
        const RunReport report = finish(made);
        const float backlog = nodeOf(report, "log").series.backlog.at(119);
        QVERIFY(backlog > 10 * 60 && backlog < 10 * 150);  // one shard of four
    }
    void aBisectedBatchGivesUpOnlyThePoisonRecord() {
        const auto run = [](bool bisect) {
            Flow reader = reads("fn", {}, 16);
            reader.onFailure = OnFailure{.to = "failed", .retries = 2, .bisect = bisect};
            Setting made =
                setting({clients("user"), node("log", kinesis(1)), node("fn", function()), node("failed", Queue{})},
                        {sends("user", "log"), reader}, {uniform("user", 20)}, 2min);
            addPoison(made, 30s);
            return finish(made);
        };
        const RunReport split = run(true);
        QCOMPARE(figure(split, "log", "Records given up"), 1.0);
        QCOMPARE(nodeOf(split, "failed").arrived, 1U);
        const RunReport whole = run(false);
        QVERIFY(figure(whole, "log", "Records given up") > 8);
        QCOMPARE(nodeOf(whole, "failed").arrived, 1U);  // one message that says which batch
        QVERIFY(nodeOf(split, "log").series.backlog.at(119) <= 25);
    }
    // What is throttled, or finds the service down, has not reached the function: no retry, and nothing to split
    // (Lambda Developer Guide, error handling of stream mappings).
    void whatDidNotReachTheFunctionIsNoRetry() {
        const auto run = [](const Function& job, const std::vector<Fault>& faults) {
            Flow reader = reads("fn", {}, 100);
            reader.onFailure = OnFailure{.to = "failed", .retries = 1, .bisect = true};
            Setting made = setting({clients("user"), node("log", kinesis(4)), node("fn", job), node("failed", Queue{})},
                                   {sends("user", "log"), reader}, {burst("user", 10, 600)}, 5min);
            made.scenario.faults = faults;
            return finish(made);
        };
        Function narrow = function(2s);
        narrow.reservedConcurrency = 1;
        const RunReport throttled = run(narrow, {});
        QVERIFY(failures(nodeOf(throttled, "fn"), FailureCause::throttled) > 20);
        QCOMPARE(figure(throttled, "log", "Records given up"), 0.0);
        const RunReport down = run(function(), {fault("fn", 20s, 30s, faults::Outage{})});
        QVERIFY(failures(nodeOf(down, "fn"), FailureCause::unavailable) > 20);
        QCOMPARE(figure(down, "log", "Records given up"), 0.0);
        QCOMPARE(nodeOf(down, "log").series.backlog.at(299), 0.0F);
        const RunReport broken = run(function(), {fault("fn", 20s, 30s, faults::Errors{.rate = Share::percent(100)})});
        QVERIFY(figure(broken, "log", "Records given up") > 50);
    }
    void whoReportsItsItemsNeedsNoSplitting() {
        Flow reader = reads("fn", {}, 16);
        reader.onFailure = OnFailure{.retries = 1, .bisect = true, .reportItems = true};
        Setting made = setting({clients("user"), node("log", kinesis(1)), node("fn", function())},
                               {sends("user", "log"), reader}, {uniform("user", 20)}, 1min);
        addPoison(made, 30s);
        const RunReport report = finish(made);
        QCOMPARE(figure(report, "log", "Records given up"), 1.0);
        QCOMPARE(decisions(report, "gave up").size(), 1U);
        QVERIFY(decisions(report, "gave up").front().reason.find("lost") != std::string::npos);
    }
    void recordsAreGivenUpAtTheirAge() {
        Flow reader = reads("fn", {}, 16);
        reader.onFailure = OnFailure{.age = 60s};
        Setting made = setting({clients("user"), node("log", kinesis(1)), node("fn", function())},
                               {sends("user", "log"), reader}, {uniform("user", 5)}, 5min);
        addPoison(made, 30s);
        const RunReport report = finish(made);
        QVERIFY(figure(report, "log", "Records given up") >= 1);
        QVERIFY(nodeOf(report, "log").series.backlog.at(250) <= 10);
    }
    void eagerRebalancesStopAllAndCooperativeOnesWhatMoves() {
        const auto run = [](Assignor assignor) {
            Service worker;
            worker.work = Distribution::constant(2ms);
            worker.concurrency = 1;
            worker.replicas = 2;
            worker.startup = Distribution::constant(1s);
            Setting made =
                setting({clients("user"), node("log", kafka(4, 1000)), node("worker", worker)},
                        {sends("user", "log"), reads("worker", {.assignor = assignor})}, {uniform("user", 100)}, 90s);
            made.scenario.faults = {fault("worker", 20s, {}, faults::InstanceKill{1})};
            return finish(made);
        };
        const RunReport eager = run(Assignor::eager);
        const RunReport cooperative = run(Assignor::cooperative);
        for (const RunReport* report : {&eager, &cooperative}) {
            QCOMPARE(figure(*report, "log", "Rebalances"), 1.0);
            QVERIFY(nodeOf(*report, "log").series.backlog.back() <= 4);
        }
        // The dead consumer is waited for until its session is over: 45 s, and its half of the partitions with it.
        const auto peak = [](const RunReport& report) {
            const auto& backlog = nodeOf(report, "log").series.backlog;
            return *std::ranges::max_element(backlog);
        };
        QVERIFY(peak(eager) > 4000);
        QVERIFY(peak(cooperative) > 1800 && peak(cooperative) < 2800);
    }
    // Offsets are committed every five seconds of polling: at 20 s for the last time before the death at 23 s.
    void aDeadConsumersRecordsComeAgainFromItsLastCommit() {
        Setting made = setting({clients("user"), node("log", kafka(2, 1000)), service("worker", {.replicas = 2})},
                               {sends("user", "log"), reads("worker")}, {uniform("user", 50)}, 90s);
        std::get<Service>(made.topology.nodes[2].spec).work = Distribution::constant(2ms);
        double again = 0;
        const auto dies = [&](Duration at) {
            made.scenario.faults = {fault("worker", at, {}, faults::InstanceKill{1})};
            const RunReport report = finish(made);
            QVERIFY2(nodeOf(report, "log").series.backlog.back() < 4, "what stood still is caught up");
            const auto told = decisions(report, "come to worker again");
            QCOMPARE(told.size(), std::size_t{1});
            // Whoever reads them a second time is asked once for each.
            const auto twice = static_cast<double>(nodeOf(report, "worker").arrived) -
                               static_cast<double>(nodeOf(report, "log").succeeded);
            QVERIFY2(std::abs(twice - std::stod(told[0].what)) < 4, told[0].what.c_str());
            QCOMPARE(told[0].reason, "their consumer died after it had committed last; it commits every 5s");
            again = std::stod(told[0].what);
        };
        dies(23s);
        const double three = again;
        dies(24s);
        // One of two partitions, and what is in work.
        QVERIFY2(std::abs(three - 3 * 25) <= 12, std::to_string(three).c_str());
        QVERIFY2(std::abs(again - three - 25) <= 12, std::to_string(again).c_str());
        // Who leaves in peace commits before.
        std::get<Service>(made.topology.nodes[2].spec).rollout = Rollout{.at = 23s};
        made.scenario.faults.clear();
        const RunReport replaced = finish(made);
        QVERIFY(figure(replaced, "log", "Rebalances") >= 1);
        QCOMPARE(decisions(replaced, "come to worker again").size(), std::size_t{0});
    }
    // Each thread of an instance is a consumer; partitions go to the instances in turn, so that of three each has two.
    void partitionsAreSpreadOverTheInstances() {
        Service worker;
        worker.work = Distribution::constant(2ms);
        worker.concurrency = 16;
        worker.replicas = 3;
        worker.startup = Distribution::constant(5s);
        Setting made = setting({clients("user"), node("log", kafka(6, 6000)), node("worker", worker)},
                               {sends("user", "log"), reads("worker", {})}, {uniform("user", 120)}, 90s);
        made.scenario.faults = {fault("worker", 20s, {}, faults::InstanceKill{1})};
        const RunReport report = finish(made);
        const auto& backlog = nodeOf(report, "log").series.backlog;
        // Two of six stand still for 45 s, at 20 records a second each.
        const float most = *std::ranges::max_element(backlog);
        QVERIFY2(std::abs(most - 2 * 20 * 45) < 200, std::to_string(most).c_str());
        QVERIFY(backlog.back() < 5);
        QVERIFY(std::ranges::any_of(report.decisions, [](const Decision& each) {
            return each.reason.find("2 of 6 partitions stop for ") != std::string::npos;
        }));
        // Kinesis has shards, and whoever leaves gives its leases back at once.
        Setting shards = made;
        std::get<Stream>(shards.topology.nodes[1].spec).engine = StreamEngine::kinesis;
        const RunReport leases = finish(shards);
        QVERIFY(std::ranges::any_of(leases.decisions, [](const Decision& each) {
            return each.reason.find(" of 6 shards stop") != std::string::npos;
        }));
        QVERIFY(std::ranges::none_of(leases.decisions, [](const Decision& each) {
            return each.reason.find("stop for 0s") != std::string::npos;
        }));
    }
    // Nine instances, six of which read: of the three in the lost zone two do.
    void theInstancesThatDieAreThoseThatStopReading() {
        Setting made = setting({clients("user"), node("log", kafka(6, 6000)), service("worker", {.replicas = 9})},
                               {sends("user", "log"), reads("worker")}, {uniform("user", 120)}, 3min);
        made.topology.boundaries = {{.id = "za", .kind = BoundaryKind::zone},
                                    {.id = "zb", .kind = BoundaryKind::zone},
                                    {.id = "zc", .kind = BoundaryKind::zone}};
        made.topology.nodes[2].zones = {"za", "zb", "zc"};
        made.scenario.faults = {fault("zb", 20s, {}, faults::Outage{})};
        const RunReport report = finish(made);
        QVERIFY(std::ranges::any_of(report.decisions, [](const Decision& each) {
            return each.reason.find("2 of 6 partitions stop") != std::string::npos;
        }));
        QCOMPARE(decisions(report, "come to worker again").size(), std::size_t{1});
    }
    void aRunForkedInTheMiddleGoesOnAlike() {
        Setting made = setting({clients("user"), node("log", kafka(3, 50)), service("worker", {.concurrency = 2})},
                               {sends("user", "log"), reads("worker", {}, 5)}, {poisson("user", 150)}, 30s);
        addPoison(made, 10s);
        std::vector<std::string> prints;
        for (const unsigned lanes : {1U, 2U, 3U}) {
            RunOptions options;
            options.lanes = lanes;
            prints.push_back(finish(made, options).fingerprint);
        }
        QCOMPARE(prints[1], prints[0]);
        QCOMPARE(prints[2], prints[0]);
    }
};

QTEST_GUILESS_MAIN(StreamTest)
#include "stream_test.moc"
