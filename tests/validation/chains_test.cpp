#include "validation/truth.h"

using namespace spillway;
using namespace spillway::truth;

namespace {
const Distribution kUnitWork = Distribution::exponential(kUnit);
}  // namespace

// Several stations, against theory and long reference runs.
class ChainsTest : public QObject {
    Q_OBJECT
private slots:
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
                      {"W3 chain: entrance busy", 180 * 0.029 / 8, [](const RunReport& r) { return nodeOf(r, "gateway").utilization; }, 0.02}},
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
        QVERIFY(holds({"five of .99 in series: success", 0.950990, [](const RunReport& r) {
                           return static_cast<double>(r.succeeded) / static_cast<double>(r.sent - r.inFlight);
                       }, 0.005}, reports));
    }
};

QTEST_GUILESS_MAIN(ChainsTest)
#include "chains_test.moc"
