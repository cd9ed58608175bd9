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
            Layout.preferredHeight: 130
            desk: page.desk
        }
        LoadCard {
            objectName: "loadCard"
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredHeight: 100
            desk: page.desk
            study: page.workspace.loadStudy
        }
    }
    ColumnLayout {
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: 100
        spacing: Theme.inset
        OverlayChart {
            objectName: "overlayChart"
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredHeight: 100
            desk: page.desk
        }
        FaultMatrixCard {
            objectName: "faultMatrixCard"
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredHeight: 100
            matrix: page.workspace.faultMatrix
        }
    }
}
