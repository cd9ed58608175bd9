#include "run/fact_probes.h"

#include <cmath>
#include <utility>

namespace spillway::build {
namespace {

// A table at each of its limits. An item of 100 KiB makes a hundred units of a write and half as many of a read.
Setting asked(const TableSpec& table, double rate, Duration length) {
    Database made;
    made.work = Distribution::constant(1ms);
    made.table = table;
    return setting({clients("user"), node("it", made)}, {call("user", "it")}, {uniform("user", rate)}, length);
}
// An autoscaler that goes up, and down more often than it may at once; and one more index than a table may have.
Setting scaled() {
    TableSpec table{.read = Rate::perSecond(100), .write = Rate::perSecond(200), .reads = Share{}};
    table.scaling = TableScaling{
        .writeMost = Rate::perSecond(1000), .writeLeast = Rate::perSecond(1), .target = Share::percent(60)};
    Setting made = asked(table, 1, 165min);
    std::vector<RatePoint>& points = made.scenario.load.front().rate.points;
    points = {{Rate::perSecond(210), 0s}, {Rate::perSecond(210), 5min}};
    for (std::int64_t step = 0; step < 8; ++step)
        points.push_back({Rate::perSecond(100 * std::pow(0.7, static_cast<double>(step))), (5 + 20 * step) * 1min});
    return made;
}
Setting indexed() {
    TableSpec table{.reads = Share{}, .transactional = Share::percent(50)};
    table.read = table.write = Rate::perSecond(50);
    table.indexes.resize(30);
    table.scaling = TableScaling{.writeMost = Rate::perSecond(500), .target = Share::percent(30)};
    return asked(table, 10, 10s);
}
std::vector<Setting> tables() {
    const ByteCount large{100 << 10}, largest{400 << 10};
    const Share half = Share::percent(50), none, all = Share::percent(100);
    return {
        asked(
            {.read = Rate::perSecond(50), .write = Rate::perSecond(20), .itemSize = ByteCount{6 << 10}, .reads = half},
            100, 40s),
        scaled(),
        indexed(),
        asked({.partitions = 40, .itemSize = large, .reads = none}, 60, 150s),
        asked({.partitions = 40, .itemSize = largest, .reads = all, .consistent = true}, 200, 10s),
        asked({.read = Rate::perSecond(1e5),
               .write = Rate::perSecond(1e5),
               .partitions = 1,
               .itemSize = large,
               .reads = half,
               .consistent = true},
              400, 10s)};
}
// A store whose primary dies, and copies that have more to apply than they can.
Setting replicated(Failover failover, double rate) {
    Database made;
    made.work = Distribution::constant(1ms);
    made.pool = 100;
    made.reads = Share::percent(20);
    made.replicas = ReadReplicas{.failover = failover};
    Setting it = setting({clients("user"), node("it", made)}, {call("user", "it")}, {uniform("user", rate)}, 5min);
    if (failover == Failover::none)
        it.scenario.duration = 10s;
    else
        it.scenario.faults = {fault("it", 20s, {}, faults::InstanceKill{.count = 1})};
    return it;
}
// As large as its taker takes it.
template <class Spec>
Setting largest(Spec spec, FlowKind kind, std::int64_t bytes) {
    Flow flow = build::flow("user", "it", kind, 1ms);
    flow.payload = ByteCount{bytes};
    return setting({clients("user"), node("it", std::move(spec))}, {flow}, {burst("user", 1, 2)}, 5s);
}
Setting behindGateway(GatewayApi api, double rate, Duration work) {
    return setting({clients("user"), node("way", Gateway{.api = api}),
                    service("it", {.work = Distribution::constant(work), .concurrency = 100'000})},
                   {call("user", "way"), call("way", "it")}, {burst("user", rate, 20'000)}, work + 10s);
}
// One of two targets is away for long; the other takes as long as a load balancer waits.
Setting balanced(LoadBalancer balancer) {
    Setting made = setting({clients("user"), node("it", balancer), service("a", {.concurrency = 100}),
                            service("b", {.work = Distribution::constant(61s), .concurrency = 1000})},
                           {call("user", "it"), call("it", "a"), call("it", "b")}, {uniform("user", 2)}, 8min);
    made.scenario.faults = {fault("a", 30s, 2min, faults::Outage{})};
    return made;
}
Setting slowOrigin() {
    return setting({clients("user"), node("it", Cdn{}), service("origin", {.work = Distribution::constant(31s)})},
                   {call("user", "it"), call("it", "origin")}, {uniform("user", 1)}, 3min);
}
}  // namespace

std::vector<Setting> dataProbes() {
    std::vector<Setting> all = tables();
    all.push_back(behindGateway(GatewayApi::http, 20'000, 1ms));
    for (const GatewayApi api : {GatewayApi::http, GatewayApi::rest})
        all.push_back(setting({clients("user"), node("way", Gateway{.api = api}),
                               service("it", {.work = Distribution::constant(45s), .concurrency = 10})},
                              {call("user", "way"), call("way", "it")}, {burst("user", 1, 2)}, 90s));
    all.push_back(setting({clients("user"), node("files", ObjectStore{}), service("it")},
                          {call("user", "files"), sends("files", "it", 500us)}, {burst("user", 1, 3)}, 10s));
    all.push_back(setting({clients("user"), node("edge", Cdn{.keys = 5, .ttl = 5s}), service("it")},
                          {call("user", "edge"), call("edge", "it")}, {uniform("user", 20)}, 60s));
    all.back().scenario.faults = {fault("it", 10s, 31s, faults::Outage{})};
    for (const Failover failover : {Failover::replica, Failover::multi_az, Failover::aurora})
        all.push_back(replicated(failover, 10));
    all.push_back(replicated(Failover::none, 5000));
    all.push_back(replicated(Failover::aurora, 10));
    std::get<Database>(all.back().topology.nodes[1].spec).replicas->keys = 1;
    all.push_back(largest(Gateway{}, FlowKind::call, 10 << 20));
    all.push_back(largest(Function{}, FlowKind::call, 6 << 20));
    all.push_back(largest(Function{}, FlowKind::event, 1 << 20));
    all.push_back(largest(Queue{}, FlowKind::event, 1 << 20));
    all.push_back(largest(spillway::Stream{.recordSize = ByteCount{1 << 20}}, FlowKind::event, 1 << 20));
    all.push_back(
        setting({clients("user"), service("it")}, {call("user", "it", 10ms)}, {burst("user", 100, 300)}, 5min));
    all.back().topology.flows[0].payload = ByteCount{100 << 10};
    all.back().scenario.faults = {fault("user -> it", 0s, {}, faults::PacketLoss{.rate = Share::percent(90)})};
    all.push_back(setting({clients("user"), service("it")}, {call("user", "it", 500us)}, {burst("user", 10, 30)}, 5s));
    all.back().topology.boundaries = {{.id = "za", .kind = BoundaryKind::zone},
                                      {.id = "zb", .kind = BoundaryKind::zone}};
    all.back().topology.nodes[0].in = "za";
    all.back().topology.nodes[1].in = "zb";
    all.push_back(balanced({}));
    all.push_back(largest(LoadBalancer{}, FlowKind::call, 1));
    all.back().topology.nodes.push_back(function("fn", [](Function&) {}));
    all.back().topology.flows.push_back(call("it", "fn"));
    all.back().topology.flows.back().payload = ByteCount{1 << 20};
    all.push_back(slowOrigin());
    all.push_back(behindGateway(GatewayApi::http, 1, 20ms));
    std::get<Gateway>(all.back().topology.nodes[1].spec).timeLimit = 40ms;
    return all;
}

}  // namespace spillway::build
