#include "viewmodel/workspace.h"

// The states of a workflow: opening them, leaving them, and what can be done there.
namespace spillway {

bool Workspace::openStates(const QString& node) {
    if (!m_states.canOpen(node)) return false;
    if (!onCanvas()) setMode(QStringLiteral("design"));
    // The inspector has the workflow's own fields while none of its states is selected.
    m_selection.select(node);
    m_states.open(node);
    return true;
}

void Workspace::bindStates() {
    connect(&m_states, &WorkflowDesk::opened, this, [this] {
        if (m_states.isOpen()) m_selection.select(m_states.node());
        if (m_tool != QStringLiteral("select")) setTool(QStringLiteral("select"));
        m_actions.refresh();
    });
    connect(&m_states, &WorkflowDesk::selectionChanged, &m_actions, &ActionTable::refresh);
    connect(&m_states, &WorkflowDesk::said, this, &Workspace::say);
    m_actions.bind("states.open", {.run = [this] { openStates(m_selection.single()); },
                                   .enabled = [this] { return drawing() && m_states.canOpen(m_selection.single()); }});
    m_actions.bind("states.back", {.run = [this] { m_states.back(); }, .enabled = [this] { return inStates(); }});
    m_actions.bind("states.start", {.run = [this] { m_states.makeStart(); },
                                    .enabled = [this] { return inStates() && m_states.isState(m_states.selected()); }});
    m_actions.bind("states.text", {.run = [this] { Q_EMIT canvasRequested(QStringLiteral("definition")); },
                                   .enabled = [this] { return inStates(); }});
}

}  // namespace spillway
