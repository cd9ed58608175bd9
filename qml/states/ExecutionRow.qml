pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Spillway

// An execution to follow.
T.AbstractButton {
    id: row

    required property double number
    required property string end
    required property string tone
    required property string took
    required property string started
    property bool current: false
    signal chosen

    objectName: "execution-" + number
    height: 26
    hoverEnabled: true
    Accessible.name: qsTr("Execution %1: %2, %3").arg(number).arg(end).arg(took)
    onClicked: chosen()
    Keys.onReturnPressed: chosen()
    background: Rectangle {
        radius: 4
        color: row.current ? Theme.selection : row.hovered ? Theme.hover : "transparent"
        border.width: row.visualFocus ? 2 : 0
        border.color: Theme.accent
    }
    contentItem: Item { // qmllint disable deferred-property-id
        Figure {
            x: 6
            height: parent.height
            text: "#" + row.number
        }
        Txt {
            x: 66
            height: parent.height
            text: row.end
            color: Theme.tone(row.tone)
        }
        Figure {
            anchors.right: parent.right
            anchors.rightMargin: 72
            height: parent.height
            text: row.took
        }
        Figure {
            anchors.right: parent.right
            anchors.rightMargin: 6
            height: parent.height
            text: row.started
            color: Theme.dim
        }
    }
}
