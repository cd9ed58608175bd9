#include "bench/threads.h"

#include "bench/measure.h"
#include "bench/print.h"
#include "run/replications.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>

namespace spillway::bench {
namespace {

using namespace std::chrono_literals;

// The ways to compute one run.
struct Way {
    const char* name;
    unsigned threads;
    std::optional<std::uint32_t> lanes;
};
constexpr std::array<Way, 5> kWays{{{"1 lane", 1, 1},
                                    {"1 thread, lanes as they pay", 1, std::nullopt},
                                    {"2 lanes on 1 thread", 1, 2},
                                    {"2 lanes on 2 threads", 2, 2},
                                    {"2 threads if that pays", 2, std::nullopt}}};

double medianOf(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

// By the median of rounds in which each way has its turn, against one lane in the same round.
bool benchHops(const std::string& name, const Work& work) {
    constexpr int kRounds = 5;
    std::array<std::vector<double>, kWays.size()> perSecond, ratios;
    std::vector<std::string> fingerprints;
    for (int round = 0; round < kRounds; ++round) {
        for (std::size_t i = 0; i < kWays.size(); ++i) {
            const Measured measured = runOnce(work, {.threads = kWays[i].threads, .lanes = kWays[i].lanes});
            perSecond[i].push_back(measured.requestsPerWallSecond);
            ratios[i].push_back(perSecond[i].back() / perSecond[0].back());
            fingerprints.push_back(measured.fingerprint);
        }
    }
    for (std::size_t i = 0; i < kWays.size(); ++i) {
        print(name + ", " + kWays[i].name, "requests/s of wall time", medianOf(perSecond[i]),
              {{"against_one_lane", medianOf(ratios[i])}, {"load", loadOfMachine()}});
    }
    const bool same =
        std::ranges::all_of(fingerprints, [&](const std::string& each) { return each == fingerprints.front(); });
    if (!same) std::cerr << "engine_bench: the result depends on lanes or threads\n";
    return same;
}

double secondsToReplicate(const std::shared_ptr<const RunPlan>& plan, std::size_t runs, unsigned threads) {
    const double began = wallSeconds();
    (void)replicate(plan, {.runs = runs, .threads = threads}, {});
    return wallSeconds() - began;
}
// Each in a process of its own: nothing is shared but the machine.
double secondsInProcesses(const std::shared_ptr<const RunPlan>& plan, std::size_t runs, int processes) {
    const double began = wallSeconds();
    for (int i = 0; i < processes; ++i) {
        if (fork() != 0) continue;
        (void)secondsToReplicate(plan, runs, 1);
        _exit(0);
    }
    while (wait(nullptr) > 0) {
    }
    return wallSeconds() - began;
}

// What two threads bring for independent runs, and what the machine has to give.
void benchReplications(const Work& work) {
    const Compiled compiled = compile(work.topology, work.scenario);
    if (!compiled.plan) std::abort();
    std::vector<double> threads, processes;
    for (int round = 0; round < 5; ++round) {
        const double alone = secondsInProcesses(compiled.plan, 4, 1);
        threads.push_back(alone / secondsToReplicate(compiled.plan, 4, 2));
        processes.push_back(alone / secondsInProcesses(compiled.plan, 2, 2));
    }
    print("replications, 2 threads / 1", "ratio", medianOf(threads),
          {{"two_processes", medianOf(processes)}, {"load", loadOfMachine()}});
}

}  // namespace

bool benchThreads(double scale) {
    bool right = true;
    for (const Duration hop : {Duration{100us}, Duration{500us}, Duration{2ms}}) {
        const std::string name = "W5 with hops of " + std::to_string(hop / Duration{1us}) + " us";
        right &= benchHops(name, layers(2e5 * scale, {.hop = hop, .nearShare = 0.9}));
    }
    benchReplications(layers(2e4 * scale, {.width = 25}));
    return right;
}

}  // namespace spillway::bench
