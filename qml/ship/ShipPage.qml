pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Spillway

// What deploys the drawing: targets, files, preview against the disk, checks.
RowLayout {
    id: page

    required property Workspace workspace
    readonly property ShipDesk desk: workspace.ship

    spacing: Theme.inset
    objectName: "shipPage"
    readonly property real side: Math.max(200, Math.min(320, width * 0.2))

    TargetColumn {
        Layout.fillWidth: false
        Layout.preferredWidth: page.side
        Layout.fillHeight: true
        workspace: page.workspace
    }
    FileTree {
        Layout.preferredWidth: Math.max(190, Math.min(280, page.width * 0.17))
        Layout.fillHeight: true
        desk: page.desk
    }
    FilePreview {
        Layout.fillWidth: true
        Layout.minimumWidth: 240
        Layout.fillHeight: true
        desk: page.desk
    }
    CheckColumn {
        Layout.fillWidth: false
        Layout.preferredWidth: page.side
        Layout.fillHeight: true
        workspace: page.workspace
    }
}
