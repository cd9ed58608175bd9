pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// The whole scenario as a track: load, faults, and where the clock stands.
Item {
    id: timeline

    required property Workspace workspace
    readonly property RunDeck deck: workspace.deck
    readonly property int laneHeight: deck.lanes > 1 ? 18 : 20

    implicitHeight: track.height + 2
    objectName: "timeline"
    activeFocusOnTab: true
    Accessible.role: Accessible.Slider
    Accessible.name: qsTr("Timeline at %1 of %2").arg(deck.clock).arg(deck.duration)
    Accessible.focusable: true
    Keys.onLeftPressed: deck.stepBack()
    Keys.onRightPressed: deck.step()
    Keys.onPressed: event => {
        if (event.key !== Qt.Key_Home && event.key !== Qt.Key_End)
            return
        deck.drop(event.key === Qt.Key_Home ? 0 : 1)
        event.accepted = true
    }
    Keys.onSpacePressed: deck.togglePlay()

    function targetAt(x: real, y: real): string {
        for (let i = 0; i < blocks.count; ++i) {
            const block = blocks.itemAt(i) as TimelineBlock
            if (block?.contains(Qt.point(x - block.x, y - block.y)))
                return block.target
        }
        return ""
    }

    Rectangle {
        id: track
        width: parent.width
        height: 6 + timeline.deck.lanes * (timeline.laneHeight + 2) - 2
        radius: 4
        color: Theme.well
        border.color: timeline.activeFocus ? Theme.accent : Theme.hairline
        border.width: timeline.activeFocus ? 2 : 1
    }
    // What has been played already can be gone back to.
    Rectangle {
        width: parent.width * timeline.deck.reach
        height: track.height
        radius: 4
        color: Theme.elapsed
        opacity: 0.45
        visible: timeline.deck.reach > timeline.deck.progress
    }
    Rectangle {
        width: parent.width * timeline.deck.progress
        height: track.height
        radius: 4
        color: Theme.elapsed
    }
    Repeater {
        id: blocks
        model: timeline.deck.timeline
        delegate: TimelineBlock {
            z: 1
            track: timeline.width
            lanes: timeline.deck.lanes
            laneHeight: timeline.laneHeight
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
    MouseArea {
        id: hand
        property bool scrubs: false
        anchors.fill: parent
        anchors.topMargin: -4
        z: 3
        cursorShape: scrubs ? Qt.SizeHorCursor : Qt.ArrowCursor
        preventStealing: true
        property real from: 0
        onPressed: mouse => {
            timeline.forceActiveFocus(Qt.MouseFocusReason)
            from = mouse.x
            scrubs = false
        }
        onPositionChanged: mouse => {
            scrubs = scrubs || Math.abs(mouse.x - from) > 3
            if (scrubs)
                timeline.deck.scrub(mouse.x / width)
        }
        // A click on a fault shows what it hits; elsewhere the run goes there.
        onReleased: mouse => {
            const target = scrubs ? "" : timeline.targetAt(mouse.x, mouse.y - 4)
            scrubs = false
            if (target.length > 0)
                timeline.workspace.selection.select(target)
            else
                timeline.deck.drop(mouse.x / width)
        }
    }
}
