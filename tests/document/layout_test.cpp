#include "document/auto_layout.h"
#include "document/free_ground.h"
#include "document/layered_layout.h"
#include "document/layout_text.h"
#include "document/nesting.h"
#include "document/placement.h"

#include <QtTest>

#include <random>

using namespace spillway;

namespace {

Topology checkout() {
    Topology topology;
    topology.boundaries = {
        {.id = "shop"}, {.id = "orders", .in = "shop"}, {.id = "payments", .in = "shop"}, {.id = "empty"}};
    topology.nodes = {{.id = "shoppers", .spec = Clients{}},
                      {.id = "gateway", .in = "shop", .spec = Gateway{}},
                      {.id = "order-api", .in = "orders"},
                      {.id = "orders-db", .in = "orders", .spec = Database{}},
                      {.id = "charge-card", .in = "payments", .spec = Function{}},
                      {.id = "bank", .spec = External{}}};
    topology.flows = {{.from = "shoppers", .to = "gateway"},
                      {.from = "gateway", .to = "order-api"},
                      {.from = "order-api", .to = "orders-db"},
                      {.from = "order-api", .to = "charge-card"},
                      {.from = "charge-card", .to = "bank"}};
    return topology;
}

// Nested boundaries, flows with loops and doubles, some of it broken as a document in the making is.
Topology randomTopology(std::uint64_t seed, std::size_t nodes, bool broken) {
    std::mt19937_64 random{seed};
    Topology topology;
    const std::size_t boundaries = random() % (nodes / 4 + 2);
    for (std::size_t i = 0; i < boundaries; ++i) {
        const bool nested = i > 0 && random() % 2 == 0;
        topology.boundaries.push_back(
            {.id = "b" + std::to_string(i), .in = nested ? "b" + std::to_string(random() % i) : ""});
    }
    for (std::size_t i = 0; i < nodes; ++i) {
        const bool owned = boundaries > 0 && random() % 4 != 0;
        topology.nodes.push_back(
            {.id = "n" + std::to_string(i), .in = owned ? "b" + std::to_string(random() % boundaries) : ""});
    }
    for (std::size_t i = 0; i < nodes + nodes / 2; ++i) {
        topology.flows.push_back(
            {.from = "n" + std::to_string(random() % nodes), .to = "n" + std::to_string(random() % nodes)});
    }
    if (broken) {
        topology.flows.push_back({.from = "nobody", .to = "n0"});
        topology.nodes.push_back({.id = "n0", .in = "nowhere"});
        topology.boundaries.push_back({.id = "loop-a", .in = "loop-b"});
        topology.boundaries.push_back({.id = "loop-b", .in = "loop-a"});
    }
    return topology;
}

bool contains(const Box& outer, const Box& inner) {
    constexpr double kRounding = 1e-6;
    return inner.x >= outer.x - kRounding && inner.y >= outer.y - kRounding &&
           inner.x + inner.width <= outer.x + outer.width + kRounding &&
           inner.y + inner.height <= outer.y + outer.height + kRounding;
}

// What is wrong with a picture: a boundary that does not hold what is in it, or two strangers over each other.
QString faultOf(const Topology& topology, const Layout& layout) {
    const Nesting nesting{topology};
    std::vector<std::pair<std::string, std::optional<std::size_t>>> items;
    for (const std::size_t i : nesting.innermostFirst())
        items.emplace_back(topology.boundaries[i].id, nesting.parentOfBoundary(i));
    for (std::size_t i = 0; i < topology.nodes.size(); ++i) {
        if (nesting.nodeNamed(topology.nodes[i].id) == i)
            items.emplace_back(topology.nodes[i].id, nesting.parentOfNode(i));
    }
    for (const auto& [id, parent] : items) {
        const auto box = layout.boxes.find(id);
        if (box == layout.boxes.end()) return QStringLiteral("%1 has no box").arg(QString::fromStdString(id));
        if (!parent) continue;
        Box inside = grown(layout.boxes.at(topology.boundaries[*parent].id), -kBoundaryMargin * 0.75);
        inside.y += kBoundaryTitle * 0.5;
        inside.height -= kBoundaryTitle * 0.5;
        if (!contains(inside, box->second)) return QStringLiteral("%1 sticks out").arg(QString::fromStdString(id));
    }
    for (std::size_t a = 0; a < items.size(); ++a) {
        for (std::size_t b = 0; b < a; ++b) {
            if (items[a].second != items[b].second) continue;
            if (overlap(layout.boxes.at(items[a].first), layout.boxes.at(items[b].first))) {
                return QString::fromStdString(items[a].first + " lies over " + items[b].first);
            }
        }
    }
    return {};
}

}  // namespace

class LayoutTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void a_layout_reads_back_as_it_was_written();
    void the_sidecar_holds_one_box_a_line_without_noise();
    void a_broken_sidecar_is_refused_with_its_line_data();
    void a_broken_sidecar_is_refused_with_its_line();
    void the_automatic_layout_runs_from_left_to_right();
    void boundaries_hold_what_is_in_them_and_nothing_else();
    void the_same_topology_gives_the_same_boxes();
    void random_topologies_are_laid_out_soundly();
    void large_topologies_are_laid_out_soundly();
    void a_new_node_finds_a_place_near_its_caller_and_moves_nobody();
    void many_new_nodes_fit_in_their_boundaries();
    void a_new_boundary_is_drawn_around_what_it_holds();
    void a_complete_layout_is_left_alone();
    void zones_that_only_place_instances_have_no_area();
};

void LayoutTest::a_layout_reads_back_as_it_was_written() {
    const Layout layout{{{"api", {0.1 + 0.2, -1.0 / 3, 152, 70}},
                         {"yes", {1, 2, 3, 4}},
                         {"1st \"odd\"\\ id: é\n", {1e-7, 1e8, 5, 6}},
                         {"", {1, 1, 1, 1}}}};
    const auto exact = parseLayout(layoutText(layout, Digits::exact));
    QVERIFY(exact);
    QVERIFY(*exact == layout);
    // Written with two decimals, a second writing changes nothing any more.
    const std::string text = layoutText(layout);
    const auto read = parseLayout(text);
    QVERIFY(read);
    QCOMPARE(layoutText(*read), text);
    QVERIFY(parseLayout(layoutText({}))->boxes.empty());
}

void LayoutTest::the_sidecar_holds_one_box_a_line_without_noise() {
    const Layout layout{{{"b", {100.00000001, -0.0001, 152, 70}}, {"a", {12.345, 7, 152, 70}}}};
    QCOMPARE(layoutText(layout), std::string{"layout: 1\nboxes:\n"
                                             "  a: {x: 12.35, y: 7, w: 152, h: 70}\n"
                                             "  b: {x: 100, y: 0, w: 152, h: 70}\n"});
}

void LayoutTest::a_broken_sidecar_is_refused_with_its_line_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("not a layout") << QByteArray{"- a\n- b\n"} << QByteArray{"line 1"};
    QTest::newRow("no version") << QByteArray{"boxes: {}\n"} << QByteArray{"line 1"};
    QTest::newRow("newer version") << QByteArray{"layout: 99\n"} << QByteArray{"newer"};
    QTest::newRow("a width is missing") << QByteArray{"layout: 1\nboxes:\n  a: {x: 1, y: 2, h: 3}\n"}
                                        << QByteArray{"line 3"};
    QTest::newRow("a word for a number") << QByteArray{"layout: 1\nboxes:\n  a: {x: left, y: 2, w: 3, h: 3}\n"}
                                         << QByteArray{"line 3"};
    QTest::newRow("not a number") << QByteArray{"layout: 1\nboxes:\n  a: {x: .nan, y: 2, w: 3, h: 3}\n"}
                                  << QByteArray{"line 3"};
    QTest::newRow("a width of zero") << QByteArray{"layout: 1\nboxes:\n  a: {x: 1, y: 2, w: 0, h: 3}\n"}
                                     << QByteArray{"line 3"};
    QTest::newRow("merge conflict") << QByteArray{"layout: 1\nboxes:\n<<<<<<< ours\n  a: {x: 1, y: 2, w: 3, h: 3}\n"}
                                    << QByteArray{"line"};
    QTest::newRow("cut short") << QByteArray{"layout: 1\nboxes:\n  a: {x: 1, y"} << QByteArray{"line"};
    QTest::newRow("empty") << QByteArray{""} << QByteArray{"line 1"};
}

void LayoutTest::a_broken_sidecar_is_refused_with_its_line() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, line);
    const auto read = parseLayout(text.toStdString());
    QVERIFY(!read);
    QVERIFY2(read.error().message.find(line.toStdString()) != std::string::npos, read.error().message.c_str());
}

void LayoutTest::the_automatic_layout_runs_from_left_to_right() {
    const Topology topology = checkout();
    const Layout layout = automaticLayout(topology);
    for (const Flow& flow : topology.flows) {
        const Box& from = layout.boxes.at(flow.from);
        QVERIFY2(from.x + from.width < layout.boxes.at(flow.to).x, flowName(flow).c_str());
    }
    for (const Node& node : topology.nodes) {
        QCOMPARE(layout.boxes.at(node.id).width, kNodeWidth);
        QCOMPARE(layout.boxes.at(node.id).height, kNodeHeight);
    }
}

void LayoutTest::boundaries_hold_what_is_in_them_and_nothing_else() {
    const Topology topology = checkout();
    const Layout layout = automaticLayout(topology);
    QCOMPARE(faultOf(topology, layout), QString{});
    const Box& orders = layout.boxes.at("orders");
    const Box& api = layout.boxes.at("order-api");
    QVERIFY2(api.y - orders.y >= kBoundaryMargin + kBoundaryTitle - 9, "the title has its strip");
    QVERIFY(!overlap(layout.boxes.at("shop"), layout.boxes.at("bank")));
}

void LayoutTest::the_same_topology_gives_the_same_boxes() {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const Topology topology = randomTopology(seed, 60, false);
        QVERIFY(automaticLayout(topology) == automaticLayout(topology));
        const Nesting nesting{topology};
        QVERIFY(layeredLayout(topology, nesting) == layeredLayout(topology, nesting));
    }
}

void LayoutTest::random_topologies_are_laid_out_soundly() {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const Topology topology = randomTopology(seed, 1 + seed % 40, seed % 3 == 0);
        const QString automatic = faultOf(topology, automaticLayout(topology));
        QVERIFY2(automatic.isEmpty(), qPrintable(QStringLiteral("SEED=%1: %2").arg(seed).arg(automatic)));
        const QString layered = faultOf(topology, layeredLayout(topology, Nesting{topology}));
        QVERIFY2(layered.isEmpty(), qPrintable(QStringLiteral("SEED=%1 in layers: %2").arg(seed).arg(layered)));
    }
}

void LayoutTest::large_topologies_are_laid_out_soundly() {
    const Topology topology = randomTopology(7, 2000, false);
    QCOMPARE(faultOf(topology, automaticLayout(topology)), QString{});
    // A chain as long as it gets must not overflow any stack.
    Topology chain;
    for (int i = 0; i < 20000; ++i) {
        chain.nodes.push_back({.id = "n" + std::to_string(i)});
        if (i > 0) chain.flows.push_back({.from = "n" + std::to_string(i - 1), .to = "n" + std::to_string(i)});
    }
    const Layout folded = automaticLayout(chain);
    QCOMPARE(folded.boxes.size(), chain.nodes.size());
    // And must not become an endless strip.
    double right = 0, bottom = 0;
    for (const auto& [id, box] : folded.boxes) {
        right = std::max(right, box.x + box.width);
        bottom = std::max(bottom, box.y + box.height);
    }
    QVERIFY2(right < 4 * bottom && bottom < 4 * right, qPrintable(QStringLiteral("%1 x %2").arg(right).arg(bottom)));
    for (int i = 1; i < 300; ++i)
        QVERIFY(!overlap(folded.boxes.at("n" + std::to_string(i - 1)), folded.boxes.at("n" + std::to_string(i))));
}

void LayoutTest::a_new_node_finds_a_place_near_its_caller_and_moves_nobody() {
    Topology topology = checkout();
    const Layout before = automaticLayout(topology);
    topology.nodes.push_back({.id = "audit"});
    topology.flows.push_back({.from = "bank", .to = "audit"});
    const Layout after = completedLayout(topology, before);
    for (const auto& [id, box] : before.boxes) QVERIFY2(after.boxes.at(id) == box, id.c_str());
    const Box& bank = after.boxes.at("bank");
    const Box& audit = after.boxes.at("audit");
    QVERIFY(std::abs(audit.x - bank.x) <= 2 * (kNodeWidth + kColumnGap));
    QVERIFY(std::abs(audit.y - bank.y) <= 2 * (kNodeHeight + kRowGap));
    QCOMPARE(faultOf(topology, after), QString{});
}

void LayoutTest::many_new_nodes_fit_in_their_boundaries() {
    Topology topology = checkout();
    const Layout before = automaticLayout(topology);
    for (int i = 0; i < 30; ++i) {
        const std::string id = "new-" + std::to_string(i);
        topology.nodes.push_back({.id = id, .in = i % 3 == 0 ? "payments" : i % 3 == 1 ? "shop" : ""});
        topology.flows.push_back({.from = "order-api", .to = id});
    }
    const Layout after = completedLayout(topology, before);
    for (const Node& node : topology.nodes) {
        if (before.boxes.contains(node.id)) QVERIFY(after.boxes.at(node.id) == before.boxes.at(node.id));
        for (const Node& other : topology.nodes) {
            if (&node == &other) continue;
            QVERIFY2(!overlap(after.boxes.at(node.id), after.boxes.at(other.id)),
                     (node.id + " over " + other.id).c_str());
        }
        if (!node.in.empty()) QVERIFY(contains(after.boxes.at(node.in), after.boxes.at(node.id)));
    }
    QVERIFY(contains(after.boxes.at("shop"), after.boxes.at("payments")));
}

void LayoutTest::a_new_boundary_is_drawn_around_what_it_holds() {
    Topology topology = checkout();
    const Layout before = automaticLayout(topology);
    topology.boundaries.push_back({.id = "outside"});
    topology.boundaries.push_back({.id = "planned", .in = "shop"});
    topology.nodes.back().in = "outside";
    const Layout after = completedLayout(topology, before);
    QVERIFY(contains(after.boxes.at("outside"), after.boxes.at("bank")));
    QVERIFY(contains(after.boxes.at("shop"), after.boxes.at("planned")));
}

void LayoutTest::a_complete_layout_is_left_alone() {
    const Topology topology = checkout();
    Layout layout = automaticLayout(topology);
    layout.boxes["gone"] = {1, 2, 3, 4};
    QVERIFY(completedLayout(topology, layout) == layout);
    QVERIFY(!boxesOf(layout, drawnIds(topology)).boxes.contains("gone"));
}

void LayoutTest::zones_that_only_place_instances_have_no_area() {
    Topology topology = checkout();
    topology.boundaries.push_back({.id = "eu", .kind = BoundaryKind::region});
    topology.boundaries.push_back({.id = "eu-a", .kind = BoundaryKind::zone, .in = "eu"});
    topology.boundaries.push_back({.id = "edge", .kind = BoundaryKind::zone});
    topology.nodes[2].zones = {"eu-a"};
    QCOMPARE(placementZones(topology), (std::set<std::string>{"eu", "eu-a"}));
    Layout layout = automaticLayout(topology);
    QVERIFY(!layout.boxes.contains("eu") && !layout.boxes.contains("eu-a") && !drawnIds(topology).contains("eu-a"));
    QVERIFY2(layout.boxes.contains("edge"), "a zone that no node names is an area to drag things into");
    // What it had as long as it was an area is no place to drop things into any more.
    layout.boxes["eu-a"] = {0, 0, 100, 100};
    QVERIFY(!completedLayout(topology, layout).boxes.contains("eu-a"));
    topology.nodes[5].in = "eu-a";
    QVERIFY(placementZones(topology).empty());
    QVERIFY(completedLayout(topology, layout).boxes.contains("eu-a"));
}

QTEST_GUILESS_MAIN(LayoutTest)
#include "layout_test.moc"
