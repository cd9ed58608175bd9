#pragma once

#include "base/diagnostic.h"
#include "topology/topology.h"

#include <cstddef>
#include <string>
#include <vector>

namespace spillway {

enum class Section { boundaries, nodes, flows, facts, scenarios };
constexpr auto names(Section) {
    using enum Section;
    return std::array<EnumName<Section>, 5>{
        {{boundaries, "boundaries"}, {nodes, "nodes"}, {flows, "flows"}, {facts, "facts"}, {scenarios, "scenarios"}}};
}

// A problem and the item it is in, by its place in its section: ids may be missing or twice the same.
struct Finding {
    Section section = Section::nodes;
    std::size_t index = 0;
    Diagnostic diagnostic;  // its place has item and field ("retry.attempts")
};
using Findings = std::vector<Finding>;

// References that come to nothing and are still told the nearest known word.
inline constexpr int kMostGuesses = 200;

// Everything that is wrong with a topology beyond what its text could not even say: ids, references, loops, ranges.
Findings validateTopology(const Topology& topology);

// An error unless `id` is made of letters, digits, '-', '_' and '.', beginning with a letter or digit. Null when it is
// fine.
const char* whatIsWrongWithId(const std::string& id);

// Whether requests begin there: clients, schedule, devices.
constexpr bool isSource(NodeKind kind) {
    return kind == NodeKind::clients || kind == NodeKind::schedule || kind == NodeKind::devices;
}

}  // namespace spillway
