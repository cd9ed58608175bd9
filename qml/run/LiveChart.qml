pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Spillway

// A chart of the selected node's seconds, with its legend.
Card {
    id: chart

    required property string title
    required property LivePanel live
    required property var lines

    Layout.fillWidth: true
    Layout.fillHeight: true
    Layout.preferredWidth: 100
    Layout.minimumHeight: 60
    Accessible.role: Accessible.Chart
    Accessible.name: title

    Txt {
        x: 12
        y: 7
        height: 20
        text: chart.title
        font.weight: Font.DemiBold
    }
    Row {
        anchors.right: parent.right
        anchors.rightMargin: 14
        y: 7
        spacing: 14
        Repeater {
            model: chart.lines
            delegate: Txt {
                required property var modelData
                height: 20
                text: modelData.legend
                color: Theme.tone(modelData.tone)
                font.pixelSize: Theme.sizeNote
            }
        }
    }
    Plot {
        anchors.fill: parent
        anchors.topMargin: 26
        live: chart.live
        lines: chart.lines
    }
}
