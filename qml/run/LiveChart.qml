pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Spillway

// A chart of the selected thing's seconds. The legend tells the values under the pointer.
Card {
    id: chart

    required property string title
    required property LivePanel live
    required property var lines   // name, tone, legend; the first perhaps filled
    readonly property rect area: Qt.rect(52, 34, Math.max(10, width - 66), Math.max(10, height - 56))
    readonly property var reading: hover.hovered && !feed.empty ? feed.reading((hover.point.position.x - area.x) / area.width) : null

    Layout.fillWidth: true
    Layout.fillHeight: true
    Layout.preferredWidth: 100
    Layout.minimumHeight: 60
    Accessible.role: Accessible.Chart
    Accessible.name: title

    ChartFeed {
        id: feed
        live: chart.live
        names: chart.lines.map(line => line.name)
    }
    HoverHandler {
        id: hover
    }
    Txt {
        id: heading
        x: 12
        y: 7
        height: 20
        width: Math.min(implicitWidth, parent.width - legend.width - 30)
        text: chart.reading ? chart.reading.time : chart.title
        font.weight: Font.DemiBold
    }
    Txt {
        x: heading.x + heading.width + 8
        y: 7
        height: 20
        width: Math.max(0, legend.x - x - 10)
        visible: width > 30
        text: chart.live.title
        color: Theme.dim
        font.pixelSize: Theme.sizeNote
    }
    Row {
        id: legend
        anchors.right: parent.right
        anchors.rightMargin: 14
        y: 7
        spacing: 12
        Repeater {
            model: chart.lines
            delegate: Txt {
                required property var modelData
                required property int index
                height: 20
                text: chart.reading && chart.reading.values[index].length > 0 ? chart.reading.values[index] + " " + modelData.legend : modelData.legend
                color: Theme.tone(modelData.tone)
                font.pixelSize: Theme.sizeNote
            }
        }
    }
    PlotGrid {
        anchors.fill: parent
        feed: feed
        area: chart.area
    }
    LinePlot {
        x: chart.area.x
        y: chart.area.y
        width: chart.area.width
        height: chart.area.height + 1
        feed: feed
        inks: chart.lines.map(line => Theme.tone(line.tone))
        filled: chart.lines[0].filled === true
        bandInk: Qt.alpha(Theme.red, Theme.dark ? 0.07 : 0.06)
    }
    Rectangle {
        visible: chart.reading !== null
        x: Math.max(chart.area.x, Math.min(chart.area.x + chart.area.width, hover.point.position.x))
        y: chart.area.y
        width: 1
        height: chart.area.height
        color: Theme.dim
    }
}
