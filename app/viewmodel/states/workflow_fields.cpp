#include "viewmodel/states/definition_text.h"
#include "viewmodel/states/state_rows.h"
#include "viewmodel/states/workflow_desk.h"
#include "viewmodel/text_format.h"

// What is selected in the open workflow, as fields.
namespace spillway {

QString WorkflowDesk::title() const {
    const std::string pointer = m_selected.toStdString();
    if (m_selected.isEmpty()) return node();
    if (isState(m_selected)) return text::fromStd(states::placeOfState(pointer).name);
    const auto* target = states::at(m_definition, pointer);
    const QString from = text::fromStd(states::placeOfState(states::ownerOf(pointer)).name);
    return target == nullptr || !target->is_string()
               ? from
               : from + QStringLiteral(" → ") + text::fromStd(target->get<std::string>());
}

QString WorkflowDesk::type() const {
    const auto found = m_graph.find(m_selected.toStdString());
    return found < m_graph.states.size() ? text::fromStd(m_graph.states[found].type) : QString();
}

QString WorkflowDesk::subtitle() const {
    if (m_selected.isEmpty()) return tr("Workflow · %n states", nullptr, static_cast<int>(m_graph.states.size()));
    const auto found = m_graph.find(m_selected.toStdString());
    if (found < m_graph.states.size()) {
        const states::State& state = m_graph.states[found];
        const QString detail = text::fromStd(state.detail);
        return tr("%1 state").arg(text::fromStd(state.type)) +
               (detail.isEmpty() ? QString() : QStringLiteral(" · ") + detail);
    }
    if (m_selected.contains(QStringLiteral("/Catch/"))) return tr("Error · caught");
    return m_selected.contains(QStringLiteral("/Choices/")) ? tr("Choice · when its rule holds") : tr("Transition");
}

QString WorkflowDesk::source() const {
    const auto* value = states::at(m_definition, states::ownerOf(m_selected.toStdString()));
    return value == nullptr ? m_text : text::fromStd(states::writeDefinition(*value, m_form));
}

int WorkflowDesk::lineOfSelected() const {
    return m_selected.isEmpty() ? 0 : states::lineOf(m_text.toStdString(), m_selected.toStdString());
}

void WorkflowDesk::rebuildFields() {
    RowModel::Rows rows;
    for (FieldRow row : states::stateRows(m_definition, m_selected.toStdString())) {
        if (const auto rejected = m_rejected.constFind(row.path); rejected != m_rejected.constEnd()) {
            row.value = rejected->text;
            row.error = rejected->sentence;
        }
        rows.append(fieldValues(row));
    }
    m_fields.setRows(rows);
    Q_EMIT fieldsChanged();
}

void WorkflowDesk::setText(const QString& path, const QString& text) {
    const QString owner = text::fromStd(states::ownerOf(m_selected.toStdString()));
    if (path == QStringLiteral("Name") && rename(text.trimmed())) return;
    const auto next =
        states::setStateField(m_definition, owner.toStdString(), path.toStdString(), text.trimmed().toStdString());
    if (!next) {
        m_rejected.insert(path, {text, text::fromStd(next.error().message)});
        return rebuildFields();
    }
    m_rejected.remove(path);
    if (!change(*next, tr("Change %1 of %2").arg(path.section(QChar(u'.'), -1), title()))) rebuildFields();
}

void WorkflowDesk::add(const QString& path) {
    const std::string owner = states::ownerOf(m_selected.toStdString());
    change(states::addStateItem(m_definition, owner, path.toStdString()), tr("Add a %1").arg(path.toLower()));
}

void WorkflowDesk::remove(const QString& path) {
    const std::string owner = states::ownerOf(m_selected.toStdString());
    change(states::removeStateItem(m_definition, owner, path.toStdString()), tr("Remove %1").arg(path.toLower()));
}

}  // namespace spillway
