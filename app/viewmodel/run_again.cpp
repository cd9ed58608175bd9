#include "viewmodel/run_again.h"

#include "io/architecture_text.h"
#include "run/replay.h"

#include <algorithm>

namespace spillway {

Result<RunAgain> againOf(const StoredRun& run, const RunReport& report, const Result<std::string>& document) {
    if (!document) return document.error();
    const std::string name = "run #" + std::to_string(run.number);
    const ArchitectureText read = ArchitectureText::parse(*document, name);
    for (const Diagnostic& problem : read.diagnostics()) {
        if (problem.severity == Severity::error) return Error{format(problem)};
    }
    const Architecture& architecture = read.architecture();
    const auto scenario = std::ranges::find(architecture.scenarios, report.scenario, &Scenario::id);
    if (scenario == architecture.scenarios.end())
        return Error{name + ": its document has no scenario \"" + report.scenario + "\""};
    return RunAgain{run.number, architecture.topology, scenarioAsRun(*scenario, report), report.end.time_since_epoch()};
}

}  // namespace spillway
