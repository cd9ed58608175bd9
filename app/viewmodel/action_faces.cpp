#include "viewmodel/action_faces.h"

#include <array>
#include <string>
#include <vector>

namespace spillway {
namespace {

constexpr std::array kStated{
    ActionFace{"file.new", "File", "New", "Ctrl+N"},
    ActionFace{"file.open", "File", "Open…", "Ctrl+O"},
    ActionFace{"file.reopen", "File", "Reopen last closed", "Ctrl+Shift+T"},
    ActionFace{"file.example", "File", "Open the example", ""},
    ActionFace{"file.recent1", "File", "Recent file 1", "", true},
    ActionFace{"file.recent2", "File", "Recent file 2", ""},
    ActionFace{"file.recent3", "File", "Recent file 3", ""},
    ActionFace{"file.recent4", "File", "Recent file 4", ""},
    ActionFace{"file.recent5", "File", "Recent file 5", ""},
    ActionFace{"file.import", "File", "Import manifests…", "Ctrl+Shift+I", true},
    ActionFace{"file.save", "File", "Save", "Ctrl+S", true},
    ActionFace{"file.saveAs", "File", "Save as…", "Ctrl+Shift+S"},
    ActionFace{"file.picture", "File", "Export picture…", "Ctrl+Shift+E", true},
    ActionFace{"file.settings", "File", "Settings…", "Ctrl+,", true},
    ActionFace{"file.close", "File", "Close", "Ctrl+W", true},
    ActionFace{"file.quit", "File", "Quit", "Ctrl+Q"},

    ActionFace{"edit.undo", "Edit", "Undo", "Ctrl+Z"},
    ActionFace{"edit.redo", "Edit", "Redo", "Ctrl+Shift+Z; Ctrl+Y"},
    ActionFace{"edit.cut", "Edit", "Cut", "Ctrl+X", true},
    ActionFace{"edit.copy", "Edit", "Copy", "Ctrl+C"},
    ActionFace{"edit.paste", "Edit", "Paste", "Ctrl+V"},
    ActionFace{"edit.duplicate", "Edit", "Duplicate", "Ctrl+D"},
    ActionFace{"edit.copyImage", "Edit", "Copy as image", "Ctrl+Shift+C"},
    ActionFace{"edit.delete", "Edit", "Delete", "Del; Backspace"},
    ActionFace{"edit.deleteReconnect", "Edit", "Delete and reconnect", "Ctrl+Del"},
    ActionFace{"edit.selectAll", "Edit", "Select all", "Ctrl+A", true},
    ActionFace{"edit.upstream", "Edit", "Select upstream", "Alt+S, U"},
    ActionFace{"edit.downstream", "Edit", "Select downstream", "Alt+S, D"},
    ActionFace{"edit.connected", "Edit", "Select connected", "Alt+S, C"},
    ActionFace{"edit.rename", "Edit", "Rename", "F2"},
    ActionFace{"edit.find", "Edit", "Find on canvas", "Ctrl+F", true},

    ActionFace{"view.commands", "View", "Search or run a command", "Ctrl+K; Ctrl+Shift+P"},
    ActionFace{"view.zoomIn", "View", "Zoom in", "Ctrl+=; Ctrl++", true},
    ActionFace{"view.zoomOut", "View", "Zoom out", "Ctrl+-"},
    ActionFace{"view.zoomReset", "View", "Zoom to 100 %", "Ctrl+0"},
    ActionFace{"view.zoomFit", "View", "Fit the drawing", "Ctrl+1"},
    ActionFace{"states.open", "View", "Open the workflow's states", "Alt+Down", true},
    ActionFace{"states.back", "View", "Leave the workflow", "Alt+Up"},
    ActionFace{"states.text", "View", "The workflow as text", "Ctrl+Alt+D"},
    ActionFace{"view.themeDark", "View", "Dark theme", "", true},
    ActionFace{"view.themeLight", "View", "Light theme", ""},
    ActionFace{"view.themeSystem", "View", "Theme of the system", ""},
    ActionFace{"view.reducedMotion", "View", "Reduced motion", ""},
    ActionFace{"view.fullScreen", "View", "Full screen", "F11", true},

    ActionFace{"tools.create", "Insert", "Node…", "N"},
    ActionFace{"tools.append", "Insert", "Node after the selected one…", "A"},
    ActionFace{"tools.boundary", "Insert", "Boundary, by drawing it", "B"},
    ActionFace{"insert.boundary", "Insert", "Boundary around the selection", "Ctrl+B"},
    ActionFace{"states.start", "Insert", "Start the workflow at this state", "", true},

    ActionFace{"arrange.alignLeft", "Arrange", "Align left", "Alt+A, L"},
    ActionFace{"arrange.alignRight", "Arrange", "Align right", "Alt+A, R"},
    ActionFace{"arrange.alignTop", "Arrange", "Align top", "Alt+A, T"},
    ActionFace{"arrange.alignBottom", "Arrange", "Align bottom", "Alt+A, B"},
    ActionFace{"arrange.alignMiddle", "Arrange", "Align middles", "Alt+A, M"},
    ActionFace{"arrange.alignCentre", "Arrange", "Align centres", "Alt+A, C"},
    ActionFace{"arrange.distributeH", "Arrange", "Distribute sideways", "Alt+A, H", true},
    ActionFace{"arrange.distributeV", "Arrange", "Distribute downwards", "Alt+A, V"},
    ActionFace{"arrange.grid", "Arrange", "Snap to the grid", "Alt+A, G"},
    ActionFace{"arrange.group", "Arrange", "Group into a boundary", "Ctrl+G", true},
    ActionFace{"arrange.ungroup", "Arrange", "Ungroup", "Ctrl+Shift+G"},
    ActionFace{"arrange.collapse", "Arrange", "Collapse", "Ctrl+Alt+G"},
    ActionFace{"arrange.expandAll", "Arrange", "Expand all", "Alt+G"},
    ActionFace{"arrange.collapseAll", "Arrange", "Collapse all", "Shift+Alt+G"},
    ActionFace{"arrange.tidy", "Arrange", "Tidy the drawing", "Shift+Alt+T", true},

    ActionFace{"run.play", "Run", "Run", "F5"},
    ActionFace{"run.pause", "Run", "Pause", "F6"},
    ActionFace{"run.step", "Run", "Step one second", "F10"},
    ActionFace{"run.stepBack", "Run", "Step back one second", "Shift+F10"},
    ActionFace{"run.stop", "Run", "Stop", "Shift+F5"},
    ActionFace{"run.until", "Run", "Run until…", "Ctrl+F10", true},
    ActionFace{"run.untilFault", "Run", "Run until the next fault", ""},
    ActionFace{"run.untilEvent", "Run", "Run until the next decision", "Alt+F10"},
    ActionFace{"run.untilNode", "Run", "Run until the selection decides something", "Ctrl+Alt+F10"},
    ActionFace{"run.faster", "Run", "Faster", "Ctrl+.", true},
    ActionFace{"run.slower", "Run", "Slower", "Ctrl+Shift+,"},
    ActionFace{"run.express", "Run", "As fast as possible", ""},
    ActionFace{"run.newSeed", "Run", "Another seed", "", true},

    ActionFace{"scenario.edit", "Scenario", "Edit the scenario", ""},
    ActionFace{"scenario.add", "Scenario", "Add a scenario", ""},
    ActionFace{"scenario.duplicate", "Scenario", "Duplicate the scenario", ""},
    ActionFace{"scenario.remove", "Scenario", "Remove the scenario", ""},
    ActionFace{"scenario.keepFaults", "Scenario", "Keep injected faults in the scenario", "", true},
    ActionFace{"fault.clear", "Scenario", "End the faults on the selection", "Ctrl+Alt+0"},

    ActionFace{"results.compare", "Results", "Compare runs", ""},
    ActionFace{"results.exportJson", "Results", "Export the last run as JSON…", ""},
    ActionFace{"results.exportCsv", "Results", "Export the last run's series as CSV…", ""},

    ActionFace{"tools.select", "Tools", "Select", "V"},
    ActionFace{"tools.hand", "Tools", "Hand", "H"},
    ActionFace{"tools.lasso", "Tools", "Lasso", "L"},
    ActionFace{"tools.space", "Tools", "Make space", "S"},
    ActionFace{"tools.connect", "Tools", "Connect", "C"},
    ActionFace{"tools.events", "Tools", "Draw events instead of calls", "E"},
    ActionFace{"tools.replace", "Tools", "Replace the kind…", "R", true},
    ActionFace{"tools.facts", "Tools", "Platform facts…", "Ctrl+Shift+F", true},

    ActionFace{"window.design", "Window", "Design", "Alt+1"},
    ActionFace{"window.run", "Window", "Run", "Alt+2"},
    ActionFace{"window.compare", "Window", "Compare", "Alt+3"},
    ActionFace{"window.ship", "Window", "Ship", "Alt+4"},
    ActionFace{"window.palette", "Window", "Palette", "Ctrl+Alt+P", true},
    ActionFace{"window.inspector", "Window", "Inspector", "Ctrl+Alt+I"},
    ActionFace{"window.charts", "Window", "Charts", "Ctrl+Alt+C"},
    ActionFace{"window.problems", "Window", "Problems", "Ctrl+Shift+M"},
    ActionFace{"window.log", "Window", "Decision log", "Ctrl+Shift+L"},
    ActionFace{"window.traces", "Window", "Traces", "Ctrl+Shift+J"},
    ActionFace{"window.reset", "Window", "Reset the layout", "", true},

    ActionFace{"help.shortcuts", "Help", "Keyboard shortcuts", "Shift+?; ?"},
    ActionFace{"help.about", "Help", "About Spillway", "", true},
};

// Every fault has an action, those at hand with a key: Ctrl+Alt+1 and on, in the order of the table.
struct FaultAction {
    std::string id, text, keys;
};

const std::vector<FaultAction>& faultActions() {
    static const std::vector<FaultAction> all = [] {
        std::vector<FaultAction> made;
        int key = 0;
        for (const auto& name : names(FaultKind{})) {
            const FaultFace& face = faceOf(name.value);
            made.push_back({"fault." + std::string{name.word}, "Fault: " + std::string{face.name},
                            face.atHand ? "Ctrl+Alt+" + std::to_string(++key) : std::string{}});
        }
        return made;
    }();
    return all;
}

// The table, with the faults in their place.
std::vector<ActionFace> withFaults() {
    std::vector<ActionFace> faces;
    for (const ActionFace& face : kStated) {
        if (std::string_view{face.id} == "fault.clear") {
            bool first = true;
            for (const FaultAction& fault : faultActions()) {
                faces.push_back({fault.id.c_str(), "Scenario", fault.text.c_str(), fault.keys.c_str(), first});
                first = false;
            }
        }
        faces.push_back(face);
    }
    return faces;
}

}  // namespace

std::span<const ActionFace> actionFaces() {
    static const std::vector<ActionFace> kFaces = withFaults();
    return kFaces;
}

const char* faultAction(FaultKind kind) { return faultActions()[static_cast<std::size_t>(kind)].id.c_str(); }

}  // namespace spillway
