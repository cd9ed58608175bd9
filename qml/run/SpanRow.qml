pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import Spillway

// A visit in the waterfall of a request: its stretches by what they went to.
T.AbstractButton {
    id: row

    required property string node
    required property int depth
    required property var stretches
    required property string words
    required property bool bad
    required property real from
    required property real to
    readonly property real barX: Math.min(220, width * 0.34)
    readonly property real barWidth: width - barX - 8
    signal chosen(node: string)

    objectName: "span"
    height: 22
    hoverEnabled: true
    Accessible.name: node + ": " + words
    ToolTip.visible: hovered
    ToolTip.delay: 300
    ToolTip.text: words
    onClicked: chosen(node.split(" · ")[0])
    Keys.onReturnPressed: chosen(node.split(" · ")[0])
    background: Rectangle {
        radius: 4
        color: row.hovered ? Theme.hover : "transparent"
        border.width: row.visualFocus ? 2 : 0
        border.color: Theme.accent
    }
    contentItem: Item { // qmllint disable deferred-property-id
        Txt {
            x: 4 + Math.min(10, row.depth) * 10
            width: row.barX - x - 8
            height: parent.height
            text: (row.bad ? "✕ " : "") + row.node
            color: row.bad ? Theme.red : Theme.text
            font.pixelSize: Theme.sizeNote
        }
        Rectangle {
            x: row.barX + row.from * row.barWidth
            y: (parent.height - height) / 2
            width: Math.max(1, (row.to - row.from) * row.barWidth)
            height: 2
            color: row.bad ? Theme.red : Theme.border
        }
        Repeater {
            model: row.stretches
            delegate: Rectangle {
                required property var modelData
                x: row.barX + modelData.from * row.barWidth
                y: (row.height - height) / 2
                width: Math.max(1, (modelData.to - modelData.from) * row.barWidth)
                height: modelData.tone === "dim" ? 4 : 11
                radius: 2
                color: Theme.tone(modelData.tone)
            }
        }
    }
}
