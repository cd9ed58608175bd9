#include "swarm/random_platforms.h"

#include "base/random.h"

#include <variant>

namespace spillway::swarm {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kPlatforms = 11;

class PlatformDraw {
public:
    explicit PlatformDraw(std::uint32_t seed) : m_stream{RngStream::derive(seed, "swarm platforms", Purpose::choice)} {}

    void draw(Node& node) {
        std::visit([&](auto& spec) { give(node, spec); }, node.spec);
    }
    void draw(Topology& topology, Flow& flow) {
        if (chance(0.2)) flow.latencyBack = between(100us, 5ms);
        if (chance(0.1)) flow.payload = ByteCount{1 + count(64'000)};
        if (chance(0.1) && flow.kind == FlowKind::call) flow.responseSize = ByteCount{1 + count(100'000)};
        if (flow.payload && chance(0.3)) flow.bandwidth = ByteCount{1'000'000 + count(10'000'000)};
        checkLogins(topology, flow);
        const NodeSpec& from = findNode(topology, flow.from)->spec;
        if (const auto* queue = std::get_if<Queue>(&from); queue != nullptr && !queue->fifo && chance(0.4)) {
            flow.reader = StreamReader{.window = between(1s, 3s)};
            if (chance(0.5)) flow.batch = 1 + count(40);
        }
        if (std::holds_alternative<Topic>(from) && chance(0.6)) keep(flow);
        if (flow.kind != FlowKind::event || !chance(0.3)) return;
        for (const Node& node : topology.nodes) {
            if (std::holds_alternative<Queue>(node.spec) && node.id != flow.from && node.id != flow.to)
                flow.onSuccess = node.id;
        }
    }

private:
    bool chance(double probability) { return m_stream.chance(probability); }
    std::int64_t count(std::uint32_t below) { return m_stream.below(below); }
    Duration between(Duration low, Duration high) {
        return low +
               Duration{static_cast<std::int64_t>(m_stream.uniform() * static_cast<double>((high - low).count()))};
    }
    Share share(double most) { return *Share::from(most * m_stream.uniform()); }
    void move(Node& node) {
        if (chance(0.5)) node.platform = static_cast<Platform>(1 + m_stream.below(kPlatforms));
    }

    void give(Node& node, Service& service) {
        move(node);
        if (chance(0.3)) service.cpuShare = Share::percent(50);
        if (chance(0.2)) service.scaling.nodes = ClusterNodes{.room = 1 + count(4), .podsPerNode = 1 + count(3)};
        if (chance(0.3)) service.scaling.openwhisk = OpenWhiskScaling{.perMinute = 10'000};
        if (chance(0.3)) service.scaling.vm = AutoScalingGroup{};
        if (chance(0.2)) service.balancing = static_cast<Balancing>(m_stream.below(3));
    }
    void give(Node& node, Function&) { move(node); }
    void give(Node&, EdgeWorker& worker) {
        if (chance(0.3)) worker.subrequests = count(5);
        if (chance(0.3)) worker.locations = 1 + count(20);
        if (chance(0.3)) worker.objects = 1 + count(5);
    }
    void give(Node&, Queue& queue) {
        queue.engine = static_cast<QueueEngine>(m_stream.below(6));
        queue.fifo = chance(0.2);
        queue.groups = 1 + count(5);
        if (chance(0.3)) queue.prefetch = count(20);
        if (chance(0.3)) queue.duplicates = share(0.2);
        if (chance(0.3)) queue.sentTwice = share(0.2);
        if (queue.engine == QueueEngine::service_bus) queue.serviceBus = bus();
        if (chance(0.3)) queue.redrive = Redrive{between(0s, 5s), Rate::perSecond(1 + static_cast<double>(count(50)))};
    }
    void give(Node&, Topic& topic) {
        topic.engine = static_cast<TopicEngine>(m_stream.below(4));
        if (topic.engine == TopicEngine::service_bus) topic.serviceBus = bus();
    }
    // Each tier in a namespace of its own.
    ServiceBus bus() {
        ServiceBus made;
        made.duplicateDetection = chance(0.3);
        if (chance(0.5)) made.lockRenewal = between(0s, 60s);
        if (chance(0.7)) made.sessionIdle = between(1ms, 3s);
        if (!chance(0.3)) return made;
        made.space = "fast";
        made.tier = ServiceBusTier::premium;
        return made;
    }
    void give(Node&, spillway::Stream& stream) { stream.engine = static_cast<StreamEngine>(m_stream.below(3)); }
    void give(Node&, Database& database) {
        if (chance(0.3)) database.reads = share(1);
        if (chance(0.3)) {
            ReadReplicas copies;
            copies.count = 1 + count(3);
            copies.applyRate = Rate::perSecond(5 + static_cast<double>(count(500)));
            copies.keys = 1 + count(20);
            if (chance(0.5)) {
                copies.failover = static_cast<Failover>(m_stream.below(4));
                copies.failoverTime = Distribution::exponential(between(100ms, 2s));
                if (copies.failover == Failover::multi_az && chance(0.5))
                    copies.commit = Distribution::exponential(between(100us, 5ms));
            }
            database.replicas = copies;
        } else if (chance(0.2)) {
            database.table = TableSpec{.read = Rate::perSecond(1 + static_cast<double>(count(50))),
                                       .write = Rate::perSecond(1 + static_cast<double>(count(50)))};
            give(*database.table);
        }
        if (chance(0.3)) database.connections = ConnectionLimit{1 + count(30), 1 + count(5)};
    }
    void give(TableSpec& table) {
        if (chance(0.3)) table.transactional = share(1);
        if (chance(0.3)) table.scaling = TableScaling{.readMost = table.read, .writeMost = Rate::perSecond(500)};
        if (chance(0.2)) table.read = table.write = {};
        for (std::int64_t i = chance(0.5) ? count(3) : 0; i > 0; --i)
            table.indexes.push_back({.keys = 1 + count(10), .items = share(1), .reads = share(0.3)});
    }
    void give(Node&, Cache& cache) {
        if (!chance(0.5)) return;
        cache.keys = 1 + count(50);
        cache.coalesce = chance(0.5);
        if (chance(0.5)) cache.ttl = between(100ms, 5s);
        if (chance(0.5)) cache.memory = ByteCount{1024 * (1 + count(30))};
        cache.refresh = refreshing();
    }
    void give(Node&, Cdn& cdn) {
        if (!chance(0.5)) return;
        cdn.keys = 1 + count(50);
        cdn.coalesce = chance(0.5);
        cdn.ttl = between(100ms, 5s);
        cdn.locations = 1 + count(5);
        cdn.shield = chance(0.5);
        cdn.refresh = refreshing();
    }
    void checkLogins(Topology& topology, const Flow& flow) {
        for (Node& node : topology.nodes) {
            auto* backend = std::get_if<Backend>(&node.spec);
            if (node.id != flow.from || backend == nullptr || !backend->users || flow.kind != FlowKind::call) continue;
            if (chance(0.5)) backend->users->flexAuth = flow.to;
        }
    }
    void keep(Flow& flow) {
        flow.session.emplace().qos = static_cast<Qos>(m_stream.below(3));
        if (chance(0.5)) flow.session->expiry = between(100ms, 5s);
        if (chance(0.5)) flow.session->limit = 1 + count(50);
    }
    std::optional<Refresh> refreshing() {
        Refresh made;
        if (chance(0.5)) return std::nullopt;
        if (chance(0.3)) made.jitter = share(1);
        if (chance(0.5)) made.early = 0.1 + 3 * m_stream.uniform();
        if (chance(0.5)) made.after = between(10ms, 3s);
        if (chance(0.5)) made.stale = between(10ms, 3s);
        return made;
    }
    void give(Node&, Gateway& gateway) {
        if (chance(0.3)) gateway.api = chance(0.5) ? GatewayApi::rest : GatewayApi::http;
    }
    void give(Node& node, Backend& backend) {
        if (chance(0.5)) node.platform = Platform::kinvey;
        if (chance(0.3)) backend.preHook = Distribution::exponential(between(1ms, 2s));
        if (chance(0.3)) backend.postHook = Distribution::exponential(between(1ms, 2s));
        if (chance(0.3)) backend.reads = share(1);
        if (chance(0.3)) backend.connector.emplace();
        if (backend.connector && chance(0.5)) backend.connector->overhead = Distribution::exponential(20ms);
        if (backend.connector && chance(0.5)) backend.connector->timeLimit = between(5ms, 500ms);
        if (!chance(0.5)) return;
        backend.users = UserLogins{.logins = share(1), .wrong = share(0.5)};
        if (chance(0.5)) backend.users->preHook = Distribution::exponential(between(1ms, 2s));
        if (chance(0.5)) backend.users->successHook = Distribution::exponential(between(1ms, 2s));
        if (chance(0.5)) backend.users->failureHook = Distribution::exponential(between(1ms, 2s));
    }
    void give(Node&, ObjectStore& store) {
        if (chance(0.3)) store.reads = share(1);
    }
    void give(Node&, Devices& devices) {
        devices.qos = static_cast<Qos>(m_stream.below(3));
        if (chance(0.5)) devices.loss = share(0.5);
        devices.retransmit = between(100ms, 2s);
    }
    template <class Other>
    void give(Node&, Other&) {}

    RngStream m_stream;
};

}  // namespace

void drawPlatforms(Topology& topology, std::uint32_t seed) {
    PlatformDraw draw{seed};
    for (Node& node : topology.nodes) draw.draw(node);
    for (Flow& flow : topology.flows) draw.draw(topology, flow);
}

void withoutPlatforms(Topology& topology) {
    for (Node& node : topology.nodes) {
        node.platform = Platform::unspecified;
        if (auto* database = std::get_if<Database>(&node.spec)) {
            database->table.reset();
            database->replicas.reset();
            database->connections.reset();
        }
        if (auto* worker = std::get_if<EdgeWorker>(&node.spec)) {
            worker->subrequests.reset();
            worker->objects.reset();
        }
        if (auto* backend = std::get_if<Backend>(&node.spec)) {
            backend->preHook.reset();
            backend->postHook.reset();
            backend->connector.reset();
        }
        if (auto* devices = std::get_if<Devices>(&node.spec)) devices->loss = Share{};
    }
    for (Flow& flow : topology.flows) flow.onSuccess.clear();
}

}  // namespace spillway::swarm
