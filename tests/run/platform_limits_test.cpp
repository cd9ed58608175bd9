#include "run/build.h"

#include <QtTest>

#include <algorithm>

using namespace spillway;
using namespace spillway::build;

// What could not be deployed as it is stated is told.
class PlatformLimitsTest : public QObject {
    Q_OBJECT

    static Setting alone(Node what) { return setting({std::move(what)}, {}, {}, 1s); }
    static Diagnostics about(const Setting& setting, const std::string& item) {
        Diagnostics found = compile(setting.topology, setting.scenario).diagnostics;
        std::erase_if(found, [&](const Diagnostic& each) { return each.place.item != item; });
        return found;
    }
    static bool isBeyond(const Setting& setting, const std::string& field) {
        return std::ranges::any_of(about(setting, "it"), [&](const Diagnostic& each) {
            return each.code == "beyond-limit" && each.place.field == field && !each.hint.empty();
        });
    }
    // Each at what its platform allows, and a little beyond: told there and no sooner.
    static bool isReached(const char* field, Platform platform, const auto& most, const auto& beyond) {
        Node within = node("it", most), without = node("it", beyond);
        within.platform = without.platform = platform;
        return !isBeyond(alone(within), field) && isBeyond(alone(without), field);
    }

    static bool isTold(const Setting& made, const std::string& item, const std::string& code) {
        return std::ranges::any_of(about(made, item), [&](const Diagnostic& each) { return each.code == code; });
    }

private Q_SLOTS:
    // Lambda refuses a mapping whose messages come back before its function's time is over; unless it is stated that
    // is 3 s, and messages are hidden for 30 s.
    void messagesAreHiddenForAsLongAsTheirFunctionMayRun() {
        const auto tells = [](std::optional<Duration> visibility, std::optional<Duration> timeout) {
            Queue queue;
            queue.visibilityTimeout = visibility;
            Function job;
            job.timeout = timeout;
            return isTold(setting({node("q", queue), node("job", job)}, {sends("q", "job")}, {}, 1s), "q",
                          "visibility-too-short");
        };
        QVERIFY(!tells({}, {}) && !tells({}, 30s) && !tells(1min, 1min) && !tells(3s, {}));
        QVERIFY(tells({}, 31s) && tells(2s, {}));
    }
    // SQS keeps dead letters in a queue of the same kind, and neither SNS nor S3 delivers to a fifo queue.
    void aFifoQueueTakesWhatKeepsItsOrder() {
        const auto letters = [](bool fifo, bool dead) {
            Queue queue;
            queue.fifo = fifo;
            queue.deadLetters = DeadLetters{.to = "dead", .after = {}};
            return isTold(setting({node("q", queue), node("dead", Queue{.fifo = dead})}, {}, {}, 1s), "q",
                          "beyond-limit");
        };
        QVERIFY(letters(true, false) && letters(false, true));
        QVERIFY(!letters(true, true) && !letters(false, false));
        const auto delivers = [](const auto& from, bool fifo) {
            return isTold(setting({node("it", from), node("q", Queue{.fifo = fifo})}, {sends("it", "q")}, {}, 1s),
                          "it -> q", "beyond-limit");
        };
        QVERIFY(delivers(Topic{}, true) && !delivers(Topic{}, false));
        QVERIFY(delivers(ObjectStore{}, true) && !delivers(ObjectStore{}, false));
        QVERIFY(!delivers(EventBus{}, true));
    }
    void aTopicOrABusThatCallsIsTold() {
        const auto told = [](const auto& from, const Flow& flow) {
            return isTold(setting({node("it", from), service("api")}, {flow}, {}, 1s), "it -> api", "beyond-limit");
        };
        QVERIFY(told(Topic{}, call("it", "api")) && told(EventBus{}, call("it", "api")));
        QVERIFY(!told(Topic{}, sends("it", "api")) && !told(EventBus{}, sends("it", "api")));
    }
    // What the platform cannot be set to is told, as it is reached and no sooner.
    void timeLimitsBeyondThePlatformsAreTold() {
        const auto tells = [](Platform platform, Duration timeout) {
            Function function;
            function.timeout = timeout;
            Node made = node("it", function);
            made.platform = platform;
            return isBeyond(alone(made), "timeout");
        };
        const std::pair<Platform, Duration> most[] = {{Platform::lambda, 15min},   {Platform::azure_functions, 10min},
                                                      {Platform::openwhisk, 5min}, {Platform::code_engine, 2min},
                                                      {Platform::cloud_run, 1h},   {Platform::knative, 10min},
                                                      {Platform::kinvey, 60s}};
        for (const auto& [platform, longest] : most) {
            QVERIFY(!tells(platform, longest));
            QVERIFY(tells(platform, longest + 1s));
        }
    }
    // What a platform cuts off or raises, and what its plan does not have.
    void whatIsStatedInVainOnItsOwnPlatformIsTold() {
        const auto tells = [](Platform platform, const auto& spec, const char* field) {
            Node made = node("it", spec);
            made.platform = platform;
            return std::ranges::any_of(about(alone(made), "it"), [&](const Diagnostic& each) {
                return each.code == "no-effect" && each.place.field == field;
            });
        };
        Service ready;
        ready.scaling.azureFunctions = AzureScaling{.alwaysReady = 2};
        const char* alwaysReady = "scaling.azure_functions.always_ready";
        QVERIFY(tells(Platform::azure_functions, ready, alwaysReady));
        QVERIFY(!tells(Platform::kubernetes, ready, alwaysReady));  // it waits for its platform
        ready.scaling.azureFunctions->plan = AzurePlan::flex;
        QVERIFY(!tells(Platform::azure_functions, ready, alwaysReady));
        QVERIFY(tells(Platform::kubernetes, Service{.preStop = 31s}, "pre_stop"));
        QVERIFY(!tells(Platform::kubernetes, Service{.preStop = 30s}, "pre_stop"));
        QVERIFY(tells(Platform::tars, Service{.tars = TarsServer{.queueTimeout = 2s}}, "tars.queue_timeout"));
        QVERIFY(!tells(Platform::tars, Service{.tars = TarsServer{.queueTimeout = 3s}}, "tars.queue_timeout"));
    }
    // An INIT beyond ten seconds is done again within the invocation: where that is too short, nothing ever answers.
    void anInitThatNoInvocationHoldsIsTold() {
        const auto tells = [](Duration init, Duration timeout) {
            Function slow;
            slow.init = Distribution::constant(init);
            slow.timeout = timeout;
            return std::ranges::any_of(about(alone(node("it", slow)), "it"), [](const Diagnostic& each) {
                return each.code == "does-not-fit" && each.place.field == "timeout";
            });
        };
        QVERIFY(tells(12s, 12s));
        QVERIFY(!tells(12s, 13s));
        QVERIFY(!tells(10s, 3s));
    }
    void aRolloutReplacesPods() {
        const auto refused = [](Platform platform, std::optional<Share> surge, std::optional<Share> unavailable) {
            Service made;
            made.rollout = Rollout{.maxSurge = surge, .maxUnavailable = unavailable};
            Node api = node("it", made);
            api.platform = platform;
            return std::ranges::any_of(about(alone(api), "it"), [](const Diagnostic& each) {
                return each.severity == Severity::error && each.place.field == "rollout";
            });
        };
        const Share none = Share::percent(0), some = Share::percent(25);
        QVERIFY(refused(Platform::kubernetes, none, none) && !refused(Platform::vm, none, none));
        QVERIFY(!refused(Platform::kubernetes, none, {}) && !refused(Platform::kubernetes, {}, none));
        QVERIFY(!refused(Platform::kubernetes, none, some));
    }
    // Its applications subscribe to events, and its functions are called.
    void functionsOfCodeEngineAreCalled() {
        const auto assumed = [](const auto& from, const auto& to) {
            Node program = node("it", to);
            program.platform = Platform::code_engine;
            const Setting made = setting({node("from", from), program}, {sends("from", "it")}, {}, 1s);
            return std::ranges::any_of(about(made, "from -> it"), [](const Diagnostic& each) {
                return each.sentence.find("over HTTP for each event") != std::string::npos;
            });
        };
        QVERIFY(assumed(Topic{}, Function{}) && assumed(Schedule{}, Function{}) && assumed(EventBus{}, Function{}));
        QVERIFY(assumed(Queue{}, Function{}) && assumed(ObjectStore{}, Function{}));
        QVERIFY(!assumed(Topic{}, Service{}) && !assumed(Schedule{}, Service{}));
        QVERIFY(!assumed(Clients{}, Function{}) && !assumed(Service{}, Function{}));
    }
    // A function that events set off has less time on Cloud Run than one that is called.
    void cloudRunGivesEventsLessTime() {
        const auto tells = [](Duration timeout, const Node& from, FlowKind kind) {
            Node made = node("it", Function{.timeout = timeout});
            made.platform = Platform::cloud_run;
            Flow flow = call(from.id, "it");
            flow.kind = kind;
            return isBeyond(setting({from, made}, {flow}, {}, 1s), "timeout");
        };
        const Node queue = node("from", Queue{.engine = QueueEngine::pubsub});
        QVERIFY(!tells(9min, queue, FlowKind::event));
        QVERIFY(tells(10min, queue, FlowKind::event));
        QVERIFY(!tells(10min, clients("from"), FlowKind::call));
    }
    void programsBeyondTheirPlatformsAreTold() {
        const auto at = [](std::int64_t concurrency, Resources resources = {}, Scaling scaling = {}) {
            Service made;
            made.concurrency = concurrency;
            made.resources = resources;
            made.scaling = std::move(scaling);
            return made;
        };
        for (const Platform platform : {Platform::cloud_run, Platform::code_engine, Platform::knative})
            QVERIFY(isReached("concurrency", platform, at(1000), at(1001)));
        const auto cores = [&](std::int64_t count) { return at(1, {.cpu = Cpu{1000 * count}}); };
        QVERIFY(isReached("resources.cpu", Platform::cloud_run, cores(8), cores(9)));
        QVERIFY(isReached("resources.cpu", Platform::code_engine, cores(12), cores(13)));
        const auto onCloudRun = [&](std::int64_t requests) {
            return at(1, {}, {.cloudRun = CloudRunScaling{.concurrency = requests}});
        };
        QVERIFY(
            isReached("scaling.cloud_run.max_concurrency", Platform::cloud_run, onCloudRun(1000), onCloudRun(1001)));
        const auto onCodeEngine = [&](std::int64_t instances) {
            return at(1, {}, {.codeEngine = CodeEngineScaling{.maxScale = instances}});
        };
        QVERIFY(
            isReached("scaling.code_engine.max_scale", Platform::code_engine, onCodeEngine(250), onCodeEngine(251)));
        for (const auto& [plan, most] : {std::pair{AzurePlan::consumption, 200}, std::pair{AzurePlan::flex, 1000},
                                         std::pair{AzurePlan::premium, 100}}) {
            const auto onAzure = [&, plan = plan](std::int64_t instances) {
                return at(1, {}, {.azureFunctions = AzureScaling{.plan = plan, .maxInstances = instances}});
            };
            QVERIFY(isReached("scaling.azure_functions.max_instances", Platform::azure_functions, onAzure(most),
                              onAzure(most + 1)));
        }
        const auto worker = [](Duration limit) { return EdgeWorker{.cpuLimit = limit}; };
        QVERIFY(isReached("cpu_limit", Platform::unspecified, worker(5min), worker(6min)));
        const auto small = [](std::int64_t size) { return Function{.memory = ByteCount::mebibytes(size)}; };
        QVERIFY(isReached("memory", Platform::lambda, small(128), small(127)));
    }
    void whatNoInstanceHasIsTold() {
        const auto isTold = [](Node made, Platform platform) {
            made.platform = platform;
            return std::ranges::any_of(about(alone(std::move(made)), "it"),
                                       [](const Diagnostic& each) { return each.code == "does-not-fit"; });
        };
        const auto tells = [&](Platform platform, std::int64_t mebibytes) {
            return isTold(node("it", Function{.memory = ByteCount::mebibytes(mebibytes)}), platform);
        };
        // Code Engine has no larger function, and larger applications.
        Service large;
        large.resources.memory = ByteCount::mebibytes(48 << 10);
        QVERIFY(!isTold(node("it", large), Platform::code_engine));
        const std::pair<Platform, std::int64_t> most[] = {
            {Platform::workers, 128}, {Platform::cloud_run, 32 << 10}, {Platform::code_engine, 4 << 10}};
        for (const auto& [platform, mebibytes] : most) {
            QVERIFY(!tells(platform, mebibytes));
            QVERIFY(tells(platform, mebibytes + 1));
        }
    }
    void brokersBeyondTheirLimitsAreTold() {
        const auto queue = [](QueueEngine engine, auto edit) {
            Queue made;
            made.engine = engine;
            edit(made);
            return made;
        };
        const auto reached = [&](const char* field, QueueEngine engine, auto edit, auto most, auto beyond) {
            return isReached(field, Platform::unspecified, queue(engine, [&](Queue& it) { edit(it, most); }),
                             queue(engine, [&](Queue& it) { edit(it, beyond); }));
        };
        const auto retention = [](Queue& it, Duration time) { it.retention = time; };
        QVERIFY(reached("retention", QueueEngine::pubsub, retention, 31 * 24h, 32 * 24h));
        QVERIFY(reached("retention", QueueEngine::cloudflare, retention, 14 * 24h, 15 * 24h));
        QVERIFY(reached("retention", QueueEngine::pubsub, retention, 10min, 9min));
        QVERIFY(reached("retention", QueueEngine::cloudflare, retention, 60s, 59s));
        QVERIFY(reached("retention", QueueEngine::sqs, retention, 60s, 59s));
        QVERIFY(reached(
            "visibility_timeout", QueueEngine::pubsub, [](Queue& it, Duration time) { it.visibilityTimeout = time; },
            10s, 9s));
        QVERIFY(reached(
            "delay", QueueEngine::cloudflare, [](Queue& it, Duration time) { it.delay = time; }, 12h, 13h));
        QVERIFY(reached(
            "visibility_timeout", QueueEngine::azure, [](Queue& it, Duration time) { it.visibilityTimeout = time; },
            7 * 24h, 8 * 24h));
        const auto redrive = [](Queue& it, double rate) { it.redrive = Redrive{.rate = Rate::perSecond(rate)}; };
        QVERIFY(reached("redrive.rate", QueueEngine::sqs, redrive, 500.0, 501.0));
        const auto stream = [](StreamEngine engine, Duration time) {
            return Stream{.engine = engine, .retention = time};
        };
        QVERIFY(isReached("retention", Platform::unspecified, stream(StreamEngine::kinesis, 365 * 24h),
                          stream(StreamEngine::kinesis, 366 * 24h)));
        QVERIFY(isReached("retention", Platform::unspecified, stream(StreamEngine::kinesis, 24h),
                          stream(StreamEngine::kinesis, 23h)));
        QVERIFY(isReached("retention", Platform::unspecified, stream(StreamEngine::dynamodb, 24h),
                          stream(StreamEngine::dynamodb, 25h)));
        const auto table = [](double units) { return Database{.table = TableSpec{.write = Rate::perSecond(units)}}; };
        QVERIFY(isReached("table.write", Platform::unspecified, table(40'000), table(40'001)));
        const auto machine = [](std::size_t bytes) {
            const std::string text = R"({"StartAt": "a", "States": {"a": {"Type": "Succeed"}}})";
            return Workflow{.definition = text + std::string(bytes - text.size(), ' ')};
        };
        QVERIFY(isReached("definition", Platform::unspecified, machine(1 << 20), machine((1 << 20) + 1)));
        const auto rest = [](Duration limit) { return Gateway{.timeLimit = limit, .api = GatewayApi::rest}; };
        QVERIFY(isReached("time_limit", Platform::unspecified, rest(29s), rest(30s)));
    }
    void deliveriesBeyondTheirEnginesAreTold() {
        const std::pair<QueueEngine, std::int64_t> most[] = {
            {QueueEngine::sqs, 1000}, {QueueEngine::pubsub, 100}, {QueueEngine::service_bus, 2000}};
        for (const auto& [engine, deliveries] : most) {
            const auto tells = [&, engine = engine](std::int64_t after) {
                const Queue made{.engine = engine, .deadLetters = DeadLetters{.to = "dead", .after = after}};
                return isBeyond(setting({node("it", made), node("dead", Queue{.engine = engine})}, {}, {}, 1s),
                                "dead_letters.after");
            };
            QVERIFY(!tells(deliveries));
            QVERIFY(tells(deliveries + 1));
            QCOMPARE(tells(4), engine == QueueEngine::pubsub);
            QVERIFY(!tells(5));
        }
    }
    // What is set off by a broker: by the broker's limits, or those of Lambda's mapping.
    void consumersBeyondTheirLimitsAreTold() {
        const auto tells = [](const char* field, const Node& from, auto edit) {
            Flow flow = sends(from.id, "to");
            edit(flow);
            const bool calls = from.kind() == NodeKind::event_bus || from.kind() == NodeKind::topic;
            const Node to = calls ? service("to") : node("to", Function{});
            const Setting made = setting({from, to}, {flow}, {}, 1s);
            return std::ranges::any_of(about(made, flowName(flow)), [field](const Diagnostic& each) {
                return each.code == "beyond-limit" && each.place.field == field;
            });
        };
        const Node sqs = node("from", Queue{}), stream = node("from", Stream{}), bus = node("from", EventBus{});
        const auto most = [](std::int64_t count) { return [count](Flow& it) { it.maxConcurrency = count; }; };
        QVERIFY(!tells("max_concurrency", sqs, most(2)) && !tells("max_concurrency", sqs, most(1000)));
        QVERIFY(tells("max_concurrency", sqs, most(1)) && tells("max_concurrency", sqs, most(1001)));
        const Node edge = node("from", Queue{.engine = QueueEngine::cloudflare});
        QVERIFY(!tells("max_concurrency", edge, most(250)) && tells("max_concurrency", edge, most(251)));
        const auto batch = [](std::int64_t count) { return [count](Flow& it) { it.batch = count; }; };
        QVERIFY(!tells("batch", stream, batch(10'000)) && tells("batch", stream, batch(10'001)));
        const Node storage = node("from", Queue{.engine = QueueEngine::azure});
        QVERIFY(!tells("batch", storage, batch(32)) && tells("batch", storage, batch(33)));
        const auto window = [](Duration time) {
            return [time](Flow& it) { it.reader = StreamReader{.window = time}; };
        };
        QVERIFY(!tells("reader.window", stream, window(5min)) && tells("reader.window", stream, window(6min)));
        const auto retries = [](std::int64_t count) {
            return [count](Flow& it) { it.onFailure = OnFailure{.retries = count}; };
        };
        QVERIFY(!tells("on_failure.retries", stream, retries(10'000)));
        QVERIFY(tells("on_failure.retries", stream, retries(10'001)));
        QVERIFY(!tells("on_failure.retries", bus, retries(185)) && tells("on_failure.retries", bus, retries(186)));
        const auto age = [](Duration time) { return [time](Flow& it) { it.onFailure = OnFailure{.age = time}; }; };
        QVERIFY(!tells("on_failure.age", stream, age(7 * 24h)) && tells("on_failure.age", stream, age(8 * 24h)));
        QVERIFY(!tells("on_failure.age", bus, age(24h)) && tells("on_failure.age", bus, age(25h)));
        const Node topic = node("from", Topic{});
        QVERIFY(!tells("on_failure.retries", topic, retries(100)) && tells("on_failure.retries", topic, retries(101)));
        QVERIFY(tells("on_failure.age", topic, age(1h)));
        const Node api = service("from");
        QVERIFY(!tells("on_failure.age", api, age(6h)) && tells("on_failure.age", api, age(7h)));
    }
    // How often SNS tries a queue again is no policy of anybody's.
    void deliveriesToAQueueCannotBeLimited() {
        const auto tells = [](TopicEngine engine) {
            Flow flow = sends("from", "it");
            flow.onFailure = OnFailure{.retries = 3};
            const Setting made = setting({node("from", Topic{.engine = engine}), node("it", Queue{})}, {flow}, {}, 1s);
            return std::ranges::any_of(about(made, flowName(flow)),
                                       [](const Diagnostic& each) { return each.code == "beyond-limit"; });
        };
        QVERIFY(tells(TopicEngine::sns));
        QVERIFY(!tells(TopicEngine::pubsub));
    }
    void aTriggerThatThePlatformDoesNotHaveIsTold() {
        const auto told = [](Platform platform, const Node& broker) {
            Node to = node("to", Function{});
            to.platform = platform;
            const Setting made = setting({broker, to}, {sends(broker.id, "to")}, {}, 1s);
            return std::ranges::any_of(about(made, "it -> to"), [](const Diagnostic& each) {
                return each.sentence.find("something fetches from") != std::string::npos;
            });
        };
        const auto queue = [](QueueEngine engine) { return node("it", Queue{.engine = engine}); };
        QVERIFY(!told(Platform::lambda, queue(QueueEngine::sqs)));
        QVERIFY(told(Platform::lambda, queue(QueueEngine::pubsub)));
        QVERIFY(!told(Platform::azure_functions, queue(QueueEngine::service_bus)));
        QVERIFY(told(Platform::azure_functions, queue(QueueEngine::sqs)));
        QVERIFY(!told(Platform::cloud_run, queue(QueueEngine::pubsub)));
        QVERIFY(told(Platform::cloud_run, node("it", Stream{})));
        QVERIFY(!told(Platform::lambda, node("it", Stream{})));
        QVERIFY(!told(Platform::openwhisk, queue(QueueEngine::rabbitmq)));
        // What lies on a platform and is no program is set off by nothing.
        Node store = node("to", Database{});
        store.platform = Platform::cloud_run;
        QCOMPARE(about(setting({node("it", Stream{}), store}, {sends("it", "to")}, {}, 1s), "it -> to").size(),
                 about(setting({node("it", Stream{}), node("to", Database{})}, {sends("it", "to")}, {}, 1s), "it -> to")
                     .size());
    }
    void aStreamPushesToSoManyConsumers() {
        const auto told = [](int count) {
            std::vector<Node> nodes{node("from", Stream{})};
            std::vector<Flow> flows;
            for (int i = 0; i < count; ++i) {
                nodes.push_back(service("to" + std::to_string(i)));
                flows.push_back(sends("from", nodes.back().id));
                flows.back().reader = StreamReader{.fanOut = true};
            }
            const Setting made = setting(nodes, flows, {}, 1s);
            const Diagnostics all = compile(made.topology, made.scenario).diagnostics;
            return std::ranges::count(all, "beyond-limit", &Diagnostic::code);
        };
        QCOMPARE(told(20), std::ptrdiff_t{0});
        QCOMPARE(told(22), std::ptrdiff_t{1});
    }
    void whatAnItemOrAnExecutionCannotHoldIsRefused() {
        const auto refused = [](const Node& to, auto edit) {
            Flow flow = call("from", "to");
            edit(flow);
            const Setting made = setting({service("from"), to}, {flow}, {}, 1s);
            return problems(compile(made.topology, made.scenario).diagnostics).find("is more than") !=
                   std::string::npos;
        };
        const auto carries = [](std::int64_t bytes) { return [bytes](Flow& it) { it.payload = ByteCount{bytes}; }; };
        const auto table = [](std::int64_t bytes) {
            return node("to", Database{.table = TableSpec{.itemSize = ByteCount{bytes}}});
        };
        QVERIFY(!refused(table(400 << 10), carries(400 << 10)));
        QVERIFY(refused(table((400 << 10) + 1), carries(1)));
        QVERIFY(refused(table(1), carries((400 << 10) + 1)));
        QVERIFY(!refused(node("to", Database{}), carries(500 << 10)));
        QVERIFY(!refused(node("to", Workflow{}), carries(256 << 10)));
        QVERIFY(refused(node("to", Workflow{}), carries((256 << 10) + 1)));
    }
    void queuesBeyondTheirEnginesAreTold() {
        const auto tells = [](const Queue& queue, const char* field) {
            return isBeyond(alone(node("it", queue)), field);
        };
        Queue queue;
        queue.visibilityTimeout = 12h;
        queue.retention = 24h * 14;
        queue.delay = 15min;
        for (const char* field : {"visibility_timeout", "retention", "delay"}) QVERIFY(!tells(queue, field));
        queue.visibilityTimeout = 12h + 1s;
        queue.retention = 24h * 14 + 1s;
        queue.delay = 15min + 1s;
        for (const char* field : {"visibility_timeout", "retention", "delay"}) QVERIFY(tells(queue, field));
        Queue subscription;
        subscription.engine = QueueEngine::pubsub;
        subscription.visibilityTimeout = 10min;
        QVERIFY(!tells(subscription, "visibility_timeout"));
        subscription.visibilityTimeout = 11min;
        QVERIFY(tells(subscription, "visibility_timeout"));
        Queue edge;
        edge.engine = QueueEngine::cloudflare;
        edge.deadLetters = DeadLetters{.to = "dead", .after = 101};
        const auto beyond = [&] {
            return isBeyond(setting({node("it", edge), node("dead", Queue{})}, {}, {}, 1s), "dead_letters.after");
        };
        QVERIFY(!beyond());
        edge.deadLetters->after = 102;
        QVERIFY(beyond());
    }
    // What stays unreserved is for all the others; each region has its own.
    void whatAnAccountCannotReserveIsTold() {
        const auto function = [](const std::string& id, std::int64_t reserved, const std::string& in = {}) {
            Node made = node(id, Function{.reservedConcurrency = reserved});
            made.in = in;
            return made;
        };
        const auto sentence = [](std::vector<Node> nodes, std::vector<StatedFact> facts = {}) {
            Setting made = setting(std::move(nodes), {}, {}, 1s);
            made.topology.boundaries = {{.id = "eu", .kind = BoundaryKind::region},
                                        {.id = "us", .kind = BoundaryKind::region}};
            made.topology.facts = std::move(facts);
            std::string all;
            for (const Diagnostic& each : compile(made.topology, made.scenario).diagnostics)
                if (each.code == "beyond-limit") all += each.place.item + '.' + each.place.field + ": " + each.sentence;
            return all;
        };
        QCOMPARE(sentence({function("a", 500), function("b", 400), node("c", Function{})}), std::string{});
        QCOMPARE(
            sentence({function("a", 500), function("b", 401), node("c", Function{})}),
            std::string{"b.reserved_concurrency: of the 1000 concurrent requests of an account 100 stay unreserved, "
                        "so 900 can be reserved: 901 are (a 500, b 401), which cannot be deployed"});
        QVERIFY(sentence({function("a", 500), node("b", Function{.provisionedConcurrency = 500})})
                    .starts_with("b.provisioned_concurrency: "));
        QCOMPARE(sentence({function("a", 900, "eu"), function("b", 900, "us")}), std::string{});
        QVERIFY(sentence({function("a", 900, "eu"), function("b", 1, "eu")}).find("in eu: 901 are") !=
                std::string::npos);
        QCOMPARE(sentence({function("a", 2900)}, {{"lambda.account_concurrency", "3000", ""}}), std::string{});
    }
};

QTEST_GUILESS_MAIN(PlatformLimitsTest)
#include "platform_limits_test.moc"
