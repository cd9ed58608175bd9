pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Spillway

// One measure of every chosen run on one time axis.
Card {
    id: chart

    required property string title
    required property string note
    required property string measure
    required property CompareDesk desk

    Layout.fillWidth: true
    Layout.fillHeight: true
    Layout.preferredHeight: 100
    color: Theme.panel
    border.color: Theme.border
    Accessible.role: Accessible.Chart
    Accessible.name: title

    Txt {
        x: 18
        y: 10
        height: 22
        text: chart.title
        font.weight: Font.DemiBold
    }
    Txt {
        x: 18
        y: 30
        height: 18
        text: chart.note
        color: Theme.muted
        font.pixelSize: Theme.sizeNote
    }
    OverlayPlot {
        anchors.fill: parent
        anchors.topMargin: 48
        anchors.leftMargin: 6
        anchors.bottomMargin: 6
        compare: chart.desk
        measure: chart.measure
    }
}
