pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// Design and Run: palette, canvas and inspector, with the run's dock, the problems and the log below.
SplitView {
    id: page

    required property Workspace workspace
    required property LiveSource live
    signal offered(string from, point centre, string flowKind)
    readonly property Preferences preferences: workspace.preferences
    readonly property bool running: workspace.mode === "run"
    // A workflow is open: its states instead of the drawing.
    readonly property bool inStates: workspace.states.isOpen
    readonly property bool inState: inStates && (running || workspace.states.selected.length > 0)
    property bool paletteShown: preferences.size("palette.shown", 1) > 0
    property bool inspectorShown: preferences.size("inspector.shown", 1) > 0
    property bool chartsShown: preferences.size("charts.shown", 1) > 0
    property bool problemsShown: false
    property bool tracesShown: false
    property bool logShown: preferences.size("log.shown", 0) > 0

    orientation: Qt.Vertical
    handle: Ridge {}

    function toggle(panel: string) {
        paletteShown = panel === "palette" ? !paletteShown : paletteShown
        inspectorShown = panel === "inspector" ? !inspectorShown : panel === "showInspector" ? true : inspectorShown
        chartsShown = panel === "charts" ? !chartsShown : chartsShown
        problemsShown = panel === "problems" ? !problemsShown : panel === "showProblems" ? true : problemsShown
        tracesShown = panel === "traces" ? !tracesShown : tracesShown
        logShown = panel === "log" ? !logShown : logShown
    }
    function edit() {
        inspectorShown = true
        if (inState)
            statePanel.edit()
        else
            inspector.edit()
    }
    function remember(panel: string, shown: bool) {
        preferences.setSize(panel + ".shown", shown ? 1 : 0)
    }
    onPaletteShownChanged: remember("palette", paletteShown)
    onInspectorShownChanged: remember("inspector", inspectorShown)
    onChartsShownChanged: remember("charts", chartsShown)
    onLogShownChanged: remember("log", logShown)

    Connections {
        target: page.workspace
        function onPanelToggled(panel) {
            page.toggle(panel)
        }
    }
    Connections {
        target: page.preferences
        function onLayoutReset() {
            palette.SplitView.preferredWidth = 188
            inspector.SplitView.preferredWidth = 318
            dock.SplitView.preferredHeight = 278
            page.paletteShown = page.inspectorShown = page.chartsShown = true
            page.problemsShown = page.logShown = page.tracesShown = false
        }
    }

    SplitView {
        SplitView.fillHeight: true
        SplitView.minimumHeight: 200
        handle: Ridge {}

        PalettePanel {
            id: palette
            visible: page.paletteShown && !page.inStates
            SplitView.preferredWidth: page.preferences.size("palette", 188)
            SplitView.minimumWidth: 140
            workspace: page.workspace
            onWidthChanged: width > 0 ? page.preferences.setSize("palette", width) : undefined
        }
        StatePalette {
            visible: page.paletteShown && page.inStates
            SplitView.preferredWidth: palette.SplitView.preferredWidth
            SplitView.minimumWidth: 140
            workspace: page.workspace
        }
        CanvasArea {
            visible: !page.inStates
            SplitView.fillWidth: true
            SplitView.minimumWidth: 240
            workspace: page.workspace
            live: page.live
            onOffered: (from, centre, flowKind) => page.offered(from, centre, flowKind)
            onActivated: page.edit()
        }
        StatesArea {
            visible: page.inStates
            SplitView.fillWidth: true
            SplitView.minimumWidth: 240
            workspace: page.workspace
            onActivated: page.edit()
        }
        StatePanel {
            id: statePanel
            visible: page.inspectorShown && page.inState
            SplitView.preferredWidth: inspector.SplitView.preferredWidth
            SplitView.minimumWidth: 240
            workspace: page.workspace
        }
        InspectorPanel {
            id: inspector
            visible: page.inspectorShown && !page.inState
            SplitView.preferredWidth: page.preferences.size("inspector", 318)
            SplitView.minimumWidth: 240
            workspace: page.workspace
            onWidthChanged: width > 0 ? page.preferences.setSize("inspector", width) : undefined
        }
    }
    RunDock {
        id: dock
        visible: page.running
        SplitView.preferredHeight: page.chartsShown || page.logShown ? page.preferences.size("dock", 278) : 86
        SplitView.minimumHeight: 86
        workspace: page.workspace
        chartsShown: page.chartsShown
        logShown: page.logShown
        onHeightChanged: height > 120 ? page.preferences.setSize("dock", height) : undefined
    }
    TracesPanel {
        visible: page.running && page.tracesShown
        SplitView.preferredHeight: page.preferences.size("traces", 220)
        SplitView.minimumHeight: 110
        workspace: page.workspace
        onClosed: page.tracesShown = false
        onHeightChanged: height > 0 ? page.preferences.setSize("traces", height) : undefined
    }
    ProblemsPanel {
        visible: page.problemsShown
        SplitView.preferredHeight: page.preferences.size("problems", 170)
        SplitView.minimumHeight: 80
        workspace: page.workspace
        onClosed: page.problemsShown = false
        onHeightChanged: height > 0 ? page.preferences.setSize("problems", height) : undefined
    }
}
