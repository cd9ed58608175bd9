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

    TargetColumn {
        Layout.preferredWidth: 300
        Layout.fillHeight: true
        workspace: page.workspace
    }
    FileTree {
        Layout.preferredWidth: 280
        Layout.fillHeight: true
        desk: page.desk
    }
    FilePreview {
        Layout.fillWidth: true
        Layout.fillHeight: true
        desk: page.desk
    }
    CheckColumn {
        Layout.preferredWidth: 320
        Layout.fillHeight: true
        workspace: page.workspace
    }
}
