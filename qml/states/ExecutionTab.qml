pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Spillway

// The executions of the open workflow: how many there are, some to pick from, and one that is followed step by step.
ColumnLayout {
    id: tab

    required property ExecutionDesk desk
    readonly property bool following: desk.followed > 0

    spacing: 6

    Txt {
        Layout.fillWidth: true
        Layout.topMargin: 10
        objectName: "executionSummary"
        text: tab.desk.hasRun ? tab.desk.summary : qsTr("Nothing runs yet. Press Run (F5) to see executions.")
        color: Theme.muted
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
    TabStrip {
        Layout.fillWidth: true
        visible: tab.desk.hasRun
        names: ["all", "running", "failed", "succeeded"]
        current: tab.desk.filter
        onChosen: name => tab.desk.filter = name
    }
    ListView {
        id: list
        objectName: "executionList"
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredHeight: 120
        visible: tab.desk.hasRun
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: tab.desk.executions
        ScrollBar.vertical: Scroll {}
        delegate: ExecutionRow {
            width: ListView.view.width
            current: tab.desk.followed === number
            onChosen: tab.desk.followed = tab.desk.followed === number ? 0 : number
        }
        Txt {
            visible: list.count === 0
            topPadding: 8
            text: qsTr("None of these was sampled.")
            color: Theme.dim
        }
    }
    RowLayout {
        Layout.fillWidth: true
        visible: tab.following
        spacing: 2
        IconButton {
            objectName: "previousStep"
            glyph: "ui-step-back"
            tip: qsTr("One step back")
            enabled: tab.desk.step > 0
            onClicked: tab.desk.step -= 1
        }
        IconButton {
            objectName: "nextStep"
            glyph: "ui-step"
            tip: qsTr("One step on")
            enabled: tab.desk.step < tab.desk.steps.count - 1
            onClicked: tab.desk.step += 1
        }
        Txt {
            objectName: "stepText"
            Layout.fillWidth: true
            leftPadding: 8
            text: qsTr("#%1 · %2").arg(tab.desk.followed).arg(tab.desk.stepText)
            font.weight: Font.DemiBold
        }
    }
    ListView {
        id: steps
        objectName: "stepList"
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredHeight: 200
        visible: tab.following
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: tab.desk.steps
        currentIndex: tab.desk.step
        highlightMoveDuration: 0
        ScrollBar.vertical: Scroll {}
        delegate: StepRow {
            width: ListView.view.width
            current: tab.desk.step === index
            onChosen: tab.desk.step = index
        }
    }
    SourceView {
        Layout.fillWidth: true
        Layout.preferredHeight: 56
        objectName: "stepData"
        visible: tab.following && tab.desk.stepData.length > 0
        text: tab.desk.stepData
    }
    Txt {
        visible: tab.following
        text: qsTr("Input")
        font.weight: Font.DemiBold
    }
    SourceView {
        Layout.fillWidth: true
        Layout.preferredHeight: 56
        objectName: "executionInput"
        visible: tab.following
        text: tab.desk.input
    }
    Txt {
        visible: tab.following && tab.desk.outcome.length > 0
        text: tab.desk.failed ? qsTr("Error") : qsTr("Output")
        color: tab.desk.failed ? Theme.red : Theme.text
        font.weight: Font.DemiBold
    }
    SourceView {
        Layout.fillWidth: true
        Layout.preferredHeight: 72
        Layout.bottomMargin: 10
        objectName: "executionOutcome"
        visible: tab.following && tab.desk.outcome.length > 0
        text: tab.desk.outcome
    }
    Item {
        Layout.fillHeight: !tab.desk.hasRun
        implicitHeight: 2
    }
}
