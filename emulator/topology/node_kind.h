#pragma once

#include "topology/field.h"

#include <array>

namespace spillway {

// In palette order: sources, edge, compute, messaging, data, outside.
enum class NodeKind {
    clients,
    schedule,
    devices,
    gateway,
    cdn,
    edge_worker,
    load_balancer,
    service,
    function,
    workflow,
    queue,
    topic,
    stream,
    event_bus,
    database,
    cache,
    object_store,
    backend,
    external,
};

constexpr auto names(NodeKind) {
    using enum NodeKind;
    return std::array<EnumName<NodeKind>, 19>{{
        {clients, "clients"},
        {schedule, "schedule"},
        {devices, "devices"},
        {gateway, "gateway"},
        {cdn, "cdn"},
        {edge_worker, "edge_worker"},
        {load_balancer, "load_balancer"},
        {service, "service"},
        {function, "function"},
        {workflow, "workflow"},
        {queue, "queue"},
        {topic, "topic"},
        {stream, "stream"},
        {event_bus, "event_bus"},
        {database, "database"},
        {cache, "cache"},
        {object_store, "object_store"},
        {backend, "backend"},
        {external, "external"},
    }};
}

// What runs a node; `unspecified` takes the kind's usual one (service: kubernetes, function: lambda).
enum class Platform {
    unspecified,
    kubernetes,
    knative,
    lambda,
    azure_functions,
    cloud_run,
    code_engine,
    workers,
    openwhisk,
    tars,
    kinvey,
    vm,
};

constexpr auto names(Platform) {
    using enum Platform;
    return std::array<EnumName<Platform>, 12>{{
        {unspecified, "unspecified"},
        {kubernetes, "kubernetes"},
        {knative, "knative"},
        {lambda, "lambda"},
        {azure_functions, "azure_functions"},
        {cloud_run, "cloud_run"},
        {code_engine, "code_engine"},
        {workers, "workers"},
        {openwhisk, "openwhisk"},
        {tars, "tars"},
        {kinvey, "kinvey"},
        {vm, "vm"},
    }};
}

}  // namespace spillway
