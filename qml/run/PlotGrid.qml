pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// The lines and labels behind a plot.
Item {
    id: grid

    required property ChartFeed feed
    required property rect area
    property string emptyText: qsTr("no sample yet")

    Repeater {
        model: grid.feed.marks
        delegate: Item {
            id: mark
            required property var modelData
            y: grid.area.y + grid.area.height * (1 - mark.modelData.at)
            width: grid.width
            Rectangle {
                x: grid.area.x
                width: grid.area.width
                height: 1
                visible: !grid.feed.empty
                color: Theme.hairline
            }
            Figure {
                width: grid.area.x - 6
                y: -height / 2
                horizontalAlignment: Text.AlignRight
                visible: !grid.feed.empty
                text: mark.modelData.text
                color: Theme.dim
                font.pixelSize: 10
            }
        }
    }
    Repeater {
        model: grid.feed.empty ? [] : grid.feed.timeMarks
        delegate: Figure {
            required property var modelData
            x: Math.min(grid.width - width - 4, grid.area.x + grid.area.width * modelData.at - (modelData.at > 0 ? width / 2 : 0))
            y: grid.area.y + grid.area.height + 4
            text: modelData.text
            color: Theme.dim
            font.pixelSize: 10
        }
    }
    Txt {
        x: grid.area.x
        y: grid.area.y
        width: grid.area.width
        height: grid.area.height
        visible: grid.feed.empty
        text: grid.emptyText
        color: Theme.dim
        font.pixelSize: Theme.sizeNote
        horizontalAlignment: Text.AlignHCenter
    }
}
