#include "canvas/canvas_item.h"
#include "checkout_drawing.h"

#include <QGuiApplication>
#include <QMimeData>
#include <QQuickWindow>
#include <QSignalSpy>
#include <QTest>

using namespace spillway;

namespace {

class FrozenRun : public LiveSource {
public:
    const LiveView* liveView() override { return running ? &view : nullptr; }
    const Topology* liveTopology() const override { return running ? &topology : nullptr; }
    bool isAdvancing() const override { return running; }
    Topology topology = drawing::checkout();
    LiveView view = drawing::checkoutMoment(topology);
    bool running = true;
};

}  // namespace

// The canvas driven like a user drives it: events into a window, edits read off a real document.
class CanvasItemTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_document = std::make_unique<Document>();
        Architecture architecture;
        architecture.topology = drawing::checkout();
        m_document->reset(architecture);
        m_document->edit(ReplaceLayout{drawing::checkoutLayout()}, QStringLiteral("Place"));
        m_selection = std::make_unique<Selection>();
        m_window = std::make_unique<QQuickWindow>();
        m_window->resize(1240, 760);
        m_canvas = new CanvasItem(m_window->contentItem());
        m_canvas->setSize({1240, 760});
        m_canvas->setSelection(m_selection.get());
        m_canvas->setDocument(m_document.get());
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_canvas->forceActiveFocus();
        m_canvas->setCamera({{0, 0}, 1});
    }
    void cleanup() {
        m_window.reset();
        m_selection.reset();
        m_document.reset();
    }

    void aClickSelectsAndACtrlClickAdds() {
        click(middle("order-api"));
        QCOMPARE(m_selection->items(), QStringList{"order-api"});
        click(middle("orders-db"), Qt::ControlModifier);
        QCOMPARE(m_selection->items(), (QStringList{"order-api", "orders-db"}));
        click(middle("order-api"), Qt::ShiftModifier);
        QCOMPARE(m_selection->items(), QStringList{"orders-db"});
        click({860, 690});
        QVERIFY(m_selection->items().isEmpty());
    }
    void aClickOnAFlowSelectsIt() {
        click(m_canvas->camera().toScreen(flowMiddle("order-events -> notify")).toPoint());
        QCOMPARE(m_selection->single(), QStringLiteral("order-events -> notify"));
    }
    void aDragMovesOnTheGridAsOneStep() {
        drag(middle("notify"), middle("notify") + QPoint(101, 203));
        const Box box = m_document->layout().boxes.at("notify");
        QCOMPARE(box.x, 1032.0);
        QCOMPARE(box.y, 608.0);
        QCOMPARE(m_document->undoLabel(), QStringLiteral("Move notify"));
        m_document->undo();
        QCOMPARE(m_document->layout().boxes.at("notify").x, 930.0);
    }
    void altMovesFreelyAndShiftAlongOneAxis() {
        drag(middle("notify"), middle("notify") + QPoint(101, 203), Qt::AltModifier);
        QCOMPARE(m_document->layout().boxes.at("notify").x, 1031.0);
        m_document->undo();
        drag(middle("notify"), middle("notify") + QPoint(40, 200), Qt::ShiftModifier);
        QCOMPARE(m_document->layout().boxes.at("notify").x, 930.0);
    }
    void aDraggedNodeIsPulledToItsNeighboursEdge() {
        drag(middle("notify"), middle("notify") + QPoint(3, 119));
        QCOMPARE(m_document->layout().boxes.at("notify").x, 930.0);
        QCOMPARE(m_document->layout().boxes.at("notify").y, 524.0);
    }
    void aBoundaryDraggedByItsTitleTakesItsNodes() {
        const QPoint title(480, 372);
        drag(title, title + QPoint(0, 80), Qt::AltModifier);
        QCOMPARE(m_document->layout().boxes.at("picker").y, 488.0);
    }
    void escapeAbandonsADrag() {
        QTest::mousePress(m_window.get(), Qt::LeftButton, {}, middle("notify"));
        QTest::mouseMove(m_window.get(), middle("notify") + QPoint(50, 50));
        QTest::keyClick(m_window.get(), Qt::Key_Escape);
        QTest::mouseRelease(m_window.get(), Qt::LeftButton, {}, middle("notify") + QPoint(50, 50));
        QCOMPARE(m_document->layout().boxes.at("notify").x, 930.0);
        QCOMPARE(m_canvas->scene().boxOf("notify").x(), 930.0);
    }
    void ctrlDragClones() {
        drag(middle("notify"), middle("notify") + QPoint(0, 104), Qt::ControlModifier);
        QVERIFY(findNode(m_document->architecture().topology, "notify-2"));
        QCOMPARE(m_document->layout().boxes.at("notify").y, 408.0);
    }
    void aMarqueeTakesWhatItEncloses() {
        drag({410, 350}, {860, 640});
        QVERIFY(m_selection->contains("fulfilment"));
        QVERIFY(m_selection->contains("picker") && m_selection->contains("picker -> stock-cache"));
        QVERIFY(!m_selection->contains("order-api"));
    }
    void aFlowIsDrawnFromPortToNode() {
        QTest::mouseMove(m_window.get(), middle("bank-api"));
        drag(port("bank-api", Side::bottom), middle("notify"));
        const auto& flow = m_document->architecture().topology.flows.back();
        QCOMPARE(flowName(flow), std::string("bank-api -> notify"));
        QVERIFY(flow.kind == FlowKind::call);
    }
    void altDrawsAnEvent() {
        QTest::mouseMove(m_window.get(), middle("bank-api"));
        drag(port("bank-api", Side::bottom), middle("notify"), Qt::AltModifier);
        QVERIFY(m_document->architecture().topology.flows.back().kind == FlowKind::event);
    }
    void aFlowDrawnToEmptyGroundAsksWhatFits() {
        QSignalSpy offers(m_canvas, &CanvasItem::offerRequested);
        QTest::mouseMove(m_window.get(), middle("notify"));
        drag(port("notify", Side::bottom), {1000, 660});
        QCOMPARE(offers.size(), 1);
        QCOMPARE(offers[0][0].toString(), QStringLiteral("notify"));
        QCOMPARE(offers[0][3].toString(), QStringLiteral("call"));
    }
    void aDroppedKindBecomesANodeAndOnAFlowIsInserted() {
        drop("queue", {100, 600});
        QVERIFY(findNode(m_document->architecture().topology, "queue"));
        const QPointF at = flowMiddle("api-gateway -> order-api");
        drop("load_balancer", at.toPoint());
        const Topology& topology = m_document->architecture().topology;
        QVERIFY(findNode(topology, "load-balancer"));
        const auto has = [&](const char* name) {
            return std::any_of(topology.flows.begin(), topology.flows.end(),
                               [&](const Flow& f) { return flowName(f) == name; });
        };
        QVERIFY(has("api-gateway -> load-balancer") && has("load-balancer -> order-api") &&
                !has("api-gateway -> order-api"));
    }
    void theBoundaryToolDrawsAroundNodes() {
        QTest::keyClick(m_window.get(), Qt::Key_B);
        QCOMPARE(m_canvas->tool(), QStringLiteral("boundary"));
        drag({904, 380}, {1100, 500});
        QCOMPARE(findNode(m_document->architecture().topology, "notify")->in, std::string("boundary"));
        QCOMPARE(m_canvas->tool(), QStringLiteral("select"));
    }
    void aHandleResizesABoundary() {
        m_selection->select("payments");
        drag({1145, 310}, {1193, 350});
        QCOMPARE(m_document->layout().boxes.at("payments").width, 287.0);
        QCOMPARE(m_document->layout().boxes.at("payments").height, 312.0);
    }
    void deleteTakesTheSelection() {
        click(middle("notify"));
        QTest::keyClick(m_window.get(), Qt::Key_Delete);
        QVERIFY(!findNode(m_document->architecture().topology, "notify"));
        m_document->undo();
        QVERIFY(findNode(m_document->architecture().topology, "notify"));
    }
    void arrowsNudgeAndStepsInARowAreOne() {
        click(middle("notify"));
        QTest::keyClick(m_window.get(), Qt::Key_Right);
        QTest::keyClick(m_window.get(), Qt::Key_Right);
        QCOMPARE(m_document->layout().boxes.at("notify").x, 946.0);
        m_document->undo();
        QCOMPARE(m_document->layout().boxes.at("notify").x, 930.0);
    }
    void tabEntersAndArrowsWalk() {
        QTest::keyClick(m_window.get(), Qt::Key_Tab);
        QCOMPARE(m_selection->single(), QStringLiteral("shoppers"));
        QTest::keyClick(m_window.get(), Qt::Key_Right);
        QCOMPARE(m_selection->single(), QStringLiteral("api-gateway"));
        QTest::keyClick(m_window.get(), Qt::Key_BracketLeft);
        QCOMPARE(m_selection->single(), QStringLiteral("storefront-area"));
    }
    void theWheelPansAndWithCtrlZoomsAtThePointer() {
        wheel({600, 300}, {0, -120}, Qt::NoModifier);
        QCOMPARE(m_canvas->camera().origin, QPointF(0, 60));
        const QPointF under = m_canvas->camera().toWorld(QPointF(600, 300));
        wheel({600, 300}, {0, 120}, Qt::ControlModifier);
        QVERIFY(m_canvas->zoom() > 1.1);
        const QPointF after = m_canvas->camera().toWorld(QPointF(600, 300));
        QVERIFY(qAbs(after.x() - under.x()) < 1e-9 && qAbs(after.y() - under.y()) < 1e-9);
    }
    void theMiddleButtonPansOverNodes() {
        const QPoint from = middle("order-api");
        QTest::mousePress(m_window.get(), Qt::MiddleButton, {}, from);
        QTest::mouseMove(m_window.get(), from + QPoint(30, 20));
        QTest::mouseRelease(m_window.get(), Qt::MiddleButton, {}, from + QPoint(30, 20));
        QCOMPARE(m_canvas->camera().origin, QPointF(-30, -20));
        QVERIFY(m_selection->items().isEmpty());
    }
    void aDoubleClickAsksForAName() {
        QSignalSpy renames(m_canvas, &CanvasItem::renameRequested);
        QTest::mouseDClick(m_window.get(), Qt::LeftButton, {}, middle("notify"));
        QCOMPARE(renames.size(), 1);
        QCOMPARE(renames[0][0].toString(), QStringLiteral("notify"));
    }
    void aDoubleClickOnABoundaryGoesIntoItAndEscapeOut() {
        QSignalSpy renames(m_canvas, &CanvasItem::renameRequested);
        m_canvas->fit();
        const Camera whole = m_canvas->camera();
        const QPoint title =
            m_canvas->camera().toScreen(m_canvas->scene().boxOf("fulfilment").topLeft() + QPointF(200, 12)).toPoint();
        QTest::mouseDClick(m_window.get(), Qt::LeftButton, {}, title);
        QVERIFY(renames.isEmpty());
        QVERIFY(m_canvas->zoom() > whole.zoom);
        QVERIFY(QRectF(0, 0, 1240, 760).contains(m_canvas->itemRect("fulfilment")));
        QTest::keyClick(m_window.get(), Qt::Key_Escape);
        QVERIFY(m_selection->items().isEmpty());
        QTest::keyClick(m_window.get(), Qt::Key_Escape);
        QCOMPARE(m_canvas->camera(), whole);
    }
    void whatIsDraggedToTheEdgeTakesTheViewAlong() {
        QTest::mousePress(m_window.get(), Qt::LeftButton, {}, middle("notify"));
        moveTo({1000, 500});
        const QPointF origin = m_canvas->camera().origin;
        QVERIFY(!QTest::qWaitFor([&] { return m_canvas->camera().origin != origin; }, 80));
        moveTo({1235, 500});
        QVERIFY(QTest::qWaitFor([&] { return m_canvas->camera().origin.x() > origin.x() + 100; }, 5000));
        // It is still in the hand.
        QVERIFY(m_canvas->itemRect("notify").adjusted(-8, -8, 8, 8).contains(QPointF(1235, 500)));
        QTest::keyClick(m_window.get(), Qt::Key_Escape);
        const QPointF at = m_canvas->camera().origin;
        QVERIFY(!QTest::qWaitFor([&] { return m_canvas->camera().origin != at; }, 80));
        QTest::mouseRelease(m_window.get(), Qt::LeftButton, {}, {1235, 500});
        QCOMPARE(m_document->layout().boxes.at("notify").x, 930.0);
    }
    void theMinimapIsDraggedOver() {
        QTest::mousePress(m_window.get(), Qt::LeftButton, {}, {1140, 690});
        const QPointF first = m_canvas->camera().origin;
        moveTo({1120, 690});
        QVERIFY(m_canvas->camera().origin.x() < first.x());
        QTest::mouseRelease(m_window.get(), Qt::LeftButton, {}, {1120, 690});
        QVERIFY(m_selection->items().isEmpty());
    }
    void aZoneIsAChipThatSelectsIt() {
        Architecture architecture = m_document->architecture();
        architecture.topology.boundaries.push_back({.id = "zone-a", .kind = BoundaryKind::zone});
        for (Node& node : architecture.topology.nodes) {
            if (node.id == "notify") node.zones = {"zone-a"};
        }
        m_document->reset(architecture);
        QCOMPARE(m_canvas->scene().zones.size(), std::size_t{1});
        QVERIFY(m_canvas->scene().boxOf("zone-a").isNull());
        const auto chips = zoneChips(m_canvas->scene(), m_canvas->size());
        QCOMPARE(chips.size(), std::size_t{1});
        click(chips[0].frame.center().toPoint());
        QCOMPARE(m_selection->single(), QStringLiteral("zone-a"));
    }
    void aNodeDraggedIntoABoundaryIsInItAndOutAgainIsNot() {
        drag(middle("notify"), QPoint(770, 480), Qt::AltModifier);
        QCOMPARE(findNode(m_document->architecture().topology, "notify")->in, std::string("fulfilment"));
        drag(middle("notify"), QPoint(1000, 700), Qt::AltModifier);
        QCOMPARE(findNode(m_document->architecture().topology, "notify")->in, std::string());
    }
    void theRightButtonSelectsAndAsksForAMenu() {
        QSignalSpy menus(m_canvas, &CanvasItem::contextMenuRequested);
        QTest::mouseClick(m_window.get(), Qt::RightButton, {}, middle("notify"));
        QCOMPARE(menus.size(), 1);
        QCOMPARE(menus[0][0].toString(), QStringLiteral("node"));
        QCOMPARE(m_selection->single(), QStringLiteral("notify"));
    }
    void readOnlyNothingMoves() {
        m_canvas->setProperty("readOnly", true);
        drag(middle("notify"), middle("notify") + QPoint(100, 100));
        QTest::keyClick(m_window.get(), Qt::Key_Delete);
        QCOMPARE(m_document->layout().boxes.at("notify").x, 930.0);
    }
    void copyAndPasteGiveFreeIdsAndTheFlowsBetween() {
        m_selection->set({"picker", "stock-cache"});
        QTest::keyClick(m_window.get(), Qt::Key_C, Qt::ControlModifier);
        QTest::keyClick(m_window.get(), Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(m_selection->items(), (QStringList{"picker-2", "stock-cache-2"}));
        QCOMPARE(flowName(m_document->architecture().topology.flows.back()), std::string("picker-2 -> stock-cache-2"));
        QCOMPARE(m_document->layout().boxes.at("picker-2").x, 688.0);
    }
    void aRunIsShownAndGoesAway() {
        FrozenRun run;
        m_canvas->setLive(&run);
        const auto& node = m_canvas->scene().nodes[m_canvas->scene().nodeIndex.at("charge-card")];
        QVERIFY(node.live);
        QCOMPARE(node.value, QStringLiteral("2.31 s"));
        QVERIFY(node.health == Health::failing);
        run.running = false;
        Q_EMIT run.liveChanged();
        QVERIFY(!m_canvas->scene().nodes[m_canvas->scene().nodeIndex.at("charge-card")].live);
        m_canvas->setLive(nullptr);
    }
    void dotsMoveWhileItRunsAndRestWithReducedMotion() {
        FrozenRun run;
        m_canvas->setLive(&run);
        const QImage first = m_window->grabWindow();
        QTest::qWait(200);
        QVERIFY(m_window->grabWindow() != first);
        m_canvas->setProperty("reducedMotion", true);
        QTest::qWait(50);
        const QImage still = m_window->grabWindow();
        QTest::qWait(600);
        QCOMPARE(m_window->grabWindow(), still);
        m_canvas->setLive(nullptr);
    }

private:
    QPoint middle(const char* id) const {
        return m_canvas->camera().toScreen(m_canvas->scene().boxOf(QLatin1String(id)).center()).toPoint();
    }
    QPoint port(const char* id, Side side) const {
        const QRectF box = m_canvas->scene().boxOf(QLatin1String(id));
        const QPointF at =
            side == Side::bottom ? QPointF(box.center().x(), box.bottom()) : QPointF(box.right(), box.center().y());
        return m_canvas->camera().toScreen(at).toPoint();
    }
    QPointF flowMiddle(const char* name) const {
        for (const SceneFlow& flow : m_canvas->scene().flows) {
            if (flow.name == QLatin1String(name)) return pointAlong(flow, flow.length() / 2);
        }
        return {};
    }
    void click(QPoint at, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mouseClick(m_window.get(), Qt::LeftButton, modifiers, at);
    }
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mousePress(m_window.get(), Qt::LeftButton, modifiers, from);
        for (const QPoint at : {from + (to - from) / 2, to}) {
            QMouseEvent move(QEvent::MouseMove, at, m_window->mapToGlobal(at), Qt::NoButton, Qt::LeftButton, modifiers);
            QCoreApplication::sendEvent(m_window.get(), &move);
        }
        QTest::mouseRelease(m_window.get(), Qt::LeftButton, modifiers, to);
    }
    void moveTo(QPoint at) {
        QMouseEvent move(QEvent::MouseMove, at, m_window->mapToGlobal(at), Qt::NoButton, Qt::LeftButton,
                         Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &move);
    }
    void wheel(QPoint at, QPoint angle, Qt::KeyboardModifiers modifiers) {
        QWheelEvent event(at, m_window->mapToGlobal(at), {}, angle, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(m_window.get(), &event);
    }
    void drop(const char* kind, QPoint at) {
        QMimeData data;
        data.setData(QStringLiteral("application/x-spillway-kind"), kind);
        QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QDragMoveEvent move(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QDropEvent release(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &enter);
        QCoreApplication::sendEvent(m_window.get(), &move);
        QCoreApplication::sendEvent(m_window.get(), &release);
    }

    std::unique_ptr<Document> m_document;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<QQuickWindow> m_window;
    CanvasItem* m_canvas = nullptr;
};

QTEST_MAIN(CanvasItemTest)
#include "canvas_item_test.moc"
