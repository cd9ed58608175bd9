pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// Up to four runs over one axis of time, or of load, on a quiet grid. Under the pointer it says what they are there.
Item {
    id: plot

    property alias compare: feed.compare
    property alias measure: feed.measure
    property string emptyText: ""
    readonly property rect area: Qt.rect(60, 10, Math.max(10, width - 80), Math.max(10, height - 36))
    readonly property real place: (hover.point.position.x - area.x) / area.width
    readonly property var reading: hover.hovered && !feed.empty && place >= 0 && place <= 1 ? feed.reading(place) : null

    ChartFeed {
        id: feed
        names: ["0", "1", "2", "3"]
    }
    HoverHandler {
        id: hover
    }
    PlotGrid {
        anchors.fill: parent
        feed: feed
        area: plot.area
        emptyText: plot.emptyText
    }
    LinePlot {
        x: plot.area.x
        y: plot.area.y
        width: plot.area.width
        height: plot.area.height + 1
        feed: feed
        inks: [Theme.series[0], Theme.series[1], Theme.series[2], Theme.series[3]]
    }
    Rectangle {
        visible: plot.reading !== null
        x: hover.point.position.x
        y: plot.area.y
        width: 1
        height: plot.area.height
        color: Theme.dim
    }
    Card {
        id: says
        visible: plot.reading !== null
        x: hover.point.position.x + (plot.place > 0.5 ? -width - 12 : 12)
        y: plot.area.y + 6
        width: column.width + 20
        height: column.height + 12
        color: Theme.panel
        border.color: Theme.border
        Column {
            id: column
            x: 10
            y: 6
            Figure {
                text: plot.reading?.time ?? ""
                color: Theme.muted
                font.pixelSize: Theme.sizeSmall
            }
            Repeater {
                model: plot.reading?.values ?? []
                delegate: Figure {
                    required property string modelData
                    required property int index
                    visible: modelData.length > 0
                    text: modelData
                    color: Theme.series[index]
                    font.pixelSize: Theme.sizeNote
                }
            }
        }
    }
}
