pragma ComponentBehavior: Bound

import QtCharts
import QtQuick
import Spillway

// Up to four runs over one time axis on a quiet grid.
Item {
    id: plot

    property alias compare: feed.compare
    property alias measure: feed.measure
    readonly property rect area: Qt.rect(60, 10, Math.max(10, width - 80), Math.max(10, height - 36))

    ChartFeed {
        id: feed
        names: ["0", "1", "2", "3"]
        series: [first, second, third, fourth]
    }
    PlotGrid {
        anchors.fill: parent
        feed: feed
        area: plot.area
        emptyText: ""
    }
    ChartView {
        anchors.fill: parent
        antialiasing: true
        backgroundColor: "transparent"
        plotAreaColor: "transparent"
        legend.visible: false
        animationOptions: ChartView.NoAnimation
        plotArea: plot.area

        LineSeries {
            id: first
            axisX: timeAxis
            axisY: valueAxis
            color: Theme.series[0]
            width: 1.6
        }
        LineSeries {
            id: second
            axisX: timeAxis
            axisY: valueAxis
            color: Theme.series[1]
            width: 1.6
        }
        LineSeries {
            id: third
            axisX: timeAxis
            axisY: valueAxis
            color: Theme.series[2]
            width: 1.6
        }
        LineSeries {
            id: fourth
            axisX: timeAxis
            axisY: valueAxis
            color: Theme.series[3]
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
