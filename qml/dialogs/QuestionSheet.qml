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
    onOpened: (first.visible ? first : cancel).forceActiveFocus(Qt.TabFocusReason)

    function ask(heading: string, words: string, subject: string) {
        title = heading
        sentence = words
        about = subject
        open()
    }
    // Escape is the answer that loses nothing; a recovery has none such.
    function leave() {
        if (about !== "recovery")
            answer(about === "unsaved" || about === "overwrite" ? "cancel" : "discard")
    }
    function answer(word: string) {
        close()
        if (about === "unsaved")
            workspace.answerUnsaved(word)
        else if (about === "overwrite")
            workspace.answerOverwrite(word === "discard")
        else if (about === "recovery")
            workspace.answerRecovery(word === "save")
        else
            workspace.answerReload(word === "save")
    }

    contentItem: Column { // qmllint disable deferred-property-id
        spacing: 18
        Keys.onEscapePressed: sheet.leave()
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
                id: cancel
                visible: sheet.about === "unsaved" || sheet.about === "overwrite"
                objectName: "answerCancel"
                text: qsTr("Cancel")
                onClicked: sheet.answer("cancel")
            }
            PushButton {
                objectName: "answerDiscard"
                text: sheet.about === "unsaved" ? qsTr("Discard") : sheet.about === "overwrite" ? qsTr("Replace") : sheet.about === "recovery" ? qsTr("Drop them") : qsTr("Keep mine")
                onClicked: sheet.answer("discard")
            }
            PushButton {
                id: first
                visible: sheet.about !== "overwrite"
                objectName: "answerSave"
                primary: true
                text: sheet.about === "unsaved" ? qsTr("Save") : sheet.about === "recovery" ? qsTr("Recover") : qsTr("Reload")
                onClicked: sheet.answer("save")
            }
        }
    }
}
