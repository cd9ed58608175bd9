#include "run/build.h"

#include <QtTest>

#include <algorithm>

using namespace spillway;
using namespace spillway::build;

// Azure Service Bus: locks that are renewed, credits that a namespace shares, sessions, topics with subscriptions.
class ServiceBusTest : public QObject {
    Q_OBJECT

    static Queue queue(const ServiceBus& stated = {}) {
        Queue made;
        made.engine = QueueEngine::service_bus;
        made.serviceBus = stated;
        return made;
    }
    static Queue sessions(std::int64_t count) {
        Queue made = queue();
        made.fifo = true;
        made.groups = count;
        return made;
    }
    static Node worker(Duration work, std::int64_t concurrency) {
        return service("worker", {.work = Distribution::constant(work), .concurrency = concurrency});
    }
    // So many messages at once, and somebody who works on each for `work`.
    static RunReport worked(const Queue& wish, Duration work, std::int64_t concurrency, std::int64_t messages,
                            Duration lasting) {
        return finish(setting({clients("user"), node("q", wish), worker(work, concurrency)},
                              {sends("user", "q"), sends("q", "worker")}, {burst("user", 1000, messages)}, lasting));
    }
    static double figure(const RunReport& report, const std::string& id, const std::string& name) {
        for (const Figure& each : nodeOf(report, id).figures.value_or(Figures{})) {
            if (each.name == name) return each.value;
        }
        return 0;
    }
    static bool told(const RunReport& report, const std::string& words) {
        return std::ranges::any_of(report.decisions, [&](const Decision& each) {
            return (each.what + ": " + each.reason).find(words) != std::string::npos;
        });
    }
    static bool says(const Setting& made, const std::string& code, const std::string& field) {
        const Compiled compiled = compile(made.topology, made.scenario);
        return std::ranges::any_of(compiled.diagnostics, [&](const Diagnostic& each) {
            return each.code == code && each.place.field == field;
        });
    }
    static Setting called(const Node& it, double perSecond, Duration lasting, ByteCount payload = {}) {
        Flow in = call("user", it.id);
        if (payload.bytes > 0) in.payload = payload;
        return setting({clients("user"), it}, {in}, {uniform("user", perSecond)}, lasting);
    }
    static bool isRefused(const Setting& made) { return hasErrors(compile(made.topology, made.scenario).diagnostics); }

private Q_SLOTS:
    // Consumption starts its first instance for messages after 30 s, the second after 60 s.
    void anInstanceOfAFunctionWorksOnSixteenOrOnEightSessions() {
        const auto run = [](const Queue& wish) {
            Service job;
            job.work = Distribution::constant(10min);
            job.startup = Distribution::constant(100ms);
            Node it = node("worker", job);
            it.platform = Platform::azure_functions;
            return finish(setting({clients("user"), node("q", wish), it}, {sends("user", "q"), sends("q", "worker")},
                                  {burst("user", 1000, 200)}, 55s));
        };
        const RunReport plain = run(queue());
        QCOMPARE(nodeOf(plain, "worker").arrived, 16U);
        QVERIFY(told(plain, "200 messages, 16 an instance: 13"));
        QCOMPARE(nodeOf(run(sessions(1000)), "worker").arrived, 8U);
        Queue storage;
        storage.engine = QueueEngine::azure;
        QCOMPARE(nodeOf(run(storage), "worker").arrived, 24U);
    }
    // A hundred seconds of work under a lock of sixty: it is renewed once.
    void whoeverWorksOnAMessageRenewsItsLock() {
        const RunReport kept = worked(queue(), 100s, 10, 3, 150s);
        QCOMPARE(nodeOf(kept, "worker").arrived, 3U);
        QCOMPARE(nodeOf(kept, "q").redelivered, 0U);
        QCOMPARE(nodeOf(kept, "q").succeeded, 3U);
        QCOMPARE(figure(kept, "q", "Locks renewed"), 3.0);
        const RunReport lost = worked(queue({.lockRenewal = 0s}), 100s, 10, 3, 150s);
        QCOMPARE(nodeOf(lost, "worker").arrived, 9U);  // at 0, 60 and 120 s: nobody settles in time
        QCOMPARE(figure(lost, "q", "Locks renewed"), 0.0);
        QCOMPARE(nodeOf(lost, "q").succeeded, 0U);
    }
    // Five minutes of renewing are not enough for six of work.
    void aLockIsRenewedForFiveMinutes() {
        QCOMPARE(nodeOf(worked(queue(), 290s, 10, 3, 7min), "q").redelivered, 0U);
        QCOMPARE(nodeOf(worked(queue(), 6min, 10, 3, 7min), "q").redelivered, 3U);
        QCOMPARE(nodeOf(worked(queue({.lockRenewal = 10min}), 6min, 10, 3, 7min), "q").redelivered, 0U);
    }
    // One at a time, fifty seconds each: of what is fetched ahead the third waits for longer than its lock.
    void whatIsFetchedAheadLosesItsLockInTheLine() {
        const auto redelivered = [](std::optional<std::int64_t> prefetch) {
            Queue wish = queue();
            wish.prefetch = prefetch;
            return nodeOf(worked(wish, 50s, 1, 4, 170s), "q").redelivered;
        };
        QCOMPARE(redelivered(std::nullopt), 0U);
        QCOMPARE(redelivered(1), 0U);  // the second waits for fifty seconds, the third is not fetched before that
        QVERIFY(redelivered(3) >= 2);
    }
    // Nobody abandons the message of a consumer that died: it is there again when the lock is over.
    void whatADeadConsumerHeldStaysLocked() {
        const auto arrivals = [](Duration lasting) {
            Setting made = setting({clients("user"), node("q", queue()), worker(30s, 1)},
                                   {sends("user", "q"), sends("q", "worker")}, {burst("user", 1000, 1)}, lasting);
            made.scenario.faults = {fault("worker", 10s, std::nullopt, faults::InstanceKill{1})};
            return nodeOf(finish(made), "worker").arrived;
        };
        QCOMPARE(arrivals(59s), 1U);
        QCOMPARE(arrivals(61s), 2U);
    }
    // What it had fetched ahead is locked for as long as what it worked on; nobody else gets it before.
    void whatADeadConsumerHadFetchedAheadStaysLockedToo() {
        const auto again = [](Duration lasting) {
            Queue wish = queue();
            wish.prefetch = 5;
            wish.visibilityTimeout = 30s;
            Node two = worker(10s, 1);
            std::get<Service>(two.spec).replicas = 2;
            Setting made = setting({clients("user"), node("q", wish), two}, {sends("user", "q"), sends("q", "worker")},
                                   {burst("user", 1000, 12)}, lasting);
            made.scenario.faults = {fault("worker", 5s, std::nullopt, faults::InstanceKill{1})};
            return nodeOf(finish(made), "q").redelivered;
        };
        QCOMPARE(again(29s), 0U);
        QVERIFY(again(35s) >= 6);
    }
    void aMessageIsADeadLetterAfterTenDeliveries() {
        const auto run = [](const Queue& wish) {
            return finish(setting({clients("user"), node("q", wish), node("dead", queue()),
                                   node("ext", External{.work = Distribution::constant(1ms),
                                                        .availability = Share::percent(0),
                                                        .rateLimit = {}})},
                                  {sends("user", "q"), sends("q", "ext")}, {burst("user", 10, 5)}, 5s));
        };
        const RunReport own = run(queue());
        QCOMPARE(nodeOf(own, "ext").arrived, 50U);
        QCOMPARE(failures(nodeOf(own, "q"), FailureCause::dependency), 5U);
        Queue forwards = queue();
        forwards.deadLetters = DeadLetters{"dead"};
        const RunReport drawn = run(forwards);
        QCOMPARE(nodeOf(drawn, "ext").arrived, 50U);
        QCOMPARE(nodeOf(drawn, "dead").arrived, 5U);
        for (const std::int64_t stated : {3, 5}) {
            forwards.deadLetters->after = stated;
            QCOMPARE(static_cast<std::int64_t>(nodeOf(run(forwards), "ext").arrived), 5 * stated);
        }
    }
    void aSessionIsWorkedOnInItsOrderOneAtATime() {
        const auto longest = [](const Queue& wish) {
            const RunReport report = worked(wish, 100ms, 16, 16, 10s);
            return nodeOf(report, "worker").arrived == 16 ? nodeOf(report, "q").waiting.max : Duration::max();
        };
        QVERIFY(longest(sessions(1)) > 1500ms);
        QVERIFY(longest(sessions(1000)) < 250ms);
        QVERIFY(longest(queue()) < 250ms);
    }
    // Four messages of four sessions and two receivers: each stays with its session, of which nothing more comes.
    void aReceiverStaysWithAnIdleSession() {
        const auto longest = [](std::optional<Duration> idle) {
            Queue wish = sessions(1'000'000);
            wish.serviceBus->sessionIdle = idle;
            const RunReport report = worked(wish, 100ms, 2, 4, 3min);
            return nodeOf(report, "worker").arrived == 4 ? nodeOf(report, "q").waiting.max : Duration::max();
        };
        QVERIFY(longest({}) > 60s && longest({}) < 60s + 200ms);
        QVERIFY(longest(5s) > 5s && longest(5s) < 5s + 200ms);
    }
    // A message of the one session every ten seconds: whoever holds it takes the next one at once, and its timeout
    // begins anew.
    void theNextMessageOfASessionFindsItsReceiver() {
        const auto run = [](Duration idle) {
            Queue wish = sessions(1);
            wish.serviceBus->sessionIdle = idle;
            return finish(setting({clients("user"), node("q", wish), worker(100ms, 1)},
                                  {sends("user", "q"), sends("q", "worker")}, {uniform("user", 0.1)}, 295s));
        };
        for (const Duration idle : {Duration{12s}, Duration{1s}}) {
            const RunReport report = run(idle);
            QVERIFY(nodeOf(report, "worker").arrived >= 29);
            QVERIFY(nodeOf(report, "q").waiting.max < 10ms);
        }
        QCOMPARE(figure(run(12s), "q", "Sessions held without work"), 1.0);
        QCOMPARE(figure(run(1s), "q", "Sessions held without work"), 0.0);
    }
    // A session goes on with its own messages before its receiver takes another one.
    void aReceiverEmptiesItsSessionFirst() {
        Queue wish = sessions(2);
        wish.serviceBus->sessionIdle = 5s;
        // One receiver: all of one session, five seconds, all of the other.
        const RunReport report = worked(wish, 100ms, 1, 40, 60s);
        QCOMPARE(nodeOf(report, "worker").arrived, 40U);
        QVERIFY(nodeOf(report, "q").waiting.max > 8900ms - 100ms && nodeOf(report, "q").waiting.max < 9s + 200ms);
    }
    // Who lost the lock of its message has lost the session with it.
    void aSessionIsFreeWhenItsLockIsOver() {
        Queue wish = sessions(1);
        wish.serviceBus->lockRenewal = 0s;
        const RunReport report = worked(wish, 100s, 2, 1, 130s);
        QCOMPARE(nodeOf(report, "worker").arrived, 3U);  // at 0, 60 and 120 s
    }
    void duplicatesAreDetectedWhereThatIsStated() {
        const auto run = [](bool detects) {
            Queue wish = queue({.duplicateDetection = detects});
            wish.sentTwice = Share::percent(20);
            return finish(setting({clients("user"), node("q", wish), worker(10ms, 10)},
                                  {sends("user", "q"), sends("q", "worker")}, {uniform("user", 100)}, 60s));
        };
        const RunReport once = run(true);
        QVERIFY(std::abs(figure(once, "q", "Sent twice, kept once") - 1200) < 120);
        QVERIFY(nodeOf(once, "worker").arrived <= once.sent);
        QVERIFY(static_cast<double>(nodeOf(run(false), "worker").arrived) > 1.15 * 6000);
    }
    // A thousand in each second, none of them saved up; all queues of a namespace together.
    void aNamespaceTakesAThousandMessagesASecond() {
        const RunReport one = finish(called(node("q", queue()), 1500, 10s));
        QVERIFY(std::abs(static_cast<double>(one.succeeded) - 10'000) < 3);
        QCOMPARE(failures(one, FailureCause::throttled), total(one.failed));
        QVERIFY(told(one, "the namespace has spent its 1000 credits of this second"));
        const auto taken = [](const std::string& first, const std::string& second) {
            Setting made =
                setting({clients("user"), node("a", queue({.space = first})), node("b", queue({.space = second}))},
                        {call("user", "a"), call("user", "b")}, {uniform("user", 750)}, 10s);
            for (Flow& each : made.topology.flows) each.share = Share::percent(50);
            made.scenario.load.front().rate.points.front().rate = Rate::perSecond(1500);
            return static_cast<double>(finish(made).succeeded);
        };
        QVERIFY(std::abs(taken("", "") - 10'000) < 3);
        QVERIFY(std::abs(taken("orders", "orders") - 10'000) < 3);
        QVERIFY(taken("orders", "bills") > 14'900);
    }
    // What is received costs as much as what is sent.
    void receivingTakesCreditsAsWell() {
        const RunReport report =
            finish(setting({clients("user"), node("q", queue()), worker(1ms, 100)},
                           {call("user", "q"), sends("q", "worker")}, {uniform("user", 800)}, 10s));
        QVERIFY(std::abs(static_cast<double>(report.succeeded) - 5'000) < 20);
        QVERIFY(std::abs(static_cast<double>(nodeOf(report, "worker").arrived) - 5'000) < 20);
        QCOMPARE(nodeOf(report, "q").series.backlog.at(9) < 3, true);
    }
    // A backlog of 3,000 and nobody who sends: a thousand in each of three seconds.
    void aBacklogIsReceivedAThousandASecond() {
        Setting made = setting({clients("user"), node("q", queue()), worker(1ms, 5000)},
                               {sends("user", "q"), sends("q", "worker")}, {burst("user", 500, 3000)}, 25s);
        made.scenario.faults = {fault("q -> worker", 0s, 10s, faults::ConsumerStall{})};
        const RunReport report = finish(made);
        const auto& done = nodeOf(report, "worker").series.throughput;
        for (const std::size_t second : {10U, 11U, 12U}) QVERIFY(std::abs(done.at(second) - 1000) < 30);
        QCOMPARE(nodeOf(report, "worker").succeeded, 3000U);
        QVERIFY(figure(report, "q", "Seconds held up by the namespace") >= 2);
    }
    // Messages of 64 KiB: a messaging unit takes 64 of them a second, and gives as many.
    void aMessagingUnitTakesFourMebibytesASecond() {
        const auto taken = [](std::int64_t units) {
            const Queue wish = queue({.tier = ServiceBusTier::premium, .messagingUnits = units});
            return static_cast<double>(finish(called(node("q", wish), 100, 10s, ByteCount{65'536})).succeeded);
        };
        QVERIFY(std::abs(taken(1) - 640) < 3);
        QVERIFY(taken(2) > 990);
    }
    void aMessageHasTheSizeOfItsTier() {
        const auto refused = [](ServiceBusTier tier, std::int64_t bytes) {
            return isRefused(called(node("q", queue({.tier = tier})), 1, 1s, ByteCount{bytes}));
        };
        QVERIFY(!refused(ServiceBusTier::standard, 256 * 1024));
        QVERIFY(refused(ServiceBusTier::standard, 256 * 1024 + 1));
        QVERIFY(!refused(ServiceBusTier::premium, 100 * 1024 * 1024));
        QVERIFY(refused(ServiceBusTier::premium, 100 * 1024 * 1024 + 1));
    }
    // A publish costs one credit, and one for each subscription that is looked at; the copies cost nothing more.
    void aTopicCopiesToItsSubscriptions() {
        Topic topic;
        topic.engine = TopicEngine::service_bus;
        Setting made = setting({clients("user"), node("t", topic), node("a", queue()), node("b", queue())},
                               {call("user", "t"), sends("t", "a"), sends("t", "b")}, {uniform("user", 1000)}, 10s);
        const RunReport report = finish(made);
        QVERIFY(std::abs(static_cast<double>(report.succeeded) - 3333) < 10);
        QVERIFY(nodeOf(report, "a").arrived >= report.succeeded - 50);
        QCOMPARE(nodeOf(report, "a").arrived, nodeOf(report, "b").arrived);
        QCOMPARE(total(nodeOf(report, "a").failed), 0U);
        made.topology.nodes[3] = service("b");
        QVERIFY(says(made, "not-emulated", "to"));
    }
    // SQS's usual thirty seconds are a lock like any other where they are stated.
    void aStatedLockOfThirtySecondsIsNoDefault() {
        const auto arrivals = [](std::optional<Duration> lock) {
            Queue wish = queue({.lockRenewal = 0s});
            wish.visibilityTimeout = lock;
            return nodeOf(worked(wish, 100s, 10, 1, 50s), "worker").arrived;
        };
        QCOMPARE(arrivals({}), 1U);
        QCOMPARE(arrivals(30s), 2U);
    }
    void whatServiceBusDoesNotAllowIsSaid() {
        Queue unheld = sessions(1);
        unheld.serviceBus->sessionIdle = 0s;
        QVERIFY(says(called(node("q", unheld), 1, 1s), "out-of-range", "service_bus.session_idle_timeout"));
        QVERIFY(says(called(node("q", queue({.sessionIdle = 5s})), 1, 1s), "no-effect",
                     "service_bus.session_idle_timeout"));
        Queue longest = queue();
        longest.visibilityTimeout = 5min;
        QVERIFY(!isRefused(called(node("q", longest), 1, 1s)));
        longest.visibilityTimeout = 6min;
        QVERIFY(isRefused(called(node("q", longest), 1, 1s)));
        Setting two =
            setting({clients("user"), node("a", queue()), node("b", queue({.tier = ServiceBusTier::premium}))},
                    {call("user", "a"), call("user", "b")}, {uniform("user", 1)}, 1s);
        QVERIFY(says(two, "one-namespace", "service_bus"));
        QVERIFY(isRefused(two));
        std::get<Queue>(two.topology.nodes[2].spec).serviceBus->space = "fast";
        QVERIFY(!isRefused(two));
        QVERIFY(
            says(called(node("q", queue({.messagingUnits = 2})), 1, 1s), "no-effect", "service_bus.messaging_units"));
        Queue other = queue();
        other.engine = QueueEngine::sqs;
        QVERIFY(says(called(node("q", other), 1, 1s), "no-effect", "service_bus"));
        Queue forwards = queue();
        forwards.deadLetters = DeadLetters{"dead"};
        QVERIFY(says(setting({clients("user"), node("q", forwards), node("dead", Queue{})}, {call("user", "q")},
                             {uniform("user", 1)}, 1s),
                     "other-broker", "dead_letters.to"));
    }
};

QTEST_GUILESS_MAIN(ServiceBusTest)
#include "service_bus_test.moc"
