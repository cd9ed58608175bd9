#include "run/design_problems.h"

#include "run/run.h"

#include <algorithm>

namespace spillway {

Diagnostics designProblems(const Architecture& architecture, const std::function<bool()>& goOn) {
    std::vector<Scenario> scenarios = architecture.scenarios;
    if (scenarios.empty()) scenarios.emplace_back();
    Diagnostics problems;
    for (const Scenario& scenario : scenarios) {
        if (!goOn()) break;
        for (Diagnostic& each : compile(architecture.topology, scenario).diagnostics) {
            if (each.code == "assumption" || std::ranges::find(problems, each) != problems.end()) continue;
            problems.push_back(std::move(each));
        }
    }
    return problems;
}

}  // namespace spillway
