#include "scenario/validate_scenario.h"

#include "scenario/fault_fit.h"
#include "scenario/workload_text.h"
#include "topology/excess.h"
#include "topology/range_check.h"

#include <map>
#include <set>
#include <utility>

namespace spillway {
namespace {

std::string quoted(std::string_view text) { return '"' + std::string{text} + '"'; }

// What a scenario can name, looked up once for all scenarios and all their faults.
class Ground {
public:
    explicit Ground(const Topology& topology) : m_topology{topology} {
        for (const Node& node : topology.nodes) {
            m_nodes.emplace(node.id, &node);
            m_nodeIds.push_back(node.id);
        }
        m_targets = m_nodeIds;
        for (const Boundary& boundary : topology.boundaries)
            add(boundary.id, {.boundary = &boundary});  // a boundary before a flow
        for (const Flow& flow : topology.flows) add(flowName(flow), {.flow = &flow});
    }

    const Node* node(const std::string& id) const {
        const auto found = m_nodes.find(id);
        return found == m_nodes.end() ? nullptr : found->second;
    }
    FaultTarget target(const std::string& on) const {
        if (const Node* at = node(on)) return {.node = at};
        const auto found = m_others.find(on);
        return found == m_others.end() ? FaultTarget{} : found->second;
    }
    const Topology& topology() const { return m_topology; }
    std::string nearestNode(const std::string& id) const { return guess(id, m_nodeIds); }
    std::string nearestTarget(const std::string& on) const { return guess(on, m_targets); }

private:
    void add(std::string name, FaultTarget target) {
        m_targets.push_back(name);
        m_others.emplace(std::move(name), target);
    }
    std::string guess(const std::string& word, const std::vector<std::string>& known) const {
        return m_guesses++ < kMostGuesses ? didYouMean(word, known) : std::string{};
    }

    std::map<std::string, const Node*> m_nodes;
    const Topology& m_topology;
    std::map<std::string, FaultTarget> m_others;
    std::vector<std::string> m_nodeIds, m_targets;
    mutable int m_guesses = 0;
};

class Checker {
public:
    Checker(const Scenario& scenario, const Ground& ground, std::size_t index)
        : m_scenario{scenario}, m_ground{ground}, m_index{index} {}

    Findings check() {
        if (m_scenario.id.empty())
            report("missing-key", "id", "\"id\" is missing", "a word that names it");
        else if (const char* wrong = whatIsWrongWithId(m_scenario.id))
            report("bad-id", "id", quoted(m_scenario.id) + ' ' + wrong);
        checkNumbers(m_scenario, "");
        checkAmounts(m_scenario, "");  // and what is in its lists
        for (std::size_t i = 0; i < m_scenario.load.size(); ++i)
            checkLoad(m_scenario.load[i], "load[" + std::to_string(i) + "].");
        for (std::size_t i = 0; i < m_scenario.faults.size(); ++i) {
            const std::string prefix = "faults[" + std::to_string(i) + "].";
            checkFault(m_scenario.faults[i], prefix);
            if (m_scenario.faults[i].at >= m_scenario.duration)
                report("fault-too-late", prefix + "at",
                       "the fault begins at " + toText(m_scenario.faults[i].at) + ", but the scenario ends at " +
                           toText(m_scenario.duration),
                       "", Severity::warning);
        }
        for (std::size_t i = 0; i < m_scenario.objectives.size(); ++i)
            checkObjective(m_scenario.objectives[i], "objectives[" + std::to_string(i) + "].");
        return std::move(m_findings);
    }

    void checkFault(const Fault& fault, const std::string& prefix) {
        checkNumbers(fault, prefix);
        if (prefix.empty()) checkAmounts(fault, "");  // else the scenario around it did
        std::visit(
            [&](const auto& spec) {
                checkNumbers(spec, prefix);
                checkAmounts(spec, prefix.substr(0, prefix.size() - 1));
            },
            fault.spec);
        if (fault.on.empty())
            return report("missing-key", prefix + "on", "\"on\" is missing", "a node, a boundary or a flow");
        const FaultTarget target = m_ground.target(fault.on);
        if (!target.known())
            return report("unknown-reference", prefix + "on", "there is no node, boundary or flow " + quoted(fault.on),
                          m_ground.nearestTarget(fault.on));
        const bool isHit = fits(fault.kind(), target, m_ground.topology());
        // A boundary may be filled later; a run refuses it as it is.
        if (!isHit && target.boundary != nullptr)
            report("empty-target", prefix + "on",
                   "nothing in " + quoted(fault.on) + " is hit by a fault of kind " + std::string{wordOf(fault.kind())},
                   "it hits " + std::string{fault.face().needs}, Severity::warning);
        if (!isHit && target.boundary == nullptr)
            report("wrong-target", prefix + "on",
                   "a fault of kind " + std::string{wordOf(fault.kind())} + " cannot hit " + quoted(fault.on),
                   whyNotHit(fault, target) + "it hits " + std::string{fault.face().needs});
        checkUse(fault, target, prefix);
    }

    static std::string whyNotHit(const Fault& fault, const FaultTarget& target) {
        const bool isSource = target.node != nullptr && (kSourceKinds & bitOf(target.node->kind())) != 0;
        return isSource && (fault.face().nodes & kSourceKinds) == 0 ? "nothing is sent to a source; " : "";
    }

    static bool isIdle(const Fault& fault, const FaultTarget& target) {
        return std::visit(
            [&](const auto& spec) {
                if constexpr (requires { spec.changesNothing(); }) return spec.changesNothing();
                // Of a boundary some may be changed.
                if constexpr (requires { spec.changesNothingTo(NodeKind{}); })
                    return target.node != nullptr && spec.changesNothingTo(target.node->kind());
                return false;
            },
            fault.spec);
    }

    // What can be stated and means nothing.
    void checkUse(const Fault& fault, const FaultTarget& target, const std::string& prefix) {
        const std::string kind{wordOf(fault.kind())};
        if (fault.face().instant && fault.lasting && *fault.lasting > Duration{0})
            report("idle-key", prefix + "for",
                   "\"for\" means nothing to a fault of kind " + kind + ", which strikes once", "", Severity::warning);
        if (isIdle(fault, target))
            report("idle-fault", prefix + "on", "with these numbers the fault of kind " + kind + " changes nothing", "",
                   Severity::warning);
    }

    Findings takeFindings() { return std::move(m_findings); }

private:
    void report(const char* code, std::string field, std::string sentence, std::string hint = {},
                Severity severity = Severity::error) {
        m_findings.push_back(
            {Section::scenarios,
             m_index,
             {code, severity, {"", 0, 0, m_scenario.id, std::move(field)}, std::move(sentence), std::move(hint)}});
    }
    template <class T>
    void checkNumbers(const T& value, const std::string& prefix) {
        checkRanges(value, prefix, [&](const std::string& path, std::string sentence) {
            report("out-of-range", path, std::move(sentence));
        });
    }
    template <class T>
    void checkAmounts(const T& value, const std::string& path) {
        checkExcess(value, "", path, [&](const std::string& place, std::string sentence) {
            report("out-of-range", place, std::move(sentence));
        });
    }
    void checkLoad(const Load& load, const std::string& prefix) {
        checkNumbers(load, prefix);
        checkLoadSource(load, prefix);
        for (const RatePoint& point : load.rate.points) {
            const std::string excess = excessOf("rate", point.rate) + excessOf("at", point.at);
            if (!excess.empty()) report("out-of-range", prefix + "rate", excess);
        }
        if (load.users && !load.rate.points.empty())
            report("rate-or-users", prefix + "users", "a load has either \"rate\" or \"users\", not both",
                   "rate: open loop; users: closed loop");
        if (!load.users && load.rate.points.empty())
            report("rate-or-users", prefix + "rate", "a load needs \"rate\" or \"users\"", "rate: 200/s, or users: 50");
        for (std::size_t i = 1; i < load.rate.points.size(); ++i) {
            if (load.rate.points[i].at > load.rate.points[i - 1].at) continue;
            report("points-not-rising", prefix + "rate[" + std::to_string(i) + ']',
                   "the points of a rate must rise in time: " + toText(load.rate.points[i]) + " follows " +
                       toText(load.rate.points[i - 1]));
        }
    }
    void checkLoadSource(const Load& load, const std::string& prefix) {
        if (load.from.empty())
            return report("missing-key", prefix + "from", "\"from\" is missing", "the id of a clients node");
        const Node* node = m_ground.node(load.from);
        if (!node)
            return report("unknown-reference", prefix + "from", "there is no node " + quoted(load.from),
                          m_ground.nearestNode(load.from));
        if (node->kind() != NodeKind::clients)
            report("load-from-non-source", prefix + "from",
                   quoted(load.from) + " is a " + std::string{wordOf(node->kind())} + ", not a clients node",
                   isSource(node->kind()) ? "it sends by itself" : "");
        else if (!m_loaded.insert(load.from).second)
            report("duplicate-load", prefix + "from", quoted(load.from) + " has a load already");
    }

    void checkObjective(const Objective& objective, const std::string& prefix) {
        checkNumbers(objective, prefix);
        if (objective.of.empty()) return report("missing-key", prefix + "of", "\"of\" is missing", "the id of a node");
        if (!m_ground.node(objective.of))
            report("unknown-reference", prefix + "of", "there is no node " + quoted(objective.of),
                   m_ground.nearestNode(objective.of));
        if (!objective.p50 && !objective.p95 && !objective.p99 && !objective.share)
            report("empty-objective", prefix + "of", "the objective states no bound", "p50, p95, p99 or share",
                   Severity::warning);
    }

    const Scenario& m_scenario;
    const Ground& m_ground;
    std::size_t m_index;
    std::set<std::string> m_loaded;
    Findings m_findings;
};

}  // namespace

Findings validateScenario(const Scenario& scenario, const Topology& topology, std::size_t index) {
    const Ground ground{topology};
    return Checker{scenario, ground, index}.check();
}

Findings validateScenarios(const std::vector<Scenario>& scenarios, const Topology& topology) {
    Findings all;
    std::set<std::string> ids;
    const Ground ground{topology};
    for (std::size_t i = 0; i < scenarios.size(); ++i) {
        const std::string& id = scenarios[i].id;
        if (!id.empty() && !ids.insert(id).second) {
            Diagnostic twice;
            twice.code = "duplicate-id";
            twice.sentence = "the id " + quoted(id) + " is used a second time";
            twice.place.item = id;
            twice.place.field = "id";
            all.push_back({Section::scenarios, i, std::move(twice)});
        }
        for (Finding& finding : Checker(scenarios[i], ground, i).check()) all.push_back(std::move(finding));
    }
    return all;
}

Diagnostics validateFault(const Fault& fault, const Topology& topology) {
    const Scenario around;
    const Ground ground{topology};
    Checker checker{around, ground, 0};
    checker.checkFault(fault, "");
    Diagnostics diagnostics;
    for (Finding& finding : checker.takeFindings()) diagnostics.push_back(std::move(finding.diagnostic));
    return diagnostics;
}

}  // namespace spillway
