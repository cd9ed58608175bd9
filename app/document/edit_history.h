#pragma once

#include "document/edit.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace spillway {

// Whether `edit` left the state as it was, judged by its inverse: such an edit is no step for the user.
bool changesNothing(const Edit& edit, const Edit& inverse);

// The steps that can be taken back and taken again, and the one at which the file was last in step with the state.
// Keeps inverses only: undoing an edit yields the edit that redoes it, so both ways are exact by construction.
class EditHistory {
public:
    // Applies `edit` as one step. A step with the non-empty `mergeKey` of the step before joins it, unless that step is
    // the clean one (what was saved must stay reachable) or something was undone in between.
    // False if the edit changed nothing: then there is no step.
    bool push(DocumentState& state, const Edit& edit, std::string label, std::string mergeKey = {});
    // The same for an edit that was applied already, with its inverse.
    bool record(const Edit& edit, Edit inverse, std::string label, std::string mergeKey = {});

    bool canUndo() const { return !m_undo.empty(); }
    bool canRedo() const { return !m_redo.empty(); }
    // Empty if there is none.
    std::string undoLabel() const { return m_undo.empty() ? std::string{} : m_undo.back().label; }
    std::string redoLabel() const { return m_redo.empty() ? std::string{} : m_redo.back().label; }

    // There must be a step to take. Returns what takes it the other way, valid until the next call.
    const Edit& undo(DocumentState& state);
    const Edit& redo(DocumentState& state);

    // The next push starts a step of its own, whatever its key (the mouse was released, the focus left).
    void endMerge() { m_mergeOpen = false; }

    void markClean();
    // The state on disk is none of this history's (recovered work).
    void markNeverClean() { m_clean.reset(); }
    bool isClean() const { return m_clean == m_undo.size(); }
    void clear();

private:
    struct Step {
        Edit edit;
        std::string label;
        std::string mergeKey;
    };
    std::vector<Step> m_undo;
    std::vector<Step> m_redo;
    std::optional<std::size_t> m_clean = 0;
    bool m_mergeOpen = true;
};

}  // namespace spillway
