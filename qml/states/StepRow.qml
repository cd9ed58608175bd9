pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Spillway

// One event of an execution that is followed.
T.AbstractButton {
    id: row

    required property int index
    required property string at
    required property string stateName
    required property string what
    required property bool bad
    property bool current: false
    signal chosen

    objectName: "step-" + index
    height: 22
    hoverEnabled: true
    Accessible.name: at + " " + stateName + " " + what
    onClicked: chosen()
    background: Rectangle {
        radius: 4
        color: row.current ? Theme.selection : row.hovered ? Theme.hover : "transparent"
        border.width: row.visualFocus ? 2 : 0
        border.color: Theme.accent
    }
    contentItem: Item { // qmllint disable deferred-property-id
        Figure {
            x: 4
            width: 58
            height: parent.height
            text: row.at
            color: Theme.dim
            font.pixelSize: Theme.sizeNote
        }
        Txt {
            id: name
            x: 66
            width: Math.min(implicitWidth, parent.width * 0.4)
            height: parent.height
            text: row.stateName
            font.pixelSize: Theme.sizeNote
        }
        Txt {
            x: 66 + (name.width > 0 ? name.width + 8 : 0)
            width: parent.width - x - 4
            height: parent.height
            text: row.what
            color: row.bad ? Theme.red : Theme.muted
            font.pixelSize: Theme.sizeNote
        }
    }
}
