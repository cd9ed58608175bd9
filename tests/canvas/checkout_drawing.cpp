#include "checkout_drawing.h"

#include <map>

namespace spillway::drawing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Node node(const std::string& id, const std::string& in, NodeSpec spec) {
    Node made;
    made.id = id;
    made.in = in;
    made.spec = std::move(spec);
    return made;
}

Boundary boundary(const std::string& id, const std::string& owner) {
    Boundary made;
    made.id = id;
    made.owner = owner;
    return made;
}

Flow flow(const std::string& from, const std::string& to, FlowKind kind = FlowKind::call) {
    Flow made;
    made.from = from;
    made.to = to;
    made.kind = kind;
    return made;
}

NodeSpec service(std::int64_t replicas) {
    Service made;
    made.replicas = replicas;
    return made;
}

NodeSpec scaledService(std::int64_t min, std::int64_t max) {
    Service made;
    made.scaling.hpa = Hpa{};
    made.scaling.hpa->min = min;
    made.scaling.hpa->max = max;
    return made;
}

NodeSpec queueTo(const std::string& dead) {
    Queue made;
    if (!dead.empty()) made.deadLetters = DeadLetters{dead, 5};
    return made;
}

struct Moment {
    Duration p99{};
    double throughput = 0;
    double errors = 0;
    std::int64_t busy = 0;
    std::int64_t room = 0;
    std::int64_t waiting = 0;
    InstanceCounts instances;
    std::int32_t limit = 0;
    double throttled = 0;
};

NodeSnapshot snapshot(const Moment& moment) {
    NodeSnapshot made;
    made.p99 = moment.p99;
    made.oldestAge = moment.waiting > 0 ? moment.p99 : Duration{0};
    made.throughput = moment.throughput;
    made.errorShare = moment.errors;
    made.busySlots = moment.busy;
    made.slots = moment.room;
    made.waiting = moment.waiting;
    made.instances = moment.instances;
    made.instanceLimit = moment.limit;
    made.throttledPerSecond = moment.throttled;
    return made;
}

}  // namespace

Topology checkout() {
    Topology t;
    t.name = "Checkout";
    t.boundaries = {boundary("storefront-area", "team web"), boundary("orders", "team orders"),
                    boundary("fulfilment", "team logistics"), boundary("payments", "team pay")};
    t.boundaries[0].name = "storefront";
    Function workers;
    Node notify = node("notify", "", workers);
    notify.platform = Platform::workers;
    Cache stock;
    stock.hitRatio = Share::percent(92);
    External bank;
    bank.availability = Share::percent(99.9);
    t.nodes = {node("shoppers", "", Clients{}),
               node("api-gateway", "storefront-area", Gateway{}),
               node("storefront", "storefront-area", service(6)),
               node("order-api", "orders", scaledService(4, 20)),
               node("orders-db", "orders", Database{}),
               node("place-order", "orders", Workflow{}),
               node("order-events", "orders", Topic{}),
               node("charge-card", "payments", Function{}),
               node("bank-api", "payments", bank),
               node("pick-queue", "fulfilment", queueTo("pick-dead")),
               node("picker", "fulfilment", Function{}),
               node("pick-dead", "fulfilment", queueTo("")),
               node("stock-cache", "fulfilment", stock),
               notify};
    using enum FlowKind;
    t.flows = {flow("shoppers", "api-gateway"),
               flow("api-gateway", "storefront"),
               flow("api-gateway", "order-api"),
               flow("order-api", "orders-db"),
               flow("order-api", "place-order"),
               flow("place-order", "charge-card"),
               flow("place-order", "order-events", event),
               flow("charge-card", "bank-api"),
               flow("order-events", "pick-queue", event),
               flow("order-events", "notify", event),
               flow("pick-queue", "picker", event),
               flow("pick-queue", "pick-dead", event),
               flow("picker", "stock-cache")};
    return t;
}

Layout checkoutLayout() {
    Layout layout;
    const auto place = [&](const char* id, double x, double y) { layout.boxes[id] = {x, y, 152, 70}; };
    layout.boxes["storefront-area"] = {180, 52, 196, 246};
    layout.boxes["orders"] = {420, 40, 430, 270};
    layout.boxes["fulfilment"] = {420, 360, 430, 262};
    layout.boxes["payments"] = {905, 40, 240, 270};
    place("shoppers", 18, 148);
    layout.boxes["shoppers"].width = 130;
    place("api-gateway", 202, 96);
    place("storefront", 202, 206);
    place("order-api", 444, 84);
    place("orders-db", 664, 84);
    place("place-order", 444, 206);
    place("order-events", 664, 206);
    place("charge-card", 930, 84);
    place("bank-api", 930, 206);
    place("pick-queue", 444, 408);
    place("picker", 664, 408);
    place("pick-dead", 444, 524);
    place("stock-cache", 664, 524);
    place("notify", 930, 408);
    return layout;
}

LiveView checkoutMoment(const Topology& topology) {
    const std::map<std::string, Moment> moments{
        {"shoppers", {milliseconds{0}, 1200, 0, 0, 0, 0, {}, 0, 0}},
        {"api-gateway", {milliseconds{12}, 1204, 0, 36, 100, 0, {}, 0, 0}},
        {"storefront", {milliseconds{41}, 700, 0, 54, 96, 0, {0, 3, 3, 0, 0}, 6, 0}},
        {"order-api", {milliseconds{388}, 480, 0, 128, 149, 0, {2, 0, 8, 0, 0}, 20, 0}},
        {"orders-db", {milliseconds{9}, 480, 0, 37, 60, 0, {}, 0, 0}},
        {"place-order", {milliseconds{1900}, 410, 0.004, 803, 1200, 0, {}, 0, 0}},
        {"order-events", {milliseconds{3}, 410, 0, 0, 0, 0, {}, 0, 0}},
        {"charge-card", {milliseconds{2310}, 412.6, 0.08, 94, 100, 0, {6, 0, 94, 0, 0}, 100, 38}},
        {"bank-api", {milliseconds{160}, 390, 0, 0, 0, 0, {}, 0, 0}},
        {"pick-queue", {milliseconds{41000}, 180, 0, 0, 0, 18402, {}, 0, 0}},
        {"picker", {milliseconds{220}, 180, 0, 4, 6, 0, {0, 0, 5, 0, 1}, 10, 0}},
        {"pick-dead", {milliseconds{0}, 2, 0, 0, 0, 0, {}, 0, 0}},
        {"stock-cache", {milliseconds{1}, 180, 0, 300, 1000, 0, {}, 0, 0}},
        {"notify", {milliseconds{6}, 410, 0, 1, 6, 0, {0, 2, 1, 0, 0}, 10, 0}}};
    LiveView view;
    for (const Node& each : topology.nodes) {
        view.snapshot.nodes.push_back(snapshot(moments.at(each.id)));
        NodeSeries series;
        series.throughput = {static_cast<float>(moments.at(each.id).throughput)};
        view.series.push_back(series);
    }
    for (const Flow& each : topology.flows) {
        FlowSnapshot made;
        made.rate = moments.at(each.to).throughput;
        if (flowName(each) == "place-order -> charge-card") {
            made.errorShare = 0.08;
            made.breakers = {.halfOpen = 1};
        }
        if (each.to == "pick-queue") made.errorShare = 0.02;
        if (each.to == "pick-dead") made.errorShare = 1;
        view.snapshot.flows.push_back(made);
    }
    return view;
}

}  // namespace spillway::drawing
