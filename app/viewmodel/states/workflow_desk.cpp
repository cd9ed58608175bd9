#include "viewmodel/states/workflow_desk.h"

#include "viewmodel/states/definition_source.h"
#include "viewmodel/states/state_rows.h"
#include "viewmodel/text_format.h"

#include <algorithm>

namespace spillway {

using states::TextForm;

WorkflowDesk::WorkflowDesk(Document& document, QObject* parent)
    : FieldTarget(parent),
      m_document(document),
      m_fields(fieldRoles()),
      m_problems({QStringLiteral("severity"), QStringLiteral("sentence"), QStringLiteral("hint"),
                  QStringLiteral("stateName"), QStringLiteral("line"), QStringLiteral("pointer")}),
      m_types({QStringLiteral("type"), QStringLiteral("help")}) {
    m_types.setRows({{QStringLiteral("Task"), tr("Calls a function, a queue, another workflow")},
                     {QStringLiteral("Choice"), tr("Goes one of several ways")},
                     {QStringLiteral("Parallel"), tr("Does branches side by side")},
                     {QStringLiteral("Map"), tr("Does the same for each item")},
                     {QStringLiteral("Wait"), tr("Waits for a time or until one")},
                     {QStringLiteral("Pass"), tr("Hands on, with something added")},
                     {QStringLiteral("Succeed"), tr("Ends well")},
                     {QStringLiteral("Fail"), tr("Ends with an error")}});
    connect(&m_document, &Document::changed, this, &WorkflowDesk::reload);
    connect(&m_document, &Document::pathChanged, this, [this] {
        m_drafts.clear();
        reload();
    });
}

const Workflow* WorkflowDesk::workflow() const {
    const Node* found = isOpen() ? findNode(m_document.architecture().topology, node().toStdString()) : nullptr;
    return found == nullptr ? nullptr : std::get_if<Workflow>(&found->spec);
}

QStringList WorkflowDesk::trail() const {
    const std::string& name = m_document.architecture().topology.name;
    return isOpen() ? QStringList{name.empty() ? tr("Drawing") : text::fromStd(name)} + m_trail : QStringList{};
}

bool WorkflowDesk::canOpen(const QString& node) const {
    const Node* found = findNode(m_document.architecture().topology, node.toStdString());
    return found != nullptr && std::holds_alternative<Workflow>(found->spec);
}

void WorkflowDesk::open(const QString& node) {
    if (!canOpen(node) || node == this->node()) return;
    // A workflow that calls itself, or one that is on the way here, is gone back to.
    if (const auto known = m_trail.indexOf(node); known >= 0) return backTo(static_cast<int>(known) + 1);
    m_trail.append(node);
    m_selected.clear();
    m_known.clear();
    m_rejected.clear();
    m_definition = workflow::Json::object();
    m_text.clear();
    m_drafting = false;
    reload();
    Q_EMIT opened();
    Q_EMIT selectionChanged();
}

void WorkflowDesk::backTo(int place) {
    if (place < 0 || place >= m_trail.size()) return;
    const QString wanted = place == 0 ? QString() : m_trail[place - 1];
    m_trail = m_trail.mid(0, std::max(0, place - 1));
    if (!wanted.isEmpty()) return open(wanted);
    m_selected.clear();
    m_graph = {};
    Q_EMIT opened();
    Q_EMIT graphChanged();
    Q_EMIT selectionChanged();
}

// The document changed, here or elsewhere (undo, the inspector, another file).
void WorkflowDesk::reload() {
    if (!isOpen()) return;
    if (workflow() == nullptr) {
        m_trail.clear();
        m_graph = {};
        Q_EMIT opened();
        return Q_EMIT graphChanged();
    }
    if (m_committing) return;
    const auto source = states::definitionSource(*workflow());
    m_file = source ? text::fromStd(source->file) : QString();
    const bool isNew = source && source->text.empty();
    const std::string now = !source ? std::string{}
                            : isNew ? states::writeDefinition(states::freshDefinition(), TextForm::json)
                                    : source->text;
    if (!source) Q_EMIT said(text::fromStd(source.error().message));
    if (now == m_known && !m_known.empty()) return;
    m_known = now;
    const auto read = states::readDefinition(now);
    if (read.value) m_definition = *read.value;
    // What is being typed stays while it cannot be read.
    const auto draft = m_drafts.constFind(node());
    m_drafting = draft != m_drafts.constEnd() || !read.value;
    m_text = draft != m_drafts.constEnd() ? *draft : read.value ? shownText() : text::fromStd(now);
    show(states::readDefinition(m_text.toStdString()));
}

// The document has JSON. As YAML it is only shown, and what was typed stays while it says the same.
QString WorkflowDesk::shownText() const {
    if (m_form == TextForm::json) return text::fromStd(m_known);
    const auto typed = states::readDefinition(m_text.toStdString());
    return typed.value && *typed.value == m_definition ? m_text
                                                       : text::fromStd(states::writeDefinition(m_definition, m_form));
}

void WorkflowDesk::show(const states::ReadDefinition& read) {
    m_graph = states::graphOf(m_definition);
    if (!m_selected.isEmpty() && states::at(m_definition, m_selected.toStdString()) == nullptr) {
        m_selected.clear();
        Q_EMIT selectionChanged();
    }
    showProblems(read.problems);
    rebuildFields();
    Q_EMIT graphChanged();
    Q_EMIT textChanged();
}

void WorkflowDesk::showProblems(const Diagnostics& problems) {
    RowModel::Rows rows;
    for (const Diagnostic& problem : problems) {
        const char* severity = problem.severity == Severity::error     ? "error"
                               : problem.severity == Severity::warning ? "warning"
                                                                       : "note";
        rows.append({QString::fromLatin1(severity), text::fromStd(problem.sentence), text::fromStd(problem.hint),
                     text::fromStd(problem.place.item), problem.place.line, text::fromStd(problem.place.field)});
    }
    m_problems.setRows(rows);
}

QString WorkflowDesk::form() const {
    return m_form == TextForm::json ? QStringLiteral("json") : QStringLiteral("yaml");
}

void WorkflowDesk::setForm(const QString& form) {
    if (form == this->form() || !mayEdit()) return;
    m_form = form == QStringLiteral("yaml") ? TextForm::yaml : TextForm::json;
    m_text.clear();
    m_text = shownText();
    show(states::readDefinition(m_text.toStdString()));
}

QString WorkflowDesk::note() const {
    if (m_drafting) return tr("The drawing shows the last text that could be read");
    if (!m_file.isEmpty()) return tr("From %1; a change moves it into the document").arg(m_file);
    return m_form == TextForm::yaml ? tr("The document keeps it as JSON; write remarks as Comment, not with #")
                                    : QString();
}

bool WorkflowDesk::mayEdit() {
    if (!m_drafting) return isOpen();
    Q_EMIT said(tr("The text cannot be read yet: mend it or discard it first"));
    return false;
}

bool WorkflowDesk::commit(const std::string& text, const QString& label, const QString& mergeKey) {
    const auto& nodes = m_document.architecture().topology.nodes;
    const auto at = std::ranges::find(nodes, node().toStdString(), &Node::id);
    if (at == nodes.end() || workflow() == nullptr) return false;
    Node next = *at;
    next.spec = states::withDefinition(*workflow(), text);
    if (next == *at) return false;
    m_committing = true;
    m_document.edit(ReplaceNode{static_cast<std::size_t>(at - nodes.begin()), std::move(next)}, label, mergeKey);
    m_committing = false;
    m_file.clear();
    return true;
}

bool WorkflowDesk::change(const workflow::Json& next, const QString& label, const QString& select) {
    if (!mayEdit()) return false;
    if (next == m_definition) return false;
    m_definition = next;
    m_known = states::writeDefinition(next, TextForm::json);
    m_text = shownText();
    m_rejected.clear();
    commit(m_known, label, {});
    if (!select.isNull() && select != m_selected) {
        m_selected = select;
        Q_EMIT selectionChanged();
    }
    show(states::readDefinition(m_text.toStdString()));
    return true;
}

void WorkflowDesk::write(const QString& text) {
    if (!isOpen() || text == m_text) return;
    m_text = text;
    const auto read = states::readDefinition(text.toStdString());
    m_drafting = !read.value;
    if (m_drafting) {
        m_drafts.insert(node(), text);
        showProblems(read.problems);
        return Q_EMIT textChanged();
    }
    m_drafts.remove(node());
    m_form = states::formOf(text.toStdString());
    m_definition = *read.value;
    m_known = m_form == TextForm::json ? text.toStdString() : states::writeDefinition(m_definition, TextForm::json);
    m_rejected.clear();
    commit(m_known, tr("Write the definition of %1").arg(node()), QStringLiteral("definition:") + node());
    show(read);
}

void WorkflowDesk::discardDraft() {
    m_drafts.remove(node());
    m_known.clear();
    reload();
}

void WorkflowDesk::select(const QString& pointer) {
    if (pointer == m_selected) return;
    m_selected = pointer;
    m_rejected.clear();
    rebuildFields();
    Q_EMIT selectionChanged();
}

void WorkflowDesk::showLive(const StateLive& live) {
    m_live = live;
    Q_EMIT liveChanged();
}

bool WorkflowDesk::isState(const QString& pointer) const {
    return m_graph.find(pointer.toStdString()) < m_graph.states.size();
}

// What a new task calls: what the workflow is drawn to call.
std::string WorkflowDesk::calledByDefault() const {
    const auto& flows = m_document.architecture().topology.flows;
    const auto flow = std::ranges::find(flows, node().toStdString(), &Flow::from);
    return flow == flows.end() ? std::string{} : flow->to;
}

QString WorkflowDesk::addState(const QString& type) {
    const std::string selected = states::ownerOf(m_selected.toStdString());
    const auto after = m_graph.find(selected);
    const bool isAfter = after < m_graph.states.size();
    const std::string machine = isAfter ? m_graph.machines[m_graph.states[after].machine].pointer : std::string{};
    const auto added = states::addState(m_definition, machine, isAfter ? selected : std::string{}, type.toStdString(),
                                        calledByDefault());
    const QString pointer = text::fromStd(added.pointer);
    return change(added.definition, tr("Add a %1 state").arg(type), pointer) ? pointer : QString();
}

void WorkflowDesk::connectStates(const QString& from, const QString& to, bool error) {
    const auto next = states::connect(m_definition, from.toStdString(), to.toStdString(),
                                      error ? states::Link::error : states::Link::plain);
    if (!next)
        return Q_EMIT said(error ? tr("Only tasks, Parallel and Map states in the same machine catch errors")
                                 : tr("There is no way from there to there"));
    change(*next, tr("Connect states"));
}

void WorkflowDesk::removeSelected(bool reconnects) {
    if (m_selected.isEmpty()) return;
    const std::string pointer = m_selected.toStdString();
    if (isState(m_selected))
        change(states::removeState(m_definition, pointer, reconnects), tr("Delete the state %1").arg(title()),
               QStringLiteral(""));
    else
        change(states::disconnect(m_definition, pointer), tr("Delete a transition"), QStringLiteral(""));
}

bool WorkflowDesk::rename(const QString& name) {
    const auto next = states::renameState(m_definition, m_selected.toStdString(), name.toStdString());
    if (!next) return false;
    const auto place = states::placeOfState(m_selected.toStdString());
    return change(*next, tr("Rename %1").arg(title()),
                  text::fromStd(states::statePointer(place.machine, name.toStdString())));
}

void WorkflowDesk::makeStart() {
    if (isState(m_selected))
        change(states::startAt(m_definition, m_selected.toStdString()), tr("Start at %1").arg(title()));
}

bool WorkflowDesk::openCalled(const QString& pointer) {
    const auto* state = states::at(m_definition, pointer.toStdString());
    const QString called = state == nullptr ? QString() : text::fromStd(states::resourceText(*state));
    if (!canOpen(called)) return false;
    open(called);
    return true;
}

}  // namespace spillway
