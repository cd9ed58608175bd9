#include "command/run_replications.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <limits>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

Replications three() {
    Replications made;
    made.architecture = "Checkout";
    made.scenario = "friday";
    made.end = SimTime{10min};
    made.seeds = {7, 8, 9};
    made.fingerprints = {"a", "b", "c"};
    NodeReplications node;
    node.id = "api";
    node.throughput = {412, 3, 3};
    node.p99Ms = {31.25, 0.5, 3};
    node.instances = {4, 0, 3};
    made.nodes = {node};
    ObjectiveReplications objective;
    objective.objective.of = "api";
    objective.met = 2;
    made.objectives = {objective};
    return made;
}

}  // namespace

class ReplicationsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyFigureHasItsHalfWidth() {
        const std::string text = replicationsText(three());
        for (const char* needed : {"Checkout · friday · 3 runs of 10m 0s, seeds 7 to 9", "412/s ± 3.00/s",
                                   "31.2 ms ± 0.50 ms", "met in 2 of 3 runs", "95 % confidence"}) {
            QVERIFY2(text.find(needed) != std::string::npos, (std::string{needed} + " in:\n" + text).c_str());
        }
    }
    void aFigureThatNeverVariesHasNone() { QVERIFY(replicationsText(three()).find("4 ±") == std::string::npos); }
    void programsReadTheSame() {
        const auto json = nlohmann::json::parse(replicationsJson(three()));
        QCOMPARE(json["spillway_replications"].get<int>(), 1);
        QCOMPARE(json["seeds"].get<std::vector<int>>(), (std::vector<int>{7, 8, 9}));
        QCOMPARE(json["nodes"][0]["p99_ms"]["half_width"].get<double>(), 0.5);
        QCOMPARE(json["nodes"][0]["kind"].get<std::string>(), std::string{"service"});
        QCOMPARE(json["objectives"][0]["met"].get<int>(), 2);
    }
    void oneRunKnowsNoHalfWidth() {
        Replications one = three();
        one.nodes[0].p99Ms.halfWidth = std::numeric_limits<double>::infinity();
        QVERIFY(nlohmann::json::parse(replicationsJson(one))["nodes"][0]["p99_ms"]["half_width"].is_null());
        QVERIFY(replicationsText(one).find("inf") == std::string::npos);
    }
    void nothingFinishedIsSaid() { QCOMPARE(replicationsText({}), std::string{"no run was finished\n"}); }
};

QTEST_GUILESS_MAIN(ReplicationsTest)
#include "replications_test.moc"
