#include "analysis/cost.h"

#include "analysis/transfer.h"
#include "base/assert.h"

#include <algorithm>
#include <map>
#include <set>

namespace spillway {
namespace {

// What a node sends leaves it whichever way the node is bought.
void addTransferToAlternatives(std::vector<Usage>& used) {
    std::set<std::string> others;
    for (const Usage& each : used)
        if (each.alternative) others.insert(each.node);
    std::vector<Usage> sent;
    for (const Usage& each : used)
        if (isTransfer(each.key) && others.contains(each.node)) sent.push_back({each.node, each.key, each.units, true});
    used.insert(used.end(), sent.begin(), sent.end());
}

// Free units and tiers are the account's, not a node's: what a key costs is worked out once for all nodes that use it.
// The two ways of buying are two bills: what is used anyway belongs to both, so each is priced whole. On the other bill
// stand also the nodes that can be bought in one way only.
void price(std::vector<Charge>& charges, const PriceSheet& prices, bool alternative) {
    std::map<std::string, double> units;
    std::set<std::string> others;
    for (const Charge& charge : charges)
        if (charge.alternative) others.insert(charge.node);
    for (const Charge& charge : charges)
        if (charge.alternative == alternative || (alternative && !others.contains(charge.node)))
            units[charge.key] += charge.inMonth;
    for (Charge& charge : charges) {
        if (charge.alternative != alternative) continue;
        const Price* item = prices.find(charge.key);
        SPILLWAY_ASSERT(item != nullptr, "a price sheet has every price that usage asks for");
        const double all = units[charge.key];
        charge.cost = all > 0 ? item->monthly(all) * (charge.inMonth / all) : 0;
    }
}

// The innermost one and all that it lies in, the outermost first; what is in none is told by itself.
std::vector<std::string> boundariesAround(const Topology& topology, const std::string& innermost) {
    std::vector<std::string> around;
    for (const Boundary* at = findBoundary(topology, innermost); at != nullptr; at = findBoundary(topology, at->in)) {
        if (std::ranges::find(around, at->id) != around.end()) break;
        around.push_back(at->id);
    }
    if (around.empty()) around.emplace_back();
    std::ranges::reverse(around);
    return around;
}

void addUp(CostReport& cost, const Topology& topology) {
    const auto addTo = [&](const std::string& innermost, double money) {
        for (const std::string& boundary : boundariesAround(topology, innermost)) {
            const auto found = std::ranges::find(cost.boundaries, boundary, &BoundaryCost::id);
            if (found == cost.boundaries.end())
                cost.boundaries.push_back({boundary, money});
            else
                found->perMonth += money;
        }
    };
    for (const Charge& charge : cost.charges) {
        if (!charge.alternative) cost.perMonth += charge.cost;
        if (charge.node.empty()) {
            addTo({}, charge.cost);
            continue;
        }
        auto at = std::ranges::find(cost.nodes, charge.node, &NodeCost::id);
        if (at == cost.nodes.end()) {
            const Node* node = findNode(topology, charge.node);
            cost.nodes.push_back({charge.node, node ? node->in : std::string{}, 0, {}});
            at = std::prev(cost.nodes.end());
        }
        if (charge.alternative) {
            at->alternative = at->alternative.value_or(0) + charge.cost;
        } else {
            at->perMonth += charge.cost;
            addTo(at->boundary, charge.cost);
        }
    }
}

}  // namespace

CostReport costOf(const Topology& topology, const RunReport& report, const PriceSheet& prices) {
    const double hours = toSeconds(report.end) / 3600;
    SPILLWAY_ASSERT(hours > 0, "a run that did not begin has no cost");
    const double runsInMonth = prices.hoursPerMonth / hours;
    CostReport cost{.currency = prices.currency, .asOf = prices.asOf, .region = prices.region};
    UsageReport usage = usageOf(topology, report, prices);
    addTransferToAlternatives(usage.used);
    for (Usage& used : usage.used) {
        cost.charges.push_back({.node = std::move(used.node),
                                .key = std::move(used.key),
                                .inRun = used.units,
                                .inMonth = used.units * runsInMonth,
                                .alternative = used.alternative});
    }
    price(cost.charges, prices, false);
    price(cost.charges, prices, true);
    addUp(cost, topology);
    cost.forRun = cost.perMonth / runsInMonth;
    const double succeeded = static_cast<double>(report.succeeded) * runsInMonth;
    if (succeeded > 0) cost.perMillion = cost.perMonth / succeeded * 1e6;
    cost.assumed = std::move(usage.assumed);
    cost.omitted = std::move(usage.omitted);
    return cost;
}

}  // namespace spillway
