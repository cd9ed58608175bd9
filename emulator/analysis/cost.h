#pragma once

#include "analysis/price_sheet.h"
#include "analysis/usage.h"

#include <string>
#include <vector>

// Usage times price: what an architecture costs under the load of a scenario, projected to a month.
namespace spillway {

// One line of the bill of a month.
struct Charge {
    std::string node;  // empty: the architecture as a whole
    std::string key;   // of the Price
    double inRun = 0;  // units
    double inMonth = 0;
    double cost = 0;  // a month; free units and tiers are shared among the nodes in proportion to their units
    bool alternative = false;
    friend bool operator==(const Charge&, const Charge&) = default;
};

struct NodeCost {
    std::string id;
    std::string boundary;  // empty: in none
    double perMonth = 0;
    // The same work bought the other way (pods without nodes, provisioned environments); absent when there is none.
    std::optional<double> alternative;
    friend bool operator==(const NodeCost&, const NodeCost&) = default;
};
struct BoundaryCost {
    std::string id;  // empty: what is in no boundary
    double perMonth = 0;
    friend bool operator==(const BoundaryCost&, const BoundaryCost&) = default;
};

struct CostReport {
    std::string currency;
    std::string asOf;
    std::string region;
    double perMonth = 0;    // a month of nothing but this load
    double forRun = 0;      // the run's share of that month
    double perMillion = 0;  // requests that the sources saw succeed; 0 when none did
    std::vector<Charge> charges;
    std::vector<NodeCost> nodes;           // those that cost something, in the order of the topology
    std::vector<BoundaryCost> boundaries;  // each node counts for all that it is in: an outer one has its inner ones
    std::vector<std::string> assumed;
    std::vector<std::string> omitted;
};

// `report` is of a run of `topology` that has come further than 0 s.
CostReport costOf(const Topology& topology, const RunReport& report, const PriceSheet& prices);

}  // namespace spillway
