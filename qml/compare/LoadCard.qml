pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// Where each chosen design bends, and why requests failed in each run.
Card {
    id: card

    required property CompareDesk desk
    required property LoadStudy study
    readonly property bool curves: tabs.current === tabs.names[0]

    color: Theme.panel
    border.color: Theme.border

    TabStrip {
        id: tabs
        x: 18
        y: 6
        width: parent.width - 36
        names: [qsTr("Latency against load"), qsTr("Why requests failed")]
        onChosen: name => current = name
    }
    StudyNote {
        x: 18
        y: 42
        width: parent.width - 36
        visible: card.curves
        study: card.study
        begin: qsTr("Find out")
        buttonName: "studyLoad"
        able: card.desk.columns.count > 0
    }
    OverlayPlot {
        anchors.fill: parent
        anchors.topMargin: 78
        anchors.leftMargin: 6
        anchors.bottomMargin: 6
        visible: card.curves
        compare: card.desk
        measure: "load"
        emptyText: card.study.running ? "" : card.desk.columns.count > 0 ? qsTr("No other load was tried yet.") : qsTr("No run is chosen.")
    }
    CauseTable {
        anchors.fill: parent
        anchors.topMargin: 42
        visible: !card.curves
        desk: card.desk
    }
}
