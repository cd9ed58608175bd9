pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import Spillway

// Everything that is wrong or assumed; a click selects the item.
Rectangle {
    id: panel

    required property Workspace workspace
    signal closed

    color: Theme.panel
    objectName: "problemsPanel"

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.border
    }
    Txt {
        x: Theme.inset
        y: 6
        height: 24
        text: qsTr("Problems and notes")
        font.weight: Font.DemiBold
    }
    IconButton {
        anchors.right: parent.right
        anchors.rightMargin: 10
        y: 4
        glyph: "ui-close"
        ink: Theme.muted
        tip: qsTr("Close")
        onClicked: panel.closed()
    }
    Txt {
        anchors.centerIn: parent
        visible: list.count === 0
        text: qsTr("Nothing is wrong.")
        color: Theme.dim
    }
    ListView {
        id: list
        anchors.fill: parent
        anchors.topMargin: 34
        clip: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        model: panel.workspace.problems
        ScrollBar.vertical: Scroll {}
        delegate: T.AbstractButton {
            id: row
            required property string severity
            required property string sentence
            required property string hint
            required property string place
            required property string item
            width: ListView.view.width
            height: Math.max(24, words.implicitHeight + 6)
            hoverEnabled: true
            objectName: "problem"
            Accessible.name: severity + ": " + sentence + " " + place
            onClicked: panel.workspace.reveal(row.item)
            background: Rectangle {
                color: row.hovered || row.visualFocus ? Theme.hover : "transparent"
            }
            contentItem: Item { // qmllint disable deferred-property-id
                Glyph {
                    x: Theme.inset
                    y: 5
                    name: row.severity === "note" ? "ui-note" : "ui-warning"
                    size: 13
                    color: row.severity === "error" ? Theme.red : row.severity === "warning" ? Theme.amber : Theme.muted
                }
                Txt {
                    id: words
                    x: 40
                    y: 3
                    width: parent.width - x - where.implicitWidth - 40
                    text: row.sentence + (row.hint.length > 0 ? " – " + row.hint : "")
                    font.pixelSize: Theme.sizeNote
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                }
                Figure {
                    id: where
                    anchors.right: parent.right
                    anchors.rightMargin: Theme.inset
                    y: 3
                    text: row.place
                    color: Theme.muted
                    font.pixelSize: Theme.sizeSmall
                }
            }
        }
    }
}
