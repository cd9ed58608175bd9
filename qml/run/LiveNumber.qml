pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// A measure and its value.
Item {
    id: row

    required property string label
    required property string lead
    required property string value
    required property string tone

    implicitHeight: 27
    Accessible.role: Accessible.StaticText
    Accessible.name: label + ": " + lead + value

    Txt {
        height: parent.height
        text: row.label
        color: Theme.muted
    }
    Row {
        anchors.right: parent.right
        height: parent.height
        Figure {
            height: parent.height
            text: row.lead
        }
        Figure {
            height: parent.height
            text: row.value
            color: Theme.tone(row.tone)
        }
    }
    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.hairline
    }
}
