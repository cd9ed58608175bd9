#include "manifests/reading/draft.h"

#include "manifests/reading/drawing.h"

#include <algorithm>

namespace spillway {

namespace drawing {

void Canvas::note(const Place& place, const std::string& item, std::string sentence, std::string hint) {
    Place at = place;
    at.item = item;
    result.diagnostics.push_back({"assumption", Severity::note, at, std::move(sentence), std::move(hint)});
}

NodeKind Canvas::kindOf(std::size_t workload) const {
    return findNode(result.architecture.topology, ids[workload])->kind();
}

}  // namespace drawing

Imported draw(Draft draft) {
    drawing::Canvas canvas;
    canvas.result.diagnostics = std::move(draft.diagnostics);
    canvas.result.workloads =
        static_cast<std::size_t>(std::ranges::count(draft.workloads, false, &DraftWorkload::outside));
    canvas.draft = std::move(draft);
    canvas.topology().name = canvas.draft.system;
    canvas.topology().boundaries = canvas.draft.boundaries;
    drawing::drawNodes(canvas);
    drawing::drawFlows(canvas);
    drawing::drawSources(canvas);
    drawing::cutLoops(canvas);
    drawing::stateAssumptions(canvas);
    return std::move(canvas.result);
}

std::string stemOf(const std::string& path) {
    const std::size_t slash = path.find_last_of("/\\");
    const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
    return name.substr(0, name.rfind('.'));
}

std::string folderOf(const std::string& path) {
    const std::size_t slash = path.find_last_of("/\\");
    if (slash == std::string::npos || slash == 0) return {};
    const std::string folder = path.substr(0, slash);
    const std::size_t above = folder.find_last_of("/\\");
    return above == std::string::npos ? folder : folder.substr(above + 1);
}

}  // namespace spillway
