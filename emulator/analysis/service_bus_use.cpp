#include "analysis/service_bus_use.h"

#include "analysis/payload_units.h"
#include "kernel/failure_cause.h"
#include "nodes/figures.h"

#include <algorithm>

namespace spillway {
namespace {

bool isBusTopic(const Node* node) {
    const auto* topic = node == nullptr ? nullptr : std::get_if<Topic>(&node->spec);
    return topic != nullptr && topic->engine == TopicEngine::service_bus;
}

}  // namespace

ServiceBusUse serviceBusUse(const Topology& topology, const RunReport& report, std::size_t node,
                            const std::function<double(double)>& chunks) {
    const std::string& id = topology.nodes[node].id;
    const NodeReport& measured = report.nodes[node];
    const auto throttled = static_cast<double>(measured.failed[static_cast<std::size_t>(FailureCause::throttled)]);
    double sent = 0, sentChunks = 0, came = 0, cameChunks = 0, delivered = 0;
    for (std::size_t i = 0; i < topology.flows.size() && i < report.flows.size(); ++i) {
        const Flow& flow = topology.flows[i];
        const auto attempts = static_cast<double>(report.flows[i].attempts);
        if (flow.from == id) delivered += messagesOver(topology, report, i);
        if (flow.to != id) continue;
        const double each = chunks(static_cast<double>(flow.payload.value_or(ByteCount{}).bytes));
        came += attempts;
        cameChunks += attempts * each;
        if (isBusTopic(findNode(topology, flow.from))) continue;
        sent += attempts;
        sentChunks += attempts * each;
    }
    ServiceBusUse use;
    use.sent = sent > 0 ? sentChunks * std::max(0.0, 1 - throttled / sent) : 0;
    if (isBusTopic(&topology.nodes[node])) return use;
    use.delivered = delivered * (came > 0 ? cameChunks / came : 1);
    use.settled = delivered;
    use.renewed = figureOf(measured.figures, kLocksRenewed);
    return use;
}

}  // namespace spillway
