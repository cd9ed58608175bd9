pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// The whole scenario as a track: load, faults, and where the clock stands.
Item {
    id: timeline

    required property Workspace workspace
    readonly property RunDeck deck: workspace.deck
    readonly property int laneHeight: deck.lanes > 1 ? 18 : 20

    implicitHeight: track.height + 2
    objectName: "timeline"

    Rectangle {
        id: track
        width: parent.width
        height: 6 + timeline.deck.lanes * (timeline.laneHeight + 2) - 2
        radius: 4
        color: Theme.well
        border.color: Theme.hairline
    }
    Rectangle {
        width: parent.width * timeline.deck.progress
        height: track.height
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
            required property int lane
            required property real room
            readonly property color ink: Theme.tone(tone)
            objectName: "timelineBlock-" + label
            x: timeline.width * from
            y: 3 + lane * (timeline.laneHeight + 2)
            z: 1
            width: Math.max(6, timeline.width * length)
            height: timeline.laneHeight
            radius: 4
            color: Qt.rgba(ink.r, ink.g, ink.b, Theme.dark ? 0.32 : 0.22)
            border.color: Qt.rgba(ink.r, ink.g, ink.b, 0.9)
            border.width: byHand ? 2 : 1
            Accessible.role: Accessible.StaticText
            Accessible.name: tip
            Txt {
                x: 7
                height: parent.height
                width: Math.min(implicitWidth, Math.max(block.width, timeline.width * block.room) - 10)
                visible: width > 12
                text: block.label
                font.pixelSize: timeline.deck.lanes > 1 ? Theme.sizeSmall : Theme.sizeNote
            }
            HoverHandler {
                id: hover
            }
            TapHandler {
                onTapped: timeline.workspace.selection.select(block.target)
            }
            ToolTip.visible: hover.hovered
            ToolTip.delay: 300
            ToolTip.text: block.tip
        }
    }
    Rectangle {
        x: timeline.width * timeline.deck.progress
        z: 2
        y: -4
        width: 1.5
        height: track.height + 8
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
