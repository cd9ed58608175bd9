pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Spillway

// Problems, scenario and seed on the left; the run on the right; what was just said between.
Rectangle {
    id: bar

    required property Workspace workspace
    readonly property ProblemsModel problems: workspace.problems

    implicitHeight: Theme.statusBar
    color: Theme.status

    Row {
        x: 14
        height: parent.height
        spacing: 26
        T.AbstractButton {
            id: problemsButton
            height: parent.height
            width: problemsRow.width
            objectName: "problemsButton"
            Accessible.name: bar.problems.summary
            onClicked: bar.workspace.actions.trigger("window.problems")
            contentItem: Row { // qmllint disable deferred-property-id
                id: problemsRow
                spacing: 6
                Glyph {
                    anchors.verticalCenter: parent.verticalCenter
                    name: bar.problems.errors + bar.problems.warnings > 0 ? "ui-warning" : "ui-check"
                    size: 13
                    color: problemsText.color
                }
                Txt {
                    id: problemsText
                    height: parent.height
                    text: bar.problems.summary
                    font.pixelSize: Theme.sizeNote
                    font.underline: problemsButton.visualFocus
                    color: bar.problems.errors > 0 ? Theme.red : bar.problems.warnings > 0 ? Theme.amber : Theme.muted
                }
            }
        }
        Txt {
            height: parent.height
            text: bar.workspace.fileText + (bar.workspace.deck.scenarioTitle.length > 0 ? qsTr(" · scenario “%1”").arg(bar.workspace.deck.scenarioTitle) : "")
            color: Theme.muted
            font.pixelSize: Theme.sizeNote
        }
        Txt {
            height: parent.height
            text: qsTr("seed %1").arg(bar.workspace.deck.seed)
            color: Theme.muted
            font.pixelSize: Theme.sizeNote
        }
        Txt {
            height: parent.height
            text: bar.workspace.selectionText
            color: Theme.accent
            font.pixelSize: Theme.sizeNote
        }
        Txt {
            height: parent.height
            width: Math.min(implicitWidth, bar.width / 3)
            text: bar.workspace.message
            font.pixelSize: Theme.sizeNote
            Accessible.role: Accessible.StatusBar
            Accessible.name: text
        }
    }
    Row {
        anchors.right: parent.right
        anchors.rightMargin: 14
        height: parent.height
        spacing: 22
        Repeater {
            model: [bar.workspace.deck.threadsText, bar.workspace.deck.eventsText, bar.workspace.deck.realTimeText, bar.workspace.deck.runText]
            delegate: Figure {
                required property string modelData
                height: parent ? (parent as Item).height : 0
                visible: modelData.length > 0
                text: modelData
                color: Theme.muted
                font.pixelSize: Theme.sizeNote
            }
        }
    }
    Rectangle {
        width: parent.width
        height: 1
        color: Theme.border
    }
}
