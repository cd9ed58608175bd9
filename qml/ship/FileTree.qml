pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import Spillway

// The files to write: A added, M modified, D to remove, C edited by hand.
Card {
    id: tree

    required property ShipDesk desk

    color: Theme.panel
    border.color: Theme.border

    Caption {
        x: 14
        y: 10
        height: 24
        text: tree.desk.folder.substring(tree.desk.folder.lastIndexOf("/") + 1) + "/"
    }
    Txt {
        anchors.centerIn: parent
        visible: list.count === 0
        text: qsTr("No files: no target is ticked,\nor nothing is drawn.")
        color: Theme.dim
        horizontalAlignment: Text.AlignHCenter
    }
    ListView {
        id: list
        objectName: "fileTree"
        anchors.fill: parent
        anchors.topMargin: 38
        anchors.bottomMargin: 8
        clip: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        model: tree.desk.files
        ScrollBar.vertical: Scroll {}
        delegate: T.AbstractButton {
            id: row
            required property string path
            required property string title
            required property int depth
            required property string mark
            required property bool folder
            readonly property bool shown: !folder && path === tree.desk.current
            width: ListView.view.width
            height: 26
            enabled: !folder
            hoverEnabled: true
            objectName: "file-" + path
            Accessible.name: title
            onClicked: tree.desk.current = row.path
            background: Rectangle {
                color: row.shown ? Theme.selectionSoft : row.hovered || row.visualFocus ? Theme.hover : "transparent"
            }
            contentItem: Item {
                Figure {
                    x: 14 + row.depth * 16
                    width: parent.width - x - 34
                    height: parent.height
                    text: row.title
                    font.pixelSize: Theme.sizeNote
                    color: row.folder ? Theme.muted : Theme.text
                }
                Figure {
                    anchors.right: parent.right
                    anchors.rightMargin: 14
                    height: parent.height
                    text: row.mark
                    font.pixelSize: Theme.sizeNote
                    color: row.mark === "A" ? Theme.green : row.mark === "M" ? Theme.amber : Theme.red
                }
            }
        }
    }
}
