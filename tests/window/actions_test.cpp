#include "document/layout_text.h"
#include "io/architecture_text.h"
#include "shop.h"

#include <QApplication>
#include <QClipboard>

using namespace spillway;

namespace {

// Everything that an action may change and a person may notice, as one text.
QString stateOf(Stage& stage) {
    double faults = 0;  // how long they last
    Workspace& w = stage.workspace();
    RunDeck& deck = *w.deck();
    const auto* canvas = stage.window().findChild<CanvasItem*>(QStringLiteral("drawing"));
    const Camera& camera = canvas->camera();
    for (const Fault& fault : deck.shownFaults()) faults += toSeconds(fault.lasting.value_or(deck.length()));
    QStringList parts{
        QString::fromStdString(stage.document().text()),
        QString::fromStdString(layoutText(stage.document().layout(), Digits::exact)),
        stage.document().path(),
        w.selection()->items().join(QLatin1Char(',')),
        w.mode(),
        w.tool(),
        w.preferences()->theme(),
        deck.phase(),
        deck.clock(),
        QString::number(deck.timeline()->count()),
        QString::number(faults),
        QString::number(camera.zoom),
        QStringLiteral("%1 %2").arg(camera.origin.x()).arg(camera.origin.y()),
        QGuiApplication::clipboard()->text(),
        QString::number(QGuiApplication::clipboard()->image().cacheKey()),
        QString::number(stage.window().visibility()),
    };
    parts.append(QStringLiteral("%1 %2 %3 %4 %5")
                     .arg(w.drawsEvents())
                     .arg(w.preferences()->reducedMotion())
                     .arg(deck.speed())
                     .arg(deck.seed())
                     .arg(deck.scenario()));
    return parts.join(QLatin1Char('\n'));
}

// The ways a window can stand, the plain ones first.
struct Situation {
    const char* name;
    std::function<void(Stage&)> arrange;
};

void select(Stage& stage, const QStringList& items) {
    stage.selection().clear();
    stage.selection().add(items);
}

void pausedRun(Stage& stage) {
    enter(stage, QStringLiteral("run"));
    stage.workspace().deck()->setSpeed(0);
    stage.workspace().deck()->runUntil(SimTime{std::chrono::seconds{3}});
    if (!QTest::qWaitFor([&] { return stage.workspace().deck()->phase() == QStringLiteral("paused"); }))
        qFatal("the run does not pause");
}

void pausedRunAt(Stage& stage, const QString& item) {
    select(stage, {item});
    pausedRun(stage);
}

const std::vector<Situation>& situations() {
    static const std::vector<Situation> all{
        {"nothing selected", [](Stage&) {}},
        {"a run paused, nothing selected", [](Stage& s) { pausedRun(s); }},
        {"a node selected", [](Stage& s) { select(s, {QStringLiteral("charge-card")}); }},
        {"three nodes selected",
         [](Stage& s) {
             select(s, {QStringLiteral("charge-card"), QStringLiteral("notify"), QStringLiteral("order-api")});
         }},
        {"a boundary selected", [](Stage& s) { select(s, {QStringLiteral("orders")}); }},
        {"all collapsed", [](Stage& s) { s.workspace().editing()->setCollapsed({}, true); }},
        {"something undone",
         [](Stage& s) {
             s.workspace().editing()->addNode(QStringLiteral("service"), {0, 0});
             s.document().undo();
         }},
        {"something copied",
         [](Stage& s) {
             select(s, {QStringLiteral("notify")});
             s.workspace().editing()->copy();
         }},
        {"a run paused, a node selected",
         [](Stage& s) {
             select(s, {QStringLiteral("order-api")});
             pausedRun(s);
         }},
        {"a run paused, a flow selected",
         [](Stage& s) {
             select(s, {QStringLiteral("place-order -> charge-card")});
             pausedRun(s);
         }},
        {"a run paused, a database selected", [](Stage& s) { pausedRunAt(s, QStringLiteral("orders-db")); }},
        {"a run paused, a queue selected", [](Stage& s) { pausedRunAt(s, QStringLiteral("pick-queue")); }},
        {"a run paused, a cache selected", [](Stage& s) { pausedRunAt(s, QStringLiteral("stock-cache")); }},
        {"a run paused, a consumer selected", [](Stage& s) { pausedRunAt(s, QStringLiteral("picker")); }},
        {"a run under way",
         [](Stage& s) {
             pausedRun(s);
             s.workspace().deck()->setSpeed(1);
             s.workspace().deck()->play();
         }},
        {"a fault broken in",
         [](Stage& s) {
             select(s, {QStringLiteral("order-api")});
             pausedRun(s);
             s.workspace().injectFault(QStringLiteral("outage"));
         }},
        {"a run finished",
         [](Stage& s) {
             pausedRun(s);
             s.workspace().deck()->stop();
             if (!QTest::qWaitFor([&] { return s.workspace().deck()->report() != nullptr; })) qFatal("no report");
         }},
        {"a workflow selected", [](Stage& s) { select(s, {QStringLiteral("place-order")}); }},
        {"a workflow open",
         [](Stage& s) {
             s.workspace().openStates(QStringLiteral("place-order"));
             s.workspace().states()->addState(QStringLiteral("Pass"));
             s.workspace().states()->select(s.workspace().states()->addState(QStringLiteral("Succeed")));
         }},
    };
    return all;
}

}  // namespace

// Nothing in the menus is dead: each action can be had in some situation, and then changes something.
class ActionsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyActionDoesSomething_data() {
        QTest::addColumn<QString>("action");
        Stage stage;
        const ActionTable& actions = *stage.workspace().actions();
        for (int row = 0; row < actions.rowCount(); ++row) {
            const QString id = actions.index(row, 0).data(ActionTable::idRole).toString();
            QTest::newRow(qPrintable(id)) << id;
        }
    }
    void everyActionDoesSomething() {
        QFETCH(QString, action);
        Stage stage;
        QGuiApplication::clipboard()->clear();
        if (action == QStringLiteral("file.reopen")) stage.workspace().actions()->trigger(QStringLiteral("file.close"));
        ActionTable& actions = *stage.workspace().actions();
        // Said to the window, which answers with what only it has.
        int asked = 0;
        const auto count = [&asked] { ++asked; };
        Workspace& workspace = stage.workspace();
        connect(&workspace, &Workspace::dialogRequested, this, count);
        connect(&workspace, &Workspace::panelToggled, this, count);
        connect(&workspace, &Workspace::canvasRequested, this, count);
        connect(workspace.states(), &WorkflowDesk::opened, this, count);
        connect(&workspace, &Workspace::quitConfirmed, this, count);
        connect(&workspace, &Workspace::messageChanged, this, count);
        connect(workspace.preferences(), &Preferences::layoutReset, this, count);
        for (const Situation& situation : situations()) {
            if (!actions.isEnabled(action)) situation.arrange(stage);
            if (!actions.isEnabled(action)) {
                workspace.setMode(QStringLiteral("design"));
                continue;
            }
            // What is on already is not switched on again: from another place it must be.
            if (action == QStringLiteral("tools.select")) workspace.setTool(QStringLiteral("hand"));
            if (action == QStringLiteral("window.design")) workspace.setMode(QStringLiteral("run"));
            if (action == QStringLiteral("view.themeSystem")) workspace.preferences()->setTheme(QStringLiteral("dark"));
            if (action == QStringLiteral("view.zoomFit") || action.startsWith(QStringLiteral("file.recent")))
                stage.canvas().zoomBy(2);
            if (action == QStringLiteral("file.save")) workspace.editing()->addNode(QStringLiteral("service"), {0, 0});
            if (action == QStringLiteral("view.themeDark")) workspace.preferences()->setTheme(QStringLiteral("light"));
            stage.settle();
            const QString before = stateOf(stage);
            asked = 0;
            actions.trigger(action);
            const bool done = QTest::qWaitFor([&] { return asked > 0 || stateOf(stage) != before; }, 3000);
            QVERIFY2(done, qPrintable(QStringLiteral("%1 did nothing: %2").arg(action, QLatin1String(situation.name))));
            return;
        }
        QFAIL(qPrintable(action + QStringLiteral(" could never be had")));
    }

    void noTwoActionsShareAKey() {
        Stage stage;
        const ActionTable& actions = *stage.workspace().actions();
        QHash<QString, QString> owner;
        for (int row = 0; row < actions.rowCount(); ++row) {
            const QString id = actions.index(row, 0).data(ActionTable::idRole).toString();
            for (const QString& keys : actions.index(row, 0).data(ActionTable::keysRole).toStringList()) {
                QVERIFY2(!owner.contains(keys),
                         qPrintable(keys + QStringLiteral(": ") + id + QLatin1Char(' ') + owner[keys]));
                owner[keys] = id;
            }
        }
    }
};

SPILLWAY_WINDOW_TEST(ActionsTest)
#include "actions_test.moc"
