#include "session/run_session.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QThread>
#include <QtTest>

#include <limits>
#include <random>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

// Clients call a service at 200/s for a minute; an HPA gives decisions.
Topology shop(int services = 1) {
    Topology topology{.name = "Shop"};
    topology.nodes.push_back({.id = "shoppers", .spec = Clients{}});
    for (int i = 0; i < services; ++i) {
        Service service{.replicas = 1};
        service.scaling.hpa = Hpa{.min = 1, .max = 5, .cpu = Share::percent(10)};
        service.resources.cpu = Cpu{500};
        topology.nodes.push_back({.id = "api-" + std::to_string(i), .spec = service});
        topology.flows.push_back({.from = "shoppers", .to = "api-" + std::to_string(i)});
    }
    return topology;
}

std::shared_ptr<const RunPlan> planFor(Duration duration, int services = 1) {
    const Scenario scenario{
        .id = "steady", .duration = duration, .load = {{.from = "shoppers", .rate = {{{Rate::perSecond(200)}}}}}};
    const Compiled compiled = compile(shop(services), scenario);
    for (const Diagnostic& problem : compiled.diagnostics) {
        if (problem.severity == Severity::error) qWarning("%s", format(problem).c_str());
    }
    return compiled.plan;
}

RunReport atOnce(const std::shared_ptr<const RunPlan>& plan, RunOptions options) {
    Run run{plan, options};
    run.advanceTo(run.end());
    return run.report();
}

// The report of the session's next finished().
struct Finish {
    explicit Finish(RunSession& session) {
        QObject::connect(&session, &RunSession::finished, &session, [this](std::shared_ptr<const RunReport> done) {
            report = std::move(done);
            ++count;
        });
    }
    std::shared_ptr<const RunReport> report;
    int count = 0;
};

}  // namespace

class SessionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void a_run_in_ticks_is_the_run_at_once();
    void the_series_arrive_complete_and_in_order();
    void a_new_view_starts_afresh();
    void pause_holds_time_and_resume_goes_on();
    void a_step_advances_exactly();
    void run_until_pauses_there();
    void stop_reports_what_there_is();
    void the_speed_holds_against_the_wall_clock();
    void a_fault_by_hand_becomes_part_of_the_report();
    void a_fault_on_nothing_is_refused();
    void a_new_start_ends_the_old_run_in_silence();
    void it_can_be_destroyed_at_any_time();
    void commands_to_an_idle_session_do_nothing();
    void the_watched_node_is_attributed();
    void news_of_an_old_pause_does_not_pause_the_run();
    void a_thousand_runs_are_started_and_ended_in_a_row();
    void any_storm_of_commands_ends_in_a_sound_report_data();
    void any_storm_of_commands_ends_in_a_sound_report();
    void speeds_and_steps_beyond_all_measure_are_taken_for_the_nearest();
    void an_interface_that_was_busy_is_knocked_for_once();
};

namespace {

// Events that reach the session on the interface's thread.
class EventCount : public QObject {
public:
    explicit EventCount(QObject& of) { of.installEventFilter(this); }
    bool eventFilter(QObject*, QEvent*) override {
        ++count;
        return false;
    }
    int count = 0;
};

}  // namespace

// As fast as it goes, with five hundred refusals to tell of: whoever looked away finds one event, not five hundred.
void SessionTest::an_interface_that_was_busy_is_knocked_for_once() {
    RunSession session;
    Finish finish{session};
    QSignalSpy refused{&session, &RunSession::injectRefused};
    session.setSpeed(0);
    session.start(planFor(60s), {});
    EventCount events{session};
    constexpr int kRefusals = 500;
    for (int i = 0; i < kRefusals; ++i) session.inject({.on = "nobody", .spec = faults::Outage{}});
    QThread::msleep(300);  // nobody reads meanwhile
    QTRY_COMPARE_WITH_TIMEOUT(refused.count(), kRefusals, 60000);
    // On a slow machine some come later; each of those is one event at most.
    QVERIFY2(events.count < kRefusals / 10, qPrintable(QString::number(events.count)));
    QTRY_COMPARE_WITH_TIMEOUT(finish.count, 1, 60000);
}

void SessionTest::a_run_in_ticks_is_the_run_at_once() {
    const auto plan = planFor(60s);
    QVERIFY(plan);
    RunSession session;
    Finish finish{session};
    session.setSpeed(0);
    session.start(plan, {.seed = 7});
    QCOMPARE(session.phase(), RunSession::Phase::running);
    QTRY_COMPARE_WITH_TIMEOUT(finish.count, 1, 60000);
    QCOMPARE(session.phase(), RunSession::Phase::finished);
    const RunReport whole = atOnce(plan, {.seed = 7});
    QCOMPARE(finish.report->fingerprint, whole.fingerprint);
    QVERIFY(finish.report->nodes == whole.nodes);
    QVERIFY(finish.report->sent > 10000);
}

void SessionTest::the_series_arrive_complete_and_in_order() {
    const auto plan = planFor(60s, 3);
    RunSession session;
    Finish finish{session};
    session.setSpeed(0);
    session.start(plan, {});
    LiveView view;
    std::size_t most = 0;
    while (finish.count == 0) {
        QTest::qWait(1);
        if (!session.takeView(view)) continue;
        QVERIFY(view.series[0].throughput.size() >= most);
        most = view.series[0].throughput.size();
    }
    while (session.takeView(view)) {
    }
    QCOMPARE(view.series.size(), finish.report->nodes.size());
    for (std::size_t i = 0; i < view.series.size(); ++i) QVERIFY(view.series[i] == finish.report->nodes[i].series);
    QVERIFY(!view.decisions.empty());
    QVERIFY(view.decisions == finish.report->decisions);
    QCOMPARE(view.snapshot.now, finish.report->end);
    QCOMPARE(view.snapshot.sent, finish.report->sent);
    QVERIFY(!session.takeView(view));
}

void SessionTest::a_new_view_starts_afresh() {
    RunSession session;
    Finish finish{session};
    session.setSpeed(0);
    session.start(planFor(20s), {});
    LiveView first;
    QTRY_VERIFY((session.takeView(first), !first.series.empty() && !first.series[0].throughput.empty()));
    LiveView second;
    QTRY_COMPARE_WITH_TIMEOUT(finish.count, 1, 60000);
    second.series.resize(9);
    second.series[0].throughput = {1, 2, 3};
    // Whatever it held before; unless the first view had the last picture already.
    if (session.takeView(second)) QVERIFY(second.series[0] == finish.report->nodes[0].series);
    // Another run in the same view.
    session.start(planFor(5s, 2), {});
    QTRY_COMPARE_WITH_TIMEOUT(finish.count, 2, 60000);
    QVERIFY(session.takeView(second));
    QCOMPARE(second.series.size(), std::size_t{3});
    QVERIFY(second.series[0] == finish.report->nodes[0].series);
}

void SessionTest::pause_holds_time_and_resume_goes_on() {
    RunSession session;
    Finish finish{session};
    session.setSpeed(20);
    session.start(planFor(600s), {}, true);
    QCOMPARE(session.phase(), RunSession::Phase::paused);
    LiveView view;
    QTRY_VERIFY((session.takeView(view), !view.snapshot.nodes.empty()));
    QCOMPARE(view.snapshot.now, SimTime{});
    session.resume();
    QTRY_VERIFY((session.takeView(view), view.snapshot.now > SimTime{500ms}));
    session.pause();
    QCOMPARE(session.phase(), RunSession::Phase::paused);
    QTest::qWait(100);
    while (session.takeView(view)) {
    }
    const SimTime held = view.snapshot.now;
    QTest::qWait(200);
    if (session.takeView(view)) QCOMPARE(view.snapshot.now, held);
    session.resume();
    QTRY_VERIFY((session.takeView(view), view.snapshot.now > held));
    QCOMPARE(finish.count, 0);
}

void SessionTest::a_step_advances_exactly() {
    RunSession session;
    session.start(planFor(60s), {}, true);
    LiveView view;
    session.step(250ms);
    QTRY_VERIFY((session.takeView(view), view.snapshot.now == SimTime{250ms}));
    session.step(3s);
    session.step(1ns);
    QTRY_VERIFY((session.takeView(view), view.snapshot.now == SimTime{3250ms + 1ns}));
    QCOMPARE(session.phase(), RunSession::Phase::paused);
    QCOMPARE(view.series[0].throughput.size(), std::size_t{3});
}

void SessionTest::run_until_pauses_there() {
    RunSession session;
    session.setSpeed(0);
    session.start(planFor(60s), {}, true);
    session.runUntil(SimTime{12345ms});
    QCOMPARE(session.phase(), RunSession::Phase::running);
    QTRY_COMPARE(session.phase(), RunSession::Phase::paused);
    LiveView view;
    QVERIFY(session.takeView(view));
    QCOMPARE(view.snapshot.now, SimTime{12345ms});
}

void SessionTest::stop_reports_what_there_is() {
    RunSession session;
    Finish finish{session};
    session.setSpeed(50);
    session.start(planFor(600s), {});
    LiveView view;
    QTRY_VERIFY((session.takeView(view), view.snapshot.now > SimTime{2s}));
    session.stop();
    QTRY_COMPARE(finish.count, 1);
    QCOMPARE(session.phase(), RunSession::Phase::finished);
    QVERIFY(finish.report->end >= SimTime{2s} && finish.report->end < SimTime{600s});
    std::uint64_t failed = 0;
    for (const std::uint64_t count : finish.report->failed) failed += count;
    QCOMPARE(finish.report->sent, finish.report->succeeded + failed + finish.report->inFlight);
    session.takeView(view);
    QCOMPARE(view.snapshot.now, finish.report->end);
    session.stop();
    session.resume();
    QTest::qWait(50);
    QCOMPARE(finish.count, 1);
}

// Judges the schedule, not the machine: time may lag when nobody computes, it must never run ahead.
void SessionTest::the_speed_holds_against_the_wall_clock() {
    RunSession session;
    session.setSpeed(4);
    QElapsedTimer wall;
    wall.start();
    session.start(planFor(600s), {});
    LiveView view;
    for (int i = 0; i < 100; ++i) {
        QTest::qWait(10);
        if (!session.takeView(view)) continue;
        QVERIFY(toMilliseconds(view.snapshot.now.time_since_epoch()) <= 4.0 * static_cast<double>(wall.elapsed() + 1));
    }
    QVERIFY(view.snapshot.now > SimTime{});
}

void SessionTest::a_fault_by_hand_becomes_part_of_the_report() {
    RunSession session;
    Finish finish{session};
    session.setSpeed(0);
    session.start(planFor(90s), {}, true);
    session.step(10s);
    LiveView view;
    QTRY_VERIFY((session.takeView(view), view.snapshot.now == SimTime{10s}));
    session.inject({.on = "api-0", .at = 0s, .lasting = 5s, .spec = faults::Outage{}});
    session.resume();
    QTRY_COMPARE_WITH_TIMEOUT(finish.count, 1, 60000);
    QCOMPARE(finish.report->injected.size(), std::size_t{1});
    QVERIFY(finish.report->injected[0].at == Duration{10s});
    const NodeSeries& series = finish.report->nodes[0].series;
    QCOMPARE(series.errors[5], 0.F);
    QVERIFY(series.errors[12] > 50.F);
    QCOMPARE(series.errors[85], 0.F);
}

void SessionTest::a_fault_on_nothing_is_refused() {
    RunSession session;
    QSignalSpy refused{&session, &RunSession::injectRefused};
    session.start(planFor(30s), {}, true);
    session.inject({.on = "nobody", .spec = faults::Outage{}});
    QTRY_COMPARE(refused.count(), 1);
    QVERIFY(!refused[0][0].toString().isEmpty());
}

void SessionTest::a_new_start_ends_the_old_run_in_silence() {
    RunSession session;
    Finish finish{session};
    session.setSpeed(0);
    for (int i = 0; i < 20; ++i) session.start(planFor(600s), {});
    session.start(planFor(2s), {.seed = 3});
    QTRY_COMPARE_WITH_TIMEOUT(finish.count, 1, 60000);
    QCOMPARE(finish.report->end, SimTime{2s});
    QTest::qWait(50);
    QCOMPARE(finish.count, 1);
}

void SessionTest::it_can_be_destroyed_at_any_time() {
    for (int i = 0; i < 30; ++i) {
        RunSession session;
        session.setSpeed(i % 3 == 0 ? 0 : 10);
        session.start(planFor(i % 5 == 0 ? 10ms : 600s), {}, i % 4 == 0);
        if (i % 2 == 0) session.step(1s);
        if (i % 7 == 0) session.stop();
        LiveView view;
        session.takeView(view);
        QTest::qWait(i % 3);
    }
}

void SessionTest::commands_to_an_idle_session_do_nothing() {
    RunSession session;
    session.pause();
    session.resume();
    session.step(1s);
    session.stop();
    session.inject({.on = "api"});
    session.clearFaults("api");
    LiveView view;
    QVERIFY(!session.takeView(view));
    QCOMPARE(session.phase(), RunSession::Phase::idle);
    session.setSpeed(0.5);
    QCOMPARE(session.requestedSpeed(), 0.5);
}

void SessionTest::the_watched_node_is_attributed() {
    RunSession session;
    Finish finish{session};
    session.setSpeed(0);
    session.watch(1);
    session.start(planFor(30s), {.traceEvery = 4});
    QTRY_COMPARE_WITH_TIMEOUT(finish.count, 1, 60000);
    LiveView view;
    QVERIFY(session.takeView(view));
    QCOMPARE(view.attribution.of, std::string{"api-0"});
    QVERIFY(view.attribution.requests > 0);
}

// The run reaches its goal while the interface is busy; by the time that is heard it was sent on.
void SessionTest::news_of_an_old_pause_does_not_pause_the_run() {
    RunSession session;
    session.setSpeed(0);
    session.start(planFor(600s), {}, true);
    session.runUntil(SimTime{1s});
    LiveView view;
    while (view.snapshot.now < SimTime{1s}) {
        session.takeView(view);
        QThread::msleep(1);  // no events are handled here
    }
    QThread::msleep(20);
    session.setSpeed(0.01);
    session.runUntil(SimTime{500s});
    QSignalSpy phases{&session, &RunSession::phaseChanged};
    QTest::qWait(100);
    QCOMPARE(session.phase(), RunSession::Phase::running);
    QCOMPARE(phases.count(), 0);
}

void SessionTest::a_thousand_runs_are_started_and_ended_in_a_row() {
    const auto plan = planFor(600s);
    const auto brief = planFor(5ms);
    RunSession session;
    Finish finish{session};
    LiveView view;
    int stopped = 0;
    for (int i = 0; i < 1000; ++i) {
        session.setSpeed(i % 3 == 0 ? 0 : 100);
        session.start(i % 4 == 0 ? brief : plan, {.seed = static_cast<std::uint64_t>(i)}, i % 5 == 0);
        if (i % 2 == 0) session.inject({.on = "api-0", .lasting = 1s, .spec = faults::Outage{}});
        if (i % 7 == 0) session.step(1s);
        session.takeView(view);
        if (i % 10 != 0) continue;
        session.stop();
        ++stopped;
        QTRY_COMPARE_WITH_TIMEOUT(finish.count, stopped, 60000);
        QCOMPARE(session.phase(), RunSession::Phase::finished);
        QCOMPARE(finish.report->seed, static_cast<std::uint64_t>(i));
    }
    QCOMPARE(stopped, 100);
}

void SessionTest::any_storm_of_commands_ends_in_a_sound_report_data() {
    QTest::addColumn<quint64>("seed");
    for (quint64 seed = 1; seed <= 10; ++seed)
        QTest::addRow("seed %llu", static_cast<unsigned long long>(seed)) << seed;
}

void SessionTest::any_storm_of_commands_ends_in_a_sound_report() {
    QFETCH(quint64, seed);
    std::mt19937_64 random{seed};
    RunSession session;
    Finish finish{session};
    session.start(planFor(40s, 2), {.seed = seed}, seed % 2 == 0);
    LiveView view;
    std::size_t seconds = 0;
    for (int i = 0; i < 300 && finish.count == 0; ++i) {
        switch (random() % 10) {
            case 0: session.pause(); break;
            case 1: session.resume(); break;
            case 2: session.step(std::chrono::milliseconds{random() % 900}); break;
            case 3: session.runUntil(SimTime{std::chrono::milliseconds{random() % 50000}}); break;
            case 4: session.setSpeed(static_cast<double>(random() % 40)); break;
            case 5: session.inject({.on = "api-1", .lasting = 700ms, .spec = faults::Outage{}}); break;
            case 6: session.inject({.on = "nobody", .spec = faults::Outage{}}); break;
            case 7: session.clearFaults("api-1"); break;
            case 8: session.watch(random() % 9); break;
            default: QTest::qWait(static_cast<int>(random() % 4));
        }
        if (!session.takeView(view)) continue;
        QCOMPARE(view.snapshot.sent, view.snapshot.succeeded + view.snapshot.failed + view.snapshot.inFlight);
        QVERIFY(view.series[0].throughput.size() >= seconds);
        seconds = view.series[0].throughput.size();
    }
    session.stop();
    QTRY_COMPARE_WITH_TIMEOUT(finish.count, 1, 60000);
    std::uint64_t failed = 0;
    for (const std::uint64_t count : finish.report->failed) failed += count;
    QCOMPARE(finish.report->sent, finish.report->succeeded + failed + finish.report->inFlight);
}

void SessionTest::speeds_and_steps_beyond_all_measure_are_taken_for_the_nearest() {
    RunSession session;
    Finish finish{session};
    for (const double speed : {1e300, std::numeric_limits<double>::infinity()}) {
        session.setSpeed(speed);
        QCOMPARE(session.requestedSpeed(), 1e6);
    }
    for (const double speed : {-1.0, 0.0, std::numeric_limits<double>::quiet_NaN()}) {
        session.setSpeed(speed);
        QCOMPARE(session.requestedSpeed(), 0.0);
    }
    session.setSpeed(1e-300);
    QCOMPARE(session.requestedSpeed(), 1e-4);
    session.start(planFor(3s), {}, true);
    LiveView view;
    session.step(Duration{-5s});
    session.step(500ms);
    QTRY_VERIFY((session.takeView(view), view.snapshot.now == SimTime{500ms}));
    session.step(Duration::max());
    QTRY_COMPARE_WITH_TIMEOUT(finish.count, 1, 60000);
    QCOMPARE(finish.report->end, SimTime{3s});
}

QTEST_GUILESS_MAIN(SessionTest)
#include "session_test.moc"
