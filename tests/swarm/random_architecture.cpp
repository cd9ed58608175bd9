#include "swarm/random_architecture.h"

#include "base/random.h"
#include "swarm/random_fault.h"
#include "swarm/random_platforms.h"
#include "swarm/random_policies.h"
#include "swarm/random_scaling.h"
#include "swarm/random_ways.h"
#include "swarm/random_workflow.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace spillway::swarm {
namespace {

using namespace std::chrono_literals;

// Says what a random stream would, from bytes; nothing but zeros when they are used up. So whoever changes a byte
// changes one decision.
class ByteStream {
public:
    explicit ByteStream(std::span<const std::uint8_t> bytes) : m_bytes{bytes} {}
    std::uint32_t below(std::uint32_t count) { return (count <= 256 ? next() : nextPair()) % count; }
    double uniform() { return nextPair() / 65536.0; }
    bool chance(double probability) { return next() / 256.0 < probability; }

private:
    std::uint32_t next() { return m_at < m_bytes.size() ? m_bytes[m_at++] : 0; }
    std::uint32_t nextPair() {
        const std::uint32_t high = next();
        return high * 256 + next();
    }
    std::span<const std::uint8_t> m_bytes;
    std::size_t m_at = 0;
};

template <class Stream>
class Draw {
public:
    explicit Draw(Stream stream) : m_stream{stream} {}

    Architecture architecture() {
        m_topology.name = "swarm";
        boundaries();
        sources();
        for (std::uint32_t layer = 1, layers = 1 + below(4); layer <= layers; ++layer) drawLayer(layer);
        drawWays(m_topology, m_stream.below(1U << 16));
        RandomWorkflow{m_stream.below(1U << 16)}.draw(m_topology);
        m_made.topology = std::move(m_topology);
        drawPolicies(m_made.topology, m_stream.below(1U << 16));
        scenario();
        drawPlatforms(m_made.topology, m_stream.below(1U << 16));
        drawScaling(m_made.topology, m_stream.below(1U << 16));
        if (chance(0.03)) makeLongAndQuiet(m_made, m_stream.below(1U << 16));
        return std::move(m_made);
    }

private:
    std::uint32_t below(std::uint32_t count) { return m_stream.below(count); }
    bool chance(double probability) { return m_stream.chance(probability); }
    Duration between(Duration low, Duration high) {
        return low +
               Duration{static_cast<std::int64_t>(m_stream.uniform() * static_cast<double>((high - low).count()))};
    }
    Share share(double low, double high) { return *Share::from(low + (high - low) * m_stream.uniform()); }

    // Constant times are drawn often: they make ties, and ties find what is not ordered.
    Distribution work() {
        const Duration mean = chance(0.3) ? Duration{5ms} : between(1ms, 40ms);
        switch (below(6)) {
            case 0:
            case 1: return Distribution::constant(mean);
            case 2: return Distribution::lognormal(mean, 4 * mean);
            case 3: return {Shape::uniform, mean / 2, 2 * mean, 0};
            case 4: return {Shape::hyperexponential, mean, 0ms, 4};
            default: return Distribution::exponential(mean);
        }
    }

    void boundaries() {
        for (const char* id : {"zone-a", "zone-b", "team"}) {
            Boundary boundary;
            boundary.id = id;
            boundary.kind = id == std::string{"team"} ? BoundaryKind::context : BoundaryKind::zone;
            m_topology.boundaries.push_back(boundary);
        }
    }

    std::string add(NodeSpec spec) {
        Node node;
        node.id = "n" + std::to_string(m_topology.nodes.size());
        if (chance(0.3)) node.in = m_topology.boundaries[below(3)].id;
        if (std::holds_alternative<Service>(spec) && chance(0.4)) node.zones = {"zone-a", "zone-b"};
        node.spec = std::move(spec);
        m_topology.nodes.push_back(std::move(node));
        return m_topology.nodes.back().id;
    }

    void sources() {
        for (std::uint32_t i = 0, count = 1 + below(3); i < count; ++i) m_upper.push_back(add(Clients{}));
        if (chance(0.3)) {
            Schedule schedule;
            schedule.every = between(50ms, 2s);
            m_upper.push_back(add(schedule));
        }
        if (chance(0.2))
            m_upper.push_back(
                add(Devices{.count = 1 + static_cast<std::int64_t>(below(40)), .every = between(200ms, 2s)}));
    }

    Service service() {
        Service made;
        made.work = work();
        made.concurrency = 1 + below(16);
        made.queueLimit = below(4) == 0 ? below(20) : 500;
        made.replicas = 1 + below(4);
        if (chance(0.4)) made.startup = chance(0.5) ? Distribution::constant(1s) : Distribution::exponential(2s);
        if (chance(0.4)) {
            Hpa hpa;
            hpa.max = 2 + below(12);
            hpa.cpu = Share::percent(60);
            hpa.sync = between(1s, 5s);
            hpa.scaleDownStabilization = between(0s, 10s);
            made.scaling.hpa = hpa;
            made.resources.cpu = Cpu{250 + 250 * static_cast<std::int64_t>(below(8))};
        }
        return made;
    }

    Function function() {
        Function made;
        made.work = work();
        made.timeout = between(30ms, 3s);
        made.keepAlive = between(100ms, 20s);
        made.idlePick = static_cast<IdlePick>(below(5));
        if (chance(0.5)) made.init = Distribution::exponential(200ms);
        if (chance(0.4)) made.reservedConcurrency = 1 + below(20);
        if (chance(0.3))
            made.provisionedConcurrency = std::min<std::int64_t>(below(5), made.reservedConcurrency.value_or(5));
        return made;
    }

    Queue queue() {
        Queue made;
        made.visibilityTimeout = between(50ms, 5s);
        if (chance(0.3)) made.retention = between(1s, 10s);
        if (chance(0.3)) made.delay = between(0s, 1s);
        if (chance(0.3)) made.capacity = 1 + below(200);
        return made;
    }

    NodeSpec external() {
        External made;
        made.work = work();
        made.availability = share(0.5, 1);
        if (chance(0.3)) made.rateLimit = Rate::perSecond(1 + below(200));
        return made;
    }
    NodeSpec gateway() {
        Gateway made;
        if (chance(0.4)) made.rateLimit = Rate::perSecond(20 + below(200));
        made.burst = 1 + below(50);
        if (chance(0.5)) made.timeLimit = between(50ms, 2s);
        return made;
    }
    // Without slots of their own: whatever comes is worked on.
    NodeSpec withoutSlots() {
        switch (below(6)) {
            case 0: return LoadBalancer{.work = work()};
            case 1: return Cdn{.work = work(), .hitRatio = share(0, 1)};
            case 2: return EdgeWorker{.work = work(), .cpuLimit = between(5ms, 50ms)};
            case 3: return ObjectStore{.work = work()};
            case 4: return Workflow{.work = work()};
            default: return EventBus{.work = work()};
        }
    }
    NodeSpec spec() {
        switch (below(12)) {
            case 0:
                return Database{
                    .work = work(), .pool = 1 + static_cast<std::int64_t>(below(30)), .queueLimit = below(100)};
            case 1: return Cache{.hitRatio = share(0, 1)};
            case 2: return external();
            case 3: return gateway();
            case 4:
            case 5: return function();
            case 6:
            case 7: return withoutSlots();
            case 8: return Backend{.work = work(), .concurrency = 1 + static_cast<std::int64_t>(below(20))};
            default: return service();
        }
    }

    Flow flow(const std::string& from, const std::string& to, FlowKind kind) {
        Flow made;
        made.from = from;
        made.to = to;
        made.kind = kind;
        made.latency = chance(0.1) ? Duration{0} : chance(0.5) ? Duration{500us} : between(100us, 5ms);
        if (kind == FlowKind::event) return made;
        made.order = below(3);
        if (chance(0.3)) made.share = share(0, 1);
        if (chance(0.6)) made.timeout = chance(0.3) ? Duration{6ms} : between(5ms, 1s);
        if (chance(0.5)) {
            Retry retry;
            retry.attempts = 1 + below(4);
            retry.backoff = {between(0ms, 50ms), chance(0.5) ? 2.0 : 1.0, 500ms};
            retry.jitter = static_cast<Jitter>(below(4));
            if (chance(0.4)) retry.budget = Share::percent(20);
            made.retry = retry;
        }
        if (chance(0.4)) {
            Breaker breaker;
            breaker.failureRate = share(0.1, 0.9);
            breaker.window.calls = 5 + below(40);
            if (chance(0.4)) breaker.window.time = between(500ms, 5s);
            breaker.minimumCalls = 1 + below(20);
            breaker.open = between(100ms, 5s);
            breaker.halfOpenCalls = 1 + below(5);
            if (chance(0.3)) breaker.slowCall = between(5ms, 100ms);
            made.breaker = breaker;
        }
        return made;
    }

    bool joined(const std::string& from, const std::string& to) const {
        return std::ranges::any_of(m_topology.flows, [&](const Flow& f) { return f.from == from && f.to == to; });
    }

    // Everything of the layer above leads to something of this layer; some of it through a queue.
    void drawLayer(std::uint32_t layer) {
        std::vector<std::string> nodes;
        for (std::uint32_t i = 0, count = 1 + below(4); i < count; ++i)
            nodes.push_back(add(layer == 1 && chance(0.5) ? NodeSpec{service()} : spec()));
        for (const std::string& from : m_upper) {
            for (std::uint32_t i = 0, fan = 1 + below(3); i < fan; ++i) {
                const std::string& to = nodes[below(static_cast<std::uint32_t>(nodes.size()))];
                if (joined(from, to)) continue;
                if (chance(0.2)) {
                    throughQueue(from, to);
                } else {
                    m_topology.flows.push_back(flow(from, to, FlowKind::call));
                }
            }
        }
        m_upper = nodes;
    }

    void throughQueue(const std::string& from, const std::string& to) {
        const std::string id = add(chance(0.7) ? NodeSpec{queue()} : chance(0.4) ? NodeSpec{Topic{}} : stream());
        const bool isQueue = std::holds_alternative<Queue>(m_topology.nodes.back().spec);
        const bool isStream = std::holds_alternative<spillway::Stream>(m_topology.nodes.back().spec);
        if (isQueue && chance(0.5)) {
            const std::string dead = add(Queue{});
            DeadLetters letters;
            letters.to = dead;
            letters.after = 1 + below(3);
            std::get<Queue>(m_topology.nodes[m_topology.nodes.size() - 2].spec).deadLetters = letters;
        }
        m_topology.flows.push_back(flow(from, id, FlowKind::event));
        if (chance(0.1)) m_topology.flows.back().poison = share(0, 0.1);
        Flow consumer = flow(id, to, FlowKind::event);
        if (isStream) reads(consumer);
        if (isQueue || isStream) {
            consumer.batch = 1 + below(5);
            if (chance(0.5)) consumer.maxConcurrency = 1 + below(10);
        }
        m_topology.flows.push_back(consumer);
    }

    NodeSpec stream() {
        spillway::Stream made;
        made.engine = chance(0.5) ? StreamEngine::kafka : StreamEngine::kinesis;
        made.shards = 1 + below(8);
        if (chance(0.5)) made.keys = 1 + below(50);
        if (chance(0.5)) made.keySkew = 2 * m_stream.uniform();
        if (chance(0.3)) made.retention = between(1s, 10s);
        if (chance(0.3)) made.work = work();
        return made;
    }
    void reads(Flow& consumer) {
        StreamReader reader;
        reader.parallelization = 1 + below(4);
        if (chance(0.3)) reader.window = between(0s, 2s);
        reader.fanOut = chance(0.3);
        if (chance(0.3)) reader.assignor = Assignor::eager;
        consumer.reader = reader;
        OnFailure failure;
        if (chance(0.4)) failure.retries = below(3);
        if (chance(0.3)) failure.age = between(1s, 10s);
        failure.bisect = chance(0.5);
        failure.reportItems = chance(0.3);
        if (chance(0.3)) failure.to = add(Queue{});
        consumer.onFailure = failure;
    }

    void scenario() {
        Scenario scenario;
        scenario.id = "swarm";
        scenario.duration = between(3s, 12s);
        for (const Node& node : m_made.topology.nodes) {
            if (node.kind() != NodeKind::clients) continue;
            Load load;
            load.from = node.id;
            if (chance(0.3)) {
                load.users = 1 + below(60);
                load.think = chance(0.5) ? Distribution::constant(100ms) : Distribution::exponential(200ms);
            } else {
                load.arrivals = chance(0.3) ? Arrivals::uniform : Arrivals::poisson;
                load.rate.points = {{Rate::perSecond(10 + below(300)), 0s}};
                if (chance(0.5)) load.rate.points.push_back({Rate::perSecond(below(600)), scenario.duration / 2});
            }
            scenario.load.push_back(load);
        }
        RngStream faults = RngStream::derive(below(1U << 16), "swarm faults", Purpose::choice);
        for (std::uint32_t i = 0, count = below(6); i < count; ++i)
            scenario.faults.push_back(randomFault(m_made.topology, scenario.duration, faults));
        for (std::uint32_t i = 0, count = below(3); i < count; ++i) {
            Objective objective;
            objective.of = m_made.topology.nodes[below(static_cast<std::uint32_t>(m_made.topology.nodes.size()))].id;
            objective.p99 = between(10ms, 1s);
            if (chance(0.7)) objective.share = share(0.5, 1);
            scenario.objectives.push_back(objective);
        }
        m_made.scenarios.push_back(std::move(scenario));
    }

    Stream m_stream;
    Topology m_topology;
    Architecture m_made;
    std::vector<std::string> m_upper;
};

}  // namespace

Architecture randomArchitecture(std::uint64_t seed) {
    return Draw{RngStream::derive(seed, "swarm", Purpose::choice)}.architecture();
}

Architecture architectureFrom(std::span<const std::uint8_t> bytes) { return Draw{ByteStream{bytes}}.architecture(); }

Architecture withoutLoss(Architecture architecture) {
    for (Node& node : architecture.topology.nodes) {
        node.platform = Platform::unspecified;
        if (auto* service = std::get_if<Service>(&node.spec)) {
            service->queueLimit = 10'000'000;
            service->scaling = {};
            service->balancing = Balancing::shared;
            service->rollout.reset();
        }
        if (auto* workflow = std::get_if<Workflow>(&node.spec)) *workflow = {.work = workflow->work};
        if (auto* database = std::get_if<Database>(&node.spec)) database->queueLimit = 10'000'000;
        if (auto* backend = std::get_if<Backend>(&node.spec)) {
            backend->queueLimit = 10'000'000;
            backend->users.reset();
        }
        if (auto* cache = std::get_if<Cache>(&node.spec)) cache->concurrency = 10'000;
        if (auto* external = std::get_if<External>(&node.spec)) *external = External{.work = external->work};
        if (std::holds_alternative<Gateway>(node.spec)) node.spec = Gateway{.timeLimit = 24h};
        if (auto* worker = std::get_if<EdgeWorker>(&node.spec)) worker->cpuLimit = 24h;
        if (auto* topic = std::get_if<Topic>(&node.spec);
            topic != nullptr && topic->engine == TopicEngine::service_bus) {
            topic->engine = Topic{}.engine;  // a namespace of Standard has its credits
            topic->serviceBus.reset();
        }
        // A function throttles, a queue or a stream delivers again: none is free of loss, so they become plain nodes.
        if (std::holds_alternative<Function>(node.spec) || std::holds_alternative<Queue>(node.spec) ||
            std::holds_alternative<spillway::Stream>(node.spec))
            node.spec = LoadBalancer{};
    }
    for (Flow& flow : architecture.topology.flows) {
        flow.timeout.reset();
        flow.retry.reset();
        flow.breaker.reset();
        flow.maxConcurrency.reset();
        flow.reader.reset();
        flow.onFailure.reset();
        flow.poison = Share{};
    }
    withoutPolicies(architecture.topology);
    withoutPlatforms(architecture.topology);
    withoutWays(architecture.topology);
    for (Scenario& scenario : architecture.scenarios) scenario.faults.clear();
    return architecture;
}

Architecture withTwiceTheCapacity(Architecture architecture) {
    for (Node& node : architecture.topology.nodes) {
        if (auto* service = std::get_if<Service>(&node.spec)) service->replicas *= 2;
        if (auto* database = std::get_if<Database>(&node.spec)) database->pool *= 2;
        if (auto* backend = std::get_if<Backend>(&node.spec)) backend->concurrency *= 2;
    }
    return architecture;
}

}  // namespace spillway::swarm
