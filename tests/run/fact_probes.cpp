#include "run/fact_probes.h"

#include <map>
#include <utility>

namespace spillway::build {

Node function(const std::string& id, const std::function<void(Function&)>& change) {
    Function made;
    made.work = Distribution::constant(100ms);
    change(made);
    return node(id, made);
}

namespace {

// A service whose autoscaler has much to do: slow to start, long requests, load that comes and goes, a lost zone.
Setting pods(Duration startup, Duration work, bool zones) {
    Service made;
    made.work = {Shape::uniform, work / 4, 2 * work, 0};
    made.concurrency = 4;
    if (startup > Duration{0}) made.startup = Distribution::constant(startup);
    made.cpuShare = Share::percent(50);
    made.resources.cpu = Cpu{1000};
    made.resources.cpuLimit = Cpu{1200};
    made.scaling.hpa = Hpa{.min = 1, .max = 60, .cpu = Share::percent(50), .scaleDownStabilization = 0s};
    Node api = node("api", made);
    if (zones) api.zones = {"za", "zb"};
    Load load = poisson("user", 1);
    const double most = 40 / toSeconds(work);
    load.rate.points = {{Rate::perSecond(most / 8), 0s},    {Rate::perSecond(most / 8), 60s},
                        {Rate::perSecond(most), 60s},       {Rate::perSecond(most), 600s},
                        {Rate::perSecond(most / 30), 620s}, {Rate::perSecond(most / 30), 900s}};
    Setting setting = build::setting({clients("user"), api}, {call("user", "api")}, {load}, 15min);
    setting.topology.boundaries = {{.id = "za", .kind = BoundaryKind::zone}, {.id = "zb", .kind = BoundaryKind::zone}};
    if (zones) setting.scenario.faults = {fault("za", 400s, 30s, faults::Outage{})};
    return setting;
}

// The first flow carries so much.
Setting carrying(Setting setting, std::int64_t bytes) {
    setting.topology.flows.front().payload = ByteCount{bytes};
    return setting;
}

// Functions at each of their limits.
std::vector<Setting> functions() {
    std::vector<Setting> all;
    const auto add = [&all](std::vector<Node> nodes, std::vector<Flow> flows, std::vector<Load> load, Duration length) {
        all.push_back(setting(std::move(nodes), std::move(flows), std::move(load), length));
    };
    add({clients("user"), function("fn", [](Function& fn) { fn.work = Distribution::constant(2s); })},
        {call("user", "fn")}, {uniform("user", 900)}, 4s);
    add({clients("user"), function("fn",
                                   [](Function& fn) {
                                       fn.work = Distribution::constant(2s);
                                       fn.reservedConcurrency = 5000;
                                   })},
        {call("user", "fn")}, {uniform("user", 2000)}, 3s);
    add({clients("user"), function("fn",
                                   [](Function& fn) {
                                       fn.work = Distribution::constant(1ms);
                                       fn.reservedConcurrency = 3;
                                   })},
        {call("user", "fn")}, {uniform("user", 100)}, 4s);
    add({clients("user"), function("fn",
                                   [](Function& fn) {
                                       fn.provisionedConcurrency = 300;
                                       fn.cpuShare = Share::percent(80);
                                       fn.package = Package::image;
                                   })},
        {call("user", "fn")}, {uniform("user", 900)}, 10s);
    all.back().scenario.faults = {fault("fn", 4s, 1s, faults::Outage{})};
    add({clients("user"), function("fn",
                                   [](Function& fn) {
                                       fn.snapStart = true;
                                       fn.runtime = "java21";
                                   })},
        {call("user", "fn")}, {burst("user", 10, 5)}, 4s);
    add({clients("user"), function("fn", [](Function& fn) { fn.init = Distribution::constant(12s); })},
        {call("user", "fn")}, {burst("user", 10, 5)}, 40s);
    add({clients("user"), function("fn", [](Function& fn) { fn.memory = ByteCount::mebibytes(10 * 1024); })},
        {call("user", "fn")}, {burst("user", 1, 1)}, 2s);
    // As much as may be reserved, and as little memory as there is.
    add({clients("user"), function("fn",
                                   [](Function& fn) {
                                       fn.reservedConcurrency = 900;
                                       fn.memory = ByteCount::mebibytes(128);
                                   })},
        {call("user", "fn")}, {burst("user", 1, 1)}, 2s);
    add({clients("user"), function("fn", [](Function&) {})}, {call("user", "fn")}, {poisson("user", 0.01)}, 3h);
    add({clients("user"), function("fn", [](Function&) {})}, {call("user", "fn")}, {poisson("user", 0.2)}, 6h);
    add({clients("user"), function("fn", [](Function& fn) { fn.timeout = 5ms; })}, {sends("user", "fn")},
        {burst("user", 1, 1)}, 10min);
    add({clients("user"), function("fn", [](Function& fn) { fn.reservedConcurrency = 0; })}, {sends("user", "fn")},
        {burst("user", 1, 3)}, 13h);
    add({clients("user"), node("q", Queue{}), function("fn", [](Function&) {})}, {sends("user", "q"), sends("q", "fn")},
        {burst("user", 10, 3)}, 3min);
    add({clients("user"), node("q", Queue{}),
         function("fn",
                  [](Function& fn) {
                      fn.work = Distribution::constant(15min);
                      fn.timeout = 1h;
                  })},
        {sends("user", "q"), sends("q", "fn")}, {burst("user", 1000, 5000)}, 15min);
    std::get<Queue>(all.back().topology.nodes[1].spec).visibilityTimeout = 12h;
    return all;
}

Load changing(std::vector<std::pair<double, Duration>> rates) {
    Load load = uniform("user", 1);
    load.rate.points.clear();
    for (std::size_t i = 0; i < rates.size(); ++i) {
        if (i != 0) load.rate.points.push_back({Rate::perSecond(rates[i - 1].first), rates[i].second});
        load.rate.points.push_back({Rate::perSecond(rates[i].first), rates[i].second});
    }
    return load;
}
template <class Spec>
Setting calledOn(Platform platform, Spec spec, Load load, Duration length) {
    Node it = node("it", std::move(spec));
    it.platform = platform;
    return setting({clients("user"), it}, {call("user", "it")}, {std::move(load)}, length);
}
template <class Spec>
Setting fedOn(Platform platform, Spec spec, std::int64_t messages, Duration length) {
    Node it = node("it", std::move(spec));
    it.platform = platform;
    Queue queue;
    queue.visibilityTimeout = 12h;
    return setting({clients("user"), node("queue", queue), it}, {sends("user", "queue"), sends("queue", "it")},
                   {burst("user", 10000, messages)}, length);
}
Service works(
    Duration work, std::int64_t concurrency, const std::function<void(Service&)>& change = [](Service&) {}) {
    Service made;
    made.work = Distribution::constant(work);
    made.concurrency = concurrency;
    change(made);
    return made;
}
Function runs(
    Duration work, const std::function<void(Function&)>& change = [](Function&) {}) {
    Function made;
    made.work = Distribution::constant(work);
    change(made);
    return made;
}
const auto kBurns = [](Service& service) { service.cpuShare = Share::percent(100); };

std::vector<Setting> knative() {
    const auto on = [](Service spec, Load load, Duration length) {
        return calledOn(Platform::knative, std::move(spec), std::move(load), length);
    };
    const auto pods = [](std::int64_t least, std::int64_t most) {
        return [=](Service& it) { it.scaling.knative = KnativeScaling{.minScale = least, .maxScale = most}; };
    };
    return {on(works(1s, 10), changing({{5, 0s}, {60, 60s}, {5, 70s}, {0, 100s}}), 5min),
            on(works(10min, 1), burst("user", 1, 1), 12min),
            on(works(10s, 1, pods(300, 300)), changing({{0, 0s}, {1e5, 3s}, {0, 3050ms}}), 8s),
            on(works(1s, 1, pods(0, 1)), burst("user", 1e6, 25'000), 10s),
            on(works(1s, 1000), burst("user", 1, 1), 5s),
            calledOn(Platform::knative, runs(1s, [](Function& it) { it.timeout = 10min; }), burst("user", 1, 1), 5s)};
}
std::vector<Setting> cloudRun() {
    const auto on = [](auto spec, Load load, Duration length) {
        return calledOn(Platform::cloud_run, std::move(spec), std::move(load), length);
    };
    const auto held = [](Duration startup) {
        return [=](Service& it) {
            it.scaling.cloudRun = CloudRunScaling{.maxInstances = 1};
            it.startup = Distribution::constant(startup);
        };
    };
    const auto large = [](Service& it) { it.resources = {.cpu = Cpu{8000}, .memory = ByteCount::mebibytes(32 << 10)}; };
    return {on(works(1s, 10, kBurns), changing({{60, 0s}, {1, 60s}}), 20min),
            on(works(1s, 10), changing({{20, 0s}, {60, 61s}, {3, 130s}}), 4min),
            on(works(1s, 1), uniform("user", 150), 90s),
            on(works(1s, 1, held(1s)), uniform("user", 30), 40s),
            on(works(1s, 1, held(5s)), uniform("user", 30), 60s),
            on(works(10min, 1), burst("user", 1, 1), 12min),
            on(runs(1s), uniform("user", 3), 60s),
            on(works(1s, 1000, large), burst("user", 1, 1), 5s),
            on(runs(1s, [](Function& it) { it.timeout = 60min; }), burst("user", 1, 1), 5s),
            fedOn(Platform::cloud_run, runs(1s, [](Function& it) { it.timeout = 9min; }), 1, 5s),
            on(works(1050ms, 1), burst("user", 1, 1), 30s),
            carrying(on(runs(1s), burst("user", 1, 1), 5s), 32 << 20)};
}
// Fed by a stream.
Setting fedByStream() {
    Setting made = fedOn(Platform::azure_functions, runs(10min), 500, 65s);
    Stream log;
    log.shards = 8;
    made.topology.nodes[1].spec = log;
    return made;
}
// Fed by a queue of Service Bus, with or without sessions.
Setting fedByServiceBus(bool sessions) {
    Setting made = fedOn(Platform::azure_functions, runs(10min), 500, 12min);
    Queue& queue = std::get<Queue>(made.topology.nodes[1].spec);
    queue = Queue{};
    queue.engine = QueueEngine::service_bus;
    queue.fifo = sessions;
    queue.groups = 1000;
    return made;
}
std::vector<Setting> azureFunctions() {
    const auto on = [](auto spec, Load load, Duration length) {
        return calledOn(Platform::azure_functions, std::move(spec), std::move(load), length);
    };
    const auto plan = [](AzurePlan which) {
        return [=](auto& it) { it.scaling.azureFunctions = AzureScaling{.plan = which}; };
    };
    const auto burning = [&](Service& it) {
        kBurns(it);
        it.startup = Distribution::constant(100ms);
    };
    const auto flexOf = [](std::int64_t mebibytes) {
        return [=](Function& it) {
            it.memory = ByteCount::mebibytes(mebibytes);
            it.cpuShare = Share::percent(100);
            it.scaling.azureFunctions = AzureScaling{.plan = AzurePlan::flex};
        };
    };
    const auto premiumOf = [&](std::int64_t mebibytes) {
        return [=](Function& it) {
            flexOf(mebibytes)(it);
            it.scaling.azureFunctions->plan = AzurePlan::premium;
        };
    };
    const auto whole = [](Function& it) { it.memory = ByteCount::mebibytes(1536); };
    const auto widest = [](Service& it) {
        it.scaling.azureFunctions = AzureScaling{.plan = AzurePlan::flex, .maxInstances = 1000};
    };
    const auto python = [](Function& it) {
        it.runtime = "python3.13";
        it.scaling.azureFunctions = AzureScaling{.plan = AzurePlan::flex};
    };
    return {on(works(1s, 1, burning), changing({{30, 0s}, {1, 30s}}), 25min),
            on(works(1s, 1), uniform("user", 250), 4min),
            on(works(1s, 1, plan(AzurePlan::flex)), uniform("user", 150), 20s),
            on(works(1s, 1, plan(AzurePlan::premium)), uniform("user", 150), 150s),
            on(runs(1s), uniform("user", 150), 20s),
            on(runs(1s, plan(AzurePlan::flex)), uniform("user", 100), 20s),
            on(runs(1050ms, plan(AzurePlan::flex)), burst("user", 1, 2), 20s),
            on(runs(1s, flexOf(512)), uniform("user", 100), 20s),
            on(runs(1s, flexOf(2048)), uniform("user", 100), 20s),
            on(runs(1s, flexOf(4096)), uniform("user", 200), 20s),
            on(runs(1s, python), uniform("user", 20), 20s),
            on(runs(1s, premiumOf(3584)), uniform("user", 20), 20s),
            on(runs(1s, premiumOf(7 * 1024)), uniform("user", 20), 20s),
            on(runs(1s, premiumOf(14 * 1024)), uniform("user", 20), 20s),
            on(runs(1s, whole), uniform("user", 1), 20s),
            on(runs(1s, [](Function& it) { it.timeout = 10min; }), burst("user", 1, 1), 5s),
            on(works(1s, 1, widest), burst("user", 1, 1), 5s),
            carrying(on(runs(1s), burst("user", 1, 1), 5s), 100 << 20),
            fedByStream(),
            on(runs(20min), burst("user", 1, 1), 25min),
            fedOn(Platform::azure_functions, runs(10min), 500, 12min),
            on(runs(150'500us), burst("user", 1, 1), 30s),
            fedByServiceBus(false),
            fedByServiceBus(true),
            fedOn(Platform::azure_functions, runs(40min, plan(AzurePlan::flex)), 500, 45min)};
}
std::vector<Setting> codeEngine() {
    const auto on = [](auto spec, Load load, Duration length) {
        return calledOn(Platform::code_engine, std::move(spec), std::move(load), length);
    };
    const auto large = [](Service& it) {
        it.resources = {.cpu = Cpu{12'000}, .memory = ByteCount::mebibytes(48 << 10)};
    };
    return {on(works(1s, 1), uniform("user", 50), 60s),
            on(works(1s, 1, [](Service& it) { it.scaling.codeEngine = CodeEngineScaling{.maxScale = 0}; }),
               uniform("user", 300), 60s),
            on(works(10min, 1), burst("user", 1, 1), 12min),
            on(runs(1s), uniform("user", 3), 60s),
            on(runs(5min), burst("user", 1, 1), 6min),
            on(works(1s, 4, kBurns), uniform("user", 20), 10s),
            on(works(1s, 1000, large), burst("user", 1, 1), 5s),
            carrying(on(runs(1s), burst("user", 1, 1), 5s), 5 << 20)};
}
std::vector<Setting> openWhisk() {
    const auto on = [](auto spec, Load load, Duration length) {
        return calledOn(Platform::openwhisk, std::move(spec), std::move(load), length);
    };
    const auto small = [](Service& it) {
        it.resources.memory = ByteCount::mebibytes(64);
        it.scaling.openwhisk = OpenWhiskScaling{.perMinute = 100'000};
    };
    return {on(works(100ms, 1), uniform("user", 5), 100s),
            on(works(10s, 1, small), burst("user", 1000, 150), 90s),
            on(works(5s, 1), burst("user", 1000, 60), 60s),
            on(works(10min, 1), burst("user", 1, 1), 3min),
            on(works(100ms, 1), uniform("user", 1.0 / 12), 60s),
            on(works(1s, 1), changing({{2, 0s}, {0, 20s}, {0.1, 11min}}), 25min),
            on(runs(1s), burst("user", 100, 12), 30s),
            on(runs(1s, [](Function& it) { it.memory = ByteCount::mebibytes(512); }), burst("user", 100, 12), 30s),
            on(runs(1s, [](Function& it) { it.timeout = 5min; }), burst("user", 1, 1), 5s),
            carrying(on(runs(1s), burst("user", 1, 1), 5s), 1 << 20)};
}
std::vector<Setting> workers() {
    std::vector<Node> nodes{clients("user"), node("it", EdgeWorker{.work = Distribution::constant(0ms)})};
    std::vector<Flow> flows{call("user", "it", 0ms)};
    for (int i = 0; i < 13; ++i) {
        nodes.push_back(service("s" + std::to_string(i), {.concurrency = 10}));
        flows.push_back(call("it", "s" + std::to_string(i), 0ms));
    }
    // More tries than a request may make.
    std::vector<Node> failing{clients("user"), node("it", EdgeWorker{.work = Distribution::constant(0ms)})};
    std::vector<Flow> stubborn{call("user", "it", 0ms)};
    for (int i = 0; i < 5; ++i) {
        failing.push_back(
            node("e" + std::to_string(i),
                 External{.work = Distribution::constant(1ms), .availability = Share::percent(0), .rateLimit = {}}));
        stubborn.push_back(call("it", failing.back().id, 0ms));
        stubborn.back().retry = Retry{.attempts = 250, .backoff = {1ms, 1, 1ms}};
    }
    return {setting(failing, stubborn, {burst("user", 1, 2)}, 10s),
            setting(nodes, flows, {burst("user", 1, 2)}, 5s),
            calledOn(Platform::workers, works(1s, 1), uniform("user", 700), 10s),
            calledOn(Platform::workers, works(1s, 1), changing({{2, 0s}, {0, 10s}, {0.01, 4min}}), 15min),
            calledOn(Platform::workers, works(40s, 1), burst("user", 1, 2), 2min),
            calledOn(Platform::workers, EdgeWorker{.cpuLimit = 5min}, burst("user", 1, 1), 5s),
            calledOn(Platform::workers, runs(1s, [](Function& it) { it.memory = ByteCount::mebibytes(128); }),
                     burst("user", 1, 1), 5s),
            setting({clients("user"), node("it", EdgeWorker{.work = Distribution::constant(1s), .objects = 1})},
                    {call("user", "it")}, {burst("user", 1e5, 2500)}, 10s)};
}
std::vector<Setting> tars() {
    const auto on = [](Service spec, std::int64_t requests, Duration timeout) {
        Setting made = calledOn(Platform::tars, std::move(spec), burst("user", 1e5, requests), 1min);
        if (timeout > 0s) made.topology.flows[0].timeout = timeout;
        made.scenario.faults = {fault("it", 40s, {}, faults::InstanceKill{.count = 1})};
        return made;
    };
    const auto hasty = [](Service& it) { it.tars = TarsServer{.queueTimeout = 1s}; };
    return {on(works(10ms, 1), 3000, 30s), on(works(1s, 1), 30, 50s), on(works(1s, 1, hasty), 12, 50s),
            on(works(10s, 1), 2, 0s), calledOn(Platform::tars, works(1ms, 1), uniform("user", 1), 10s)};
}
std::vector<Setting> kinvey() {
    Setting killed = calledOn(Platform::kinvey, works(100ms, 2), uniform("user", 5), 60s);
    killed.scenario.faults = {fault("it", 10s, {}, faults::InstanceKill{.count = 1})};
    Backend hooked;
    hooked.preHook = Distribution::exponential(2s);
    Backend outside;
    outside.connector.emplace();
    Setting connected = calledOn(Platform::kinvey, outside, uniform("user", 2), 3min);
    connected.topology.nodes.push_back(node("erp", External{.work = Distribution::exponential(20s)}));
    connected.topology.flows.push_back(call("it", "erp"));
    return {killed, connected, calledOn(Platform::kinvey, works(2min, 1), burst("user", 1, 3), 5min),
            calledOn(Platform::kinvey, hooked, uniform("user", 2), 60s)};
}
std::vector<Setting> machines() {
    const auto group = [](Service& it) {
        kBurns(it);
        it.scaling.vm = AutoScalingGroup{};
    };
    return {calledOn(Platform::vm, works(100ms, 10, group), changing({{5, 0s}, {60, 2min}, {300, 10min}, {8, 30min}}),
                     70min)};
}
std::vector<Setting> keda() {
    const auto scaled = [](Service& it) { it.scaling.keda = Keda{}; };
    const auto by = [&](const Node& broker) {
        Node it = node("it", works(1min, 1, scaled));
        it.platform = Platform::kubernetes;
        return setting({clients("user"), broker, it}, {sends("user", broker.id), sends(broker.id, "it")},
                       {burst("user", 100, 80)}, 3min);
    };
    return {by(node("log", Stream{.engine = StreamEngine::kafka, .shards = 40})),
            by(node("log", Stream{.shards = 8})),
            by(node("jobs", Queue{.engine = QueueEngine::rabbitmq})),
            fedOn(Platform::kubernetes, works(2min, 1, scaled), 700, 12min),
            fedOn(Platform::kubernetes, works(1s, 1, scaled), 40, 10min),
            fedOn(Platform::kubernetes, works(1s, 1, scaled), 1, 2min)};
}
// Pods that need machines, and pods that are replaced.
Setting crowded(NodeAutoscaler autoscaler) {
    return calledOn(Platform::kubernetes,
                    works(100ms, 10,
                          [&](Service& it) {
                              kBurns(it);
                              it.scaling.hpa = Hpa{.min = 1, .max = 8};
                              it.scaling.nodes = ClusterNodes{.autoscaler = autoscaler};
                          }),
                    changing({{60, 0s}, {1, 8min}, {60, 30min}}), 36min);
}
// Longer than pods of lost machines are waited for.
Setting withoutAZone() {
    Setting made = pods(0s, 400ms, true);
    made.scenario.faults = {fault("za", 200s, 500s, faults::Outage{})};
    return made;
}
Setting rolling() {
    return calledOn(Platform::kubernetes,
                    works(100ms, 10,
                          [](Service& it) {
                              it.replicas = 8;
                              it.rollout = Rollout{};
                          }),
                    uniform("user", 60), 4min);
}

}  // namespace

const std::vector<Setting>& probesOf(const std::string& platform) {
    static const std::map<std::string, std::vector<Setting>> kProbes{
        {"knative", knative()},
        {"cloud_run", cloudRun()},
        {"azure_functions", azureFunctions()},
        {"code_engine", codeEngine()},
        {"openwhisk", openWhisk()},
        {"workers", workers()},
        {"tars", tars()},
        {"kinvey", kinvey()},
        {"vm", machines()},
        {"keda", keda()},
        {"lambda", functions()},
        {"data", dataProbes()},
        {"kubernetes",
         {pods(0s, 400ms, true), pods(30s, 40s, false), pods(360s, 400ms, false),
          crowded(NodeAutoscaler::cluster_autoscaler), crowded(NodeAutoscaler::karpenter), rolling(), withoutAZone()}}};
    return kProbes.at(platform);
}

}  // namespace spillway::build
