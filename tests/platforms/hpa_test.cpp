#include "platforms/hpa.h"

#include <QtTest>

using namespace spillway;
using namespace std::chrono_literals;
using Phase = PodView::Phase;

static_assert(std::copyable<HpaController>);

namespace {

SimTime at(Duration time) { return SimTime{time}; }

// A pod that is ready for long, with a fresh sample; the request is 1000m, so millicores / 10 is the percentage.
PodView pod(SimTime now, std::int64_t millicores) {
    return {Phase::running, true, now - 1h, now - 59min, PodView::Sample{now - 5s, millicores}};
}
PodView starting(SimTime now) { return {Phase::pending, false, now - 3s, now - 3s, std::nullopt}; }
PodView silent(SimTime now) { return {Phase::running, true, now - 1h, now - 59min, std::nullopt}; }
PodView leaving(SimTime now) { return {Phase::leaving, false, now - 1h, now - 1s, PodView::Sample{now - 5s, 5000}}; }

HpaInput input(SimTime now, std::int64_t replicas, std::vector<PodView> pods) {
    return {now, replicas, 1000, std::move(pods)};
}
HpaInput even(SimTime now, std::int64_t replicas, std::int64_t millicores) {
    return input(now, replicas, std::vector<PodView>(static_cast<std::size_t>(replicas), pod(now, millicores)));
}

Hpa settings() {
    Hpa hpa;
    hpa.min = 2;
    hpa.max = 20;
    hpa.cpu = Share::percent(70);
    return hpa;
}
HpaController controller(const Hpa& hpa = settings()) { return HpaController{hpa, platformFacts().kubernetes}; }

}  // namespace

class HpaTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Each row was worked out by hand from the algorithm's description; the target is 70 %.
    void a_first_decision_data() {
        QTest::addColumn<int>("current");
        QTest::addColumn<QList<int>>("ready");  // millicores of each ready pod
        QTest::addColumn<int>("pending");
        QTest::addColumn<int>("silentPods");
        QTest::addColumn<int>("decided");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, int current, QList<int> ready, int pending, int silentPods, int decided,
                            const char* reason) {
            QTest::newRow(name) << current << ready << pending << silentPods << decided << QString::fromLatin1(reason);
        };
        row("busy: 93 / 70 = 1.329, ceil(5.31)", 4, {930, 930, 930, 930}, 0, 0, 6,
            "cpu 93% of request over target 70%: ceil(4 x 1.33) = 6");
        row("at the target", 4, {700, 700, 700, 700}, 0, 0, 4, "cpu 70% of request at target 70%, within 10%");
        row("77 / 70 = 1.1 is inside the tolerance", 4, {770, 770, 770, 770}, 0, 0, 4,
            "cpu 77% of request over target 70%, within 10%");
        row("78 / 70 = 1.114 is outside", 4, {780, 780, 780, 780}, 0, 0, 5,
            "cpu 78% of request over target 70%: ceil(4 x 1.11) = 5");
        row("the percentage is cut: 77.9 % counts as 77", 4, {779, 779, 779, 779}, 0, 0, 4,
            "cpu 77% of request over target 70%, within 10%");
        row("64 / 70 = 0.914 is inside", 4, {640, 640, 640, 640}, 0, 0, 4,
            "cpu 64% of request under target 70%, within 10%");
        row("idle: 10 / 70, ceil(0.57), min 2", 4, {100, 100, 100, 100}, 0, 0, 2,
            "cpu 10% of request under target 70%: ceil(4 x 0.14) = 1; min is 2");
        row("uneven pods count by their mean: 65 %", 2, {1000, 300}, 0, 0, 2,
            "cpu 65% of request under target 70%, within 10%");
        row("far above: ceil(8.58), but +4 or +100 % from 3 is 7", 3, {2000, 2000, 2000}, 0, 0, 7,
            "cpu 200% of request over target 70%: ceil(3 x 2.86) = 9; at most +100% or +4 pods per 15 s");
        row("far above from 6: +100 % is 12", 6, {2000, 2000, 2000, 2000, 2000, 2000}, 0, 0, 12,
            "cpu 200% of request over target 70%: ceil(6 x 2.86) = 18; at most +100% or +4 pods per 15 s");
        row("max holds it", 18, QList<int>(18, 1000), 0, 0, 20,
            "cpu 100% of request over target 70%: ceil(18 x 1.43) = 26; max is 20");
        row("two starting pods count as idle: 4 x 140 / 6 = 93", 4, {1400, 1400, 1400, 1400}, 2, 0, 8,
            "cpu 140% of request over target 70% (2 not ready, 0 without metrics: 93% with them): ceil(6 x 1.33) = 8");
        row("three starting pods absorb it: 4 x 130 / 7 = 74", 7, {1300, 1300, 1300, 1300}, 3, 0, 7,
            "cpu 130% of request over target 70% (3 not ready, 0 without metrics: 74% with them), no longer worth a "
            "change");
        row("four starting pods turn it around: 4 x 100 / 8 = 50", 8, {1000, 1000, 1000, 1000}, 4, 0, 8,
            "cpu 100% of request over target 70% (4 not ready, 0 without metrics: 50% with them), no longer worth a "
            "change");
        row("below the target, starting pods do not count", 4, {300, 300}, 2, 0, 2,
            "cpu 30% of request under target 70%: ceil(2 x 0.43) = 1; min is 2");
        row("a silent pod counts full when scaling down: (90 + 100) / 4 = 47", 4, {300, 300, 300}, 0, 1, 3,
            "cpu 30% of request under target 70% (0 not ready, 1 without metrics: 47% with them): ceil(4 x 0.67) = 3");
        row("two silent pods stop it: (60 + 200) / 4 = 65", 4, {300, 300}, 0, 2, 4,
            "cpu 30% of request under target 70% (0 not ready, 2 without metrics: 65% with them), no longer worth a "
            "change");
        row("a silent pod counts as idle when scaling up: 3 x 130 / 4 = 97", 4, {1300, 1300, 1300}, 0, 1, 6,
            "cpu 130% of request over target 70% (0 not ready, 1 without metrics: 97% with them): ceil(4 x 1.39) = 6");
        row("nothing is known", 4, {}, 2, 2, 4, "no ready pod has a CPU sample yet");
        row("above max it comes down at once", 25, QList<int>(25, 1000), 0, 0, 20, "above max 20");
        row("below min it goes up at once", 1, {100}, 0, 0, 2, "below min 2");
        row("zero is left alone", 0, {}, 0, 0, 0, "scaled to zero by hand: the autoscaler leaves it alone");
    }
    void a_first_decision() {
        QFETCH(int, current);
        QFETCH(QList<int>, ready);
        QFETCH(int, pending);
        QFETCH(int, silentPods);
        QFETCH(int, decided);
        QFETCH(QString, reason);
        const SimTime now = at(1h);
        std::vector<PodView> pods;
        for (const int millicores : ready) pods.push_back(pod(now, millicores));
        for (int i = 0; i < pending; ++i) pods.push_back(starting(now));
        for (int i = 0; i < silentPods; ++i) pods.push_back(silent(now));
        const HpaDecision decision = controller().decide(input(now, current, pods));
        QCOMPARE(QString::fromStdString(decision.reason), reason);
        QCOMPARE(decision.replicas, std::int64_t{decided});
        QCOMPARE(decision.changed, decided != current);
        QCOMPARE(QString::fromStdString(decision.what), decided == current
                                                            ? QString("held at %1").arg(current)
                                                            : QString("%1 -> %2").arg(current).arg(decided));
    }

    void pods_that_leave_are_not_asked() {
        const SimTime now = at(1h);
        QCOMPARE(controller().decide(input(now, 2, {pod(now, 700), pod(now, 700), leaving(now)})).replicas,
                 std::int64_t{2});
    }

    void a_young_pod_counts_once_a_whole_sample_is_newer_than_its_readiness() {
        const SimTime now = at(1h);
        PodView young = pod(now, 2000);
        young.started = now - 60s;
        young.readinessChanged = now - 16s;  // its sample ended 11 s after: not a whole window of 15 s
        const auto early = controller().decide(input(now, 2, {pod(now, 700), young}));
        QCOMPARE(early.replicas, std::int64_t{2});
        young.readinessChanged = now - 20s;
        const auto whole = controller().decide(input(now, 2, {pod(now, 700), young}));
        QCOMPARE(whole.reason, std::string{"cpu 135% of request over target 70%: ceil(2 x 1.93) = 4"});
    }

    void an_old_pod_that_lost_its_readiness_still_counts() {
        const SimTime now = at(1h);
        PodView ill = pod(now, 1300);
        ill.ready = false;
        ill.readinessChanged = now - 10s;
        QCOMPARE(controller().decide(input(now, 2, {pod(now, 1300), ill})).replicas, std::int64_t{4});
        // One that never was ready does not: 130 % over two pods is 65 %.
        ill.readinessChanged = ill.started + 20s;
        QCOMPARE(controller().decide(input(now, 2, {pod(now, 1300), ill})).replicas, std::int64_t{2});
    }

    void growth_is_counted_from_the_start_of_the_period() {
        HpaController hpa = controller();
        QCOMPARE(hpa.decide(even(at(60s), 3, 2000)).replicas, std::int64_t{7});
        // Five seconds later the period still began with 3: 7 is the most.
        const auto soon = hpa.decide(even(at(65s), 7, 2000));
        QCOMPARE(soon.what, std::string{"held at 7"});
        // At 15 s the change has left the period.
        QCOMPARE(hpa.decide(even(at(75s), 7, 2000)).replicas, std::int64_t{14});
    }

    void scaling_down_waits_for_the_highest_recommendation_of_five_minutes() {
        HpaController hpa = controller();
        QCOMPARE(hpa.decide(even(at(0s), 10, 700)).replicas, std::int64_t{10});
        HpaDecision decision;
        for (int second = 15; second < 300; second += 15) {
            decision = hpa.decide(even(at(second * 1s), 10, 200));
            QCOMPARE(decision.replicas, std::int64_t{10});
        }
        QCOMPARE(decision.reason, std::string{"cpu 20% of request under target 70%: ceil(10 x 0.29) = 3; highest "
                                              "recommended in the last 300 s is 10"});
        QCOMPARE(hpa.decide(even(at(300s), 10, 200)).replicas, std::int64_t{3});
    }

    // What it finds counts as recommended: too many replicas stay for the window, as after any other lull.
    void what_it_finds_is_what_it_recommended_last() {
        HpaController hpa = controller();
        hpa.begin(at(0s), 10);
        for (int second = 15; second < 300; second += 15)
            QCOMPARE(hpa.decide(even(at(second * 1s), 10, 200)).replicas, std::int64_t{10});
        QCOMPARE(hpa.decide(even(at(300s), 10, 200)).replicas, std::int64_t{3});
        HpaController up = controller();
        up.begin(at(0s), 4);
        QCOMPARE(up.decide(even(at(15s), 4, 930)).replicas, std::int64_t{6});
    }

    void a_brief_lull_changes_nothing() {
        HpaController hpa = controller();
        for (int second = 0; second < 1200; second += 15) {
            QCOMPARE(hpa.decide(even(at(second * 1s), 10, second % 240 == 0 ? 700 : 300)).replicas, std::int64_t{10});
        }
    }

    void scaling_up_waits_only_if_told_to() {
        Hpa patient = settings();
        patient.scaleUpStabilization = 60s;
        HpaController hpa = controller(patient);
        QCOMPARE(hpa.decide(even(at(0s), 4, 700)).replicas, std::int64_t{4});
        for (int second = 15; second < 60; second += 15) {
            const auto held = hpa.decide(even(at(second * 1s), 4, 930));
            QCOMPARE(held.replicas, std::int64_t{4});
            QVERIFY(held.reason.ends_with("; lowest recommended in the last 60 s is 4"));
        }
        QCOMPARE(hpa.decide(even(at(60s), 4, 930)).replicas, std::int64_t{6});
    }

    void the_same_inputs_give_the_same_decisions() {
        HpaController one = controller();
        HpaController other = one;
        std::int64_t replicas = 4;
        for (int step = 0; step < 200; ++step) {
            const HpaInput seen = even(at(step * 15s), replicas, 200 + (step * 37) % 900);
            const HpaDecision decision = one.decide(seen);
            QVERIFY(other.decide(seen) == decision);
            QVERIFY(decision.replicas >= 2 && decision.replicas <= 20);
            replicas = decision.replicas;
        }
    }
};

QTEST_GUILESS_MAIN(HpaTest)
#include "hpa_test.moc"
