pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// The one window: menus, top bar, one of four modes, status bar.
ApplicationWindow {
    id: window

    required property Workspace workspace
    required property LiveSource live
    readonly property bool drawing: workspace.mode === "design" || workspace.mode === "run"
    readonly property bool sheetOpen: sheets.anyOpen

    width: Math.min(1680, Screen.desktopAvailableWidth)
    height: Math.min(1050, Screen.desktopAvailableHeight)
    minimumWidth: 900
    minimumHeight: 600
    visible: true
    title: workspace.title + (workspace.modified ? " *" : "") + " – Spillway"
    color: Theme.canvas
    font.family: Theme.sans
    font.pixelSize: Theme.sizeBody

    palette.window: Theme.panel
    palette.windowText: Theme.text
    palette.base: Theme.well
    palette.text: Theme.text
    palette.button: Theme.raised
    palette.buttonText: Theme.text
    palette.highlight: Theme.accent
    palette.highlightedText: Theme.accentText
    palette.light: Theme.hover
    palette.mid: Theme.border
    palette.midlight: Theme.selection
    palette.dark: Theme.muted
    palette.toolTipBase: Theme.raised
    palette.toolTipText: Theme.text
    palette.placeholderText: Theme.dim
    palette.brightText: Theme.text

    Binding {
        target: Theme
        property: "dark"
        value: window.workspace.preferences.dark
    }
    Binding {
        target: Theme
        property: "reducedMotion"
        value: window.workspace.preferences.reducedMotion
    }

    menuBar: MainMenu {
        workspace: window.workspace
    }
    header: TopBar {
        workspace: window.workspace
    }
    footer: StatusBar {
        workspace: window.workspace
    }

    DrawingPage {
        anchors.fill: parent
        visible: window.drawing
        workspace: window.workspace
        live: window.live
        onOffered: (from, centre, flowKind) => sheets.offer(from, centre, flowKind)
    }
    ComparePage {
        anchors.fill: parent
        anchors.margins: Theme.inset
        visible: window.workspace.mode === "compare"
        workspace: window.workspace
    }
    ShipPage {
        anchors.fill: parent
        anchors.margins: Theme.inset
        visible: window.workspace.mode === "ship"
        workspace: window.workspace
    }
    DropArea {
        anchors.fill: parent
        keys: ["text/uri-list"]
        onDropped: drop => drop.hasUrls ? window.workspace.openUrl(drop.urls[0]) : undefined
    }
    Shortcuts {
        workspace: window.workspace
        active: !window.sheetOpen
    }
    Sheets {
        id: sheets
        anchors.fill: parent
        workspace: window.workspace
    }
    Connections {
        target: window.workspace
        function onQuitConfirmed() {
            Qt.quit()
        }
        function onPanelToggled(panel) {
            window.visibility = panel !== "fullScreen" ? window.visibility : window.visibility === Window.FullScreen ? Window.Windowed : Window.FullScreen
        }
    }
    onClosing: close => close.accepted = workspace.mayClose()
}
