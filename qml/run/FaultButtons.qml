pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// What can be broken of the selected thing, now.
Row {
    id: faults

    required property Workspace workspace
    property bool tight: false
    property int turn: 0

    spacing: tight ? 5 : 10

    Connections {
        target: faults.workspace
        function onFaultsChanged() {
            faults.turn += 1
        }
    }
    Repeater {
        model: [{ "kind": "surge", "name": qsTr("Load ×2"), "tip": qsTr("Twice the load of a source, for a minute") },
                { "kind": "instance_kill", "name": qsTr("Kill instance"), "tip": qsTr("One instance of the selected node dies") },
                { "kind": "latency", "name": qsTr("Slow link"), "tip": qsTr("+100 ms on the selected node or flow, for a minute") },
                { "kind": "cut", "name": qsTr("Cut"), "tip": qsTr("Nothing passes the selected flow, for a minute") },
                { "kind": "errors", "name": qsTr("Error burst"), "tip": qsTr("Half of the requests to the selected node or flow fail, for a minute") },
                { "kind": "outage", "name": qsTr("Outage"), "tip": qsTr("The selected node or boundary is down for a minute") }]
        delegate: FaultButton {
            required property var modelData
            objectName: "fault-" + modelData.kind
            text: modelData.name
            tip: modelData.tip
            implicitWidth: implicitContentWidth + (faults.tight ? 18 : 32)
            enabled: faults.turn >= 0 && faults.workspace.canInject(modelData.kind)
            onClicked: faults.workspace.injectFault(modelData.kind)
        }
    }
}
