#include "platforms/stated_facts.h"
#include "run/compiler.h"
#include "run/work_limits.h"

namespace spillway {
namespace {

// What a cut swallows is never answered.
void noteEndlessWaits(Compiler& compiler, const RunPlan& plan, const FaultReach& reach) {
    for (const std::uint32_t index : reach.flowsAcross) {
        const FlowModel& flow = plan.model.flows[index];
        if (!flow.awaited || flow.fromQueue || flow.timer != kNone) continue;
        compiler.note(flowName(plan.topology.flows[index]), "timeout",
                      "without a timeout, who calls over it while it is cut waits for ever");
    }
}

// Null when the document states none, or when what it states is wrong.
std::shared_ptr<const PlatformFacts> factsOf(const Topology& topology, const PlatformFacts& base,
                                             Diagnostics& diagnostics) {
    if (topology.facts.empty()) return nullptr;
    StatedFacts stated = statedFacts(topology.facts, base);
    for (Finding& problem : stated.problems) diagnostics.push_back(std::move(problem.diagnostic));
    return stated.problems.empty() ? std::make_shared<PlatformFacts>(std::move(stated.facts)) : nullptr;
}

}  // namespace

Compiled compile(const Topology& topology, const Scenario& scenario, const PlatformFacts& facts) {
    Compiled compiled;
    auto plan = std::make_shared<RunPlan>();
    plan->topology = topology;
    plan->scenario = scenario;
    Compiler compiler{plan->topology, plan->scenario, compiled.diagnostics, {}, {}, {}, {}};
    plan->facts = factsOf(plan->topology, facts, compiled.diagnostics);
    compiler.model.facts = plan->facts ? plan->facts.get() : &facts;
    compiler.checkReferences();
    compiler.checkNumbers();
    compiler.checkDeliveries();
    compiler.checkPayloads();
    compiler.checkDistances();
    if (!hasErrors(compiled.diagnostics)) {
        compiler.checkCircles();
        compiler.noteIdleProperties();
        compiler.noteBeyondLimits();
        compiler.compileNodes();
        noteWorkBeyondLimits(compiler);
        compiler.compileFlows();
        compiler.compileTasks();
        compiler.compileSources();
        compiler.assignConstants();
        plan->model = std::move(compiler.model);
        for (const Fault& fault : scenario.faults) {
            plan->faults.push_back({fault, reachOf(fault, plan->topology, compiled.diagnostics)});
            if (fault.kind() == FaultKind::cut) noteEndlessWaits(compiler, *plan, plan->faults.back().reach);
        }
    }
    if (!hasErrors(compiled.diagnostics)) compiled.plan = std::move(plan);
    return compiled;
}

}  // namespace spillway
