#include "run/build.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace spillway;
using namespace spillway::build;

class QueueTest : public QObject {
    Q_OBJECT

    static Queue queue(Duration visibility = 1s) {
        Queue made;
        made.visibilityTimeout = visibility;
        return made;
    }
    static External broken() {
        return {.work = Distribution::constant(1ms), .availability = Share::percent(0), .rateLimit = {}};
    }

    static double figure(const RunReport& report, const std::string& id, const std::string& name) {
        for (const Figure& each : nodeOf(report, id).figures.value_or(Figures{})) {
            if (each.name == name) return each.value;
        }
        return 0;
    }
    // A function behind a queue; nothing starts cold.
    static Setting mapped(std::int64_t batch, Duration window, std::vector<Load> load, Duration length) {
        Function job;
        job.work = Distribution::constant(1ms);
        job.init = Distribution::constant(0ms);
        Queue sqs = queue(30s);
        sqs.duplicates = Share{};
        Flow mapping = sends("q", "fn", 0ms);
        mapping.batch = batch;
        mapping.reader = StreamReader{.window = window};
        return setting({clients("user"), node("q", sqs), node("fn", job)}, {sends("user", "q", 0ms), mapping},
                       std::move(load), length);
    }
    static std::vector<std::string> errors(const Setting& setting) {
        std::vector<std::string> codes;
        for (const Diagnostic& each : compile(setting.topology, setting.scenario).diagnostics)
            if (each.severity == Severity::error) codes.push_back(each.code);
        return codes;
    }

private Q_SLOTS:
    // Ten messages a second: a batch leaves when it is full, or when the first in it has waited for the window.
    void aBatchWaitsForMoreUntilItIsFullOrItsWindowIsOver() {
        const RunReport alone = finish(mapped(10, 0s, {uniform("user", 10)}, 60s));
        QVERIFY(nodeOf(alone, "fn").arrived >= 599);
        QCOMPARE(nodeOf(alone, "q").waiting.max, Duration{0});
        const RunReport brief = finish(mapped(100, 5s, {uniform("user", 10)}, 60s));
        QCOMPARE(nodeOf(brief, "fn").arrived, 11U);  // each 5.1 s, from 5.1 s on
        QCOMPARE(nodeOf(brief, "q").waiting.max, Duration{5s});
        QVERIFY(std::abs(figure(brief, "q", "Messages a batch") - 50.5) < 0.6);
        const RunReport full = finish(mapped(20, 5s, {uniform("user", 10)}, 60s));
        QVERIFY(nodeOf(full, "fn").arrived >= 29);
        QCOMPARE(nodeOf(full, "q").waiting.max, Duration{1900ms});
        QCOMPARE(figure(full, "q", "Messages a batch"), 20.0);
    }
    // Six of a mebibyte each are what one invocation carries.
    void aBatchClosesAtTheLargestPayload() {
        Setting made = mapped(10, 3s, {burst("user", 1000, 60)}, 10s);
        made.topology.flows[0].payload = ByteCount{1 << 20};
        const RunReport report = finish(made);
        QCOMPARE(nodeOf(report, "fn").arrived, 10U);
        QCOMPARE(figure(report, "q", "Messages a batch"), 6.0);
        QVERIFY(figure(report, "q", "Batches closed by their size") >= 9);
        made.topology.flows[0].payload = ByteCount{1 << 10};
        QCOMPARE(nodeOf(finish(made), "fn").arrived, 6U);
        // Without a window as well: what waits for the only poller fills batches of six.
        made.topology.flows[1].reader.reset();
        made.topology.flows[1].maxConcurrency = 2;
        std::get<Function>(made.topology.nodes[2].spec).work = Distribution::constant(100ms);
        const auto before = nodeOf(finish(made), "fn").arrived;
        made.topology.flows[0].payload = ByteCount{1 << 20};
        const auto after = nodeOf(finish(made), "fn").arrived;
        QCOMPARE(before, 8U);  // two alone, then 58 by tens
        QCOMPARE(after, 12U);  // by sixes
    }
    // A message is hidden from its receipt on, not from when its batch leaves.
    void collectingTakesFromTheVisibilityTimeout() {
        Setting made = mapped(10, 6s, {burst("user", 100, 1)}, 15900ms);
        made.topology.flows[0].poison = Share::percent(100);
        std::get<Queue>(made.topology.nodes[1].spec).visibilityTimeout = 10s;
        QCOMPARE(nodeOf(finish(made), "fn").arrived, 1U);
        made.scenario.duration = 16100ms;  // back after ten, collected for six
        QCOMPARE(nodeOf(finish(made), "fn").arrived, 2U);
    }
    // A batch that has ended is not given back once more when its time is over, though what its consumer called runs
    // on.
    void whatHasEndedIsNotGivenBackAgain() {
        Setting made = mapped(10, 1s, {burst("user", 1000, 10)}, 30s);
        std::get<Queue>(made.topology.nodes[1].spec).engine = QueueEngine::cloudflare;
        std::get<Queue>(made.topology.nodes[1].spec).visibilityTimeout = 2s;
        std::get<Function>(made.topology.nodes[2].spec).timeout = 300ms;
        made.topology.nodes.push_back(service("slow", {.work = Distribution::constant(5s), .concurrency = 50}));
        made.topology.flows.push_back(call("fn", "slow", 0ms));
        const RunReport report = finish(made);
        QCOMPARE(nodeOf(report, "fn").arrived, 4U);  // and three times more
        QCOMPARE(total(nodeOf(report, "q").failed), std::uint64_t{10});
        QCOMPARE(nodeOf(report, "q").arrived, 10U);
    }
    void pollersCollectEachTheirOwnAndNothingIsLost() {
        const RunReport report = finish(mapped(50, 2s, {poisson("user", 400)}, 2min));
        const NodeReport& q = nodeOf(report, "q");
        QVERIFY(q.arrived - q.succeeded < 60);
        QVERIFY(figure(report, "q", "Messages a batch") > 49);
        QVERIFY(q.waiting.max <= 2s);
    }
    // MaximumBatchingWindowInSeconds is 0 to 300, and BatchSize above 10 needs it to be at least 1.
    void whatLambdaDoesNotAllowIsSaid() {
        const std::vector<Load> load{uniform("user", 1)};
        using Codes = std::vector<std::string>;
        QCOMPARE(errors(mapped(10, 0s, load, 1s)), Codes{});
        QCOMPARE(errors(mapped(11, 0s, load, 1s)), Codes{"batch-without-window"});
        QCOMPARE(errors(mapped(11, 500ms, load, 1s)), Codes{"batch-without-window"});
        QCOMPARE(errors(mapped(10'000, 1s, load, 1s)), Codes{});
        QCOMPARE(errors(mapped(10'001, 1s, load, 1s)), Codes{"out-of-range"});
        QCOMPARE(errors(mapped(10, 5min, load, 1s)), Codes{});
        QCOMPARE(errors(mapped(10, 301s, load, 1s)), Codes{"out-of-range"});
        Setting fifo = mapped(10, 1s, load, 1s);
        std::get<Queue>(fifo.topology.nodes[1].spec).fifo = true;
        QCOMPARE(errors(fifo), Codes{"window-on-fifo"});
        Setting elsewhere = mapped(50, 0s, load, 1s);
        elsewhere.topology.nodes[2].platform = Platform::cloud_run;
        QCOMPARE(errors(elsewhere), Codes{});
    }
    // Half collected, its messages would be there again: said by a code of its own.
    void aWindowLongerThanTheVisibilityIsSaid() {
        const auto told = [](Duration window, Duration visibility) {
            Setting made = mapped(10, window, {uniform("user", 1)}, 1s);
            std::get<Queue>(made.topology.nodes[1].spec).visibilityTimeout = visibility;
            const Compiled compiled = compile(made.topology, made.scenario);
            return std::ranges::count_if(compiled.diagnostics, [](const Diagnostic& each) {
                return each.code == "window-too-long" && each.severity == Severity::warning &&
                       each.place.field == "reader.window";
            });
        };
        QCOMPARE(told(20s, 20s), 1);
        QCOMPARE(told(19s, 20s), 0);
    }
    void aConsumerTakesAsManyAsItHasSlots() {
        const RunReport report =
            finish(setting({clients("user"), node("q", queue()),
                            service("worker", {.work = Distribution::constant(100ms), .concurrency = 2})},
                           {sends("user", "q"), sends("q", "worker")}, {burst("user", 1000, 10)}, 5s));
        QCOMPARE(nodeOf(report, "q").succeeded, 10U);
        // Five rounds of 102 ms; the worker's own line stays empty.
        QCOMPARE(nodeOf(report, "worker").waiting.max, Duration{0});
        QVERIFY(nodeOf(report, "q").waiting.max > 390ms && nodeOf(report, "q").waiting.max < 410ms);
        QCOMPARE(nodeOf(report, "q").redelivered, 0U);
    }
    void aCallIsAnsweredWhenTheMessageIsStored() {
        const RunReport report = finish(
            setting({clients("user"), node("q", queue()), service("worker", {.work = Distribution::constant(500ms)})},
                    {call("user", "q", 3ms), sends("q", "worker")}, {burst("user", 10, 1)}, 5s));
        QCOMPARE(nodeOf(report, "user").response.max, Duration{6ms});
        QCOMPARE(nodeOf(report, "q").succeeded, 1U);
    }
    void batchesAreWorkedOnTogether() {
        Flow batched = sends("q", "worker");
        batched.batch = 10;
        const RunReport report = finish(
            setting({clients("user"), node("q", queue()), service("worker", {.work = Distribution::constant(100ms)})},
                    {sends("user", "q"), batched}, {burst("user", 1000, 21)}, 5s));
        QCOMPARE(nodeOf(report, "q").succeeded, 21U);
        QCOMPARE(nodeOf(report, "worker").succeeded, 3U);  // the first alone, then ten, then ten
    }
    void failedMessagesComeBackAndEndAmongTheDeadLetters() {
        Queue strict = queue();
        strict.deadLetters = DeadLetters{"dead", 3};
        const RunReport report =
            finish(setting({clients("user"), node("q", strict), node("dead", Queue{}), node("worker", broken())},
                           {sends("user", "q"), sends("q", "worker")}, {burst("user", 10, 4)}, 10s));
        QCOMPARE(nodeOf(report, "worker").arrived, 12U);
        QCOMPARE(nodeOf(report, "q").redelivered, 8U);
        QCOMPARE(nodeOf(report, "q").deadLettered, 4U);
        QCOMPARE(nodeOf(report, "dead").arrived, 4U);
    }
    void workLongerThanTheVisibilityTimeoutIsDoneTwice() {
        Flow patient = sends("q", "worker");
        patient.maxConcurrency = 1;
        const RunReport report = finish(setting({clients("user"), node("q", queue(300ms)),
                                                 node("worker", ObjectStore{.work = Distribution::constant(400ms)})},
                                                {sends("user", "q"), patient}, {burst("user", 10, 1)}, 1s));
        QVERIFY(nodeOf(report, "worker").arrived >= 2);
        QVERIFY(nodeOf(report, "q").redelivered >= 1);
        QCOMPARE(nodeOf(report, "q").succeeded, 0U);
    }
    void aFullQueueRefuses() {
        Queue small = queue();
        small.capacity = 3;
        const RunReport report =
            finish(setting({clients("user"), node("q", small)}, {call("user", "q")}, {burst("user", 10, 5)}, 5s));
        QCOMPARE(report.succeeded, 3U);
        QCOMPARE(failures(report, FailureCause::refused), 2U);
    }
    void oldMessagesAreDropped() {
        Queue forgetful = queue();
        forgetful.retention = 2s;
        const RunReport report =
            finish(setting({clients("user"), node("q", forgetful)}, {sends("user", "q")}, {burst("user", 10, 5)}, 10s));
        QCOMPARE(nodeOf(report, "q").expired, 5U);
    }
    void aDelayHidesMessages() {
        Queue late = queue();
        late.delay = 700ms;
        const RunReport report =
            finish(setting({clients("user"), node("q", late), service("worker")},
                           {sends("user", "q"), sends("q", "worker")}, {burst("user", 10, 1)}, 5s));
        QCOMPARE(nodeOf(report, "q").waiting.max, Duration{700ms});
    }
    void aFunctionsPollersGrowByTheMinute() {
        Function slow;
        slow.work = Distribution::constant(60s);
        slow.timeout = 900s;
        slow.init = Distribution::constant(0ms);
        const RunReport report =
            finish(setting({clients("user"), node("q", queue(900s)), node("fn", slow)},
                           {sends("user", "q"), sends("q", "fn")}, {burst("user", 1000, 1000)}, 150s));
        const auto& instances = nodeOf(report, "fn").series.instances;
        QCOMPARE(instances.at(30), 5.0F);
        QVERIFY(instances.at(90) > 300 && instances.at(90) <= 305);
        QVERIFY(!report.decisions.empty());
    }
    void underASteadyLoadPollersSettleAtWhatIsNeeded() {
        // 340 a second of 220 ms each in batches of up to ten: 75 at work at once when nothing waits. Five pollers are
        // too few for that; 300 more drain the backlog; then those go that were not needed, and it never comes back.
        Function fn;
        fn.work = Distribution::constant(220ms);
        fn.init = Distribution::constant(0ms);
        Flow mapping = sends("q", "fn");
        mapping.batch = 10;
        const RunReport report = finish(setting({clients("user"), node("q", queue(30s)), node("fn", fn)},
                                                {sends("user", "q"), mapping}, {poisson("user", 340)}, 20min));
        const auto& backlog = nodeOf(report, "q").series.backlog;
        QVERIFY(backlog.at(58) > 1000);
        for (std::size_t second = 75; second < backlog.size(); ++second)
            QVERIFY2(backlog[second] < 20, std::to_string(second).c_str());
        std::vector<std::string> changes;
        for (const Decision& decision : report.decisions) {
            if (decision.node == "q") changes.push_back(decision.what);
        }
        QVERIFY(changes.size() >= 2 && changes.size() < 12);
        QCOMPARE(changes.front(), std::string{"pollers 5 -> 305"});
        for (std::size_t i = 1; i < changes.size(); ++i) {
            const int left = std::stoi(changes[i].substr(changes[i].rfind(' ')));
            QVERIFY2(left >= 75 && left <= 305, changes[i].c_str());
        }
    }
    void aMaximumConcurrencyHoldsThePollers() {
        Function slow;
        slow.work = Distribution::constant(1s);
        slow.init = Distribution::constant(0ms);
        Flow mapping = sends("q", "fn");
        mapping.maxConcurrency = 4;
        const RunReport report = finish(setting({clients("user"), node("q", queue(900s)), node("fn", slow)},
                                                {sends("user", "q"), mapping}, {burst("user", 1000, 1000)}, 240s));
        QCOMPARE(nodeOf(report, "fn").peakInstances, 4);
        const auto held = std::ranges::count_if(report.decisions, [](const Decision& decision) {
            return decision.node == "q" && decision.what == "held at 4 pollers" &&
                   decision.reason.ends_with("; max_concurrency");
        });
        QCOMPARE(held, std::ptrdiff_t{1});
    }
    void aQueueWithoutAStatedCapacityHasNoLimitInAPicture() {
        Queue small = queue();
        small.capacity = 300;
        Run run = start(setting({clients("user"), node("q", queue()), node("small", small)}, {sends("user", "q")},
                                {burst("user", 10, 5)}, 5s));
        RunSnapshot picture;
        run.fill(picture);
        QCOMPARE(picture.nodes.at(1).waitingLimit, std::int64_t{0});
        QCOMPARE(picture.nodes.at(2).waitingLimit, std::int64_t{300});
    }
    void aTopicCopiesToEverySubscriber() {
        const RunReport report = finish(setting(
            {clients("user"), node("t", Topic{}), node("q", queue()), service("a"), service("b")},
            {sends("user", "t"), sends("t", "a"), sends("t", "b"), sends("t", "q")}, {burst("user", 10, 4)}, 5s));
        QCOMPARE(nodeOf(report, "a").succeeded, 4U);
        QCOMPARE(nodeOf(report, "b").succeeded, 4U);
        QCOMPARE(nodeOf(report, "q").arrived, 4U);
    }
};

QTEST_GUILESS_MAIN(QueueTest)
#include "queue_test.moc"
