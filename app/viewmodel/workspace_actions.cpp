#include "base/text.h"
#include "viewmodel/scenario_fields.h"
#include "viewmodel/text_format.h"
#include "viewmodel/workspace.h"

#include "topology/words.h"
#include "viewmodel/action_faces.h"
#include "viewmodel/text_format.h"

#include <QHash>
#include <QRegularExpression>

#include <algorithm>

// What the menus, keys and the command palette do.
namespace spillway {

void Workspace::bindEdit() {
    const auto any = [this] { return canEdit(1); };
    const auto one = [this] { return canEdit(1) && m_selection.count() == 1; };
    m_actions.bind(
        "edit.undo",
        {.run = [this] { m_document.undo(); },
         .enabled = [this] { return m_document.canUndo(); },
         .text = [this] { return m_document.canUndo() ? tr("Undo: %1").arg(m_document.undoLabel()) : tr("Undo"); }});
    m_actions.bind(
        "edit.redo",
        {.run = [this] { m_document.redo(); },
         .enabled = [this] { return m_document.canRedo(); },
         .text = [this] { return m_document.canRedo() ? tr("Redo: %1").arg(m_document.redoLabel()) : tr("Redo"); }});
    m_actions.bind("edit.cut", {.run = [this] { m_editing.cut(); }, .enabled = any});
    m_actions.bind("edit.copy", {.run = [this] { m_editing.copy(); }, .enabled = any});
    m_actions.bind("edit.paste", {.run = [this] { m_editing.paste(); },
                                  .enabled = [this] { return drawing() && m_editing.canPaste(); }});
    m_actions.bind("edit.duplicate", {.run = [this] { m_editing.duplicate(); }, .enabled = any});
    m_actions.bind("edit.copyImage",
                   {.run = [this] { Q_EMIT pictureRequested({}); }, .enabled = [this] { return !empty(); }});
    const auto something = [this, any] { return inStates() ? !m_states.selected().isEmpty() : any(); };
    m_actions.bind("edit.delete",
                   {.run = [this] { inStates() ? m_states.removeSelected(false) : m_editing.removeSelection(); },
                    .enabled = something});
    m_actions.bind("edit.deleteReconnect",
                   {.run = [this] { inStates() ? m_states.removeSelected(true) : m_editing.removeAndReconnect(); },
                    .enabled = something});
    m_actions.bind("edit.selectAll",
                   {.run = [this] { m_editing.selectAll(); }, .enabled = [this] { return drawing() && !empty(); }});
    m_actions.bind("edit.upstream", {.run = [this] { m_editing.selectUpstream(); }, .enabled = any});
    m_actions.bind("edit.downstream", {.run = [this] { m_editing.selectDownstream(); }, .enabled = any});
    m_actions.bind("edit.connected", {.run = [this] { m_editing.selectConnected(); }, .enabled = any});
    m_actions.bind("edit.rename", {.run =
                                       [this] {
                                           if (inStates()) return Q_EMIT canvasRequested(QStringLiteral("renameState"));
                                           Q_EMIT dialogRequested(QStringLiteral("rename"));
                                       },
                                   .enabled =
                                       [this, one] {
                                           if (inStates()) return m_states.isState(m_states.selected());
                                           return one() && !Selection::isFlow(m_selection.single());
                                       }});
    m_actions.bind("edit.find", {.run = [this] { Q_EMIT dialogRequested(QStringLiteral("find")); }});
}

void Workspace::bindView() {
    m_actions.bind("view.commands", {.run = [this] { Q_EMIT dialogRequested(QStringLiteral("commands")); }});
    const auto canvas = [this](const char* what) {
        return ActionTable::Behaviour{.run = [this, what] { Q_EMIT canvasRequested(QString::fromLatin1(what)); },
                                      .enabled = [this] { return onCanvas(); }};
    };
    m_actions.bind("view.zoomIn", canvas("zoomIn"));
    m_actions.bind("view.zoomOut", canvas("zoomOut"));
    m_actions.bind("view.zoomReset", canvas("zoomReset"));
    m_actions.bind("view.zoomFit", canvas("zoomFit"));
    const auto theme = [this](const char* name) {
        const QString wanted = QString::fromLatin1(name);
        return ActionTable::Behaviour{.run = [this, wanted] { m_preferences.setTheme(wanted); },
                                      .checked = [this, wanted] { return m_preferences.theme() == wanted; }};
    };
    m_actions.bind("view.themeDark", theme("dark"));
    m_actions.bind("view.themeLight", theme("light"));
    m_actions.bind("view.themeSystem", theme("system"));
    m_actions.bind("view.reducedMotion",
                   {.run = [this] { m_preferences.setReducedMotion(!m_preferences.reducedMotion()); },
                    .checked = [this] { return m_preferences.reducedMotion(); }});
    m_actions.bind("view.fullScreen", {.run = [this] { Q_EMIT panelToggled(QStringLiteral("fullScreen")); }});
}

void Workspace::bindArrange() {
    const auto any = [this] { return canEdit(1); };
    const auto several = [this] { return canEdit(2); };
    const auto align = [this, several](const char* where) {
        const QString word = QString::fromLatin1(where);
        return ActionTable::Behaviour{.run = [this, word] { m_editing.align(word); }, .enabled = several};
    };
    m_actions.bind("insert.boundary", {.run = [this] { m_editing.group(); }, .enabled = any});
    m_actions.bind("arrange.alignLeft", align("left"));
    m_actions.bind("arrange.alignRight", align("right"));
    m_actions.bind("arrange.alignTop", align("top"));
    m_actions.bind("arrange.alignBottom", align("bottom"));
    m_actions.bind("arrange.alignMiddle", align("middle"));
    m_actions.bind("arrange.alignCentre", align("centre"));
    const auto three = [this] { return canEdit(3); };
    m_actions.bind("arrange.distributeH", {.run = [this] { m_editing.distribute(true); }, .enabled = three});
    m_actions.bind("arrange.distributeV", {.run = [this] { m_editing.distribute(false); }, .enabled = three});
    m_actions.bind("arrange.grid", {.run = [this] { m_editing.toGrid(); }, .enabled = any});
    m_actions.bind("arrange.group", {.run = [this] { m_editing.group(); }, .enabled = any});
    m_actions.bind("arrange.ungroup", {.run = [this] { m_editing.ungroup(); },
                                       .enabled = [this] { return drawing() && !selectedBoundaries().isEmpty(); }});
    m_actions.bind("arrange.collapse", {.run = [this] { toggleCollapsed(); },
                                        .enabled = [this] { return drawing() && !selectedBoundaries().isEmpty(); },
                                        .text =
                                            [this] {
                                                const QStringList chosen = selectedBoundaries();
                                                const bool expands =
                                                    !chosen.isEmpty() && m_editing.isCollapsed(chosen.front());
                                                return expands ? tr("Expand") : tr("Collapse");
                                            }});
    const auto anyWith = [this](bool collapsed) {
        return [this, collapsed] {
            const auto& boxes = m_document.layout().boxes;
            const auto& all = m_document.architecture().topology.boundaries;
            return drawing() && std::ranges::any_of(all, [&](const Boundary& boundary) {
                       const auto box = boxes.find(boundary.id);
                       return box != boxes.end() && box->second.collapsed == collapsed;
                   });
        };
    };
    m_actions.bind("arrange.expandAll",
                   {.run = [this] { m_editing.setCollapsed({}, false); }, .enabled = anyWith(true)});
    m_actions.bind("arrange.collapseAll",
                   {.run = [this] { m_editing.setCollapsed({}, true); }, .enabled = anyWith(false)});
    m_actions.bind("arrange.tidy", {.run =
                                        [this] {
                                            m_editing.tidy();
                                            Q_EMIT canvasRequested(QStringLiteral("zoomFit"));
                                        },
                                    .enabled = [this] { return drawing() && !empty(); }});
}

void Workspace::bindRun() {
    const auto shown = [this] {
        if (m_mode != QStringLiteral("run")) setMode(QStringLiteral("run"));
    };
    m_actions.bind("run.play",
                   {.run =
                        [this, shown] {
                            shown();
                            m_deck->play();
                        },
                    .enabled = [this] { return m_deck->phase() != QStringLiteral("running") && !empty(); }});
    m_actions.bind("run.pause", {.run = [this] { m_deck->pause(); },
                                 .enabled = [this] { return m_deck->phase() == QStringLiteral("running"); }});
    m_actions.bind("run.step", {.run =
                                    [this, shown] {
                                        shown();
                                        m_deck->step();
                                    },
                                .enabled = [this] { return !empty(); }});
    m_actions.bind("run.stepBack",
                   {.run = [this] { m_deck->stepBack(); },
                    .enabled = [this] { return m_deck->hasView() && m_mode == QStringLiteral("run"); }});
    m_actions.bind("run.stop", {.run = [this] { m_deck->stop(); }, .enabled = [this] { return m_deck->active(); }});
    m_actions.bind("run.untilFault", {.run =
                                          [this, shown] {
                                              shown();
                                              if (const auto at = m_deck->nextFault()) m_deck->runUntil(*at);
                                          },
                                      .enabled = [this] { return m_deck->nextFault().has_value(); }});
    m_actions.bind("run.until", {.run = [this] { Q_EMIT dialogRequested(QStringLiteral("until")); },
                                 .enabled = [this] { return !empty(); }});
    m_actions.bind("run.untilEvent", {.run = [this] { runUntil(QStringLiteral("decision"), {}); },
                                      .enabled = [this] { return !empty(); }});
    m_actions.bind("run.untilNode", {.run = [this] { runUntil(QStringLiteral("decision"), m_selection.single()); },
                                     .enabled = [this] { return !empty() && isNode(m_selection.single()); }});
    m_actions.bind("run.faster", {.run = [this] { m_deck->faster(); }});
    m_actions.bind("run.slower", {.run = [this] { m_deck->slower(); }});
    m_actions.bind("run.express",
                   {.run = [this] { m_deck->setSpeed(0); }, .checked = [this] { return m_deck->speed() <= 0; }});
    m_actions.bind("run.newSeed", {.run = [this] { m_deck->setSeed(m_deck->seed() + 1); },
                                   .text = [this] { return tr("Another seed (now %1)").arg(m_deck->seed()); }});
}

void Workspace::replaceScenarios(const std::function<void(std::vector<Scenario>&)>& change, const QString& label,
                                 int show) {
    auto scenarios = m_document.architecture().scenarios;
    change(scenarios);
    m_document.edit(ReplaceScenarios{std::move(scenarios)}, label);
    m_deck->setScenario(show);
    m_selection.clear();
    Q_EMIT panelToggled(QStringLiteral("showInspector"));
}

void Workspace::bindScenario() {
    const auto has = [this] { return m_deck->currentScenario() != nullptr; };
    const auto count = [this] { return static_cast<int>(m_document.architecture().scenarios.size()); };
    m_actions.bind("scenario.edit", {.run =
                                         [this] {
                                             m_selection.clear();
                                             Q_EMIT panelToggled(QStringLiteral("showInspector"));
                                         },
                                     .enabled = has});
    m_actions.bind("scenario.add", {.run = [this, count] {
                       replaceScenarios(
                           [this](auto& all) { all.push_back(freshScenario(m_document.architecture().topology, all)); },
                           tr("Add a scenario"), count());
                   }});
    m_actions.bind("scenario.duplicate", {.run =
                                              [this, count] {
                                                  replaceScenarios(
                                                      [this](auto& all) {
                                                          Scenario copy =
                                                              all[static_cast<std::size_t>(m_deck->scenario())];
                                                          copy.id = freshScenario({}, all).id;
                                                          if (!copy.name.empty()) copy.name += " (copy)";
                                                          all.push_back(std::move(copy));
                                                      },
                                                      tr("Duplicate a scenario"), count());
                                              },
                                          .enabled = has});
    m_actions.bind("scenario.remove", {.run =
                                           [this] {
                                               const int at = m_deck->scenario();
                                               replaceScenarios([at](auto& all) { all.erase(all.begin() + at); },
                                                                tr("Remove a scenario"), 0);
                                           },
                                       .enabled = has});
    m_actions.bind("scenario.keepFaults",
                   {.run = [this] { keepFaults(); }, .enabled = [this] { return m_deck->hasInjected(); }});
    for (const auto& name : names(FaultKind{})) {
        const QString word = text::fromView(name.word);
        m_actions.bind(faultAction(name.value), {.run = [this, word] { injectFault(word); },
                                                 .enabled = [this, word] { return canInject(word); }});
    }
    m_actions.bind("fault.clear",
                   {.run = [this] { m_deck->clearFaults(m_selection.single()); },
                    .enabled = [this] { return m_deck->active() && m_deck->hasFaultsOn(m_selection.single()); }});
    m_actions.bind("results.compare", {.run = [this] { setMode(QStringLiteral("compare")); }});
    m_actions.bind("results.exportJson", {.run = [this] { Q_EMIT dialogRequested(QStringLiteral("exportJson")); },
                                          .enabled = [this] { return m_deck->report() != nullptr; }});
    m_actions.bind("results.exportCsv", {.run = [this] { Q_EMIT dialogRequested(QStringLiteral("exportRun")); },
                                         .enabled = [this] { return m_deck->report() != nullptr; }});
}

void Workspace::bindTools() {
    for (const char* name : {"select", "hand", "lasso", "space", "connect", "boundary"}) {
        const QString word = QString::fromLatin1(name);
        const std::string id = std::string("tools.") + name;
        m_actions.bind(id.c_str(), {.run = [this, word] { setTool(word); },
                                    .enabled = [this] { return drawing(); },
                                    .checked = [this, word] { return m_tool == word; }});
    }
    m_actions.bind("tools.events", {.run = [this] { setDrawsEvents(!m_drawsEvents); },
                                    .enabled = [this] { return drawing(); },
                                    .checked = [this] { return m_drawsEvents; }});
    const auto oneNode = [this] {
        return canEdit(1) && m_selection.count() == 1 &&
               findNode(m_document.architecture().topology, m_selection.single().toStdString()) != nullptr;
    };
    m_actions.bind("tools.create", {.run =
                                        [this] {
                                            if (inStates()) return Q_EMIT canvasRequested(QStringLiteral("addState"));
                                            Q_EMIT dialogRequested(QStringLiteral("create"));
                                        },
                                    .enabled = [this] { return onCanvas(); }});
    m_actions.bind("tools.facts", {.run = [this] { Q_EMIT dialogRequested(QStringLiteral("facts")); }});
    m_actions.bind("tools.append",
                   {.run = [this] { Q_EMIT dialogRequested(QStringLiteral("append")); }, .enabled = oneNode});
    m_actions.bind("tools.replace",
                   {.run = [this] { Q_EMIT dialogRequested(QStringLiteral("replace")); }, .enabled = oneNode});
}

void Workspace::bindWindow() {
    for (const char* name : {"design", "run", "compare", "ship"}) {
        const QString word = QString::fromLatin1(name);
        const std::string id = std::string("window.") + name;
        m_actions.bind(id.c_str(),
                       {.run = [this, word] { setMode(word); }, .checked = [this, word] { return m_mode == word; }});
    }
    for (const char* name : {"palette", "inspector", "charts", "problems", "log", "traces"}) {
        const QString word = QString::fromLatin1(name);
        const std::string id = std::string("window.") + name;
        m_actions.bind(id.c_str(), {.run = [this, word] { Q_EMIT panelToggled(word); }});
    }
    m_actions.bind("window.reset", {.run = [this] { m_preferences.resetLayout(); }});
    m_actions.bind("help.shortcuts", {.run = [this] { Q_EMIT dialogRequested(QStringLiteral("shortcuts")); }});
    m_actions.bind("help.about", {.run = [this] { Q_EMIT dialogRequested(QStringLiteral("about")); }});
}

QStringList Workspace::selectedBoundaries() const {
    QStringList boundaries;
    for (const QString& item : m_selection.items()) {
        const std::string id = item.toStdString();
        if (findBoundary(m_document.architecture().topology, id) && m_document.layout().boxes.contains(id))
            boundaries.append(item);
    }
    return boundaries;
}

void Workspace::toggleCollapsed() {
    const QStringList chosen = selectedBoundaries();
    m_editing.setCollapsed(chosen, !m_editing.isCollapsed(chosen.front()));
}

bool Workspace::isNode(const QString& item) const {
    return findNode(m_document.architecture().topology, item.toStdString()) != nullptr;
}

bool Workspace::runUntil(const QString& what, const QString& node) {
    static const QHash<QString, Watchpoint::When> kWhen{{QStringLiteral("decision"), Watchpoint::When::decision},
                                                        {QStringLiteral("waiting"), Watchpoint::When::waiting},
                                                        {QStringLiteral("full"), Watchpoint::When::full},
                                                        {QStringLiteral("failing"), Watchpoint::When::failing}};
    const auto when = kWhen.find(what);
    if (when != kWhen.end()) {
        setMode(QStringLiteral("run"));
        m_deck->runUntil(*when, node);
        return true;
    }
    // Also as the clock says it: 4:12 is 4m 12s.
    QString spoken = what.simplified();
    static const QRegularExpression kClock(QStringLiteral("^(\\d+):(\\d\\d(?:\\.\\d+)?)$"));
    spoken.replace(kClock, QStringLiteral("\\1m \\2s"));
    const auto time = fromText<Duration>(spoken.toStdString());
    if (!time || *time < Duration{0}) return false;
    setMode(QStringLiteral("run"));
    m_deck->runUntil(SimTime{*time});
    return true;
}

}  // namespace spillway
