#pragma once

#include "topology/topology.h"

// An architecture that makes the exporter say everything it can say: every kind of node, namespaces, scaling, zones,
// timeouts.
namespace spillway::testing {

inline Node node(std::string id, NodeSpec spec, std::string in = {}) {
    Node result;
    result.id = std::move(id);
    result.in = std::move(in);
    result.spec = std::move(spec);
    return result;
}

inline Flow flow(std::string from, std::string to, FlowKind kind = FlowKind::call) {
    Flow result;
    result.from = std::move(from);
    result.to = std::move(to);
    result.kind = kind;
    return result;
}

inline Service service(std::string image) {
    Service spec;
    spec.image = std::move(image);
    spec.resources = {Cpu{500}, ByteCount::mebibytes(256), std::nullopt, std::nullopt};
    return spec;
}

inline std::vector<Node> checkoutNodes() {
    Service orderApi = service("registry.example.com/orders/order-api:1.4.0");
    orderApi.scaling.hpa = Hpa{.min = 4, .max = 20, .cpu = Share::percent(70)};
    Service picker = service("registry.example.com/picking/picker:2.0.1");
    picker.replicas = 3;
    picker.port = 9000;
    Function charge;
    charge.memory = ByteCount::mebibytes(512);
    Database ordersDb;
    ordersDb.engine = "postgres";
    ordersDb.resources = {Cpu{1000}, ByteCount::mebibytes(1024), std::nullopt, ByteCount::mebibytes(2048)};
    Cache sessions;
    sessions.image = "redis:7.4";
    Schedule nightly;
    nightly.every = std::chrono::minutes{15};
    Node spread = node("order-api", orderApi, "orders");
    spread.zones = {"zone-a", "zone-b"};
    return {node("shoppers", Clients{}),
            node("api-gateway", Gateway{}, "storefront"),
            spread,
            node("charge-card", charge, "orders"),
            node("orders-db", ordersDb, "orders"),
            node("sessions", sessions, "storefront"),
            node("pick-queue", Queue{}, "picking"),
            node("picker", picker, "picking"),
            node("bank", External{}),
            node("reminders", nightly, "picking"),
            node("Odd Name!", service("registry.example.com/odd:1"), "picking")};
}

inline Topology checkout() {
    Topology topology;
    topology.name = "Checkout";
    topology.boundaries = {{.id = "orders", .kind = BoundaryKind::service, .owner = "team-orders"},
                           {.id = "storefront", .kind = BoundaryKind::context},
                           {.id = "picking", .kind = BoundaryKind::service},
                           {.id = "zone-a", .kind = BoundaryKind::zone},
                           {.id = "zone-b", .kind = BoundaryKind::zone}};
    topology.nodes = checkoutNodes();
    Flow charge = flow("order-api", "charge-card");
    charge.timeout = std::chrono::milliseconds{800};
    charge.retry = Retry{};
    topology.flows = {flow("shoppers", "api-gateway"), flow("api-gateway", "order-api"),
                      flow("api-gateway", "sessions"), charge,
                      flow("order-api", "orders-db"),  flow("order-api", "pick-queue", FlowKind::event),
                      flow("charge-card", "bank"),     flow("pick-queue", "picker", FlowKind::event),
                      flow("reminders", "Odd Name!"),  flow("picker", "Odd Name!", FlowKind::event)};
    return topology;
}

}  // namespace spillway::testing
