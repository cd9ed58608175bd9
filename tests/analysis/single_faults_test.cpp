#include "analysis/single_faults.h"
#include "run/build.h"

#include <QtTest>

#include <algorithm>
#include <set>

using namespace spillway;
using namespace spillway::build;

class SingleFaultsTest : public QObject {
    Q_OBJECT

    // Everybody needs the gate; every fourth request also asks for advice, which nobody waits for.
    static Setting shop() {
        Setting made = setting({clients("user"), service("gate", {.concurrency = 50, .replicas = 2}), service("spare"),
                                service("advice", {.concurrency = 10})},
                               {call("user", "gate"), sends("gate", "advice")}, {poisson("user", 40)}, 90s);
        made.topology.flows[0].timeout = 1s;
        made.topology.flows[1].share = Share::percent(25);
        made.topology.nodes[1].zones = {"za", "zb"};
        made.topology.boundaries = {{.id = "za", .kind = BoundaryKind::zone},
                                    {.id = "zb", .kind = BoundaryKind::zone},
                                    {.id = "empty", .kind = BoundaryKind::zone}};
        made.scenario.faults = {fault("gate", 0s, std::nullopt, faults::Outage{})};  // the scenario's own are left out
        return made;
    }
    static SingleFaults tried(unsigned threads = 1) {
        const Setting made = shop();
        return tryEverySingleFault(made.topology, made.scenario, {.threads = threads, .at = 30s, .lasting = 20s});
    }
    static const FaultTrial& trial(const SingleFaults& all, const std::string& on, FaultKind kind) {
        const auto found = std::ranges::find_if(
            all.trials, [&](const FaultTrial& each) { return each.fault.on == on && each.fault.kind() == kind; });
        if (found == all.trials.end()) qFatal("no trial on %s", on.c_str());
        return *found;
    }

private Q_SLOTS:
    void everyKindHitsEveryComponentThatItCan() {
        const Setting made = shop();
        std::set<std::pair<std::string, FaultKind>> pairs;
        for (const Fault& each : everySingleFault(made.topology, made.scenario, 1s, 2s)) {
            QVERIFY(pairs.emplace(each.on, each.kind()).second);
            QCOMPARE(each.at, Duration{1s});
        }
        for (const auto& kind : names(FaultKind{})) {
            const FaultFace& face = faceOf(kind.value);
            QCOMPARE(pairs.contains({"user", kind.value}), kind.value == FaultKind::surge);
            const bool fed = face.flowsFrom == kAnyKind;  // no queue here
            QCOMPARE(pairs.contains({"gate", kind.value}), (face.nodes & bitOf(NodeKind::service)) != 0 && fed);
            QCOMPARE(pairs.contains({"user -> gate", kind.value}), face.flows && fed);
        }
        QCOMPARE(everySingleFault(made.topology, made.scenario, 1s, 2s, {FaultKind::outage, FaultKind::cut}).size(),
                 std::size_t{3 + 2 + 3 + 2});  // nodes and zones down; nodes and flows cut off, and zones not
        QVERIFY(pairs.contains({"za", FaultKind::outage}));
        QVERIFY(!pairs.contains({"empty", FaultKind::outage}));
    }
    // Users have their answer when the execution starts: what becomes of it is seen at the workflow alone.
    void executionsThatFailAreHitToo() {
        Workflow orders;
        orders.definition =
            R"({"StartAt": "Pay", "States": {"Pay": {"Type": "Task", "Resource": "bank", "End": true}}})";
        const Setting made = setting({clients("user"), node("orders", orders), service("bank")},
                                     {call("user", "orders"), call("orders", "bank")}, {uniform("user", 20)}, 60s);
        const SingleFaults all = tryEverySingleFault(made.topology, made.scenario,
                                                     {.at = 20s, .lasting = 20s, .kinds = {FaultKind::outage}});
        QCOMPARE(trial(all, "bank", FaultKind::outage).lost, 0.0);
        QCOMPARE(trial(all, "bank", FaultKind::outage).hit, std::vector<std::string>{"orders"});
    }
    void whatEverythingNeedsIsNamed() {
        const SingleFaults all = tried();
        QCOMPARE(all.goodCalm, 1.0);
        QCOMPARE(all.indispensable, (std::vector<std::string>{"gate", "user -> gate"}));
        QCOMPARE(trial(all, "gate", FaultKind::outage).lost, 1.0);
        QVERIFY(trial(all, "gate", FaultKind::outage).takesAllDown);
    }
    void whatNobodyWaitsForCostsNobody() {
        const SingleFaults all = tried();
        QCOMPARE(trial(all, "advice", FaultKind::outage).lost, 0.0);
        QCOMPARE(trial(all, "spare", FaultKind::outage).lost, 0.0);
        QVERIFY(trial(all, "advice", FaultKind::outage).hit.empty());  // itself does not count
        QVERIFY(trial(all, "spare", FaultKind::outage).recovery.verdict == RecoveryVerdict::held);
    }
    void partsAreLostInPart() {
        const SingleFaults all = tried();
        const double half = trial(all, "gate", FaultKind::errors).lost;  // the kind's own 50 %
        QVERIFY2(std::abs(half - 0.5) < 0.05, std::to_string(half).c_str());
        // One of two replicas is enough, but half of the requests go to the other until its machine is back.
        const FaultTrial& zone = trial(all, "za", FaultKind::outage);
        QVERIFY2(std::abs(zone.lost - 0.5) < 0.1, std::to_string(zone.lost).c_str());
        const FaultTrial& slow = trial(all, "gate", FaultKind::latency);
        QVERIFY(slow.lost == 0 && slow.p99Ms > slow.p99MsCalm + 90);
        const FaultTrial& gone = trial(all, "gate", FaultKind::outage);
        QVERIFY(gone.recovery.verdict == RecoveryVerdict::recovered);
        QVERIFY(*gone.recovery.took > 3s);  // its replicas start anew: 5 s
    }
    void whoElseIsHitIsNamed() {
        Setting made =
            setting({clients("user"), service("front", {.concurrency = 50}), service("db", {.concurrency = 50})},
                    {call("user", "front"), call("front", "db")}, {poisson("user", 40)}, 60s);
        const SingleFaults all = tryEverySingleFault(made.topology, made.scenario, {});
        QCOMPARE(trial(all, "db", FaultKind::outage).hit, std::vector<std::string>{"front"});
        QCOMPARE(all.at, SimTime{20s});
        QCOMPARE(all.to, SimTime{30s});
    }
    // Either of two replicas is enough for half of the requests; without both there is none.
    void aPairShowsWhatNeitherShowsAlone() {
        const Setting made = shop();
        const SingleFaults all =
            tryEverySingleFault(made.topology, made.scenario,
                                {.threads = 2, .at = 30s, .lasting = 10s, .kinds = {FaultKind::outage}, .pairs = true});
        const auto lost = [&](const std::string& one, const std::string& other) {
            const auto found = std::ranges::find_if(all.trials, [&](const FaultTrial& each) {
                return each.fault.on == one && (each.second ? each.second->on : std::string{}) == other;
            });
            return found == all.trials.end() ? -1 : found->lost;
        };
        QVERIFY(std::abs(lost("za", "") - 0.5) < 0.1 && std::abs(lost("zb", "") - 0.5) < 0.1);
        QCOMPARE(lost("za", "zb"), 1.0);
        QCOMPARE(lost("zb", "za"), -1.0);  // each once
        QCOMPARE(all.trials.size(), std::size_t{5 + 10});
        QCOMPARE(all.indispensable, std::vector<std::string>{"gate"});
    }
    // What one run tells of is run once; both names of it are told.
    void faultsThatMoveTheSameLeversAreRunOnce() {
        Setting made = setting({clients("user"), service("gate", {.concurrency = 50}), service("db")},
                               {call("user", "gate"), call("gate", "db")}, {poisson("user", 40)}, 60s);
        made.topology.flows[1].timeout = 1s;
        made.topology.boundaries = {{.id = "team", .kind = BoundaryKind::service}};
        made.topology.nodes[2].in = "team";
        const SingleFaults all = tryEverySingleFault(made.topology, made.scenario,
                                                     {.kinds = {FaultKind::outage, FaultKind::cut}, .pairs = true});
        // Alone: outages of db (and so of its team) and gate; cuts of the flow to db (db, team), of the user's, of both
        // (gate). In pairs: both outages; db's with each of the cuts; gate's with either flow's.
        const FaultTrial& team = trial(all, "team", FaultKind::outage);
        const FaultTrial& db = trial(all, "db", FaultKind::outage);
        QCOMPARE(team.lost, db.lost);
        QVERIFY(team.recovery == db.recovery);
        QCOMPARE(team.hit, std::vector<std::string>{"gate"});  // what lies in a boundary is broken, not hit
        QCOMPARE(db.hit, std::vector<std::string>{"gate"});
        QVERIFY(std::ranges::all_of(all.trials, &FaultTrial::done));
        QCOMPARE(all.trials.size(), std::size_t{8 + 25});
        QCOMPARE(all.runs, std::size_t{11});
        for (const FaultTrial& each : all.trials) {
            const bool contained = each.second && each.fault.on == "team" && each.second->on == "db" &&
                                   each.fault.kind() == each.second->kind();
            if (contained) QCOMPARE(each.lost, trial(all, "team", each.fault.kind()).lost);
        }
    }
    // A trial goes on from where the faults begin and ends once all is well: it says what the whole run says.
    void aTrialSaysWhatTheWholeRunSays() {
        const Setting made = shop();
        const SingleFaults all = tried();
        for (const char* on : {"gate", "za", "advice"}) {
            const FaultTrial& short_ = trial(all, on, FaultKind::outage);
            Setting whole = shop();
            whole.scenario.faults = {short_.fault};
            const RunReport report = finish(whole, {.seed = 1});
            QCOMPARE(short_.recovery.verdict, report.recovery->verdict);
            QVERIFY(short_.recovery.took == report.recovery->took);
            QCOMPARE(short_.recovery.goodWorst, report.recovery->goodWorst);
            const std::vector<float>& late = report.nodes[0].series.p99Ms;
            QCOMPARE(short_.p99Ms, static_cast<double>(*std::max_element(late.begin() + 30, late.begin() + 50)));
        }
    }
    // Ten a second can be fetched and forty come, with the fault or without: that is no reason to say that it held.
    void usersComeBackThoughAQueueGrowsAnyway() {
        Setting made =
            setting({clients("user"), service("gate", {.concurrency = 50}), node("q", Queue{}),
                     service("worker", {.work = Distribution::constant(100ms)})},
                    {call("user", "gate"), sends("gate", "q"), sends("q", "worker")}, {poisson("user", 40)}, 4min);
        const SingleFaults all = tryEverySingleFault(made.topology, made.scenario, {.kinds = {FaultKind::outage}});
        const FaultTrial& gate = trial(all, "gate", FaultKind::outage);
        QVERIFY2(gate.lost > 0.99, std::to_string(gate.lost).c_str());
        QVERIFY2(gate.recovery.verdict == RecoveryVerdict::recovered, gate.recovery.reason.c_str());
        QVERIFY(*gate.recovery.took > 3s && *gate.recovery.took < 10s);  // its instance starts anew: 5 s
    }
    // Nobody waits for an event: users lose nothing, and the work it should have brought is never done.
    void lostEventsAreSeenWhereTheWorkIsMissing() {
        const Setting made =
            setting({clients("user"), service("gate", {.concurrency = 50}), node("news", Topic{}), service("mail")},
                    {call("user", "gate"), sends("gate", "news"), sends("news", "mail")}, {poisson("user", 40)}, 60s);
        const SingleFaults all = tryEverySingleFault(made.topology, made.scenario, {.kinds = {FaultKind::cut}});
        const FaultTrial& cut = trial(all, "gate -> news", FaultKind::cut);
        QCOMPARE(cut.lost, 0.0);
        QCOMPARE(cut.lessDone, (std::vector<std::string>{"news", "mail"}));
        // A topic tries again what a cut keeps from its subscriber; without retries it is gone.
        QCOMPARE(trial(all, "news -> mail", FaultKind::cut).lessDone, std::vector<std::string>{});
        Setting once = made;
        once.topology.flows[2].onFailure = OnFailure{.retries = 0};
        const SingleFaults gone = tryEverySingleFault(once.topology, once.scenario, {.kinds = {FaultKind::cut}});
        QCOMPARE(trial(gone, "news -> mail", FaultKind::cut).lessDone, std::vector<std::string>{"mail"});
    }
    // Nothing fails, for nobody gives up; nothing comes back either.
    void whatHangsIsLost() {
        Setting made =
            setting({clients("user"), service("front", {.concurrency = 5000}), service("db", {.concurrency = 50})},
                    {call("user", "front"), call("front", "db")}, {poisson("user", 40)}, 60s);
        const SingleFaults all = tryEverySingleFault(made.topology, made.scenario, {.kinds = {FaultKind::cut}});
        const double lost = trial(all, "front -> db", FaultKind::cut).lost;
        QVERIFY2(lost > 0.9, std::to_string(lost).c_str());
        QVERIFY(trial(all, "front -> db", FaultKind::cut).recovery.verdict == RecoveryVerdict::recovered);
    }
    // Ten a second can be done and forty come: it goes down by itself.
    void whatIsDownAnywayIsNoFaultsDoing() {
        Setting made = setting({clients("user"), service("db", {.work = Distribution::constant(100ms)})},
                               {call("user", "db")}, {poisson("user", 40)}, 4min);
        made.topology.flows[0].timeout = 1s;
        const SingleFaults all = tryEverySingleFault(made.topology, made.scenario, {.kinds = {FaultKind::outage}});
        QVERIFY(all.goodCalm < 0.05);
        const Recovery& down = trial(all, "db", FaultKind::outage).recovery;
        QVERIFY(down.verdict == RecoveryVerdict::held && down.keepsDown.empty());
        QCOMPARE(down.reason, std::string{"it ends as badly without the fault"});
    }
    void threadsChangeNothing() {
        const SingleFaults one = tried(1), three = tried(3);
        QVERIFY(one.trials == three.trials);
        QCOMPARE(one.indispensable, three.indispensable);
    }
    void progressRisesAndStops() {
        const Setting made = shop();
        double last = 0;
        (void)tryEverySingleFault(made.topology, made.scenario, {.threads = 2}, [&](double share) {
            if (share < last || share > 1) qFatal("progress goes back");
            last = share;
            return true;
        });
        QCOMPARE(last, 1.0);
        const SingleFaults stopped =
            tryEverySingleFault(made.topology, made.scenario, {.threads = 2}, [](double share) { return share < 0.3; });
        const auto done = std::ranges::count_if(stopped.trials, &FaultTrial::done);
        QVERIFY(done > 0 && static_cast<std::size_t>(done) < stopped.trials.size());
    }
    void aBrokenScenarioIsNotTried() {
        Setting made = shop();
        made.scenario.load[0].from = "nobody";
        const SingleFaults all = tryEverySingleFault(made.topology, made.scenario, {});
        QVERIFY(hasErrors(all.diagnostics) && all.trials.empty());
    }
};

QTEST_GUILESS_MAIN(SingleFaultsTest)
#include "single_faults_test.moc"
