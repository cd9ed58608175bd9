#include "stage.h"

#include <QApplication>
#include <QMimeData>
#include <QTest>

using namespace spillway;

namespace {

const Node& node(Stage& stage, const char* id) { return *findNode(stage.topology(), id); }

bool hasFlow(Stage& stage, const char* name) {
    return std::ranges::any_of(stage.topology().flows, [&](const Flow& flow) { return flowName(flow) == name; });
}

}  // namespace

// Drawing with mouse and keys in the whole window: what the canvas, the panels and the keys do together.
class DesignCanvasTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aComponentDroppedOnTheDrawingIsThere() {
        Stage stage;
        const QPoint at = stage.nodeAt(QStringLiteral("shoppers")) + QPoint(0, 160);
        QMimeData carried;
        carried.setData(QStringLiteral("application/x-spillway-kind"), "cache");
        QDragEnterEvent enter(at, Qt::CopyAction, &carried, Qt::LeftButton, {});
        QCoreApplication::sendEvent(&stage.window(), &enter);
        QDropEvent drop(at, Qt::CopyAction, &carried, Qt::LeftButton, {});
        QCoreApplication::sendEvent(&stage.window(), &drop);
        stage.settle();
        QCOMPARE(node(stage, "cache").kind(), NodeKind::cache);
        QCOMPARE(stage.selection().single(), QStringLiteral("cache"));
        QVERIFY((stage.nodeAt(QStringLiteral("cache")) - at).manhattanLength() < 12);
    }

    void aClickedComponentIsAddedAndTheArrowKeysMoveIt() {
        Stage stage;
        stage.click(QStringLiteral("palette-queue"));
        QCOMPARE(node(stage, "queue").kind(), NodeKind::queue);
        const double before = stage.document().layout().boxes.at("queue").x;
        stage.key(Qt::Key_Right);
        QCOMPARE(stage.document().layout().boxes.at("queue").x, before + 8);
        stage.key(Qt::Key_Delete);
        QVERIFY(findNode(stage.topology(), "queue") == nullptr);
    }

    void aBoundaryIsDrawnFromThePaletteAroundNodes() {
        Stage stage;
        stage.click(QStringLiteral("palette-boundary"));
        QVERIFY(stage.says(QStringLiteral("drag a rectangle")));
        const QPoint notify = stage.nodeAt(QStringLiteral("notify"));
        stage.drag(notify - QPoint(90, 60), notify + QPoint(90, 60));
        QCOMPARE(node(stage, "notify").in, std::string("boundary"));
        QCOMPARE(stage.workspace().tool(), QStringLiteral("select"));
    }

    void aFlowIsDrawnFromPortToPort() {
        Stage stage;
        const QRectF from = stage.canvas().mapRectToScene(stage.canvas().itemRect(QStringLiteral("notify")));
        stage.click(from.center().toPoint());
        stage.drag(QPoint(qRound(from.center().x()), qRound(from.bottom())), stage.nodeAt(QStringLiteral("bank-api")));
        QVERIFY(hasFlow(stage, "notify -> bank-api"));
        stage.key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(!hasFlow(stage, "notify -> bank-api"));
        stage.key(Qt::Key_Y, Qt::ControlModifier);
        QVERIFY(hasFlow(stage, "notify -> bank-api"));
        stage.key(Qt::Key_Z, Qt::ControlModifier);
        stage.key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(hasFlow(stage, "notify -> bank-api"));
    }

    void aFlowDrawnToEmptyGroundOffersWhatFits() {
        Stage stage;
        const QRectF from = stage.canvas().mapRectToScene(stage.canvas().itemRect(QStringLiteral("notify")));
        stage.click(from.center().toPoint());
        stage.drag(QPoint(qRound(from.center().x()), qRound(from.bottom())), from.center().toPoint() + QPoint(0, 130));
        QVERIFY(stage.says(QStringLiteral("What notify leads to")));
        stage.key(Qt::Key_Down);
        stage.key(Qt::Key_Return);
        QVERIFY(!stage.says(QStringLiteral("What notify leads to")));
        QCOMPARE(stage.topology().flows.back().from, std::string("notify"));
        QCOMPARE(stage.topology().flows.back().to, stage.topology().nodes.back().id);
        stage.key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(!stage.document().isModified());
    }

    void aFlowIsDrawnWithTheConnectToolAsACallOrAnEvent() {
        Stage stage;
        stage.click(stage.nodeAt(QStringLiteral("shoppers")));
        stage.key(Qt::Key_E);
        stage.key(Qt::Key_C);
        QVERIFY(stage.says(QStringLiteral("Connect: drag an event")));
        stage.drag(stage.nodeAt(QStringLiteral("notify")), stage.nodeAt(QStringLiteral("bank-api")));
        QVERIFY(hasFlow(stage, "notify -> bank-api"));
        QCOMPARE(stage.topology().flows.back().kind, FlowKind::event);
        stage.key(Qt::Key_Escape);
        QCOMPARE(stage.workspace().tool(), QStringLiteral("select"));
    }

    void severalThingsAreMovedCopiedAndDeletedAsOneStep() {
        Stage stage;
        const std::size_t before = stage.topology().nodes.size();
        stage.click(stage.nodeAt(QStringLiteral("notify")));
        stage.click(stage.nodeAt(QStringLiteral("shoppers")), Qt::ShiftModifier);
        QCOMPARE(stage.selection().count(), 2);
        QVERIFY(stage.says(QStringLiteral("2 selected")));
        stage.key(Qt::Key_C, Qt::ControlModifier);
        stage.key(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(stage.topology().nodes.size(), before + 2);
        stage.key(Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(stage.topology().nodes.size(), before + 4);
        stage.key(Qt::Key_Backspace);
        QCOMPARE(stage.topology().nodes.size(), before + 2);
        for (int i = 0; i < 3; ++i) stage.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(stage.topology().nodes.size(), before);
        QVERIFY(!stage.document().isModified());
    }

    void theViewIsMovedAndZoomedWithoutTouchingTheDocument() {
        Stage stage;
        CanvasItem& canvas = stage.canvas();
        const QPoint at = stage.nodeAt(QStringLiteral("order-api"));
        const Camera start = canvas.camera();
        stage.wheel(at, {0, 120});
        QVERIFY(canvas.camera().origin.y() < start.origin.y());
        stage.wheel(at, {0, 120}, Qt::ControlModifier);
        QVERIFY(canvas.camera().zoom > start.zoom);
        const Camera zoomed = canvas.camera();
        stage.drag(at, at + QPoint(50, 20), {}, Qt::MiddleButton);
        QVERIFY(canvas.camera().origin.x() < zoomed.origin.x());
        const Camera panned = canvas.camera();
        stage.click(at);
        QTest::keyPress(&stage.window(), Qt::Key_Space);
        stage.drag(at, at + QPoint(50, 20));
        QTest::keyRelease(&stage.window(), Qt::Key_Space);
        QVERIFY(canvas.camera().origin.x() < panned.origin.x());
        stage.key(Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(canvas.camera().zoom, 1.0);
        stage.key(Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(canvas.camera(), start);
        stage.key(Qt::Key_Equal, Qt::ControlModifier);
        QVERIFY(canvas.camera().zoom > start.zoom);
        QVERIFY(!stage.document().isModified());
    }

    void aNodeIsRenamedWithF2AndEverythingFollows() {
        Stage stage;
        stage.click(stage.nodeAt(QStringLiteral("charge-card")));
        stage.key(Qt::Key_F2);
        QVERIFY(stage.shows(QStringLiteral("renameField")));
        stage.type(QStringLiteral("order-api"));
        stage.key(Qt::Key_Return);
        QVERIFY(stage.says(QStringLiteral("This name is taken")));
        stage.key(Qt::Key_A, Qt::ControlModifier);
        stage.type(QStringLiteral("charge"));
        stage.key(Qt::Key_Return);
        QVERIFY(!stage.shows(QStringLiteral("renameField")));
        QCOMPARE(stage.selection().single(), QStringLiteral("charge"));
        QVERIFY(hasFlow(stage, "charge -> bank-api"));
    }

    void aDoubleClickRenames() {
        Stage stage;
        QTest::mouseDClick(&stage.window(), Qt::LeftButton, {}, stage.nodeAt(QStringLiteral("notify")));
        stage.settle();
        QVERIFY(stage.says(QStringLiteral("Rename notify")));
        stage.key(Qt::Key_Escape);
        QVERIFY(!stage.says(QStringLiteral("Rename notify")));
    }

    void aRightClickOffersWhatCanBeDoneHere() {
        Stage stage;
        stage.click(stage.nodeAt(QStringLiteral("notify")), {}, Qt::RightButton);
        QCOMPARE(stage.selection().single(), QStringLiteral("notify"));
        QVERIFY(stage.shows(QStringLiteral("entry-edit.rename")) && stage.shows(QStringLiteral("entry-tools.append")));
        stage.click(QStringLiteral("entry-edit.duplicate"));
        QVERIFY(findNode(stage.topology(), "notify-2") != nullptr);
        stage.click(stage.nodeAt(QStringLiteral("shoppers")) + QPoint(0, 160), {}, Qt::RightButton);
        QVERIFY(stage.shows(QStringLiteral("entry-edit.selectAll")) &&
                !stage.shows(QStringLiteral("entry-edit.rename")));
        stage.key(Qt::Key_Escape);
        QVERIFY(!stage.shows(QStringLiteral("entry-edit.selectAll")));
    }

    void aKindIsChosenWithTheKeyboardAlone() {
        Stage stage;
        stage.click(stage.nodeAt(QStringLiteral("notify")));
        stage.key(Qt::Key_R);
        QVERIFY(stage.says(QStringLiteral("Replace the kind of notify")));
        stage.key(Qt::Key_Down);
        stage.key(Qt::Key_Up);
        stage.type(QStringLiteral("stream"));
        stage.key(Qt::Key_Return);
        QCOMPARE(node(stage, "notify").kind(), NodeKind::stream);
        stage.key(Qt::Key_N);
        QVERIFY(stage.says(QStringLiteral("Create a node")));
        stage.key(Qt::Key_Escape);
        QVERIFY(!stage.says(QStringLiteral("Create a node")));
    }

    void boundariesAreCollapsedAndExpandedByKeyAndHand() {
        Stage stage;
        const QRectF all = stage.canvas().scene().bounds;
        stage.key(Qt::Key_G, Qt::ShiftModifier | Qt::AltModifier);
        QVERIFY(stage.canvas().scene().boundaries.empty());
        QVERIFY(stage.canvas().scene().nodes[0].group);
        stage.key(Qt::Key_G, Qt::AltModifier);
        QCOMPARE(stage.canvas().scene().bounds, all);
        QVERIFY(!stage.workspace().actions()->isEnabled(QStringLiteral("arrange.expandAll")));
        // One by its menu; it moves with all that is in it; a double-click opens it again.
        stage.click(stage.nodeAt(QStringLiteral("orders")));
        stage.key(Qt::Key_G, Qt::ControlModifier | Qt::AltModifier);
        QVERIFY(stage.canvas().scene().hidden.contains("order-api"));
        const Box before = stage.document().layout().boxes.at("order-api");
        const QPoint at =
            stage.canvas().mapToScene(stage.canvas().itemRect(QStringLiteral("orders")).center()).toPoint();
        stage.drag(at, at + QPoint(0, 40));
        QVERIFY(stage.document().layout().boxes.at("order-api").y > before.y);
        QTest::mouseDClick(&stage.window(), Qt::LeftButton, {}, at + QPoint(0, 40));
        stage.settle();
        QVERIFY(stage.canvas().scene().hidden.empty());
        // It is a matter of the layout, undone like all else, and written.
        stage.key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(stage.canvas().scene().hidden.contains("order-api"));
        stage.key(Qt::Key_S, Qt::ControlModifier);
        QFile sidecar(stage.path(QStringLiteral("checkout.layout.yaml")));
        QVERIFY(sidecar.open(QIODevice::ReadOnly));
        QCOMPARE(sidecar.readAll().count("collapsed: true"), 1);
        stage.workspace().openPath(stage.path());
        stage.settle();
        QVERIFY(stage.canvas().scene().hidden.contains("order-api"));
    }

    void theDrawingIsWalkedWithTheKeyboard() {
        Stage stage;
        stage.click(stage.nodeAt(QStringLiteral("shoppers")) + QPoint(0, 160));
        stage.key(Qt::Key_Tab);
        QCOMPARE(stage.selection().single(), QString::fromStdString(stage.topology().nodes.front().id));
        stage.key(Qt::Key_Right);
        QVERIFY(stage.selection().single() != QString::fromStdString(stage.topology().nodes.front().id));
        stage.key(Qt::Key_Return);
        QQuickItem* focused = stage.window().activeFocusItem();
        QVERIFY2(focused->objectName().startsWith(QStringLiteral("field-")), qPrintable(focused->objectName()));
    }

    void theCommandBoxFindsActionsAndThings() {
        Stage stage;
        stage.key(Qt::Key_K, Qt::ControlModifier);
        QVERIFY(stage.shows(QStringLiteral("commandQuery")));
        stage.type(QStringLiteral("charge-card"));
        stage.key(Qt::Key_Return);
        QCOMPARE(stage.selection().single(), QStringLiteral("charge-card"));
        stage.key(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        stage.type(QStringLiteral("light theme"));
        stage.key(Qt::Key_Return);
        QVERIFY(!stage.workspace().preferences()->dark());
        stage.key(Qt::Key_F, Qt::ControlModifier);
        stage.type(QStringLiteral("pick"));
        stage.key(Qt::Key_Down);
        stage.key(Qt::Key_Return);
        QVERIFY(stage.selection().single().startsWith(QStringLiteral("pick")));
    }

    void editingKeysDoNothingToADrawingThatIsNotShown() {
        Stage stage;
        stage.click(stage.nodeAt(QStringLiteral("notify")));
        stage.key(Qt::Key_4, Qt::AltModifier);
        stage.key(Qt::Key_Delete);
        stage.key(Qt::Key_D, Qt::ControlModifier);
        QVERIFY(!stage.document().isModified());
    }
};

SPILLWAY_WINDOW_TEST(DesignCanvasTest)
#include "design_canvas_test.moc"
