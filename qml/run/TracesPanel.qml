pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Spillway

// Sampled requests, and of the chosen one where its time went: visit by visit, and in sum. Choosing one lights up its way.
Rectangle {
    id: panel

    required property Workspace workspace
    readonly property TraceDesk desk: workspace.traces
    signal closed

    color: Theme.panel
    objectName: "tracesPanel"

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.border
    }
    RowLayout {
        x: Theme.inset
        y: 4
        width: parent.width - x - 10
        height: 30
        spacing: 22
        Txt {
            text: qsTr("Traces")
            font.weight: Font.DemiBold
        }
        TabStrip {
            Layout.preferredWidth: 180
            Layout.preferredHeight: 28
            names: ["all", "slow", "failed"]
            current: panel.desk.filter
            onChosen: name => panel.desk.filter = name
        }
        Txt {
            objectName: "traceTitle"
            Layout.fillWidth: true
            text: panel.desk.title
            color: Theme.muted
        }
        IconButton {
            glyph: "ui-close"
            ink: Theme.muted
            tip: qsTr("Close")
            onClicked: panel.closed()
        }
    }
    RowLayout {
        anchors.fill: parent
        anchors.topMargin: 38
        anchors.leftMargin: Theme.inset
        anchors.rightMargin: Theme.inset
        anchors.bottomMargin: 8
        spacing: 18
        ListView {
            id: list
            objectName: "traceList"
            Layout.preferredWidth: 300
            Layout.fillHeight: true
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            model: panel.desk.traces
            ScrollBar.vertical: Scroll {}
            delegate: TraceRow {
                width: ListView.view.width - 8
                current: panel.desk.chosen === place
                onChosen: panel.desk.chosen = place
            }
            Txt {
                width: list.width
                visible: list.count === 0
                topPadding: 8
                text: panel.desk.note
                color: Theme.dim
                wrapMode: Text.Wrap
                elide: Text.ElideNone
            }
        }
        ListView {
            objectName: "spanList"
            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            model: panel.desk.spans
            ScrollBar.vertical: Scroll {}
            delegate: SpanRow {
                width: ListView.view.width - 8
                onChosen: node => panel.workspace.reveal(node)
            }
        }
        ListView {
            Layout.preferredWidth: 190
            Layout.fillHeight: true
            visible: count > 0
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            model: panel.desk.parts
            delegate: AttributionBar {
                width: ListView.view.width
            }
        }
    }
}
