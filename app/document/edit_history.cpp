#include "document/edit_history.h"

#include "base/assert.h"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace spillway {
namespace {

struct SameContent {
    bool operator()(const ReplaceNode& a, const ReplaceNode& b) const { return a.index == b.index && a.node == b.node; }
    bool operator()(const ReplaceFlow& a, const ReplaceFlow& b) const { return a.index == b.index && a.flow == b.flow; }
    bool operator()(const ReplaceBoundary& a, const ReplaceBoundary& b) const {
        return a.index == b.index && a.boundary == b.boundary;
    }
    bool operator()(const ReplaceScenarios& a, const ReplaceScenarios& b) const { return a.scenarios == b.scenarios; }
    bool operator()(const ReplaceTitle& a, const ReplaceTitle& b) const {
        return a.name == b.name && a.notes == b.notes;
    }
    bool operator()(const ReplaceLayout& a, const ReplaceLayout& b) const { return a.layout == b.layout; }
    bool operator()(const PlaceBoxes& a, const PlaceBoxes& b) const { return a.boxes == b.boxes; }
    bool operator()(const EditGroup& a, const EditGroup& b) const {
        const std::size_t count = a.edits.size();
        if (count != b.edits.size()) return false;
        for (std::size_t i = 0; i < count; ++i) {
            if (!std::visit(*this, a.edits[i], b.edits[count - 1 - i])) return false;
        }
        return true;
    }
    template <class A, class B>
    bool operator()(const A&, const B&) const {
        return false;
    }
};

// The edits of nested groups in one row. False if one of them moves indices: such a row cannot be thinned.
bool flattenReplacements(const Edit& edit, std::vector<const Edit*>& out) {
    return std::visit(
        [&](const auto& alternative) {
            using Alternative = std::decay_t<decltype(alternative)>;
            if constexpr (std::is_same_v<Alternative, EditGroup>) {
                return std::ranges::all_of(alternative.edits,
                                           [&](const Edit& inner) { return flattenReplacements(inner, out); });
            } else {
                out.push_back(&edit);
                return !requires { alternative.index; }
                || std::is_same_v<Alternative, ReplaceNode> || std::is_same_v<Alternative, ReplaceFlow> ||
                    std::is_same_v<Alternative, ReplaceBoundary>;
            }
        },
        edit);
}

// Whether `later`, applied after `earlier`, leaves nothing of what `earlier` did.
bool covers(const Edit& later, const Edit& earlier) {
    return std::visit(
        [](const auto& a, const auto& b) {
            using A = std::decay_t<decltype(a)>;
            using B = std::decay_t<decltype(b)>;
            if constexpr (std::is_same_v<A, PlaceBoxes> && std::is_same_v<B, PlaceBoxes>) {
                return std::ranges::all_of(b.boxes, [&](const auto& entry) { return a.boxes.contains(entry.first); });
            } else if constexpr (std::is_same_v<A, ReplaceLayout>) {
                return std::is_same_v<B, PlaceBoxes> || std::is_same_v<B, ReplaceLayout>;
            } else if constexpr (std::is_same_v<A, B> && requires { a.index; }) {
                return a.index == b.index;
            } else {
                return std::is_same_v<A, B> && !std::is_same_v<A, EditGroup>;
            }
        },
        later, earlier);
}

// The inverse of two steps in a row: first the newer one's inverse, then the older one's. Of replacements only what
// the older one does not overwrite is kept, so that a drag of a thousand moves stays as small as one.
Edit joinedInverse(Edit older, Edit newer) {
    EditGroup joined;
    std::vector<const Edit*> olderParts;
    std::vector<const Edit*> newerParts;
    if (!flattenReplacements(older, olderParts) || !flattenReplacements(newer, newerParts)) {
        joined.edits.push_back(std::move(newer));
        joined.edits.push_back(std::move(older));
        return joined;
    }
    for (const Edit* part : newerParts) {
        const bool lost = std::ranges::any_of(olderParts, [&](const Edit* later) { return covers(*later, *part); });
        if (!lost) joined.edits.push_back(*part);
    }
    if (joined.edits.empty()) return older;
    joined.edits.push_back(std::move(older));
    return joined;
}

}  // namespace

bool changesNothing(const Edit& edit, const Edit& inverse) { return std::visit(SameContent{}, edit, inverse); }

bool EditHistory::push(DocumentState& state, const Edit& edit, std::string label, std::string mergeKey) {
    return record(edit, spillway::apply(state, edit), std::move(label), std::move(mergeKey));
}

bool EditHistory::record(const Edit& edit, Edit inverse, std::string label, std::string mergeKey) {
    if (changesNothing(edit, inverse)) return false;
    const bool merges = m_mergeOpen && !mergeKey.empty() && m_redo.empty() && !m_undo.empty() &&
                        m_undo.back().mergeKey == mergeKey && !isClean();
    if (merges) {
        Step& step = m_undo.back();
        step.edit = joinedInverse(std::move(step.edit), std::move(inverse));
        step.label = std::move(label);
        return true;
    }
    if (m_clean && *m_clean > m_undo.size()) m_clean.reset();
    m_redo.clear();
    m_undo.push_back({std::move(inverse), std::move(label), std::move(mergeKey)});
    m_mergeOpen = true;
    return true;
}

const Edit& EditHistory::undo(DocumentState& state) {
    SPILLWAY_ASSERT(canUndo(), "there is a step to undo");
    Step step = std::move(m_undo.back());
    m_undo.pop_back();
    step.edit = spillway::apply(state, step.edit);
    m_redo.push_back(std::move(step));
    m_mergeOpen = false;
    return m_redo.back().edit;
}

const Edit& EditHistory::redo(DocumentState& state) {
    SPILLWAY_ASSERT(canRedo(), "there is a step to redo");
    Step step = std::move(m_redo.back());
    m_redo.pop_back();
    step.edit = spillway::apply(state, step.edit);
    m_undo.push_back(std::move(step));
    m_mergeOpen = false;
    return m_undo.back().edit;
}

void EditHistory::markClean() {
    m_clean = m_undo.size();
    m_mergeOpen = false;
}

void EditHistory::clear() { *this = EditHistory{}; }

}  // namespace spillway
