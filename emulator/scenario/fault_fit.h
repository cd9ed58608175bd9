#pragma once

#include "scenario/fault.h"
#include "topology/topology.h"

#include <set>
#include <string>

// Whether a fault can hit what it names: the one rule that documents, runs and buttons are judged by.
namespace spillway {

// What a fault names, looked up by whoever has an index of the topology; all null: there is no such thing.
struct FaultTarget {
    const Node* node = nullptr;
    const Boundary* boundary = nullptr;
    const Flow* flow = nullptr;

    bool known() const { return node != nullptr || boundary != nullptr || flow != nullptr; }
};
// Linear in the size of the topology.
FaultTarget faultTarget(const Topology& topology, const std::string& on);

// The target is known. A boundary must have something in it, or spread over it, that the fault takes hold of.
bool fits(FaultKind kind, const FaultTarget& target, const Topology& topology);

// Ids of the boundary and of all boundaries in it.
std::set<std::string> withNested(const Topology& topology, const std::string& boundary);

}  // namespace spillway
