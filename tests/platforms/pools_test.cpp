#include "platforms/platform_table.h"

#include <QtTest>

using namespace spillway;
using namespace std::chrono_literals;

static_assert(std::copyable<PoolScaler>);

namespace {

SimTime at(std::int64_t second) { return SimTime{std::chrono::seconds{second}}; }
const PlatformFacts& facts() { return platformFacts(); }

// Ten requests a container at 70 %: a target of seven.
KnativeScaler knative(const KnativeScaling& stated = {}) {
    return KnativeScaler{knativeSettings(stated, facts().knative, 10)};
}

// A pool that does at once what its scaler says.
template <class Scaler>
struct Obedient {
    Scaler scaler;
    std::int64_t replicas = 0;
    std::string reason;
    PoolView load;

    std::int64_t lookAt(std::int64_t second) {
        load.now = at(second);
        load.replicas = load.ready = replicas;
        PoolDecision decision = scaler.look(load);
        replicas = decision.replicas;
        reason = std::move(decision.reason);
        return replicas;
    }
    // One look a second until (and with) `second`; what it says at the last.
    std::int64_t lookUntil(std::int64_t from, std::int64_t second) {
        for (; from <= second; ++from) lookAt(from);
        return replicas;
    }
};

}  // namespace

// Decisions worked out by hand from the published formulas, one after the other.
class PoolsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // 28 requests at once for ten seconds, then none. 28 / 7 = 4 pods, 400 % of the one that is ready: panic, which
    // began at 2 s, holds 4 pods until more than 60 s have passed. At 64 s the stable window holds 28 in its first 6 of
    // 60 seconds: 2.8 / 7, one pod, but at least half of the 4 stay: 2. Then 1. At 70 s the window is empty; the last
    // pod stays for the grace of 30 s.
    void knativePanicsAndNeverScalesDownInPanic() {
        Obedient<KnativeScaler> pool{knative(), 1};
        for (std::int64_t second = 1; second <= 100; ++second) {
            pool.load.concurrency = second <= 10 ? 28 : 0;
            const std::int64_t expected = second < 2 ? 1 : second < 64 ? 4 : second < 66 ? 2 : second < 100 ? 1 : 0;
            QVERIFY2(pool.lookAt(second) == expected,
                     (std::to_string(second) + ": " + std::to_string(pool.replicas) + ", " + pool.reason).c_str());
            QCOMPARE(pool.scaler.panics(), second >= 2 && second < 64);
        }
    }
    // 4 pods at their target; half as much again is 1.5 of the ready pods, no panic. The mean of a minute passes 28 at
    // once, and 35 when more than 30 of its seconds are of the new load.
    void knativeFollowsTheStableWindowOtherwise() {
        Obedient<KnativeScaler> pool{knative(), 4};
        pool.load.concurrency = 28;
        QCOMPARE(pool.lookUntil(1, 60), 4);
        pool.load.concurrency = 42;
        QCOMPARE(pool.lookUntil(61, 61), 4);
        QCOMPARE(pool.lookUntil(62, 62), 5);
        QCOMPARE(pool.lookUntil(63, 91), 5);
        QCOMPARE(pool.lookUntil(92, 92), 6);
        QVERIFY(!pool.scaler.panics());
    }
    void knativeKeepsItsBounds() {
        Obedient<KnativeScaler> pool{knative({.minScale = 2, .maxScale = 3}), 2};
        pool.load.concurrency = 28;
        QCOMPARE(pool.lookUntil(1, 2), 3);
        QVERIFY(pool.reason.ends_with("; max_scale is 3"));
        pool.load.concurrency = 0;
        QCOMPARE(pool.lookUntil(3, 300), 2);
        Obedient<KnativeScaler> woken{knative({.activationScale = 3}), 0};
        QCOMPARE(woken.scaler.poke({.now = at(1), .waiting = 1}).replicas, std::int64_t{3});
    }
    // 30 requests want 5 pods of a target of 7, an activation scale of 8 makes them 8. When nobody asks any more, half
    // of the pods go at each decision until there are none: 8, 4, 2, 1. What is left of them activates nothing.
    void anActivationScaleDoesNotKeepPodsForEver() {
        Obedient<KnativeScaler> pool{knative({.activationScale = 8}), 1};
        pool.load.concurrency = 30;
        QCOMPARE(pool.lookUntil(1, 60), 8);
        pool.load.concurrency = 0;
        QCOMPARE(pool.lookUntil(61, 119), 8);
        QCOMPARE(pool.lookUntil(120, 120), 4);
        QCOMPARE(pool.lookUntil(121, 300), 0);
        Obedient<KnativeScaler> bounded{knative({.maxScale = 3, .activationScale = 8}), 0};
        QCOMPARE(bounded.scaler.poke({.now = at(1), .waiting = 1}).replicas, std::int64_t{3});
    }
    void knativeDelaysAScaleDownWhenAsked() {
        Obedient<KnativeScaler> pool{knative({.minScale = 1, .scaleDownDelay = 120s}), 4};
        pool.load.concurrency = 28;
        pool.lookUntil(1, 60);
        pool.load.concurrency = 7;
        // The minute's mean is 28 less 0.35 a second: above 21 until 78 s, above 14 until 98 s (decisions on even
        // seconds).
        QCOMPARE(pool.lookUntil(61, 198), 4);
        QCOMPARE(pool.lookUntil(199, 200), 3);
        QCOMPARE(pool.lookUntil(201, 218), 3);
        QCOMPARE(pool.lookUntil(219, 220), 2);
    }
    // 4 ready pods take 40, 30 take 300: less 211 and the 28 that are in them.
    void theActivatorStaysInThePathWhileABurstWouldNotFit() {
        Obedient<KnativeScaler> pool{knative(), 4};
        pool.load.concurrency = 28;
        pool.lookUntil(1, 4);
        QVERIFY(pool.scaler.activatorInPath());
        QCOMPARE(pool.scaler.lineLimit(4), facts().knative.activatorQueue);
        pool.replicas = 30;
        pool.lookAt(5);
        pool.replicas = 30;
        pool.lookAt(6);
        QVERIFY(!pool.scaler.activatorInPath());
        QCOMPARE(pool.scaler.lineLimit(30), 30 * 10 * std::int64_t{10});
    }
    // 0: only while there are no pods; -1: always (autoscaling.knative.dev/target-burst-capacity).
    void withoutABurstTheActivatorIsNotInThePathOfPods() {
        Obedient<KnativeScaler> none{knative({.burstCapacity = 0}), 2};
        none.load.concurrency = 200;
        none.lookUntil(1, 4);
        QVERIFY(!none.scaler.activatorInPath());
        Obedient<KnativeScaler> always{knative({.burstCapacity = -1}), 50};
        always.lookUntil(1, 4);
        QVERIFY(always.scaler.activatorInPath());
    }

    void cloudRunKeepsConcurrencyAndCpuAtSixtyPercent_data() {
        QTest::addColumn<double>("concurrency");
        QTest::addColumn<double>("cores");
        QTest::addColumn<int>("instances");
        QTest::newRow("60 / (0.6 x 10)") << 60.0 << 0.0 << 10;
        QTest::newRow("61 / 6 = 10.2") << 61.0 << 0.0 << 11;
        QTest::newRow("CPU: 3 / 0.6") << 6.0 << 3.0 << 5;
        QTest::newRow("CPU: 3.1 / 0.6 = 5.2") << 6.0 << 3.1 << 6;
        QTest::newRow("the larger of both") << 36.0 << 3.0 << 6;
        QTest::newRow("hardly anything") << 0.01 << 0.0 << 1;
        QTest::newRow("nothing") << 0.0 << 0.0 << 0;
        QTest::newRow("held at max") << 1000.0 << 0.0 << 20;
    }
    void cloudRunKeepsConcurrencyAndCpuAtSixtyPercent() {
        QFETCH(double, concurrency);
        QFETCH(double, cores);
        QFETCH(int, instances);
        Obedient<CloudRunScaler> pool{CloudRunScaler{{0.6, 10, 1, 0, 20}, facts().cloudRun}};
        pool.load.concurrency = concurrency;
        pool.load.cores = cores;
        QCOMPARE(pool.lookUntil(1, 4), 0);
        QCOMPARE(pool.lookAt(5), instances);
    }
    // 60 requests at once for a minute, then none. At 65 s the mean is 55: still ten, which are kept until 965 s. At 70
    // s it is 50, nine; at 110 s 10, two, kept until 1010 s.
    void cloudRunKeepsIdleInstancesForAQuarterOfAnHour() {
        Obedient<CloudRunScaler> pool{CloudRunScaler{{0.6, 10, 1, 1, 20}, facts().cloudRun}};
        pool.load.concurrency = 60;
        QCOMPARE(pool.lookUntil(1, 60), 10);
        pool.load.concurrency = 0;
        QCOMPARE(pool.lookUntil(61, 965), 10);
        QCOMPARE(pool.lookUntil(966, 970), 9);
        QCOMPARE(pool.lookUntil(971, 1010), 2);
        QCOMPARE(pool.lookUntil(1011, 1015), 1);
    }

    void azureConsumptionAddsOneASecondForHttp() {
        Obedient<AzureScaler> pool{AzureScaler{{AzurePlan::consumption, false, 10, 0, 200}, facts().azureFunctions}};
        pool.load.waiting = 95;
        pool.replicas = pool.scaler.poke({.now = at(0), .waiting = 95}).replicas;
        QCOMPARE(pool.replicas, std::int64_t{1});
        for (std::int64_t second = 1; second <= 20; ++second)
            QCOMPARE(pool.lookAt(second), std::min<std::int64_t>(10, 1 + second));
    }
    void azureAddsForMessagesByThePlan_data() {
        QTest::addColumn<int>("plan");
        QTest::addColumn<QList<int>>("every30s");
        QTest::newRow("consumption: one") << 0 << QList<int>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10};
        QTest::newRow("flex: four") << 1 << QList<int>{4, 8, 10, 10};
        QTest::newRow("premium: four") << 2 << QList<int>{4, 8, 10, 10};
    }
    void azureAddsForMessagesByThePlan() {
        QFETCH(int, plan);
        QFETCH(QList<int>, every30s);
        const auto each = facts().azureFunctions.queueTarget;
        Obedient<AzureScaler> pool{
            AzureScaler{{static_cast<AzurePlan>(plan), true, each, 0, 100}, facts().azureFunctions}};
        pool.load.backlog = 10 * each;
        std::int64_t second = 1;
        for (const int expected : every30s) {
            const std::int64_t before = pool.replicas;
            QCOMPARE(pool.lookUntil(second, second + 28), before);
            QCOMPARE(pool.lookAt(second + 29), expected);
            second += 30;
        }
        pool.load.backlog = 0;  // and one less each time
        QCOMPARE(pool.lookUntil(second, second + 29), every30s.back() - 1);
    }
    // A request that starts an instance and is done before the next look: the instance is kept for 20 minutes, not for
    // the rest of that second.
    void azureKeepsWhatWasNeededBetweenTwoLooks() {
        for (const AzurePlan plan : {AzurePlan::consumption, AzurePlan::flex}) {
            Obedient<AzureScaler> pool{AzureScaler{{plan, false, 16, 0, 100}, facts().azureFunctions}};
            pool.replicas = pool.scaler.poke({.now = at(0), .waiting = 1}).replicas;
            pool.load.concurrency = 0.3;
            QCOMPARE(pool.lookAt(1), 1);
            pool.load.concurrency = 0;
            QCOMPARE(pool.lookUntil(2, 1201), 1);
            QCOMPARE(pool.lookAt(1202), 0);
        }
    }
    void azureFlexAddsItsRate() {
        Obedient<AzureScaler> pool{AzureScaler{{AzurePlan::flex, false, 16, 0, 1000}, facts().azureFunctions}};
        pool.load.waiting = 1000;  // 63 instances
        for (const int expected : {17, 34, 51, 63, 63}) QCOMPARE(pool.lookAt(pool.replicas / 17 + 1), expected);
    }
    void azurePremiumHasOneStartedAhead() {
        AzureScaler scaler{{AzurePlan::premium, false, 10, 1, 100}, facts().azureFunctions};
        const StartPath path{Distribution::constant(10s)};
        RngStream stream;
        QCOMPARE(scaler.start(path, at(100), stream), Duration{0});
        QCOMPARE(scaler.start(path, at(100), stream), Duration{10s});  // the next one was begun just now
        QCOMPARE(scaler.start(path, at(200), stream), Duration{0});
    }

    // 40 messages under an activation of 50: none. 51: one, and from there the HorizontalPodAutoscaler: ceil(51 / 5) is
    // 11, but +4 or +100 % in 15 s, and ten are near enough. Empty at 140 s; last seen active at 120 s; 300 s later
    // none.
    void kedaActivatesScalesAndCoolsDown() {
        KedaScaler::Settings settings{5, 50, 0, 100, 30s, 300s, 15s};
        Obedient<KedaScaler> pool{KedaScaler{settings, facts().kubernetes}};
        pool.load.backlog = 40;
        QCOMPARE(pool.lookUntil(1, 60), 0);
        QVERIFY(pool.reason.ends_with("; activation_threshold is 50"));
        pool.load.backlog = 51;
        QCOMPARE(pool.lookUntil(61, 89), 0);
        QCOMPARE(pool.lookAt(90), 1);
        QCOMPARE(pool.lookUntil(91, 104), 1);
        QCOMPARE(pool.lookAt(105), 5);
        QCOMPARE(pool.lookUntil(106, 120), 10);
        QCOMPARE(pool.lookUntil(121, 139), 10);  // 51 / (5 x 10) is within the tolerance
        pool.load.backlog = 0;
        QCOMPARE(pool.lookUntil(140, 419), 10);
        QCOMPARE(pool.lookAt(420), 0);
    }
    void kedaToleratesATenth() {
        KedaScaler::Settings settings{10, 0, 0, 100, 30s, 300s, 15s};
        Obedient<KedaScaler> pool{KedaScaler{settings, facts().kubernetes}, 10};
        pool.load.backlog = 110;
        QCOMPARE(pool.lookUntil(1, 15), 10);
        pool.load.backlog = 111;
        QCOMPARE(pool.lookUntil(16, 30), 12);
    }

    // Ten replicas, and work for two: ceil(10 / 5). What it found is what was recommended last, so it holds for the 300
    // s of its window; messages are there all the time, so there is no cooldown. At 300 s the ten are over.
    void kedaHoldsWhatItFindsForItsWindow() {
        KedaScaler::Settings settings{5, 0, 0, 100, 30s, 300s, 15s};
        Obedient<KedaScaler> pool{KedaScaler{settings, facts().kubernetes}, 10};
        pool.load.backlog = 10;
        QCOMPARE(pool.lookUntil(1, 15), 10);
        QVERIFY(pool.reason.ends_with("; highest recommended in the last 300 s is 10"));
        QCOMPARE(pool.lookUntil(16, 299), 10);
        QCOMPARE(pool.lookAt(300), 2);
    }
    // Without any message the window holds the ten until the cooldown is over, at a poll.
    void kedaCoolsDownFromWhatItFinds() {
        KedaScaler::Settings settings{5, 0, 0, 100, 30s, 300s, 15s};
        Obedient<KedaScaler> pool{KedaScaler{settings, facts().kubernetes}, 10};
        QCOMPARE(pool.lookUntil(1, 299), 10);
        QCOMPARE(pool.lookAt(300), 0);
    }

    // 7,000 records in a topic of 4 partitions: a fifth consumer would have nothing to read.
    void kedaReportsNoMoreLagThanPartitionsAreWorth() {
        KedaScaler::Settings settings{5, 0, 0, 100, 30s, 300s, 15s};
        const KedaScaler scaler{settings, facts().kubernetes};
        QCOMPARE(scaler.reported(7000, 4), std::int64_t{20});
        QCOMPARE(scaler.reported(7, 4), std::int64_t{7});
        QCOMPARE(scaler.reported(7000, 0), std::int64_t{7000});  // a queue
        Obedient<KedaScaler> pool{KedaScaler{settings, facts().kubernetes}, 1};
        pool.load.backlog = 7000;
        pool.load.metric = 20;
        QCOMPARE(pool.lookUntil(1, 60), 4);
    }

    // Two machines at 80 % of a target of 50 %: ceil(3.2) after three minutes in a row; then not again for the warmup.
    void aGroupGrowsAfterThreeMinutesAndWaitsForItsWarmup() {
        Obedient<GroupScaler> pool{GroupScaler{{1, 20, 0.5, 2, 5min}, facts().vm}, 2};
        const auto minute = [&](std::int64_t number) {
            pool.load.cores = 0.8 * 2 * static_cast<double>(pool.replicas);
            return pool.lookAt(60 * number);
        };
        QCOMPARE(minute(1), 2);
        QCOMPARE(minute(2), 2);
        QCOMPARE(minute(3), 4);
        for (std::int64_t number = 4; number < 8; ++number) QCOMPARE(minute(number), 4);
        QCOMPARE(minute(8), 7);
        pool.load.cores = 1.4;  // 10 %: ceil(7 x 0.1 / 0.5) = 2
        for (std::int64_t number = 9; number < 23; ++number) QCOMPARE(pool.lookAt(60 * number), 7);
        QCOMPARE(pool.lookAt(60 * 23), 2);
    }

    void openWhiskCountsActivationsOfAMinuteAndAtOnce() {
        OpenWhiskScaler scaler{{16, 40, 0, 100, 120}, facts().openwhisk};
        for (int i = 0; i < 120; ++i) QVERIFY(scaler.admits(at(30), i % 100));
        QVERIFY(!scaler.admits(at(59), 0));
        QVERIFY(scaler.admits(at(60), 99));
        QVERIFY(!scaler.admits(at(60), 100));
    }
    void openWhiskStartsAContainerAnActivationWhileThereIsMemory() {
        OpenWhiskScaler scaler{{16, 40, 0, 100, 120}, facts().openwhisk};
        QCOMPARE(scaler.poke({.replicas = 3, .ready = 3, .busy = 3, .waiting = 5}).replicas, std::int64_t{8});
        const PoolDecision full = scaler.poke({.replicas = 3, .ready = 3, .busy = 3, .waiting = 50});
        QCOMPARE(full.replicas, std::int64_t{16});
        QVERIFY(full.reason.ends_with("; the invokers have memory for 16 containers"));
    }
    // Two activations of 50 ms at once, between two looks: their containers stay for ten minutes.
    void openWhiskKeepsWhatWasNeededBetweenTwoLooks() {
        Obedient<OpenWhiskScaler> pool{OpenWhiskScaler{{16, 40, 0, 100, 120}, facts().openwhisk}};
        pool.replicas = pool.scaler.poke({.now = at(0), .waiting = 2}).replicas;
        QCOMPARE(pool.replicas, std::int64_t{2});
        pool.load.concurrency = 0.1;
        QCOMPARE(pool.lookAt(1), 2);
        pool.load.concurrency = 0;
        QCOMPARE(pool.lookUntil(2, 601), 2);
        QCOMPARE(pool.lookAt(602), 0);
    }
    void aStemCellSparesTheContainer() {
        OpenWhiskScaler scaler{{16, 40, 1, 100, 120}, facts().openwhisk};
        const StartPath path{{{"create", Sampler{Distribution::constant(1s)}, false},
                              {"init", Sampler{Distribution::constant(200ms)}, true}}};
        RngStream stream;
        QCOMPARE(scaler.start(path, at(10), stream), Duration{200ms});
        QCOMPARE(scaler.start(path, at(10), stream), Duration{1200ms});
        QCOMPARE(scaler.start(path, at(11), stream), Duration{200ms});
    }

    void tarsAnswersOverloadAboveFourFifthsOfTheCap() {
        const TarsQueue queue = tarsQueue({.queueCap = 10, .queueTimeout = 1s}, facts().tars);
        QCOMPARE(queue.timeout, Duration{3s});  // shorter ones are raised
        for (std::int64_t length = 0; length <= 8; ++length) QVERIFY(enqueue(queue, length) == TarsAnswer::queued);
        QVERIFY(enqueue(queue, 9) == TarsAnswer::overloaded);
        QVERIFY(enqueue(queue, 10) == TarsAnswer::discarded);
        QCOMPARE(tarsQueue({}, facts().tars).cap, std::int64_t{1024});
    }

    void everyPlatformHasRulesOrBehavioursOfItsOwn() {
        Service service;
        Workload workload;
        workload.concurrency = 4;
        workload.scaling = &service.scaling;
        for (const auto& name : names(Platform{})) {
            const PoolRulesOf rulesOf = poolRulesOf(name.value);
            const bool own = name.value == Platform::unspecified || name.value == Platform::kubernetes ||
                             name.value == Platform::lambda;
            QCOMPARE(rulesOf == nullptr, own);
            if (rulesOf == nullptr) continue;
            const PoolRules rules = rulesOf(workload, facts());
            QVERIFY2(rules.concurrency >= 1 && periodOf(rules.scaler) > Duration{0}, std::string{name.word}.c_str());
            QVERIFY2(!rules.startup.steps().empty(), std::string{name.word}.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(PoolsTest)
#include "pools_test.moc"
