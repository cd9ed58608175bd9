pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Spillway

// Runs side by side: measures, and their series over each other.
RowLayout {
    id: page

    required property Workspace workspace
    readonly property CompareDesk desk: workspace.compare

    spacing: Theme.inset
    objectName: "comparePage"

    RunList {
        Layout.preferredWidth: Math.max(220, Math.min(280, page.width * 0.17))
        Layout.fillHeight: true
        workspace: page.workspace
    }
    ColumnLayout {
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: 100
        spacing: Theme.inset
        MeasureTable {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredHeight: 300
            desk: page.desk
        }
        CauseTable {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredHeight: 100
            desk: page.desk
        }
    }
    ColumnLayout {
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: 100
        spacing: Theme.inset
        OverlayChart {
            title: qsTr("Latency p99 over time")
            note: qsTr("as the users see it, the slowest request of a hundred in each second")
            measure: "p99"
            desk: page.desk
        }
        OverlayChart {
            title: qsTr("Requests done per second")
            note: qsTr("as the users see it")
            measure: "throughput"
            desk: page.desk
        }
        OverlayChart {
            title: qsTr("Instances over time")
            note: qsTr("of everything that scales")
            measure: "instances"
            desk: page.desk
        }
        FaultMatrixCard {
            objectName: "faultMatrixCard"
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredHeight: 180
            matrix: page.workspace.faultMatrix
        }
    }
}
