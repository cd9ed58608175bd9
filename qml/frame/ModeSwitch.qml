pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Spillway

// Design, Run, Compare, Ship.
Rectangle {
    id: modes

    required property Workspace workspace

    width: row.width + 6
    height: 34
    radius: Theme.radius + 1
    color: Theme.well
    border.color: Theme.border

    Row {
        id: row
        anchors.centerIn: parent
        Repeater {
            model: [{ "mode": "design", "name": qsTr("Design") }, { "mode": "run", "name": qsTr("Run") },
                    { "mode": "compare", "name": qsTr("Compare") }, { "mode": "ship", "name": qsTr("Ship") }]
            delegate: T.AbstractButton {
                id: button
                required property var modelData
                readonly property bool active: modes.workspace.mode === modelData.mode
                objectName: "mode-" + modelData.mode
                width: implicitContentWidth + 32
                height: 28
                hoverEnabled: true
                Accessible.role: Accessible.RadioButton
                Accessible.name: modelData.name
                Accessible.checked: active
                onClicked: modes.workspace.mode = modelData.mode
                background: Rectangle {
                    radius: Theme.radius - 1
                    color: button.active ? Theme.selection : button.hovered ? Theme.hover : "transparent"
                    border.width: button.visualFocus ? 2 : 0
                    border.color: Theme.accent
                }
                contentItem: Txt {
                    text: button.modelData.name
                    horizontalAlignment: Text.AlignHCenter
                    color: button.active ? Theme.text : Theme.muted
                    font.weight: button.active ? Font.Medium : Font.Normal
                }
            }
        }
    }
}
