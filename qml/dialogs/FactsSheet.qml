pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// Every number that platforms are emulated by, with who says so; what this document knows better is typed over it.
Sheet {
    id: sheet

    required property Workspace workspace
    readonly property FactsModel facts: workspace.facts
    readonly property var tabs: ({ "all": qsTr("All"), "assumed": qsTr("Assumed"), "stated": qsTr("Stated here") })

    title: qsTr("Platform facts")
    width: Math.min(1060, (parent ? parent.width : 1100) - 40)
    height: Math.min(760, (parent ? parent.height : 800) - 60)
    objectName: "factsSheet"
    onAboutToShow: query.text = ""
    onOpened: query.forceActiveFocus()

    contentItem: Item { // qmllint disable deferred-property-id
        EntryField {
            id: query
            objectName: "factsQuery"
            width: 320
            placeholderText: qsTr("A platform, a word: lambda, burst, start")
            Accessible.name: placeholderText
            onTextChanged: sheet.facts.query = text
        }
        TabStrip {
            x: 344
            width: parent.width - x
            names: Object.values(sheet.tabs)
            current: sheet.tabs[sheet.facts.shown]
            onChosen: name => sheet.facts.shown = Object.keys(sheet.tabs).find(word => sheet.tabs[word] === name)
        }
        Txt {
            anchors.centerIn: parent
            visible: list.count === 0
            text: sheet.facts.shown === "stated" && query.text.length === 0 ? qsTr("This document takes every fact as it is built in") : qsTr("Nothing fits")
            color: Theme.dim
        }
        ListView {
            id: list
            objectName: "factsList"
            anchors.fill: parent
            anchors.topMargin: 42
            anchors.bottomMargin: 46
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            model: sheet.facts
            ScrollBar.vertical: Scroll {}
            delegate: FactRow {
                width: list.width - 14
                facts: sheet.facts
            }
        }
        Txt {
            anchors.bottom: parent.bottom
            height: 30
            width: parent.width - 100
            text: qsTr("What is stated here is part of the document: it counts in its runs and nowhere else.")
            color: Theme.muted
            font.pixelSize: Theme.sizeNote
        }
        PushButton {
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            text: qsTr("Close")
            onClicked: sheet.close()
        }
    }
}
