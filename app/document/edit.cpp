#include "document/edit.h"

#include "base/assert.h"

#include <iterator>
#include <utility>

namespace spillway {
namespace {

template <class Item>
void checkIndex(const std::vector<Item>& items, std::size_t index) {
    SPILLWAY_ASSERT(index < items.size(), "an edit names an item that exists");
}

template <class Item>
void insertAt(std::vector<Item>& items, std::size_t index, Item item) {
    SPILLWAY_ASSERT(index <= items.size(), "an item is inserted inside the list or at its end");
    items.insert(std::next(items.begin(), static_cast<std::ptrdiff_t>(index)), std::move(item));
}

template <class Item>
Item takeAt(std::vector<Item>& items, std::size_t index) {
    checkIndex(items, index);
    Item taken = std::move(items[index]);
    items.erase(std::next(items.begin(), static_cast<std::ptrdiff_t>(index)));
    return taken;
}

template <class Item>
Item replaceAt(std::vector<Item>& items, std::size_t index, Item item) {
    checkIndex(items, index);
    return std::exchange(items[index], std::move(item));
}

// One overload per edit: changes the state, returns what changes it back.
struct Applying {
    DocumentState& state;

    Topology& topology() const { return state.architecture.topology; }

    Edit operator()(const InsertNode& edit) const {
        insertAt(topology().nodes, edit.index, edit.node);
        return RemoveNode{edit.index};
    }
    Edit operator()(const RemoveNode& edit) const {
        return InsertNode{edit.index, takeAt(topology().nodes, edit.index)};
    }
    Edit operator()(const ReplaceNode& edit) const {
        return ReplaceNode{edit.index, replaceAt(topology().nodes, edit.index, edit.node)};
    }
    Edit operator()(const InsertFlow& edit) const {
        insertAt(topology().flows, edit.index, edit.flow);
        return RemoveFlow{edit.index};
    }
    Edit operator()(const RemoveFlow& edit) const {
        return InsertFlow{edit.index, takeAt(topology().flows, edit.index)};
    }
    Edit operator()(const ReplaceFlow& edit) const {
        return ReplaceFlow{edit.index, replaceAt(topology().flows, edit.index, edit.flow)};
    }
    Edit operator()(const InsertBoundary& edit) const {
        insertAt(topology().boundaries, edit.index, edit.boundary);
        return RemoveBoundary{edit.index};
    }
    Edit operator()(const RemoveBoundary& edit) const {
        return InsertBoundary{edit.index, takeAt(topology().boundaries, edit.index)};
    }
    Edit operator()(const ReplaceBoundary& edit) const {
        return ReplaceBoundary{edit.index, replaceAt(topology().boundaries, edit.index, edit.boundary)};
    }
    Edit operator()(const ReplaceScenarios& edit) const {
        return ReplaceScenarios{std::exchange(state.architecture.scenarios, edit.scenarios)};
    }
    Edit operator()(const ReplaceFacts& edit) const {
        return ReplaceFacts{std::exchange(topology().facts, edit.facts)};
    }
    Edit operator()(const ReplaceTitle& edit) const {
        return ReplaceTitle{std::exchange(topology().name, edit.name), std::exchange(topology().notes, edit.notes)};
    }
    Edit operator()(const ReplaceLayout& edit) const { return ReplaceLayout{std::exchange(state.layout, edit.layout)}; }
    Edit operator()(const PlaceBoxes& edit) const {
        PlaceBoxes inverse;
        for (const auto& [id, box] : edit.boxes) {
            const auto found = state.layout.boxes.find(id);
            const bool present = found != state.layout.boxes.end();
            inverse.boxes[id] = present ? std::optional{found->second} : std::nullopt;
            if (box) {
                state.layout.boxes[id] = *box;
            } else if (present) {
                state.layout.boxes.erase(found);
            }
        }
        return inverse;
    }
    Edit operator()(const EditGroup& group) const {
        EditGroup inverse;
        inverse.edits.resize(group.edits.size());
        for (std::size_t i = 0; i < group.edits.size(); ++i) {
            inverse.edits[group.edits.size() - 1 - i] = std::visit(*this, group.edits[i]);
        }
        return inverse;
    }
};

}  // namespace

Edit apply(DocumentState& state, const Edit& edit) { return std::visit(Applying{state}, edit); }

}  // namespace spillway
