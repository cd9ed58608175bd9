pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Spillway

// A button: outlined, or filled with the accent when it is the one thing to do.
T.Button {
    id: button

    property bool primary: false
    property bool quiet: false
    property color ink: primary ? Theme.accentText : Theme.text

    implicitHeight: 30
    implicitWidth: Math.max(72, implicitContentWidth + 28)
    hoverEnabled: true
    Accessible.name: text
    opacity: enabled ? 1 : 0.45
    Keys.onReturnPressed: button.clicked()
    Keys.onEnterPressed: button.clicked()

    contentItem: Txt {
        text: button.text
        color: button.ink
        font.weight: button.primary ? Font.DemiBold : Font.Normal
        horizontalAlignment: Text.AlignHCenter
    }
    background: Rectangle {
        radius: Theme.radius
        color: button.primary ? (button.hovered ? Qt.lighter(Theme.accent, 1.1) : Theme.accent) : button.down ? Theme.selection : button.hovered ? Theme.hover : "transparent"
        border.width: button.visualFocus ? 2 : button.primary || button.quiet ? 0 : 1
        border.color: button.visualFocus ? Theme.accent : Theme.border
    }
}
