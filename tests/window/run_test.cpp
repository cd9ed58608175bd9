#include "shop.h"

#include <QApplication>

using namespace spillway;

namespace {

QList<QQuickItem*> visibleIn(QQuickItem* from) {
    QList<QQuickItem*> found;
    if (!from->isVisible() || from->opacity() <= 0) return found;
    found.append(from);
    for (QQuickItem* child : from->childItems()) found += visibleIn(child);
    return found;
}

bool logSays(RunDeck& deck, const QString& node, const QString& what) {
    for (int row = 0; row < deck.decisions()->count(); ++row) {
        if (deck.decisions()->value(row, QStringLiteral("node")).toString() == node &&
            deck.decisions()->value(row, QStringLiteral("what")).toString() == what) {
            return true;
        }
    }
    return false;
}

QString liveValue(Workspace& workspace, const QString& label) {
    RowModel& numbers = *workspace.live()->numbers();
    for (int row = 0; row < numbers.count(); ++row) {
        if (numbers.value(row, QStringLiteral("label")).toString() == label)
            return numbers.value(row, QStringLiteral("value")).toString();
    }
    return {};
}

}  // namespace

// The run as a person drives it: mouse and keys on the real window.
class RunTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void play_pause_step_and_stop() {
        Stage stage(QString(), {1680, 1050});
        openShop(stage);
        RunDeck& deck = *stage.workspace().deck();
        stage.key(Qt::Key_F5);
        QCOMPARE(stage.workspace().mode(), QStringLiteral("run"));
        enter(stage, QStringLiteral("run"));
        QCOMPARE(deck.phase(), QStringLiteral("running"));
        QTRY_VERIFY(deck.progress() > 0);
        stage.click(QStringLiteral("playButton"));
        QTRY_COMPARE(deck.phase(), QStringLiteral("paused"));
        const SimTime held = deck.view().snapshot.now;
        stage.click(QStringLiteral("stepButton"));
        QTRY_VERIFY(deck.view().snapshot.now >= held + std::chrono::seconds{1});
        QCOMPARE(deck.phase(), QStringLiteral("paused"));
        QVERIFY(stage.item(QStringLiteral("clock"))->property("text").toString() == deck.clock());
        stage.click(QStringLiteral("playButton"));
        QCOMPARE(deck.phase(), QStringLiteral("running"));
        stage.click(QStringLiteral("stopButton"));
        QTRY_COMPARE(deck.phase(), QStringLiteral("finished"));
        QTRY_COMPARE(deck.runText(), QStringLiteral("run #1"));
    }

    void the_slider_goes_from_a_tenth_to_as_fast_as_possible() {
        Stage stage(QString(), {1680, 1050});
        openShop(stage);
        enter(stage, QStringLiteral("run"));
        QQuickItem* slider = stage.item(QStringLiteral("speedSlider"));
        QVERIFY(slider != nullptr);
        const QPoint left = slider->mapToScene(QPointF(2, slider->height() / 2)).toPoint();
        const QPoint right = slider->mapToScene(QPointF(slider->width() - 2, slider->height() / 2)).toPoint();
        stage.drag(stage.middle(*slider), left - QPoint(20, 0));
        QCOMPARE(stage.workspace().deck()->speed(), 0.1);
        stage.drag(left, right + QPoint(20, 0));
        QCOMPARE(stage.workspace().deck()->speed(), 0.0);
        QCOMPARE(stage.item(QStringLiteral("speedText"))->property("text").toString(), QStringLiteral("max"));
    }

    void a_fault_by_hand_is_on_the_timeline_in_the_log_and_in_the_numbers() {
        Stage stage(QString(), {1680, 1050});
        openShop(stage);
        Workspace& workspace = stage.workspace();
        RunDeck& deck = *workspace.deck();
        enter(stage, QStringLiteral("run"));
        stage.click(QStringLiteral("playButton"));
        QTRY_COMPARE(deck.phase(), QStringLiteral("running"));
        QVERIFY(!stage.item(QStringLiteral("fault-outage"))->isEnabled());
        stage.click(stage.nodeAt(QStringLiteral("stock")));
        QCOMPARE(stage.selection().single(), QStringLiteral("stock"));
        QVERIFY(stage.item(QStringLiteral("fault-outage"))->isEnabled());
        QVERIFY(!stage.item(QStringLiteral("fault-surge"))->isEnabled());
        const int blocks = deck.timeline()->count();
        stage.click(QStringLiteral("fault-outage"));
        QCOMPARE(deck.timeline()->count(), blocks + 1);
        // Below the slow stock of the scenario, with which it overlaps in time.
        QQuickItem* block = stage.item(QStringLiteral("timelineBlock-stock down"));
        QVERIFY(block != nullptr);
        const QRectF place = block->mapRectToItem(stage.item(QStringLiteral("timeline")), block->boundingRect());
        QVERIFY(place.top() >= 0 && place.left() >= 0 &&
                place.bottom() <= stage.item(QStringLiteral("timeline"))->height());
        deck.setSpeed(0);
        QTRY_VERIFY_WITH_TIMEOUT(logSays(deck, QStringLiteral("order-api -> stock"), QStringLiteral("open")), 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(deck.phase(), QStringLiteral("finished"), 20'000);
        // The breaker's decision concerns both ends of its flow.
        QVERIFY(workspace.live()->decisions()->count() > 0);
        QVERIFY(stage.shows(QStringLiteral("keepFaults")));
        stage.click(QStringLiteral("keepFaults"));
        QCOMPARE(stage.document().architecture().scenarios[0].faults.size(), std::size_t{2});
    }

    void faults_at_one_time_lie_below_each_other() {
        Stage stage(QString(), {1680, 1050});
        openShop(stage, QByteArray(kShop).replace("{kind: latency, on: stock, add: 40ms, at: 30s, for: 10s}",
                                                  "{kind: latency, on: stock, add: 40ms, at: 30s, for: 10s}\n"
                                                  "      - {kind: outage, on: stock, at: 35s, for: 10s}\n"
                                                  "      - {kind: errors, on: order-api, rate: 10%, at: 36s, for: 1s}\n"
                                                  "      - {kind: errors, on: stock, rate: 10%, at: 50s, for: 1s}"));
        RunDeck& deck = *stage.workspace().deck();
        QCOMPARE(deck.lanes(), 3);
        QList<int> lanes;
        for (int row = 0; row < deck.timeline()->count(); ++row)
            lanes.append(deck.timeline()->value(row, QStringLiteral("lane")).toInt());
        QCOMPARE(lanes, (QList<int>{0, 0, 1, 2, 0}));
    }

    void a_killed_instance_is_missed_in_the_numbers() {
        Stage stage(QString(), {1680, 1050});
        openShop(stage);
        Workspace& workspace = stage.workspace();
        RunDeck& deck = *workspace.deck();
        enter(stage, QStringLiteral("run"));
        stage.click(QStringLiteral("stepButton"));
        QTRY_VERIFY(deck.progress() > 0);
        stage.selection().select(QStringLiteral("stock"));
        stage.settle();
        const QString whole = liveValue(workspace, QStringLiteral("Instances"));
        QVERIFY(whole.startsWith(QStringLiteral("2")));
        stage.click(QStringLiteral("fault-instance_kill"));
        stage.click(QStringLiteral("stepButton"));
        QTRY_VERIFY(liveValue(workspace, QStringLiteral("Instances")) != whole);
    }

    void the_scenario_can_be_chosen_before_a_run_only() {
        Stage stage(QString(), {1680, 1050});
        openShop(stage);
        RunDeck& deck = *stage.workspace().deck();
        enter(stage, QStringLiteral("run"));
        stage.click(QStringLiteral("scenarioChoice"));
        stage.key(Qt::Key_Down);
        stage.key(Qt::Key_Return);
        QCOMPARE(deck.scenario(), 1);
        QCOMPARE(deck.duration(), QStringLiteral("0:30"));
        stage.click(QStringLiteral("playButton"));
        QVERIFY(!stage.item(QStringLiteral("scenarioChoice"))->isEnabled());
    }

    void editing_the_scenario_while_it_runs_changes_the_next_run_only() {
        Stage stage(QString(), {1680, 1050});
        openShop(stage);
        RunDeck& deck = *stage.workspace().deck();
        enter(stage, QStringLiteral("run"));
        stage.click(QStringLiteral("stepButton"));
        QTRY_VERIFY(deck.progress() > 0);
        auto scenarios = stage.document().architecture().scenarios;
        scenarios[0].faults.clear();
        scenarios[0].duration = std::chrono::seconds{10};
        stage.document().edit(ReplaceScenarios{scenarios}, QStringLiteral("Shorter"));
        QCOMPARE(deck.duration(), QStringLiteral("1:00"));
        QCOMPARE(deck.shownFaults().size(), std::size_t{1});
        stage.click(QStringLiteral("stopButton"));
        QTRY_COMPARE(deck.phase(), QStringLiteral("finished"));
        QCOMPARE(deck.duration(), QStringLiteral("0:10"));
        QCOMPARE(deck.shownFaults().size(), std::size_t{0});
    }

    void nothing_of_the_run_is_cut_off_at_any_size_data() {
        QTest::addColumn<QSize>("size");
        QTest::newRow("large") << QSize(1680, 1050);
        QTest::newRow("small") << QSize(1280, 800);
        QTest::newRow("between") << QSize(1500, 900);
    }
    void nothing_of_the_run_is_cut_off_at_any_size() {
        QFETCH(QSize, size);
        Stage stage(QStringLiteral("checkout.spillway"), size);
        RunDeck& deck = *stage.workspace().deck();
        enter(stage, QStringLiteral("run"));
        stage.click(QStringLiteral("stepButton"));
        QTRY_VERIFY(deck.progress() > 0);
        stage.selection().select(QStringLiteral("charge-card"));
        stage.settle();
        stage.click(QStringLiteral("fault-outage"));
        stage.settle();
        QQuickItem* dock = stage.item(QStringLiteral("runDock"));
        QVERIFY(dock != nullptr);
        for (QQuickItem* part : visibleIn(dock)) {
            const QRectF place = part->mapRectToScene(part->boundingRect());
            const QString what = QStringLiteral("%1 %2 \"%3\"")
                                     .arg(QString::fromLatin1(part->metaObject()->className()), part->objectName(),
                                          part->property("text").toString());
            QVERIFY2(place.right() <= size.width() + 0.5 && place.left() >= -0.5, qPrintable(what));
        }
        for (const char* name : {"playButton", "clock", "speedText", "fault-surge", "fault-outage"}) {
            QQuickItem* control = stage.item(QString::fromLatin1(name));
            QVERIFY2(control != nullptr && !control->property("truncated").toBool(), name);
        }
    }

    void every_run_is_kept() {
        Stage stage(QString(), {1280, 800});
        openShop(stage);
        QVERIFY(runToTheEnd(stage));
        QVERIFY(stage.workspace().deck()->report()->sent > 1000);
        Node changed = stage.topology().nodes[2];
        std::get<Service>(changed.spec).replicas = 5;
        stage.document().edit(ReplaceNode{2, changed}, QStringLiteral("More stock"));
        QVERIFY(runToTheEnd(stage));
        const auto store = RunStore::open(stage.path(QStringLiteral("runs.sqlite")));
        QVERIFY(store);
        const auto runs = store->list();
        QVERIFY(runs);
        QCOMPARE(runs->size(), std::size_t{2});
        QVERIFY((*runs)[0].fingerprint != (*runs)[1].fingerprint);
        QVERIFY(store->documentText(1)->find("replicas: 5") == std::string::npos);
        QVERIFY(store->documentText(2)->find("replicas: 5") != std::string::npos);
    }
};

SPILLWAY_WINDOW_TEST(RunTest)
#include "run_test.moc"
