pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// Lines of the document, to read and to copy.
ScrollView {
    id: view

    property alias text: area.text

    TextArea {
        id: area
        objectName: "sourceText"
        readOnly: true
        selectByMouse: true
        color: Theme.text
        font.family: Theme.mono
        font.pixelSize: Theme.sizeNote
        wrapMode: TextEdit.Wrap
        selectionColor: Theme.accent
        selectedTextColor: Theme.accentText
        Accessible.name: qsTr("Source")
        background: Rectangle {
            radius: Theme.radius
            color: Theme.well
            border.color: Theme.hairline
        }
    }
}
