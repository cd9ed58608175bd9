#include "session/watchpoint.h"

#include <algorithm>
#include <utility>

namespace spillway {
namespace {

bool concerns(const Decision& decision, const std::string& id) {
    return id.empty() || decision.node == id || decision.node.starts_with(id + " -> ") ||
           decision.node.ends_with(" -> " + id);
}

bool isSo(Watchpoint::When when, const NodeSnapshot& node) {
    switch (when) {
        case Watchpoint::When::waiting: return node.waiting > 0;
        case Watchpoint::When::full: return node.slots > 0 && node.busySlots >= node.slots;
        case Watchpoint::When::failing: return node.errorShare > 0;
        case Watchpoint::When::decision: break;
    }
    return false;
}

}  // namespace

Watch::Watch(Watchpoint point, const Run& run)
    : m_point{std::move(point)}, m_decisions{run.decisions().size()}, m_held{holds(run)} {}

bool Watch::hasBegun(const Run& run) {
    if (m_point.when == Watchpoint::When::decision) return decided(run);
    const bool held = std::exchange(m_held, holds(run));
    return m_held && !held;
}

bool Watch::decided(const Run& run) {
    const auto& all = run.decisions();
    for (; m_decisions < all.size(); ++m_decisions) {
        if (concerns(all[m_decisions], m_point.id)) return true;
    }
    return false;
}

bool Watch::holds(const Run& run) {
    if (m_point.when == Watchpoint::When::decision) return false;
    run.fill(m_picture);
    if (m_point.node)
        return *m_point.node < m_picture.nodes.size() && isSo(m_point.when, m_picture.nodes[*m_point.node]);
    return std::ranges::any_of(m_picture.nodes, [this](const NodeSnapshot& node) { return isSo(m_point.when, node); });
}

}  // namespace spillway
