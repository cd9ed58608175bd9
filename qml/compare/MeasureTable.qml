pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// Measures of the chosen runs; the best and the worst have a colour and a sign.
Card {
    id: table

    required property CompareDesk desk
    readonly property real cell: Math.max(96, Math.min(170, (width - 250) / Math.max(1, desk.columns.count)))

    color: Theme.panel
    border.color: Theme.border
    objectName: "measureTable"

    Txt {
        x: 18
        y: 8
        width: parent.width - x - table.cell * table.desk.columns.count
        height: 34
        text: table.desk.scenarioLine
        font.weight: Font.DemiBold
        color: Theme.muted
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
                text: title + " #" + number
                color: Theme.series[slot]
                font.weight: Font.DemiBold
                horizontalAlignment: Text.AlignRight
            }
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
            required property list<string> tones
            required property list<string> signs
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
                width: parent.width - x - table.cell * row.cells.length - 18
                text: row.label
                color: Theme.muted
            }
            Row {
                anchors.right: parent.right
                anchors.rightMargin: 18
                Repeater {
                    model: row.cells
                    delegate: Figure {
                        required property string modelData
                        required property int index
                        width: table.cell
                        height: row.height
                        text: (row.signs[index] ?? "") + " " + modelData
                        color: Theme.tone(row.tones[index] ?? "")
                        horizontalAlignment: Text.AlignRight
                    }
                }
            }
        }
    }
}
