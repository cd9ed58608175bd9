pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// One measure at a time of every chosen run on one time axis.
Card {
    id: chart

    required property CompareDesk desk
    readonly property var measures: [
        {
            name: qsTr("p99 over time"),
            measure: "p99",
            note: qsTr("as the users see it, the slowest request of a hundred in each second")
        },
        {
            name: qsTr("Requests"),
            measure: "throughput",
            note: qsTr("done per second, as the users see it")
        },
        {
            name: qsTr("Instances"),
            measure: "instances",
            note: qsTr("of everything that scales")
        }
    ]
    readonly property var shown: measures.find(one => one.name === tabs.current)

    color: Theme.panel
    border.color: Theme.border
    Accessible.role: Accessible.Chart
    Accessible.name: shown.name

    TabStrip {
        id: tabs
        x: 18
        y: 6
        width: parent.width - 36
        names: chart.measures.map(one => one.name)
        onChosen: name => current = name
    }
    Txt {
        x: 18
        y: 42
        width: parent.width - 36
        height: 18
        text: chart.desk.seeded ? qsTr("%1; band: 95 % interval over the seeds").arg(chart.shown.note) : chart.shown.note
        color: Theme.muted
        font.pixelSize: Theme.sizeNote
    }
    OverlayPlot {
        anchors.fill: parent
        anchors.topMargin: 60
        anchors.leftMargin: 6
        anchors.bottomMargin: 6
        compare: chart.desk
        measure: chart.shown.measure
        emptyText: qsTr("No run is chosen.")
    }
}
