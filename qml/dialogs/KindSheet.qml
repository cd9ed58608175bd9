pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import Spillway

// Choose a kind: to create a node, to append one to the selected node, or to replace its kind.
Sheet {
    id: sheet

    required property Workspace workspace
    property string purpose: "create"
    // Of an offer: a flow was drawn from a node to empty ground.
    property string from: ""
    property point centre
    property string flowKind: "call"

    title: purpose === "offer" ? qsTr("What %1 leads to").arg(from) : purpose === "append" ? qsTr("Append to %1").arg(workspace.selection.single) : purpose === "replace" ? qsTr("Replace the kind of %1").arg(workspace.selection.single) : qsTr("Create a node")
    width: 420
    height: 520
    objectName: "kindSheet"
    onOpened: list.forceActiveFocus()

    function choose(kind: string) {
        close()
        if (purpose === "offer")
            workspace.editing.appendNode(from, kind, centre, flowKind)
        else
            workspace.useKind(purpose, kind)
    }

    contentItem: ListView { // qmllint disable deferred-property-id
        id: list
        clip: true
        currentIndex: 0
        boundsBehavior: Flickable.StopAtBounds
        model: sheet.workspace.kinds
        ScrollBar.vertical: Scroll {}
        Keys.onReturnPressed: sheet.choose(sheet.workspace.kinds.value(currentIndex, "kind"))
        delegate: T.AbstractButton {
            id: row
            required property string kind
            required property string name
            required property string help
            required property int index
            width: ListView.view.width
            height: 32
            hoverEnabled: true
            Accessible.name: name
            onClicked: sheet.choose(row.kind)
            background: Rectangle {
                radius: Theme.radius
                color: row.ListView.isCurrentItem ? Theme.selection : row.hovered ? Theme.hover : "transparent"
            }
            contentItem: Item {
                Glyph {
                    x: 10
                    anchors.verticalCenter: parent.verticalCenter
                    name: "ui-kind-" + row.kind
                }
                Txt {
                    x: 36
                    height: parent.height
                    text: row.name
                }
                Txt {
                    x: 150
                    width: parent.width - x - 8
                    height: parent.height
                    text: row.help
                    color: Theme.dim
                    font.pixelSize: Theme.sizeNote
                }
            }
        }
    }
}
