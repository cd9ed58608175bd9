#include "run/random_setting.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::build;

// Random architectures: conservation is asserted inside every simulated second; what differs must not matter.
class SwarmTest : public QObject {
    Q_OBJECT
    static constexpr std::uint64_t kSettings = 300;

    static std::string differenceOf(const RunReport& a, const RunReport& b) {
        for (std::size_t i = 0; i < a.nodes.size(); ++i) {
            if (!(a.nodes[i] == b.nodes[i])) return "node " + a.nodes[i].id;
        }
        for (std::size_t i = 0; i < a.flows.size(); ++i) {
            if (!(a.flows[i] == b.flows[i])) return "flow " + a.flows[i].from + " -> " + a.flows[i].to;
        }
        if (!(a.decisions == b.decisions)) return "decisions";
        if (!(a.traces == b.traces)) return "traces";
        if (!(a.attributions == b.attributions)) return "attributions";
        if (a.events != b.events)
            return "number of events " + std::to_string(a.events) + " " + std::to_string(b.events);
        return a.fingerprint == b.fingerprint ? "" : "fingerprint";
    }

    // Broken into and mended by hand between two windows, at times that are no one's own.
    static RunReport commanded(const Setting& setting, RunOptions options) {
        Run run = start(setting, options);
        const std::string& target = setting.topology.nodes.back().id;
        const std::string& other = setting.topology.nodes[setting.topology.nodes.size() / 2].id;
        run.advanceTo(SimTime{1234567us});
        (void)run.inject(fault(target, 0s, 700ms, faults::Latency{.add = 3ms}));
        (void)run.inject(fault(other, 0s, std::nullopt, faults::Outage{}));
        run.advanceTo(SimTime{2s});
        run.clearFaults(other);
        run.advanceTo(run.end());
        return run.report();
    }

private Q_SLOTS:
    void nothingIsLostAndStepsDoNotMatter() {
        std::uint64_t events = 0;
        for (std::uint64_t seed = 1; seed <= kSettings; ++seed) {
            const Setting setting = RandomSetting{seed}.make();
            const RunReport whole = finish(setting, {.seed = seed, .traceEvery = 8});
            Run stepped = start(setting, {.seed = seed, .traceEvery = 8});
            while (!stepped.finished()) stepped.advanceTo(stepped.now() + 137ms);
            const std::string difference = differenceOf(whole, stepped.report());
            QVERIFY2(difference.empty(),
                     qPrintable(QString::fromStdString("SEED=" + std::to_string(seed) + ": " + difference)));
            events += whole.events;
        }
        QVERIFY(events > 1'000'000);
    }
    void lanesAndThreadsDoNotMatterUnderCommandsEither() {
        for (std::uint64_t seed = 400; seed < 412; ++seed) {
            const Setting setting = RandomSetting{seed}.make();
            const RunReport alone = commanded(setting, {.seed = seed, .traceEvery = 8, .lanes = 1});
            QVERIFY(!alone.injected.empty());
            for (const unsigned count : {2U, 3U, 4U, 8U}) {
                const unsigned threads = seed % 4 == 0 ? count : 1;
                const RunReport apart =
                    commanded(setting, {.seed = seed, .threads = threads, .traceEvery = 8, .lanes = count});
                const std::string difference = differenceOf(alone, apart);
                QVERIFY2(difference.empty(),
                         qPrintable(QString::fromStdString("SEED=" + std::to_string(seed) +
                                                           " lanes=" + std::to_string(count) + ": " + difference)));
            }
        }
    }
    void lanesAndThreadsDoNotMatter() {
        for (std::uint64_t seed = 1; seed <= kSettings / 4; ++seed) {
            const Setting setting = RandomSetting{seed}.make();
            const RunReport alone = finish(setting, {.seed = seed, .traceEvery = 8, .lanes = 1});
            for (const auto& [lanes, threads] :
                 {std::pair{2U, 1U}, {4U, 1U}, {7U, 1U}, {2U, 2U}, {3U, 3U}, {4U, 4U}, {8U, 8U}}) {
                if (threads > 1 && seed % (threads > 2 ? 20 : 10) != 0)
                    continue;  // spinning is slow on a busy machine; the order is what counts
                const RunReport apart =
                    finish(setting, {.seed = seed, .threads = threads, .traceEvery = 8, .lanes = lanes});
                const std::string difference = differenceOf(alone, apart);
                QVERIFY2(difference.empty(), qPrintable(QString::fromStdString(
                                                 "SEED=" + std::to_string(seed) + " lanes=" + std::to_string(lanes) +
                                                 " threads=" + std::to_string(threads) + ": " + difference)));
            }
        }
    }
};

QTEST_GUILESS_MAIN(SwarmTest)
#include "swarm_test.moc"
