#include "analysis/payload_units.h"

#include <algorithm>
#include <cmath>

namespace spillway {
namespace {

bool givesBatches(const Node* node) {
    return node != nullptr && (node->kind() == NodeKind::queue || node->kind() == NodeKind::stream);
}

// SendMessageBatch; a queue's or a stream's own batches are what its consumer takes.
double sentTogether(const Topology& topology, const Flow& flow) {
    const Node* from = findNode(topology, flow.from);
    const Node* to = findNode(topology, flow.to);
    const bool sends = from != nullptr && !givesBatches(from);
    return sends && to != nullptr && to->kind() == NodeKind::queue ? static_cast<double>(flow.batch) : 1;
}

}  // namespace

// Who waited has a time, or still waits; what never left has none.
double leftOver(const FlowReport& flow) {
    const std::uint64_t ended = flow.succeeded + total(flow.failed);
    const bool tells = flow.kind == FlowKind::call && ended > flow.response.count;
    return static_cast<double>(tells ? flow.attempts - std::min(flow.attempts, ended - flow.response.count)
                                     : flow.attempts);
}

double messagesOver(const Topology& topology, const RunReport& report, std::size_t flow) {
    const Flow& own = topology.flows[flow];
    const Node* from = findNode(topology, own.from);
    const auto room = [&](std::size_t i) {
        return static_cast<double>(report.flows[i].attempts) * static_cast<double>(topology.flows[i].batch);
    };
    if (!givesBatches(from) || own.batch <= 1) return leftOver(report.flows[flow]);
    // Consumers of a queue share its messages, each consumer of a stream has them all.
    double all = 0;
    for (std::size_t i = 0; i < topology.flows.size() && i < report.flows.size(); ++i) {
        if (i == flow || (from->kind() == NodeKind::queue && topology.flows[i].from == own.from)) all += room(i);
    }
    // Batches may have gone out before they were full.
    const NodeReport& measured = report.nodes[static_cast<std::size_t>(from - topology.nodes.data())];
    const auto most = static_cast<double>(measured.arrived + measured.redelivered);
    return all > most ? most * room(flow) / all : room(flow);
}

double unitsOfSize(double bytes, double unitBytes) { return std::max(1.0, std::ceil(bytes / unitBytes - 1e-9)); }

namespace {

struct Sent {
    double messages = 0;
    double bytes = 0;
    double mean() const { return messages > 0 ? bytes / messages : 0; }
};

Sent sentTo(const Topology& topology, const RunReport& report, const std::string& node) {
    Sent sent;
    for (std::size_t i = 0; i < topology.flows.size() && i < report.flows.size(); ++i) {
        if (topology.flows[i].to != node) continue;
        const double messages = leftOver(report.flows[i]);
        sent.messages += messages;
        sent.bytes += messages * static_cast<double>(topology.flows[i].payload.value_or(ByteCount{}).bytes);
    }
    return sent;
}

// They come without a flow, as large as they were where they died.
Sent deadLettersTo(const Topology& topology, const RunReport& report, const std::string& node) {
    Sent sent;
    for (std::size_t i = 0; i < topology.nodes.size() && i < report.nodes.size(); ++i) {
        const auto* queue = std::get_if<Queue>(&topology.nodes[i].spec);
        if (queue == nullptr || !queue->deadLetters || queue->deadLetters->to != node) continue;
        const auto dead = static_cast<double>(report.nodes[i].deadLettered);
        sent.messages += dead;
        sent.bytes += dead * sentTo(topology, report, topology.nodes[i].id).mean();
    }
    return sent;
}

}  // namespace

Inflow inflowOf(const Topology& topology, const RunReport& report, const NodeReport& node, double unitBytes) {
    Inflow inflow;
    for (std::size_t i = 0; i < topology.flows.size() && i < report.flows.size(); ++i) {
        const Flow& flow = topology.flows[i];
        if (flow.to != node.id) continue;
        const auto size = static_cast<double>(flow.payload.value_or(ByteCount{}).bytes);
        const double together = sentTogether(topology, flow);
        inflow.units += leftOver(report.flows[i]) / together * unitsOfSize(together * size, unitBytes);
    }
    const auto throttled = static_cast<double>(node.failed[static_cast<std::size_t>(FailureCause::throttled)]);
    inflow.requests = static_cast<double>(node.arrived) - throttled;
    const Sent sent = sentTo(topology, report, node.id);
    const Sent dead = deadLettersTo(topology, report, node.id);
    // Some got lost on the way; others came without a flow (dead letters, what is tried again).
    if (sent.messages > 0) inflow.units *= std::min(1.0, inflow.requests / sent.messages);
    const double others = std::max(0.0, inflow.requests - sent.messages);
    const double size = dead.messages > 0 ? dead.mean() : sent.mean();
    inflow.units += others * unitsOfSize(size, unitBytes);
    if (sent.messages + others > 0) inflow.meanBytes = (sent.bytes + others * size) / (sent.messages + others);
    return inflow;
}

}  // namespace spillway
