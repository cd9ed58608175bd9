#include "io/architecture_text.h"
#include "shop.h"

#include <QApplication>
#include <QThread>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

// A place on the timeline, in the window.
QPoint onTimeline(Stage& stage, double share) {
    QQuickItem* timeline = stage.item(QStringLiteral("timeline"));
    if (timeline == nullptr) qFatal("there is no timeline");
    return timeline->mapToScene(QPointF(timeline->width() * share, 10)).toPoint();
}

SimTime now(Stage& stage) { return stage.workspace().deck()->view().snapshot.now; }

bool pausedAt(Stage& stage, Duration time) {
    return QTest::qWaitFor(
        [&] {
            RunDeck& deck = *stage.workspace().deck();
            return deck.phase() == QStringLiteral("paused") && !deck.scrubbing() &&
                   abs(now(stage).time_since_epoch() - time) <= 150ms;
        },
        20'000);
}

std::string fingerprintOf(const Architecture& architecture, std::uint64_t seed) {
    const Compiled compiled = compile(architecture.topology, architecture.scenarios.front());
    if (!compiled.plan) return "no plan";
    Run run{compiled.plan, {.seed = seed}};
    run.advanceTo(run.end());
    return run.report().fingerprint;
}

// The shop whose stock goes down, so that something is decided.
const QByteArray kOutage = QByteArray(kShop).replace("{kind: latency, on: stock, add: 40ms, at: 30s, for: 10s}",
                                                     "{kind: outage, on: stock, at: 30s, for: 10s}");

}  // namespace

// Time in the window: back and forth by key and hand, until something happens, and what is kept of a hand's doings.
class TimeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void what_was_done_by_hand_is_kept_so_that_the_file_gives_the_same_run() {
        Stage stage(QString(), {1680, 1050});
        openShop(stage);
        RunDeck& deck = *stage.workspace().deck();
        enter(stage, QStringLiteral("run"));
        stage.click(onTimeline(stage, 0.4));
        QVERIFY(pausedAt(stage, 24s));
        stage.click(stage.nodeAt(QStringLiteral("stock")));
        stage.click(QStringLiteral("fault-latency"));
        stage.click(QStringLiteral("stepButton"));
        QTRY_VERIFY(now(stage) > SimTime{24900ms});
        stage.key(Qt::Key_0, Qt::ControlModifier | Qt::AltModifier);  // end the faults: also the one still to come
        stage.click(QStringLiteral("stepButton"));
        QTRY_VERIFY(now(stage) > SimTime{25900ms});
        stage.selection().select(QStringLiteral("order-api"));
        stage.settle();
        stage.click(QStringLiteral("fault-errors"));
        deck.setSpeed(0);
        stage.key(Qt::Key_F5);
        QTRY_VERIFY_WITH_TIMEOUT(deck.report() != nullptr && !deck.active(), 20'000);
        QCOMPARE(deck.report()->injected.size(), std::size_t{2});
        QCOMPARE(deck.report()->cleared.size(), std::size_t{1});
        stage.click(QStringLiteral("keepFaults"));
        QVERIFY(!stage.shows(QStringLiteral("keepFaults")));
        stage.key(Qt::Key_S, Qt::ControlModifier);
        QTRY_VERIFY(!stage.workspace().modified());
        QFile file(stage.path(QStringLiteral("shop.spillway")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto kept = ArchitectureText::parse(file.readAll().toStdString(), "shop.spillway");
        QVERIFY(kept.diagnostics().empty());
        QCOMPARE(kept.architecture().scenarios[0].faults.size(), std::size_t{2});
        QCOMPARE(fingerprintOf(kept.architecture(), deck.report()->seed), deck.report()->fingerprint);
        // One step back, and it was not kept.
        stage.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(stage.document().architecture().scenarios[0].faults.size(), std::size_t{1});
    }

    void what_is_kept_in_two_goes_is_kept_once() {
        Stage stage(QString(), {1680, 1050});
        openShop(stage);
        RunDeck& deck = *stage.workspace().deck();
        enter(stage, QStringLiteral("run"));
        stage.click(onTimeline(stage, 0.4));
        QVERIFY(pausedAt(stage, 24s));
        stage.selection().select(QStringLiteral("stock"));
        stage.settle();
        stage.click(QStringLiteral("fault-outage"));
        QTRY_VERIFY(deck.hasInjected());
        stage.click(QStringLiteral("stepButton"));
        QTRY_VERIFY(now(stage) > SimTime{24900ms});
        stage.click(QStringLiteral("keepFaults"));
        QVERIFY(!deck.hasInjected());
        stage.selection().select(QStringLiteral("order-api"));
        stage.settle();
        stage.click(QStringLiteral("fault-errors"));
        stage.click(QStringLiteral("stepButton"));
        QTRY_VERIFY(now(stage) > SimTime{25900ms});
        stage.click(QStringLiteral("keepFaults"));
        QCOMPARE(stage.document().architecture().scenarios[0].faults.size(), std::size_t{3});
        deck.setSpeed(0);
        stage.key(Qt::Key_F5);
        QTRY_VERIFY_WITH_TIMEOUT(deck.report() != nullptr && !deck.active(), 20'000);
        QCOMPARE(fingerprintOf(stage.document().architecture(), deck.report()->seed), deck.report()->fingerprint);
    }

    void keys_step_forth_and_back() {
        Stage stage(QString(), {1280, 800});
        openShop(stage);
        stage.key(Qt::Key_F10);
        enter(stage, QStringLiteral("run"));
        QVERIFY(pausedAt(stage, 1s));
        for (int step = 0; step < 3; ++step) stage.key(Qt::Key_F10);
        QVERIFY(pausedAt(stage, 4s));
        const std::uint64_t events = stage.workspace().deck()->view().snapshot.events;
        stage.key(Qt::Key_F10);
        QVERIFY(pausedAt(stage, 5s));
        stage.key(Qt::Key_F10, Qt::ShiftModifier);
        QVERIFY(pausedAt(stage, 4s));
        QCOMPARE(stage.workspace().deck()->view().snapshot.events, events);
        for (int step = 0; step < 9; ++step) stage.key(Qt::Key_F10, Qt::ShiftModifier);
        QVERIFY(pausedAt(stage, 0s));
    }

    void a_hand_on_the_timeline_shows_the_drawing_of_that_time() {
        Stage stage(QString(), {1680, 1050});
        openShop(stage);
        RunDeck& deck = *stage.workspace().deck();
        QVERIFY(runToTheEnd(stage));
        const auto report = deck.report();
        const QString kept = deck.runText();
        const float busyThen = report->nodes[1].series.throughput[29];
        QTest::mousePress(&stage.window(), Qt::LeftButton, {}, onTimeline(stage, 0.9));
        for (const double share : {0.8, 0.6, 0.501}) {
            const QPoint at = onTimeline(stage, share);
            QMouseEvent move(QEvent::MouseMove, QPointF(at), stage.window().mapToGlobal(at), Qt::NoButton,
                             Qt::LeftButton, {});
            QCoreApplication::sendEvent(&stage.window(), &move);
        }
        // Still held: what was recorded is shown, at once.
        QVERIFY(deck.scrubbing());
        QCOMPARE(deck.view().snapshot.now.time_since_epoch(), Duration{30s});
        QCOMPARE(deck.view().snapshot.nodes[1].throughput, static_cast<double>(busyThen));
        QCOMPARE(deck.view().series[1].throughput.size(), std::size_t{30});
        QVERIFY(stage.canvas().scene().nodes[1].live);
        QTest::mouseRelease(&stage.window(), Qt::LeftButton, {}, onTimeline(stage, 0.501));
        QVERIFY(pausedAt(stage, 30s));
        QCOMPARE(deck.phase(), QStringLiteral("paused"));
        QVERIFY(deck.view().attribution.requests > 0);
        // From there it plays on to the same end, and is kept once.
        stage.key(Qt::Key_F5);
        QTRY_COMPARE_WITH_TIMEOUT(deck.phase(), QStringLiteral("finished"), 20'000);
        QCOMPARE(deck.report(), report);
        QCOMPARE(deck.runText(), kept);
        QCOMPARE(RunStore::open(stage.path(QStringLiteral("runs.sqlite")))->list()->size(), std::size_t{1});
    }

    void stop_while_looking_back_shows_the_end_again() {
        Stage stage(QString(), {1280, 800});
        openShop(stage);
        RunDeck& deck = *stage.workspace().deck();
        QVERIFY(runToTheEnd(stage));
        stage.click(onTimeline(stage, 0.4));
        QVERIFY(pausedAt(stage, 24s));
        stage.key(Qt::Key_F5, Qt::ShiftModifier);
        QTRY_COMPARE_WITH_TIMEOUT(deck.phase(), QStringLiteral("finished"), 20'000);
        QCOMPARE(now(stage).time_since_epoch(), Duration{60s});
        QCOMPARE(deck.report()->end.time_since_epoch(), Duration{60s});
    }

    void a_click_on_a_fault_shows_what_it_hits() {
        Stage stage(QString(), {1680, 1050});
        openShop(stage);
        enter(stage, QStringLiteral("run"));
        QQuickItem* block = stage.item(QStringLiteral("timelineBlock-stock +40 ms"));
        QVERIFY(block != nullptr);
        stage.click(stage.middle(*block));
        QCOMPARE(stage.selection().single(), QStringLiteral("stock"));
        QCOMPARE(stage.workspace().deck()->phase(), QStringLiteral("idle"));
    }

    void it_runs_until_a_time_and_until_something_happens() {
        Stage stage(QString(), {1680, 1050});
        openShop(stage);
        RunDeck& deck = *stage.workspace().deck();
        deck.setSpeed(0);
        stage.key(Qt::Key_F10, Qt::ControlModifier);
        QTRY_VERIFY(stage.shows(QStringLiteral("untilTime")));
        stage.click(QStringLiteral("untilTime"));
        stage.type(QStringLiteral("soon"));
        stage.key(Qt::Key_Return);
        QVERIFY(stage.says(QStringLiteral("A time is written")));
        stage.fill(QStringLiteral("untilTime"), QStringLiteral("0:12.5"));
        QCOMPARE(stage.workspace().mode(), QStringLiteral("run"));
        QVERIFY(pausedAt(stage, 12500ms));
        stage.selection().select(QStringLiteral("stock"));
        stage.key(Qt::Key_F10, Qt::ControlModifier);
        QTRY_VERIFY(stage.shows(QStringLiteral("untilWhat")));
        stage.click(QStringLiteral("untilWhat"));
        for (int down = 0; down < 3; ++down) stage.key(Qt::Key_Down);
        stage.key(Qt::Key_Return);
        QVERIFY(stage.says(QStringLiteral("at stock")));
        stage.click(QStringLiteral("untilRun"));
        // It never fills: the run goes to its end.
        QTRY_COMPARE_WITH_TIMEOUT(deck.phase(), QStringLiteral("finished"), 20'000);
    }

    void the_next_decision_is_a_key_away() {
        Stage stage(QString(), {1280, 800});
        openShop(stage, kOutage);
        RunDeck& deck = *stage.workspace().deck();
        deck.setSpeed(0);
        stage.key(Qt::Key_F10, Qt::AltModifier);
        // Decisions that fall into one tick are told together.
        QTRY_VERIFY_WITH_TIMEOUT(deck.phase() == QStringLiteral("paused") && deck.decisions()->count() >= 1, 20'000);
        QVERIFY(now(stage) > SimTime{30s} && now(stage) < SimTime{32s});
    }

    // The drawing takes pictures more often than the panels are renewed: here the last one is taken between two of
    // their ticks, before anybody hears that the run has paused.
    void a_decision_in_the_last_picture_is_told() {
        Stage stage(QString(), {1280, 800});
        openShop(stage, kOutage);
        RunDeck& deck = *stage.workspace().deck();
        deck.setSpeed(0);
        deck.runUntil(Watchpoint::When::decision, {});
        const auto took = [&deck] { return deck.liveView() != nullptr && !deck.view().decisions.empty(); };
        for (int wait = 0; wait < 20'000 && !took(); ++wait) QThread::msleep(1);
        QVERIFY(took());
        QTRY_COMPARE(deck.phase(), QStringLiteral("paused"));
        QCOMPARE(deck.decisions()->count(), static_cast<int>(deck.view().decisions.size()));
    }
};

SPILLWAY_WINDOW_TEST(TimeTest)
#include "time_test.moc"
