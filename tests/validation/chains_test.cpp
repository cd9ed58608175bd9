#include "validation/truth.h"

using namespace spillway;
using namespace spillway::truth;

namespace {
const Distribution kUnitWork = Distribution::exponential(kUnit);
}  // namespace

// Several stations, against theory and long reference runs.
class ChainsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // W2: five M/M/4 one after the other; by Burke's theorem each is an M/M/4 of its own.
    void a_tandem_of_five() {
        std::vector<Node> nodes{node("route", passage())};
        std::vector<Flow> flows{call("users", "route")};
        for (int i = 1; i <= 5; ++i) {
            const std::string id = "station-" + std::to_string(i);
            nodes.push_back(node(id, station(kUnitWork, 4)));
            flows.push_back(call("route", id, i));
        }
        const auto reports = Study::of(nodes, flows, perUnit(2.8), 60'000).replicate(8);
        QVERIFY(hold({meanTime("W2 tandem", 6.78606, 0.02),
                      percentileTime("W2 tandem", "p50", &LatencySummary::p50, 6.449, 0.02),
                      percentileTime("W2 tandem", "p95", &LatencySummary::p95, 11.778, 0.03),
                      percentileTime("W2 tandem", "p99", &LatencySummary::p99, 14.581, 0.04)},
                     reports));
    }

    // W3: every caller holds its slot until the response, so the chain is an M/G/8 at its entrance plus 30 ms.
    void a_chain_of_calls_that_hold_their_slots() {
        const std::vector<std::string> chain{"gateway", "service-1", "service-2", "service-3", "database"};
        std::vector<Node> nodes;
        std::vector<Flow> flows{call("users", "gateway", 0, 500us)};
        for (const std::string& id : chain) nodes.push_back(node(id, station(Distribution::exponential(5ms), 8)));
        for (std::size_t i = 1; i < chain.size(); ++i) flows.push_back(call(chain[i - 1], chain[i], 0, 500us));
        const auto reports = Study::of(nodes, flows, Rate::perSecond(180), 800'000).replicate(8);
        QVERIFY(hold({meanTime("W3 chain", 31.34, 0.01),
                      percentileTime("W3 chain", "p50", &LatencySummary::p50, 29.60, 0.01),
                      percentileTime("W3 chain", "p90", &LatencySummary::p90, 47.19, 0.02),
                      percentileTime("W3 chain", "p95", &LatencySummary::p95, 53.30, 0.02),
                      percentileTime("W3 chain", "p99", &LatencySummary::p99, 66.2, 0.03),
                      percentileTime("W3 chain", "p99.9", &LatencySummary::p999, 82.9, 0.05),
                      {"W3 chain: entrance busy", 180 * 0.029 / 8,
                       [](const RunReport& r) { return nodeOf(r, "gateway").utilization; }, 0.02}},
                     reports));
    }

    // The slowest of n independent Exp(1): the harmonic number of n.
    void a_fan_out_waits_for_the_slowest_data() {
        QTest::addColumn<int>("branches");
        QTest::addColumn<double>("time");
        QTest::newRow("10") << 10 << 2.928968;
        QTest::newRow("100") << 100 << 5.187378;
    }
    void a_fan_out_waits_for_the_slowest() {
        QFETCH(int, branches);
        QFETCH(double, time);
        std::vector<Node> nodes{node("route", passage())};
        std::vector<Flow> flows{call("users", "route")};
        for (int i = 0; i < branches; ++i) {
            const std::string id = "branch-" + std::to_string(i);
            nodes.push_back(node(id, station(kUnitWork, 1'000'000)));
            flows.push_back(call("route", id));
        }
        const auto reports = Study::of(nodes, flows, perUnit(1), 200'000.0 / branches).replicate(8);
        QVERIFY(holds(meanTime("fan-out to " + std::to_string(branches), time, 0.03), reports));
    }

    // An open Jackson network: each station is an M/M/1 at its own rate. 1.2 arrive; 60 % go by a, 40 % by b, then all
    // by c.
    void an_open_network_with_branches() {
        std::vector<Node> nodes{node("route", passage()), node("split", LoadBalancer{Distribution::constant(0ms)}),
                                node("a", station(kUnitWork, 1)), node("b", station(kUnitWork, 1)),
                                node("c", station(Distribution::exponential(units(1 / 1.5)), 1))};
        std::vector<Flow> flows{call("users", "route"), call("route", "split", 0), call("route", "c", 1),
                                call("split", "a"), call("split", "b")};
        flows[3].share = Share::percent(60);
        flows[4].share = Share::percent(40);
        const auto reports = Study::of(nodes, flows, perUnit(1.2), 250'000).replicate(8);
        const auto timeAt = [](const char* id) {
            return [id](const RunReport& r) { return inUnits(nodeOf(r, id).response.mean); };
        };
        QVERIFY(hold({meanTime("Jackson network", 0.6 / (1 - 0.72) + 0.4 / (1 - 0.48) + 1 / (1.5 - 1.2), 0.03),
                      {"Jackson network: time at a", 1 / (1 - 0.72), timeAt("a"), 0.06},
                      {"Jackson network: time at b", 1 / (1 - 0.48), timeAt("b")},
                      {"Jackson network: time at c", 1 / (1.5 - 1.2), timeAt("c"), 0.06}},
                     reports));
    }

    // Little's law, L = lambda W, with equality and not in the mean: over a run that ends empty, the area under the
    // number in a node is the sum of the times spent in it. What is left is the rounding of the reported mean to a
    // nanosecond.
    void little_s_law_holds_at_every_node() {
        std::vector<Node> nodes;
        std::vector<Flow> flows{call("users", "gateway", 0, 500us)};
        for (const char* id : {"gateway", "service", "database"})
            nodes.push_back(node(id, station(Distribution::exponential(5ms), 8)));
        for (std::size_t i = 1; i < nodes.size(); ++i) flows.push_back(call(nodes[i - 1].id, nodes[i].id, 0, 500us));
        Study study = Study::of(nodes, flows, Rate::perSecond(350), 100'000);
        study.scenario.load[0].rate.points = {
            {Rate::perSecond(350), 0s}, {Rate::perSecond(350), 90s}, {Rate::perSecond(0), 90s}};
        const RunReport report = study.run(1);
        QCOMPARE(report.inFlight, std::uint64_t{0});
        for (const Node& each : nodes) {
            const NodeReport& desk = nodeOf(report, each.id);
            const double seconds = toSeconds(report.end);
            const auto times = [](const LatencySummary& summary) {
                return static_cast<double>(summary.count) * toSeconds(summary.mean);
            };
            const double rounding = static_cast<double>(desk.response.count) * 0.5e-9 + 1e-9;
            std::printf("| Little's law at %s: area of the line | %.9g | %.9g | %.2g | |\n", each.id.c_str(),
                        times(desk.waiting), desk.meanWaiting * seconds, rounding);
            QVERIFY(std::abs(desk.meanWaiting * seconds - times(desk.waiting)) <= rounding);
            QVERIFY(std::abs((desk.meanWaiting + 8 * desk.utilization) * seconds - times(desk.response)) <= rounding);
            QVERIFY(desk.meanWaiting > 0 || each.id != "gateway");
        }
    }

    // One of a hundred is slow: 1 - .99^100 of the requests that ask a hundred are. Slow is told as failed here, so
    // that it is counted exactly.
    void a_rare_slowness_becomes_common_by_fan_out_data() {
        QTest::addColumn<int>("branches");
        QTest::addColumn<double>("rare");
        QTest::addColumn<double>("common");
        QTest::newRow("100 of 1 %") << 100 << 0.01 << 0.633968;
        QTest::newRow("2000 of .01 %") << 2000 << 0.0001 << 0.181277;
    }
    void a_rare_slowness_becomes_common_by_fan_out() {
        QFETCH(int, branches);
        QFETCH(double, rare);
        QFETCH(double, common);
        std::vector<Node> nodes{node("route", passage())};
        std::vector<Flow> flows{call("users", "route")};
        for (int i = 0; i < branches; ++i) {
            External leaf;
            leaf.work = Distribution::constant(units(0.01));
            leaf.availability = *Share::from(1 - rare);
            nodes.push_back(node("leaf-" + std::to_string(i), leaf));
            flows.push_back(call("route", nodes.back().id));
        }
        const auto reports = Study::of(nodes, flows, perUnit(1), 1'000'000.0 / branches).replicate(8);
        QVERIFY(holds({std::string{"fan-out tail, "} + QTest::currentDataTag(), common,
                       [](const RunReport& r) {
                           return 1 - static_cast<double>(r.succeeded) / static_cast<double>(r.sent - r.inFlight);
                       },
                       0.20},
                      reports));
    }

    // Five in series, each asked a second time when the first replica fails: (1 - .01^2)^5.
    void two_replicas_each() {
        std::vector<Node> nodes{node("route", passage())};
        std::vector<Flow> flows{call("users", "route")};
        for (int i = 0; i < 5; ++i) {
            External external;
            external.work = Distribution::constant(units(0.01));
            external.availability = Share::percent(99);
            nodes.push_back(node("part-" + std::to_string(i), external));
            flows.push_back(call("route", nodes.back().id, i));
            flows.back().retry =
                Retry{.attempts = 2, .backoff = {0ms, 1, 0ms}, .jitter = Jitter::none, .budget = std::nullopt};
        }
        const auto reports = Study::of(nodes, flows, perUnit(1), 200'000).replicate(8);
        QVERIFY(holds({"five of two .99 each: failure", 1 - 0.999500,
                       [](const RunReport& r) {
                           return 1 - static_cast<double>(r.succeeded) / static_cast<double>(r.sent - r.inFlight);
                       },
                       0.30},
                      reports));
    }

    // Five in series, each available 99 %: 0.99^5.
    void availabilities_in_series_multiply() {
        std::vector<Node> nodes{node("route", passage())};
        std::vector<Flow> flows{call("users", "route")};
        for (int i = 0; i < 5; ++i) {
            External external;
            external.work = Distribution::constant(units(0.01));
            external.availability = Share::percent(99);
            nodes.push_back(node("part-" + std::to_string(i), external));
            flows.push_back(call("route", "part-" + std::to_string(i), i));
        }
        const auto reports = Study::of(nodes, flows, perUnit(1), 100'000).replicate(8);
        QVERIFY(holds({"five of .99 in series: success", 0.950990,
                       [](const RunReport& r) {
                           return static_cast<double>(r.succeeded) / static_cast<double>(r.sent - r.inFlight);
                       },
                       0.005},
                      reports));
    }
};

QTEST_GUILESS_MAIN(ChainsTest)
#include "chains_test.moc"
