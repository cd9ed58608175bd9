pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Spillway

// Words of which one is underlined.
Item {
    id: strip

    required property var names
    property string current: names.length > 0 ? names[0] : ""
    signal chosen(name: string)

    implicitHeight: 32

    Row {
        spacing: 20
        Repeater {
            model: strip.names
            delegate: T.AbstractButton {
                id: tab
                objectName: "tab-" + modelData
                required property string modelData
                readonly property bool active: strip.current === modelData
                width: implicitContentWidth
                height: strip.height
                text: modelData
                checkable: false
                Accessible.role: Accessible.PageTab
                Accessible.name: modelData
                onClicked: strip.chosen(modelData)
                contentItem: Txt {
                    text: tab.modelData
                    color: tab.active ? Theme.text : tab.hovered ? Theme.text : Theme.muted
                }
                background: Item {
                    Rectangle {
                        anchors.bottom: parent.bottom
                        width: parent.width
                        height: tab.visualFocus ? 3 : 2
                        color: tab.active || tab.visualFocus ? Theme.accent : "transparent"
                    }
                }
                hoverEnabled: true
            }
        }
    }
    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.border
    }
}
