#include "base/assert.h"
#include "base/text.h"
#include "platforms/facts.h"
#include "run/compiler.h"

namespace spillway {

StartPath Compiler::startupOf(const Node& node, const std::optional<Distribution>& stated) {
    if (stated) return StartPath{*stated};
    const StartPath& path = model.facts->kubernetes.podStart;
    std::string steps;
    for (const StartPath::Step& step : path.steps()) steps += (steps.empty() ? "" : ", ") + step.name;
    note(node.id, "startup", "assumed: a new instance starts as a Kubernetes pod does (" + steps + ")");
    return path;
}

StartPath Compiler::coldStartOf(const Node& node, const Function& function) {
    if (function.snapStart) return restoreOf(node, function);
    if (function.init) return StartPath{*function.init};
    const LambdaFacts& facts = model.facts->lambda;
    const LambdaRuntime* runtime = facts.findRuntime(function.runtime);
    if (runtime != nullptr) {
        note(node.id, "init", "assumed: a cold start as measured on AWS Lambda for " + runtime->name);
    } else {
        runtime = &facts.runtimes.front();
        warn(node.id, "runtime",
             "no cold start was measured for \"" + function.runtime + "\": that of " + runtime->name + " is taken");
    }
    return facts.coldStart(*runtime, function.package, function.memory.value_or(facts.usualMemory));
}

// What a restored program still does for the first time is measured only for the runtimes of the sheet.
StartPath Compiler::restoreOf(const Node& node, const Function& function) {
    const LambdaFacts& facts = model.facts->lambda;
    const LambdaRuntime* runtime = facts.findRuntime(function.runtime);
    SPILLWAY_ASSERT(runtime != nullptr && runtime->snapStart, "refused by the checks");
    if (function.init)
        note(node.id, "init", "runs when a version is published (SnapStart): no request of the run waits for it");
    note(node.id, "snap_start", "assumed: restoring takes " + toText(facts.restore) + ", whatever was loaded before");
    return facts.restoreStart(*runtime, function.memory.value_or(facts.usualMemory));
}

}  // namespace spillway
