#include "viewmodel/edits/arrange.h"
#include "viewmodel/edits/reach.h"
#include "viewmodel/edits/structure.h"

#include <QTest>

using namespace spillway;
using namespace spillway::edits;

namespace {

Node node(const std::string& id, const std::string& in = {}) {
    Node made;
    made.id = id;
    made.in = in;
    made.spec = Service{};
    return made;
}

Flow flow(const std::string& from, const std::string& to) {
    Flow made;
    made.from = from;
    made.to = to;
    return made;
}

// shoppers -> [orders: api -> db], with a scenario that names api thrice.
Draft shop() {
    Draft draft;
    Topology& topology = draft.state.architecture.topology;
    Boundary orders;
    orders.id = "orders";
    topology.boundaries = {orders};
    topology.nodes = {node("shoppers"), node("api", "orders"), node("db", "orders")};
    topology.nodes[0].spec = Clients{};
    topology.flows = {flow("shoppers", "api"), flow("api", "db")};
    draft.state.layout.boxes = {{"orders", {200, 0, 440, 160}},
                                {"shoppers", {0, 40, 152, 70}},
                                {"api", {224, 40, 152, 70}},
                                {"db", {440, 40, 152, 70}}};
    Scenario peak;
    peak.id = "peak";
    peak.load.push_back({.from = "shoppers", .rate = {}, .arrivals = Arrivals::poisson, .users = {}, .think = {}});
    peak.faults.push_back({.on = "shoppers -> api", .at = {}, .lasting = {}, .spec = faults::Cut{}});
    peak.faults.push_back({.on = "api", .at = {}, .lasting = {}, .spec = faults::Outage{}});
    Objective objective;
    objective.of = "api";
    peak.objectives.push_back(objective);
    draft.state.architecture.scenarios = {peak};
    return draft;
}

const Node& at(Draft& draft, const std::string& id) { return *nodeOf(draft, id); }

}  // namespace

class EditingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anExpandedBoundaryPushesItsNeighboursAway() {
        Draft draft = shop();
        setCollapsed(draft, {"orders"}, true);
        auto& topology = draft.state.architecture.topology;
        auto& boxes = draft.state.layout.boxes;
        topology.nodes.insert(topology.nodes.end(), {node("mail"), node("audit"), node("far")});
        boxes["mail"] = {380, 10, 152, 70};    // where the boundary was wide
        boxes["audit"] = {200, 110, 152, 70};  // and high
        boxes["far"] = {900, 400, 152, 70};
        setCollapsed(draft, {"orders"}, false);
        const Box orders = boxes.at("orders");
        for (const char* id : {"mail", "audit", "far", "shoppers"}) {
            const Box& box = boxes.at(id);
            const bool apart = box.x >= orders.x + orders.width || box.y >= orders.y + orders.height ||
                               box.x + box.width <= orders.x || box.y + box.height <= orders.y;
            QVERIFY2(apart, id);
        }
        QCOMPARE(boxes.at("shoppers").x, 0.0);
        QCOMPARE(boxes.at("api").x, 224.0);
        QCOMPARE(boxes.at("far").x - boxes.at("mail").x, 520.0);  // beyond it all keep their distance
        // Once is enough.
        const Layout there = draft.state.layout;
        setCollapsed(draft, {"orders"}, true);
        setCollapsed(draft, {"orders"}, false);
        QVERIFY(draft.state.layout == there);
    }

    void aNewNodeGetsAFreeIdAndItsBoundary() {
        Draft draft = shop();
        QCOMPARE(addNode(draft, NodeKind::service, {400, 130}), std::string("service"));
        QCOMPARE(addNode(draft, NodeKind::service, {900, 900}), std::string("service-2"));
        QCOMPARE(at(draft, "service").in, std::string("orders"));
        QCOMPARE(at(draft, "service-2").in, std::string());
        QCOMPARE(addNode(draft, NodeKind::edge_worker, {0, 900}), std::string("edge-worker"));
        QCOMPARE(draft.label, QStringLiteral("Add edge-worker"));
    }
    void aBoundaryDrawnAroundNodesTakesThem() {
        Draft draft = shop();
        const std::string id = addBoundary(draft, {-20, 0, 200, 200});
        QCOMPARE(at(draft, "shoppers").in, id);
        QCOMPARE(at(draft, "api").in, std::string("orders"));
    }
    void aBoundaryDrawnInsideABoundaryNests() {
        Draft draft = shop();
        const std::string id = addBoundary(draft, {210, 20, 180, 120});
        QCOMPARE(boundaryOf(draft, id)->in, std::string("orders"));
        QCOMPARE(at(draft, "api").in, id);
        QCOMPARE(at(draft, "db").in, std::string("orders"));
    }
    void aFlowIsMadeOnceAndNeverToItself() {
        Draft draft = shop();
        edits::connect(draft, "api", "api", FlowKind::call);
        edits::connect(draft, "api", "db", FlowKind::call);
        QCOMPARE(draft.state.architecture.topology.flows.size(), std::size_t{2});
        QCOMPARE(draft.notes.size(), 2);
        edits::connect(draft, "api", "db", FlowKind::event);
        QCOMPARE(draft.state.architecture.topology.flows.size(), std::size_t{3});
    }
    void removingANodeTakesItsFlowsAndCleansTheScenarios() {
        Draft draft = shop();
        draft.selection = {"api"};
        edits::removeSelection(draft);
        QVERIFY(draft.state.architecture.topology.flows.empty());
        QVERIFY(!draft.state.layout.boxes.contains("api"));
        const Scenario& peak = draft.state.architecture.scenarios.front();
        QVERIFY(peak.faults.empty() && peak.objectives.empty());
        QCOMPARE(peak.load.size(), std::size_t{1});
        QCOMPARE(draft.notes, QStringList{QStringLiteral("Scenario peak lost 3 lines that named what was removed")});
    }
    void removingABoundaryKeepsWhatIsInIt() {
        Draft draft = shop();
        draft.selection = {"orders"};
        edits::removeSelection(draft);
        QVERIFY(draft.state.architecture.topology.boundaries.empty());
        QCOMPARE(at(draft, "api").in, std::string());
        QCOMPARE(draft.state.architecture.topology.flows.size(), std::size_t{2});
    }
    void deletingAndReconnectingLetsTheCallerCallOn() {
        Draft draft = shop();
        draft.selection = {"api"};
        removeAndReconnect(draft);
        QCOMPARE(draft.state.architecture.topology.flows.size(), std::size_t{1});
        QCOMPARE(flowName(draft.state.architecture.topology.flows.front()), std::string("shoppers -> db"));
    }
    void aRenameIsFollowedEverywhere() {
        Draft draft = shop();
        draft.selection = {"api", "shoppers -> api"};
        QVERIFY(edits::rename(draft, "api", "order-api"));
        const Scenario& peak = draft.state.architecture.scenarios.front();
        QCOMPARE(peak.faults[0].on, std::string("shoppers -> order-api"));
        QCOMPARE(peak.faults[1].on, std::string("order-api"));
        QCOMPARE(peak.objectives[0].of, std::string("order-api"));
        QVERIFY(flowOf(draft, "order-api -> db") != nullptr);
        QVERIFY(draft.state.layout.boxes.contains("order-api"));
        QCOMPARE(draft.selection, (std::vector<std::string>{"order-api", "shoppers -> order-api"}));
    }
    void whoChecksLoginsIsFollowedAndForgotten() {
        Draft draft = shop();
        edits::replaceKind(draft, "api", NodeKind::backend);
        std::get<Backend>(nodeOf(draft, "api")->spec).users = UserLogins{.flexAuth = "db"};
        const auto checks = [&] { return std::get<Backend>(at(draft, "api").spec).users->flexAuth; };
        QVERIFY(edits::rename(draft, "db", "auth"));
        QCOMPARE(checks(), std::string("auth"));
        draft.selection = {"auth"};
        edits::removeSelection(draft);
        QCOMPARE(checks(), std::string());
    }
    void aRenameRefusesATakenOrBrokenId() {
        Draft draft = shop();
        QVERIFY(!edits::rename(draft, "api", "db"));
        QVERIFY(!edits::rename(draft, "api", "a -> b"));
        QVERIFY(!edits::rename(draft, "api", ""));
        QCOMPARE(draft.notes.size(), 3);
    }
    void aRenamedBoundaryKeepsItsNodes() {
        Draft draft = shop();
        QVERIFY(edits::rename(draft, "orders", "ordering"));
        QCOMPARE(at(draft, "db").in, std::string("ordering"));
    }
    void anotherKindKeepsTheWork() {
        Draft draft = shop();
        std::get<Service>(nodeOf(draft, "api")->spec).work = Distribution::constant(std::chrono::milliseconds{7});
        edits::replaceKind(draft, "api", NodeKind::function);
        QCOMPARE(std::get<Function>(at(draft, "api").spec).work, Distribution::constant(std::chrono::milliseconds{7}));
    }
    void aNodeIsInsertedIntoAFlow() {
        Draft draft = shop();
        const std::string id = addNode(draft, NodeKind::cache, {400, 300});
        insertOnFlow(draft, id, "api -> db");
        QVERIFY(flowOf(draft, "api -> cache") && flowOf(draft, "cache -> db") && !flowOf(draft, "api -> db"));
    }
    void movingABoundaryTakesItsContents() {
        Draft draft = shop();
        draft.selection = {"orders", "api"};
        edits::move(draft, 100, 50);
        QCOMPARE(draft.state.layout.boxes["api"].x, 324.0);
        QCOMPARE(draft.state.layout.boxes["db"].y, 90.0);
        QCOMPARE(draft.state.layout.boxes["orders"].x, 300.0);
        QCOMPARE(at(draft, "api").in, std::string("orders"));
    }
    void aNodeMovedOutLeavesItsBoundary() {
        Draft draft = shop();
        draft.selection = {"api"};
        edits::move(draft, 0, 400);
        QCOMPARE(at(draft, "api").in, std::string());
        edits::move(draft, 0, -400);
        QCOMPARE(at(draft, "api").in, std::string("orders"));
    }
    void aBoundaryPulledWiderTakesItsNewNeighbour() {
        Draft draft = shop();
        edits::resize(draft, "orders", {-20, 0, 660, 160});
        QCOMPARE(at(draft, "shoppers").in, std::string("orders"));
        edits::resize(draft, "orders", {400, 0, 240, 160});
        QCOMPARE(at(draft, "shoppers").in, std::string());
        QCOMPARE(at(draft, "db").in, std::string("orders"));
    }
    void alignedNodesShareAnEdge() {
        Draft draft = shop();
        draft.selection = {"shoppers", "api", "db"};
        draft.state.layout.boxes["api"].y = 60;
        edits::align(draft, Alignment::top);
        QCOMPARE(draft.state.layout.boxes["api"].y, 40.0);
        edits::distribute(draft, Axis::horizontal);
        QCOMPARE(draft.state.layout.boxes["api"].x, 220.0);
    }
    void madeSpaceMovesWhatIsBeyondAndStretchesWhatIsAcross() {
        Draft draft = shop();
        makeSpace(draft, Axis::horizontal, 400, 80);
        QCOMPARE(draft.state.layout.boxes["db"].x, 520.0);
        QCOMPARE(draft.state.layout.boxes["api"].x, 224.0);
        QCOMPARE(draft.state.layout.boxes["orders"].width, 520.0);
    }
    void aGroupTakesExactlyWhatIsSelected() {
        Draft draft = shop();
        draft.selection = {"api", "shoppers"};
        edits::group(draft);
        QCOMPARE(at(draft, "shoppers").in, std::string("boundary"));
        QCOMPARE(at(draft, "api").in, std::string("boundary"));
        QCOMPARE(at(draft, "db").in, std::string("orders"));
        edits::ungroup(draft);
        QCOMPARE(draft.state.architecture.topology.boundaries.size(), std::size_t{1});
        QCOMPARE(draft.selection, (std::vector<std::string>{"shoppers", "api"}));
    }
    void reachFollowsFlowsOneWay() {
        const Draft draft = shop();
        const Topology& topology = draft.state.architecture.topology;
        QCOMPARE(reached(topology, {"api"}, Reach::downstream), (std::vector<std::string>{"api", "api -> db", "db"}));
        QCOMPARE(reached(topology, {"api"}, Reach::upstream),
                 (std::vector<std::string>{"api", "shoppers -> api", "shoppers"}));
        QCOMPARE(reached(topology, {"db"}, Reach::connected).size(), std::size_t{5});
    }
    void theDifferenceLeadsFromOneStateToTheOtherAndBack_data() {
        QTest::addColumn<int>("which");
        for (int i = 0; i < 8; ++i) QTest::addRow("operation %d", i) << i;
    }
    void theDifferenceLeadsFromOneStateToTheOtherAndBack() {
        QFETCH(int, which);
        const Draft before = shop();
        Draft after = before;
        after.selection = {"shoppers", "api"};
        switch (which) {
            case 0: addNode(after, NodeKind::queue, {0, 0}); break;
            case 1: edits::removeSelection(after); break;
            case 2: edits::rename(after, "api", "x"); break;
            case 3: edits::group(after); break;
            case 4: edits::move(after, 8, 8); break;
            case 5: removeAndReconnect(after); break;
            case 6: insertOnFlow(after, addNode(after, NodeKind::cache, {0, 0}), "api -> db"); break;
            default:
                after.selection = {"orders", "db"};
                edits::removeSelection(after);
                break;
        }
        DocumentState state = before.state;
        const Edit inverse = spillway::apply(state, difference(before.state, after.state));
        QVERIFY(state == after.state);
        QVERIFY(!(state == before.state));
        spillway::apply(state, inverse);
        QVERIFY(state == before.state);
    }
};

QTEST_GUILESS_MAIN(EditingTest)
#include "editing_test.moc"
