#include "nodes/delivery.h"
#include "run/build.h"

#include <QtTest>

#include <algorithm>

using namespace spillway;
using namespace spillway::build;

// Queues that keep their order, brokers other than SQS, topics and buses that try again.
class MessagingTest : public QObject {
    Q_OBJECT

    static Queue queue(Duration visibility = 1s) {
        Queue made;
        made.visibilityTimeout = visibility;
        made.duplicates = Share{};
        return made;
    }
    static Queue fifo(std::int64_t groups, Duration visibility = 1s) {
        Queue made = queue(visibility);
        made.fifo = true;
        made.groups = groups;
        return made;
    }
    static Queue of(QueueEngine engine) {
        Queue made;
        made.engine = engine;
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
    static Duration longestWait(const Queue& queue) {
        return nodeOf(finish(setting({clients("user"), node("q", queue),
                                      service("worker", {.work = Distribution::constant(100ms), .concurrency = 8})},
                                     {sends("user", "q"), sends("q", "worker")}, {burst("user", 1000, 16)}, 10s)),
                      "q")
            .waiting.max;
    }

    // A subscriber that is out of reach from the fifth second until the fifteenth, of ten messages a second.
    static Setting subscribed(std::optional<MqttSession> session, const std::vector<Fault>& faults) {
        Topic broker;
        broker.engine = TopicEngine::mqtt;
        broker.work = Distribution::constant(0ms);
        Flow flow = sends("broker", "device", 10ms);
        flow.session = session;
        Setting made = setting({clients("user"), node("broker", broker),
                                service("device", {.work = Distribution::constant(1ms), .concurrency = 100})},
                               {sends("user", "broker", 0ms), flow}, {uniform("user", 10)}, 30s);
        made.scenario.faults = faults;
        return made;
    }

private Q_SLOTS:
    // QoS 1 and 2 are kept and come when the link is back, in order; QoS 0 and a clean session lose them.
    void aSessionKeepsWhatASubscriberMisses() {
        const std::vector<Fault> away{fault("broker -> device", 5s, 10s, faults::Cut{})};
        const auto taken = [&](std::optional<MqttSession> session) {
            return nodeOf(finish(subscribed(session, away)), "device").arrived;
        };
        QVERIFY(taken(std::nullopt) < 201);
        QCOMPARE(taken(MqttSession{.qos = Qos::at_most_once}), taken(std::nullopt));
        QCOMPARE(taken(MqttSession{}), 299U);  // the last is on its way
        const RunReport report = finish(subscribed(MqttSession{.qos = Qos::exactly_once}, away));
        QCOMPARE(nodeOf(report, "device").arrived, 299U);
        // The first of them was sent at the fifth second, and the subscriber is noticed within one.
        const Duration longest = flowOf(report, "broker", "device").response.max;
        QVERIFY2(longest > 9900ms && longest <= 11100ms, std::to_string(toSeconds(longest)).c_str());
        QVERIFY(std::ranges::any_of(report.decisions, [](const Decision& each) {
            return each.node == "broker" && each.what.find("kept messages") != std::string::npos;
        }));
    }
    // The cut comes while five messages are worked on: nobody hears that they were taken in, so they come again; at QoS
    // 2 that was confirmed before. Each costs a round trip more, which is two packets.
    void aLostAcknowledgementMakesADuplicateAtQosOneAlone() {
        const auto run = [](Qos qos, faults::CutDirection direction) {
            Setting made = subscribed(MqttSession{.qos = qos},
                                      {fault("broker -> device", 5s, 10s, faults::Cut{.direction = direction})});
            std::get<Service>(made.topology.nodes[2].spec).work = Distribution::constant(450ms);
            made.scenario.load = {burst("user", 10, 250)};
            return finish(made);
        };
        using enum faults::CutDirection;
        const RunReport least = run(Qos::at_least_once, both);
        const double repeated = figure(least, "broker", "Sent again for device");
        QVERIFY2(repeated >= 4 && repeated <= 5, std::to_string(repeated).c_str());
        QCOMPARE(static_cast<double>(nodeOf(least, "device").arrived), 250 + repeated);
        const RunReport once = run(Qos::exactly_once, both);
        QCOMPARE(figure(once, "broker", "Sent again for device"), 0.0);
        QCOMPARE(nodeOf(once, "device").arrived, 250U);
        // Nothing is sent over a connection that is gone, so what was not yet answered is all that comes twice.
        const double oneWay = figure(run(Qos::at_least_once, from), "broker", "Sent again for device");
        QVERIFY2(oneWay >= 4 && oneWay <= 5, std::to_string(oneWay).c_str());
        QCOMPARE(figure(run(Qos::at_least_once, to), "broker", "Sent again for device"), 0.0);
    }
    void qosTwoTakesOneMoreRoundTrip() {
        const auto longest = [](Qos qos) {
            Setting made = subscribed(MqttSession{.qos = qos}, {});
            made.topology.flows[1].latencyBack = 15ms;
            return flowOf(finish(made), "broker", "device").response.max;
        };
        QCOMPARE(longest(Qos::at_most_once), Duration{11ms});
        QCOMPARE(longest(Qos::at_least_once), Duration{11ms});
        QCOMPARE(longest(Qos::exactly_once), Duration{11ms + 25ms});
    }
    // Who is back is known to be after a second at most; until then messages are kept, so that the order stays.
    void messagesOfASessionComeInTheirOrder() {
        Setting made = subscribed(MqttSession{}, {fault("broker -> device", 5s, 9500ms, faults::Cut{})});
        const RunReport report = finish(made);
        const auto& taken = nodeOf(report, "device").series.throughput;
        QCOMPARE(taken.at(14), 0.0F);
        QVERIFY(taken.at(15) > 100);
    }
    // A subscriber that is down and has to start (5 s) is away until it has.
    void aSubscriberThatStartsAgainGetsWhatItMissed() {
        const RunReport report = finish(subscribed(MqttSession{}, {fault("device", 5s, 10s, faults::Outage{})}));
        const NodeReport& device = nodeOf(report, "device");
        QVERIFY(device.succeeded >= 298);
        QCOMPARE(device.series.throughput.at(17), 0.0F);
        QVERIFY(*std::max_element(device.series.throughput.begin(), device.series.throughput.end()) > 140);
    }
    void whatIsBeyondTheLimitIsDropped() {
        Setting made = subscribed(MqttSession{.limit = 30}, {fault("broker -> device", 5s, 10s, faults::Cut{})});
        const RunReport report = finish(made);
        const double lost = figure(report, "broker", "Lost for device");
        QVERIFY(lost >= 68 && lost <= 80);
        QCOMPARE(static_cast<double>(nodeOf(report, "device").arrived), 299 - lost);
        QCOMPARE(failures(flowOf(report, "broker", "device"), FailureCause::unavailable),
                 static_cast<std::uint64_t>(lost));
    }
    // Whoever is away for longer than the session lasts has lost all of it, and what comes until it is back.
    void aSessionThatIsOverKeepsNothing() {
        Setting made = subscribed(MqttSession{.expiry = 4s}, {fault("broker -> device", 5s, 10s, faults::Cut{})});
        const RunReport report = finish(made);
        const double lost = figure(report, "broker", "Lost for device");
        QVERIFY(lost >= 99 && lost <= 111);
        QVERIFY(std::ranges::any_of(report.decisions, [](const Decision& each) {
            return each.what.find("has lost its session") != std::string::npos;
        }));
    }
    // An acknowledgement deadline that the subscriber does not extend: what takes longer comes again, and again.
    void pubSubDeliversAgainWhatIsNotAcknowledgedInTime() {
        const auto redelivered = [](Duration deadline) {
            Queue subscription = of(QueueEngine::pubsub);
            subscription.visibilityTimeout = deadline;
            return nodeOf(finish(setting({clients("user"), node("q", subscription),
                                          service("worker", {.work = Distribution::constant(15s), .concurrency = 10})},
                                         {sends("user", "q"), sends("q", "worker")}, {burst("user", 10, 3)}, 60s)),
                          "q")
                .redelivered;
        };
        QVERIFY(redelivered(10s) >= 3);
        QCOMPARE(redelivered(20s), 0U);
    }
    // A push is a request: what has not answered by the acknowledgement deadline is pushed once more, however the first
    // one ends.
    void pubSubPushesAgainWhatIsNotAnsweredInTime() {
        const auto pushed = [](Duration work, std::optional<Duration> deadline, const OnFailure& failure = {}) {
            Topic topic;
            topic.engine = TopicEngine::pubsub;
            topic.work = Distribution::constant(0ms);
            Flow push = sends("t", "worker", 0ms);
            push.timeout = deadline;
            push.onFailure = failure;
            return finish(setting({clients("user"), node("t", topic),
                                   service("worker", {.work = Distribution::constant(work), .concurrency = 10})},
                                  {sends("user", "t", 0ms), push}, {burst("user", 10, 1)}, 70s));
        };
        const auto arrived = [&](Duration work, std::optional<Duration> deadline) {
            return nodeOf(pushed(work, deadline), "worker").arrived;
        };
        // At 0, after 10 and 10 s of backoff at 20, after 10 and 20 at 50: the third is not late before the end.
        QCOMPARE(arrived(15s, std::nullopt), 3U);
        QCOMPARE(arrived(9s, std::nullopt), 1U);
        QCOMPARE(arrived(15s, 20s), 1U);
        QCOMPARE(arrived(25s, 20s), 3U);
        // Nothing but the answers counts; with one retry the second that is late is the end.
        const RunReport all = pushed(15s, std::nullopt);
        QCOMPARE(flowOf(all, "t", "worker").succeeded, 0U);
        QVERIFY(std::ranges::any_of(all.decisions, [](const Decision& each) { return each.what == "pushed again"; }));
        const RunReport once = pushed(15s, std::nullopt, OnFailure{.retries = 1});
        QCOMPARE(nodeOf(once, "worker").arrived, 2U);
        QCOMPARE(failures(flowOf(once, "t", "worker"), FailureCause::timeout), 1U);
    }
    void aSessionElsewhereHasNoEffect() {
        Setting made = subscribed(MqttSession{}, {});
        std::get<Topic>(made.topology.nodes[1].spec).engine = TopicEngine::sns;
        const Compiled compiled = compile(made.topology, made.scenario);
        QVERIFY(std::ranges::any_of(compiled.diagnostics, [](const Diagnostic& each) {
            return each.code == "no-effect" && each.place.field == "session";
        }));
    }
    void aGroupIsWorkedOnInItsOrderOneAtATime() {
        QVERIFY(longestWait(fifo(1)) > 1500ms);
        QVERIFY(longestWait(fifo(1000)) < 250ms);
        QVERIFY(longestWait(queue()) < 250ms);
    }
    // Ten groups: ten invocations at once from the start, where a standard queue begins with five.
    void aMappingHasAnInvocationForEachGroup() {
        const auto peak = [](const Queue& queue, std::optional<std::int64_t> most) {
            Function worker;
            worker.work = Distribution::constant(5s);
            worker.timeout = 10s;
            worker.init = Distribution::constant(0ms);
            Flow taken = sends("q", "worker");
            taken.maxConcurrency = most;
            return nodeOf(finish(setting({clients("user"), node("q", queue), node("worker", worker)},
                                         {sends("user", "q"), taken}, {burst("user", 1000, 200)}, 20s)),
                          "worker")
                .peakInstances;
        };
        QCOMPARE(peak(fifo(10, 60s), std::nullopt), 10);
        QCOMPARE(peak(fifo(10, 60s), 3), 3);
        QCOMPARE(peak(queue(60s), std::nullopt), 5);
    }
    void aMessageThatFailsHoldsItsGroup() {
        Queue strict = fifo(1, 5s);
        strict.deadLetters = DeadLetters{"dead", 2};
        Schedule once;
        once.every = 100h;
        Flow bad = sends("bug", "q");
        bad.poison = Share::percent(100);
        const RunReport report = finish(
            setting({node("bug", once), clients("user"), node("q", strict), node("dead", queue()), service("worker")},
                    {bad, sends("user", "q"), sends("q", "worker")}, {uniform("user", 10)}, 30s));
        const auto& backlog = nodeOf(report, "q").series.backlog;
        QVERIFY(backlog.at(8) > 80);  // two receives of five seconds each
        QVERIFY(backlog.at(14) < 3);
        QCOMPARE(nodeOf(report, "dead").arrived, 1U);
    }
    void aFifoQueueTakesThreeHundredSendsASecond() {
        const RunReport report =
            finish(setting({clients("user"), node("q", fifo(100))}, {call("user", "q")}, {uniform("user", 1000)}, 10s));
        QVERIFY(std::abs(static_cast<double>(report.succeeded) - 300 * 11) < 5);
        Flow batched = call("user", "q");
        batched.batch = 10;
        const RunReport more =
            finish(setting({clients("user"), node("q", fifo(100))}, {batched}, {uniform("user", 1000)}, 10s));
        QCOMPARE(total(more.failed), 0U);
    }
    void whatIsSentTwiceIsKeptOnceByAFifoQueue() {
        const auto run = [](Queue wish) {
            wish.sentTwice = Share::percent(20);
            return finish(setting({clients("user"), node("q", wish), service("worker", {.concurrency = 10})},
                                  {sends("user", "q"), sends("q", "worker")}, {uniform("user", 100)}, 60s));
        };
        const RunReport once = run(fifo(50));
        QVERIFY(std::abs(figure(once, "q", "Sent twice, kept once") - 1200) < 120);
        QVERIFY(nodeOf(once, "worker").arrived <= once.sent);
        const RunReport twice = run(queue());
        QVERIFY(std::abs(static_cast<double>(nodeOf(twice, "worker").arrived) - 1.2 * 6000) < 120);
    }
    void atLeastOnceIsSometimesTwice() {
        Queue forgetful = queue();
        forgetful.duplicates = Share::percent(10);
        const RunReport report =
            finish(setting({clients("user"), node("q", forgetful), service("worker", {.concurrency = 10})},
                           {sends("user", "q"), sends("q", "worker")}, {burst("user", 100, 2000)}, 60s));
        QCOMPARE(nodeOf(report, "q").succeeded, 2000U);
        QCOMPARE(static_cast<double>(nodeOf(report, "worker").arrived), 2000 + figure(report, "q", "Delivered twice"));
        QVERIFY(std::abs(figure(report, "q", "Delivered twice") - 222) < 60);
    }
    void deadLettersAreGivenBack() {
        Queue strict = queue();
        strict.deadLetters = DeadLetters{"dead", 2};
        Queue dead = queue();
        dead.redrive = Redrive{60s, Rate::perSecond(10)};
        Setting made = setting({clients("user"), node("q", strict), node("dead", dead), service("worker")},
                               {sends("user", "q"), sends("q", "worker")}, {burst("user", 10, 20)}, 90s);
        made.scenario.faults = {fault("worker", 0s, 30s, faults::Errors{Share::percent(100)})};
        const RunReport report = finish(made);
        QCOMPARE(nodeOf(report, "q").deadLettered, 20U);
        QCOMPARE(figure(report, "dead", "Given back"), 20.0);
        QCOMPARE(nodeOf(report, "q").succeeded, 20U);
        QCOMPARE(nodeOf(report, "dead").series.backlog.at(50), 20.0F);
        QCOMPARE(nodeOf(report, "dead").series.backlog.at(89), 0.0F);
    }
    void onlyTheItemsThatFailedComeBack() {
        const auto worked = [](bool report) {
            Queue strict = queue();
            strict.deadLetters = DeadLetters{"dead", 3};
            Flow batched = sends("q", "worker");
            batched.batch = 10;
            batched.maxConcurrency = 1;
            batched.onFailure = OnFailure{.reportItems = report};
            Flow some = sends("user", "q");
            some.poison = Share::percent(5);
            return finish(setting({clients("user"), node("q", strict), node("dead", queue()),
                                   service("worker", {.work = Distribution::constant(200ms)})},
                                  {some, batched}, {burst("user", 100, 400)}, 120s));
        };
        const RunReport whole = worked(false);
        const RunReport items = worked(true);
        QVERIFY(nodeOf(whole, "q").deadLettered > 2 * nodeOf(items, "q").deadLettered);
        QVERIFY(nodeOf(items, "q").deadLettered > 5 && nodeOf(items, "q").deadLettered < 40);
    }
    // platform-facts 1.5: pollers go on fetching, what is throttled burns its receives.
    void reservedConcurrencyBurnsReceivesIntoTheDeadLetters() {
        const auto dead = [](bool reserved) {
            Function slow;
            slow.work = Distribution::constant(1s);
            slow.timeout = 10s;
            slow.init = Distribution::constant(0ms);
            if (reserved) slow.reservedConcurrency = 1;
            Queue strict = queue(2s);
            strict.deadLetters = DeadLetters{"dead", 3};
            Flow mapping = sends("q", "fn");
            if (!reserved) mapping.maxConcurrency = 1;
            return nodeOf(finish(setting({clients("user"), node("q", strict), node("dead", queue()), node("fn", slow)},
                                         {sends("user", "q"), mapping}, {burst("user", 1000, 100)}, 120s)),
                          "q")
                .deadLettered;
        };
        QVERIFY(dead(true) > 20);
        QCOMPARE(dead(false), 0U);
    }
    void rabbitPushesAsManyAsItsPrefetch() {
        const auto throughput = [](std::int64_t prefetch) {
            Queue rabbit = of(QueueEngine::rabbitmq);
            rabbit.prefetch = prefetch;
            const RunReport report =
                finish(setting({clients("user"), node("q", rabbit),
                                service("worker", {.work = Distribution::constant(10ms), .concurrency = 100})},
                               {sends("user", "q"), sends("q", "worker", 45ms)}, {uniform("user", 300)}, 20s));
            return nodeOf(report, "q").series.throughput.at(15);
        };
        // prefetch / (round trip + service)
        QCOMPARE(throughput(1), 10.0F);
        QCOMPARE(throughput(10), 100.0F);
    }
    // 200 messages, a hundred pushed to each of two consumers, which do ten a second. One dies after 5 s: what it was
    // pushed and had not done comes back, and is done by the other and by its successor.
    void whatADeadConsumerWasPushedComesBack() {
        Queue rabbit = of(QueueEngine::rabbitmq);
        rabbit.prefetch = 100;
        Node worker = service("worker", {.work = Distribution::constant(100ms), .replicas = 2});
        std::get<Service>(worker.spec).startup = Distribution::constant(20s);
        Setting made = setting({clients("user"), node("q", rabbit), worker}, {sends("user", "q"), sends("q", "worker")},
                               {burst("user", 10'000, 200)}, 60s);
        made.scenario.faults = {fault("worker", 5s, {}, faults::InstanceKill{.count = 1})};
        const RunReport report = finish(made);
        const auto again = nodeOf(report, "q").redelivered;
        QVERIFY2(again >= 50 && again <= 52, std::to_string(again).c_str());
        QCOMPARE(nodeOf(report, "q").succeeded, 200U);
        // Alone it does ten a second: 100 of 5 s on, 50 that were its own and then those that came back.
        QCOMPARE(nodeOf(report, "worker").series.throughput.at(10), 10.0F);
    }
    // Without a prefetch the first consumer is pushed all there is, and one that comes later finds nothing to do.
    void withoutAPrefetchALateConsumerFindsNothing() {
        const auto at15 = [](std::int64_t prefetch) {
            Queue rabbit = of(QueueEngine::rabbitmq);
            rabbit.prefetch = prefetch;
            Node worker = service("worker", {.work = Distribution::constant(100ms), .replicas = 2});
            std::get<Service>(worker.spec).startup = Distribution::constant(5s);
            Setting made = setting({clients("user"), node("q", rabbit), worker},
                                   {sends("user", "q"), sends("q", "worker")}, {burst("user", 1000, 500)}, 30s);
            // One is away while the messages come.
            made.scenario.faults = {fault("worker", 0s, {}, faults::InstanceKill{.count = 1})};
            return nodeOf(finish(made), "worker").series.throughput.at(15);
        };
        QCOMPARE(at15(0), 10.0F);
        QVERIFY(at15(1) >= 18);  // a message is 100 ms of work and 2 ms on the way
    }
    // A message that is redelivered more often than the limit goes: it has been delivered once more than that.
    void rabbitGivesAMessageBackAtOnceAndDropsItAfterTwentyRedeliveries() {
        const RunReport report =
            finish(setting({clients("user"), node("q", of(QueueEngine::rabbitmq)), node("ext", broken())},
                           {sends("user", "q"), sends("q", "ext")}, {burst("user", 10, 5)}, 5s));
        QCOMPARE(nodeOf(report, "ext").arrived, 105U);
        QCOMPARE(failures(nodeOf(report, "q"), FailureCause::dependency), 5U);
    }
    void pubSubBacksOff() {
        const RunReport report =
            finish(setting({clients("user"), node("q", of(QueueEngine::pubsub)), node("ext", broken())},
                           {sends("user", "q"), sends("q", "ext")}, {burst("user", 10, 1)}, 80s));
        QCOMPARE(nodeOf(report, "ext").arrived, 4U);  // at 0, 10, 30 and 70 s
    }
    void anAzureInstanceWorksOnTwentyFour() {
        const RunReport report =
            finish(setting({clients("user"), node("q", of(QueueEngine::azure)),
                            service("worker", {.work = Distribution::constant(20s), .concurrency = 100})},
                           {sends("user", "q"), sends("q", "worker")}, {burst("user", 1000, 200)}, 10s));
        QVERIFY(std::abs(nodeOf(report, "worker").series.utilization.at(5) - 0.24F) < 1e-6F);
    }
    void azureDropsAMessageAfterFiveDeliveries() {
        const RunReport report =
            finish(setting({clients("user"), node("q", of(QueueEngine::azure)), node("ext", broken())},
                           {sends("user", "q"), sends("q", "ext")}, {burst("user", 10, 5)}, 5s));
        QCOMPARE(nodeOf(report, "ext").arrived, 25U);
        QCOMPARE(failures(nodeOf(report, "q"), FailureCause::dependency), 5U);
    }
    void snsTriesAQueueAgainUntilItTakesTheMessage() {
        Setting made = setting({clients("user"), node("t", Topic{}), node("q", queue())},
                               {sends("user", "t"), sends("t", "q")}, {burst("user", 10, 10)}, 60s);
        made.scenario.faults = {fault("q", 0s, 3s, faults::Outage{})};
        const RunReport report = finish(made);
        QCOMPARE(flowOf(report, "t", "q").succeeded, 10U);
        QVERIFY(flowOf(report, "t", "q").retries >= 50);  // three at once and two after a second each at least
    }
    void snsGivesAnEndpointThreeRetries() {
        Flow subscription = sends("t", "ext");
        subscription.onFailure = OnFailure{.to = "dead"};
        const RunReport report =
            finish(setting({clients("user"), node("t", Topic{}), node("ext", broken()), node("dead", queue())},
                           {sends("user", "t"), subscription}, {burst("user", 10, 5)}, 2min));
        QCOMPARE(nodeOf(report, "ext").arrived, 20U);
        QCOMPARE(nodeOf(report, "dead").arrived, 5U);
    }
    void theWaitsAreThoseOfThePhases() {
        DeliveryModel model;
        model.phases = {{3, 0s, 0s}, {2, 1s, 1s}, {10, 1s, 20s}, {100, 20s, 20s}};
        QCOMPARE(deliveryWait(model, 2), Duration{0});
        QCOMPARE(deliveryWait(model, 3), Duration{1s});
        QCOMPARE(deliveryWait(model, 5), Duration{1s});
        QVERIFY(std::abs(toSeconds(deliveryWait(model, 14)) - 20) < 1e-6);
        const double ratio = toSeconds(deliveryWait(model, 10)) / toSeconds(deliveryWait(model, 9));
        QVERIFY(std::abs(ratio - std::pow(20, 1.0 / 9)) < 1e-6);
        QCOMPARE(deliveryWait(model, 100), Duration{20s});
        QCOMPARE(deliveryWait(model, 100'000), Duration{20s});
    }
    void eventBridgeTriesForADay() {
        Flow rule = sends("bus", "ext");
        rule.onFailure = OnFailure{.to = "dead"};
        const RunReport report =
            finish(setting({clients("user"), node("bus", EventBus{}), node("ext", broken()), node("dead", queue())},
                           {sends("user", "bus"), rule}, {burst("user", 10, 1)}, 25h));
        QCOMPARE(nodeOf(report, "dead").arrived, 1U);
        QVERIFY(nodeOf(report, "ext").arrived > 150 && nodeOf(report, "ext").arrived <= 186);
    }
    void aBusThrottlesWhatIsPutTooFast() {
        const RunReport report = finish(
            setting({clients("user"), node("bus", EventBus{})}, {call("user", "bus")}, {uniform("user", 15'000)}, 4s));
        const auto throttled = static_cast<double>(failures(report, FailureCause::throttled));
        QVERIFY(std::abs(throttled - 10'000) < 200);
    }
    void targetsThatAreTooManyAreDelayedNotLost() {
        std::vector<Node> nodes{clients("user"), node("bus", EventBus{})};
        std::vector<Flow> flows{sends("user", "bus")};
        for (int i = 0; i < 5; ++i) {
            nodes.push_back(node("t" + std::to_string(i), ObjectStore{.work = Distribution::constant(1ms)}));
            flows.push_back(sends("bus", nodes.back().id));
        }
        // 5 x 7000 invocations a second for two seconds, 18750 allowed.
        const RunReport report = finish(setting(nodes, flows, {burst("user", 7000, 14'000)}, 20s));
        QCOMPARE(nodeOf(report, "t0").succeeded, 14'000U);
        QVERIFY(figure(report, "bus", "Delayed") > 1000);
        QVERIFY(nodeOf(report, "bus").response.max > 500ms);
    }
};

QTEST_GUILESS_MAIN(MessagingTest)
#include "messaging_test.moc"
