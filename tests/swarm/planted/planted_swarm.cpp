#include "base/random.h"
#include "run/run.h"
#include "swarm/laws.h"
#include "swarm/random_architecture.h"

#include <cstdio>
#include <cstdlib>
#include <string>

// The swarm in short, without a test framework: a planted bug may end the process. usage: NAME_swarm CASES
// Prints the first broken law and ends with 1; ends with 0 when nothing was noticed.
namespace {

using namespace spillway;

RunReport reportOf(const std::shared_ptr<const RunPlan>& plan, std::uint64_t seed, std::uint32_t lanes) {
    RunOptions options;
    options.seed = seed;
    options.traceEvery = 16;
    options.lanes = lanes;
    Run run{plan, options};
    while (!run.finished()) run.advanceTo(run.now() + std::chrono::milliseconds{700});
    return run.report();
}

std::string wrongWith(std::uint64_t seed) {
    const Architecture drawn = swarm::randomArchitecture(seed);
    const Compiled compiled = compile(drawn.topology, drawn.scenarios.front());
    if (!compiled.plan) return {};
    const RunReport report = reportOf(compiled.plan, seed, 1);
    const swarm::Violations broken = swarm::violationsOf(report, drawn);
    if (!broken.empty()) return broken.front();
    return reportOf(compiled.plan, seed, 3).fingerprint == report.fingerprint ? "" : "three lanes give another run";
}

}  // namespace

int main(int count, char** words) {
    const auto cases = static_cast<std::uint64_t>(count > 1 ? std::atoi(words[1]) : 1);
    for (std::uint64_t seed = 1; seed <= cases; ++seed) {
        const std::string wrong = wrongWith(seed);
        if (wrong.empty()) continue;
        std::printf("SEED=%llu: %s\n", static_cast<unsigned long long>(seed), wrong.c_str());
        return 1;
    }
    std::printf("nothing in %llu cases\n", static_cast<unsigned long long>(cases));
    return 0;
}
