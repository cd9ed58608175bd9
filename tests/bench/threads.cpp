#include "bench/threads.h"

#include "bench/measure.h"
#include "bench/print.h"

#include <algorithm>
#include <array>
#include <iostream>

namespace spillway::bench {
namespace {

using namespace std::chrono_literals;

bool benchHops(const std::string& name, double requests, const LayersWish& wish) {
    const Work work = layers(requests, wish);
    std::array<std::vector<double>, 2> perSecond;
    std::vector<std::string> fingerprints;
    for (int round = 0; round < 3; ++round) {
        for (unsigned threads = 1; threads <= 2; ++threads) {
            const Measured measured = runOnce(work, threads);
            perSecond[threads - 1].push_back(measured.requestsPerWallSecond);
            fingerprints.push_back(measured.fingerprint);
        }
    }
    for (auto& rates : perSecond) std::ranges::sort(rates);
    print(name + ", 1 thread", "requests/s of wall time", perSecond[0][1]);
    print(name + ", 2 threads", "requests/s of wall time", perSecond[1][1]);
    print(name + ", 2 threads / 1 thread", "ratio", perSecond[1][1] / perSecond[0][1]);
    const bool same =
        std::ranges::all_of(fingerprints, [&](const std::string& each) { return each == fingerprints.front(); });
    if (!same) std::cerr << "engine_bench: the result depends on the number of threads\n";
    return same;
}

}  // namespace

bool benchThreads(double scale) {
    bool right = true;
    for (const Duration hop : {Duration{100us}, Duration{500us}, Duration{2ms}}) {
        const std::string name = "W5 with hops of " + std::to_string(hop / Duration{1us}) + " us";
        right &= benchHops(name, 2e5 * scale, {.hop = hop, .nearShare = 0.9});
    }
    return right;
}

}  // namespace spillway::bench
