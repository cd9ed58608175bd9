pragma ComponentBehavior: Bound

import QtCharts
import QtQuick
import Spillway

// Up to four lines over time on a quiet grid, the first one perhaps over a filled area. Shared by Run and Compare.
Item {
    id: plot

    required property var lines   // name, tone or ink, filled
    property alias live: feed.live
    property alias compare: feed.compare
    property alias measure: feed.measure
    property bool timeMarks: false
    readonly property rect area: Qt.rect(54, 10, Math.max(10, width - 68), Math.max(10, height - (timeMarks ? 38 : 20)))

    function ink(index: int): color {
        return index < plot.lines.length ? plot.lines[index].ink ?? Theme.tone(plot.lines[index].tone) : "transparent"
    }

    ChartFeed {
        id: feed
        names: plot.lines.map(line => line.name)
        series: [first, second, third, fourth]
        area: filled
    }
    Repeater {
        model: feed.marks
        delegate: Item {
            id: mark
            required property string modelData
            required property int index
            y: plot.area.y + plot.area.height * index / 4
            width: plot.width
            Rectangle {
                x: plot.area.x
                width: plot.area.width
                height: 1
                color: Theme.hairline
            }
            Figure {
                width: plot.area.x - 6
                y: -height / 2
                horizontalAlignment: Text.AlignRight
                text: feed.empty ? "" : mark.modelData
                color: Theme.dim
                font.pixelSize: 10
            }
        }
    }
    Repeater {
        model: plot.timeMarks && !feed.empty ? feed.timeMarks : []
        delegate: Figure {
            required property string modelData
            required property int index
            x: plot.area.x + plot.area.width * index / 4 - (index === 4 ? width : index === 0 ? 0 : width / 2)
            y: plot.area.y + plot.area.height + 8
            text: modelData
            color: Theme.dim
            font.pixelSize: Theme.sizeSmall
        }
    }
    ChartView {
        anchors.fill: parent
        antialiasing: true
        backgroundColor: "transparent"
        plotAreaColor: "transparent"
        legend.visible: false
        animationOptions: ChartView.NoAnimation
        plotArea: plot.area

        AreaSeries {
            visible: plot.lines.length > 0 && plot.lines[0].filled === true
            axisX: timeAxis
            axisY: valueAxis
            color: Qt.alpha(plot.ink(0), 0.18)
            borderWidth: 0
            borderColor: "transparent"
            upperSeries: LineSeries {
                id: filled
            }
        }
        LineSeries {
            id: first
            axisX: timeAxis
            axisY: valueAxis
            color: plot.ink(0)
            width: 1.6
        }
        LineSeries {
            id: second
            axisX: timeAxis
            axisY: valueAxis
            color: plot.ink(1)
            width: 1.6
        }
        LineSeries {
            id: third
            axisX: timeAxis
            axisY: valueAxis
            color: plot.ink(2)
            width: 1.6
        }
        LineSeries {
            id: fourth
            axisX: timeAxis
            axisY: valueAxis
            color: plot.ink(3)
            width: 1.6
        }
        PlotAxis {
            id: timeAxis
            min: 0
            max: feed.right
            visible: false
        }
        PlotAxis {
            id: valueAxis
            min: 0
            max: feed.top
            visible: false
        }
    }
}
