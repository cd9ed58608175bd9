#pragma once

#include "topology/kinds/backend.h"
#include "topology/kinds/cache.h"
#include "topology/kinds/cdn.h"
#include "topology/kinds/clients.h"
#include "topology/kinds/database.h"
#include "topology/kinds/devices.h"
#include "topology/kinds/edge_worker.h"
#include "topology/kinds/event_bus.h"
#include "topology/kinds/external.h"
#include "topology/kinds/function.h"
#include "topology/kinds/gateway.h"
#include "topology/kinds/load_balancer.h"
#include "topology/kinds/object_store.h"
#include "topology/kinds/queue.h"
#include "topology/kinds/schedule.h"
#include "topology/kinds/service.h"
#include "topology/kinds/stream.h"
#include "topology/kinds/topic.h"
#include "topology/kinds/workflow.h"
#include "topology/node_kind.h"

#include <variant>

namespace spillway {

// What only one kind of node has. The alternatives stand in the order of NodeKind, so that the index is the kind.
using NodeSpec =
    std::variant<Clients, Schedule, Devices, Gateway, Cdn, EdgeWorker, LoadBalancer, Service, Function, Workflow, Queue,
                 Topic, Stream, EventBus, Database, Cache, ObjectStore, Backend, External>;

constexpr NodeKind kindOf(const NodeSpec& spec) { return static_cast<NodeKind>(spec.index()); }
static_assert(std::variant_size_v<NodeSpec> == names(NodeKind{}).size(), "one alternative per kind, in its order");

// The kind's defaults.
NodeSpec defaultSpec(NodeKind kind);

}  // namespace spillway
