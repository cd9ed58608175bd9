#include "viewmodel/states/live_states.h"

#include <algorithm>
#include <map>

namespace spillway::states {
namespace {

QString qt(const std::string& text) { return QString::fromStdString(text); }

void appendPointers(const Json& machine, const std::string& pointer, std::vector<std::string>& order) {
    const Json* all = workflow::member(machine, "States");
    if (all == nullptr || !all->is_object()) return;
    for (const auto& [name, state] : all->items()) {
        const std::string own = statePointer(pointer, name);
        order.push_back(own);
        if (const Json* branches = workflow::member(state, "Branches"); branches != nullptr && branches->is_array()) {
            for (std::size_t i = 0; i < branches->size(); ++i)
                appendPointers((*branches)[i], own + "/Branches/" + std::to_string(i), order);
        }
        for (const char* key : {"ItemProcessor", "Iterator"}) {
            if (const Json* inside = workflow::member(state, key)) appendPointers(*inside, own + "/" + key, order);
        }
    }
}

// Sums over transitions of which one can be unknown.
class Ways {
public:
    Ways(const Graph& graph, const std::vector<std::optional<StateCounts>>& counts, std::uint64_t started)
        : m_graph{graph}, m_taken(graph.transitions.size()) {
        for (std::size_t i = 0; i < graph.states.size(); ++i) {
            if (!counts[i]) continue;
            addSum(static_cast<std::int64_t>(counts[i]->succeeded),
                   [&](const Transition& way) { return way.from == i && way.kind != Transition::Kind::error; });
            addSum(static_cast<std::int64_t>(counts[i]->caught),
                   [&](const Transition& way) { return way.from == i && way.kind == Transition::Kind::error; });
            if (const auto first = startsOf(i, counts, started))
                addSum(static_cast<std::int64_t>(counts[i]->entered) - *first,
                       [&](const Transition& way) { return way.to == i; });
        }
        while (settleOne()) {
        }
    }

    std::optional<std::int64_t> taken(std::size_t transition) const { return m_taken[transition]; }

private:
    struct Sum {
        std::int64_t total = 0;
        std::vector<std::size_t> ways;
    };

    template <class Fits>
    void addSum(std::int64_t total, const Fits& fits) {
        Sum sum{total, {}};
        for (std::size_t i = 0; i < m_graph.transitions.size(); ++i) {
            if (fits(m_graph.transitions[i])) sum.ways.push_back(i);
        }
        if (!sum.ways.empty()) m_sums.push_back(std::move(sum));
    }

    // How often a state was entered because its machine began; unknown in a Map, which begins once an item.
    std::optional<std::int64_t> startsOf(std::size_t state, const std::vector<std::optional<StateCounts>>& counts,
                                         std::uint64_t started) const {
        if (!m_graph.states[state].isStart) return 0;
        const std::size_t owner = m_graph.machines[m_graph.states[state].machine].owner;
        if (owner == 0) return static_cast<std::int64_t>(started);
        if (m_graph.states[owner - 1].type != "Parallel" || !counts[owner - 1]) return std::nullopt;
        return static_cast<std::int64_t>(counts[owner - 1]->entered);
    }

    bool settleOne() {
        for (const Sum& sum : m_sums) {
            std::int64_t left = sum.total;
            std::optional<std::size_t> unknown;
            bool several = false;
            for (const std::size_t way : sum.ways) {
                if (m_taken[way]) {
                    left -= *m_taken[way];
                } else {
                    several = unknown.has_value();
                    if (several) break;
                    unknown = way;
                }
            }
            if (!unknown || several) continue;
            // Between two states an execution is under way for a moment: it has left one and not entered the other.
            m_taken[*unknown] = std::max<std::int64_t>(0, left);
            return true;
        }
        return false;
    }

    const Graph& m_graph;
    std::vector<std::optional<std::int64_t>> m_taken;
    std::vector<Sum> m_sums;
};

void follow(const Graph& graph, const std::vector<std::size_t>& stateOf, const Followed& followed, StateLive& live) {
    if (followed.execution == nullptr) return;
    const std::size_t none = graph.states.size();
    std::map<std::int32_t, std::size_t> leftBy;  // by an event's number: the state it left
    const auto& steps = followed.execution->steps;
    for (std::size_t i = 0; i < steps.size() && i <= followed.step; ++i) {
        const ExecutionStep& step = steps[i];
        const bool isState = step.state >= 0 && static_cast<std::size_t>(step.state) < stateOf.size();
        const std::size_t state = isState ? stateOf[static_cast<std::size_t>(step.state)] : none;
        if (step.type.starts_with("Execution") && i > 0) live.on.clear();
        if (state == none) continue;
        const QString pointer = qt(graph.states[state].pointer);
        if (step.type.ends_with("StateExited")) {
            live.on.remove(pointer);
            leftBy[step.id] = state;
        } else if (step.type.ends_with("StateEntered")) {
            live.on.insert(pointer);
            live.visited.insert(pointer);
            const auto from = leftBy.find(step.previous);
            for (const Transition& way : graph.transitions) {
                if (from != leftBy.end() && way.from == from->second && way.to == state)
                    live.taken.insert(qt(way.pointer));
            }
        }
    }
}

}  // namespace

std::vector<std::string> pointersInOrder(const Json& definition) {
    std::vector<std::string> order;
    appendPointers(definition, {}, order);
    return order;
}

StateLive liveOf(const Graph& graph, const std::vector<std::string>& order, const WorkflowSnapshot& snapshot,
                 const Followed& followed) {
    StateLive live{.running = true};
    std::vector<std::optional<StateCounts>> counts(graph.states.size());
    std::vector<std::size_t> stateOf;
    for (std::size_t i = 0; i < order.size() && i < snapshot.states.size(); ++i) {
        const std::size_t state = graph.find(order[i]);
        stateOf.push_back(state);
        if (state == graph.states.size()) continue;
        const StateCounts& now = snapshot.states[i].counts;
        counts[state] = now;
        live.states.insert(qt(order[i]), {static_cast<std::int64_t>(now.inside), static_cast<std::int64_t>(now.entered),
                                          static_cast<std::int64_t>(now.failed + now.caught)});
    }
    const Ways ways(graph, counts, snapshot.counts.started);
    for (std::size_t i = 0; i < graph.transitions.size(); ++i) {
        const auto& from = counts[graph.transitions[i].from];
        const auto taken = ways.taken(i);
        if (!from || !taken) continue;
        const double left = static_cast<double>(from->succeeded + from->caught + from->failed);
        live.transitions.insert(qt(graph.transitions[i].pointer),
                                {*taken, left > 0 ? static_cast<double>(*taken) / left : 0});
    }
    follow(graph, stateOf, followed, live);
    return live;
}

}  // namespace spillway::states
