#include "analysis/sweep.h"
#include "run/build.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::build;

namespace {

// M/M/1 with 1 ms of work: stable below 1 000/s.
Setting desk(double perSecond) {
    Setting made =
        setting({clients("user"), service("api", {.work = Distribution::exponential(1ms), .queueLimit = 50})},
                {call("user", "api", 0ms)}, {poisson("user", perSecond)}, 20s);
    made.scenario.objectives.push_back({.of = "user", .p99 = 30ms});
    return made;
}

}  // namespace

// The same scenario at less and more load.
class SweepTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ratesAndUsersAreScaledAndNothingElse() {
        Setting made = desk(100);
        Load closed;
        closed.from = "user";
        closed.users = 3;
        made.scenario.load.push_back(closed);
        const Scenario half = scaledLoad(made.scenario, 0.1);
        QCOMPARE(half.load[0].rate.points[0].rate.perSecond(), 10.0);
        QCOMPARE(*half.load[1].users, 1);
        QCOMPARE(*scaledLoad(made.scenario, 2.5).load[1].users, 8);
        QVERIFY(half.objectives == made.scenario.objectives);
        QVERIFY(scaledLoad(made.scenario, 1) == made.scenario);
    }
    void everyPointIsTheRunOfItsLoad() {
        const Setting made = desk(400);
        const Sweep swept = sweep(made.topology, made.scenario, {.factors = {2, 0.5}, .seed = 7});
        QCOMPARE(swept.points.size(), std::size_t{2});
        for (const SweepPoint& point : swept.points) {
            const Setting alone{made.topology, scaledLoad(made.scenario, point.factor)};
            QCOMPARE(point.report.fingerprint, finish(alone, {.seed = 7, .traceEvery = 0}).fingerprint);
        }
    }
    // At 800/s p99 of M/M/1 is ln(100) / (1000 - 800) = 23 ms; at 1 600/s a line of 50 always stands and refuses.
    void itSaysWhereItBends() {
        const Setting made = desk(400);
        const Sweep swept = sweep(made.topology, made.scenario, {.factors = {4, 1, 2, 0.5}});
        QCOMPARE(*swept.holdsUpTo, 2.0);
        QCOMPARE(*swept.bendsAt, 4.0);
        const auto failure = mainFailure(swept.points[0].report);
        QVERIFY(failure.has_value());
        QCOMPARE(failure->flow, std::string{"user -> api"});
        QCOMPARE(failure->cause, FailureCause::refused);
        QVERIFY(!mainFailure(swept.points[3].report));
    }
    void withoutObjectivesNothingIsJudged() {
        Setting made = desk(400);
        made.scenario.objectives.clear();
        const Sweep swept = sweep(made.topology, made.scenario, {.factors = {4}});
        QVERIFY(!swept.holdsUpTo && !swept.bendsAt);
    }
    void threadsDoNotMatter() {
        const Setting made = desk(400);
        SweepOptions options{.factors = {0.5, 1, 1.5, 2, 4}};
        const Sweep one = sweep(made.topology, made.scenario, options);
        options.threads = 3;
        const Sweep three = sweep(made.topology, made.scenario, options);
        QCOMPARE(three.points.size(), one.points.size());
        for (std::size_t i = 0; i < one.points.size(); ++i) {
            QCOMPARE(three.points[i].factor, one.points[i].factor);
            QCOMPARE(three.points[i].report.fingerprint, one.points[i].report.fingerprint);
        }
    }
    // The heaviest load comes first.
    void stoppingKeepsWhatIsFinished() {
        const Setting made = desk(400);
        const Sweep some = sweep(made.topology, made.scenario, {.factors = {0.25, 0.5, 1, 2, 4}},
                                 [](double share) { return share < 0.5; });
        QCOMPARE(some.points.size(), std::size_t{2});
        QCOMPARE(some.points[0].factor, 2.0);
        QCOMPARE(some.points[1].factor, 4.0);
    }
    void aCostComesWithEachPointWhenAskedFor() {
        const Setting made = desk(400);
        const Sweep swept = sweep(made.topology, made.scenario, {.factors = {1, 2}, .prices = &listPrices()});
        QVERIFY(swept.points[0].cost && swept.points[1].cost);
        // Two instances' hours cost the same at any load.
        QCOMPARE(swept.points[0].cost->perMonth, swept.points[1].cost->perMonth);
        QVERIFY(swept.points[0].cost->perMillion > 1.9 * swept.points[1].cost->perMillion);
    }
    void whatDoesNotCompileIsToldAndNotRun() {
        Setting made = desk(400);
        made.scenario.load[0].from = "nobody";
        const Sweep swept = sweep(made.topology, made.scenario, {.factors = {1}});
        QVERIFY(hasErrors(swept.diagnostics));
        QVERIFY(swept.points.empty());
    }
};

QTEST_GUILESS_MAIN(SweepTest)
#include "sweep_test.moc"
