pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// The drawing, its context menu, and what it asks the window for.
Rectangle {
    id: area

    required property Workspace workspace
    required property LiveSource live
    readonly property alias drawing: drawing
    // The panels find their sizes while the window comes up: until it is there, the drawing fits each of them.
    property bool shown: false
    // Enter on what is selected: edit it.
    signal activated
    signal offered(string from, point centre, string flowKind)

    color: Theme.canvas
    objectName: "canvasArea"
    clip: true
    onWidthChanged: shown ? undefined : drawing.fit()
    onHeightChanged: shown ? undefined : drawing.fit()

    Connections {
        target: area.Window.window
        enabled: !area.shown
        function onFrameSwapped() {
            area.shown = true
        }
    }
    Drawing {
        id: drawing
        objectName: "drawing"
        anchors.fill: parent
        focus: true
        document: area.workspace.document
        selection: area.workspace.selection
        live: area.live
        dark: Theme.dark
        reducedMotion: Theme.reducedMotion
        tool: area.workspace.tool
        drawsEvents: area.workspace.drawsEvents
        Accessible.role: Accessible.Canvas
        Accessible.name: qsTr("The drawing")
        onToolChanged: area.workspace.tool = tool
        onRenameRequested: area.workspace.actions.trigger("edit.rename")
        onActivated: item => area.workspace.openStates(item) ? undefined : area.activated()
        onContextMenuRequested: (part, item, at) => menu.show(part, at)
        onOfferRequested: (from, at, centre, flowKind) => area.offered(from, centre, flowKind)
        onReported: sentence => area.workspace.say(sentence)
    }
    Welcome {
        anchors.centerIn: parent
        visible: area.workspace.empty && area.workspace.mode === "design"
        workspace: area.workspace
    }
    ContextMenu {
        id: menu
        workspace: area.workspace
    }
    Connections {
        target: area.workspace.states
        function onOpened() {
            area.workspace.states.isOpen ? undefined : drawing.forceActiveFocus()
        }
    }
    Connections {
        target: area.workspace
        enabled: !area.workspace.states.isOpen
        function onRevealRequested(item) {
            drawing.reveal(item)
        }
        function onCanvasRequested(what) {
            const wishes = ({ "zoomIn": () => drawing.zoomBy(1.25), "zoomOut": () => drawing.zoomBy(0.8), "zoomReset": () => drawing.zoomTo(1),
                              "zoomFit": () => drawing.fit(), "focus": () => drawing.forceActiveFocus() })
            wishes[what]?.()
        }
    }
}
