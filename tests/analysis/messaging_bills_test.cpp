#include "analysis/bills.h"

#include <QtTest>

#include <map>

using namespace spillway;
using namespace spillway::build;

// What queues, topics and streams put on a bill, worked out by hand.
class MessagingBillsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // 100 messages in batches of 10: 100 sends, 10 receives, 10 deletes.
    void aQueueIsBilledForSendsReceivesAndDeletes() {
        Flow batches = sends("queue", "worker");
        batches.batch = 10;
        const Setting made = setting({clients("user"), node("queue", Queue{}), service("worker")},
                                     {sends("user", "queue"), batches}, {burst("user", 1e6, 100)}, 30s);
        const RunReport report = finish(made);
        const auto received = static_cast<double>(flowOf(report, "queue", "worker").attempts);
        QVERIFY(received >= 10);
        QVERIFY(isClose(unitsOf(usageOf(made.topology, report, listPrices()), "queue", "sqs_requests"),
                        100 + 2 * received));
    }
    // Twenty messages of 100 KiB, two requests each way, that fail three times: sent, received three times, deleted
    // never. As large they come to the queue of dead letters, which nobody receives from.
    void whatFailsIsNotDeletedAndStaysAsLarge() {
        Queue queue;
        queue.deadLetters = DeadLetters{.to = "dead", .after = 3};
        queue.visibilityTimeout = 1s;
        Flow large = sends("user", "queue");
        large.payload = ByteCount{100 * 1024};
        const UsageReport usage = usageIn(
            setting({clients("user"), node("queue", queue), node("dead", Queue{}),
                     node("job", External{.work = Distribution::constant(1ms), .availability = *Share::from(0.0)})},
                    {large, sends("queue", "job")}, {burst("user", 10, 20)}, 60s));
        QVERIFY(isClose(unitsOf(usage, "queue", "sqs_requests"), 20 * 2 + 60 * 2));
        QVERIFY(isClose(unitsOf(usage, "dead", "sqs_requests"), 20 * 2));
    }
    // 200 KiB are four times 64 KiB: to send and to receive. Ten messages of 10 KiB that are sent together are 100 KiB,
    // which are two.
    void aLargeMessageCountsForSeveral() {
        Flow large = sends("user", "queue");
        large.payload = ByteCount{200 * 1024};
        const auto requests = [](const Flow& send, std::int64_t messages) {
            const Setting made = setting(
                {clients("user"), node("queue", Queue{.duplicates = Share{}}), service("worker", {.concurrency = 100})},
                {send, sends("queue", "worker")}, {burst("user", 10, messages)}, 30s);
            return unitsOf(usageIn(made), "queue", "sqs_requests");
        };
        QVERIFY(isClose(requests(large, 100), 100 * (4 + 4 + 1)));
        Flow together = sends("user", "queue");
        together.payload = ByteCount{10 * 1024};
        together.batch = 10;
        QVERIFY(isClose(requests(together, 100), 10 * 2 + 100 * 2));
    }
    // A thousand records of 30 KiB are two thousand chunks; two shards for an hour, one consumer that is pushed to.
    void aStreamIsPaidForItsShardsAndItsPuts() {
        Stream stream;
        stream.shards = 2;
        stream.recordSize = ByteCount{30 * 1024};
        Flow pushed = sends("log", "job");
        pushed.reader = StreamReader{.fanOut = true};
        const auto used = [&] {
            return usageIn(setting({clients("user"), node("log", stream), service("job", {.concurrency = 10})},
                                   {sends("user", "log"), pushed}, {burst("user", 10, 1000)}, 1h));
        };
        const UsageReport kinesis = used();
        QVERIFY(isClose(unitsOf(kinesis, "log", "kinesis_shard_hours"), 2));
        QVERIFY(isClose(unitsOf(kinesis, "log", "kinesis_fan_out_hours"), 2));
        QVERIFY(isClose(unitsOf(kinesis, "log", "kinesis_puts"), 2000));
        // A put that was throttled put nothing.
        const Setting crowded = setting({clients("user"), node("log", stream), service("job", {.concurrency = 10})},
                                        {sends("user", "log"), pushed}, {burst("user", 10'000, 20'000)}, 10s);
        const RunReport report = finish(crowded);
        const auto throttled = nodeOf(report, "log").failed[static_cast<std::size_t>(FailureCause::throttled)];
        QVERIFY(throttled > 0);
        QVERIFY(isClose(unitsOf(usageOf(crowded.topology, report, listPrices()), "log", "kinesis_puts"),
                        2 * static_cast<double>(20'000 - throttled)));
        // On demand: 30 KiB in a thousand times, and out as often to who has them pushed; 1.5 KiB count for two.
        const double gigabytes = 1000 * 30 / 1024.0 / 1024.0;
        QVERIFY(isClose(unitsOf(kinesis, "log", "kinesis_fan_out_gb"), gigabytes));
        QVERIFY(isClose(unitsOf(kinesis, "log", "kinesis_on_demand_hours", true), 1));
        QVERIFY(isClose(unitsOf(kinesis, "log", "kinesis_on_demand_in_gb", true), gigabytes));
        QVERIFY(isClose(unitsOf(kinesis, "log", "kinesis_on_demand_fan_out_gb", true), gigabytes));
        QCOMPARE(unitsOf(kinesis, "log", "kinesis_on_demand_out_gb", true), 0.0);
        stream.recordSize = ByteCount{1536};
        pushed.reader.reset();
        const UsageReport polled = used();
        QVERIFY(isClose(unitsOf(polled, "log", "kinesis_on_demand_in_gb", true), 1000 * 2 / 1024.0 / 1024.0));
        QVERIFY(isClose(unitsOf(polled, "log", "kinesis_on_demand_out_gb", true), 1000 * 1.5 / 1024.0 / 1024.0));
        QCOMPARE(unitsOf(polled, "log", "kinesis_on_demand_fan_out_gb", true), 0.0);
        stream.engine = StreamEngine::kafka;
        const UsageReport kafka = used();
        QVERIFY(isClose(unitsOf(kafka, "log", "kafka_broker_hours"), 3));
        QCOMPARE(unitsOf(kafka, "log", "kinesis_puts"), 0.0);
    }
    // A hundred messages in batches of ten, of which one is poison: what was done is deleted, though not all of it was.
    void whatWasDoneOfABatchIsDeleted() {
        Queue queue;
        queue.visibilityTimeout = 5s;
        queue.duplicates = Share{};
        queue.deadLetters = DeadLetters{.to = "dead", .after = 3};
        Function job;
        job.work = Distribution::constant(10ms);
        job.init = Distribution::constant(0ms);
        Flow sent = sends("user", "q"), taken = sends("q", "job");
        sent.poison = Share::percent(10);
        taken.batch = 10;
        taken.reader = StreamReader{.window = 1s};
        taken.onFailure = OnFailure{.reportItems = true};
        const Setting made = setting({clients("user"), node("q", queue), node("job", job), node("dead", Queue{})},
                                     {sent, taken}, {burst("user", 1000, 100)}, 60s);
        const RunReport report = finish(made);
        const auto batches = static_cast<double>(flowOf(report, "q", "job").attempts);
        const double done = static_cast<double>(nodeOf(report, "q").succeeded);
        QVERIFY(done > 70 && done < 100 && batches < done);
        const UsageReport usage = usageOf(made.topology, report, listPrices());
        QVERIFY(isClose(unitsOf(usage, "q", "sqs_requests"), 100 + 2 * batches));
    }
    // A hundred messages of 4 KiB, each in and out once; or written, read and deleted; or a broker for the time.
    void everyQueueIsPaidForAsItsProviderDoes() {
        const auto used = [](QueueEngine engine) {
            Queue queue;
            queue.engine = engine;
            Flow large = sends("user", "q");
            large.payload = ByteCount{4096};
            return usageIn(setting({clients("user"), node("q", queue), service("job", {.concurrency = 10})},
                                   {large, sends("q", "job")}, {burst("user", 100, 100)}, 1h));
        };
        QVERIFY(isClose(unitsOf(used(QueueEngine::pubsub), "q", "pubsub_tib"), 200 * 4096 / std::pow(2.0, 40)));
        QVERIFY(isClose(unitsOf(used(QueueEngine::cloudflare), "q", "queue_operations"), 300));
        // What nobody has read yet was only written.
        const Setting unread = setting({clients("user"), node("q", Queue{.engine = QueueEngine::cloudflare})},
                                       {sends("user", "q")}, {burst("user", 100, 100)}, 1h);
        QVERIFY(isClose(unitsOf(usageIn(unread), "q", "queue_operations"), 100));
        QVERIFY(isClose(unitsOf(used(QueueEngine::rabbitmq), "q", "mq_broker_hours"), 1));
        QVERIFY(isClose(unitsOf(used(QueueEngine::azure), "q", "azure_queue_operations"), 300));
        Queue one;
        one.engine = QueueEngine::rabbitmq;
        const UsageReport shared =
            usageIn(setting({clients("user"), node("a", one), node("b", one)}, {}, {burst("user", 1, 1)}, 1h));
        QVERIFY(isClose(unitsOf(shared, "a", "mq_broker_hours") + unitsOf(shared, "b", "mq_broker_hours"), 1));
        for (const QueueEngine engine :
             {QueueEngine::pubsub, QueueEngine::cloudflare, QueueEngine::rabbitmq, QueueEngine::azure})
            QCOMPARE(unitsOf(used(engine), "q", "sqs_requests"), 0.0);
    }
    // Put, got and deleted, 0.004 for each 10,000. What fails is given up after five deliveries: put once, got five
    // times, never deleted.
    void anAzureQueueIsBilledForWhatItDelivers() {
        Queue queue;
        queue.engine = QueueEngine::azure;
        const auto report = [&](double available) {
            return setting(
                {clients("user"), node("q", queue),
                 node("job", External{.work = Distribution::constant(1ms), .availability = *Share::from(available)})},
                {sends("user", "q"), sends("q", "job")}, {burst("user", 10, 600)}, 60s + 10s);
        };
        QVERIFY(isClose(unitsOf(usageIn(report(0.0)), "q", "azure_queue_operations"), 600 * (1 + 5)));
        const Setting good = report(1.0);
        const CostReport bill = costOf(good.topology, finish(good), listPrices());
        const double runs = 730 * 3600 / 70.0;
        QVERIFY(isClose(bill.perMonth, 600 * 3 * runs / 10'000 * 0.004));
        QCOMPARE(bill.nodes.size(), 1U);
        QCOMPARE(bill.nodes[0].id, std::string{"q"});
    }
    // A hundred messages, each sent and delivered once, of 100 KiB: two operations each way, and one that completes it.
    // Two namespaces of tier Standard share one base charge; Premium is paid by its units whatever goes through them.
    void serviceBusIsPaidByOperationOrByUnit() {
        const auto used = [](const ServiceBus& first, const ServiceBus& second) {
            Queue queue;
            queue.engine = QueueEngine::service_bus;
            queue.serviceBus = first;
            Queue other = queue;
            other.serviceBus = second;
            Flow large = sends("user", "q");
            large.payload = ByteCount{100 * 1024};
            return usageIn(
                setting({clients("user"), node("q", queue), node("r", other), service("job", {.concurrency = 10})},
                        {large, sends("q", "job")}, {burst("user", 100, 100)}, 1h));
        };
        const UsageReport standard = used({}, {.space = "other"});
        QVERIFY(isClose(unitsOf(standard, "q", "azure_service_bus_operations"), 500));
        QVERIFY(std::ranges::any_of(standard.assumed, [](const std::string& each) {
            return each.starts_with("q: assumed: messages are received under a lock");
        }));
        QVERIFY(isClose(unitsOf(standard, "", "azure_service_bus_hours"), 1));
        QCOMPARE(unitsOf(standard, "q", "sqs_requests"), 0.0);
        const ServiceBus premium{.tier = ServiceBusTier::premium, .messagingUnits = 2};
        const UsageReport shared = used(premium, premium);
        QVERIFY(isClose(unitsOf(shared, "", "azure_service_bus_unit_hours"), 2));
        QCOMPARE(unitsOf(shared, "q", "azure_service_bus_operations"), 0.0);
        QCOMPARE(unitsOf(shared, "", "azure_service_bus_hours"), 0.0);
        // 13 million are included, then 87 million at 0.80, then 0.50 a million.
        const Price* operations = listPrices().find("azure_service_bus_operations");
        QVERIFY(operations != nullptr);
        QVERIFY(isClose(operations->monthly(13e6), 0));
        QVERIFY(isClose(operations->monthly(213e6), 87 * 0.80 + 113 * 0.50));
    }
    // An event is sent to a topic once, and delivered and completed from each subscription.
    void aServiceBusTopicIsPaidForOnceAndEachSubscriptionForItsDeliveries() {
        Topic topic;
        topic.engine = TopicEngine::service_bus;
        Queue queue;
        queue.engine = QueueEngine::service_bus;
        const UsageReport usage = usageIn(
            setting({clients("user"), node("t", topic), node("a", queue), node("b", queue),
                     service("job", {.concurrency = 10})},
                    {sends("user", "t"), sends("t", "a"), sends("t", "b"), sends("a", "job"), sends("b", "job")},
                    {burst("user", 100, 100)}, 1h));
        QVERIFY(isClose(unitsOf(usage, "t", "azure_service_bus_operations"), 100));
        for (const char* id : {"a", "b"}) QVERIFY(isClose(unitsOf(usage, id, "azure_service_bus_operations"), 200));
    }
    // Sent, delivered, renewed after a minute and completed after a hundred seconds.
    void renewingALockIsAnOperation() {
        Queue queue;
        queue.engine = QueueEngine::service_bus;
        const UsageReport usage =
            usageIn(setting({clients("user"), node("q", queue),
                             service("job", {.work = Distribution::constant(100s), .concurrency = 3})},
                            {sends("user", "q"), sends("q", "job")}, {burst("user", 100, 3)}, 3min));
        QVERIFY(isClose(unitsOf(usage, "q", "azure_service_bus_operations"), 3 * 4));
    }
    // A hundred messages, ten at once: a hundred are delivered whatever their batches; one call gets up to 32 of them.
    void batchesOfAQueueAreWorthTheirMessages() {
        const auto used = [](QueueEngine engine, std::int64_t batch, const std::string& key) {
            Queue queue;
            queue.engine = engine;
            queue.prefetch = 100;
            Flow together = sends("q", "job");
            together.batch = batch;
            Setting made = setting({clients("user"), node("q", queue), service("job", {.concurrency = 1})},
                                   {sends("user", "q"), together}, {burst("user", 1000, 100)}, 1h);
            made.scenario.faults = {fault("q -> job", 0s, 10s, faults::ConsumerStall{})};
            return unitsOf(usageIn(made), "q", key);
        };
        QVERIFY(isClose(used(QueueEngine::pubsub, 10, "pubsub_tib"), 200 * 1024 / std::pow(2.0, 40)));
        QVERIFY(isClose(used(QueueEngine::azure, 10, "azure_queue_operations"), 100 + 10 + 100));
        QVERIFY(isClose(used(QueueEngine::azure, 100, "azure_queue_operations"), 100 + 100.0 / 32 + 100));
    }
    // Nobody fetches what is published: nothing is delivered.
    void whatNobodyFetchesIsNotDelivered() {
        Queue queue;
        queue.engine = QueueEngine::pubsub;
        const UsageReport usage =
            usageIn(setting({clients("user"), node("q", queue)}, {sends("user", "q")}, {burst("user", 100, 10)}, 1h));
        QVERIFY(isClose(unitsOf(usage, "q", "pubsub_tib"), 10 * 1024 / std::pow(2.0, 40)));
    }
    // In once, out to each of two.
    void anMqttBrokerIsPaidByTheMessage() {
        Topic broker;
        broker.engine = TopicEngine::mqtt;
        const UsageReport usage = usageIn(setting({clients("user"), node("broker", broker), service("a"), service("b")},
                                                  {sends("user", "broker"), sends("broker", "a"), sends("broker", "b")},
                                                  {burst("user", 10, 50)}, 30s));
        QVERIFY(isClose(unitsOf(usage, "broker", "iot_messages"), 150));
        QCOMPARE(unitsOf(usage, "broker", "sns_publishes"), 0.0);
    }
};

QTEST_GUILESS_MAIN(MessagingBillsTest)
#include "messaging_bills_test.moc"
