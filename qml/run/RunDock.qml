pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Spillway

// The bottom of Run: transport, timeline, and the charts or the log.
Rectangle {
    id: dock

    required property Workspace workspace
    required property bool chartsShown
    required property bool logShown

    color: Theme.panel
    objectName: "runDock"

    ColumnLayout {
        anchors.fill: parent
        anchors.leftMargin: Theme.inset
        anchors.rightMargin: Theme.inset
        spacing: 0

        Transport {
            Layout.fillWidth: true
            workspace: dock.workspace
        }
        Timeline {
            id: timeline
            Layout.fillWidth: true
            workspace: dock.workspace
        }
        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.topMargin: 8
            Layout.bottomMargin: 10
            spacing: 10
            visible: dock.chartsShown || dock.logShown
            LiveChart {
                visible: dock.chartsShown
                title: qsTr("Latency")
                live: dock.workspace.live
                lines: [{ "name": "p50", "tone": "good", "legend": "p50" }, { "name": "p95", "tone": "accent", "legend": "p95" }, { "name": "p99", "tone": "bad", "legend": "p99" }]
            }
            LiveChart {
                visible: dock.chartsShown
                title: qsTr("Throughput and errors")
                live: dock.workspace.live
                lines: [{ "name": "throughput", "tone": "accent", "legend": qsTr("done /s"), "filled": true }, { "name": "errors", "tone": "bad", "legend": qsTr("failed /s") }]
            }
            LiveChart {
                visible: dock.chartsShown
                title: qsTr("Instances")
                live: dock.workspace.live
                lines: [{ "name": "instances", "tone": "accent", "legend": qsTr("ready"), "filled": true }, { "name": "starting", "tone": "warn", "legend": qsTr("starting") }]
            }
            LiveChart {
                visible: dock.chartsShown
                title: qsTr("Backlog")
                live: dock.workspace.live
                lines: [{ "name": "backlog", "tone": "warn", "legend": qsTr("waiting"), "filled": true }]
            }
            DecisionLog {
                visible: dock.logShown
                workspace: dock.workspace
            }
        }
    }
    Rectangle {
        width: parent.width
        height: 1
        color: Theme.border
    }
}
