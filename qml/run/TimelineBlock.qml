pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// A rise of the load, or a fault, on the timeline.
Rectangle {
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
    property real track: 0
    property int lanes: 1
    property int laneHeight: 20
    readonly property color ink: Theme.tone(tone)

    objectName: "timelineBlock-" + label
    x: track * from
    y: 3 + lane * (laneHeight + 2)
    width: Math.max(6, track * length)
    height: laneHeight
    radius: 4
    color: Qt.rgba(ink.r, ink.g, ink.b, Theme.dark ? 0.32 : 0.22)
    border.color: Qt.rgba(ink.r, ink.g, ink.b, 0.9)
    border.width: byHand ? 2 : 1
    Accessible.role: Accessible.StaticText
    Accessible.name: tip
    ToolTip.visible: hover.hovered
    ToolTip.delay: 300
    ToolTip.text: tip

    Txt {
        x: 7
        height: parent.height
        width: Math.min(implicitWidth, Math.max(block.width, block.track * block.room) - 10)
        visible: width > 12
        text: block.label
        font.pixelSize: block.lanes > 1 ? Theme.sizeSmall : Theme.sizeNote
    }
    HoverHandler {
        id: hover
    }
}
