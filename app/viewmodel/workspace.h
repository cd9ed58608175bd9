#pragma once

#include "document/document.h"
#include "manifests/importer.h"
#include "session/run_session.h"
#include "store/run_store.h"
#include "viewmodel/action_table.h"
#include "viewmodel/command_model.h"
#include "viewmodel/compare_desk.h"
#include "viewmodel/design_check.h"
#include "viewmodel/editing.h"
#include "viewmodel/facts_model.h"
#include "viewmodel/fault_matrix.h"
#include "viewmodel/inspector.h"
#include "viewmodel/live_panel.h"
#include "viewmodel/load_study.h"
#include "viewmodel/outline_model.h"
#include "viewmodel/palette_model.h"
#include "viewmodel/preferences.h"
#include "viewmodel/problems_model.h"
#include "viewmodel/run_deck.h"
#include "viewmodel/seed_study.h"
#include "viewmodel/selection.h"
#include "viewmodel/ship_desk.h"
#include "viewmodel/states/execution_desk.h"
#include "viewmodel/states/workflow_desk.h"
#include "viewmodel/traces/trace_desk.h"

#include <QObject>
#include <QPointF>
#include <QUrl>
#include <QVariantList>

#include <optional>

namespace spillway {

// Everything one window shows, built once by main and handed to the QML as its root property.
class Workspace : public QObject {
    Q_OBJECT
    Q_PROPERTY(QString mode READ mode WRITE setMode NOTIFY modeChanged)
    Q_PROPERTY(QString title READ title NOTIFY titleChanged)
    Q_PROPERTY(QString fileText READ fileText NOTIFY titleChanged)
    Q_PROPERTY(bool modified READ modified NOTIFY titleChanged)
    Q_PROPERTY(bool empty READ empty NOTIFY titleChanged)
    Q_PROPERTY(QString message READ message NOTIFY messageChanged)
    Q_PROPERTY(QString tool READ tool WRITE setTool NOTIFY toolChanged)
    Q_PROPERTY(QString toolText READ toolText NOTIFY toolChanged)
    Q_PROPERTY(bool drawsEvents READ drawsEvents WRITE setDrawsEvents NOTIFY toolChanged)
    Q_PROPERTY(QString selectionText READ selectionText NOTIFY selectionTextChanged)
    Q_PROPERTY(spillway::Document* document READ document CONSTANT)
    Q_PROPERTY(spillway::Selection* selection READ selection CONSTANT)
    Q_PROPERTY(spillway::Editing* editing READ editing CONSTANT)
    Q_PROPERTY(spillway::RunDeck* deck READ deck CONSTANT)
    Q_PROPERTY(spillway::LivePanel* live READ live CONSTANT)
    Q_PROPERTY(spillway::Inspector* inspector READ inspector CONSTANT)
    Q_PROPERTY(spillway::ActionTable* actions READ actions CONSTANT)
    Q_PROPERTY(spillway::CommandModel* commands READ commands CONSTANT)
    Q_PROPERTY(spillway::PaletteModel* palette READ palette CONSTANT)
    Q_PROPERTY(spillway::PaletteModel* kinds READ kinds CONSTANT)
    Q_PROPERTY(spillway::OutlineModel* outline READ outline CONSTANT)
    Q_PROPERTY(spillway::ProblemsModel* problems READ problems CONSTANT)
    Q_PROPERTY(spillway::FactsModel* facts READ facts CONSTANT)
    Q_PROPERTY(spillway::CompareDesk* compare READ compare CONSTANT)
    Q_PROPERTY(spillway::FaultMatrix* faultMatrix READ faultMatrix CONSTANT)
    Q_PROPERTY(spillway::SeedStudy* seedStudy READ seedStudy CONSTANT)
    Q_PROPERTY(spillway::LoadStudy* loadStudy READ loadStudy CONSTANT)
    Q_PROPERTY(spillway::ShipDesk* ship READ ship CONSTANT)
    Q_PROPERTY(spillway::WorkflowDesk* states READ states CONSTANT)
    Q_PROPERTY(spillway::ExecutionDesk* executions READ executions CONSTANT)
    Q_PROPERTY(spillway::TraceDesk* traces READ traces CONSTANT)
    Q_PROPERTY(spillway::Preferences* preferences READ preferences CONSTANT)
    Q_PROPERTY(QVariantList faultFaces READ faultFaces CONSTANT)
public:
    struct Places {
        QString preferences = {};  // ini file; empty: the user's own
        QString runs = {};         // SQLite file; empty: the user's own
        QString example = {};      // opened when there is nothing else
    };
    explicit Workspace(const Places& places, QObject* parent = nullptr);
    ~Workspace() override;

    QString mode() const { return m_mode; }  // "design", "run", "compare" or "ship"
    void setMode(const QString& mode);
    QString title() const;
    QString fileText() const;
    bool modified() const { return m_document.isModified(); }
    bool empty() const;
    QString message() const { return m_message; }
    QString tool() const { return m_tool; }
    void setTool(const QString& tool);
    QString toolText() const;  // how the tool is used; empty for the ordinary one
    bool drawsEvents() const { return m_drawsEvents; }
    void setDrawsEvents(bool events);
    QString selectionText() const;

    Document* document() { return &m_document; }
    Selection* selection() { return &m_selection; }
    Editing* editing() { return &m_editing; }
    RunDeck* deck() { return m_deck.get(); }
    LivePanel* live() { return m_live.get(); }
    Inspector* inspector() { return m_inspector.get(); }
    ActionTable* actions() { return &m_actions; }
    CommandModel* commands() { return m_commands.get(); }
    PaletteModel* palette() { return &m_palette; }
    PaletteModel* kinds() { return &m_kinds; }  // as the palette, never filtered
    OutlineModel* outline() { return m_outline.get(); }
    ProblemsModel* problems() { return m_problems.get(); }
    FactsModel* facts() { return m_facts.get(); }
    CompareDesk* compare() { return m_compare.get(); }
    FaultMatrix* faultMatrix() { return m_faultMatrix.get(); }
    SeedStudy* seedStudy() { return m_seedStudy.get(); }
    LoadStudy* loadStudy() { return m_loadStudy.get(); }
    ShipDesk* ship() { return m_ship.get(); }
    WorkflowDesk* states() { return &m_states; }
    ExecutionDesk* executions() { return m_executions.get(); }
    TraceDesk* traces() { return m_traces.get(); }
    Preferences* preferences() { return &m_preferences; }

    // Files. Each asks before it throws unsaved changes away: askUnsaved() with what to do after.
    Q_INVOKABLE void openUrl(const QUrl& url);
    Q_INVOKABLE void openPath(const QString& path);
    Q_INVOKABLE bool saveToUrl(const QUrl& url);
    Q_INVOKABLE void importUrls(const QList<QUrl>& urls);
    Q_INVOKABLE void openRunDocument(qint64 number);
    Q_INVOKABLE void openLastOrExample();
    Q_INVOKABLE void exportRunTo(const QUrl& url);
    // Of the whole drawing: PNG, SVG or PDF.
    Q_INVOKABLE void exportPictureTo(const QUrl& url);
    // The answer to askUnsaved(): "save", "discard" or "cancel".
    Q_INVOKABLE void answerUnsaved(const QString& answer);
    Q_INVOKABLE void answerRecovery(bool recover);
    Q_INVOKABLE void answerOverwrite(bool overwrite);
    // Where the file dialog of this kind starts, what it proposes, and what was chosen in it.
    Q_INVOKABLE QUrl dialogFolder(const QString& kind) const;
    Q_INVOKABLE QString proposedName(const QString& kind) const;
    Q_INVOKABLE void rememberFolder(const QString& kind, const QUrl& file);
    Q_INVOKABLE void answerReload(bool reload);
    // True when the window may close now; otherwise it asks, and emits quitConfirmed() later.
    Q_INVOKABLE bool mayClose();

    // Every kind of fault: its word, what a button calls it, what it does, and whether it has a button of its own.
    QVariantList faultFaces() const;
    // Breaks it in on what is selected.
    Q_INVOKABLE void injectFault(const QString& kind);
    Q_INVOKABLE bool canInject(const QString& kind) const;
    Q_INVOKABLE void keepFaults();
    // A time ("4m 12s"), or "decision", "waiting", "full", "failing" at a node (empty: at any). False if it is none of
    // them.
    Q_INVOKABLE bool runUntil(const QString& what, const QString& node);

    Q_INVOKABLE void reveal(const QString& item);  // selects it and asks the canvas to show it
    // Its states on the canvas, if it is a workflow. False if it is none.
    Q_INVOKABLE bool openStates(const QString& node);
    Q_INVOKABLE void addKind(
        const QString& kind);  // from the palette, where there is room; of "boundary" takes up its tool
    // "create" a node, "append" one to the selected node, or "replace" its kind.
    Q_INVOKABLE void useKind(const QString& purpose, const QString& kind);
    Q_INVOKABLE void chooseFolder(const QUrl& folder);
    // The portable text of a key press, for rebinding; empty for a modifier alone.
    Q_INVOKABLE QString keysOf(int key, int modifiers) const;
    // What the canvas can do for a menu: bound once the canvas is there.
    void bindCanvas(const char* action, ActionTable::Behaviour behaviour) {
        m_actions.bind(action, std::move(behaviour));
    }

    Q_INVOKABLE void say(const QString& sentence);

Q_SIGNALS:
    void modeChanged();
    void titleChanged();
    void messageChanged();
    void toolChanged();
    void selectionTextChanged();
    void faultsChanged();  // canInject() may answer otherwise
    // To the QML: what only it can show. `kind` is "open", "save", "import", "exportRun", "settings", "shortcuts",
    // "about", "commands", "find", "picture", "folder", "rename", "create", "append", "replace",
    // "until", "facts".
    void dialogRequested(const QString& kind);
    void askUnsaved(const QString& sentence);
    void askRecovery(const QString& name);
    void askReload(const QString& path, bool modified);
    void askOverwrite(const QString& path);
    void revealRequested(const QString& item);
    void panelToggled(const QString& panel);
    void quitConfirmed();
    // Of the whole drawing, to a file, or to the clipboard if `path` is empty.
    void pictureRequested(const QString& path);
    // "zoomIn", "zoomOut", "zoomReset", "zoomFit", "rename", "focus"; of an open workflow "renameState", "addState",
    // "definition"
    void canvasRequested(const QString& what);

private:
    void bindFile();
    void bindEdit();
    void bindView();
    void bindArrange();
    void bindRun();
    void bindScenario();
    void bindTools();
    void bindWindow();
    void bindStates();
    bool onCanvas() const { return m_mode == QStringLiteral("design") || m_mode == QStringLiteral("run"); }
    bool inStates() const { return onCanvas() && m_states.isOpen(); }
    bool drawing() const { return onCanvas() && !m_states.isOpen(); }
    bool canEdit(int itemsLeast) const;
    bool isNode(const QString& item) const;
    QStringList selectedBoundaries() const;  // those that are drawn
    void toggleCollapsed();
    void afterUnsaved(std::function<void()> then);
    // Another document takes the place of this one: what is known of it goes.
    void forgetShown();
    void opened(const QString& path);
    void openNow(const QString& path);
    bool saveNow();
    bool saveAsNow(const QString& path);
    bool overwriting(const QString& path, std::function<bool()> write);
    void showImported(const Imported& imported, const QString& format);
    void bindRecent();
    std::optional<Fault> faultNow(const QString& kind) const;
    void replaceScenarios(const std::function<void(std::vector<Scenario>&)>& change, const QString& label, int show);

    Preferences m_preferences;
    QString m_example;
    Document m_document;
    Selection m_selection;
    Editing m_editing;
    WorkflowDesk m_states;
    RunSession m_session;
    std::optional<RunStore> m_store;
    QString m_storeProblem;
    ActionTable m_actions;
    PaletteModel m_palette{PaletteModel::Offers::everything};
    PaletteModel m_kinds;
    std::unique_ptr<RunDeck> m_deck;
    std::unique_ptr<LivePanel> m_live;
    std::unique_ptr<ExecutionDesk> m_executions;
    std::unique_ptr<TraceDesk> m_traces;
    std::unique_ptr<Inspector> m_inspector;
    std::unique_ptr<CommandModel> m_commands;
    std::unique_ptr<OutlineModel> m_outline;
    std::unique_ptr<ProblemsModel> m_problems;
    std::unique_ptr<DesignCheck> m_check;
    std::unique_ptr<FactsModel> m_facts;
    std::unique_ptr<CompareDesk> m_compare;
    std::unique_ptr<FaultMatrix> m_faultMatrix;
    std::unique_ptr<SeedStudy> m_seedStudy;
    std::unique_ptr<LoadStudy> m_loadStudy;
    std::unique_ptr<ShipDesk> m_ship;
    QString m_mode = QStringLiteral("design");
    QString m_tool = QStringLiteral("select");
    bool m_drawsEvents = false;
    QString m_message;
    QString m_closedPath;
    std::optional<QString> m_pendingOpen;  // waits for the answer to askRecovery(); empty: a drawing without a file
    std::function<void()> m_then;
    std::function<bool()> m_write;  // waits for the answer to askOverwrite()
    qsizetype m_recentBound = 0;
};

}  // namespace spillway
