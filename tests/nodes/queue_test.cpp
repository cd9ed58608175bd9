#include "run/build.h"

#include <QtTest>

#include <algorithm>

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

private slots:
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
