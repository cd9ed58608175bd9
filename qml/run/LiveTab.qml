pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// How the selected thing does now.
Flickable {
    id: tab

    required property Workspace workspace
    readonly property LivePanel live: workspace.live

    clip: true
    contentHeight: column.height + 24
    boundsBehavior: Flickable.StopAtBounds
    ScrollBar.vertical: Scroll {}

    Column {
        id: column
        y: 6
        width: tab.width - 6
        spacing: 0

        Txt {
            visible: !tab.live.hasRun
            width: parent.width
            topPadding: 12
            text: qsTr("Nothing runs yet. Press Run (F5) to see requests flow.")
            color: Theme.muted
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        Txt {
            objectName: "recovery"
            visible: text.length > 0
            width: parent.width
            topPadding: 8
            bottomPadding: 8
            text: tab.workspace.deck.recoveryText
            color: Theme.tone(tab.workspace.deck.recoveryTone)
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        Repeater {
            model: tab.live.numbers
            delegate: LiveNumber {
                width: column.width
            }
        }
        Txt {
            visible: tab.live.hasRun
            topPadding: 16
            bottomPadding: 4
            text: qsTr("Where the p99 goes")
            font.weight: Font.DemiBold
        }
        Repeater {
            model: tab.live.attribution
            delegate: AttributionBar {
                width: column.width
            }
        }
        Txt {
            visible: tab.live.attributionNote.length > 0
            width: parent.width
            topPadding: 4
            text: tab.live.attributionNote
            color: Theme.dim
            font.pixelSize: Theme.sizeSmall
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        Txt {
            visible: tab.live.hasRun
            topPadding: 16
            bottomPadding: 6
            text: qsTr("Latency, last 60 s")
            font.weight: Font.DemiBold
        }
        Item {
            visible: tab.live.hasRun
            width: parent.width
            height: 78
            HeatStrip {
                id: heat
                width: parent.width
                height: 64
                live: tab.live
                calm: Theme.accent
                trouble: Theme.red
                ground: Theme.well
                Accessible.role: Accessible.Chart
                Accessible.name: qsTr("Latency of the last 60 seconds")
            }
            Figure {
                y: 66
                text: heat.bottomText + " – " + heat.topText
                color: Theme.dim
                font.pixelSize: 10
            }
            Figure {
                anchors.right: parent.right
                y: 66
                text: qsTr("now")
                color: Theme.dim
                font.pixelSize: 10
            }
        }
        Txt {
            visible: tab.live.decisions.count > 0
            topPadding: 12
            bottomPadding: 4
            text: tab.live.decisionsTitle
            font.weight: Font.DemiBold
        }
        Repeater {
            model: tab.live.decisions
            delegate: Row {
                id: decision
                required property string at
                required property string what
                required property string reason
                required property string node  // empty: of what is selected
                width: column.width
                spacing: 6
                Figure {
                    id: at
                    text: decision.at
                    color: Theme.dim
                }
                Txt {
                    width: parent.width - at.width - 6
                    text: (decision.node.length > 0 ? decision.node + " " : "") + decision.what + (decision.reason.length > 0 ? ": " + decision.reason : "")
                    color: Theme.muted
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                }
            }
        }
    }
}
