pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// Lines of the document, to read and to copy.
Rectangle {
    id: view

    property alias text: area.text

    radius: Theme.radius
    color: Theme.well
    border.width: area.activeFocus ? 2 : 1
    border.color: area.activeFocus ? Theme.accent : Theme.hairline

    Flickable {
        anchors.fill: parent
        anchors.margins: 2
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        ScrollBar.vertical: Scroll {}
        TextArea.flickable: TextArea {
            id: area
            objectName: "sourceText"
            readOnly: true
            selectByMouse: true
            padding: 8
            color: Theme.text
            font.family: Theme.mono
            font.pixelSize: Theme.sizeNote
            wrapMode: TextEdit.Wrap
            selectionColor: Theme.accent
            selectedTextColor: Theme.accentText
            Accessible.name: qsTr("Source")
        }
    }
}
