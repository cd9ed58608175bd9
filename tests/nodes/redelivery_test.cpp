#include "run/build.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::build;

// What comes again after it failed, was throttled or could not get through, and what does not.
class RedeliveryTest : public QObject {
    Q_OBJECT

    static Queue queue(Duration visibility = 1s) {
        Queue made;
        made.visibilityTimeout = visibility;
        made.duplicates = Share{};
        return made;
    }
    static Queue fifo(Duration visibility = 1s) {
        Queue made = queue(visibility);
        made.fifo = true;
        return made;
    }
    static Queue of(QueueEngine engine) {
        Queue made;
        made.engine = engine;
        return made;
    }

private Q_SLOTS:
    // A batch that failed in part is an invocation that went well: its function says so itself.
    void whoSaysWhichItemsFailedHasNotFailed() {
        Flow batched = sends("q", "worker"), some = sends("user", "q");
        batched.batch = 10;
        batched.maxConcurrency = 1;
        batched.onFailure = OnFailure{.reportItems = true};
        some.poison = Share::percent(5);
        Queue strict = queue(20s);
        strict.deadLetters = DeadLetters{"dead", 1};
        const RunReport report = finish(setting({clients("user"), node("q", strict), node("dead", queue()),
                                                 service("worker", {.work = Distribution::constant(200ms)})},
                                                {some, batched}, {burst("user", 100, 400)}, 60s));
        QVERIFY(nodeOf(report, "q").deadLettered > 5);
        QCOMPARE(failures(nodeOf(report, "worker"), FailureCause::fault), 0U);
        QCOMPARE(nodeOf(report, "q").succeeded, 400 - nodeOf(report, "q").deadLettered);
    }
    // AWS: of a fifo queue a function stops at the first message that fails and gives back the rest of its batch. While
    // the first is in work for a second, ten more come, of which the fifth is poison: four are done, six come back
    // together, and with one receive allowed they all are dead letters.
    void aFifoBatchComesBackFromTheFirstThatFailed() {
        Queue strict = fifo(30s);
        strict.deadLetters = DeadLetters{"dead", 1};
        Flow batched = sends("q", "worker");
        batched.batch = 10;
        batched.onFailure = OnFailure{.reportItems = true};
        Setting made = setting({clients("user"), node("q", strict), node("dead", fifo()),
                                service("worker", {.work = Distribution::constant(1s)})},
                               {sends("user", "q"), batched}, {burst("user", 10, 11)}, 60s);
        made.scenario.faults = {fault("q", 550ms, {}, faults::PoisonMessage{})};
        const RunReport report = finish(made);
        QCOMPARE(nodeOf(report, "q").succeeded, 5U);
        QCOMPARE(nodeOf(report, "q").deadLettered, 6U);
    }
    // Five pollers, and one of them has the only environment: the four others hold what they have and try again.
    // Nobody receives what lies behind, and the environment is never without work for long.
    void aThrottledBatchKeepsItsPoller() {
        Function slow;
        slow.work = Distribution::constant(1s);
        slow.timeout = 10s;
        slow.init = Distribution::constant(0ms);
        slow.reservedConcurrency = 1;
        const RunReport report =
            finish(setting({clients("user"), node("q", queue(1min)), node("fn", slow)},
                           {sends("user", "q"), sends("q", "fn")}, {burst("user", 1000, 200)}, 30s));
        QVERIFY(nodeOf(report, "fn").succeeded >= 25);
        QCOMPARE(nodeOf(report, "q").redelivered, 0U);
        QVERIFY(nodeOf(report, "q").series.backlog.at(29) > 160);
        QCOMPARE(flowOf(report, "q", "fn").attempts,
                 flowOf(report, "q", "fn").retries + nodeOf(report, "fn").succeeded + 5);
    }
    // The mapping of a broker of Amazon MQ has one batch of RabbitMQ in work at once (platform-facts 1.5).
    void aMappingOfRabbitMqHasOneBatchInWork() {
        Function job;
        job.work = Distribution::constant(99ms);
        job.init = Distribution::constant(0ms);
        const RunReport report =
            finish(setting({clients("user"), node("q", of(QueueEngine::rabbitmq)), node("fn", job)},
                           {sends("user", "q"), sends("q", "fn", 500us)}, {uniform("user", 50)}, 20s));
        QCOMPARE(nodeOf(report, "fn").series.throughput.at(15), 10.0F);
        QCOMPARE(nodeOf(report, "fn").peakInstances, 1);
    }
    // What cannot reach its target is tried again like what its target refuses: nothing is lost in a minute of cut.
    void whatABusOrATopicCannotGetThroughComesLater() {
        Function job;
        job.work = Distribution::constant(1ms);
        Setting made = setting({clients("user"), node("bus", EventBus{}), node("news", Topic{}), node("q", queue()),
                                node("p", queue()), node("fn", job), service("api")},
                               {sends("user", "bus"), sends("user", "news"), sends("bus", "q"), sends("news", "p"),
                                sends("bus", "fn"), sends("bus", "api")},
                               {burst("user", 10, 600)}, 10min);
        for (const char* way : {"bus -> q", "news -> p", "bus -> fn"})
            made.scenario.faults.push_back(fault(way, 10s, 30s, faults::Cut{}));
        made.scenario.faults.push_back(fault("bus -> api", 10s, 30s, faults::ConnectionRefused{}));
        const RunReport report = finish(made);
        QCOMPARE(nodeOf(report, "fn").succeeded, 600U);
        QCOMPARE(nodeOf(report, "api").succeeded, 600U);
        QCOMPARE(flowOf(report, "bus", "q").succeeded, 600U);
        QCOMPARE(flowOf(report, "news", "p").succeeded, 600U);
        QVERIFY(flowOf(report, "bus", "fn").retries >= 300);
    }
    // On AWS it is EventBridge that sets off by the clock: what is due while its target is down comes when it is back.
    void whatIsSetOffByTheClockIsTriedAgain() {
        Setting made = setting({node("clock", Schedule{.every = 1min}), node("q", queue()), service("job")},
                               {sends("clock", "q"), sends("q", "job")}, {}, 10min);
        made.scenario.faults = {fault("q", 150s, 2min, faults::Outage{})};
        QCOMPARE(nodeOf(finish(made), "job").succeeded, 10U);
    }
    // Levels 1 and 2 are sent until the broker answers; level 0 is lost with it.
    void reportsAreSentUntilTheBrokerIsBack() {
        const auto arrived = [](Qos qos) {
            Topic hub;
            hub.engine = TopicEngine::mqtt;
            Setting made = setting({node("fleet", Devices{.count = 10, .every = 1s, .qos = qos}), node("hub", hub),
                                    service("app", {.concurrency = 10})},
                                   {sends("fleet", "hub"), sends("hub", "app")}, {}, 60s);
            made.scenario.faults = {fault("hub", 20s, 10s, faults::Outage{})};
            return nodeOf(finish(made), "app").succeeded;
        };
        QCOMPARE(arrived(Qos::at_most_once), 500U);
        QCOMPARE(arrived(Qos::at_least_once), 600U);
        QCOMPARE(arrived(Qos::exactly_once), 600U);
    }
};

QTEST_GUILESS_MAIN(RedeliveryTest)
#include "redelivery_test.moc"
