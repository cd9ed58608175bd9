#include "document/follow_up.h"

#include "document/auto_layout.h"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace spillway {
namespace {

using Renames = std::vector<std::pair<std::string, std::string>>;

// The inverse of a group lists the inverses in reverse.
void collectRenames(const Edit& edit, const Edit& inverse, Renames& renames) {
    if (const auto* node = std::get_if<ReplaceNode>(&edit)) {
        renames.emplace_back(std::get<ReplaceNode>(inverse).node.id, node->node.id);
    } else if (const auto* boundary = std::get_if<ReplaceBoundary>(&edit)) {
        renames.emplace_back(std::get<ReplaceBoundary>(inverse).boundary.id, boundary->boundary.id);
    } else if (const auto* group = std::get_if<EditGroup>(&edit)) {
        const auto& inverses = std::get<EditGroup>(inverse).edits;
        for (std::size_t i = 0; i < group->edits.size(); ++i) {
            collectRenames(group->edits[i], inverses[inverses.size() - 1 - i], renames);
        }
    }
}

bool isDrawn(const Topology& topology, const std::string& id) {
    return findNode(topology, id) || findBoundary(topology, id);
}

bool allHaveBoxes(const Topology& topology, const Layout& layout) {
    const auto hasBox = [&](const auto& item) { return layout.boxes.contains(item.id); };
    return std::ranges::all_of(topology.nodes, hasBox) && std::ranges::all_of(topology.boundaries, hasBox);
}

}  // namespace

bool isLayoutOnly(const Edit& edit) {
    if (const auto* group = std::get_if<EditGroup>(&edit)) return std::ranges::all_of(group->edits, isLayoutOnly);
    return std::holds_alternative<ReplaceLayout>(edit) || std::holds_alternative<PlaceBoxes>(edit);
}

PlaceBoxes boxesAfter(const Edit& edit, const Edit& inverse, const DocumentState& state) {
    const Topology& topology = state.architecture.topology;
    PlaceBoxes placed;
    Renames renames;
    collectRenames(edit, inverse, renames);
    for (const auto& [before, after] : renames) {
        const auto box = state.layout.boxes.find(before);
        if (before == after || box == state.layout.boxes.end() || state.layout.boxes.contains(after)) continue;
        placed.boxes[after] = box->second;
        if (!isDrawn(topology, before)) placed.boxes[before] = std::nullopt;
    }
    if (placed.boxes.empty() && allHaveBoxes(topology, state.layout)) return placed;

    DocumentState completed{{topology, {}}, state.layout};
    spillway::apply(completed, placed);
    completed.layout = completedLayout(topology, std::move(completed.layout));
    for (const auto& [id, box] : completed.layout.boxes) {
        const auto before = state.layout.boxes.find(id);
        if (before == state.layout.boxes.end() || !(before->second == box)) placed.boxes[id] = box;
    }
    return placed;
}

}  // namespace spillway
