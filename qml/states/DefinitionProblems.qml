pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import Spillway

// What is wrong with a definition: the line, the state, the sentence. A click goes there.
ListView {
    id: list

    required property WorkflowDesk desk
    signal chosen(line: int)

    objectName: "definitionProblems"
    implicitHeight: Math.min(160, contentHeight)
    clip: true
    boundsBehavior: Flickable.StopAtBounds
    model: desk.problems
    ScrollBar.vertical: Scroll {}
    delegate: T.AbstractButton {
        id: row
        required property string severity
        required property string sentence
        required property string hint
        required property string stateName
        required property int line
        required property string pointer
        readonly property string place: (line > 0 ? qsTr("line %1").arg(line) : "") + (line > 0 && stateName.length > 0 ? " · " : "") + stateName
        objectName: "definitionProblem"
        width: ListView.view.width
        height: words.implicitHeight + 10
        hoverEnabled: true
        Accessible.name: severity + ": " + place + ": " + sentence
        onClicked: list.chosen(line)
        background: Rectangle {
            color: row.hovered || row.visualFocus ? Theme.hover : "transparent"
        }
        contentItem: Item { // qmllint disable deferred-property-id
            Glyph {
                x: 10
                y: 6
                name: row.severity === "note" ? "ui-note" : "ui-warning"
                size: 13
                color: row.severity === "error" ? Theme.red : Theme.amber
            }
            Txt {
                id: words
                x: 30
                y: 4
                width: list.width - x - 10
                text: (row.place.length > 0 ? row.place + ": " : "") + row.sentence + (row.hint.length > 0 ? " – " + row.hint : "")
                font.pixelSize: Theme.sizeNote
                wrapMode: Text.Wrap
                elide: Text.ElideNone
            }
        }
    }
}
