#include "document/auto_layout.h"
#include "viewmodel/edits/arrange.h"

#include <algorithm>
#include <limits>
#include <unordered_set>

// What stands in the way of a boundary that is drawn in its full size again.
namespace spillway::edits {
namespace {

constexpr double kRoom = kRowGap;  // kept free around it

// The boundary, what is in it, and the boundaries around it: these stay, or grow.
struct Family {
    std::unordered_set<std::string> inside;
    std::unordered_set<std::string> around;
};

Family familyOf(const Topology& topology, const std::string& id) {
    Family family;
    for (const std::string& each : contentsOf(topology, id)) family.inside.insert(each);
    for (const Boundary* at = findBoundary(topology, id); at != nullptr && !at->in.empty();) {
        if (!family.around.insert(at->in).second) break;
        at = findBoundary(topology, at->in);
    }
    return family;
}

// As it is drawn: collapsed ones are as large as a node.
Box drawn(const Box& box) { return box.collapsed ? Box{box.x, box.y, kNodeWidth, kNodeHeight} : box; }

bool meets(const Box& a, const Box& b) {
    return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

double& startOf(Box& box, Axis axis) { return axis == Axis::horizontal ? box.x : box.y; }
double& lengthOf(Box& box, Axis axis) { return axis == Axis::horizontal ? box.width : box.height; }

// The nearest thing that lies beyond the small box in this direction and would be covered, and all beyond it, step
// aside together, so that rows stay rows.
void pushAside(Draft& draft, const Family& family, Box area, Axis axis) {
    auto& boxes = draft.state.layout.boxes;
    const double beyond = startOf(area, axis) + (axis == Axis::horizontal ? kNodeWidth : kNodeHeight);
    const Box wide{area.x - kRoom / 2, area.y - kRoom / 2, area.width + kRoom, area.height + kRoom};
    double from = std::numeric_limits<double>::infinity();
    for (auto& [id, box] : boxes) {
        if (family.inside.contains(id) || family.around.contains(id)) continue;
        if (startOf(box, axis) >= beyond && meets(drawn(box), wide)) from = std::min(from, startOf(box, axis));
    }
    const double by = startOf(area, axis) + lengthOf(area, axis) + kRoom - from;
    if (!(by > 0)) return;
    for (auto& [id, box] : boxes) {
        if (family.inside.contains(id)) continue;
        if (startOf(box, axis) >= from && !family.around.contains(id))
            startOf(box, axis) += by;
        else if (startOf(box, axis) + lengthOf(box, axis) > from && findBoundary(draft.state.architecture.topology, id))
            lengthOf(box, axis) += by;
    }
}

}  // namespace

void makeRoomFor(Draft& draft, const std::string& boundary) {
    const auto box = draft.state.layout.boxes.find(boundary);
    if (box == draft.state.layout.boxes.end()) return;
    const Family family = familyOf(draft.state.architecture.topology, boundary);
    pushAside(draft, family, box->second, Axis::horizontal);
    pushAside(draft, family, box->second, Axis::vertical);
}

}  // namespace spillway::edits
