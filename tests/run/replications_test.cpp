#include "run/replications.h"
#include "run/build.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::build;

namespace {

// M/M/1 at 80 % of 1 ms.
Setting busyDesk(Duration duration) {
    return setting({clients("user"), service("api", {.work = Distribution::exponential(1ms), .queueLimit = 1'000'000})},
                   {call("user", "api", 0ms)}, {poisson("user", 800)}, duration);
}
std::shared_ptr<const RunPlan> planOf(const Setting& setting) {
    return compile(setting.topology, setting.scenario).plan;
}

}  // namespace

// How sure a run's numbers are, asked of runs whose truth is known.
class ReplicationsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theEstimatesAreThoseOfTheRunsOneByOne() {
        const Setting setting = busyDesk(20s);
        const Replications all = replicate(planOf(setting), {.firstSeed = 5, .runs = 4});
        std::vector<double> means, p99;
        for (std::uint64_t seed = 5; seed < 9; ++seed) {
            const RunReport report = finish(setting, {.seed = seed, .traceEvery = 0});
            QCOMPARE(all.fingerprints[seed - 5], report.fingerprint);
            means.push_back(toMilliseconds(nodeOf(report, "api").response.mean));
            p99.push_back(toMilliseconds(nodeOf(report, "api").response.p99));
        }
        QCOMPARE(all.seeds, (std::vector<std::uint64_t>{5, 6, 7, 8}));
        QVERIFY(all.nodes[1].meanMs == replicationInterval(means));
        QVERIFY(all.nodes[1].p99Ms == replicationInterval(p99));
        QCOMPARE(all.end, SimTime{20s});
    }
    void threadsDoNotMatter() {
        const auto plan = planOf(busyDesk(3s));
        const Replications one = replicate(plan, {.runs = 9});
        QVERIFY(one == replicate(plan, {.runs = 9, .threads = 2}));
        QVERIFY(one == replicate(plan, {.runs = 9, .threads = 20}));
    }
    void stoppingKeepsWhatIsFinished() {
        const auto plan = planOf(busyDesk(10s));
        double last = 0;
        const Replications some = replicate(plan, {.runs = 5}, [&](double share) {
            last = share;
            return share < 0.5;
        });
        QCOMPARE(some.seeds.size(), std::size_t{2});
        QVERIFY(last >= 0.5 && last < 0.6);
        QVERIFY(replicate(plan, {.runs = 5}, [](double) { return false; }).nodes.empty());
    }
    void objectivesAreCounted() {
        Setting setting = busyDesk(20s);
        Objective tight, loose;
        tight.of = loose.of = "user";
        tight.p99 = 1us;
        loose.p99 = 1h;
        setting.scenario.objectives = {tight, loose};
        const Replications all = replicate(planOf(setting), {.runs = 3});
        QCOMPARE(all.objectives[0].met, std::size_t{0});
        QCOMPARE(all.objectives[1].met, std::size_t{3});
    }
    // Of 80 campaigns of five runs each, 95 % hold the truth, 5 ms: 76, and 4 more or less than two standard deviations
    // of 1.95.
    void theIntervalHoldsTheTruthAsOftenAsItSays() {
        const auto plan = planOf(busyDesk(60s));
        int held = 0;
        for (std::uint64_t campaign = 0; campaign < 80; ++campaign) {
            const Replications all = replicate(plan, {.firstSeed = 1 + 5 * campaign, .runs = 5});
            held += all.nodes[1].meanMs.contains(5) ? 1 : 0;
        }
        QVERIFY2(held >= 70, qPrintable(QString::number(held)));
    }
    // The same of one run alone, by its batches: 95 % of 80 are 76, and three standard deviations below are 70.
    void oneRunKnowsHowSureItIs() {
        const auto plan = planOf(busyDesk(120s));
        int held = 0, told = 0;
        for (std::uint64_t seed = 1; seed <= 80; ++seed) {
            Run run{plan, {.seed = seed, .traceEvery = 0}};
            run.advanceTo(run.end());
            const auto steady = nodeOf(run.report(), "api").steady;
            if (!steady) continue;
            ++told;
            held += std::abs(toMilliseconds(steady->mean) - 5) <= toMilliseconds(steady->halfWidth) ? 1 : 0;
        }
        std::printf("told %d of 80, held %d\n", told, held);
        QVERIFY(told >= 60);
        QVERIFY2(held >= told - 10, qPrintable(QString("%1 of %2").arg(held).arg(told)));
    }
    void aRunThatChangesAsItGoesClaimsNoSteadyState() {
        const auto steadyOf = [](const Setting& setting) { return nodeOf(finish(setting), "api").steady; };
        Setting ramp = busyDesk(120s);
        QVERIFY(steadyOf(ramp));
        ramp.scenario.load[0].rate.points.push_back({Rate::perSecond(100), 60s});
        QVERIFY(!steadyOf(ramp));
        Setting broken = busyDesk(120s);
        broken.scenario.faults = {fault("api", 30s, 1s, faults::Latency{1ms})};
        QVERIFY(!steadyOf(broken));
        Run byHand = start(busyDesk(120s));
        byHand.advanceTo(SimTime{30s});
        QVERIFY(byHand.inject(fault("api", 0s, 1s, faults::Latency{1ms})).empty());
        byHand.advanceTo(byHand.end());
        QVERIFY(!nodeOf(byHand.report(), "api").steady);
        QVERIFY(!steadyOf(busyDesk(5s)));
    }
};

QTEST_GUILESS_MAIN(ReplicationsTest)
#include "replications_test.moc"
