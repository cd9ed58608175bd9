pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// The whole scenario as a track: load, faults, and where the clock stands.
Item {
    id: timeline

    required property Workspace workspace
    readonly property RunDeck deck: workspace.deck

    implicitHeight: 28
    objectName: "timeline"

    Rectangle {
        width: parent.width
        height: 26
        radius: 4
        color: Theme.well
    }
    Rectangle {
        width: parent.width * timeline.deck.progress
        height: 26
        radius: 4
        color: Theme.elapsed
    }
    Repeater {
        model: timeline.deck.timeline
        delegate: Rectangle {
            id: block
            required property string label
            required property real from
            required property real length
            required property string tone
            required property bool byHand
            required property string tip
            required property string target
            readonly property color ink: tone === "load" ? Theme.accent : Theme.tone(tone)
            x: timeline.width * from
            y: tone === "load" ? 21 : 3
            z: tone === "load" ? 0 : 1
            width: Math.max(6, timeline.width * length)
            height: tone === "load" ? 4 : 20
            radius: 4
            color: Qt.rgba(ink.r, ink.g, ink.b, tone === "load" ? 0.5 : 0.32)
            border.color: Qt.rgba(ink.r, ink.g, ink.b, 0.9)
            border.width: tone === "load" ? 0 : byHand ? 2 : 1
            Accessible.role: Accessible.StaticText
            Accessible.name: tip
            Txt {
                visible: block.tone !== "load"
                x: 7
                height: parent.height
                width: Math.max(block.width - 10, Math.min(implicitWidth, timeline.width - block.x - 10))
                text: block.label
                font.pixelSize: Theme.sizeNote
            }
            HoverHandler {
                id: hover
            }
            TapHandler {
                onTapped: timeline.workspace.selection.select(block.target)
            }
            ToolTip.visible: hover.hovered
            ToolTip.text: block.tip
        }
    }
    Rectangle {
        x: timeline.width * timeline.deck.progress
        z: 2
        y: -4
        width: 1.5
        height: 34
        color: Theme.text
        visible: timeline.deck.progress > 0
        Glyph {
            anchors.horizontalCenter: parent.horizontalCenter
            y: -3
            name: "ui-playhead"
            size: 12
            color: Theme.text
        }
    }
}
