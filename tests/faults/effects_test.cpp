#include "run/build.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::build;

class EffectsTest : public QObject {
    Q_OBJECT

    static Setting plain(std::int64_t replicas = 1) {
        return setting({clients("user"), service("api", {.concurrency = 4, .replicas = replicas}),
                        service("db", {.concurrency = 8})},
                       {call("user", "api"), call("api", "db")}, {uniform("user", 100)}, 20s);
    }

private Q_SLOTS:
    void addedLatencyIsOneWayAndEnds() {
        Setting slow = plain();
        slow.topology.nodes[1] = service("api", {.concurrency = 64});
        slow.scenario.faults = {fault("db", 5s, 5s, faults::Latency{.add = 50ms})};
        const RunReport report = finish(slow);
        QCOMPARE(nodeOf(report, "user").response.max, Duration{74ms});  // 1 + 10 + (50 + 1) + 10 + 1 + 1
    }
    void errorsFailAShareOfTheRequests() {
        Setting flaky = plain();
        flaky.scenario.faults = {fault("db", 0s, {}, faults::Errors{.rate = Share::percent(50)})};
        const RunReport report = finish(flaky);
        QVERIFY(std::abs(static_cast<double>(failures(nodeOf(report, "db"), FailureCause::fault)) - 1000) < 110);
        QCOMPARE(failures(nodeOf(report, "api"), FailureCause::dependency),
                 failures(nodeOf(report, "db"), FailureCause::fault));
    }
    void errorsOnAFlowSpareTheOthers() {
        Setting flaky = plain();
        flaky.scenario.faults = {fault("api -> db", 0s, {}, faults::Errors{.rate = Share::percent(100)})};
        const RunReport report = finish(flaky);
        QCOMPARE(nodeOf(report, "db").succeeded, 0U);
        QVERIFY(nodeOf(report, "api").arrived > 1900);
    }
    void anOutageRefusesAndInstancesComeBackThroughTheirStart() {
        Setting dark = plain();
        dark.scenario.faults = {fault("api", 5s, 3s, faults::Outage{})};
        const RunReport report = finish(dark);
        const auto& series = nodeOf(report, "api").series;
        QCOMPARE(series.throughput.at(6), 0.0F);
        QCOMPARE(series.instances.at(6), 0.0F);
        QCOMPARE(series.starting.at(9), 1.0F);  // from 8 s for 5 s
        QCOMPARE(series.throughput.at(12), 0.0F);
        QVERIFY(series.throughput.at(14) > 90);
        QVERIFY(failures(report, FailureCause::unavailable) > 290);
    }
    void anOutageOfABoundaryTakesAllInItDown() {
        Setting dark = plain();
        dark.topology.boundaries = {{.id = "region", .kind = BoundaryKind::region}, {.id = "core", .in = "region"}};
        dark.topology.nodes[2].in = "core";
        dark.scenario.faults = {fault("region", 5s, {}, faults::Outage{})};
        const RunReport report = finish(dark);
        QCOMPARE(nodeOf(report, "db").series.throughput.back(), 0.0F);
        QVERIFY(nodeOf(report, "api").series.errors.back() > 90);
    }
    void anOutageOfAZoneTakesItsShareDown() {
        Setting dark = plain(4);
        dark.topology.boundaries = {{.id = "za", .kind = BoundaryKind::zone}, {.id = "zb", .kind = BoundaryKind::zone}};
        dark.topology.nodes[1].zones = {"za", "zb"};
        dark.scenario.faults = {fault("zb", 5s, 3s, faults::Outage{})};
        Run run = start(dark);
        run.advanceTo(SimTime{6s});
        RunSnapshot snapshot;
        run.fill(snapshot);
        QCOMPARE(snapshot.nodes.at(1).instances.down, 2);
        QCOMPARE(snapshot.nodes.at(1).instances.idle + snapshot.nodes.at(1).instances.busy, 2);
        run.advanceTo(run.end());
        QCOMPARE(nodeOf(run.report(), "api").series.instances.back(), 4.0F);
        // Half goes to pods on machines that nobody knows yet to be gone, until these are back.
        QVERIFY(std::abs(nodeOf(run.report(), "api").series.throughput.at(6) - 50) < 20);
        QVERIFY(nodeOf(run.report(), "api").series.throughput.at(9) > 90);
    }
    void killedInstancesTakeTheirRequestsAlongAndAreReplaced() {
        Setting killed = plain(2);
        killed.scenario.faults = {fault("api", Duration{5005ms}, {}, faults::InstanceKill{.count = 2})};
        const RunReport report = finish(killed);
        QVERIFY(failures(nodeOf(report, "api"), FailureCause::unavailable) >= 2);
        QVERIFY(failures(report, FailureCause::refused) > 400);  // five seconds without an instance
        QVERIFY(nodeOf(report, "api").series.throughput.back() > 90);
    }
    void aCutSwallowsBothDirections() {
        Setting cut = plain();
        cut.topology.flows[1].timeout = 100ms;
        cut.topology.nodes[1] = service("api", {.concurrency = 64});
        cut.scenario.faults = {fault("api -> db", 5s, 5s, faults::Cut{})};
        const RunReport report = finish(cut);
        QVERIFY(std::abs(static_cast<double>(failures(flowOf(report, "api", "db"), FailureCause::timeout)) - 502) < 4);
        QVERIFY(nodeOf(report, "api").series.throughput.at(12) > 90);
    }
    void aSurgeMultipliesTheLoad() {
        Setting crowd = plain(4);
        crowd.scenario.faults = {fault("user", 5s, 5s, faults::Surge{.factor = 3})};
        const RunReport report = finish(crowd);
        QVERIFY(std::abs(static_cast<double>(report.sent) - (100 * 15 + 300 * 5)) < 4);
    }
    void overlappingFaultsAddUpAndEndAlone() {
        Setting slow = plain();
        slow.topology.nodes[1] = service("api", {.concurrency = 64});
        slow.scenario.faults = {fault("db", 5s, 6s, faults::Latency{.add = 50ms}),
                                fault("api -> db", 8s, 6s, faults::Latency{.add = 20ms})};
        const RunReport report = finish(slow);
        const auto& p50 = nodeOf(report, "user").series.p50Ms;
        const auto near = [](float value, float wanted) { return std::abs(value - wanted) < wanted * 0.01F; };
        QVERIFY(near(p50.at(3), 24) && near(p50.at(6), 74) && near(p50.at(9), 94) && near(p50.at(12), 44) &&
                near(p50.at(16), 24));
    }
    void aFaultByHandIsTheSameAsAScriptedOne() {
        Setting scripted = plain(2);
        scripted.scenario.faults = {fault("api", 5s, 3s, faults::Outage{})};
        Run run = start(plain(2));
        run.advanceTo(SimTime{5s});
        QVERIFY(run.inject(fault("api", 0s, 3s, faults::Outage{})).empty());
        run.advanceTo(run.end());
        QCOMPARE(run.report().fingerprint, finish(scripted).fingerprint);
        QCOMPARE(run.report().injected.size(), 1U);
        QCOMPARE(run.report().injected.front(), scripted.scenario.faults.front());
    }
    void clearingEndsAFaultNow() {
        Run run = start(plain());
        run.advanceTo(SimTime{5s});
        QVERIFY(run.inject(fault("db", 0s, {}, faults::Errors{.rate = Share::percent(100)})).empty());
        run.advanceTo(SimTime{7s});
        run.clearFaults("db");
        run.advanceTo(run.end());
        QVERIFY(std::abs(static_cast<double>(failures(nodeOf(run.report(), "db"), FailureCause::fault)) - 200) < 4);
        QCOMPARE(*run.report().injected.front().lasting, Duration{2s});
    }
    void aTargetThatIsNotThereIsNamed() {
        Run run = start(plain());
        QCOMPARE(run.inject(fault("nowhere", 0s, {}, faults::Outage{})).size(), 1U);
        QCOMPARE(run.inject(fault("db", 0s, {}, faults::Surge{})).size(), 1U);
        QVERIFY(run.report().injected.empty());
    }
};

QTEST_GUILESS_MAIN(EffectsTest)
#include "effects_test.moc"
