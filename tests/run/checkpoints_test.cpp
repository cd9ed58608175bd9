#include "run/checkpoints.h"
#include "run/random_setting.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::build;

// Any time of a run can be come back to, bit for bit, from the last checkpoint before it.
class CheckpointsTest : public QObject {
    Q_OBJECT

    // A run to its end with checkpoints, and what it was like on the way.
    struct Travelled {
        Run run;
        Checkpoints past;
        std::vector<std::string> fingerprints;  // every 250 ms
        std::vector<std::uint64_t> events;      // at the same times

        Travelled(const Setting& setting, RunOptions options, CheckpointOptions wish)
            : run{start(setting, options)}, past{wish} {
            past.consider(run);
            while (!run.finished()) {
                fingerprints.push_back(run.report().fingerprint);
                events.push_back(run.events());
                run.advanceTo(run.now() + 250ms);
                past.consider(run);
            }
        }
    };
    static QString seedOf(std::uint64_t seed) { return QString("SEED=%1").arg(seed); }

private Q_SLOTS:
    void every_time_is_reached_as_it_was() {
        for (std::uint64_t seed = 1; seed <= 60; ++seed) {
            const Setting setting = RandomSetting{seed}.make();
            const std::uint32_t lanes = seed % 3 == 0 ? 3 : 1;
            Travelled there{setting, {.seed = seed, .traceEvery = 8, .lanes = lanes}, {}};
            for (std::size_t i = there.fingerprints.size(); i-- != 0;) {
                const SimTime time{250ms * static_cast<std::int64_t>(i)};
                Run back = there.past.at(time)->run.fork();
                QVERIFY2(time - back.now() <= 1s, "no further than a second is run again");
                back.advanceTo(time);
                QVERIFY2(back.report().fingerprint == there.fingerprints[i], qPrintable(seedOf(seed)));
            }
        }
    }

    void going_back_leaves_the_run_as_it_was() {
        const Setting setting = RandomSetting{5}.make();
        Travelled there{setting, {.seed = 5, .traceEvery = 4}, {}};
        const RunReport before = there.run.report();
        Run back = there.past.at(SimTime{1300ms})->run.fork();
        back.advanceTo(back.end());
        const RunReport again = back.report();
        const RunReport after = there.run.report();
        for (const RunReport* each : {&again, &after}) {
            QVERIFY(each->traces == before.traces);
            QVERIFY(each->decisions == before.decisions);
            QVERIFY(each->nodes == before.nodes);
            QCOMPARE(each->fingerprint, before.fingerprint);
        }
    }

    void a_budget_is_kept_and_what_is_long_ago_is_thinned() {
        const Setting made = setting({clients("users"), service("shop", {Distribution::exponential(5ms), 8})},
                                     {call("users", "shop")}, {poisson("users", 300)}, 200s);
        Run probe = start(made);
        probe.advanceTo(SimTime{100s});
        const std::uint64_t one = probe.fork().memory().total();
        const std::uint64_t most = 24 * one;
        Travelled there{made, {}, {.bytesMost = most}};
        QVERIFY(there.past.bytes() <= most);
        QVERIFY2(there.past.size() >= 12 && there.past.size() < 30, qPrintable(QString::number(there.past.size())));
        QCOMPARE(there.past.all().front().run.now(), SimTime{});
        // Close together at the end, far apart at the start; and no gap is longer than it is old.
        const auto& all = there.past.all();
        const Duration last = all.back().run.now() - all[all.size() - 2].run.now();
        QVERIFY(last <= 2s);
        Duration longest{0};
        for (std::size_t i = 1; i < all.size(); ++i) {
            const Duration gap = all[i].run.now() - all[i - 1].run.now();
            longest = std::max(longest, gap);
            QVERIFY(gap <= std::max(Duration{4s}, all.back().run.now() - all[i - 1].run.now()));
        }
        QVERIFY(longest > 4s);
        // Thinned or not, every time is reached.
        for (const std::size_t i : {3U, 77U, 410U, 790U}) {
            const SimTime time{250ms * static_cast<std::int64_t>(i)};
            Run back = there.past.at(time)->run.fork();
            back.advanceTo(time);
            QCOMPARE(back.report().fingerprint, there.fingerprints[i]);
        }
    }

    // A large run that does much is kept more often than once a second, one that does little less often.
    void how_often_follows_what_it_costs() {
        const Setting made = setting({clients("users"), service("shop", {Distribution::constant(1ms), 1000})},
                                     {call("users", "shop")}, {uniform("users", 2000)}, 10s);
        const Travelled often{made, {}, {.smallBytes = 0, .bytesPerEvent = 1e9}};
        QVERIFY(often.past.size() >= 40);
        const Travelled seldom{made, {}, {.smallBytes = 0, .bytesPerEvent = 1e-9}};
        QCOMPARE(seldom.past.size(), std::size_t{1});
        const Travelled seconds{made, {}, {.bytesPerEvent = 1e-9}};
        QCOMPARE(seconds.past.size(), std::size_t{11});
    }

    void what_follows_a_hand_s_doing_is_forgotten() {
        const Setting setting = RandomSetting{9}.make();
        Travelled there{setting, {.seed = 9}, {}};
        there.past.cutAfter(SimTime{2s});
        QVERIFY(there.past.at(SimTime{3s})->run.now() == SimTime{2s});
        // Gone through once more, it is kept once more, and nothing twice.
        Run again = there.past.at(SimTime{2s})->run.fork();
        const std::size_t before = there.past.size();
        there.past.consider(again);
        QCOMPARE(there.past.size(), before);
        again.advanceTo(SimTime{3s});
        there.past.consider(again);
        QCOMPARE(there.past.size(), before + 1);
    }
};

QTEST_GUILESS_MAIN(CheckpointsTest)
#include "checkpoints_test.moc"
