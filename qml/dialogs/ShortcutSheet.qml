pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// Every action's keys. Click one and press other keys to rebind it.
Sheet {
    id: sheet

    required property Workspace workspace
    property string waiting: ""
    property string refusal: ""

    title: qsTr("Keyboard shortcuts")
    width: 900
    height: Math.min(720, (parent ? parent.height : 760) - 60)
    standardButtons: Dialog.NoButton
    onClosed: waiting = refusal = ""

    function take(keys: string) {
        refusal = keys.length > 0 && !workspace.actions.rebind(waiting, keys) ? qsTr("%1 belongs to another action").arg(keys) : ""
        waiting = ""
    }

    contentItem: Item { // qmllint disable deferred-property-id
        focus: true
        objectName: "shortcutSheet"
        Keys.onPressed: event => {
            event.accepted = sheet.waiting.length > 0 && event.key !== Qt.Key_Escape
            if (event.accepted)
                sheet.take(sheet.workspace.keysOf(event.key, event.modifiers))
        }
        GridView {
            id: grid
            anchors.fill: parent
            anchors.bottomMargin: 44
            clip: true
            flow: GridView.FlowLeftToRight
            cellWidth: width / 2
            cellHeight: 28
            model: sheet.workspace.actions
            ScrollBar.vertical: Scroll {}
            delegate: Item {
                id: row
                required property string actionId
                required property string menu
                required property string keysText
                required property var model
                width: grid.cellWidth
                height: grid.cellHeight
                Txt {
                    width: 66
                    height: parent.height
                    text: row.menu
                    color: Theme.dim
                    font.pixelSize: Theme.sizeNote
                }
                Txt {
                    x: 70
                    width: parent.width - 210
                    height: parent.height
                    text: row.model.text
                }
                PushButton {
                    x: parent.width - 136
                    y: 2
                    width: 120
                    height: 24
                    quiet: row.keysText.length > 0 && sheet.waiting !== row.actionId
                    ink: row.keysText.length > 0 ? Theme.text : Theme.dim
                    text: sheet.waiting === row.actionId ? qsTr("press keys …") : row.keysText.length > 0 ? row.keysText : qsTr("none")
                    Accessible.name: qsTr("Keys of %1: %2").arg(row.model.text).arg(row.keysText)
                    onClicked: {
                        sheet.waiting = row.actionId
                        sheet.contentItem.forceActiveFocus()
                    }
                }
            }
        }
        Txt {
            anchors.bottom: parent.bottom
            height: 30
            width: parent.width - 100
            text: sheet.refusal.length > 0 ? sheet.refusal : qsTr("Click keys and press others to rebind. Wheel pans, Ctrl+wheel zooms, middle or Space drag pans, Shift+click adds to the selection.")
            color: sheet.refusal.length > 0 ? Theme.red : Theme.muted
            font.pixelSize: Theme.sizeNote
            wrapMode: Text.Wrap
        }
        PushButton {
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            text: qsTr("Close")
            onClicked: sheet.close()
        }
    }
}
