pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// The name of a group of fields, with what adds or removes it.
Item {
    id: head

    required property string label
    required property string shape
    required property bool present
    required property string help
    signal added
    signal removed

    implicitHeight: 34
    height: implicitHeight

    Rectangle {
        visible: head.shape !== "item"
        width: parent.width
        height: 1
        y: 4
        color: Theme.hairline
    }
    Txt {
        y: 6
        width: parent.width - 90
        height: 26
        text: head.label
        font.weight: head.shape === "item" ? Font.Medium : Font.DemiBold
        color: head.shape === "item" ? Theme.accent : head.present ? Theme.text : Theme.muted
        HoverHandler {
            id: hover
        }
        ToolTip.visible: hover.hovered && head.help.length > 0
        ToolTip.delay: 400
        ToolTip.text: head.help
    }
    PushButton {
        anchors.right: parent.right
        y: 6
        visible: head.shape !== "heading"
        implicitHeight: 24
        quiet: true
        ink: head.present && head.shape !== "heading" ? Theme.muted : Theme.accent
        text: head.present ? qsTr("Remove") : qsTr("Add")
        Accessible.name: (head.present ? qsTr("Remove %1") : qsTr("Add %1")).arg(head.label)
        objectName: "toggle-" + head.label
        onClicked: head.present ? head.removed() : head.added()
    }
}
