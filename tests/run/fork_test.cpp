#include "run/random_setting.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::build;

// A fork goes on as if nothing had happened, and so does the run that it came from.
class ForkTest : public QObject {
    Q_OBJECT

    static std::string whole(const Setting& setting, std::uint64_t seed) {
        return finish(setting, {.seed = seed, .traceEvery = 8}).fingerprint;
    }
    static std::string finished(Run& run) {
        run.advanceTo(run.end());
        return run.report().fingerprint;
    }
    static QString seedOf(std::uint64_t seed) { return QString("SEED=%1").arg(seed); }

private Q_SLOTS:
    void a_fork_and_its_origin_both_end_as_the_whole_run_does() {
        for (std::uint64_t seed = 1; seed <= 150; ++seed) {
            const Setting setting = RandomSetting{seed}.make();
            const std::string wanted = whole(setting, seed);
            for (const std::uint32_t lanes : {1U, 3U}) {
                Run run = start(setting, {.seed = seed, .traceEvery = 8, .lanes = lanes});
                run.advanceTo(SimTime{1700ms});
                Run fork = run.fork();
                QVERIFY(fork.now() == run.now());
                QVERIFY2(finished(fork) == wanted, qPrintable(seedOf(seed) + ": the fork"));
                QVERIFY2(finished(run) == wanted, qPrintable(seedOf(seed) + ": its origin"));
            }
        }
    }

    void one_checkpoint_can_be_come_back_to_again_and_again() {
        const Setting setting = RandomSetting{3}.make();
        Run run = start(setting, {.seed = 3, .traceEvery = 8});
        std::vector<Run> kept;
        while (!run.finished()) {
            kept.push_back(run.fork());
            run.advanceTo(run.now() + 1s);
        }
        const std::string wanted = run.report().fingerprint;
        for (const Run& checkpoint : kept) {
            for (int time = 0; time < 2; ++time) {
                Run again = checkpoint.fork();
                QCOMPARE(finished(again), wanted);
            }
        }
    }

    void a_branch_with_a_fault_is_the_run_in_which_it_was_injected() {
        const Setting made = setting({clients("users"), service("shop", {Distribution::exponential(5ms), 8})},
                                     {call("users", "shop")}, {poisson("users", 300)}, 10s);
        Run plain = start(made);
        plain.advanceTo(SimTime{4s});
        Run branch = plain.fork();
        const Fault outage = fault("shop", 0s, 2s, faults::Outage{});
        QVERIFY(branch.inject(outage).empty());
        Run other = start(made);
        other.advanceTo(SimTime{4s});
        QVERIFY(other.inject(outage).empty());
        QCOMPARE(finished(branch), finished(other));
        QVERIFY(branch.report().fingerprint != finished(plain));
        QCOMPARE(plain.report().fingerprint, whole(made, 1));
    }
};

QTEST_GUILESS_MAIN(ForkTest)
#include "fork_test.moc"
