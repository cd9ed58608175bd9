#include "metrics/confidence.h"
#include "swarm/random_architecture.h"
#include "swarm/swarm_case.h"

#include <algorithm>
#include <cstdio>

using namespace spillway;
using namespace spillway::swarm;
using namespace std::chrono_literals;

namespace {

const Node kUnused{.id = "nobody-calls", .spec = Service{}};

// Without the node that was added; traces are left out, for which requests are sampled depends on how many nodes there
// are before theirs.
RunReport without(RunReport report, const std::string& id) {
    std::erase_if(report.nodes, [&](const NodeReport& node) { return node.id == id; });
    report.traces.clear();
    report.attributions.clear();
    report.fingerprint.clear();
    return report;
}

// Conserving systems answer everything in the end, so what counts is how much is done by then.
double done(const Architecture& architecture, std::uint64_t seed) {
    return static_cast<double>(Case{seed, architecture}.straight().succeeded);
}

}  // namespace

// Two runs that must agree, or differ in one direction, whatever the architecture is.
class MetamorphicTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // One stream of random numbers a node and purpose: another node's draws are its own.
    void a_node_that_nobody_calls_changes_nothing_data() { addSeeds(40); }
    void a_node_that_nobody_calls_changes_nothing() {
        QFETCH(quint64, seed);
        Architecture architecture = randomArchitecture(seed);
        const RunReport alone = Case{seed, architecture}.straight();
        auto& nodes = architecture.topology.nodes;
        nodes.push_back(kUnused);
        const std::string atTheEnd =
            differenceOf(without(alone, ""), without(Case{seed, architecture}.straight(), kUnused.id));
        QVERIFY2(atTheEnd.empty(), ("added at the end: different " + atTheEnd).c_str());
        std::ranges::rotate(nodes, nodes.end() - 1);
        const std::string atTheFront =
            differenceOf(without(alone, ""), without(Case{seed, architecture}.straight(), kUnused.id));
        QVERIFY2(atTheFront.empty(), ("added at the front: different " + atTheFront).c_str());
    }

    // What happens first does not know how long the run will be.
    void the_beginning_of_a_run_does_not_depend_on_its_end_data() { addSeeds(40); }
    void the_beginning_of_a_run_does_not_depend_on_its_end() {
        QFETCH(quint64, seed);
        Architecture architecture = randomArchitecture(seed);
        const Duration half = architecture.scenarios.front().duration / 2;
        const Case made{seed, architecture};
        Run longer = made.begin();
        longer.advanceTo(SimTime{half});
        const RunReport stopped = longer.report();
        const std::string untilThere = differenceOf(stopped, made.straight(1, std::nullopt, half));
        QVERIFY2(untilThere.empty(), ("told to stop there: different " + untilThere).c_str());
        longer.advanceTo(longer.end());
        const std::string onFromThere = differenceOf(made.straight(), longer.report());
        QVERIFY2(onFromThere.empty(), ("having gone on from there: different " + onFromThere).c_str());
        architecture.scenarios.front().duration = half;
        const std::string planned = differenceOf(stopped, Case{seed, architecture}.straight());
        QVERIFY2(planned.empty(), ("planned no longer: different " + planned).c_str());
    }

    // Words that only people read.
    void names_and_objectives_change_nothing_data() { addSeeds(40); }
    void names_and_objectives_change_nothing() {
        QFETCH(quint64, seed);
        Architecture architecture = randomArchitecture(seed);
        const RunReport before = Case{seed, architecture}.straight();
        Scenario& scenario = architecture.scenarios.front();
        architecture.topology.name = "another name";
        scenario.id = "another-scenario";
        scenario.notes = "other notes";
        scenario.objectives.clear();
        for (Node& node : architecture.topology.nodes) node.notes = "a note";
        for (Boundary& boundary : architecture.topology.boundaries) {
            const std::string old = boundary.id;
            boundary.id = "the-" + old;
            for (Node& node : architecture.topology.nodes) {
                if (node.in == old) node.in = boundary.id;
                std::ranges::replace(node.zones, old, boundary.id);
            }
            for (Fault& fault : scenario.faults) {
                if (fault.on == old) fault.on = boundary.id;
            }
        }
        const std::string difference = differenceOf(before, Case{seed, architecture}.straight());
        QVERIFY2(difference.empty(), ("different " + difference).c_str());
    }

    // A fault injected by hand becomes a line of the scenario, and the scenario with that line is the same run.
    void faults_by_hand_are_lines_of_the_scenario_data() { addSeeds(40); }
    void faults_by_hand_are_lines_of_the_scenario() {
        QFETCH(quint64, seed);
        Architecture architecture = randomArchitecture(seed);
        auto& faults = architecture.scenarios.front().faults;
        std::ranges::stable_sort(faults, {}, &Fault::at);
        const RunReport scripted = Case{seed, architecture}.straight();
        const std::vector<Fault> planned = faults;
        faults.clear();
        Run run = Case{seed, architecture}.begin();
        for (const Fault& fault : planned) {
            run.advanceTo(SimTime{fault.at});
            QVERIFY(run.inject(fault).empty());
        }
        run.advanceTo(run.end());
        const RunReport byHand = run.report();
        const std::string difference = differenceOf(scripted, byHand);
        QVERIFY2(difference.empty(), ("different " + difference).c_str());
        faults = byHand.injected;
        const std::string replayed = differenceOf(byHand, Case{seed, architecture}.straight());
        QVERIFY2(replayed.empty(), ("replayed: different " + replayed).c_str());
    }

    // Another seed is another run.
    void seeds_matter() {
        const Architecture architecture = randomArchitecture(7);
        QVERIFY(Case(1, architecture).straight().fingerprint != Case(2, architecture).straight().fingerprint);
    }

    // Where nothing is refused, given up or retried, twice the slots never do less: the mean gain over seeds is not
    // below zero by more than its 99.9 % interval.
    void twice_the_capacity_never_does_less_data() { addSeeds(12); }
    void twice_the_capacity_never_does_less() {
        QFETCH(quint64, seed);
        const Architecture small = withoutLoss(randomArchitecture(seed));
        const Architecture large = withTwiceTheCapacity(small);
        std::vector<double> gains;
        for (std::uint64_t replication = 1; replication <= 6; ++replication)
            gains.push_back(done(large, replication) - done(small, replication));
        const ConfidenceInterval gain = replicationInterval(gains, 0.999);
        QVERIFY2(gain.high() >= 0, qPrintable(QString("gains %1 +- %2").arg(gain.mean).arg(gain.halfWidth)));
        m_gained += gain.mean > 0 ? 1 : 0;
    }
    void some_of_them_needed_it() {
        if (qEnvironmentVariableIsSet("SPILLWAY_SWARM_SEED")) QSKIP("one case alone");
        std::printf("%d architectures did more with twice the capacity\n", m_gained);
        QVERIFY(m_gained > 0);
    }

    // And nothing is lost in them: all that is sent has succeeded or is on its way.
    void without_anything_that_fails_nothing_fails_data() { addSeeds(40); }
    void without_anything_that_fails_nothing_fails() {
        QFETCH(quint64, seed);
        const RunReport report = Case{seed, withoutLoss(randomArchitecture(seed))}.straight();
        QCOMPARE(report.succeeded + report.inFlight, report.sent);
        for (const NodeReport& node : report.nodes) QVERIFY2(total(node.failed) == 0, node.id.c_str());
    }

private:
    int m_gained = 0;
};

QTEST_GUILESS_MAIN(MetamorphicTest)
#include "metamorphic_test.moc"
