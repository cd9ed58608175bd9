#include "topology/validate.h"

#include "topology/excess.h"
#include "topology/range_check.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace spillway {
namespace {

std::string quoted(std::string_view text) { return '"' + std::string{text} + '"'; }

struct Problem {
    const char* code;
    std::string field;
    std::string sentence;
    std::string hint{};
    Severity severity = Severity::error;
};

class Checker {
public:
    explicit Checker(const Topology& topology) : m_topology{topology} {
        for (const Node& node : topology.nodes) m_nodeIds.push_back(node.id), m_kinds.emplace(node.id, node.kind());
        for (const Boundary& boundary : topology.boundaries) {
            m_boundaryIds.push_back(boundary.id);
            m_boundaries.emplace(boundary.id, &boundary);
        }
    }

    Findings check() {
        for (m_index = 0; m_index < m_topology.boundaries.size(); ++m_index)
            checkBoundary(m_topology.boundaries[m_index]);
        for (m_index = 0; m_index < m_topology.nodes.size(); ++m_index) checkNode(m_topology.nodes[m_index]);
        for (m_index = 0; m_index < m_topology.flows.size(); ++m_index) checkFlow(m_topology.flows[m_index]);
        checkCallCycles();
        return std::move(m_findings);
    }

private:
    void report(Problem problem) {
        m_findings.push_back({m_section,
                              m_index,
                              {problem.code,
                               problem.severity,
                               {"", 0, 0, m_item, std::move(problem.field)},
                               std::move(problem.sentence),
                               std::move(problem.hint)}});
    }
    void begin(Section section, std::string item) {
        m_section = section;
        m_item = std::move(item);
    }

    // Each guess compares with every id: a large document whose references are all wrong gets them for the first only.
    std::string guess(const std::string& id, const std::vector<std::string>& known) {
        return m_guesses++ < kMostGuesses ? didYouMean(id, known) : std::string{};
    }
    void checkId(const std::string& id) {
        if (id.empty()) return report({"missing-key", "id", "\"id\" is missing", "a word that names it"});
        if (const char* wrong = whatIsWrongWithId(id)) report({"bad-id", "id", quoted(id) + ' ' + wrong});
        const auto [first, isNew] = m_firstUse.emplace(id, m_section);
        if (!isNew)
            report({"duplicate-id", "id", "the id " + quoted(id) + " is used a second time",
                    "nodes and boundaries share their ids"});
    }
    void checkBoundaryReference(const std::string& id, const std::string& field) {
        if (id.empty() || m_boundaries.contains(id)) return;
        const bool isNode = m_kinds.contains(id);
        report({"unknown-reference", field,
                isNode ? quoted(id) + " is a node, not a boundary" : "there is no boundary " + quoted(id),
                isNode ? "" : guess(id, m_boundaryIds)});
    }
    // False, with a report, when there is no such node.
    bool checkNodeReference(const std::string& id, const std::string& field) {
        if (m_kinds.contains(id)) return true;
        if (id.empty())
            report({"missing-key", field, quoted(field) + " is missing", "the id of a node"});
        else if (m_boundaries.contains(id))
            report({"unknown-reference", field, quoted(id) + " is a boundary, not a node"});
        else
            report({"unknown-reference", field, "there is no node " + quoted(id), guess(id, m_nodeIds)});
        return false;
    }
    template <class T>
    void checkNumbers(const T& value) {
        checkRanges(value, "", [&](const std::string& path, std::string sentence) {
            report({"out-of-range", path, std::move(sentence)});
        });
        checkExcess(value, "", "", [&](const std::string& path, std::string sentence) {
            report({"out-of-range", path, std::move(sentence)});
        });
    }

    void checkBoundary(const Boundary& boundary) {
        begin(Section::boundaries, boundary.id);
        checkId(boundary.id);
        checkBoundaryReference(boundary.in, "in");
        checkLoop(boundary);
    }
    // Walks outwards; a loop is reported once, at its first boundary in the document. Every boundary is walked over
    // once, however deep they nest.
    void checkLoop(const Boundary& boundary) {
        std::vector<std::string> path;
        std::map<std::string, std::size_t> depth;
        const Boundary* at = &boundary;
        while (at && !at->in.empty() && m_walked.insert(at->id).second) {
            depth.emplace(at->id, path.size());
            path.push_back(at->id);
            const auto next = m_boundaries.find(at->in);
            at = next == m_boundaries.end() ? nullptr : next->second;
        }
        if (at && depth.contains(at->id)) {
            path.erase(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(depth.at(at->id)));
            for (const std::string& id : path) m_loopOf[id] = m_loops.size();
            m_loops.push_back(std::move(path));
        }
        const auto found = m_loopOf.find(boundary.id);
        if (found == m_loopOf.end()) return;
        std::vector<std::string> loop = std::exchange(m_loops[found->second], {});
        if (loop.empty()) return;
        std::rotate(loop.begin(), std::ranges::find(loop, boundary.id), loop.end());
        report({"reference-loop", "in",
                "a boundary cannot be inside itself: " +
                    loopText(loop.size(), " in ", [&](std::size_t i) { return loop[i]; })});
    }
    // `a in b in a`; of a long loop the beginning and the end.
    template <class NameAt>
    static std::string loopText(std::size_t count, const std::string& joint, const NameAt& nameAt) {
        constexpr std::size_t kShown = 12;
        std::string text;
        for (std::size_t i = 0; i < count; ++i) {
            if (count > kShown && i == kShown / 2) {
                text += "..." + joint;
                i = count - kShown / 2;
            }
            text += nameAt(i) + joint;
        }
        return text + nameAt(0);
    }

    void checkNode(const Node& node) {
        begin(Section::nodes, node.id);
        checkId(node.id);
        checkBoundaryReference(node.in, "in");
        checkZones(node);
        std::visit(
            [&](const auto& spec) {
                checkNumbers(spec);
                checkSpec(spec);
            },
            node.spec);
    }
    void checkZones(const Node& node) {
        for (std::size_t i = 0; i < node.zones.size(); ++i) {
            const std::string field = "zones[" + std::to_string(i) + ']';
            checkBoundaryReference(node.zones[i], field);
            const auto found = m_boundaries.find(node.zones[i]);
            if (found == m_boundaries.end() || found->second->kind == BoundaryKind::zone) continue;
            report({"not-a-zone", field,
                    quoted(node.zones[i]) + " is a " + std::string{wordOf(found->second->kind)} + ", not a zone", "",
                    Severity::warning});
        }
    }
    void checkSpec(const auto&) {}
    void checkSpec(const Queue& queue) {
        if (!queue.deadLetters) return;
        const std::string& to = queue.deadLetters->to;
        if (!checkNodeReference(to, "dead_letters.to")) return;
        if (m_kinds.at(to) != NodeKind::queue)
            report({"not-a-queue", "dead_letters.to",
                    quoted(to) + " is a " + std::string{wordOf(m_kinds.at(to))} + ", not a queue"});
        else if (to == m_item)
            report({"self-reference", "dead_letters.to", "a queue cannot be its own dead letter queue"});
    }
    void checkSpec(const Backend& backend) {
        if (!backend.users || backend.users->flexAuth.empty()) return;
        const std::string& service = backend.users->flexAuth;
        if (!checkNodeReference(service, "users.flex_auth")) return;
        const bool called = std::ranges::any_of(m_topology.flows, [&](const Flow& flow) {
            return flow.from == m_item && flow.to == service && flow.kind == FlowKind::call;
        });
        if (!called)
            report(
                {"no-call", "users.flex_auth",
                 "no call leads from " + quoted(m_item) + " to " + quoted(service) + ", which is to check its logins",
                 "draw one: it is made for each login and for nothing else"});
    }
    void checkSpec(const Service& service) {
        checkResources(service.resources);
        const auto& hpa = service.scaling.hpa;
        if (hpa && hpa->min > hpa->max)
            report(
                {"min-above-max", "scaling.hpa.min", "min " + toText(hpa->min) + " is above max " + toText(hpa->max)});
        if (hpa && hpa->cpu.fraction() <= 0) report({"out-of-range", "scaling.hpa.cpu", "\"cpu\" must be above zero"});
        checkScaling(service.scaling);
    }
    void checkSpec(const Function& function) { checkScaling(function.scaling); }
    // What a section states for its platform has to fit together, whichever platform is the node's today.
    void checkScaling(const Scaling& scaling) {
        if (const auto& it = scaling.keda)
            checkBounds("scaling.keda.min_replica_count", it->minReplicas, it->maxReplicas);
        if (const auto& it = scaling.cloudRun)
            checkBounds("scaling.cloud_run.min_instances", it->minInstances, it->maxInstances);
        if (const auto& it = scaling.azureFunctions)
            checkBounds("scaling.azure_functions.always_ready", it->alwaysReady, it->maxInstances);
        if (const auto& it = scaling.vm) checkBounds("scaling.vm.min_size", it->min, it->max);
        // Here 0 is no limit of one's own.
        if (const auto& it = scaling.knative; it && it->maxScale != 0)
            checkBounds("scaling.knative.min_scale", it->minScale, it->maxScale);
        if (const auto& it = scaling.codeEngine; it && it->maxScale != 0)
            checkBounds("scaling.code_engine.min_scale", it->minScale, it->maxScale);
    }
    void checkBounds(const char* field, const std::optional<std::int64_t>& least,
                     const std::optional<std::int64_t>& most) {
        if (!least || !most || *least <= *most) return;
        const std::string_view key = std::string_view{field}.substr(std::string_view{field}.rfind('.') + 1);
        report(
            {"min-above-max", field, std::string{key} + ' ' + toText(*least) + " is above the most, " + toText(*most)});
    }
    void checkSpec(const Database& database) { checkResources(database.resources); }
    void checkSpec(const Cache& cache) { checkResources(cache.resources); }
    void checkResources(const Resources& resources) {
        if (resources.cpu && resources.cpuLimit && *resources.cpuLimit < *resources.cpu)
            report({"limit-below-request", "resources.cpu_limit", "the CPU limit is below the request"});
        if (resources.memory && resources.memoryLimit && *resources.memoryLimit < *resources.memory)
            report({"limit-below-request", "resources.memory_limit", "the memory limit is below the request"});
    }

    void checkFlow(const Flow& flow) {
        begin(Section::flows, flowName(flow));
        const bool fromKnown = checkNodeReference(flow.from, "from");
        const bool toKnown = checkNodeReference(flow.to, "to");
        if (fromKnown && flow.from == flow.to)
            report({"self-call", "to", "a flow must lead to another node"});
        else if (toKnown && isSource(m_kinds.at(flow.to)))
            report({"flow-to-source", "to", quoted(flow.to) + " is a source: nothing flows to it"});
        const auto [first, isNew] = m_flows.emplace(std::tuple{flow.from, flow.to, flow.kind}, m_index);
        if (!isNew && fromKnown && toKnown)
            report({"duplicate-flow", "",
                    "there is already a flow of this kind from " + quoted(flow.from) + " to " + quoted(flow.to),
                    "one flow of each kind joins two nodes"});
        checkNumbers(flow);
        checkOnFailure(flow);
        if (flow.breaker && flow.breaker->failureRate.fraction() <= 0)
            report({"out-of-range", "breaker.failure_rate", "\"failure_rate\" must be above zero"});
        if (flow.breaker && flow.breaker->slowRate.fraction() <= 0)
            report({"out-of-range", "breaker.slow_rate", "\"slow_rate\" must be above zero"});
    }

    void checkOnFailure(const Flow& flow) {
        if (!flow.onFailure || flow.onFailure->to.empty()) return;
        const std::string& to = flow.onFailure->to;
        if (checkNodeReference(to, "on_failure.to") && m_kinds.at(to) != NodeKind::queue)
            report({"not-a-queue", "on_failure.to",
                    quoted(to) + " is a " + std::string{wordOf(m_kinds.at(to))} + ", not a queue"});
    }

    // Depth first over calls; each flow that closes a loop is a warning.
    void checkCallCycles() {
        std::map<std::string, std::vector<std::size_t>> calls;
        for (std::size_t i = 0; i < m_topology.flows.size(); ++i) {
            const Flow& flow = m_topology.flows[i];
            const auto to = m_kinds.find(flow.to);
            const bool isFine = to != m_kinds.end() && !isSource(to->second) && flow.from != flow.to;
            if (flow.kind == FlowKind::call && isFine) calls[flow.from].push_back(i);
        }
        std::set<std::string> done;
        for (const Node& node : m_topology.nodes) walkCalls(node.id, calls, done);
    }
    // Iterative: a chain of calls may be as long as the document.
    void walkCalls(const std::string& start, const std::map<std::string, std::vector<std::size_t>>& calls,
                   std::set<std::string>& done) {
        struct Step {
            std::string node;
            std::size_t next = 0;
        };
        static const std::vector<std::size_t> kNone;
        const auto callsOf = [&](const std::string& id) -> const std::vector<std::size_t>& {
            const auto found = calls.find(id);
            return found == calls.end() ? kNone : found->second;
        };
        if (done.contains(start)) return;
        std::vector<Step> path{{start}};
        std::map<std::string, std::size_t> depth{{start, 0}};
        while (!path.empty()) {
            Step& step = path.back();
            const auto& out = callsOf(step.node);
            if (step.next == out.size()) {
                done.insert(step.node);
                depth.erase(step.node);
                path.pop_back();
                continue;
            }
            const std::size_t index = out[step.next++];
            const std::string& to = m_topology.flows[index].to;
            if (const auto back = depth.find(to); back != depth.end()) {
                const std::size_t first = back->second;
                reportCycle(index,
                            loopText(path.size() - first, " -> ", [&](std::size_t i) { return path[first + i].node; }));
            } else if (!done.contains(to)) {
                depth.emplace(to, path.size());
                path.push_back({to});
            }
        }
    }
    void reportCycle(std::size_t index, const std::string& loop) {
        begin(Section::flows, flowName(m_topology.flows[index]));
        m_index = index;
        report({"call-cycle", "", "these calls go in a circle: " + loop, "a request may never end, or wait for itself",
                Severity::warning});
    }

    const Topology& m_topology;
    std::vector<std::string> m_nodeIds, m_boundaryIds;
    std::map<std::string, NodeKind> m_kinds;
    std::map<std::string, const Boundary*> m_boundaries;
    std::map<std::string, Section> m_firstUse;
    std::map<std::tuple<std::string, std::string, FlowKind>, std::size_t> m_flows;
    std::set<std::string> m_walked;
    std::vector<std::vector<std::string>> m_loops;  // empty once reported
    std::map<std::string, std::size_t> m_loopOf;    // place in m_loops, by boundary
    int m_guesses = 0;
    Findings m_findings;
    Section m_section = Section::nodes;
    std::size_t m_index = 0;
    std::string m_item;
};

}  // namespace

const char* whatIsWrongWithId(const std::string& id) {
    const auto isWordChar = [](char c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
        return letter || (c >= '0' && c <= '9');
    };
    if (id.empty() || !isWordChar(id.front())) return "must begin with a letter or digit";
    if (id.size() > 200) return "is longer than 200 bytes";
    const bool fine =
        std::ranges::all_of(id, [&](char c) { return isWordChar(c) || c == '-' || c == '_' || c == '.'; });
    return fine ? nullptr : "may have letters, digits, '-', '_' and '.' only";
}

Findings validateTopology(const Topology& topology) { return Checker{topology}.check(); }

}  // namespace spillway
