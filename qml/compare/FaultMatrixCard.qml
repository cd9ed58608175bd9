pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// What users lose while one component is broken: components by kinds of fault.
Card {
    id: card

    required property FaultMatrix matrix
    readonly property real head: Math.max(90, Math.min(170, width * 0.2))
    readonly property real cell: Math.max(44, (width - head - 44) / Math.max(1, matrix.kinds.length))

    color: Theme.panel
    border.color: Theme.border
    Accessible.role: Accessible.Table
    Accessible.name: qsTr("Every single fault")

    Txt {
        x: 18
        y: 10
        height: 22
        text: qsTr("Every single fault")
        font.weight: Font.DemiBold
    }
    Choice {
        objectName: "faultMatrixOf"
        anchors.right: parent.right
        anchors.rightMargin: 18
        y: 8
        width: 130
        visible: card.matrix.subjects.length > 1
        enabled: !card.matrix.running
        model: card.matrix.subjects
        currentIndex: card.matrix.subject
        onActivated: index => card.matrix.subject = index
        Accessible.name: qsTr("What is broken")
    }
    StudyNote {
        x: 18
        y: 42
        width: parent.width - 36
        study: card.matrix
        begin: qsTr("Try all")
        buttonName: "tryEveryFault"
    }
    Row {
        x: 18 + card.head
        y: 80
        visible: list.count > 0
        Repeater {
            model: card.matrix.kinds
            delegate: Txt {
                required property string modelData
                width: card.cell
                height: 18
                text: modelData
                color: Theme.muted
                font.pixelSize: Theme.sizeSmall
                horizontalAlignment: Text.AlignHCenter
                elide: Text.ElideRight
            }
        }
    }
    Txt {
        anchors.centerIn: parent
        visible: list.count === 0 && !card.matrix.running
        text: qsTr("Nothing has been broken yet.")
        color: Theme.dim
    }
    ListView {
        id: list
        objectName: "faultMatrix"
        anchors.fill: parent
        anchors.topMargin: 102
        anchors.bottomMargin: 10
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: card.matrix.rows
        ScrollBar.vertical: Scroll {}
        delegate: Item {
            id: row
            required property string component
            required property bool indispensable
            required property list<string> cells
            required property var shares
            required property list<string> tells
            width: ListView.view.width
            height: 28
            Txt {
                x: 18
                width: card.head - 8
                height: parent.height
                text: row.indispensable ? qsTr("%1 !").arg(row.component) : row.component
                color: row.indispensable ? Theme.text : Theme.muted
                font.weight: row.indispensable ? Font.DemiBold : Font.Normal
                font.pixelSize: Theme.sizeNote
                horizontalAlignment: Text.AlignRight
                elide: Text.ElideMiddle
                Accessible.description: row.indispensable ? qsTr("Without it everything fails") : ""
            }
            Row {
                x: 18 + card.head
                spacing: 4
                Repeater {
                    model: row.cells
                    delegate: Rectangle {
                        id: heat
                        required property string modelData
                        required property int index
                        readonly property real share: row.shares[index] ?? -1
                        width: card.cell - 4
                        height: 25
                        radius: 4
                        color: share < 0 ? "transparent" : Qt.alpha(Theme.red, 0.05 + 0.75 * Math.min(1, share))
                        Accessible.role: Accessible.Cell
                        Accessible.name: row.tells[index] ?? ""
                        Figure {
                            anchors.centerIn: parent
                            text: heat.modelData
                            color: heat.share < 0 ? Theme.dim : Theme.text
                            font.pixelSize: Theme.sizeNote
                        }
                        HoverHandler {
                            id: hover
                        }
                        ToolTip.visible: hover.hovered
                        ToolTip.delay: 400
                        ToolTip.text: row.tells[index] ?? ""
                    }
                }
            }
        }
    }
}
