#include "analysis/usage.h"

#include "analysis/metering/kinds.h"
#include "analysis/transfer.h"

namespace spillway {

UsageReport usageOf(const Topology& topology, const RunReport& report, const PriceSheet& prices) {
    using metering::meter;
    metering::Meter all{topology, report, prices};
    for (std::size_t i = 0; i < topology.nodes.size() && i < report.nodes.size(); ++i) {
        all.beginNode(i);
        std::visit([&](const auto& spec) { meter(all, spec); }, topology.nodes[i].spec);
    }
    all.beginRest();
    if (all.onKubernetes) all.add("kubernetes_cluster_hours", all.hours(1));
    if (all.namespaces.hasStandard()) all.add("azure_service_bus_hours", all.hours(1));
    all.add("azure_service_bus_unit_hours", all.hours(static_cast<double>(all.namespaces.units())));
    const bool sharesMachines = all.sharesMachines;
    UsageReport result = std::move(all).take();
    if (sharesMachines)
        result.assumed.emplace_back(
            "pods pay for their share of machines that others fill, unless scaling.nodes says which machines they "
            "have");
    for (Usage& sent : transferOf(topology, report)) result.used.push_back(std::move(sent));
    result.omitted.emplace_back(statesSizes(topology)
                                    ? "what is stored and logged, and what flows without a size transfer"
                                    : "what is stored, transferred and logged: the document states no sizes");
    return result;
}

}  // namespace spillway
