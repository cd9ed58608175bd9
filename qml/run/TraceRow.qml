pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Spillway

// A sampled request: when, how long, and whether it failed.
T.AbstractButton {
    id: row

    required property int place
    required property string from
    required property string at
    required property string took
    required property real share
    required property int spans
    required property bool bad
    required property bool slow
    property bool current: false
    signal chosen

    objectName: "trace-" + place
    height: 24
    hoverEnabled: true
    Accessible.name: at + " " + from + " " + took + (bad ? " " + qsTr("failed") : "")
    onClicked: chosen()
    Keys.onReturnPressed: chosen()
    background: Rectangle {
        radius: 4
        color: row.current ? Theme.selection : row.hovered ? Theme.hover : "transparent"
        border.width: row.visualFocus ? 2 : 0
        border.color: Theme.accent
        Rectangle {
            anchors.bottom: parent.bottom
            width: parent.width * row.share
            height: 2
            color: row.bad ? Theme.red : row.slow ? Theme.amber : Theme.accent
        }
    }
    contentItem: Item { // qmllint disable deferred-property-id
        Figure {
            x: 4
            height: parent.height
            text: row.at
            color: Theme.dim
            font.pixelSize: Theme.sizeNote
        }
        Txt {
            x: 70
            width: parent.width - x - 120
            height: parent.height
            text: row.from
            font.pixelSize: Theme.sizeNote
        }
        Txt {
            anchors.right: parent.right
            anchors.rightMargin: 72
            height: parent.height
            text: row.bad ? qsTr("failed") : qsTr("%1 visits").arg(row.spans)
            color: row.bad ? Theme.red : Theme.dim
            font.pixelSize: Theme.sizeSmall
        }
        Figure {
            anchors.right: parent.right
            anchors.rightMargin: 4
            height: parent.height
            text: row.took
            color: row.slow ? Theme.amber : Theme.text
            font.pixelSize: Theme.sizeNote
        }
    }
}
