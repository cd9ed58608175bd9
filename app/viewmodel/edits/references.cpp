#include "viewmodel/edits/references.h"

#include <algorithm>
#include <unordered_set>

namespace spillway::edits {
namespace {

void replaceId(std::string& place, const std::string& from, const std::string& to) {
    if (place == from) place = to;
}

// An id, or a flow's name with the id at one of its ends.
void replaceTarget(std::string& target, const std::string& from, const std::string& to) {
    const std::size_t arrow = target.find(" -> ");
    if (arrow == std::string::npos) return replaceId(target, from, to);
    std::string source = target.substr(0, arrow);
    std::string sink = target.substr(arrow + 4);
    replaceId(source, from, to);
    replaceId(sink, from, to);
    target = source + " -> " + sink;
}

template <class Items, class Gone>
int dropIf(Items& items, const Gone& gone) {
    const auto first = std::remove_if(items.begin(), items.end(), gone);
    const int count = static_cast<int>(items.end() - first);
    items.erase(first, items.end());
    return count;
}

std::unordered_set<std::string> drawn(const Topology& topology) {
    std::unordered_set<std::string> names;
    for (const Node& node : topology.nodes) names.insert(node.id);
    for (const Boundary& boundary : topology.boundaries) names.insert(boundary.id);
    for (const Flow& flow : topology.flows) names.insert(flowName(flow));
    return names;
}

}  // namespace

void renameReferences(Draft& draft, const std::string& from, const std::string& to) {
    Topology& topology = draft.state.architecture.topology;
    for (Boundary& boundary : topology.boundaries) {
        replaceId(boundary.id, from, to);
        replaceId(boundary.in, from, to);
        for (std::string& distance : boundary.distances)
            if (distance.starts_with(from + " ")) distance.replace(0, from.size(), to);
    }
    for (Node& node : topology.nodes) {
        replaceId(node.id, from, to);
        replaceId(node.in, from, to);
        for (std::string& zone : node.zones) replaceId(zone, from, to);
        auto* queue = std::get_if<Queue>(&node.spec);
        if (queue && queue->deadLetters) replaceId(queue->deadLetters->to, from, to);
        auto* backend = std::get_if<Backend>(&node.spec);
        if (backend && backend->users) replaceId(backend->users->flexAuth, from, to);
    }
    for (Flow& flow : topology.flows) {
        replaceId(flow.from, from, to);
        replaceId(flow.to, from, to);
        if (flow.onFailure) replaceId(flow.onFailure->to, from, to);
        replaceId(flow.onSuccess, from, to);
    }
    for (Scenario& scenario : draft.state.architecture.scenarios) {
        for (Load& load : scenario.load) replaceId(load.from, from, to);
        for (Fault& fault : scenario.faults) replaceTarget(fault.on, from, to);
        for (Objective& objective : scenario.objectives) replaceId(objective.of, from, to);
    }
    for (std::string& item : draft.selection) replaceTarget(item, from, to);
    if (auto box = draft.state.layout.boxes.extract(from)) {
        box.key() = to;
        draft.state.layout.boxes.insert(std::move(box));
    }
}

void dropDanglingReferences(Draft& draft) {
    Topology& topology = draft.state.architecture.topology;
    const auto names = drawn(topology);
    const auto isGone = [&names](const std::string& name) { return !names.contains(name); };
    for (Node& node : topology.nodes) {
        dropIf(node.zones, isGone);
        auto* queue = std::get_if<Queue>(&node.spec);
        if (queue && queue->deadLetters && isGone(queue->deadLetters->to)) {
            queue->deadLetters.reset();
            draft.notes.append(
                QStringLiteral("%1 has no dead-letter queue any more").arg(QString::fromStdString(node.id)));
        }
        auto* backend = std::get_if<Backend>(&node.spec);
        if (backend && backend->users && !backend->users->flexAuth.empty() && isGone(backend->users->flexAuth)) {
            backend->users->flexAuth.clear();
            draft.notes.append(QStringLiteral("%1 checks its logins itself now").arg(QString::fromStdString(node.id)));
        }
    }
    for (Flow& flow : topology.flows) {
        if (!flow.onSuccess.empty() && isGone(flow.onSuccess)) flow.onSuccess.clear();
        if (!flow.onFailure || flow.onFailure->to.empty() || !isGone(flow.onFailure->to)) continue;
        flow.onFailure->to.clear();
        draft.notes.append(QStringLiteral("What %1 gives up is lost now").arg(QString::fromStdString(flowName(flow))));
    }
    for (Scenario& scenario : draft.state.architecture.scenarios) {
        const int lines = dropIf(scenario.load, [&](const Load& load) { return isGone(load.from); }) +
                          dropIf(scenario.faults, [&](const Fault& fault) { return isGone(fault.on); }) +
                          dropIf(scenario.objectives, [&](const Objective& objective) { return isGone(objective.of); });
        if (lines == 0) continue;
        draft.notes.append(QStringLiteral("Scenario %1 lost %2 %3 that named what was removed")
                               .arg(QString::fromStdString(scenario.id))
                               .arg(lines)
                               .arg(lines == 1 ? QStringLiteral("line") : QStringLiteral("lines")));
    }
}

}  // namespace spillway::edits
