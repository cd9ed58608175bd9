pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import Spillway

// A round or square button with an icon.
T.Button {
    id: button

    required property string glyph
    property string tip: ""
    property bool filled: false
    property color ink: Theme.text

    implicitWidth: 28
    implicitHeight: 28
    hoverEnabled: true
    opacity: enabled ? 1 : 0.4
    Accessible.name: tip
    ToolTip.visible: hovered && tip.length > 0
    ToolTip.delay: 500
    ToolTip.text: tip

    contentItem: Item {
        Glyph {
            anchors.centerIn: parent
            name: button.glyph
            color: button.ink
        }
    }
    background: Rectangle {
        radius: button.filled ? width / 2 : Theme.radius
        color: button.filled ? Theme.selection : button.down ? Theme.selection : button.hovered ? Theme.hover : "transparent"
        border.width: button.visualFocus ? 2 : 0
        border.color: Theme.accent
    }
}
