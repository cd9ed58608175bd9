pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import Spillway

// Search or run a command: every action with its keys, and everything drawn.
T.Popup {
    id: sheet

    required property Workspace workspace

    modal: true
    focus: true
    x: parent ? (parent.width - width) / 2 : 0
    y: 60
    width: 620
    height: Math.min(460, (parent ? parent.height : 600) - 100)
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutside
    onAboutToShow: {
        workspace.commands.query = ""
        query.text = ""
        workspace.commands.refresh()
        list.currentIndex = 0
    }
    onOpened: query.forceActiveFocus()

    function run(row: int) {
        sheet.close()
        sheet.workspace.commands.run(row)
    }

    T.Overlay.modal: Rectangle {
        color: "#50000000"
    }
    background: Rectangle {
        radius: Theme.cardRadius
        color: Theme.panel
        border.color: Theme.border
    }
    contentItem: Item { // qmllint disable deferred-property-id
        EntryField {
            id: query
            objectName: "commandQuery"
            x: 10
            y: 10
            width: parent.width - 20
            height: 38
            placeholderText: sheet.workspace.commands.itemsOnly ? qsTr("A node, a boundary …") : qsTr("An action, a node, a boundary …")
            Accessible.name: placeholderText
            onTextChanged: sheet.workspace.commands.query = text
            Keys.onDownPressed: list.incrementCurrentIndex()
            Keys.onUpPressed: list.decrementCurrentIndex()
            Keys.onReturnPressed: sheet.run(list.currentIndex)
            Keys.onEnterPressed: sheet.run(list.currentIndex)
        }
        Txt {
            anchors.centerIn: parent
            visible: list.count === 0
            text: qsTr("Nothing fits")
            color: Theme.dim
        }
        ListView {
            id: list
            objectName: "commandList"
            x: 6
            y: 56
            width: parent.width - 12
            height: parent.height - y - 6
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            model: sheet.workspace.commands
            onCountChanged: currentIndex = 0
            ScrollBar.vertical: Scroll {}
            delegate: T.AbstractButton {
                id: row
                required property string title
                required property string where
                required property string keysText
                required property bool usable
                required property int index
                width: ListView.view.width
                height: 32
                hoverEnabled: true
                focusPolicy: Qt.NoFocus
                Accessible.name: title
                onClicked: sheet.run(row.index)
                background: Rectangle {
                    radius: Theme.radius
                    color: row.ListView.isCurrentItem ? Theme.selection : row.hovered ? Theme.hover : "transparent"
                }
                contentItem: Item {
                    Txt {
                        x: 12
                        height: parent.height
                        text: row.title
                        color: row.usable ? Theme.text : Theme.dim
                    }
                    Txt {
                        anchors.right: parent.right
                        anchors.rightMargin: 130
                        height: parent.height
                        text: row.where
                        color: Theme.dim
                        font.pixelSize: Theme.sizeNote
                    }
                    Txt {
                        anchors.right: parent.right
                        anchors.rightMargin: 12
                        height: parent.height
                        text: row.keysText
                        color: Theme.muted
                        font.pixelSize: Theme.sizeNote
                    }
                }
            }
        }
    }
}
