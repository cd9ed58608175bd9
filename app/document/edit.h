#pragma once

#include "document/layout.h"
#include "scenario/scenario.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// A change as a value. apply() changes the state and returns the inverse; applying that restores the state exactly.
namespace spillway {

struct DocumentState {
    Architecture architecture;
    Layout layout;
    friend bool operator==(const DocumentState&, const DocumentState&) = default;
};

struct InsertNode {
    std::size_t index;
    Node node;
};
struct RemoveNode {
    std::size_t index;
};
struct ReplaceNode {
    std::size_t index;
    Node node;
};
struct InsertFlow {
    std::size_t index;
    Flow flow;
};
struct RemoveFlow {
    std::size_t index;
};
struct ReplaceFlow {
    std::size_t index;
    Flow flow;
};
struct InsertBoundary {
    std::size_t index;
    Boundary boundary;
};
struct RemoveBoundary {
    std::size_t index;
};
struct ReplaceBoundary {
    std::size_t index;
    Boundary boundary;
};
struct ReplaceScenarios {
    std::vector<Scenario> scenarios;
};
struct ReplaceFacts {
    std::vector<StatedFact> facts;
};
struct ReplaceTitle {
    std::string name;
    std::string notes;
};
struct ReplaceLayout {
    Layout layout;
};
// Only these boxes change (a drag among thousands); an absent one is taken away.
struct PlaceBoxes {
    std::map<std::string, std::optional<Box>> boxes;
};
struct EditGroup;
using Edit = std::variant<InsertNode, RemoveNode, ReplaceNode, InsertFlow, RemoveFlow, ReplaceFlow, InsertBoundary,
                          RemoveBoundary, ReplaceBoundary, ReplaceScenarios, ReplaceFacts, ReplaceTitle, ReplaceLayout,
                          PlaceBoxes, EditGroup>;
// Applied in order; undone in reverse; one step for the user.
struct EditGroup {
    std::vector<Edit> edits;
};

// Indices must exist: an index out of range is our mistake. Call it with its namespace: a plain `apply` finds
// std::apply too.
Edit apply(DocumentState& state, const Edit& edit);

}  // namespace spillway
