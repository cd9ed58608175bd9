#include "viewmodel/edits/arrange.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace spillway::edits {
namespace {

// Selected nodes and boundaries with a box that are not inside another selected boundary.
std::vector<std::string> topItems(const Draft& draft) {
    std::unordered_set<std::string> covered;
    for (const std::string& item : draft.selection) {
        if (!findBoundary(draft.state.architecture.topology, item)) continue;
        const auto contents = contentsOf(draft.state.architecture.topology, item);
        covered.insert(contents.begin() + 1, contents.end());
    }
    std::vector<std::string> items;
    for (const std::string& item : draft.selection) {
        if (!isFlowName(item) && !covered.contains(item) && draft.state.layout.boxes.contains(item))
            items.push_back(item);
    }
    return items;
}

void shift(Draft& draft, const std::string& item, double dx, double dy) {
    for (const std::string& each : contentsOf(draft.state.architecture.topology, item)) {
        const auto it = draft.state.layout.boxes.find(each);
        if (it == draft.state.layout.boxes.end()) continue;
        it->second.x += dx;
        it->second.y += dy;
    }
}

void rehome(Draft& draft, const std::string& item) {
    const std::string home =
        boundaryAt(draft.state, draft.state.layout.boxes[item], contentsOf(draft.state.architecture.topology, item));
    if (Node* node = nodeOf(draft, item))
        node->in = home;
    else if (Boundary* boundary = boundaryOf(draft, item))
        boundary->in = home;
}

double start(const Box& box, Axis axis) { return axis == Axis::horizontal ? box.x : box.y; }
double length(const Box& box, Axis axis) { return axis == Axis::horizontal ? box.width : box.height; }

Box alignedBox(const Box& box, const Box& bounds, Alignment alignment) {
    Box result = box;
    switch (alignment) {
        case Alignment::left: result.x = bounds.x; break;
        case Alignment::right: result.x = bounds.x + bounds.width - box.width; break;
        case Alignment::centre: result.x = bounds.x + (bounds.width - box.width) / 2; break;
        case Alignment::top: result.y = bounds.y; break;
        case Alignment::bottom: result.y = bounds.y + bounds.height - box.height; break;
        case Alignment::middle: result.y = bounds.y + (bounds.height - box.height) / 2; break;
    }
    return result;
}

QString named(const Draft& draft, const char* verb, const std::vector<std::string>& items) {
    return QStringLiteral("%1 %2").arg(QLatin1String(verb), described(draft.state.architecture.topology, items));
}

}  // namespace

double snapped(double coordinate) { return std::round(coordinate / kGrid) * kGrid; }

std::optional<Box> boundsOf(const DocumentState& state, const std::vector<std::string>& items) {
    std::optional<Box> bounds;
    for (const std::string& item : items) {
        const auto it = state.layout.boxes.find(item);
        if (it == state.layout.boxes.end()) continue;
        const Box& box = it->second;
        if (!bounds) {
            bounds = box;
            continue;
        }
        const double right = std::max(bounds->x + bounds->width, box.x + box.width);
        const double bottom = std::max(bounds->y + bounds->height, box.y + box.height);
        bounds->x = std::min(bounds->x, box.x);
        bounds->y = std::min(bounds->y, box.y);
        bounds->width = right - bounds->x;
        bounds->height = bottom - bounds->y;
    }
    return bounds;
}

std::vector<std::string> movingItems(const Draft& draft) {
    std::vector<std::string> items;
    for (const std::string& item : topItems(draft)) {
        const auto contents = contentsOf(draft.state.architecture.topology, item);
        items.insert(items.end(), contents.begin(), contents.end());
    }
    return items;
}

void setCollapsed(Draft& draft, const std::vector<std::string>& boundaries, bool collapsed) {
    std::vector<std::string> changed;
    for (const std::string& id : boundaries) {
        const auto box = draft.state.layout.boxes.find(id);
        if (box == draft.state.layout.boxes.end() || box->second.collapsed == collapsed || !boundaryOf(draft, id))
            continue;
        box->second.collapsed = collapsed;
        changed.push_back(id);
        if (!collapsed) makeRoomFor(draft, id);
    }
    if (!changed.empty()) draft.label = named(draft, collapsed ? "Collapse" : "Expand", changed);
}

void move(Draft& draft, double dx, double dy) {
    const auto items = topItems(draft);
    if (items.empty() || (dx == 0 && dy == 0)) return;
    for (const std::string& item : items) shift(draft, item, dx, dy);
    for (const std::string& item : items) rehome(draft, item);
    draft.label = named(draft, "Move", items);
}

void resize(Draft& draft, const std::string& item, const Box& box) {
    const auto it = draft.state.layout.boxes.find(item);
    if (it == draft.state.layout.boxes.end() || it->second == box) return;
    const bool isNode = findNode(draft.state.architecture.topology, item) != nullptr;
    const Extent least = isNode ? kLeastNode : kLeastBoundary;
    it->second = {box.x, box.y, std::max(box.width, least.width), std::max(box.height, least.height),
                  it->second.collapsed};
    draft.label = QStringLiteral("Resize %1").arg(QString::fromStdString(item));
    if (isNode) return rehome(draft, item);
    // Only what lay in it or beside it can have crossed its border.
    const std::string around = boundaryOf(draft, item)->in;
    std::vector<std::string> neighbours;
    for (const Node& node : draft.state.architecture.topology.nodes) {
        if ((node.in == item || node.in == around) && draft.state.layout.boxes.contains(node.id))
            neighbours.push_back(node.id);
    }
    for (const std::string& neighbour : neighbours) rehome(draft, neighbour);
}

void align(Draft& draft, Alignment alignment) {
    const auto items = topItems(draft);
    const auto bounds = boundsOf(draft.state, items);
    if (items.size() < 2 || !bounds) return;
    for (const std::string& item : items) {
        const Box box = draft.state.layout.boxes[item];
        const Box target = alignedBox(box, *bounds, alignment);
        shift(draft, item, target.x - box.x, target.y - box.y);
    }
    draft.label = named(draft, "Align", items);
}

void distribute(Draft& draft, Axis axis) {
    auto items = topItems(draft);
    if (items.size() < 3) return;
    auto& boxes = draft.state.layout.boxes;
    std::stable_sort(items.begin(), items.end(), [&](const std::string& a, const std::string& b) {
        return start(boxes[a], axis) < start(boxes[b], axis);
    });
    const Box& last = boxes[items.back()];
    double gaps = start(last, axis) + length(last, axis) - start(boxes[items.front()], axis);
    for (const std::string& item : items) gaps -= length(boxes[item], axis);
    const double gap = gaps / static_cast<double>(items.size() - 1);
    double at = start(boxes[items.front()], axis);
    for (const std::string& item : items) {
        const double by = at - start(boxes[item], axis);
        at += length(boxes[item], axis) + gap;
        shift(draft, item, axis == Axis::horizontal ? by : 0, axis == Axis::vertical ? by : 0);
    }
    draft.label = named(draft, "Distribute", items);
}

void toGrid(Draft& draft) {
    const auto items = topItems(draft);
    if (items.empty()) return;
    for (const std::string& item : items) {
        const Box box = draft.state.layout.boxes[item];
        shift(draft, item, snapped(box.x) - box.x, snapped(box.y) - box.y);
    }
    draft.label = named(draft, "Snap", items) + QStringLiteral(" to the grid");
}

void makeSpace(Draft& draft, Axis axis, double from, double by) {
    if (by == 0 || draft.state.layout.boxes.empty()) return;
    bool moved = false;
    for (auto& [id, box] : draft.state.layout.boxes) {
        double& at = axis == Axis::horizontal ? box.x : box.y;
        double& size = axis == Axis::horizontal ? box.width : box.height;
        if (at >= from) {
            at += by;
        } else if (at + size > from && findBoundary(draft.state.architecture.topology, id)) {
            size = std::max(axis == Axis::horizontal ? kLeastBoundary.width : kLeastBoundary.height, size + by);
        } else {
            continue;
        }
        moved = true;
    }
    if (moved) draft.label = QStringLiteral("Make space");
}

}  // namespace spillway::edits
