#include "analysis/payload_units.h"

#include <algorithm>
#include <cmath>

namespace spillway {
namespace {

// SendMessageBatch; a queue's or a stream's own batches are what its consumer takes.
double sentTogether(const Topology& topology, const Flow& flow) {
    const Node* from = findNode(topology, flow.from);
    const Node* to = findNode(topology, flow.to);
    const bool taken = from == nullptr || from->kind() == NodeKind::queue || from->kind() == NodeKind::stream;
    return !taken && to != nullptr && to->kind() == NodeKind::queue ? static_cast<double>(flow.batch) : 1;
}

}  // namespace

double unitsOfSize(double bytes, double unitBytes) { return std::max(1.0, std::ceil(bytes / unitBytes - 1e-9)); }

Inflow inflowOf(const Topology& topology, const RunReport& report, const NodeReport& node, double unitBytes) {
    Inflow inflow;
    double attempts = 0, bytes = 0;
    for (std::size_t i = 0; i < topology.flows.size() && i < report.flows.size(); ++i) {
        const Flow& flow = topology.flows[i];
        if (flow.to != node.id) continue;
        const double sent = static_cast<double>(report.flows[i].attempts);
        const auto size = static_cast<double>(flow.payload.value_or(ByteCount{}).bytes);
        const double together = sentTogether(topology, flow);
        attempts += sent;
        bytes += sent * size;
        inflow.units += sent / together * unitsOfSize(together * size, unitBytes);
    }
    const auto throttled = static_cast<double>(node.failed[static_cast<std::size_t>(FailureCause::throttled)]);
    inflow.requests = static_cast<double>(node.arrived) - throttled;
    if (attempts == 0) return inflow.units = inflow.requests, inflow;
    inflow.meanBytes = bytes / attempts;
    // Some got lost on the way; others came without a flow (dead letters, what is tried again).
    inflow.units *= std::min(1.0, inflow.requests / attempts);
    inflow.units += std::max(0.0, inflow.requests - attempts) * unitsOfSize(inflow.meanBytes, unitBytes);
    return inflow;
}

}  // namespace spillway
