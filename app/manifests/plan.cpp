#include "manifests/plan.h"

#include "platforms/stated_facts.h"
#include "platforms/usual.h"
#include "topology/words.h"

#include <algorithm>
#include <variant>

namespace spillway {
namespace {

// Zones and regions are places, not owners: what groups a workload is the innermost boundary that owns it.
std::string groupOf(const Topology& topology, std::string boundary) {
    for (std::size_t depth = 0; depth <= topology.boundaries.size() && !boundary.empty(); ++depth) {
        const Boundary* found = findBoundary(topology, boundary);
        if (found == nullptr) return {};
        if (found->kind != BoundaryKind::zone && found->kind != BoundaryKind::region) return found->id;
        boundary = found->in;
    }
    return {};
}

// A zone the node is drawn in counts like a zone it is spread over.
std::vector<std::string> zonesOf(const Topology& topology, const Node& node) {
    std::vector<std::string> zones = node.zones;
    std::string boundary = node.in;
    for (std::size_t depth = 0; depth <= topology.boundaries.size() && !boundary.empty(); ++depth) {
        const Boundary* found = findBoundary(topology, boundary);
        if (found == nullptr) break;
        if (found->kind == BoundaryKind::zone && std::ranges::find(zones, found->id) == zones.end())
            zones.push_back(found->id);
        boundary = found->in;
    }
    return zones;
}

PlannedScaling scalingFrom(const Hpa& hpa) {
    return {hpa.min, hpa.max, hpa.cpu, hpa.scaleDownStabilization, hpa.scaleUpStabilization};
}

struct SpecReader {
    PlannedWorkload& workload;
    Platform platform;
    const PlatformFacts& facts;
    void operator()(const Service& spec) const {
        workload.image = spec.image;
        workload.port = spec.port;
        workload.replicas = spec.replicas;
        workload.resources = spec.resources;
        workload.preStop = spec.preStop;
        if (spec.scaling.hpa) workload.scaling = scalingFrom(*spec.scaling.hpa);
    }
    // What its platform gives it where it states nothing, so that it has as much elsewhere.
    void operator()(const Function& spec) const { workload.resources.memory = sizeOn(platform, spec, facts).memory; }
    void operator()(const Database& spec) const { readStore(spec); }
    void operator()(const Cache& spec) const { readStore(spec); }
    void operator()(const Schedule& spec) const {
        workload.every = spec.every;
        workload.cron = spec.cron;
        workload.timeZone = spec.timeZone;
    }
    void operator()(const Stream& spec) const { workload.log = wordOf(spec.engine); }
    void operator()(const Workflow& spec) const {
        const std::string& definition = definitionTextOf(spec);
        if (definition.empty()) return;
        workload.workflow = PlannedWorkflow{spec.type == WorkflowType::express, definition, {}};
        for (const WorkflowTask& task : spec.tasks)
            if (!task.to.empty()) workload.workflow->tasks.emplace_back(task.state, task.to);
    }
    void operator()(const auto&) const {}
    void readStore(const auto& spec) const {
        workload.engine = spec.engine;
        workload.image = spec.image;
        workload.port = spec.port;
        workload.resources = spec.resources;
    }
};

PlannedWorkload workloadFrom(const Topology& topology, const Node& node, const PlatformFacts& facts) {
    PlannedWorkload workload;
    workload.id = node.id;
    workload.title = node.name.empty() ? node.id : node.name;
    workload.kind = node.kind();
    workload.role = roleOf(node.kind());
    workload.group = groupOf(topology, node.in);
    workload.zones = zonesOf(topology, node);
    std::visit(SpecReader{workload, platformOf(topology, node), facts}, node.spec);
    return workload;
}

Diagnostic lossy(const std::string& item, const std::string& field, std::string sentence, std::string hint) {
    return {"lossy", Severity::note, {{}, 0, 0, item, field}, std::move(sentence), std::move(hint)};
}

bool isDeployed(const PlannedWorkload& workload) {
    return workload.role == DeploymentRole::replicated || workload.role == DeploymentRole::onDemand ||
           workload.role == DeploymentRole::stateful || workload.role == DeploymentRole::scheduled;
}

PlannedWorkload* findMutable(DeploymentPlan& plan, const std::string& id) {
    const auto found = std::ranges::find(plan.workloads, id, &PlannedWorkload::id);
    return found == plan.workloads.end() ? nullptr : &*found;
}

void addOnce(std::vector<std::string>& ids, const std::string& id) {
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
}

// An address is told to whoever opens the connection: the caller, the sender, and the consumer of a queue.
void connect(DeploymentPlan& plan, const Flow& flow) {
    PlannedWorkload* from = findMutable(plan, flow.from);
    PlannedWorkload* to = findMutable(plan, flow.to);
    if (from == nullptr || to == nullptr) return;
    if (isDeployed(*from)) {
        const AddressUse use = flow.kind == FlowKind::call ? AddressUse::call : AddressUse::event;
        from->addresses.push_back({flow.to, use, flow.timeout, flowName(flow)});
        addOnce(to->callers, flow.from);
    } else if (isMessaging(from->kind) && isDeployed(*to)) {
        to->addresses.push_back({flow.from, AddressUse::consume, {}, flowName(flow)});
        addOnce(from->callers, flow.to);
        return;
    }
    if (isDeployed(*from)) return;
    plan.elsewhere.push_back({flow.from, flow.to, flow.kind});
    if (isDeployed(*to)) {
        addOnce(to->callers, flow.from);
    } else if (from->role != DeploymentRole::source && from->role != DeploymentRole::edge) {
        plan.diagnostics.push_back(lossy(flowName(flow), {},
                                         "no end of this flow is deployed here, so it is not written",
                                         "set it up where " + flow.from + " lives"));
    }
}

void reportLostPolicies(DeploymentPlan& plan, const Flow& flow) {
    const auto lost = [&](const char* field, const char* what) {
        plan.diagnostics.push_back(lossy(flowName(flow), field,
                                         std::string{"the "} + what + " is not written: nothing here can express it",
                                         "do it in the code of " + flow.from + " or in a service mesh"));
    };
    if (flow.retry) lost("retry", "retry policy");
    if (flow.breaker) lost("breaker", "circuit breaker");
    if (flow.maxConcurrency) lost("max_concurrency", "limit on concurrent batches");
}

void reportMonoliths(DeploymentPlan& plan, const Topology& topology) {
    for (const Boundary& boundary : topology.boundaries) {
        if (boundary.kind != BoundaryKind::monolith) continue;
        const auto inside = std::ranges::count_if(plan.workloads, [&](const auto& w) {
            return w.group == boundary.id && w.role == DeploymentRole::replicated;
        });
        if (inside < 2) continue;
        plan.diagnostics.push_back(lossy(
            boundary.id, "kind",
            "each of the " + std::to_string(inside) + " services of this monolith is written as a workload of its own",
            "draw it as one node to deploy it as one"));
    }
}

}  // namespace

const PlannedWorkload* findWorkload(const DeploymentPlan& plan, std::string_view id) {
    const auto found = std::ranges::find(plan.workloads, id, &PlannedWorkload::id);
    return found == plan.workloads.end() ? nullptr : &*found;
}

DeploymentPlan planDeployment(const Topology& topology) {
    DeploymentPlan plan;
    plan.system = topology.name.empty() ? "system" : topology.name;
    FactsInForce inForce;
    const PlatformFacts& facts = inForce.of(topology);
    for (const Node& node : topology.nodes) plan.workloads.push_back(workloadFrom(topology, node, facts));
    for (const Flow& flow : topology.flows) {
        connect(plan, flow);
        reportLostPolicies(plan, flow);
    }
    for (const Boundary& boundary : topology.boundaries) {
        const bool groups = std::ranges::any_of(plan.workloads, [&](const auto& w) { return w.group == boundary.id; });
        if (groups) plan.groups.push_back({boundary.id, boundary.kind, boundary.owner});
    }
    reportMonoliths(plan, topology);
    return plan;
}

}  // namespace spillway
