pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// A new name for the selected item.
Sheet {
    id: sheet

    required property Workspace workspace
    property string item: ""
    property bool refused: false

    title: qsTr("Rename %1").arg(item)
    width: 380
    objectName: "renameSheet"
    onAboutToShow: {
        item = workspace.selection.single
        field.text = item
        refused = false
    }
    onOpened: {
        field.forceActiveFocus()
        field.selectAll()
    }

    function commit() {
        refused = field.text !== item && !workspace.editing.rename(item, field.text)
        if (!refused)
            close()
    }

    contentItem: Column { // qmllint disable deferred-property-id
        spacing: 10
        EntryField {
            id: field
            objectName: "renameField"
            width: sheet.availableWidth
            bad: sheet.refused
            Accessible.name: qsTr("Name")
            onAccepted: sheet.commit()
        }
        Txt {
            visible: sheet.refused
            width: sheet.availableWidth
            text: qsTr("This name is taken, empty, or has a character that the text cannot hold.")
            color: Theme.red
            font.pixelSize: Theme.sizeNote
            wrapMode: Text.Wrap
        }
        PushButton {
            anchors.right: parent.right
            primary: true
            text: qsTr("Rename")
            onClicked: sheet.commit()
        }
    }
}
