#pragma once

#include "document/edit.h"

#include <random>
#include <string>

// Documents and edits drawn from a seed. The seed is printed by the test that uses them.
namespace spillway::testing {

using Random = std::mt19937_64;

inline std::size_t below(Random& random, std::size_t count) { return count == 0 ? 0 : random() % count; }

inline std::string word(Random& random) { return "item-" + std::to_string(random() % 100000); }

inline Node randomNode(Random& random) {
    Node node;
    node.id = word(random);
    node.spec = defaultSpec(static_cast<NodeKind>(below(random, names(NodeKind{}).size())));
    if (random() % 3 == 0) node.in = word(random);
    if (random() % 4 == 0) node.notes = word(random);
    return node;
}

inline Box randomBox(Random& random) {
    const auto number = [&] { return static_cast<double>(random() % 100000) / 7; };
    return {number(), number(), number() + 1, number() + 1};
}

inline DocumentState randomState(Random& random) {
    DocumentState state;
    Topology& topology = state.architecture.topology;
    for (std::size_t i = below(random, 8); i > 0; --i) topology.nodes.push_back(randomNode(random));
    for (std::size_t i = below(random, 8); i > 0; --i)
        topology.flows.push_back({.from = word(random), .to = word(random)});
    for (std::size_t i = below(random, 4); i > 0; --i) topology.boundaries.push_back({.id = word(random)});
    for (const Node& node : topology.nodes) state.layout.boxes[node.id] = randomBox(random);
    return state;
}

// One that is possible in `state`.
inline Edit randomEdit(Random& random, const DocumentState& state, int depth = 0) {
    const Topology& topology = state.architecture.topology;
    const std::size_t nodes = topology.nodes.size();
    const std::size_t flows = topology.flows.size();
    const std::size_t boundaries = topology.boundaries.size();
    switch (random() % 13) {
        case 0: return InsertNode{below(random, nodes + 1), randomNode(random)};
        case 1:
            if (nodes > 0) return RemoveNode{below(random, nodes)};
            break;
        case 2:
            if (nodes > 0) return ReplaceNode{below(random, nodes), randomNode(random)};
            break;
        case 3: return InsertFlow{below(random, flows + 1), {.from = word(random), .to = word(random)}};
        case 4:
            if (flows > 0) return RemoveFlow{below(random, flows)};
            break;
        case 5:
            if (flows > 0) return ReplaceFlow{below(random, flows), {.from = word(random), .to = word(random)}};
            break;
        case 6: return InsertBoundary{below(random, boundaries + 1), {.id = word(random)}};
        case 7:
            if (boundaries > 0) return RemoveBoundary{below(random, boundaries)};
            break;
        case 8:
            if (boundaries > 0) return ReplaceBoundary{below(random, boundaries), {.id = word(random)}};
            break;
        case 9: return ReplaceScenarios{{{.id = word(random)}}};
        case 10: return ReplaceTitle{word(random), word(random)};
        case 11: {
            PlaceBoxes edit;
            for (const auto& [id, box] : state.layout.boxes) {
                if (random() % 2 == 0)
                    edit.boxes[id] = random() % 4 == 0 ? std::nullopt : std::optional{randomBox(random)};
            }
            edit.boxes[word(random)] = randomBox(random);
            return edit;
        }
        default: {
            if (depth > 2) return ReplaceLayout{{{{word(random), randomBox(random)}}}};
            EditGroup group;
            DocumentState then = state;
            for (std::size_t i = below(random, 5); i > 0; --i) {
                group.edits.push_back(randomEdit(random, then, depth + 1));
                spillway::apply(then, group.edits.back());
            }
            return group;
        }
    }
    return ReplaceTitle{word(random), word(random)};
}

}  // namespace spillway::testing
