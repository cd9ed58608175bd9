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
        implicitHeight: 26
        implicitWidth: word.implicitWidth + 16
        padding: 0
        contentItem: Txt { // qmllint disable deferred-property-id
            id: word
            text: head.text
            font.pixelSize: Theme.sizeNote
            color: head.highlighted ? Theme.text : Theme.muted
            horizontalAlignment: Text.AlignHCenter
        }
        background: Rectangle {
            radius: 4
            color: head.highlighted ? Theme.selection : "transparent"
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
