pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Spillway

// A box to tick.
T.CheckBox {
    id: tick

    implicitWidth: text.length > 0 ? implicitContentWidth : 16
    implicitHeight: 20
    Accessible.name: text

    indicator: Rectangle {
        y: (tick.height - height) / 2
        width: 16
        height: 16
        radius: 4
        color: tick.checked ? Theme.accent : Theme.well
        border.width: tick.visualFocus ? 2 : 1
        border.color: tick.checked || tick.visualFocus ? Theme.accent : Theme.border
        Glyph {
            anchors.centerIn: parent
            visible: tick.checked
            name: "ui-check"
            size: 12
            color: Theme.accentText
        }
    }
    contentItem: Txt {
        leftPadding: 24
        text: tick.text
    }
}
