pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// The file chosen, as it will be, with the lines that change against the disk.
Card {
    id: preview

    required property ShipDesk desk

    color: Theme.panel
    border.color: Theme.border

    Figure {
        x: 16
        width: parent.width - x - state.width - 30
        height: 40
        text: preview.desk.current
        font.weight: Font.DemiBold
    }
    Row {
        id: state
        anchors.right: parent.right
        anchors.rightMargin: 16
        height: 40
        spacing: 10
        Txt {
            height: parent.height
            text: preview.desk.state
            color: Theme.tone(preview.desk.stateTone)
            font.pixelSize: Theme.sizeNote
        }
        Figure {
            height: parent.height
            visible: preview.desk.added > 0
            text: "+" + preview.desk.added
            color: Theme.green
        }
        Figure {
            height: parent.height
            visible: preview.desk.removed > 0
            text: "−" + preview.desk.removed
            color: Theme.red
        }
    }
    Rectangle {
        y: 40
        width: parent.width
        height: 1
        color: Theme.border
    }
    Connections {
        target: preview.desk
        function onCurrentChanged() {
            preview.desk.firstChange > 5 ? list.positionViewAtIndex(preview.desk.firstChange - 5, ListView.Beginning) : list.positionViewAtBeginning()
        }
    }
    TextMetrics {
        id: glyphs
        font.family: Theme.mono
        font.pixelSize: Theme.sizeNote
        text: "m"
    }
    ListView {
        id: list
        objectName: "previewLines"
        anchors.fill: parent
        anchors.topMargin: 41
        anchors.bottomMargin: 4
        topMargin: 10
        clip: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        flickableDirection: Flickable.HorizontalAndVerticalFlick
        contentWidth: Math.max(width, 68 + preview.desk.longest * glyphs.advanceWidth)
        model: preview.desk.lines
        ScrollBar.vertical: Scroll {}
        ScrollBar.horizontal: Scroll {}
        delegate: Rectangle {
            id: line
            required property string html
            required property string change
            required property int number
            width: list.contentWidth
            height: 20
            color: line.change === "added" ? Theme.added : line.change === "removed" ? Theme.removed : "transparent"
            Figure {
                width: 38
                height: parent.height
                horizontalAlignment: Text.AlignRight
                text: line.number
                color: Theme.dim
                font.pixelSize: Theme.sizeSmall
            }
            Figure {
                x: 44
                height: parent.height
                visible: line.change.length > 0
                text: line.change === "added" ? "+" : "−"
                color: line.change === "added" ? Theme.green : Theme.red
                font.pixelSize: Theme.sizeNote
            }
            Figure {
                x: 58
                width: parent.width - x - 10
                height: parent.height
                textFormat: Text.StyledText
                text: line.html.replace(/@key@/g, Theme.codeKey).replace(/@string@/g, Theme.codeString).replace(/@number@/g, Theme.codeNumber).replace(/@comment@/g, Theme.codeComment)
                font.pixelSize: Theme.sizeNote
            }
        }
    }
}
