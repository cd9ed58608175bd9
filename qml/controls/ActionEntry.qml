pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// An action in a menu, with its keys.
MenuItem {
    id: entry

    property string keysText: ""
    property bool ticked: false
    property bool divided: false

    implicitHeight: Theme.rowHeight + (divided ? 9 : 0)
    implicitWidth: 280
    topPadding: divided ? 9 : 0
    bottomPadding: 0
    Accessible.name: text

    contentItem: Item { // qmllint disable deferred-property-id
        Txt {
            x: 18
            width: parent.width - keys.implicitWidth - 30
            height: parent.height
            text: entry.text
            color: entry.enabled ? Theme.text : Theme.dim
        }
        Glyph {
            anchors.verticalCenter: parent.verticalCenter
            visible: entry.ticked
            name: "ui-check"
            size: 12
            color: Theme.accent
        }
        Txt {
            id: keys
            anchors.right: parent.right
            height: parent.height
            text: entry.keysText
            color: Theme.dim
            font.pixelSize: Theme.sizeNote
        }
    }
    background: Item {
        Rectangle {
            visible: entry.divided
            y: 4
            width: parent.width
            height: 1
            color: Theme.border
        }
        Rectangle {
            y: entry.divided ? 9 : 0
            width: parent.width
            height: parent.height - y
            radius: 4
            color: entry.highlighted && entry.enabled ? Theme.selection : "transparent"
        }
    }
    indicator: Item {}
    arrow: Item {}
}
