pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// Run until a time, or until something happens, here or anywhere.
Sheet {
    id: sheet

    required property Workspace workspace
    property string node: ""
    property bool refused: false
    readonly property list<string> kinds: ["time", "decision", "waiting", "full", "failing"]
    readonly property list<string> words: [qsTr("this time"), qsTr("something is decided"), qsTr("requests begin to wait"), qsTr("every slot is taken"), qsTr("requests fail")]
    readonly property bool timed: what.currentIndex === 0

    title: qsTr("Run until …")
    width: 380
    objectName: "untilSheet"
    onAboutToShow: {
        const single = workspace.selection.single
        node = workspace.deck.knowsNode(single) ? single : ""
        refused = false
    }
    onOpened: timed ? field.forceActiveFocus() : what.forceActiveFocus()

    function commit() {
        refused = !workspace.runUntil(timed ? field.text : kinds[what.currentIndex], where.currentIndex === 1 ? node : "")
        if (!refused)
            close()
    }

    contentItem: Column { // qmllint disable deferred-property-id
        spacing: 10
        Choice {
            id: what
            objectName: "untilWhat"
            width: sheet.availableWidth
            model: sheet.words
            Accessible.name: qsTr("Until what")
        }
        EntryField {
            id: field
            objectName: "untilTime"
            visible: sheet.timed
            width: sheet.availableWidth
            placeholderText: qsTr("4:12, 90s, 4m 12s")
            bad: sheet.refused
            Accessible.name: qsTr("Simulated time")
            onAccepted: sheet.commit()
        }
        Choice {
            id: where
            objectName: "untilWhere"
            visible: !sheet.timed
            width: sheet.availableWidth
            model: sheet.node.length > 0 ? [qsTr("anywhere"), qsTr("at %1").arg(sheet.node)] : [qsTr("anywhere")]
            currentIndex: model.length - 1
            Accessible.name: qsTr("Where")
        }
        Txt {
            visible: sheet.refused
            width: sheet.availableWidth
            text: qsTr("A time is written 4:12, 90s or 4m 12s.")
            color: Theme.red
            font.pixelSize: Theme.sizeNote
            wrapMode: Text.Wrap
        }
        PushButton {
            anchors.right: parent.right
            objectName: "untilRun"
            primary: true
            text: qsTr("Run")
            onClicked: sheet.commit()
        }
    }
}
