pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import Spillway

// Choose a kind: to create a node, to append one to the selected node, to replace its kind, or for the end of a new flow.
Sheet {
    id: sheet

    required property Workspace workspace
    property string purpose: "create"
    // Of an offer: a flow was drawn from a node to empty ground.
    property string from: ""
    property point centre
    property string flowKind: "call"
    readonly property PaletteModel kinds: workspace.kinds
    readonly property string single: workspace.selection.single
    readonly property var titles: ({ "create": qsTr("Create a node"), "append": qsTr("Append to %1").arg(single),
                                     "replace": qsTr("Replace the kind of %1").arg(single), "offer": qsTr("What %1 leads to").arg(from) })

    title: titles[purpose]
    width: 460
    height: Math.min(520, (parent ? parent.height : 560) - 40)
    objectName: "kindSheet"
    onAboutToShow: {
        query.text = ""
        kinds.targetsOnly = purpose === "append" || purpose === "offer"
        list.currentIndex = 0
    }
    onOpened: query.forceActiveFocus()

    function choose(row: int) {
        const kind = kinds.value(row, "kind")
        if (kind === undefined)
            return
        close()
        if (purpose === "offer")
            workspace.editing.appendNode(from, kind, centre, flowKind)
        else
            workspace.useKind(purpose, kind)
    }

    contentItem: Item { // qmllint disable deferred-property-id
        EntryField {
            id: query
            objectName: "kindQuery"
            width: parent.width
            placeholderText: qsTr("Filter components")
            Accessible.name: placeholderText
            onTextChanged: sheet.kinds.filter = text
            Keys.onDownPressed: list.incrementCurrentIndex()
            Keys.onUpPressed: list.decrementCurrentIndex()
            Keys.onReturnPressed: sheet.choose(list.currentIndex)
            Keys.onEnterPressed: sheet.choose(list.currentIndex)
        }
        Txt {
            anchors.centerIn: parent
            visible: list.count === 0
            text: qsTr("Nothing fits")
            color: Theme.dim
        }
        ListView {
            id: list
            anchors.fill: parent
            anchors.topMargin: 38
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            model: sheet.kinds
            onCountChanged: currentIndex = 0
            ScrollBar.vertical: Scroll {}
            delegate: T.AbstractButton {
                id: row
                required property string kind
                required property string name
                required property string help
                required property int index
                width: ListView.view.width
                height: 32
                hoverEnabled: true
                focusPolicy: Qt.NoFocus
                objectName: "kind-" + kind
                Accessible.name: name
                Accessible.description: help
                onClicked: sheet.choose(row.index)
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
}
