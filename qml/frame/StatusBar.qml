pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Spillway

// Problems, scenario and seed on the left; the run on the right; what was just said between.
Rectangle {
    id: bar

    required property Workspace workspace
    readonly property ProblemsModel problems: workspace.problems
    readonly property color urgency: problems.errors > 0 ? Theme.red : problems.warnings > 0 ? Theme.amber : Theme.muted
    readonly property string scenario: workspace.deck.scenarioTitle

    objectName: "statusBar"
    implicitHeight: Theme.statusBar
    color: Theme.status

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: 14
        anchors.rightMargin: 14
        spacing: 22
        T.AbstractButton {
            id: problemsButton
            objectName: "problemsButton"
            implicitWidth: implicitContentWidth
            implicitHeight: Theme.statusBar
            hoverEnabled: true
            Accessible.name: bar.problems.summary
            onClicked: bar.workspace.actions.trigger("window.problems")
            contentItem: Row {
                spacing: 6
                Glyph {
                    anchors.verticalCenter: parent.verticalCenter
                    name: bar.problems.errors + bar.problems.warnings > 0 ? "ui-warning" : "ui-check"
                    size: 13
                    color: bar.urgency
                }
                Txt {
                    height: parent.height
                    text: bar.problems.summary
                    font.pixelSize: Theme.sizeNote
                    font.underline: problemsButton.visualFocus || problemsButton.hovered
                    color: bar.urgency
                }
            }
        }
        Txt {
            Layout.maximumWidth: bar.width / 3
            text: bar.scenario.length > 0 ? qsTr("%1 · scenario “%2”").arg(bar.workspace.fileText).arg(bar.scenario) : bar.workspace.fileText
            color: Theme.muted
            font.pixelSize: Theme.sizeNote
        }
        Txt {
            text: qsTr("seed %1").arg(bar.workspace.deck.seed)
            color: Theme.muted
            font.pixelSize: Theme.sizeNote
        }
        Txt {
            Layout.maximumWidth: bar.width / 5
            visible: text.length > 0
            text: bar.workspace.selectionText
            color: Theme.accent
            font.pixelSize: Theme.sizeNote
        }
        Txt {
            Layout.maximumWidth: bar.width / 3
            objectName: "toolText"
            visible: text.length > 0
            text: bar.workspace.toolText
            color: Theme.amber
            font.pixelSize: Theme.sizeNote
        }
        Txt {
            objectName: "message"
            Layout.fillWidth: true
            Layout.minimumWidth: 0
            text: bar.workspace.message
            font.pixelSize: Theme.sizeNote
            Accessible.role: Accessible.StatusBar
            Accessible.name: text
        }
        Repeater {
            model: [bar.workspace.deck.threadsText, bar.workspace.deck.eventsText, bar.workspace.deck.realTimeText, bar.workspace.deck.runText]
            delegate: Figure {
                required property string modelData
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
