#include "run/replay.h"
#include "base/text.h"
#include "io/architecture_text.h"
#include "session/run_session.h"
#include "store/run_store.h"

#include <QTemporaryDir>
#include <QtTest>

#include <random>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

// A shop with everything that a fault can hit, and faults of its own.
constexpr const char* kShop = R"(spillway: 1
name: Shop
boundaries:
  - {id: zone-a, kind: zone}
  - {id: zone-b, kind: zone}
nodes:
  - {id: users, kind: clients}
  - id: api
    kind: service
    zones: [zone-a, zone-b]
    replicas: 4
    concurrency: 8
    work: lognormal(p50 8ms, p99 40ms)
    resources: {cpu: 500m}
    scaling: {hpa: {min: 2, max: 8, cpu: 60%}}
  - {id: pay, kind: function, work: lognormal(p50 20ms, p99 90ms), reserved_concurrency: 40}
  - {id: db, kind: database, pool: 20}
  - {id: jobs, kind: queue, visibility_timeout: 5s}
  - {id: picker, kind: service, concurrency: 4}
flows:
  - {from: users, to: api, kind: call, timeout: 2s}
  - {from: api, to: pay, kind: call, share: 30%, timeout: 300ms, retry: {attempts: 3, budget: 20%}, breaker: {window: 50 calls, open: 5s}}
  - {from: api, to: db, kind: call}
  - {from: api, to: jobs, kind: event, share: 20%}
  - {from: jobs, to: picker, kind: event}
scenarios:
  - id: day
    duration: 60s
    load:
      - {from: users, rate: [100/s at 0s, 400/s at 20s, 150/s at 60s]}
    faults:
      - {kind: latency, on: pay, add: 150ms, at: 5s, for: 40s}
      - {kind: instance_kill, on: api, count: 2, at: 10s}
      - {kind: errors, on: db, rate: 10%, at: 10s, for: 30s}
      - {kind: outage, on: zone-b, at: 50s, for: 5s}
)";

Fault someFault(std::mt19937_64& random) {
    const auto lasting =
        random() % 3 == 0 ? std::nullopt : std::optional<Duration>{std::chrono::milliseconds{1 + random() % 9000}};
    switch (random() % 7) {
        case 0: return {"api", {}, lasting, faults::Outage{}};
        case 1: return {"api", {}, lasting, faults::InstanceKill{.count = 1}};
        case 2: return {"api -> db", {}, lasting, faults::Cut{}};
        case 3: return {"users", {}, lasting, faults::Surge{.factor = 1.5}};
        case 4: return {"pay", {}, lasting, faults::Errors{.rate = Share::percent(40)}};
        case 5: return {"zone-a", {}, lasting, faults::Outage{}};
        default: return {"db", {}, lasting, faults::Latency{.add = 30ms}};
    }
}

const char* someTarget(std::mt19937_64& random) {
    static const char* const kTargets[] = {"api", "pay", "db", "zone-b", "users", "api -> db"};
    return kTargets[random() % std::size(kTargets)];
}

// The run again, from its document, its scenario and what its report says was done by hand.
RunReport replayed(const Architecture& architecture, const RunReport& report, unsigned threads,
                   std::uint32_t traceEvery) {
    const Scenario scenario = scenarioAsRun(architecture.scenarios.front(), report);
    const Compiled compiled = compile(architecture.topology, scenario);
    for (const Diagnostic& d : compiled.diagnostics)
        if (d.severity == Severity::error) qWarning("%s", format(d).c_str());
    if (!compiled.plan) return {};
    Run run{compiled.plan,
            {.seed = report.seed,
             .threads = threads,
             .until = report.end.time_since_epoch(),
             .traceEvery = traceEvery,
             .lanes = threads}};
    run.advanceTo(run.end());
    return run.report();
}

// Everything but who broke it.
void isTheSame(const RunReport& again, const RunReport& live) {
    QCOMPARE(again.fingerprint, live.fingerprint);
    QCOMPARE(again.end, live.end);
    QCOMPARE(again.events, live.events);
    QCOMPARE(again.sent, live.sent);
    QVERIFY(again.nodes == live.nodes);
    QVERIFY(again.flows == live.flows);
    QVERIFY(again.decisions == live.decisions);
    QVERIFY(again.traces == live.traces);
    QVERIFY(again.attributions == live.attributions);
    QVERIFY(again.objectives == live.objectives);
}

struct Finish {
    explicit Finish(RunSession& session) {
        QObject::connect(&session, &RunSession::finished, &session,
                         [this](std::shared_ptr<const RunReport> done) { report = std::move(done); });
    }
    std::shared_ptr<const RunReport> report;
};

}  // namespace

// A live run with hand-made faults is a run like any other: its report holds what is needed to run it again, bit for
// bit.
class ReplayTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        const auto text = ArchitectureText::parse(kShop, "shop.spillway");
        QVERIFY(text.diagnostics().empty());
        m_architecture = text.architecture();
        m_plan = compile(m_architecture.topology, m_architecture.scenarios.front()).plan;
        QVERIFY(m_plan);
    }

    void a_live_session_with_faults_by_hand_replays_bit_for_bit_data() {
        QTest::addColumn<quint64>("seed");
        for (quint64 seed = 1; seed <= 12; ++seed)
            QTest::addRow("seed %llu", static_cast<unsigned long long>(seed)) << seed;
    }
    void a_live_session_with_faults_by_hand_replays_bit_for_bit() {
        QFETCH(quint64, seed);
        std::mt19937_64 random{seed};
        RunSession session;
        Finish finish{session};
        session.setSpeed(seed % 3 == 0 ? 0 : 200);
        session.start(m_plan, {.seed = seed, .traceEvery = 16}, seed % 2 == 0);
        LiveView view;
        // Commands come when they come: the wall clock decides at which instant of the run, the report remembers it.
        for (int i = 0; i < 60 && !finish.report; ++i) {
            switch (random() % 8) {
                case 0:
                case 1: session.inject(someFault(random)); break;
                case 2: session.clearFaults(someTarget(random)); break;
                case 3: session.pause(); break;
                case 4:
                    session.step(std::chrono::milliseconds{1 + random() % 700});
                    session.inject(someFault(random));
                    session.inject(someFault(random));
                    break;
                case 5: session.setSpeed(static_cast<double>(50 * (random() % 6))); break;
                case 6: session.runUntil(SimTime{std::chrono::seconds{10}}); break;
                default: session.resume();
            }
            QTest::qWait(static_cast<int>(random() % 8));
            session.takeView(view);
        }
        if (seed % 4 == 0) {
            session.stop();
        } else {
            session.setSpeed(0);
            session.resume();
        }
        QTRY_VERIFY_WITH_TIMEOUT((session.resume(), finish.report), 60000);
        const RunReport& live = *finish.report;
        qInfo("%zu faults by hand, %zu clearings, %llu events to %s", live.injected.size(), live.cleared.size(),
              static_cast<unsigned long long>(live.events), toText(live.end.time_since_epoch()).c_str());
        for (const unsigned threads : {1U, 2U, 4U}) isTheSame(replayed(m_architecture, live, threads, 16), live);
    }

    // Two commands, a scripted fault and a second's end at one instant: the hardest case.
    void commands_at_the_very_instant_of_other_faults_replay() {
        Run run{m_plan, {.seed = 5}};
        run.advanceTo(SimTime{10s});  // where two scripted faults begin
        QVERIFY(run.inject({"api", {}, {}, faults::InstanceKill{.count = 1}}).empty());
        QVERIFY(run.inject({"api", {}, 40s, faults::Outage{}}).empty());
        run.clearFaults("api");
        QVERIFY(run.inject({"zone-a", {}, {}, faults::Outage{}}).empty());
        run.clearFaults("zone-b");  // called off before it begins
        run.advanceTo(SimTime{20s});
        run.clearFaults("zone-a");
        run.clearFaults("zone-a");  // nothing is left to clear
        run.advanceTo(run.end());
        QCOMPARE(run.inject({"api", {}, {}, faults::Outage{}}).size(), std::size_t{1});
        const RunReport live = run.report();
        QCOMPARE(live.injected.size(), std::size_t{3});
        QCOMPARE(live.cleared.size(), std::size_t{3});
        const Scenario scenario = scenarioAsRun(m_architecture.scenarios.front(), live);
        QCOMPARE(scenario.faults.size(), std::size_t{3 + 3});
        isTheSame(replayed(m_architecture, live, 2, 256), live);
    }

    // What the store keeps is enough.
    void a_stored_run_is_run_again_from_the_store_alone() {
        QTemporaryDir folder;
        auto store = RunStore::open(folder.filePath(QStringLiteral("runs.sqlite")));
        QVERIFY(store);
        Run run{m_plan, {.seed = 9}};
        run.advanceTo(SimTime{12345ms});
        QVERIFY(run.inject({"db", {}, 7s, faults::Errors{.rate = Share::percent(70)}}).empty());
        run.advanceTo(SimTime{17s});
        run.clearFaults("pay");
        run.advanceTo(run.end());
        const auto number = store->add(run.report(), "shop.spillway", kShop);
        QVERIFY(number);

        const auto kept = store->load(*number);
        const auto document = store->documentText(*number);
        QVERIFY(kept && document);
        const auto text = ArchitectureText::parse(*document, "run");
        QVERIFY(text.diagnostics().empty());
        isTheSame(replayed(text.architecture(), *kept, 1, 256), *kept);
    }

    // Injected faults are lines of the scenario: written, read and run, they give that run.
    void a_live_run_is_written_as_a_scenario_and_read_back() {
        Run run{m_plan, {.seed = 3}};
        run.advanceTo(SimTime{12s + 345678901ns});
        QVERIFY(run.inject({"api -> db", {}, 3s, faults::Cut{}}).empty());
        run.advanceTo(SimTime{15s});
        run.clearFaults("api -> db");
        run.advanceTo(run.end());
        const RunReport live = run.report();
        Architecture kept = m_architecture;
        kept.scenarios.front() = scenarioAsRun(kept.scenarios.front(), live);
        const auto again = ArchitectureText::parse(ArchitectureText::parse(kShop, "").write(kept), "kept");
        QVERIFY(again.diagnostics().empty());
        RunReport plain = live;
        plain.injected.clear();
        plain.cleared.clear();
        isTheSame(replayed(again.architecture(), plain, 1, 256), live);
    }

private:
    Architecture m_architecture;
    std::shared_ptr<const RunPlan> m_plan;
};

QTEST_GUILESS_MAIN(ReplayTest)
#include "replay_test.moc"
