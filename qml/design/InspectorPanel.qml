pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Spillway

// What is selected: its fields, how it does, what protects it, and its lines in the document.
Rectangle {
    id: panel

    required property Workspace workspace
    readonly property Inspector inspector: workspace.inspector
    property string tab: "Properties"

    // The keyboard goes to the first field.
    function edit() {
        tab = "Properties"
        properties.nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)
    }

    color: Theme.panel
    objectName: "inspectorPanel"

    // Each mode starts at what it is about.
    Connections {
        target: panel.workspace
        function onModeChanged() {
            panel.tab = panel.workspace.mode === "run" ? "Live" : panel.tab === "Live" ? "Properties" : panel.tab
        }
    }
    ColumnLayout {
        anchors.fill: parent
        anchors.leftMargin: Theme.inset
        anchors.rightMargin: 12
        anchors.topMargin: 14
        spacing: 0

        RowLayout {
            Layout.fillWidth: true
            spacing: 10
            Rectangle {
                implicitWidth: 34
                implicitHeight: 34
                radius: Theme.radius
                color: Theme.selection
                Glyph {
                    anchors.centerIn: parent
                    name: panel.inspector.kind === "scenario" ? "ui-scenario" : panel.inspector.kind === "boundary" ? "ui-boundary" : panel.inspector.kind === "flow" ? "ui-flow" : panel.inspector.kind === "several" ? "ui-several" : "ui-kind-" + panel.inspector.kind
                    size: 18
                    color: Theme.amber
                }
            }
            ColumnLayout {
                spacing: 0
                Txt {
                    objectName: "inspectorTitle"
                    Layout.fillWidth: true
                    text: panel.inspector.title
                    font.pixelSize: Theme.sizeTitle
                    font.weight: Font.DemiBold
                }
                Txt {
                    Layout.fillWidth: true
                    text: panel.inspector.subtitle
                    color: Theme.muted
                }
            }
        }
        TabStrip {
            id: tabs
            Layout.fillWidth: true
            Layout.topMargin: 10
            names: panel.inspector.tabs
            current: panel.tab === "Policies" && !panel.inspector.hasPolicies ? "Properties" : panel.tab
            onChosen: name => panel.tab = name
        }
        FieldList {
            id: properties
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: tabs.current === "Properties"
            inspector: panel.inspector
            model: panel.inspector.fields
        }
        FieldList {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: tabs.current === "Policies"
            inspector: panel.inspector
            model: panel.inspector.policies
        }
        LiveTab {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: tabs.current === "Live"
            workspace: panel.workspace
        }
        SourceView {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.topMargin: 8
            Layout.bottomMargin: 8
            visible: tabs.current === "Source"
            text: panel.inspector.source
        }
    }
    Rectangle {
        width: 1
        height: parent.height
        color: Theme.border
    }
}
