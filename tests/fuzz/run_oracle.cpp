#include "fuzz/run_oracle.h"

#include "run/run.h"
#include "swarm/laws.h"
#include "swarm/random_architecture.h"

using namespace spillway;
using namespace std::chrono_literals;

namespace {

std::string firstOf(const swarm::Violations& violations, const char* when) {
    return violations.empty() ? "" : violations.front() + ", " + when;
}

}  // namespace

std::string whatFailsIn(std::span<const std::uint8_t> bytes) {
    const Architecture drawn = swarm::architectureFrom(bytes);
    const Compiled compiled = compile(drawn.topology, drawn.scenarios.front());
    if (!compiled.plan) return {};  // bytes may say what cannot be run; saying so is right
    Run run{compiled.plan, {.until = 1500ms, .traceEvery = 4}};
    run.advanceTo(SimTime{600ms});
    RunSnapshot picture;
    run.fill(picture);
    if (std::string problem = firstOf(swarm::violationsOf(picture, nullptr), "in a picture"); !problem.empty())
        return problem;
    Run fork = run.fork();
    for (Run* const each : {&run, &fork}) each->advanceTo(each->end());
    const RunReport report = run.report();
    if (fork.report().fingerprint != report.fingerprint) return "a fork goes another way";
    return firstOf(swarm::violationsOf(report, drawn), "at the end");
}
