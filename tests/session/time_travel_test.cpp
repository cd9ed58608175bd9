#include "io/architecture_text.h"
#include "run/replay.h"
#include "session/past_pictures.h"
#include "session/run_session.h"

#include <QtTest>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

constexpr const char* kShop = R"(spillway: 1
name: Shop
nodes:
  - {id: users, kind: clients}
  - id: api
    kind: service
    replicas: 2
    concurrency: 8
    work: lognormal(p50 8ms, p99 40ms)
    resources: {cpu: 500m}
    scaling: {hpa: {min: 2, max: 8, cpu: 60%}}
  - id: pay
    kind: function
    work: lognormal(p50 20ms, p99 90ms)
    reserved_concurrency: 40
flows:
  - {from: users, to: api, kind: call, timeout: 2s}
  - {from: api, to: pay, kind: call, share: 30%, timeout: 300ms, breaker: {window: 50 calls, open: 5s}}
scenarios:
  - id: day
    duration: 60s
    load:
      - {from: users, rate: [100/s at 0s, 400/s at 20s, 150/s at 60s]}
    faults:
      - {kind: outage, on: pay, at: 20s, for: 5s}
)";

bool sameCounts(const RunSnapshot& a, const RunSnapshot& b) {
    return a.now == b.now && a.events == b.events && a.sent == b.sent && a.succeeded == b.succeeded &&
           a.failed == b.failed && a.inFlight == b.inFlight;
}

// A session over the shop, with the newest view and the last report.
struct Watched {
    explicit Watched(const std::shared_ptr<const RunPlan>& plan) {
        QObject::connect(&session, &RunSession::finished, &session,
                         [this](std::shared_ptr<const RunReport> done) { report = std::move(done); });
        session.setSpeed(0);
        session.start(plan, {.seed = 3, .traceEvery = 16}, true);
    }
    // True when the run stands paused at `time`.
    bool stands(SimTime time) {
        return QTest::qWaitFor(
            [&] {
                session.takeView(view);
                return view.snapshot.now == time && !session.isSeeking();
            },
            20'000);
    }
    bool goesTo(SimTime time) {
        session.seek(time);
        return stands(time);
    }
    bool ends() {
        report.reset();
        session.resume();
        return QTest::qWaitFor([&] { return report != nullptr; }, 30'000) && (session.takeView(view), true);
    }

    RunSession session;
    LiveView view;
    std::shared_ptr<const RunReport> report;
};

constexpr SimTime at(Duration time) { return SimTime{time}; }

}  // namespace

// A run is taken back and on: what is seen then is what was there, and what follows is what followed.
class TimeTravelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        m_architecture = ArchitectureText::parse(kShop, "shop.spillway").architecture();
        m_plan = compile(m_architecture.topology, m_architecture.scenarios.front()).plan;
        QVERIFY(m_plan);
    }

    void a_step_back_is_the_run_a_second_ago() {
        Watched run(m_plan);
        QVERIFY(run.goesTo(at(30s + 350ms)));
        const RunSnapshot before = run.view.snapshot;
        const std::size_t decisions = run.view.decisions.size();
        QVERIFY(run.goesTo(at(31s + 350ms)));
        QVERIFY(run.view.snapshot.events > before.events);
        QVERIFY(run.goesTo(at(30s + 350ms)));
        QVERIFY(sameCounts(run.view.snapshot, before));
        QCOMPARE(run.view.decisions.size(), decisions);
        QCOMPARE(run.view.series[1].throughput.size(), std::size_t{30});
        QVERIFY(run.view.attribution.requests > 0);
    }

    void a_run_taken_back_and_played_on_ends_as_it_did() {
        Watched run(m_plan);
        QVERIFY(run.goesTo(at(12s)));
        run.session.inject({"api", {}, 6s, faults::Latency{.add = 30ms}});
        QVERIFY(run.goesTo(at(15s)));
        run.session.clearFaults("api");
        run.session.clearFaults("pay");  // calls the scripted outage off
        QVERIFY(run.ends());
        const auto live = run.report;
        QCOMPARE(live->injected.size(), std::size_t{1});
        QCOMPARE(live->cleared.size(), std::size_t{2});
        for (const Duration time : {59s, 13s, 0s, 40s}) {
            QVERIFY(run.goesTo(at(time)));
            QVERIFY(run.session.phase() == RunSession::Phase::paused);
        }
        QVERIFY(run.ends());
        QCOMPARE(run.report->fingerprint, live->fingerprint);
        QVERIFY(run.report->decisions == live->decisions);
        QVERIFY(run.report->injected.front().at == live->injected.front().at);
    }

    void what_was_done_by_hand_is_told_as_the_report_tells_it() {
        Watched run(m_plan);
        QVERIFY(run.goesTo(at(5s)));
        run.session.inject({"api", {}, {}, faults::Latency{.add = 30ms}});
        QVERIFY(run.goesTo(at(9s)));
        run.session.clearFaults("api");
        QVERIFY(run.goesTo(at(7s)));
        // Also what is done later than where the run stands now.
        const ByHand told = byHand(run.view.byHand);
        QVERIFY(run.ends());
        QCOMPARE(told.injected.size(), std::size_t{1});
        QVERIFY(told.injected.front().at == run.report->injected.front().at);
        QVERIFY(told.injected.front().lasting == run.report->injected.front().lasting);
        QVERIFY(told.cleared == run.report->cleared);
    }

    void something_new_in_the_past_makes_another_future() {
        Watched run(m_plan);
        QVERIFY(run.ends());
        const auto first = run.report;
        QVERIFY(run.goesTo(at(10s)));
        run.session.inject({"api", {}, 20s, faults::Outage{}});
        QVERIFY(run.ends());
        QVERIFY(run.report->fingerprint != first->fingerprint);
        // Nothing of the old future is left in what is shown.
        LiveView& view = run.view;
        QCOMPARE(view.series[1].throughput, run.report->nodes[1].series.throughput);
        QCOMPARE(view.series[1].p99Ms, run.report->nodes[1].series.p99Ms);
        QVERIFY(view.decisions == run.report->decisions);
        LiveView past;
        QVERIFY(run.session.past(at(15s), past));
        QVERIFY(past.snapshot.nodes[1].faulted);
    }

    void the_recorded_past_is_what_was_there() {
        Watched run(m_plan);
        QVERIFY(run.ends());
        LiveView past;
        QVERIFY(run.session.reach() >= at(59s));
        QVERIFY(run.session.past(at(22s + 900ms), past));
        QVERIFY(past.snapshot.now == at(22s));
        QCOMPARE(past.series[1].throughput.size(), std::size_t{22});
        QVERIFY(std::ranges::all_of(past.decisions, [](const Decision& each) { return each.at <= at(22s); }));
        QVERIFY(run.goesTo(at(22s)));
        QVERIFY(sameCounts(run.view.snapshot, past.snapshot));
        QVERIFY(run.session.past(at(0s), past));
        QCOMPARE(past.snapshot.sent, std::uint64_t{0});
    }

    void a_stopped_run_is_taken_back_too() {
        Watched run(m_plan);
        QVERIFY(run.goesTo(at(20s)));
        run.session.stop();
        QTRY_VERIFY(run.report);
        QVERIFY(run.session.phase() == RunSession::Phase::finished);
        QVERIFY(run.goesTo(at(8s)));
        QVERIFY(run.ends());
        QVERIFY(run.report->end == at(60s));
    }

    void it_pauses_at_what_is_awaited() {
        Watched run(m_plan);
        const auto paused = [&] { return run.session.phase() == RunSession::Phase::paused; };
        run.session.runUntil(Watchpoint{Watchpoint::When::decision, {}, "pay"});
        QTRY_VERIFY(paused());
        QTRY_VERIFY((run.session.takeView(run.view), !run.view.decisions.empty()));
        const Decision first = run.view.decisions.back();
        QVERIFY(first.node == "pay" || first.node == "api -> pay");
        QVERIFY(run.view.snapshot.now - first.at <= 10ms);
        run.session.runUntil(Watchpoint{Watchpoint::When::failing, 2, "pay"});
        QTRY_VERIFY(paused());
        QTRY_VERIFY((run.session.takeView(run.view), run.view.snapshot.nodes[2].errorShare > 0));
    }

    void pictures_of_a_long_run_are_thinned_out() {
        RunSnapshot picture;
        picture.nodes.resize(100);
        PastPictures pictures(20 * (sizeof picture + 100 * sizeof(NodeSnapshot)));
        for (int second = 0; second <= 100; ++second) {
            picture.now = at(std::chrono::seconds{second});
            pictures.add(picture);
        }
        for (const int second : {0, 33, 64, 99}) {
            const RunSnapshot* found = pictures.at(at(std::chrono::seconds{second}));
            QVERIFY(found && found->now <= at(std::chrono::seconds{second}));
            QVERIFY(found->now > at(std::chrono::seconds{second - 8}));
        }
        pictures.cutAfter(at(50s));
        QVERIFY(pictures.reach() <= at(50s) && pictures.reach() > at(40s));
    }

private:
    Architecture m_architecture;
    std::shared_ptr<const RunPlan> m_plan;
};

QTEST_GUILESS_MAIN(TimeTravelTest)
#include "time_travel_test.moc"
