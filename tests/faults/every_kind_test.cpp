#include "io/architecture_text.h"
#include "run/build.h"
#include "run/replay.h"
#include "scenario/fault_fit.h"
#include "scenario/scenario_tree.h"
#include "topology/words.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::build;

namespace {

// Something of everything that a fault can take hold of.
Setting shop() {
    Service spread;
    spread.work = Distribution::exponential(5ms);
    spread.replicas = 4;
    spread.startup = Distribution::constant(1s);
    Queue jobs;
    jobs.visibilityTimeout = 1s;
    jobs.deadLetters = DeadLetters{"dead", 2};
    Function mail;
    mail.work = Distribution::exponential(10ms);
    mail.init = Distribution::constant(100ms);
    Setting made = setting(
        {clients("user"), node("nightly", Schedule{.every = 900ms}), node("edge", Cdn{}), node("api", spread),
         node("cache", Cache{.hitRatio = Share::percent(80)}),
         node("db", Database{.work = Distribution::exponential(4ms), .pool = 4}), node("jobs", jobs),
         node("dead", Queue{}), service("worker", {.concurrency = 4}), node("mail", mail),
         node("bank", External{.work = Distribution::exponential(20ms)})},
        {call("user", "edge"), call("edge", "api"), call("api", "cache"), call("cache", "db"), sends("api", "jobs"),
         call("jobs", "worker"), sends("worker", "mail"), call("worker", "bank"), call("nightly", "db")},
        {poisson("user", 120)}, 12s);
    made.topology.boundaries = {{.id = "za", .kind = BoundaryKind::zone},
                                {.id = "zb", .kind = BoundaryKind::zone},
                                {.id = "data", .kind = BoundaryKind::region}};
    made.topology.nodes[3].zones = {"za", "zb"};
    made.topology.nodes[4].in = made.topology.nodes[5].in = made.topology.nodes[6].in = "data";
    made.topology.flows[2].timeout = 300ms;
    made.topology.flows[7].timeout = 300ms;
    return made;
}

std::vector<std::string> targetsOf(FaultKind kind, const Topology& topology) {
    std::vector<std::string> all, found;
    for (const Node& each : topology.nodes) all.push_back(each.id);
    for (const Boundary& each : topology.boundaries) all.push_back(each.id);
    for (const Flow& each : topology.flows) all.push_back(flowName(each));
    for (const std::string& on : all) {
        if (fits(kind, faultTarget(topology, on), topology)) found.push_back(on);
    }
    return found;
}

Setting with(Fault fault) {
    Setting broken = shop();
    broken.scenario.faults = {std::move(fault)};
    return broken;
}

// Through the text of a document and back.
Setting reread(const Setting& setting) {
    const std::string text = canonicalText({setting.topology, {setting.scenario}});
    const ArchitectureText again = ArchitectureText::parse(text, "shop");
    return {again.architecture().topology, again.architecture().scenarios.front()};
}

}  // namespace

// What holds of every kind of fault: the table is the list of tests.
class EveryKindTest : public QObject {
    Q_OBJECT

    static void kinds() {
        QTest::addColumn<int>("kind");
        for (const auto& name : names(FaultKind{})) QTest::newRow(name.word.data()) << static_cast<int>(name.value);
    }
    static Fault faultOf(FaultKind kind, const std::string& on) {
        Fault made{on, 3s, 4s, defaultFaultSpec(kind)};
        if (made.face().instant) made.lasting.reset();
        if (auto* pressure = std::get_if<faults::MemoryPressure>(&made.spec)) pressure->fill = 2s;  // 30 s are too long
        return made;
    }

private Q_SLOTS:
    void each_kind_can_hit_something_and_what_it_hits_shows_data() { kinds(); }
    void each_kind_can_hit_something_and_what_it_hits_shows() {
        QFETCH(int, kind);
        const auto targets = targetsOf(static_cast<FaultKind>(kind), shop().topology);
        QVERIFY(!targets.empty());
        const std::string calm = finish(shop()).fingerprint;
        bool shows = false;
        for (const std::string& on : targets) {
            const RunReport report = finish(with(faultOf(static_cast<FaultKind>(kind), on)));
            shows = shows || report.fingerprint != calm;
        }
        QVERIFY(shows);
    }

    // In the order of the issue: by hand, recorded, written down, read again, replayed.
    void by_hand_recorded_written_read_and_replayed_it_is_one_run_data() { kinds(); }
    void by_hand_recorded_written_read_and_replayed_it_is_one_run() {
        QFETCH(int, kind);
        for (const std::string& on : targetsOf(static_cast<FaultKind>(kind), shop().topology)) {
            const Fault fault = faultOf(static_cast<FaultKind>(kind), on);
            Run run = start(shop(), {.seed = 5, .traceEvery = 16});
            run.advanceTo(SimTime{fault.at});
            QVERIFY2(run.inject(fault).empty(), on.c_str());
            run.advanceTo(run.end());
            const RunReport byHand = run.report();
            QCOMPARE(byHand.injected.size(), std::size_t{1});
            QVERIFY(byHand.injected.front() == fault);
            Setting recorded = shop();
            recorded.scenario.faults = byHand.injected;
            const RunReport replayed = finish(reread(recorded), {.seed = 5, .traceEvery = 16});
            QVERIFY2(replayed.fingerprint == byHand.fingerprint, on.c_str());
            QVERIFY2(replayed.decisions == byHand.decisions, on.c_str());
        }
    }

    void lanes_forks_and_steps_do_not_matter_data() { kinds(); }
    void lanes_forks_and_steps_do_not_matter() {
        QFETCH(int, kind);
        for (const std::string& on : targetsOf(static_cast<FaultKind>(kind), shop().topology)) {
            const Setting broken = with(faultOf(static_cast<FaultKind>(kind), on));
            const std::string wanted = finish(broken, {.seed = 2, .traceEvery = 16, .lanes = 1}).fingerprint;
            QVERIFY2(finish(broken, {.seed = 2, .traceEvery = 16, .lanes = 4}).fingerprint == wanted, on.c_str());
            Run run = start(broken, {.seed = 2, .traceEvery = 16});
            while (run.now() < SimTime{5s}) run.advanceTo(run.now() + 137ms);
            Run fork = run.fork();
            fork.advanceTo(fork.end());
            QVERIFY2(fork.report().fingerprint == wanted, on.c_str());
        }
    }

    // It ends, and then the system is what it was: nothing is left of it a while later.
    void clearing_it_ends_it_data() { kinds(); }
    void clearing_it_ends_it() {
        QFETCH(int, kind);
        const std::string on = targetsOf(static_cast<FaultKind>(kind), shop().topology).front();
        Fault endless = faultOf(static_cast<FaultKind>(kind), on);
        if (endless.face().instant) return;
        endless.lasting.reset();
        Setting long_ = with(endless);
        Run cleared = start(long_);
        cleared.advanceTo(SimTime{6s});
        cleared.clearFaults(on);
        cleared.advanceTo(cleared.end());
        Fault ended = endless;
        ended.lasting = 3s;
        QCOMPARE(cleared.report().fingerprint, finish(with(ended)).fingerprint);
    }
};

QTEST_GUILESS_MAIN(EveryKindTest)
#include "every_kind_test.moc"
