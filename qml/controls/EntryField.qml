pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// A field to type in.
TextField {
    id: field

    property bool bad: false
    property bool figures: false

    implicitHeight: 30
    leftPadding: 10
    rightPadding: 10
    topPadding: 0
    bottomPadding: 0
    color: Theme.text
    placeholderTextColor: Theme.dim
    selectionColor: Theme.accent
    selectedTextColor: Theme.accentText
    selectByMouse: true
    font.family: figures ? Theme.mono : Theme.sans
    font.pixelSize: figures ? Theme.sizeNote : Theme.sizeBody
    verticalAlignment: TextInput.AlignVCenter
    // Unless somebody types, a long text shows how it begins.
    onTextChanged: activeFocus ? undefined : cursorPosition = 0
    onActiveFocusChanged: activeFocus ? undefined : cursorPosition = 0
    background: Rectangle {
        radius: Theme.radius
        color: Theme.well
        border.width: field.activeFocus ? 2 : 1
        border.color: field.bad ? Theme.red : field.activeFocus ? Theme.accent : Theme.border
    }
}
