#include "canvas/camera.h"
#include "canvas/flow_marks.h"
#include "canvas/guides.h"
#include "canvas/motion.h"
#include "canvas/node_face.h"
#include "canvas/picking.h"
#include "canvas/routing.h"
#include "checkout_drawing.h"
#include "platforms/stated_facts.h"

#include <QTest>

using namespace spillway;

class SceneTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_scene = sceneOf(m_topology, drawing::checkoutLayout()); }

    void zoomingKeepsThePointUnderThePointer_data() {
        QTest::addColumn<QPointF>("screen");
        QTest::addColumn<double>("factor");
        QTest::addColumn<double>("zoom");
        QTest::newRow("in") << QPointF(300, 200) << 2.0 << 2.0;
        QTest::newRow("out") << QPointF(10, 590) << 0.5 << 0.5;
        QTest::newRow("stops at the most") << QPointF(5, 5) << 100.0 << Camera::kMostZoom;
        QTest::newRow("stops at the least") << QPointF(5, 5) << 1e-6 << Camera::kLeastZoom;
    }
    void zoomingKeepsThePointUnderThePointer() {
        QFETCH(QPointF, screen);
        QFETCH(double, factor);
        const Camera before{{-40, 25}, 1};
        const Camera after = before.zoomedAt(screen, factor);
        QTEST(after.zoom, "zoom");
        const QPointF drift = after.toWorld(screen) - before.toWorld(screen);
        QVERIFY(std::abs(drift.x()) < 1e-9 && std::abs(drift.y()) < 1e-9);
    }
    void fittingShowsEverythingAndEnlargesLittle() {
        const QRectF world(100, 100, 4000, 500);
        const QRectF view(0, 0, 1000, 800);
        const Camera camera = Camera::fitting(world, view);
        QVERIFY(view.contains(camera.toScreen(world)));
        QCOMPARE(camera.toScreen(world).width(), 960.0);
        QCOMPARE(Camera::fitting(QRectF(0, 0, 50, 50), view).zoom, Camera::kMostFitZoom);
        QCOMPARE(Camera::fitting(QRectF(0, 0, 920, 500), view).zoom, 1.0);
        QCOMPARE(Camera::fitting({}, view), Camera{});
    }
    void pickingFindsTheTopmost_data() {
        QTest::addColumn<QPointF>("point");
        QTest::addColumn<int>("part");
        QTest::addColumn<QString>("item");
        using Part = Target::Part;
        QTest::newRow("a node over its boundary") << QPointF(500, 130) << int(Part::node) << "order-api";
        QTest::newRow("a port of the hovered node") << QPointF(598, 119) << int(Part::port) << "order-api";
        QTest::newRow("a flow") << QPointF(620, 119) << int(Part::flow) << "order-api -> orders-db";
        QTest::newRow("a title") << QPointF(600, 55) << int(Part::boundaryTitle) << "orders";
        QTest::newRow("a border") << QPointF(421, 290) << int(Part::boundary) << "orders";
        QTest::newRow("a handle") << QPointF(1144, 309) << int(Part::handle) << "payments";
        QTest::newRow("the inside of a boundary is ground") << QPointF(435, 300) << int(Part::nothing) << "";
        QTest::newRow("nothing") << QPointF(50, 600) << int(Part::nothing) << "";
    }
    void pickingFindsTheTopmost() {
        QFETCH(QPointF, point);
        const Target target = pick(m_scene, point, {6, QStringLiteral("order-api"), QStringLiteral("payments")});
        QTEST(int(target.part), "part");
        QTEST(target.item, "item");
    }
    void flowsLeaveTowardsWhereTheyGo_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("leaves");
        QTest::addColumn<int>("arrives");
        QTest::newRow("to the right") << "order-api -> orders-db" << int(Side::right) << int(Side::left);
        QTest::newRow("downwards") << "charge-card -> bank-api" << int(Side::bottom) << int(Side::top);
        QTest::newRow("back and down") << "order-events -> pick-queue" << int(Side::bottom) << int(Side::top);
    }
    void flowsLeaveTowardsWhereTheyGo() {
        QFETCH(QString, name);
        const SceneFlow& flow = named(name);
        QTEST(int(flow.leaves), "leaves");
        QTEST(int(flow.arrives), "arrives");
    }
    void noFlowRunsThroughABoxOfAnother() { QCOMPARE(throughBoxes(m_scene), QString()); }
    void deadLettersAreALineThatBelongsToTheirQueue() {
        Topology topology = m_topology;
        std::erase_if(topology.flows, [](const Flow& flow) { return flow.to == "pick-dead"; });
        Scene scene = sceneOf(topology, drawing::checkoutLayout());
        const SceneFlow& line = scene.flows.back();
        QVERIFY(line.deadLetters);
        QCOMPARE(scene.nodes[line.to].id, QStringLiteral("pick-dead"));
        const QPointF middle = pointAlong(line, line.length() / 2);
        QVERIFY(flowAt(scene, middle, 6).isEmpty());
        QCOMPARE(pick(scene, middle).item, QStringLiteral("pick-queue"));
        // Two letters more than a second ago: two a second, all of them failures.
        LiveView view = drawing::checkoutMoment(topology);
        const std::size_t dead = scene.nodeIndex.at("pick-dead");
        view.snapshot.nodes[dead].waiting = 5;
        view.series[dead].backlog = {3, 5};
        showLive(scene, bindLive(scene, topology), view);
        QCOMPARE(scene.flows.back().rate, 2.0);
        QVERIFY(scene.flows.back().health == Health::failing);
    }
    void aDrawnFlowToTheDeadLettersIsNotDrawnTwice() {
        QVERIFY(std::none_of(m_scene.flows.begin(), m_scene.flows.end(),
                             [](const SceneFlow& flow) { return flow.deadLetters; }));
    }
    void aQueueWithoutAStatedCapacityIsMeasuredByHowLongItDrains() {
        Scene scene = m_scene;
        LiveView view = drawing::checkoutMoment(m_topology);
        const std::size_t queue = scene.nodeIndex.at("pick-queue");
        view.snapshot.nodes[queue].waiting = 500;
        view.snapshot.nodes[queue].throughput = 50;
        view.snapshot.nodes[queue].waitingLimit = 0;
        showLive(scene, bindLive(scene, m_topology), view);
        QCOMPARE(scene.nodes[queue].fill, 0.5);
    }
    void marksStandOnFreeGround() {
        Scene scene = m_scene;
        for (SceneFlow& flow : scene.flows) flow.live = flow.faulted = true;
        placeMarks(scene);
        const auto& marks = scene.marks;
        QCOMPARE(marks.size(), scene.flows.size());
        for (std::size_t i = 0; i < marks.size(); ++i) {
            for (const SceneNode& node : scene.nodes) {
                QVERIFY2(!node.box.intersects(marks[i].plate),
                         qPrintable(scene.flows[i].name + QStringLiteral(" on ") + node.id));
            }
            for (std::size_t k = 0; k < i; ++k) QVERIFY(!marks[k].plate.intersects(marks[i].plate));
        }
    }
    void anOpenBreakerCutsItsLineAndAHalfOpenOneDoesNot() {
        Scene scene = m_scene;
        SceneFlow& flow = scene.flows[0];
        flow.live = true;
        flow.breakers = {.open = 1};
        placeMarks(scene);
        QVERIFY(flow.cutAt > 0 && flow.cutAt < flow.length());
        flow.breakers = {.halfOpen = 1};
        placeMarks(scene);
        QVERIFY(flow.cutAt < 0);
        QCOMPARE(scene.marks.size(), std::size_t{1});
    }
    // Each instance of the caller has one: the others still let calls through.
    void someOpenBreakersAreCountedAndCutNothing() {
        Scene scene = m_scene;
        SceneFlow& flow = scene.flows[0];
        flow.live = true;
        flow.breakers = {.closed = 6, .open = 3, .halfOpen = 1};
        placeMarks(scene);
        QVERIFY(flow.cutAt < 0);
        QCOMPARE(scene.marks[0].label, QStringLiteral("3 of 10 breakers open"));
        flow.breakers = {.open = 10};
        placeMarks(scene);
        QVERIFY(flow.cutAt > 0);
        QCOMPARE(scene.marks[0].label, QStringLiteral("10 of 10 breakers open"));
    }
    void aWallOfBoxesIsLedAround() {
        Topology topology;
        Layout layout;
        const auto place = [&](const std::string& id, double x, double y) {
            topology.nodes.push_back({.id = id});
            layout.boxes[id] = {x, y, 152, 70};
        };
        place("a", 0, 300);
        place("b", 700, 300);
        for (int i = 0; i < 7; ++i) place("wall-" + std::to_string(i), 350, i * 100.0);
        topology.flows.push_back({.from = "a", .to = "b"});
        const Scene scene = sceneOf(topology, layout);
        QCOMPARE(throughBoxes(scene), QString());
        // Its ends stay where flows leave and arrive.
        QCOMPARE(scene.flows[0].samples.front(), portOf(scene.nodes[0].box, scene.flows[0].leaves));
        QCOMPARE(scene.flows[0].samples.back(), portOf(scene.nodes[1].box, scene.flows[0].arrives));
    }
    void whileSomethingIsDraggedOnlyWhatItTouchesIsLedAfresh() {
        Layout layout = drawing::checkoutLayout();
        layout.boxes["notify"].y += 56;
        const Scene afresh = sceneOf(m_topology, layout);
        const Scene followed = sceneOf(m_topology, layout, &m_scene);
        for (std::size_t i = 0; i < afresh.flows.size(); ++i) QCOMPARE(followed.flows[i].curve, afresh.flows[i].curve);
    }
    void waysInOneStreetRunBesideEachOther() {
        Topology topology;
        Layout layout;
        const auto place = [&](const std::string& id, double x, double y) {
            topology.nodes.push_back({.id = id});
            layout.boxes[id] = {x, y, 152, 70};
        };
        for (int i = 0; i < 4; ++i) {
            place("a" + std::to_string(i), 0, 250 + 90.0 * i);
            place("b" + std::to_string(i), 700, 250 + 90.0 * i);
            topology.flows.push_back({.from = "a" + std::to_string(i), .to = "b" + std::to_string(i)});
        }
        for (int i = 0; i < 9; ++i) place("wall-" + std::to_string(i), 350, i * 90.0);
        const Scene scene = sceneOf(topology, layout);
        QCOMPARE(throughBoxes(scene), QString());
        for (std::size_t i = 0; i < 4; ++i) {
            QVERIFY(!scene.flows[i].corners.empty());
            for (std::size_t j = 0; j < i; ++j) QVERIFY2(together(scene.flows[i], scene.flows[j]) < 30, "they overlap");
        }
    }
    void whatIsDraggedTakesItsFlowsAlongAndNoOthers() {
        Scene scene = m_scene;
        Layout layout = drawing::checkoutLayout();
        std::map<std::string, Box> boxes;
        for (const char* id : {"payments", "charge-card", "bank-api"}) {
            Box box = layout.boxes[id];
            box.x += 40;
            box.y += 24;
            boxes[id] = box;
        }
        moveBoxes(scene, boxes);
        std::size_t still = 0;
        for (std::size_t i = 0; i < scene.flows.size(); ++i) {
            const SceneFlow& was = m_scene.flows[i];
            const SceneFlow& is = scene.flows[i];
            if (is.name == QStringLiteral("charge-card -> bank-api"))
                QCOMPARE(is.curve.front().y(), was.curve.front().y() + 24);
            else if (is.name == QStringLiteral("place-order -> charge-card"))
                QVERIFY(is.curve.back() != was.curve.back());
            else if (was.curve == is.curve)
                ++still;
        }
        // Others that share a side with what moves may step aside on it; nothing else does.
        QVERIFY(still >= scene.flows.size() - 4);
    }
    void aCollapsedBoundaryStandsForWhatIsInIt() {
        Layout layout = drawing::checkoutLayout();
        layout.boxes["orders"].collapsed = true;
        Scene scene = sceneOf(m_topology, layout);
        QVERIFY(!scene.boundaryIndex.contains("orders"));
        QVERIFY(!scene.nodeIndex.contains("order-api"));
        const SceneNode& group = scene.nodes[scene.nodeIndex.at("orders")];
        QVERIFY(group.group);
        QCOMPARE(group.members.size(), std::size_t{4});
        QCOMPARE(scene.boxOf(QStringLiteral("order-api")), group.box);
        for (const SceneFlow& flow : scene.flows) {
            QVERIFY(flow.from != flow.to);
            QVERIFY(flow.name != QStringLiteral("order-api -> orders-db"));
        }
        // Its ports are not to be drawn from, and it cannot be resized.
        PickOptions options{6, group.id, group.id};
        QCOMPARE(pick(scene, group.box.topLeft(), options).part, Target::Part::node);
        QCOMPARE(pick(scene, portOf(group.box, Side::right) - QPointF(1, 0), options).part, Target::Part::node);
        QCOMPARE(throughBoxes(scene), QString());
    }
    void aGroupIsAsWellAsItsWorst() {
        Layout layout = drawing::checkoutLayout();
        layout.boxes["orders"].collapsed = true;
        Scene scene = sceneOf(m_topology, layout);
        const LiveBinding binding = bindLive(scene, m_topology);
        LiveView view;
        view.snapshot.nodes.resize(m_topology.nodes.size());
        view.snapshot.flows.resize(m_topology.flows.size());
        for (std::size_t i = 0; i < m_topology.nodes.size(); ++i) {
            if (m_topology.nodes[i].id != "orders-db") continue;
            view.snapshot.nodes[i] = {
                .busySlots = 30, .slots = 60, .errorShare = 0.2, .p99 = std::chrono::milliseconds{700}};
        }
        double rate = 0;
        for (std::size_t i = 0; i < m_topology.flows.size(); ++i) {
            view.snapshot.flows[i].rate = 10;
            rate += m_topology.flows[i].from == "api-gateway" && m_topology.flows[i].to == "order-api" ? 10 : 0;
        }
        showLive(scene, binding, view);
        const SceneNode& group = scene.nodes[scene.nodeIndex.at("orders")];
        QCOMPARE(group.health, Health::failing);
        QCOMPARE(group.fill, 0.5);
        QCOMPARE(group.value, QStringLiteral("700 ms"));
        for (const SceneFlow& flow : scene.flows) {
            if (flow.name == QStringLiteral("api-gateway -> order-api")) QCOMPARE(flow.rate, rate);
            if (flow.bundle.size() > 1) QCOMPARE(flow.rate, 10.0 * static_cast<double>(flow.bundle.size()));
        }
    }
    void flowsThatShareASideStandApart() {
        const QPointF a = named(QStringLiteral("api-gateway -> order-api")).curve[0];
        const QPointF b = named(QStringLiteral("api-gateway -> storefront")).curve[0];
        QVERIFY(a != b);
        const auto& card = named(QStringLiteral("place-order -> charge-card"));
        const auto& down = named(QStringLiteral("order-api -> place-order"));
        QVERIFY(card.curve[0] != down.curve[3]);
    }
    void aFlowMeasuresItsLength() {
        const SceneFlow& flow = named(QStringLiteral("order-api -> orders-db"));
        QVERIFY(std::abs(flow.length() - 68) < 2);
        QCOMPARE(pointAlong(flow, 0), flow.curve[0]);
        QCOMPARE(pointAlong(flow, 1e6), flow.curve[3]);
    }
    void moreRequestsAreMoreDotsButNeverCrowds() {
        QCOMPARE(dotsPerSecond(0), 0.0);
        double last = 0;
        for (const double rate : {0.1, 1.0, 5.0, 80.0, 900.0, 20000.0}) {
            QVERIFY(dotsPerSecond(rate) > last);
            last = dotsPerSecond(rate);
        }
        QCOMPARE(dotsPerSecond(1e9), last);
    }
    void dotsMoveByTimeNotByFrames() {
        Scene scene = m_scene;
        showLive(scene, bindLive(scene, m_topology), drawing::checkoutMoment(m_topology));
        Motion few, many;
        few.reset(scene);
        many.reset(scene);
        few.advance(scene, 0.5, true);
        for (int i = 0; i < 50; ++i) many.advance(scene, 0.01, true);
        std::vector<double> a, b;
        few.dots(scene, 0, a);
        many.dots(scene, 0, b);
        QCOMPARE(a.size(), b.size());
        QVERIFY(!a.empty());
        for (std::size_t i = 0; i < a.size(); ++i) QVERIFY(std::abs(a[i] - b[i]) < 1e-6);
        many.advance(scene, 1, false);
        std::vector<double> c;
        many.dots(scene, 0, c);
        QCOMPARE(c, b);
    }
    void aVesselIsAsFullAsItIsBusy() {
        NodeSnapshot now;
        now.slots = 60;
        now.busySlots = 45;
        QCOMPARE(fillOf(now, NodeKind::database, 0), 0.75);
        NodeSnapshot queue;
        queue.waiting = 500;
        queue.throughput = 50;
        QCOMPARE(fillOf(queue, NodeKind::queue, 0), 0.5);  // 10 s to drain
        queue.waitingLimit = 1000;
        QCOMPARE(fillOf(queue, NodeKind::queue, 0), 0.5);
        queue.waiting = 250;
        QCOMPARE(fillOf(queue, NodeKind::queue, 0), 0.25);
    }
    void subtitlesSayWhatMatters_data() {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("subtitle");
        QTest::newRow("scaled service") << "order-api" << QStringLiteral("service · HPA 4–20");
        QTest::newRow("function elsewhere") << "notify" << QStringLiteral("function · Workers");
        QTest::newRow("dead letters") << "pick-dead" << QStringLiteral("dead letters");
        QTest::newRow("pool") << "orders-db" << QStringLiteral("database · pool 60");
        QTest::newRow("hits") << "stock-cache" << QStringLiteral("cache · 92 % hit");
        QTest::newRow("visibility") << "pick-queue" << QStringLiteral("queue · visibility 30 s");
    }
    void subtitlesSayWhatMatters() {
        QFETCH(QString, id);
        QTEST(m_scene.nodes[m_scene.nodeIndex.at(id.toStdString())].subtitle, "subtitle");
    }
    void aTableSaysItsUnitsAndNoPool() {
        const auto says = [](const TableSpec& table) {
            Topology topology;
            topology.nodes = {{.id = "orders", .spec = Database{.table = table}}};
            Layout layout;
            layout.boxes["orders"] = {0, 0, 152, 70};
            return sceneOf(topology, layout).nodes.front().subtitle;
        };
        QCOMPARE(says({}), QStringLiteral("table · on demand"));
        QCOMPARE(says({.read = Rate::perSecond(1000), .write = Rate::perSecond(50)}),
                 QStringLiteral("table · 1\u202f000 R, 50 W"));
        QCOMPARE(says({.write = Rate::perSecond(50)}), QStringLiteral("table · 50 W"));
    }
    void aQueueSaysWhatTheDocumentKnows() {
        Topology topology;
        topology.nodes = {{.id = "orders", .spec = Queue{}}};
        topology.facts = {{"messaging.sqs_visibility", "45s", ""}};
        Layout layout;
        layout.boxes["orders"] = {0, 0, 152, 70};
        FactsInForce facts;
        const Scene scene = sceneOf(topology, layout, nullptr, facts.of(topology));
        QCOMPARE(scene.nodes.front().subtitle, QStringLiteral("queue · visibility 45 s"));
        topology.facts.clear();
        QCOMPARE(facts.of(topology).messaging.sqsVisibility, Duration{std::chrono::seconds{30}});
        topology.facts = {{"messaging.sqs_visibility", "nonsense", ""}};
        QCOMPARE(facts.of(topology).messaging.sqsVisibility, Duration{std::chrono::seconds{30}});
    }
    void aQueueOfAnotherEngineSaysWhichAndNoVisibility() {
        Topology topology;
        Queue queue;
        queue.engine = QueueEngine::service_bus;
        topology.nodes = {{.id = "orders", .spec = queue}};
        Layout layout;
        layout.boxes["orders"] = {0, 0, 152, 70};
        QCOMPARE(sceneOf(topology, layout).nodes.front().subtitle, QStringLiteral("queue · Service Bus"));
    }
    // The burst of a bucket that nobody asked for says nothing.
    void aGatewayWithoutALimitSaysWhatItIs() {
        Topology topology;
        topology.nodes = {{.id = "edge", .spec = Gateway{}}, {.id = "api", .spec = Gateway{.api = GatewayApi::http}}};
        Layout layout;
        layout.boxes["edge"] = layout.boxes["api"] = {0, 0, 152, 70};
        const Scene scene = sceneOf(topology, layout);
        QCOMPARE(scene.nodes[scene.nodeIndex.at("edge")].subtitle, QStringLiteral("gateway · no limit"));
        QCOMPARE(scene.nodes[scene.nodeIndex.at("api")].subtitle, QStringLiteral("gateway · HTTP API"));
    }
    void arrowsGoToTheNearestStraightAhead() {
        QCOMPARE(nextNode(m_scene, QStringLiteral("order-api"), Direction::right), QStringLiteral("orders-db"));
        QCOMPARE(nextNode(m_scene, QStringLiteral("order-api"), Direction::down), QStringLiteral("place-order"));
        QCOMPARE(nextNode(m_scene, QStringLiteral("shoppers"), Direction::left), QString());
    }
    void aLargeDrawingIsRoutedCompletely() {
        Topology topology;
        Layout layout;
        for (int i = 0; i < 1000; ++i) {
            Node node;
            node.id = "n" + std::to_string(i);
            node.spec = Service{};
            layout.boxes[node.id] = {(i % 40) * 200.0, (i / 40) * 110.0, 152, 70};
            topology.nodes.push_back(node);
            for (const int other : {(i * 7 + 3) % 1000, (i + 1) % 1000}) {
                Flow flow;
                flow.from = node.id;
                flow.to = "n" + std::to_string(other);
                if (other != i) topology.flows.push_back(flow);
            }
        }
        const Scene scene = sceneOf(topology, layout);
        QCOMPARE(scene.nodes.size(), std::size_t{1000});
        for (const SceneFlow& flow : scene.flows) QVERIFY(flow.length() > 0);
    }

private:
    // How much of one line lies on another, in canvas units.
    static double together(const SceneFlow& a, const SceneFlow& b) {
        double sum = 0;
        for (std::size_t i = 1; i < a.samples.size(); ++i) {
            const bool near = std::any_of(b.samples.begin(), b.samples.end(), [&](QPointF point) {
                return std::hypot(point.x() - a.samples[i].x(), point.y() - a.samples[i].y()) < 3;
            });
            if (near) sum += a.lengths[i] - a.lengths[i - 1];
        }
        return sum;
    }
    // The first flow that runs through a box that is not its own, in words.
    static QString throughBoxes(const Scene& scene) {
        for (const SceneFlow& flow : scene.flows) {
            for (std::size_t i = 0; i < scene.nodes.size(); ++i) {
                if (i == flow.from || i == flow.to) continue;
                for (const QPointF& point : flow.samples) {
                    if (scene.nodes[i].box.contains(point))
                        return flow.name + QStringLiteral(" crosses ") + scene.nodes[i].id;
                }
            }
        }
        return {};
    }
    const SceneFlow& named(const QString& name) const {
        for (const SceneFlow& flow : m_scene.flows) {
            if (flow.name == name) return flow;
        }
        qFatal("no such flow");
    }
    Topology m_topology = drawing::checkout();
    Scene m_scene;
};

QTEST_GUILESS_MAIN(SceneTest)
#include "scene_test.moc"
