#include "viewmodel/inspector.h"

#include "document/document.h"
#include "io/architecture_text.h"
#include "viewmodel/editing.h"
#include "viewmodel/item_fields.h"
#include "viewmodel/kind_face.h"
#include "viewmodel/run_deck.h"
#include "viewmodel/scenario_fields.h"
#include "viewmodel/selection.h"
#include "viewmodel/text_format.h"

#include <algorithm>

namespace spillway {
namespace {

std::string scenarioSource(const Scenario& scenario) {
    Architecture one;
    one.scenarios.push_back(scenario);
    const std::string whole = canonicalText(one);
    const std::string section = "scenarios:\n";
    const std::size_t at = whole.find(section);
    return at == std::string::npos ? whole : whole.substr(at + section.size());
}

}  // namespace

Inspector::Inspector(Document& document, Selection& selection, Editing& editing, RunDeck& deck, QObject* parent)
    : FieldTarget(parent),
      m_document(document),
      m_selection(selection),
      m_editing(editing),
      m_deck(deck),
      m_fields(fieldRoles()),
      m_policies(fieldRoles()) {
    connect(&m_document, &Document::changed, this, &Inspector::rebuild);
    connect(&m_deck, &RunDeck::scenarioChanged, this, &Inspector::rebuild);
    connect(&m_selection, &Selection::changed, this, [this] {
        m_rejected.clear();
        rebuild();
    });
    rebuild();
}

std::vector<std::string> Inspector::items() const {
    std::vector<std::string> items;
    for (const QString& item : m_selection.items()) items.push_back(item.toStdString());
    return items;
}

bool Inspector::isScenario() const { return m_selection.count() == 0; }

QString Inspector::title() const {
    if (isScenario()) return m_deck.currentScenario() == nullptr ? tr("Nothing selected") : m_deck.scenarioTitle();
    if (m_selection.count() > 1) return tr("%1 selected").arg(m_selection.count());
    const std::string id = m_selection.single().toStdString();
    const Topology& topology = m_document.architecture().topology;
    if (const Node* node = findNode(topology, id); node != nullptr && !node->name.empty())
        return text::fromStd(node->name);
    if (const Boundary* boundary = findBoundary(topology, id); boundary != nullptr && !boundary->name.empty()) {
        return text::fromStd(boundary->name);
    }
    return m_selection.single().replace(QStringLiteral(" -> "), QStringLiteral(" → "));
}

QString Inspector::subtitle() const {
    if (isScenario()) return tr("Scenario of %1").arg(text::fromStd(m_document.architecture().topology.name));
    if (m_selection.count() > 1) return tr("A change goes to all of them");
    const std::string id = m_selection.single().toStdString();
    const Topology& topology = m_document.architecture().topology;
    if (const Node* node = findNode(topology, id)) return subtitleOf(*node);
    if (const Boundary* boundary = findBoundary(topology, id)) {
        const QString owner = text::fromStd(boundary->owner);
        return tr("Boundary · %1").arg(spillway::wordOf(boundary->kind)) +
               (owner.isEmpty() ? QString() : QStringLiteral(" · ") + owner);
    }
    const auto flow = std::ranges::find_if(topology.flows, [&](const Flow& f) { return flowName(f) == id; });
    if (flow == topology.flows.end()) return {};
    return flow->kind == FlowKind::call ? tr("Call · somebody waits") : tr("Event · nobody waits");
}

QStringList Inspector::tabs() const {
    QStringList tabs{QStringLiteral("Properties"), QStringLiteral("Live")};
    if (hasPolicies()) tabs.append(QStringLiteral("Policies"));
    return tabs << QStringLiteral("Source");
}

QString Inspector::kind() const {
    if (isScenario()) return QStringLiteral("scenario");
    if (m_selection.count() > 1) return QStringLiteral("several");
    const QString item = m_selection.single();
    if (Selection::isFlow(item)) return QStringLiteral("flow");
    const Node* node = findNode(m_document.architecture().topology, item.toStdString());
    return node == nullptr ? QStringLiteral("boundary") : spillway::wordOf(node->kind());
}

QString Inspector::source() const {
    if (isScenario())
        return m_deck.currentScenario() == nullptr ? QString()
                                                   : text::fromStd(scenarioSource(*m_deck.currentScenario()));
    std::string all;
    for (const std::string& item : items()) all += itemSource(m_document.architecture().topology, item);
    return text::fromStd(all);
}

std::vector<FieldRow> Inspector::rows() {
    const Topology& topology = m_document.architecture().topology;
    if (!isScenario()) return itemFields(topology, items(), m_facts.of(topology));
    return m_deck.currentScenario() == nullptr ? std::vector<FieldRow>{}
                                               : scenarioFields(topology, *m_deck.currentScenario());
}

void Inspector::rebuild() {
    RowModel::Rows fields;
    RowModel::Rows policies;
    for (FieldRow row : rows()) {
        const auto rejected = m_rejected.constFind(row.path);
        if (rejected != m_rejected.constEnd()) {
            row.value = rejected->text;
            row.error = rejected->sentence;
        }
        (row.policy ? policies : fields).append(fieldValues(row));
    }
    m_fields.setRows(fields);
    m_policies.setRows(policies);
    Q_EMIT changed();
}

void Inspector::reject(const QString& path, const QString& text, const std::string& sentence) {
    m_rejected.insert(path, {text, text::fromStd(sentence)});
    rebuild();
}

// What must not only change the item but what refers to it.
bool Inspector::setSpecial(const QString& path, const QString& text) {
    const QString single = m_selection.single();
    if (single.isEmpty() || Selection::isFlow(single)) {
        if (path == QStringLiteral("kind") && !single.isEmpty()) return m_editing.setFlowKind(single, text), true;
        return false;
    }
    if (path == QStringLiteral("id")) {
        if (text != single && !m_editing.rename(single, text)) {
            reject(path, text, "this name is taken, empty, or has a character that the text cannot hold");
        }
        return true;
    }
    if (path == QStringLiteral("kind") &&
        findNode(m_document.architecture().topology, single.toStdString()) != nullptr) {
        m_editing.replaceKind(single, text);
        return true;
    }
    return false;
}

void Inspector::setScenario(const QString& path, const QString& text) {
    auto scenarios = m_document.architecture().scenarios;
    Scenario& scenario = scenarios[static_cast<std::size_t>(m_deck.scenario())];
    const auto done = setScenarioField(scenario, path.toStdString(), text.toStdString());
    if (!done) return reject(path, text, done.error().message);
    m_rejected.remove(path);
    if (scenarios == m_document.architecture().scenarios) return rebuild();
    m_document.edit(ReplaceScenarios{std::move(scenarios)},
                    tr("Change %1 of the scenario").arg(path.section(QChar(u'.'), -1)));
}

void Inspector::setText(const QString& path, const QString& text) {
    if (isScenario()) {
        if (m_deck.currentScenario() != nullptr) setScenario(path, text.trimmed());
        return;
    }
    if (setSpecial(path, text.trimmed())) return;
    const auto edit =
        itemFieldEdit(m_document.architecture().topology, items(), path.toStdString(), text.trimmed().toStdString());
    if (!edit) return reject(path, text, edit.error().message);
    m_rejected.remove(path);
    if (std::get<EditGroup>(*edit).edits.empty()) return rebuild();
    const QString of = m_selection.count() == 1 ? title() : tr("%1 items").arg(m_selection.count());
    const bool endChanged = path == QStringLiteral("from") || path == QStringLiteral("to");
    const QStringList kept = m_selection.items();
    m_document.edit(*edit, tr("Change %1 of %2").arg(labelOf(path.section(QChar(u'.'), -1)).toLower(), of));
    // A flow is named by its ends.
    if (endChanged && kept.size() == 1) {
        const QString other = path == QStringLiteral("from")
                                  ? text + kept.first().mid(kept.first().indexOf(QStringLiteral(" -> ")))
                                  : kept.first().section(QStringLiteral(" -> "), 0, 0) + QStringLiteral(" -> ") + text;
        m_selection.set({other});
    }
}

void Inspector::add(const QString& path) {
    if (!isScenario()) return setText(path, QStringLiteral("{}"));
    if (m_deck.currentScenario() == nullptr) return;
    auto scenarios = m_document.architecture().scenarios;
    addScenarioItem(m_document.architecture().topology, scenarios[static_cast<std::size_t>(m_deck.scenario())],
                    path.toStdString());
    m_document.edit(ReplaceScenarios{std::move(scenarios)}, tr("Add to %1").arg(path));
}

void Inspector::remove(const QString& path) {
    if (!isScenario()) return setText(path, QString());
    if (m_deck.currentScenario() == nullptr) return;
    auto scenarios = m_document.architecture().scenarios;
    removeScenarioItem(scenarios[static_cast<std::size_t>(m_deck.scenario())], path.toStdString());
    m_rejected.clear();
    m_document.edit(ReplaceScenarios{std::move(scenarios)}, tr("Remove from %1").arg(path.section(QChar(u'.'), 0, 0)));
}

}  // namespace spillway
