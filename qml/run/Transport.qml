pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Spillway

// Play, clock, speed, faults and the objective.
Item {
    id: transport

    required property Workspace workspace
    readonly property RunDeck deck: workspace.deck

    implicitHeight: 48

    RowLayout {
        anchors.fill: parent
        spacing: 8

        IconButton {
            objectName: "playButton"
            glyph: transport.deck.phase === "running" ? "ui-pause" : "ui-play"
            filled: true
            tip: transport.deck.phase === "running" ? qsTr("Pause (F6)") : qsTr("Run (F5)")
            onClicked: transport.deck.phase === "running" ? transport.workspace.actions.trigger("run.pause") : transport.workspace.actions.trigger("run.play")
        }
        IconButton {
            objectName: "stepButton"
            glyph: "ui-step"
            ink: Theme.muted
            tip: qsTr("Step one second (F10)")
            onClicked: transport.workspace.actions.trigger("run.step")
        }
        IconButton {
            objectName: "stopButton"
            glyph: "ui-stop"
            ink: Theme.muted
            enabled: transport.deck.active
            tip: qsTr("Stop (Shift+F5)")
            onClicked: transport.workspace.actions.trigger("run.stop")
        }
        Figure {
            objectName: "clock"
            Layout.leftMargin: 8
            text: transport.deck.clock
            font.pixelSize: Theme.sizeClock
            Accessible.name: qsTr("Simulated time %1").arg(text)
        }
        Figure {
            text: "/ " + transport.deck.duration
            color: Theme.dim
        }
        Txt {
            Layout.leftMargin: 12
            text: qsTr("speed")
            color: Theme.muted
        }
        SpeedSlider {
            objectName: "speedSlider"
            value: transport.deck.speedPosition
            onMoved: transport.deck.speedPosition = value
        }
        Figure {
            Layout.preferredWidth: 44
            text: transport.deck.speedText
        }
        Choice {
            objectName: "scenarioChoice"
            visible: transport.deck.scenarios.length > 1
            Layout.preferredWidth: 150
            model: transport.deck.scenarios
            currentIndex: transport.deck.scenario
            enabled: !transport.deck.active
            Accessible.name: qsTr("Scenario")
            onActivated: index => transport.deck.scenario = index
        }
        FaultButtons {
            Layout.leftMargin: 8
            workspace: transport.workspace
        }
        PushButton {
            visible: transport.deck.hasInjected
            objectName: "keepFaults"
            text: qsTr("Keep faults")
            Accessible.description: qsTr("Faults by hand become lines of the scenario")
            onClicked: transport.workspace.actions.trigger("scenario.keepFaults")
        }
        Item {
            Layout.fillWidth: true
        }
        Txt {
            Layout.maximumWidth: 420
            text: transport.deck.objectiveText
            color: transport.deck.objectiveTone === "muted" ? Theme.muted : Theme.tone(transport.deck.objectiveTone)
        }
    }
}
