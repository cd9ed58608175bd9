#include "platforms/facts.h"
#include "run/compiler.h"

namespace spillway {

Platform Compiler::platformOf(const Node& node) const {
    if (node.platform != Platform::unspecified) return node.platform;
    std::size_t depth = 0;
    for (const Boundary* around = findBoundary(topology, node.in);
         around != nullptr && depth <= topology.boundaries.size();
         around = findBoundary(topology, around->in), ++depth) {
        if (around->platform != Platform::unspecified) return around->platform;
    }
    return node.kind() == NodeKind::function ? Platform::lambda : Platform::kubernetes;
}

StartPath Compiler::startupOf(const Node& node, const std::optional<Distribution>& stated) {
    if (stated) return StartPath{*stated};
    const StartPath& path = model.facts->kubernetes.podStart;
    std::string steps;
    for (const StartPath::Step& step : path.steps()) steps += (steps.empty() ? "" : ", ") + step.name;
    note(node.id, "startup", "assumed: a new instance starts as a Kubernetes pod does (" + steps + ")");
    return path;
}

StartPath Compiler::coldStartOf(const Node& node, const Function& function) {
    const Platform platform = platformOf(node);
    if (platform != Platform::lambda) {
        const std::string word{names(Platform{})[static_cast<std::size_t>(platform)].word};
        warn(node.id, "platform",
             "admission, scaling and retries of " + word + " are not emulated yet: AWS Lambda's are");
    }
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
    return facts.coldStart(*runtime, function.package, function.memory);
}

}  // namespace spillway
