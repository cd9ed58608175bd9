#include "run/branch.h"

#include "nodes/workflow_model.h"
#include "run/plan.h"

#include <algorithm>
#include <optional>

// What of another plan a run under way can go on with.
namespace spillway {
namespace {

class Comparison {
public:
    Comparison(const RunPlan& before, const RunPlan& after)
        : m_beforePlan{before}, m_afterPlan{after}, m_before{before.model}, m_after{after.model} {}

    Diagnostics differences() && {
        if (m_before.nodes.size() != m_after.nodes.size() || m_before.statedFlows != m_after.statedFlows ||
            m_before.flows.size() != m_after.flows.size()) {
            differ("", "nodes and flows are others");
            return std::move(m_found);
        }
        for (std::size_t i = 0; i < m_before.nodes.size(); ++i) compareNodes(i);
        for (std::size_t i = 0; i < m_before.flows.size(); ++i) compareFlows(i);
        return std::move(m_found);
    }

private:
    void differ(const std::string& item, const char* what) {
        Diagnostic problem;
        problem.code = "not-in-a-branch";
        problem.place.item = item;
        problem.sentence = std::string{what} + ": a run under way cannot take that over";
        problem.hint = "start a run of its own";
        m_found.push_back(std::move(problem));
    }
    void compareNodes(std::size_t index) {
        const NodeModel& before = m_before.nodes[index];
        const NodeModel& after = m_after.nodes[index];
        if (before.id != after.id || before.behavior != after.behavior || before.extra != after.extra ||
            before.zones != after.zones)
            return differ(after.id, "it is another node");
        if (!sameCalls(before, after)) differ(after.id, "its calls come in another order");
        if (before.cpuLimited != after.cpuLimited) differ(after.id, "its CPU limit begins or ends");
        if (before.replicas != kNone || after.replicas != kNone) return compareSpecs(index);
        if (before.lookup != kNone || after.lookup != kNone) return compareSpecs(index);
        switch (after.behavior) {
            case Behavior::plain:
            case Behavior::gateway:
            case Behavior::external: return;
            case Behavior::server: return compareServers(index);
            case Behavior::function: return compareFunctions(after);
            case Behavior::source: return compareSources(index);
            case Behavior::workflow: return compareWorkflows(index);
            default: return compareSpecs(index);
        }
    }
    // What keeps the settings in its state, or more of them than can be exchanged one by one.
    void compareSpecs(std::size_t index) {
        const Node& before = m_beforePlan.topology.nodes[index];
        const Node& after = m_afterPlan.topology.nodes[index];
        if (!(before.spec == after.spec) || before.platform != after.platform || !sameDefinition(before, after))
            differ(after.id, "what it is made of is another");
    }
    // What stands in a file beside the document is no part of it.
    static bool sameDefinition(const Node& before, const Node& after) {
        const auto* one = std::get_if<Workflow>(&before.spec);
        const auto* other = std::get_if<Workflow>(&after.spec);
        return one == nullptr || other == nullptr || definitionTextOf(*one) == definitionTextOf(*other);
    }
    // What was due after the end of the run has not been kept in mind.
    void compareWorkflows(std::size_t index) {
        const NodeModel& node = m_after.nodes[index];
        if (m_after.workflows[node.extra]->horizon > m_before.workflows[node.extra]->horizon)
            differ(node.id, "the run becomes longer than its executions were told");
        compareSpecs(index);
    }
    bool sameCalls(const NodeModel& before, const NodeModel& after) const {
        if (before.groups.count != after.groups.count || !sameFlows(before.events, after.events)) return false;
        for (std::uint32_t i = 0; i < before.groups.count; ++i) {
            const CallGroup& one = m_before.groups[before.groups.first + i];
            const CallGroup& other = m_after.groups[after.groups.first + i];
            if (one.oneOf != other.oneOf || !sameFlows(one.flows, other.flows)) return false;
        }
        return true;
    }
    bool sameFlows(Range before, Range after) const {
        const auto first = [](const Model& model, Range range) { return model.order.begin() + range.first; };
        return before.count == after.count &&
               std::equal(first(m_before, before), first(m_before, before) + before.count, first(m_after, after));
    }
    void compareServers(std::size_t index) {
        const NodeModel& node = m_after.nodes[index];
        const ServerModel& before = m_before.servers[node.extra];
        const ServerModel& after = m_after.servers[node.extra];
        const auto isPlain = [](const ServerModel& server) {
            return server.elastic == kNone && server.ownLines == kNone && server.guard == kNone && !server.rollout &&
                   !server.cluster && server.connections == kNone && server.locations == 0 && !server.preHook &&
                   !server.postHook && !server.connector && server.logins == kNone && !server.resume;
        };
        if (!isPlain(before) || !isPlain(after)) return compareSpecs(index);
        if (before.slotsPerInstance != after.slotsPerInstance) differ(node.id, "its instances have other slots");
        if (before.hpa.has_value() != after.hpa.has_value()) differ(node.id, "an autoscaler comes or goes");
        if (before.cpuLimit != after.cpuLimit) differ(node.id, "its CPU limit is another");
    }
    void compareFunctions(const NodeModel& node) {
        const FunctionModel& before = m_before.functions[node.extra];
        const FunctionModel& after = m_after.functions[node.extra];
        if (before.provisioned != after.provisioned || before.pool != after.pool ||
            m_before.pools[before.pool].limit != m_after.pools[after.pool].limit)
            differ(node.id, "its concurrency is another");
    }
    void compareSources(std::size_t index) {
        const NodeModel& node = m_after.nodes[index];
        const SourceModel& before = m_before.sources[node.extra];
        const SourceModel& after = m_after.sources[node.extra];
        if (before.way != after.way || before.count != after.count || before.every != after.every)
            differ(node.id, "it sends in another way");
    }
    void compareFlows(std::size_t index) {
        const FlowModel& before = m_before.flows[index];
        const FlowModel& after = m_after.flows[index];
        const std::string item = after.from == kNone ? m_after.nodes[after.to].id : m_after.nodes[after.from].id;
        if (before.from != after.from || before.to != after.to || before.awaited != after.awaited ||
            before.fromQueue != after.fromQueue || before.asyncRetry != after.asyncRetry || before.set != after.set)
            return differ(item, "one of its flows is another");
        const auto guardOf = [](const Model& model, const FlowModel& flow) {
            return flow.guard == kNone ? std::nullopt : std::optional{model.guards[flow.guard]};
        };
        if (guardOf(m_before, before) != guardOf(m_after, after) || before.guard != after.guard)
            differ(item, "what guards one of its flows is another");
        const auto sessionOf = [](const Model& model, const FlowModel& flow) {
            return flow.delivery == kNone ? kNone : model.deliveries[flow.delivery].session;
        };
        if (sessionOf(m_before, before) != sessionOf(m_after, after))
            differ(item, "what is kept for one of its subscribers is another");
        const bool fetches = before.batch != after.batch || before.maxConcurrency != after.maxConcurrency ||
                             before.window != after.window;
        if (after.fromQueue && fetches) differ(item, "how it is fetched from is another");
    }

    const RunPlan& m_beforePlan;
    const RunPlan& m_afterPlan;
    const Model& m_before;
    const Model& m_after;
    Diagnostics m_found;
};

// The classes of `before`, then those of `after` that are new; and where `after`'s are among them.
struct Aligned {
    std::vector<Duration> all;
    std::vector<std::uint32_t> place;

    Aligned(const std::vector<Duration>& before, const std::vector<Duration>& after) : all{before} {
        for (const Duration each : after) {
            auto found = std::ranges::find(all, each);
            if (found == all.end()) found = all.insert(all.end(), each);
            place.push_back(static_cast<std::uint32_t>(found - all.begin()));
        }
    }
    void move(std::uint32_t& index) const {
        if (index < place.size()) index = place[index];
    }
};

}  // namespace

Diagnostics branchProblems(const RunPlan& before, const RunPlan& after) {
    return Comparison{before, after}.differences();
}

std::shared_ptr<const RunPlan> alignedTo(const RunPlan& before, const RunPlan& after) {
    auto plan = std::make_shared<RunPlan>(after);
    Model& model = plan->model;
    const Aligned constants{before.model.constants, model.constants};
    const Aligned timers{before.model.timers, model.timers};
    const Aligned timeouts{before.model.timeouts, model.timeouts};
    for (NodeModel& node : model.nodes) {
        constants.move(node.workConstant);
        timers.move(node.visitTimer);
    }
    for (FlowModel& flow : model.flows) {
        constants.move(flow.latencyConstant);
        timeouts.move(flow.timer);
    }
    for (QueueModel& queue : model.queues) timers.move(queue.visibilityTimer);
    for (ReaderModel& reader : model.readers) timers.move(reader.silenceTimer);
    // Executions under way stand at states of their own machine.
    for (std::size_t i = 0; i < model.workflows.size(); ++i) {
        auto kept = std::make_shared<WorkflowModel>(*before.model.workflows[i]);
        kept->horizon = model.workflows[i]->horizon;
        model.workflows[i] = std::move(kept);
    }
    model.constants = constants.all;
    model.timers = timers.all;
    model.timeouts = timeouts.all;
    return plan;
}

}  // namespace spillway
