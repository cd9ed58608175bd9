#include "run/build.h"

#include <QtTest>

#include <algorithm>

using namespace spillway;
using namespace spillway::build;

// What is not emulated says so.
class NotesTest : public QObject {
    Q_OBJECT

    static Diagnostics about(const Setting& setting, const std::string& item) {
        Diagnostics found = compile(setting.topology, setting.scenario).diagnostics;
        std::erase_if(found, [&](const Diagnostic& each) { return each.place.item != item; });
        return found;
    }
    static bool says(const Diagnostics& diagnostics, const std::string& field, Severity severity) {
        return std::ranges::any_of(diagnostics, [&](const Diagnostic& each) {
            return each.place.field == field && each.severity == severity && !each.sentence.empty();
        });
    }
    static bool isIdle(const Setting& setting, const std::string& item, const std::string& field) {
        return std::ranges::any_of(about(setting, item), [&](const Diagnostic& each) {
            return each.code == "no-effect" && each.place.field == field && !each.sentence.empty();
        });
    }
    static Setting alone(Node what) { return setting({std::move(what)}, {}, {}, 1s); }

private Q_SLOTS:
    // Nobody publishes how Flex spreads requests, and the bill depends on it. Messages are fetched.
    void howFlexSpreadsRequestsIsAssumedAloud() {
        const auto assumes = [](const Node& from, FlowKind kind) {
            Function function;
            function.scaling.azureFunctions = AzureScaling{.plan = AzurePlan::flex};
            Node made = node("it", function);
            made.platform = Platform::azure_functions;
            Flow flow = call("from", "it");
            flow.kind = kind;
            const Diagnostics found = about(setting({from, made}, {flow}, {}, 1s), "it");
            return std::ranges::any_of(found, [](const Diagnostic& each) {
                return each.sentence.starts_with("assumed: Flex gives a request to the instance with the fewest");
            });
        };
        QVERIFY(assumes(clients("from"), FlowKind::call));
        QVERIFY(!assumes(node("from", Queue{.engine = QueueEngine::azure}), FlowKind::event));
    }
    void aKindOrAFieldThatIsNotEmulatedSaysSo_data() {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("field");
        const auto row = [](int which, const char* field) {
            QTest::newRow(field) << which << QString::fromLatin1(field);
        };
        row(0, "runtime");
    }
    void aKindOrAFieldThatIsNotEmulatedSaysSo() {
        QFETCH(int, which);
        QFETCH(QString, field);
        Function unknown;
        unknown.runtime = "cobol85";
        const NodeSpec specs[] = {unknown};
        Node made = node("it", specs[which]);
        QVERIFY(says(about(alone(made), "it"), field.toStdString(), Severity::warning));
    }
    // Stated, and nothing of a run depends on it.
    void whatHasNoEffectSaysSo_data() {
        QTest::addColumn<std::size_t>("which");
        for (std::size_t i = 0; i < idleNodes().size(); ++i) {
            const std::string& name = idleNodes()[i].first;
            QTest::newRow((std::to_string(i) + ' ' + name).c_str()) << i;
        }
    }
    void whatHasNoEffectSaysSo() {
        QFETCH(std::size_t, which);
        const auto& [field, made] = idleNodes()[which];
        QVERIFY(isIdle(alone(made), "it", field));
    }
    static const std::vector<std::pair<std::string, Node>>& idleNodes() {
        static const std::vector<std::pair<std::string, Node>> kAll = [] {
            std::vector<std::pair<std::string, Node>> all;
            const auto add = [&](const char* field, auto spec, Platform platform = Platform::unspecified) {
                Node made = node("it", std::move(spec));
                made.platform = platform;
                all.emplace_back(field, std::move(made));
            };
            const auto change = [](auto spec, auto edit) { return edit(spec), spec; };
            add("reserved_concurrency", change(Function{}, [](Function& it) { it.reservedConcurrency = 3; }),
                Platform::cloud_run);
            add("provisioned_concurrency", change(Function{}, [](Function& it) { it.provisionedConcurrency = 3; }),
                Platform::openwhisk);
            add("keep_alive", change(Function{}, [](Function& it) { it.keepAlive = 1min; }), Platform::azure_functions);
            add("idle_pick", change(Function{}, [](Function& it) { it.idlePick = IdlePick::oldest; }),
                Platform::knative);
            add("package", change(Function{}, [](Function& it) { it.package = Package::image; }), Platform::workers);
            add("runtime", change(Function{}, [](Function& it) { it.runtime = "java21"; }), Platform::cloud_run);
            add("timeout", change(Function{}, [](Function& it) { it.timeout = 9s; }), Platform::workers);
            add("timeout", change(Function{}, [](Function& it) { it.timeout = 9s; }), Platform::kubernetes);
            add("pre_stop", change(Service{}, [](Service& it) { it.preStop = 5s; }), Platform::vm);
            add("rollout", change(Service{}, [](Service& it) { it.rollout = Rollout{}; }), Platform::cloud_run);
            add("resources.cpu_limit", change(Service{}, [](Service& it) { it.resources.cpuLimit = Cpu{500}; }),
                Platform::knative);
            add("resources.cpu",
                change(Service{},
                       [](Service& it) {
                           it.resources.cpu = Cpu{250};
                           it.resources.cpuLimit = Cpu{1000};
                       }),
                Platform::cloud_run);
            add("scaling.hpa", change(Service{}, [](Service& it) {
                    it.scaling.hpa = Hpa{};
                    it.scaling.keda = Keda{};
                }));
            add("tars", change(Service{}, [](Service& it) { it.tars = TarsServer{}; }));
            add("connections", change(Service{}, [](Service& it) { it.connections = 4; }));
            add("choices", change(Service{}, [](Service& it) { it.choices = 3; }));
            add("queue_limit", change(Service{}, [](Service& it) { it.queueLimit = 3; }), Platform::cloud_run);
            add("queue_limit", change(Service{}, [](Service& it) { it.queueLimit = 3; }), Platform::lambda);
            add("groups", change(Queue{}, [](Queue& it) { it.groups = 3; }));
            add("prefetch", change(Queue{}, [](Queue& it) { it.prefetch = 3; }));
            add("redrive", change(Queue{}, [](Queue& it) { it.redrive = Redrive{}; }));
            add("key_skew", change(Stream{}, [](Stream& it) { it.keySkew = 1; }));
            add("burst", change(Gateway{}, [](Gateway& it) { it.burst = 3; }));
            add("rate_limit", change(Gateway{}, [](Gateway& it) {
                    it.api = GatewayApi::rest;
                    it.rateLimit = Rate::perSecond(10'001);
                }));
            add("ttl", change(Cache{}, [](Cache& it) { it.ttl = 3s; }));
            add("memory", change(Cache{}, [](Cache& it) { it.memory = ByteCount::mebibytes(1); }));
            add("hit_ratio", change(Cdn{}, [](Cdn& it) { it.keys = 5, it.hitRatio = Share::percent(5); }));
            add("pool", change(Database{}, [](Database& it) { it.table = TableSpec{}, it.pool = 5; }));
            add("replicas.commit", change(Database{}, [](Database& it) {
                    it.replicas = ReadReplicas{};
                    it.replicas->commit = Distribution::constant(1ms);
                }));
            add("every", change(Schedule{}, [](Schedule& it) { it.cron = "0 3 * * *", it.every = 5min; }));
            add("time_zone", change(Schedule{}, [](Schedule& it) { it.timeZone = "Europe/Berlin"; }));
            add("retransmit", change(Devices{}, [](Devices& it) { it.qos = Qos::at_most_once, it.retransmit = 1s; }));
            return all;
        }();
        return kAll;
    }
    void whatAPlatformDecidesSaysSo() {
        using enum Platform;
        const auto told = [](const char* field, auto edit, std::initializer_list<Platform> platforms) {
            return std::ranges::all_of(platforms, [&](Platform platform) {
                Service made;
                edit(made);
                Node it = node("it", made);
                it.platform = platform;
                return isIdle(alone(it), "it", field);
            });
        };
        QVERIFY(told("replicas", [](Service& it) { it.replicas = 6; },
                     {lambda, cloud_run, azure_functions, knative, code_engine, openwhisk, workers}));
        QVERIFY(told("concurrency", [](Service& it) { it.concurrency = 8; }, {lambda, openwhisk, workers}));
        QVERIFY(told("resources.cpu", [](Service& it) { it.resources.cpu = Cpu{3000}; }, {lambda, workers}));
        QVERIFY(told("balancing", [](Service& it) { it.balancing = Balancing::random; }, {lambda}));
        QVERIFY(told("shedding", [](Service& it) { it.shedding = Shedding{}; },
                     {cloud_run, azure_functions, knative, openwhisk, workers}));
    }
    void whatAFlowStatesForNothingSaysSo() {
        const auto told = [](const char* field, Node from, Node to, auto edit) {
            Flow flow = sends(from.id, to.id);
            edit(flow);
            const std::string item = flowName(flow);
            return isIdle(setting({std::move(from), std::move(to)}, {flow}, {}, 1s), item, field);
        };
        const Node bus = node("from", EventBus{}), queue = node("from", Queue{}), api = service("to");
        QVERIFY(told("batch", bus, api, [](Flow& it) { it.batch = 5; }));
        QVERIFY(told("max_concurrency", bus, api, [](Flow& it) { it.maxConcurrency = 5; }));
        QVERIFY(told("poison", bus, api, [](Flow& it) { it.poison = Share::percent(5); }));
        QVERIFY(told("response_size", bus, api, [](Flow& it) { it.responseSize = ByteCount{5}; }));
        QVERIFY(told("latency_back", bus, api, [](Flow& it) { it.latencyBack = 5ms; }));
        QVERIFY(told("bandwidth", bus, api, [](Flow& it) { it.bandwidth = ByteCount{5}; }));
        QVERIFY(!told("bandwidth", bus, api, [](Flow& it) { it.payload = it.bandwidth = ByteCount{5}; }));
        QVERIFY(told("reader.fan_out", queue, api, [](Flow& it) { it.reader = StreamReader{.fanOut = true}; }));
        QVERIFY(told("share", queue, api, [](Flow& it) { it.share = Share::percent(20); }));
        QVERIFY(told("on_failure.retries", queue, api, [](Flow& it) { it.onFailure = OnFailure{.retries = 2}; }));
        QVERIFY(told("on_failure", clients("from"), api, [](Flow& it) {
            it.kind = FlowKind::call;
            it.onFailure = OnFailure{.retries = 2};
        }));
    }
    void onlyRegionsAndZonesAreApart() {
        const auto told = [](BoundaryKind one, BoundaryKind other) {
            Setting made = alone(service("it"));
            made.topology.boundaries = {{.id = "a", .kind = one, .distances = {"b 5ms"}}, {.id = "b", .kind = other}};
            return isIdle(made, "a", "distances");
        };
        QVERIFY(!told(BoundaryKind::region, BoundaryKind::region) && !told(BoundaryKind::zone, BoundaryKind::zone));
        QVERIFY(told(BoundaryKind::network, BoundaryKind::network) && told(BoundaryKind::zone, BoundaryKind::region));
    }
    void aTableUsesNoMoreThanItsPartitionsGive() {
        const auto told = [](std::optional<std::int64_t> partitions) {
            Database made;
            made.table =
                TableSpec{.read = Rate::perSecond(10), .write = Rate::perSecond(2001), .partitions = partitions};
            return says(about(alone(node("it", made)), "it"), "table.partitions", Severity::warning);
        };
        QVERIFY(told(2) && !told(3) && !told(std::nullopt));
    }
    // What a drawing of plain nodes states is all of use, and so is what it has ready for another platform.
    void whatHasAnEffectSaysNothing() {
        Node made = service("it");
        auto& api = std::get<Service>(made.spec);
        api.scaling.hpa = Hpa{};
        api.scaling.cloudRun = CloudRunScaling{.minInstances = 3};
        api.preStop = 5s;
        api.queueLimit = 5;
        for (const Diagnostic& each : about(alone(made), "it")) QVERIFY(each.code != "no-effect");
    }
    // As it would be without a word: neither the usual, nor what the platform does anyway.
    void whatIsSoAnywaySaysNothing() {
        const auto told = [](Platform platform, std::int64_t concurrency) {
            Node made = service("it", {.concurrency = concurrency, .replicas = 1});
            made.platform = platform;
            return isIdle(alone(made), "it", "concurrency") || isIdle(alone(made), "it", "replicas");
        };
        QVERIFY(!told(Platform::openwhisk, 1) && !told(Platform::lambda, Service{}.concurrency));
        Service api;
        api.replicas = 6;
        api.shedding = Shedding{};
        for (const Platform platform : {Platform::kubernetes, Platform::vm, Platform::tars, Platform::kinvey}) {
            Node made = node("it", api);
            made.platform = platform;
            QVERIFY(!isIdle(alone(made), "it", "replicas") && !isIdle(alone(made), "it", "shedding"));
        }
    }
    // A line of Lambda's own there is none.
    void noLineIsNotALineOfItsOwn() {
        Node made = service("it", {.queueLimit = 3});
        made.platform = Platform::lambda;
        QVERIFY(std::ranges::any_of(about(alone(made), "it"), [](const Diagnostic& each) {
            return each.place.field == "queue_limit" && each.sentence.find("keeps no line") != std::string::npos;
        }));
    }
    // Every platform is emulated; what nobody publishes of it is an assumption, with its value.
    void everyPlatformSaysWhatIsAssumedOfIt() {
        for (const auto& name : names(Platform{})) {
            Node made = service("it");
            made.platform = name.value;
            const Diagnostics found = about(alone(made), "it");
            QVERIFY(!says(found, "platform", Severity::warning));
            const bool usual = name.value == Platform::unspecified || name.value == Platform::kubernetes;
            QCOMPARE(says(found, "platform", Severity::note), !usual);
        }
    }
    void theBoundarysPlatformCounts() {
        Setting made = alone(service("it"));
        made.topology.boundaries = {{.id = "box", .platform = Platform::knative}};
        made.topology.nodes[0].in = "box";
        QVERIFY(says(about(made, "it"), "platform", Severity::note));
    }
    void policiesOfAnEventAreNotExecuted() {
        Setting made = setting({clients("user"), service("api")}, {sends("user", "api")}, {poisson("user", 1)}, 1s);
        made.topology.flows[0].timeout = 1s;
        QVERIFY(says(about(made, "user -> api"), "", Severity::warning));
    }
    void aCutWithoutATimeoutIsWaitedOutForEver() {
        Setting made = setting({clients("user"), service("api")}, {call("user", "api")}, {burst("user", 10, 3)}, 2s);
        made.scenario.faults = {fault("api", 150ms, 1s, faults::Cut{})};
        QVERIFY(says(about(made, "user -> api"), "timeout", Severity::note));
        const RunReport report = finish(made);
        QCOMPARE(report.succeeded, 1U);  // the second and the third, at 200 and 300 ms, are swallowed
        QCOMPARE(report.inFlight, 2U);
        made.topology.flows[0].timeout = 1s;
        QVERIFY(!says(about(made, "user -> api"), "timeout", Severity::note));
        QCOMPARE(failures(finish(made), FailureCause::timeout), 2U);
    }
    // It is the size of an instance, in the run and in the bill.
    void aCpuLimitThatCountsIsNotCalledIdle() {
        Service limited;
        limited.resources.cpuLimit = Cpu{500};
        for (const auto& [platform, idle] :
             {std::pair{Platform::cloud_run, false}, std::pair{Platform::code_engine, false},
              std::pair{Platform::vm, false}, std::pair{Platform::kubernetes, false}, std::pair{Platform::tars, true},
              std::pair{Platform::openwhisk, true}, std::pair{Platform::azure_functions, true}}) {
            Node it = node("it", limited);
            it.platform = platform;
            QCOMPARE(isIdle(alone(it), "it", "resources.cpu_limit"), idle);
        }
        limited.scaling.azureFunctions = AzureScaling{.plan = AzurePlan::premium};
        Node it = node("it", limited);
        it.platform = Platform::azure_functions;
        QVERIFY(!isIdle(alone(it), "it", "resources.cpu_limit"));
    }
    void whatNobodyReadsOrMeasuresSaysSo() {
        const auto onCopies = [](const char* field, Failover failover, std::int64_t count, auto edit) {
            ReadReplicas copies{.count = count, .failover = failover};
            edit(copies);
            return isIdle(alone(node("it", Database{.replicas = copies})), "it", field);
        };
        const auto isIdleOnCopies = [&](const char* field, auto edit) {
            return onCopies(field, Failover::multi_az, 1, edit) && !onCopies(field, Failover::multi_az, 2, edit) &&
                   !onCopies(field, Failover::replica, 1, edit);
        };
        QVERIFY(isIdleOnCopies("replicas.lag", [](ReadReplicas& it) { it.lag = Distribution::constant(5s); }));
        QVERIFY(isIdleOnCopies("replicas.apply_rate", [](ReadReplicas& it) { it.applyRate = Rate::perSecond(1); }));
        QVERIFY(isIdleOnCopies("replicas.keys", [](ReadReplicas& it) { it.keys = 10; }));
        const auto onTable = [](Share reads) {
            return isIdle(alone(node("it", Database{.table = TableSpec{.reads = reads, .consistent = true}})), "it",
                          "table.consistent");
        };
        QVERIFY(onTable(Share{}) && !onTable(Share::percent(1)));
        const auto slow = [](std::optional<Duration> slowCall) {
            Flow flow = call("user", "it");
            flow.breaker = Breaker{.slowCall = slowCall, .slowRate = Share::percent(10)};
            return isIdle(setting({clients("user"), service("it")}, {flow}, {}, 1s), "user -> it", "breaker.slow_rate");
        };
        QVERIFY(slow(std::nullopt) && !slow(1s));
    }
    // Ten seconds of one request a second never make the hundred calls that Resilience4j looks at.
    void aBreakerThatNeverSeesEnoughCallsSaysSo() {
        const auto neverOpens = [](auto edit) {
            Flow guarded = call("api", "db");
            guarded.breaker = Breaker{.window = {.time = 10s}};
            Setting made = setting({clients("user"), service("api"), service("db")}, {call("user", "api"), guarded},
                                   {uniform("user", 1)}, 1s);
            edit(made);
            return isIdle(made, "api -> db", "breaker.minimum_calls");
        };
        const auto guard = [](Setting& it) -> Flow& { return it.topology.flows[1]; };
        QVERIFY(neverOpens([](Setting&) {}));
        QVERIFY(!neverOpens([&](Setting& it) { guard(it).breaker->minimumCalls = 10; }));
        QVERIFY(!neverOpens([&](Setting& it) { guard(it).breaker->window = {.calls = 100}; }));
        QVERIFY(!neverOpens([](Setting& it) { it.scenario.load = {uniform("user", 10)}; }));
        // Each time may be tried ten times, and what comes by chance may come together.
        QVERIFY(!neverOpens([&](Setting& it) { guard(it).retry = Retry{.attempts = 10}; }));
        QVERIFY(neverOpens([](Setting& it) { it.scenario.load = {uniform("user", 8)}; }));
        QVERIFY(!neverOpens([](Setting& it) { it.scenario.load = {poisson("user", 8)}; }));
        QVERIFY(!neverOpens([](Setting& it) { it.scenario.faults = {fault("user", 0s, {}, faults::Surge{10})}; }));
        // How fast users go on, and in which bursts a queue is emptied, nobody knows before the run.
        QVERIFY(!neverOpens([](Setting& it) {
            it.scenario.load[0].users = 1;
            it.scenario.load[0].rate = {};
        }));
        QVERIFY(!neverOpens([](Setting& it) {
            it.topology.nodes.push_back(node("jobs", Queue{}));
            it.topology.flows.push_back(sends("jobs", "api"));
        }));
    }
    void assumptionsAreListed() {
        Schedule nightly;
        nightly.cron = "0 3 * * *";
        QVERIFY(says(about(alone(node("it", nightly)), "it"), "starts", Severity::note));
        Service limited;
        limited.resources.cpuLimit = Cpu{500};
        QVERIFY(says(about(alone(node("it", limited)), "it"), "resources.cpu_limit", Severity::note));
        QVERIFY(says(about(alone(node("it", limited)), "it"), "startup", Severity::note));
        limited.cpuShare = Share::percent(50);
        QVERIFY(!says(about(alone(node("it", limited)), "it"), "resources.cpu_limit", Severity::note));
        QVERIFY(says(about(alone(node("it", Queue{})), "it"), "capacity", Severity::note));
        QVERIFY(says(about(alone(node("it", Workflow{})), "it"), "definition", Severity::note));
        QVERIFY(says(about(alone(clients("it")), "it"), "load", Severity::note));
    }
};

QTEST_GUILESS_MAIN(NotesTest)
#include "notes_test.moc"
