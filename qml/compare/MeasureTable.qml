pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// Measures of the chosen runs; the best and the worst have a colour and a sign.
Card {
    id: table

    required property CompareDesk desk
    readonly property int cells: desk.columns.count + (desk.paired ? 1 : 0)
    readonly property real cell: Math.max(84, Math.min(170, (width - 250) / Math.max(1, cells)))

    color: Theme.panel
    border.color: Theme.border
    objectName: "measureTable"

    Txt {
        x: 18
        y: 8
        width: parent.width - x - 24 - table.cell * table.cells
        height: 34
        text: table.desk.scenarioLine
        color: Theme.muted
        font.pixelSize: Theme.sizeNote
        wrapMode: Text.Wrap
        maximumLineCount: 2
        lineHeight: 0.9
    }
    Row {
        anchors.right: parent.right
        anchors.rightMargin: 18
        y: 8
        Repeater {
            model: table.desk.columns
            delegate: Txt {
                required property string title
                required property int slot
                required property int number
                width: table.cell
                height: 34
                leftPadding: 8
                text: "#" + number + " " + title
                color: Theme.series[slot]
                font.weight: Font.DemiBold
                font.pixelSize: Theme.sizeNote
                horizontalAlignment: Text.AlignRight
                wrapMode: Text.Wrap
                maximumLineCount: 2
                lineHeight: 0.9
            }
        }
        Txt {
            visible: table.desk.paired
            width: table.cell
            height: 34
            text: qsTr("difference")
            color: Theme.muted
            horizontalAlignment: Text.AlignRight
        }
    }
    ListView {
        anchors.fill: parent
        anchors.topMargin: 42
        anchors.bottomMargin: 8
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: table.desk.measures
        ScrollBar.vertical: Scroll {}
        delegate: Item {
            id: row
            required property string label
            required property list<string> cells
            required property list<string> spreads
            required property list<string> tones
            required property list<string> signs
            required property string difference
            width: ListView.view.width
            height: 31
            Rectangle {
                width: parent.width
                height: 1
                color: Theme.hairline
            }
            Txt {
                x: 18
                height: parent.height
                width: parent.width - x - table.cell * table.cells - 24
                text: row.label
                color: Theme.muted
            }
            Row {
                anchors.right: parent.right
                anchors.rightMargin: 18
                Repeater {
                    model: row.cells
                    delegate: Item {
                        id: entry
                        required property string modelData
                        required property int index
                        readonly property real between: spread.text.length > 0 ? 5 : 0
                        // What is too long for a line has two, so that it keeps its distance from the cell before it.
                        readonly property bool stacked: 8 + value.implicitWidth + between + spread.implicitWidth > width
                        width: table.cell
                        height: row.height
                        Figure {
                            id: value
                            x: parent.width - width - (entry.stacked ? 0 : entry.between + spread.width)
                            y: entry.stacked && spread.text.length > 0 ? 2 : 0
                            height: entry.stacked && spread.text.length > 0 ? 16 : parent.height
                            text: (row.signs[entry.index] ?? "") + " " + entry.modelData
                            color: Theme.tone(row.tones[entry.index] ?? "")
                        }
                        Figure {
                            id: spread
                            anchors.right: parent.right
                            y: entry.stacked ? 17 : 0
                            height: entry.stacked ? 12 : parent.height
                            text: row.spreads[entry.index] ?? ""
                            color: Theme.dim
                            font.pixelSize: Theme.sizeSmall
                        }
                    }
                }
                Figure {
                    visible: table.desk.paired
                    width: table.cell
                    height: row.height
                    text: row.difference
                    color: row.difference === "=" ? Theme.dim : Theme.muted
                    horizontalAlignment: Text.AlignRight
                }
            }
        }
    }
}
