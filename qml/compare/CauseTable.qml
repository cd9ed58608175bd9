pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// Why requests failed, in each chosen run.
Item {
    id: table

    required property CompareDesk desk
    readonly property real cell: Math.max(84, Math.min(140, (width - 260) / Math.max(1, desk.columns.count)))

    Txt {
        x: 18
        height: 18
        text: qsTr("attempts lost where the failure began, retries included")
        color: Theme.muted
        font.pixelSize: Theme.sizeNote
    }
    Txt {
        anchors.centerIn: parent
        visible: list.count === 0
        text: table.desk.columns.count > 0 ? qsTr("No request failed.") : qsTr("No run is chosen.")
        color: Theme.dim
    }
    ListView {
        id: list
        anchors.fill: parent
        anchors.topMargin: 24
        anchors.bottomMargin: 10
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: table.desk.causes
        ScrollBar.vertical: Scroll {}
        delegate: Item {
            id: row
            required property string cause
            required property list<string> counts
            required property var shares
            width: ListView.view.width
            height: 32
            Txt {
                x: 18
                width: parent.width - x - table.cell * row.counts.length - 26
                height: parent.height
                text: row.cause
                color: Theme.muted
                font.pixelSize: Theme.sizeNote
                wrapMode: Text.Wrap
                maximumLineCount: 2
                lineHeight: 0.9
            }
            Row {
                anchors.right: parent.right
                anchors.rightMargin: 18
                spacing: 6
                Repeater {
                    model: row.counts
                    delegate: Rectangle {
                        id: heat
                        required property string modelData
                        required property int index
                        readonly property real share: row.shares[index] ?? 0
                        width: table.cell - 6
                        height: 27
                        radius: 4
                        color: Qt.alpha(Theme.red, share > 0 ? 0.12 + 0.7 * Math.min(1, Math.sqrt(share)) : 0.05)
                        Figure {
                            anchors.centerIn: parent
                            text: heat.modelData
                        }
                    }
                }
            }
        }
    }
}
