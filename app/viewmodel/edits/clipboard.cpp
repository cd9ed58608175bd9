#include "viewmodel/edits/clipboard.h"

#include "io/architecture_text.h"
#include "viewmodel/edits/arrange.h"

#include <map>
#include <sstream>
#include <unordered_set>

namespace spillway::edits {
namespace {

constexpr const char* kPlaceMark = "# at ";  // "# at order-api: 408 96 152 70"

struct Piece {
    Topology topology;
    Layout layout;
};

Piece selectedPiece(const Draft& draft) {
    const Topology& all = draft.state.architecture.topology;
    const auto items = movingItems(draft);
    const std::unordered_set<std::string> wanted(items.begin(), items.end());
    Piece piece;
    for (const Boundary& boundary : all.boundaries) {
        if (!wanted.contains(boundary.id)) continue;
        piece.topology.boundaries.push_back(boundary);
        if (!wanted.contains(boundary.in)) piece.topology.boundaries.back().in.clear();
    }
    for (const Node& node : all.nodes) {
        if (!wanted.contains(node.id)) continue;
        piece.topology.nodes.push_back(node);
        Node& copy = piece.topology.nodes.back();
        if (!wanted.contains(copy.in)) copy.in.clear();
        std::erase_if(copy.zones, [&](const std::string& zone) { return !wanted.contains(zone); });
        auto* queue = std::get_if<Queue>(&copy.spec);
        if (queue && queue->deadLetters && !wanted.contains(queue->deadLetters->to)) queue->deadLetters.reset();
        auto* backend = std::get_if<Backend>(&copy.spec);
        if (backend && backend->users && !wanted.contains(backend->users->flexAuth)) backend->users->flexAuth.clear();
    }
    for (const Flow& flow : all.flows) {
        if (!wanted.contains(flow.from) || !wanted.contains(flow.to)) continue;
        piece.topology.flows.push_back(flow);
        auto& failure = piece.topology.flows.back().onFailure;
        if (failure && !wanted.contains(failure->to)) failure->to.clear();
    }
    for (const std::string& item : items) {
        const auto it = draft.state.layout.boxes.find(item);
        if (it != draft.state.layout.boxes.end()) piece.layout.boxes[item] = it->second;
    }
    return piece;
}

Layout placesIn(const std::string& text) {
    Layout layout;
    std::istringstream lines{text};
    lines.imbue(std::locale::classic());
    for (std::string line; std::getline(lines, line);) {
        const std::size_t colon = line.rfind(": ");
        const std::string mark{kPlaceMark};
        if (!line.starts_with(mark) || colon == std::string::npos) continue;
        std::istringstream numbers{line.substr(colon + 2)};
        numbers.imbue(std::locale::classic());
        Box box;
        if (numbers >> box.x >> box.y >> box.width >> box.height) {
            layout.boxes[line.substr(mark.size(), colon - mark.size())] = box;
        }
    }
    return layout;
}

// Boxes for what the text placed nowhere: in a row.
void placeRest(Piece& piece) {
    double x = 0;
    for (const Node& node : piece.topology.nodes) {
        if (piece.layout.boxes.contains(node.id)) continue;
        piece.layout.boxes[node.id] = {x, 0, kNodeSize.width, kNodeSize.height};
        x += kNodeSize.width + 5 * kGrid;
    }
    for (const Boundary& boundary : piece.topology.boundaries) {
        if (piece.layout.boxes.contains(boundary.id)) continue;
        auto contents = contentsOf(piece.topology, boundary.id);
        Box box = boundsOf({{piece.topology, {}}, piece.layout}, contents)
                      .value_or(Box{0, 0, kLeastBoundary.width, kLeastBoundary.height});
        const double above = kBoundaryMargins.width + kBoundaryMargins.height;
        piece.layout.boxes[boundary.id] = {box.x - kBoundaryMargins.width, box.y - above,
                                           box.width + 2 * kBoundaryMargins.width,
                                           box.height + above + kBoundaryMargins.width};
    }
}

// New ids that neither the drawing nor the piece has, and everything in the piece that names the old ones.
void giveFreeIds(const Topology& drawing, Piece& piece) {
    std::map<std::string, std::string> fresh{{"", ""}};
    Topology taken = drawing;
    const auto take = [&](const std::string& id) {
        Node claim;
        claim.id = freeId(taken, id);
        taken.nodes.push_back(claim);
        fresh[id] = claim.id;
    };
    for (const Boundary& boundary : piece.topology.boundaries) take(boundary.id);
    for (const Node& node : piece.topology.nodes) take(node.id);
    for (Boundary& boundary : piece.topology.boundaries) {
        boundary.id = fresh[boundary.id];
        boundary.in = fresh[boundary.in];
    }
    for (Node& node : piece.topology.nodes) {
        node.id = fresh[node.id];
        node.in = fresh[node.in];
        for (std::string& zone : node.zones) zone = fresh[zone];
        auto* queue = std::get_if<Queue>(&node.spec);
        if (queue && queue->deadLetters) queue->deadLetters->to = fresh[queue->deadLetters->to];
        auto* backend = std::get_if<Backend>(&node.spec);
        if (backend && backend->users) backend->users->flexAuth = fresh[backend->users->flexAuth];
    }
    for (Flow& flow : piece.topology.flows) {
        flow.from = fresh[flow.from];
        flow.to = fresh[flow.to];
        if (flow.onFailure && !flow.onFailure->to.empty()) flow.onFailure->to = fresh[flow.onFailure->to];
    }
    Layout layout;
    for (const auto& [id, box] : piece.layout.boxes) layout.boxes[fresh[id]] = box;
    piece.layout = layout;
}

void insertPiece(Draft& draft, Piece piece, double dx, double dy) {
    Topology& topology = draft.state.architecture.topology;
    giveFreeIds(topology, piece);
    draft.selection.clear();
    for (auto& [id, box] : piece.layout.boxes) {
        box.x += dx;
        box.y += dy;
        draft.state.layout.boxes[id] = box;
    }
    std::vector<std::string> tops;
    for (const Boundary& boundary : piece.topology.boundaries) {
        if (boundary.in.empty()) tops.push_back(boundary.id);
    }
    for (const Node& node : piece.topology.nodes) {
        if (node.in.empty()) tops.push_back(node.id);
    }
    topology.boundaries.insert(topology.boundaries.end(), piece.topology.boundaries.begin(),
                               piece.topology.boundaries.end());
    topology.nodes.insert(topology.nodes.end(), piece.topology.nodes.begin(), piece.topology.nodes.end());
    topology.flows.insert(topology.flows.end(), piece.topology.flows.begin(), piece.topology.flows.end());
    for (const std::string& id : tops) {
        const auto own = contentsOf(topology, id);
        const std::string home = boundaryAt(draft.state, draft.state.layout.boxes[id], own);
        if (Node* node = nodeOf(draft, id))
            node->in = home;
        else if (Boundary* boundary = boundaryOf(draft, id))
            boundary->in = home;
    }
    draft.selection = tops;
}

}  // namespace

std::string copyText(const Draft& draft) {
    const Piece piece = selectedPiece(draft);
    if (piece.topology.nodes.empty() && piece.topology.boundaries.empty()) return {};
    std::ostringstream out;
    out.imbue(std::locale::classic());
    out << canonicalText(Architecture{piece.topology, {}});
    for (const auto& [id, box] : piece.layout.boxes) {
        out << kPlaceMark << id << ": " << box.x << ' ' << box.y << ' ' << box.width << ' ' << box.height << '\n';
    }
    return out.str();
}

void paste(Draft& draft, const std::string& text, std::optional<Point> at) {
    const ArchitectureText read = ArchitectureText::parse(text, "clipboard");
    Piece piece{read.architecture().topology, placesIn(text)};
    if (hasErrors(read.diagnostics()) || (piece.topology.nodes.empty() && piece.topology.boundaries.empty())) {
        draft.notes.append(QStringLiteral("The clipboard holds no part of an architecture"));
        return;
    }
    placeRest(piece);
    std::vector<std::string> items;
    for (const auto& [id, box] : piece.layout.boxes) items.push_back(id);
    const Box bounds = boundsOf({{piece.topology, {}}, piece.layout}, items).value_or(Box{});
    const double dx = at ? snapped(at->x - bounds.x) : 3 * kGrid;
    const double dy = at ? snapped(at->y - bounds.y) : 3 * kGrid;
    insertPiece(draft, piece, dx, dy);
    draft.label = QStringLiteral("Paste %1").arg(described(draft.state.architecture.topology, draft.selection));
}

void duplicate(Draft& draft, double dx, double dy) {
    const Piece piece = selectedPiece(draft);
    if (piece.topology.nodes.empty() && piece.topology.boundaries.empty()) return;
    insertPiece(draft, piece, dx, dy);
    draft.label = QStringLiteral("Duplicate %1").arg(described(draft.state.architecture.topology, draft.selection));
}

}  // namespace spillway::edits
