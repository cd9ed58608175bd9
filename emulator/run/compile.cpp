#include "run/compiler.h"

namespace spillway {

Compiled compile(const Topology& topology, const Scenario& scenario) {
    Compiled compiled;
    auto plan = std::make_shared<RunPlan>();
    plan->topology = topology;
    plan->scenario = scenario;
    Compiler compiler{plan->topology, plan->scenario, compiled.diagnostics, {}, {}, {}};
    compiler.checkReferences();
    compiler.checkNumbers();
    if (!hasErrors(compiled.diagnostics)) {
        compiler.checkCircles();
        compiler.compileNodes();
        compiler.compileFlows();
        compiler.compileSources();
        compiler.assignConstants();
        plan->model = std::move(compiler.model);
        for (const Fault& fault : scenario.faults) {
            plan->faults.push_back({fault, reachOf(fault, plan->topology, plan->model, compiled.diagnostics)});
        }
    }
    if (!hasErrors(compiled.diagnostics)) compiled.plan = std::move(plan);
    return compiled;
}

}  // namespace spillway
