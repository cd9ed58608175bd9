pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// The menu bar, made from the table of actions.
MenuBar {
    id: bar

    required property Workspace workspace

    implicitHeight: 26
    padding: 0
    leftPadding: 6
    background: Rectangle {
        color: Theme.panel
    }
    delegate: MenuBarItem {
        id: head
        // A menu that was left keeps its place for the arrow keys, but is not lit.
        readonly property bool lit: highlighted && (hovered || activeFocus || bar.activeFocus || menu?.visible === true)
        objectName: "menu-" + text
        implicitHeight: 26
        // The content is built late: an id in it would be unknown when the width is first asked for.
        implicitWidth: implicitContentWidth + leftPadding + rightPadding
        padding: 0
        leftPadding: 8
        rightPadding: 8
        contentItem: Txt {
            text: head.text
            font.pixelSize: Theme.sizeNote
            color: head.lit ? Theme.text : Theme.muted
            horizontalAlignment: Text.AlignHCenter
        }
        background: Rectangle {
            radius: 4
            color: head.lit ? Theme.selection : "transparent"
        }
    }

    property Instantiator entries: Instantiator {
        model: bar.workspace.actions.menus
        delegate: ActionMenu {
            required property string modelData
            title: modelData
            workspace: bar.workspace
        }
        onObjectAdded: (index, object) => bar.insertMenu(index, object as Menu)
        onObjectRemoved: (index, object) => bar.removeMenu(object as Menu)
    }
}
