#include "metrics/confidence.h"
#include "swarm/dice.h"
#include "swarm/laws.h"
#include "swarm/random_architecture.h"
#include "swarm/swarm_case.h"

#include <algorithm>
#include <cstdio>
#include <optional>

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

// Other numbers of the same drawing: what somebody tries while a run is under way.
Architecture withOtherSettings(Architecture architecture, std::uint64_t seed) {
    Dice dice{seed, "swarm branches"};
    for (Node& node : architecture.topology.nodes) {
        auto* service = std::get_if<Service>(&node.spec);
        if (service != nullptr && dice.chance(0.5)) service->replicas = 1 + dice.count(6);
        if (service != nullptr && dice.chance(0.3)) service->work = Distribution::constant(dice.between(1ms, 20ms));
        if (auto* external = std::get_if<External>(&node.spec); external != nullptr && dice.chance(0.5))
            external->availability = dice.share(0, 1);
    }
    for (Flow& flow : architecture.topology.flows) {
        if (flow.kind != FlowKind::call) continue;
        if (dice.chance(0.3)) flow.timeout = dice.between(2ms, 200ms);
        if (dice.chance(0.3)) flow.retry = Retry{.attempts = 1 + dice.count(4)};
        if (dice.chance(0.3)) flow.breaker.reset();
        if (dice.chance(0.3)) flow.latency = dice.between(100us, 5ms);
    }
    for (Load& load : architecture.scenarios.front().load) {
        if (!load.users && dice.chance(0.5))
            load.rate.points = {{Rate::perSecond(static_cast<double>(1 + dice.count(400))), 0s}};
    }
    return architecture;
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
        std::rotate(nodes.begin(), nodes.end() - 1, nodes.end());
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
            for (Boundary& other : architecture.topology.boundaries) {
                if (other.in == old) other.in = boundary.id;
                for (std::string& distance : other.distances)
                    if (distance.starts_with(old + " ")) distance.insert(0, "the-");
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

    // Going on under the plan that it has is going on.
    void a_fork_and_a_branch_under_the_same_plan_are_the_run_data() { addSeeds(40); }
    void a_fork_and_a_branch_under_the_same_plan_are_the_run() {
        QFETCH(quint64, seed);
        const Case made{seed, randomArchitecture(seed)};
        for (const std::uint32_t lanes : {1U, 3U}) {
            Run run = made.begin(1, lanes);
            run.advanceTo(SimTime{made.architecture.scenarios.front().duration / 2});
            Run fork = run.fork();
            Run::Branch branch = run.branch(made.plan);
            fork.advanceTo(fork.end());
            const std::string forked = differenceOf(made.straight(), fork.report());
            QVERIFY2(forked.empty(), ("a fork: different " + forked).c_str());
            // Several lanes cannot be told apart by a way that takes no time.
            if (!branch.run && lanes > 1) continue;
            QVERIFY2(branch.run, branch.diagnostics.empty() ? "" : format(branch.diagnostics.front()).c_str());
            branch.run->advanceTo(branch.run->end());
            const std::string difference = differenceOf(made.straight(), branch.run->report());
            QVERIFY2(difference.empty(), ("different " + difference).c_str());
        }
    }

    // Under another it keeps the laws, however many lanes it has; or says what it cannot take over.
    void a_branch_under_another_plan_keeps_the_laws_data() { addSeeds(80); }
    void a_branch_under_another_plan_keeps_the_laws() {
        QFETCH(quint64, seed);
        const Case made{seed, randomArchitecture(seed)};
        const Case other{seed, withOtherSettings(made.architecture, seed)};
        std::optional<RunReport> first;
        for (const std::uint32_t lanes : {1U, 2U, 4U}) {
            Run run = made.begin(1, lanes);
            run.advanceTo(SimTime{made.architecture.scenarios.front().duration / 3});
            Run::Branch branch = run.branch(other.plan);
            QCOMPARE(branch.run != nullptr, branch.diagnostics.empty());
            if (!branch.run) continue;
            ++m_branches;
            branch.run->advanceTo(branch.run->end());
            const RunReport report = branch.run->report();
            const Violations violations = violationsOf(report, other.architecture);
            QVERIFY2(violations.empty(), violations.empty() ? "" : violations.front().c_str());
            if (!first) first = report;
            const std::string difference = differenceOf(*first, report);
            QVERIFY2(difference.empty(), (std::to_string(lanes) + " lanes: different " + difference).c_str());
        }
    }
    void some_of_them_could_go_on() {
        if (qEnvironmentVariableIsSet("SPILLWAY_SWARM_SEED")) QSKIP("one case alone");
        std::printf("%d runs went on under another plan\n", m_branches);
        QVERIFY(m_branches > 0);
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
    int m_branches = 0;
};

QTEST_GUILESS_MAIN(MetamorphicTest)
#include "metamorphic_test.moc"
