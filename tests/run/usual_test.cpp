#include "platforms/usual.h"
#include "run/build.h"

#include <QtTest>

#include <algorithm>

using namespace spillway;
using namespace spillway::build;

// What counts where a document states nothing is its platform's, and its broker's; what it states is stated, also when
// it is what another platform has anyway.
class UsualTest : public QObject {
    Q_OBJECT

    static bool says(const Setting& made, const std::string& code, const std::string& field) {
        const Compiled compiled = compile(made.topology, made.scenario);
        return std::ranges::any_of(compiled.diagnostics, [&](const Diagnostic& each) {
            return each.code == code && each.place.field == field;
        });
    }
    template <class Spec>
    static Setting calledOn(Platform platform, const Spec& spec, Load load, Duration length) {
        Node it = node("it", spec);
        it.platform = platform;
        return setting({clients("user"), it}, {call("user", "it", 0ms)}, {std::move(load)}, length);
    }
    static Function works(Duration work) {
        Function made;
        made.work = Distribution::constant(work);
        made.init = Distribution::constant(0ms);
        return made;
    }
    static std::uint64_t stopped(const RunReport& report) { return 1 - nodeOf(report, "it").succeeded; }

private Q_SLOTS:
    // Four invokers of 1 GiB: sixteen actions of 256 MiB.
    void anActionOfOpenWhiskHas256Mebibytes() {
        const auto peak = [](std::optional<ByteCount> memory) {
            Function action = works(20s);
            action.memory = memory;
            return nodeOf(finish(calledOn(Platform::openwhisk, action, burst("user", 100, 40), 15s)), "it")
                .peakInstances;
        };
        QCOMPARE(peak({}), 16);
        QCOMPARE(peak(ByteCount::mebibytes(256)), 16);
        QCOMPARE(peak(ByteCount::mebibytes(128)), 32);
    }
    // A quarter of a vCPU comes with 1 GiB: work that burns CPU takes four times as long as with 4 GiB, which is what a
    // function has that states nothing. There is no larger one.
    void aFunctionOfCodeEngineHasOneOfThreeSizes() {
        const auto on = [](std::optional<ByteCount> memory) {
            Function made = works(2s);
            made.memory = memory;
            made.cpuShare = Share::percent(100);
            return calledOn(Platform::code_engine, made, burst("user", 1, 1), 30s);
        };
        const auto seconds = [&](std::optional<ByteCount> memory) {
            return toSeconds(nodeOf(finish(on(memory)), "it").response.mean);
        };
        const double whole = seconds({});
        QVERIFY(whole < 2.5);
        QVERIFY(seconds(ByteCount::mebibytes(300)) > 3.5 * whole);
        QVERIFY(seconds(ByteCount::mebibytes(1025)) > 1.7 * whole);
        QVERIFY(seconds(ByteCount::mebibytes(1025)) < 2.2 * whole);
        QVERIFY(says(on(ByteCount::mebibytes(4097)), "does-not-fit", "memory"));
        QVERIFY(!says(on(ByteCount::mebibytes(4096)), "does-not-fit", "memory"));
    }
    void aStatedTimeoutIsStatedWhateverItIs() {
        const auto run = [](Platform platform, std::optional<Duration> timeout) {
            Function made = works(4s);
            made.timeout = timeout;
            return stopped(finish(calledOn(platform, made, burst("user", 1, 1), 20s)));
        };
        QCOMPARE(run(Platform::lambda, {}), 1U);
        for (const Platform platform :
             {Platform::openwhisk, Platform::azure_functions, Platform::cloud_run, Platform::code_engine}) {
            QCOMPARE(run(platform, {}), 0U);
            QCOMPARE(run(platform, 3s), 1U);
        }
    }
    // What a document knows better counts for all who state nothing.
    void theUsualIsAFactLikeOthers() {
        Setting made = calledOn(Platform::lambda, works(4s), burst("user", 1, 1), 20s);
        made.topology.facts = {{"lambda.timeout", "5s", ""}};
        QCOMPARE(stopped(finish(made)), 0U);
        Setting worker = setting({clients("user"), node("it", EdgeWorker{.work = Distribution::constant(4s)})},
                                 {call("user", "it")}, {burst("user", 1, 1)}, 20s);
        QCOMPARE(nodeOf(finish(worker), "it").succeeded, 1U);
        worker.topology.facts = {{"workers.cpu_limit", "3s", ""}};
        QCOMPARE(nodeOf(finish(worker), "it").succeeded, 0U);
        std::get<EdgeWorker>(worker.topology.nodes[1].spec).cpuLimit = 30s;
        QCOMPARE(nodeOf(finish(worker), "it").succeeded, 1U);
    }
    // A REST API gives up after 29 s and an HTTP API after 30 s, unless it is stated.
    void aGatewayHasTheLimitOfItsKind() {
        const auto answered = [](std::optional<GatewayApi> api, std::optional<Duration> limit) {
            Gateway gateway;
            gateway.api = api;
            gateway.timeLimit = limit;
            return finish(setting({clients("user"), node("gateway", gateway),
                                   service("slow", {.work = Distribution::constant(29500ms)})},
                                  {call("user", "gateway"), call("gateway", "slow")}, {burst("user", 1, 1)}, 60s))
                .succeeded;
        };
        QCOMPARE(answered({}, {}), 0U);
        QCOMPARE(answered(GatewayApi::rest, {}), 0U);
        QCOMPARE(answered(GatewayApi::http, {}), 1U);
        QCOMPARE(answered(GatewayApi::http, 29s), 0U);
    }
    // Deliveries of what always fails, before it is a dead letter.
    void deadLettersAreThoseOfTheEngine_data() {
        QTest::addColumn<QueueEngine>("engine");
        QTest::addColumn<unsigned>("deliveries");
        QTest::newRow("sqs") << QueueEngine::sqs << 5U;
        QTest::newRow("rabbitmq") << QueueEngine::rabbitmq << 21U;
        QTest::newRow("pubsub") << QueueEngine::pubsub << 5U;
        QTest::newRow("azure") << QueueEngine::azure << 5U;
        QTest::newRow("cloudflare") << QueueEngine::cloudflare << 4U;
        QTest::newRow("service_bus") << QueueEngine::service_bus << 10U;
    }
    void deadLettersAreThoseOfTheEngine() {
        QFETCH(QueueEngine, engine);
        QFETCH(unsigned, deliveries);
        const auto received = [&](std::optional<std::int64_t> after) {
            Queue queue{.engine = engine, .visibilityTimeout = 1s};
            queue.duplicates = Share{};
            queue.deadLetters = DeadLetters{"dead", after};
            Queue dead{.engine = engine};
            const External broken{
                .work = Distribution::constant(1ms), .availability = Share::percent(0), .rateLimit = {}};
            const RunReport report =
                finish(setting({clients("user"), node("q", queue), node("dead", dead), node("ext", broken)},
                               {sends("user", "q"), sends("q", "ext")}, {burst("user", 1, 1)}, 1h));
            return nodeOf(report, "dead").arrived == 1 ? nodeOf(report, "ext").arrived : 0;
        };
        QCOMPARE(received({}), std::uint64_t{deliveries});
        QCOMPARE(received(5), std::uint64_t{5});
    }
    // Nobody fetches: what is older than its engine keeps it is dropped. Two minutes instead of days, as the document
    // knows better.
    void messagesAreKeptForAsLongAsTheirEngineDoes_data() {
        QTest::addColumn<QueueEngine>("engine");
        QTest::addColumn<QString>("fact");
        QTest::addColumn<int>("days");
        QTest::newRow("sqs") << QueueEngine::sqs << QStringLiteral("messaging.sqs_retention") << 4;
        QTest::newRow("pubsub") << QueueEngine::pubsub << QStringLiteral("messaging.pubsub_retention") << 7;
        QTest::newRow("azure") << QueueEngine::azure << QStringLiteral("messaging.azure_retention") << 7;
        QTest::newRow("cloudflare") << QueueEngine::cloudflare << QStringLiteral("messaging.cloudflare_retention") << 4;
        QTest::newRow("service_bus") << QueueEngine::service_bus << QStringLiteral("messaging.service_bus_retention")
                                     << 14;
    }
    void messagesAreKeptForAsLongAsTheirEngineDoes() {
        QFETCH(QueueEngine, engine);
        QFETCH(QString, fact);
        QFETCH(int, days);
        QCOMPARE(usualRetention(engine, messagingFacts()), std::optional<Duration>{std::chrono::hours{24} * days});
        const auto expired = [&](Duration stalled, std::optional<Duration> retention) {
            Queue queue{.engine = engine, .retention = retention};
            Setting made = setting({clients("user"), node("q", queue), service("worker")},
                                   {sends("user", "q"), sends("q", "worker")}, {burst("user", 1, 1)}, 5min);
            made.topology.facts = {{fact.toStdString(), "2m", ""}};
            made.scenario.faults = {fault("q -> worker", 0s, stalled, faults::ConsumerStall{})};
            return nodeOf(finish(made), "q").expired;
        };
        QCOMPARE(expired(119s, {}), 0U);
        QCOMPARE(expired(123s, {}), 1U);
        QCOMPARE(expired(123s, std::chrono::hours{96}), 0U);
    }
    void rabbitKeepsMessagesUntilTheyAreDone() {
        QCOMPARE(usualRetention(QueueEngine::rabbitmq, messagingFacts()), std::optional<Duration>{});
    }
    void streamsKeepTheirRecordsAsLongAsTheirEngine() {
        const MessagingFacts& facts = messagingFacts();
        QCOMPARE(usualRetention(StreamEngine::kinesis, facts), Duration{24h});
        QCOMPARE(usualRetention(StreamEngine::dynamodb, facts), Duration{24h});
        QCOMPARE(usualRetention(StreamEngine::kafka, facts), Duration{168h});
    }
    // Each takes what is as large as its limit, and nothing larger.
    void everyoneHasALargestPayloadOfTheirOwn_data() {
        QTest::addColumn<Node>("taker");
        QTest::addColumn<bool>("event");
        QTest::addColumn<qint64>("most");
        const auto row = [](const char* name, Node taker, bool event, qint64 most) {
            QTest::newRow(name) << taker << event << most;
        };
        const auto queue = [](QueueEngine engine) { return node("it", Queue{.engine = engine}); };
        const auto topic = [](TopicEngine engine) { return node("it", Topic{.engine = engine}); };
        const auto stream = [](StreamEngine engine) { return node("it", Stream{.engine = engine}); };
        const auto on = [](Platform platform) {
            Node it = node("it", Function{});
            it.platform = platform;
            return it;
        };
        constexpr qint64 kKibi = 1024, kMebi = 1024 * 1024;
        row("sqs", queue(QueueEngine::sqs), true, kMebi);
        row("rabbitmq", queue(QueueEngine::rabbitmq), true, 16 * kMebi);
        row("pubsub", queue(QueueEngine::pubsub), true, 10 * kMebi);
        row("azure storage", queue(QueueEngine::azure), true, 64 * kKibi);
        row("cloudflare", queue(QueueEngine::cloudflare), true, 128 * kKibi);
        row("service bus", queue(QueueEngine::service_bus), true, 256 * kKibi);
        row("sns", topic(TopicEngine::sns), true, 256 * kKibi);
        row("pubsub topic", topic(TopicEngine::pubsub), true, 10 * kMebi);
        row("mqtt", topic(TopicEngine::mqtt), true, 128 * kKibi);
        row("eventbridge", node("it", EventBus{}), true, kMebi);
        row("kinesis", stream(StreamEngine::kinesis), true, kMebi);
        row("kafka", stream(StreamEngine::kafka), true, kMebi);
        row("gateway", node("it", Gateway{}), false, 10 * kMebi);
        row("lambda", on(Platform::lambda), false, 6 * kMebi);
        row("lambda event", on(Platform::lambda), true, kMebi);
        row("openwhisk", on(Platform::openwhisk), false, kMebi);
        row("code engine", on(Platform::code_engine), false, 5 * kMebi);
        row("cloud run", on(Platform::cloud_run), false, 32 * kMebi);
        row("azure function", on(Platform::azure_functions), false, 100 * kMebi);
    }
    void everyoneHasALargestPayloadOfTheirOwn() {
        QFETCH(Node, taker);
        QFETCH(bool, event);
        QFETCH(qint64, most);
        const auto refused = [&](qint64 bytes) {
            Flow flow = event ? sends("user", "it") : call("user", "it");
            flow.payload = ByteCount{bytes};
            return says(setting({clients("user"), taker}, {flow}, {uniform("user", 1)}, 1s), "payload-too-large",
                        "payload");
        };
        QVERIFY(!refused(most));
        QVERIFY(refused(most + 1));
    }
    void anAnswerIsHeldAgainstWhoAnswersAndNotAgainstABroker() {
        const auto refused = [](const Node& taker) {
            Flow flow = call("user", "it");
            flow.responseSize = ByteCount::mebibytes(20);
            return says(setting({clients("user"), taker}, {flow}, {uniform("user", 1)}, 1s), "payload-too-large",
                        "response_size");
        };
        QVERIFY(refused(node("it", Function{})));
        QVERIFY(refused(node("it", Gateway{})));
        QVERIFY(!refused(node("it", Queue{})));
    }
    void aRecordFitsItsStream() {
        const auto refused = [](StreamEngine engine, std::int64_t bytes) {
            return says(setting({clients("user"), node("it", Stream{.engine = engine, .recordSize = ByteCount{bytes}})},
                                {sends("user", "it")}, {uniform("user", 1)}, 1s),
                        "payload-too-large", "record_size");
        };
        for (const StreamEngine engine : {StreamEngine::kinesis, StreamEngine::kafka}) {
            QVERIFY(!refused(engine, 1024 * 1024));
            QVERIFY(refused(engine, 1024 * 1024 + 1));
        }
    }
    // What no instance of the platform has is refused, or told of, in words.
    void aProgramFitsTheLargestInstance_data() {
        QTest::addColumn<Platform>("platform");
        QTest::addColumn<AzurePlan>("plan");
        QTest::addColumn<int>("most");
        QTest::addColumn<QString>("code");
        const QString refused = QStringLiteral("out-of-range"), told = QStringLiteral("does-not-fit");
        QTest::newRow("lambda") << Platform::lambda << AzurePlan::consumption << 10 * 1024 << refused;
        QTest::newRow("openwhisk") << Platform::openwhisk << AzurePlan::consumption << 512 << told;
        QTest::newRow("consumption") << Platform::azure_functions << AzurePlan::consumption << 1536 << told;
        QTest::newRow("flex") << Platform::azure_functions << AzurePlan::flex << 4 * 1024 << refused;
        QTest::newRow("premium") << Platform::azure_functions << AzurePlan::premium << 14 * 1024 << refused;
    }
    void aProgramFitsTheLargestInstance() {
        QFETCH(Platform, platform);
        QFETCH(AzurePlan, plan);
        QFETCH(int, most);
        QFETCH(QString, code);
        const auto isSaid = [&](std::int64_t mebibytes) {
            Function made = works(1s);
            made.memory = ByteCount::mebibytes(mebibytes);
            made.scaling.azureFunctions = AzureScaling{.plan = plan};
            return says(calledOn(platform, made, uniform("user", 1), 1s), code.toStdString(), "memory");
        };
        QVERIFY(!isSaid(most));
        QVERIFY(isSaid(most + 1));
    }
    void moreCoresThanAnInstanceHasAreNotThere() {
        const auto told = [](AzurePlan plan, std::int64_t millicores) {
            Service made;
            made.resources.cpu = Cpu{millicores};
            made.scaling.azureFunctions = AzureScaling{.plan = plan};
            return says(calledOn(Platform::azure_functions, made, uniform("user", 1), 1s), "not-emulated",
                        "resources.cpu");
        };
        QVERIFY(!told(AzurePlan::consumption, 1000));
        QVERIFY(told(AzurePlan::consumption, 1001));
        QVERIFY(!told(AzurePlan::premium, 4000));
        QVERIFY(told(AzurePlan::premium, 4001));
    }
    // Two requests of a second each that burn all of it, at once in one instance: on one core each takes two.
    void anInstanceOnAzureHasTheCoresOfItsPlan() {
        const auto slowest = [](AzurePlan plan, std::int64_t mebibytes) {
            Service made;
            made.work = Distribution::constant(1s);
            made.startup = Distribution::constant(0ms);
            made.cpuShare = Share::percent(100);
            made.concurrency = 4;
            made.resources.memory = ByteCount::mebibytes(mebibytes);
            made.scaling.azureFunctions = AzureScaling{.plan = plan, .alwaysReady = 1, .maxInstances = 1};
            const Load load = burst("user", 1000, 2);
            return nodeOf(finish(calledOn(Platform::azure_functions, made, load, 20s)), "it").response.max;
        };
        QVERIFY(slowest(AzurePlan::premium, 2048) > 1900ms);
        QVERIFY(slowest(AzurePlan::premium, 4096) < 1200ms);
        QVERIFY(slowest(AzurePlan::flex, 2048) > 1900ms);
        QVERIFY(slowest(AzurePlan::flex, 4096) < 1200ms);
    }
    // A stream gives an instance a hundred records at once, a Storage queue 24 messages.
    void aStreamIsScaledAtAHundredRecords() {
        const auto told = [](const Node& source) {
            Node job = node("job", works(10min));
            job.platform = Platform::azure_functions;
            const RunReport report =
                finish(setting({clients("user"), source, job}, {sends("user", "source"), sends("source", "job")},
                               {burst("user", 1000, 500)}, 65s));
            std::string all;
            for (const Decision& each : report.decisions) all += each.reason + '\n';
            return all;
        };
        Stream log;
        log.shards = 8;
        QVERIFY2(told(node("source", log)).find(", 100 an instance") != std::string::npos,
                 told(node("source", log)).c_str());
        QVERIFY(told(node("source", Queue{.engine = QueueEngine::azure})).find(", 24 an instance") !=
                std::string::npos);
    }
    // What an empty field means, as the document would write it.
    void whatAnEmptyFieldMeansIsSaid() {
        Topology topology;
        const auto means = [&](const Node& it, const char* path) {
            return usualText(topology, it, path, platformFacts());
        };
        const auto queue = [](QueueEngine engine) {
            Queue made{.engine = engine};
            made.deadLetters = DeadLetters{"dead", {}};
            return node("q", made);
        };
        QCOMPARE(means(queue(QueueEngine::sqs), "visibility_timeout"), std::string{"30s"});
        QCOMPARE(means(queue(QueueEngine::service_bus), "visibility_timeout"), std::string{"1m"});
        QCOMPARE(means(queue(QueueEngine::service_bus), "dead_letters.after"), std::string{"10"});
        QCOMPARE(means(queue(QueueEngine::rabbitmq), "retention"), std::string{});
        Node job = node("job", Function{});
        QCOMPARE(means(job, "memory"), std::string{"128MiB"});
        QCOMPARE(means(job, "timeout"), std::string{"3s"});
        job.platform = Platform::openwhisk;
        QCOMPARE(means(job, "memory"), std::string{"256MiB"});
        QCOMPARE(means(job, "timeout"), std::string{"1m"});
        QCOMPARE(means(job, "work"), std::string{});
    }
};

QTEST_GUILESS_MAIN(UsualTest)
#include "usual_test.moc"
