#include "analysis/footprint.h"

#include "faults/effects.h"
#include "run/plan.h"

namespace spillway {
namespace {

template <class Moved>
void keepMoved(const std::vector<Moved>& all, std::vector<std::pair<std::uint32_t, Moved>>& into) {
    for (std::uint32_t i = 0; i < all.size(); ++i) {
        if (!(all[i] == Moved{})) into.emplace_back(i, all[i]);
    }
}

}  // namespace

Footprint footprintOf(const std::vector<Fault>& faults, const Topology& topology) {
    Levers levers;
    levers.nodes.resize(topology.nodes.size());
    levers.flows.resize(topology.flows.size());
    Footprint print;
    Diagnostics unfit;  // what does not fit moves nothing, and is told where the scenario is compiled
    for (const Fault& fault : faults) {
        const FaultReach reach = reachOf(fault, topology, unfit);
        std::visit(
            [&](const auto& spec) {
                faults::hold(spec, reach, levers);
                faults::strike(spec, reach, levers);
            },
            fault.spec);
        print.lasting = print.lasting || !fault.face().instant;
    }
    keepMoved(levers.nodes, print.nodes);
    keepMoved(levers.flows, print.flows);
    return print;
}

}  // namespace spillway
