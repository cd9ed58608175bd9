#pragma once

#include "run/build.h"

#include <QtGlobal>

#include <optional>
#include <string>
#include <utility>

// Workflows and what they call, for tests.
namespace spillway::build {

inline Workflow machine(std::string definition, WorkflowType type = WorkflowType::standard) {
    Workflow spec;
    spec.type = type;
    spec.definition = std::move(definition);
    spec.transition = 10ms;
    return spec;
}

inline Function function(Duration work) {
    Function spec;
    spec.work = Distribution::constant(work);
    spec.init = Distribution::constant(100ms);
    spec.timeout = 10s;
    return spec;
}

inline RunReport ran(const Setting& made, unsigned threads = 1, std::optional<std::uint32_t> lanes = {}) {
    const Compiled compiled = compile(made.topology, made.scenario);
    for (const Diagnostic& problem : compiled.diagnostics)
        if (problem.severity == Severity::error) qWarning("%s", format(problem).c_str());
    if (!compiled.plan) return {};
    Run run{compiled.plan, {.seed = 7, .threads = threads, .lanes = lanes}};
    run.advanceTo(run.end());
    return run.report();
}

// One workflow "order" that clients start, and a function it calls.
inline Setting shop(Workflow order, Function charge, Load load, Duration duration) {
    return setting({clients("users"), node("order", std::move(order)), node("charge", std::move(charge))},
                   {sends("users", "order"), call("order", "charge")}, {std::move(load)}, duration);
}

}  // namespace spillway::build
