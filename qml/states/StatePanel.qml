pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Spillway

// What is selected in an open workflow: its fields and its lines; while something runs, the executions.
Rectangle {
    id: panel

    required property Workspace workspace
    readonly property WorkflowDesk desk: workspace.states
    property string tab: workspace.mode === "run" ? "Executions" : "Properties"

    // The keyboard goes to the first field.
    function edit() {
        tab = "Properties"
        properties.nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)
    }

    color: Theme.panel
    objectName: "statePanel"

    Connections {
        target: panel.workspace
        function onModeChanged() {
            panel.tab = panel.workspace.mode === "run" ? "Executions" : panel.tab === "Executions" ? "Properties" : panel.tab
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
                    name: panel.desk.type.length > 0 ? "ui-state-" + panel.desk.type : panel.desk.selected.length > 0 ? "ui-flow" : "ui-kind-workflow"
                    size: 18
                    color: Theme.amber
                }
            }
            ColumnLayout {
                spacing: 0
                Txt {
                    objectName: "stateTitle"
                    Layout.fillWidth: true
                    text: panel.desk.title
                    font.pixelSize: Theme.sizeTitle
                    font.weight: Font.DemiBold
                }
                Txt {
                    Layout.fillWidth: true
                    text: panel.desk.subtitle
                    color: Theme.muted
                }
            }
        }
        TabStrip {
            id: tabs
            Layout.fillWidth: true
            Layout.topMargin: 10
            names: panel.workspace.mode === "run" ? ["Executions", "Properties", "Source"] : ["Properties", "Source"]
            current: panel.tab
            onChosen: name => panel.tab = name
        }
        ExecutionTab {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: tabs.current === "Executions"
            desk: panel.workspace.executions
        }
        FieldList {
            id: properties
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: tabs.current === "Properties"
            inspector: panel.desk
            model: panel.desk.fields
        }
        SourceView {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.topMargin: 8
            Layout.bottomMargin: 8
            visible: tabs.current === "Source"
            text: panel.desk.source
        }
    }
    Rectangle {
        width: 1
        height: parent.height
        color: Theme.border
    }
}
