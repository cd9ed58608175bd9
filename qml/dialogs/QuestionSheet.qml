pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// Unsaved changes, a crash to recover from, a file that changed outside.
Sheet {
    id: sheet

    required property Workspace workspace
    property string sentence: ""
    property string about: ""

    width: 460
    closePolicy: Popup.NoAutoClose
    objectName: "questionSheet"

    function ask(heading: string, words: string, subject: string) {
        title = heading
        sentence = words
        about = subject
        open()
    }
    function answer(word: string) {
        close()
        if (about === "unsaved")
            workspace.answerUnsaved(word)
        else if (about === "recovery")
            workspace.answerRecovery(word === "save")
        else
            workspace.answerReload(word === "save")
    }

    contentItem: Column {
        spacing: 18
        Txt {
            width: sheet.availableWidth
            text: sheet.sentence
            color: Theme.muted
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        Row {
            anchors.right: parent.right
            spacing: 8
            PushButton {
                visible: sheet.about === "unsaved"
                objectName: "answerCancel"
                text: qsTr("Cancel")
                onClicked: sheet.answer("cancel")
            }
            PushButton {
                objectName: "answerDiscard"
                text: sheet.about === "unsaved" ? qsTr("Discard") : sheet.about === "recovery" ? qsTr("Drop them") : qsTr("Keep mine")
                onClicked: sheet.answer("discard")
            }
            PushButton {
                objectName: "answerSave"
                primary: true
                text: sheet.about === "unsaved" ? qsTr("Save") : sheet.about === "recovery" ? qsTr("Recover") : qsTr("Reload")
                onClicked: sheet.answer("save")
            }
        }
    }
}
