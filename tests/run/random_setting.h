#pragma once

#include "base/random.h"
#include "run/build.h"

#include <algorithm>

namespace spillway::build {

// A random architecture, scenario and faults from a seed: every kind, every policy, latencies from 0 to 20 ms, constant
// and random work (ties!), overload now and then. Flows lead forwards only, so requests end.
class RandomSetting {
public:
    explicit RandomSetting(std::uint64_t seed) : m_draw{RngStream::derive(seed, "setting", Purpose::choice)} {}

    Setting make() {
        Setting made;
        made.scenario.id = "random";
        made.scenario.duration = secondsToDuration(static_cast<double>(4 + below(5)));
        made.topology.boundaries = {
            {.id = "za", .kind = BoundaryKind::zone}, {.id = "zb", .kind = BoundaryKind::zone}, {.id = "box"}};
        const std::size_t sources = 1 + below(3);
        for (std::size_t i = 0; i < sources; ++i) addSource(made, i);
        const std::size_t others = 3 + below(9);
        for (std::size_t i = 0; i < others; ++i) made.topology.nodes.push_back(randomNode("n" + std::to_string(i)));
        made.topology.nodes.push_back(node("dead", Queue{}));
        addFlows(made, sources, others);
        const std::size_t faults = below(5);
        for (std::size_t i = 0; i < faults; ++i) addFault(made);
        return made;
    }

private:
    std::uint32_t below(std::uint32_t count) { return m_draw.below(count); }
    bool maybe(double share) { return m_draw.chance(share); }
    template <class T>
    T oneOf(std::initializer_list<T> values) {
        return *(values.begin() + below(static_cast<std::uint32_t>(values.size())));
    }

    Distribution randomWork() {
        const Duration mean = oneOf<Duration>({0ms, 1ms, 5ms, 5ms, 10ms, 40ms});
        if (maybe(0.5)) return Distribution::constant(mean);
        return maybe(0.5) ? Distribution::exponential(mean) : Distribution::lognormal(mean + 1ms, (mean + 1ms) * 4);
    }
    void addSource(Setting& made, std::size_t i) {
        const std::string id = "s" + std::to_string(i);
        if (maybe(0.2))
            return made.topology.nodes.push_back(
                node(id, Schedule{.every = oneOf<Duration>({100ms, 500ms}), .offset = 0ms}));
        if (maybe(0.2)) return made.topology.nodes.push_back(node(id, Devices{.count = 50, .every = 1s}));
        made.topology.nodes.push_back(clients(id));
        Load load = maybe(0.4) ? uniform(id, oneOf({100.0, 250.0, 1000.0})) : poisson(id, oneOf({50.0, 400.0, 1500.0}));
        if (maybe(0.2)) load.rate.points.push_back({Rate::perSecond(600), 3s});
        if (maybe(0.25)) {
            load.rate.points.clear();
            load.users = 20;
            load.think = maybe(0.5) ? Distribution::constant(50ms) : Distribution::exponential(100ms);
        }
        made.scenario.load.push_back(load);
    }
    Node randomNode(const std::string& id) {
        Node made = node(id, randomSpec());
        if (maybe(0.3)) made.zones = {"za", "zb"};
        if (maybe(0.3)) made.in = oneOf<const char*>({"za", "box"});
        return made;
    }
    NodeSpec randomSpec() {
        switch (below(13)) {
            case 0:
                return Gateway{.work = randomWork(),
                               .rateLimit = maybe(0.5) ? std::optional{Rate::perSecond(300)} : std::nullopt,
                               .burst = 50,
                               .timeLimit = 200ms};
            case 1: return Database{.work = randomWork(), .pool = 1 + below(8), .queueLimit = 20};
            case 2: return Cache{.work = randomWork(), .hitRatio = Share::percent(60), .concurrency = 50};
            case 3: return randomFunction();
            case 4: {
                Queue queue{.visibilityTimeout = oneOf<Duration>({500ms, 2s}),
                            .retention = 3s,
                            .delay = oneOf<Duration>({0ms, 0ms, 300ms})};
                if (maybe(0.5)) queue.capacity = 100;
                if (maybe(0.5)) queue.deadLetters = DeadLetters{"dead", 2};
                return queue;
            }
            case 5: return Topic{.work = randomWork()};
            case 6:
                return External{.work = randomWork(),
                                .availability = Share::percent(95),
                                .rateLimit = maybe(0.5) ? std::optional{Rate::perSecond(200)} : std::nullopt};
            case 7: return LoadBalancer{.work = randomWork()};
            case 8: return EdgeWorker{.work = randomWork(), .cpuLimit = 20ms};
            case 9: return Workflow{.work = randomWork()};
            default: return randomService();
        }
    }
    NodeSpec randomFunction() {
        Function function;
        function.work = randomWork();
        function.timeout = oneOf<Duration>({30ms, 3s});
        function.init = maybe(0.5) ? Distribution::constant(100ms) : Distribution::exponential(200ms);
        function.keepAlive = oneOf<Duration>({500ms, 6min});
        if (maybe(0.5)) function.reservedConcurrency = 1 + below(20);
        if (maybe(0.3))
            function.provisionedConcurrency = std::min<std::int64_t>(2, function.reservedConcurrency.value_or(2));
        return function;
    }
    NodeSpec randomService() {
        Service service;
        service.work = randomWork();
        service.concurrency = 1 + below(6);
        service.queueLimit = oneOf<std::int64_t>({0, 5, 200});
        service.replicas = 1 + below(4);
        service.startup = maybe(0.5) ? Distribution::constant(1s) : Distribution::exponential(1s);
        if (maybe(0.4)) {
            service.scaling.hpa =
                Hpa{.min = 1, .max = 8, .cpu = Share::percent(40), .sync = 1s, .scaleDownStabilization = 2s};
            service.resources.cpu = Cpu{500};
        }
        return service;
    }
    void addFlows(Setting& made, std::size_t sources, std::size_t others) {
        for (std::size_t i = 0; i < sources; ++i)
            addFlow(made, made.topology.nodes[i].id, "n" + std::to_string(below(3)));
        for (std::size_t i = 0; i < others; ++i) {
            const std::size_t count = i + 1 < others ? below(4) : 0;
            for (std::size_t k = 0; k < count; ++k) {
                const std::size_t to = i + 1 + below(static_cast<std::uint32_t>(others - i - 1));
                addFlow(made, "n" + std::to_string(i), "n" + std::to_string(to));
            }
        }
    }
    void addFlow(Setting& made, const std::string& from, const std::string& to) {
        Flow flow = maybe(0.7) ? call(from, to) : sends(from, to);
        for (const Flow& each : made.topology.flows) {
            if (each.from == from && each.to == to && each.kind == flow.kind) return;
        }
        flow.latency = oneOf<Duration>({0ms, 500us, 500us, 500us, 2ms, 7ms, 20ms});
        flow.order = below(2);
        if (maybe(0.3)) flow.share = *Share::from(0.5);
        flow.batch = 1 + below(4);
        if (maybe(0.3)) flow.maxConcurrency = 3;
        if (flow.kind == FlowKind::call) {
            if (maybe(0.5)) flow.timeout = oneOf<Duration>({10ms, 50ms, 200ms});
            if (maybe(0.5))
                flow.retry = Retry{.backoff = {.base = 10ms, .cap = 100ms},
                                   .jitter = static_cast<Jitter>(below(4)),
                                   .budget = maybe(0.5) ? std::optional{Share::percent(20)} : std::nullopt};
            if (maybe(0.3)) flow.breaker = Breaker{.window = {.calls = 20}, .open = 500ms, .halfOpenCalls = 3};
        }
        made.topology.flows.push_back(flow);
    }
    void addFault(Setting& made) {
        const auto& nodes = made.topology.nodes;
        const std::string target = nodes[below(static_cast<std::uint32_t>(nodes.size()))].id;
        const Duration at = secondsToDuration(m_draw.uniform() * 3);
        const std::optional<Duration> lasting =
            maybe(0.8) ? std::optional{secondsToDuration(0.5 + m_draw.uniform())} : std::nullopt;
        FaultSpec spec;
        std::string on = target;
        switch (below(6)) {
            case 0: spec = faults::Latency{.add = 15ms}; break;
            case 1: spec = faults::Errors{}; break;
            case 2:
                if (!std::holds_alternative<Service>(findNode(made.topology, target)->spec)) return;
                spec = faults::InstanceKill{.count = 2};
                break;
            case 3:
                on = oneOf<std::string>({target, "za", "zb"});
                spec = faults::Outage{};
                break;
            case 4: spec = faults::Cut{}; break;
            default: on = nodes[0].id; spec = faults::Surge{.factor = 3};
        }
        Fault made_ = fault(on, at, lasting, spec);
        Scenario alone = made.scenario;
        alone.faults = {made_};
        if (compile(made.topology, alone).plan) made.scenario.faults.push_back(made_);  // a zone may be empty
    }

    RngStream m_draw;
};

}  // namespace spillway::build
