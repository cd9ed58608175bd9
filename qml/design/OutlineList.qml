pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import Spillway

// The drawing as an indented list; a click selects and shows.
ListView {
    id: list

    required property Workspace workspace

    objectName: "outlineList"
    clip: true
    activeFocusOnTab: true
    boundsBehavior: Flickable.StopAtBounds
    model: workspace.outline
    ScrollBar.vertical: Scroll {}

    delegate: T.AbstractButton {
        id: row
        required property string item
        required property string title
        required property string kind
        required property int depth
        readonly property bool chosen: list.workspace.selection.count > 0 && list.workspace.selection.contains(item)
        objectName: "outline-" + item
        width: ListView.view.width
        height: 25
        hoverEnabled: true
        Accessible.name: title
        onClicked: list.workspace.reveal(item)
        background: Rectangle {
            anchors.fill: parent
            anchors.leftMargin: 6
            anchors.rightMargin: 6
            radius: Theme.radius
            color: row.chosen ? Theme.selection : row.hovered ? Theme.hover : "transparent"
            border.width: row.visualFocus ? 2 : 0
            border.color: Theme.accent
        }
        contentItem: Item {
            Glyph {
                x: 14 + row.depth * 14
                anchors.verticalCenter: parent.verticalCenter
                visible: row.kind !== "flow"
                name: row.kind === "boundary" ? "ui-boundary" : row.kind === "flow" ? "ui-flow" : "ui-kind-" + row.kind
                size: 14
            }
            Txt {
                x: (row.kind === "flow" ? 14 : 36) + row.depth * 14
                width: parent.width - x - 8
                height: parent.height
                text: row.title
                color: row.kind === "flow" ? Theme.muted : Theme.text
                font.weight: row.kind === "boundary" ? Font.DemiBold : Font.Normal
                font.pixelSize: row.kind === "flow" ? Theme.sizeNote : Theme.sizeBody
            }
        }
    }
}
