pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// A part of the slow requests' time.
Item {
    id: row

    required property string label
    required property string shareText
    required property real share
    required property string tone

    implicitHeight: 35
    Accessible.role: Accessible.StaticText
    Accessible.name: label + ": " + shareText

    Txt {
        width: parent.width - 64
        height: 22
        text: row.label
        color: Theme.muted
    }
    Figure {
        anchors.right: parent.right
        height: 22
        text: row.shareText
        color: Theme.muted
    }
    Meter {
        y: 23
        width: parent.width
        share: row.share
        ink: Theme.tone(row.tone)
    }
}
