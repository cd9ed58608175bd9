pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// A button that breaks something.
PushButton {
    id: button

    property string tip: ""

    implicitWidth: 108
    ink: Theme.faultText
    opacity: enabled ? 1 : 0.4
    ToolTip.visible: hovered && tip.length > 0
    ToolTip.delay: 500
    ToolTip.text: tip
    background: Rectangle {
        radius: Theme.radius
        color: button.down ? Theme.faultBorder : button.hovered ? Qt.lighter(Theme.faultFill, Theme.dark ? 1.4 : 0.98) : Theme.faultFill
        border.width: button.visualFocus ? 2 : 1
        border.color: button.visualFocus ? Theme.accent : Theme.faultBorder
    }
}
