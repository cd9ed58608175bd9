pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// What a study is about, the button that begins and stops it, and how far it is.
Item {
    id: note

    required property Study study
    required property string begin
    required property string buttonName
    property bool able: true

    implicitHeight: 34

    Txt {
        width: action.x - 10
        height: 30
        text: note.study.note
        color: Theme.muted
        font.pixelSize: Theme.sizeNote
        wrapMode: Text.Wrap
        maximumLineCount: 2
        lineHeight: 0.9
    }
    PushButton {
        id: action
        objectName: note.buttonName
        anchors.right: parent.right
        enabled: note.study.running || note.able
        text: note.study.running ? qsTr("Stop") : note.begin
        onClicked: note.study.running ? note.study.cancel() : note.study.start()
    }
    Meter {
        y: 32
        width: parent.width
        implicitHeight: 3
        visible: note.study.running
        share: note.study.progress
    }
}
