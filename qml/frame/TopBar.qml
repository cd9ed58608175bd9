pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Spillway

// Logo, document, mode switch and the command box.
Rectangle {
    id: bar

    required property Workspace workspace

    implicitHeight: Theme.topBar
    color: Theme.panel

    Row {
        x: 14
        height: parent.height
        spacing: 14
        Glyph {
            anchors.verticalCenter: parent.verticalCenter
            name: "ui-logo"
            size: 22
            color: Theme.accent
        }
        Txt {
            height: parent.height
            text: bar.workspace.title
            font.weight: Font.DemiBold
        }
        Txt {
            height: parent.height
            text: bar.workspace.modified ? qsTr("edited") : ""
            color: Theme.muted
        }
    }

    ModeSwitch {
        anchors.centerIn: parent
        workspace: bar.workspace
    }

    T.AbstractButton {
        id: search
        anchors.right: parent.right
        anchors.rightMargin: 14
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(299, parent.width / 4)
        height: 32
        objectName: "commandBox"
        hoverEnabled: true
        Accessible.name: qsTr("Search or run a command")
        onClicked: bar.workspace.actions.trigger("view.commands")
        background: Rectangle {
            radius: Theme.radius
            color: Theme.well
            border.width: search.visualFocus ? 2 : 1
            border.color: search.visualFocus || search.hovered ? Theme.accent : Theme.border
        }
        contentItem: Item {
            Txt {
                x: 12
                height: parent.height
                text: qsTr("Search or run a command")
                color: Theme.muted
            }
            Txt {
                anchors.right: parent.right
                anchors.rightMargin: 12
                height: parent.height
                text: bar.workspace.actions.keysText("view.commands")
                color: Theme.dim
            }
        }
    }
    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.border
    }
}
