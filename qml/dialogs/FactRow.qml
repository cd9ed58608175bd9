pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// One fact: its name and meaning, its value to type over, and who says so.
Item {
    id: row

    required property FactsModel facts
    required property string factId
    required property string key
    required property string value
    required property string builtIn
    required property string means
    required property string source
    required property bool stated
    required property bool assumed
    required property string sheet
    required property bool first
    property string problem: ""

    readonly property int head: first ? 34 : 0

    height: head + (problem.length > 0 ? 76 : 56)

    function commit() {
        problem = facts.state(factId, field.text)
        if (problem.length === 0)
            field.text = Qt.binding(() => row.value)
    }

    Caption {
        visible: row.first
        y: 12
        text: row.sheet.replace(/_/g, " ")
    }
    Rectangle {
        y: row.head
        width: parent.width
        height: 1
        color: Theme.hairline
    }
    Column {
        y: row.head + 9
        width: parent.width * 0.46
        spacing: 3
        Txt {
            width: parent.width
            text: row.key
            font.family: Theme.mono
            font.pixelSize: Theme.sizeNote
        }
        Txt {
            width: parent.width
            text: row.means
            color: Theme.dim
            font.pixelSize: Theme.sizeNote
        }
    }
    EntryField {
        id: field
        objectName: "fact-" + row.factId
        x: parent.width * 0.46 + 12
        y: row.head + 8
        width: parent.width * 0.24
        figures: true
        bad: row.problem.length > 0
        text: row.value
        Accessible.name: row.key
        Accessible.description: row.means
        onAccepted: row.commit()
        onEditingFinished: text !== row.value ? row.commit() : undefined
        Keys.onEscapePressed: event => {
            event.accepted = text !== row.value
            row.problem = ""
            text = Qt.binding(() => row.value)
        }
    }
    Txt {
        visible: row.problem.length > 0
        anchors.left: field.left
        anchors.right: parent.right
        y: row.head + 46
        text: row.problem
        color: Theme.red
        font.pixelSize: Theme.sizeNote
    }
    Txt {
        visible: !row.stated
        anchors.left: field.right
        anchors.leftMargin: 14
        anchors.right: parent.right
        anchors.verticalCenter: field.verticalCenter
        text: (row.assumed ? qsTr("Assumed. ") : "") + row.source
        color: row.assumed ? Theme.amber : Theme.dim
        font.pixelSize: Theme.sizeNote
        wrapMode: Text.Wrap
        maximumLineCount: 2
        elide: Text.ElideRight
        Accessible.name: text
    }
    EntryField {
        id: source
        objectName: "factSource-" + row.factId
        visible: row.stated
        anchors.left: field.right
        anchors.leftMargin: 12
        anchors.right: back.left
        anchors.rightMargin: 6
        y: row.head + 8
        text: row.source
        placeholderText: qsTr("Who says so? Built in: %1").arg(row.builtIn)
        Accessible.name: qsTr("Source of %1").arg(row.key)
        onEditingFinished: row.facts.setSource(row.factId, text)
    }
    IconButton {
        id: back
        objectName: "factForget-" + row.factId
        visible: row.stated
        anchors.right: parent.right
        y: row.head + 9
        glyph: "ui-close"
        tip: qsTr("Take the built-in value again: %1").arg(row.builtIn)
        onClicked: row.facts.forget(row.factId)
    }
}
