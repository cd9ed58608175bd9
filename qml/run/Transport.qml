pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Spillway

// Play, clock, speed, faults and the objective. Narrow windows keep every control and give up words.
Item {
    id: transport

    required property Workspace workspace
    readonly property RunDeck deck: workspace.deck
    readonly property bool tight: width < 1500
    readonly property bool tighter: width < 1150

    implicitHeight: 48

    RowLayout {
        anchors.fill: parent
        spacing: transport.tight ? 5 : 8

        IconButton {
            objectName: "playButton"
            glyph: transport.deck.phase === "running" ? "ui-pause" : "ui-play"
            filled: true
            tip: transport.deck.phase === "running" ? qsTr("Pause (F6)") : qsTr("Run (F5)")
            onClicked: transport.deck.phase === "running" ? transport.workspace.actions.trigger("run.pause") : transport.workspace.actions.trigger("run.play")
        }
        IconButton {
            objectName: "stepBackButton"
            glyph: "ui-step-back"
            ink: Theme.muted
            enabled: transport.deck.reach > 0
            tip: qsTr("Step back one second (Shift+F10)")
            onClicked: transport.workspace.actions.trigger("run.stepBack")
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
            Layout.leftMargin: transport.tight ? 4 : 8
            text: transport.deck.clock
            elide: Text.ElideNone
            font.pixelSize: transport.tight ? Theme.sizeTitle : Theme.sizeClock
            Accessible.name: qsTr("Simulated time %1").arg(text)
        }
        Figure {
            text: "/ " + transport.deck.duration
            elide: Text.ElideNone
            color: Theme.dim
        }
        Txt {
            Layout.leftMargin: 12
            visible: !transport.tight
            text: qsTr("speed")
            elide: Text.ElideNone
            color: Theme.muted
        }
        SpeedSlider {
            objectName: "speedSlider"
            Layout.preferredWidth: transport.tight ? 76 : 114
            Layout.leftMargin: transport.tight ? 6 : 0
            value: transport.deck.speedPosition
            onMoved: transport.deck.speedPosition = value
            ToolTip.visible: hovered
            ToolTip.delay: 500
            ToolTip.text: qsTr("Speed: %1 real time").arg(transport.deck.speedText)
        }
        Figure {
            objectName: "speedText"
            Layout.preferredWidth: 40
            text: transport.deck.speedText
        }
        Choice {
            objectName: "scenarioChoice"
            visible: transport.deck.scenarios.length > 1 && !(transport.tight && transport.deck.active)
            Layout.preferredWidth: transport.tight ? 116 : 150
            model: transport.deck.scenarios
            currentIndex: transport.deck.scenario
            enabled: !transport.deck.active
            Accessible.name: qsTr("Scenario")
            onActivated: index => transport.deck.scenario = index
        }
        FaultButtons {
            Layout.leftMargin: transport.tight ? 2 : 8
            tight: transport.tight
            workspace: transport.workspace
        }
        PushButton {
            visible: transport.deck.hasInjected
            objectName: "keepFaults"
            text: transport.tighter ? qsTr("Keep") : qsTr("Keep faults")
            implicitWidth: implicitContentWidth + 20
            Accessible.description: qsTr("Faults by hand become lines of the scenario")
            ToolTip.visible: hovered
            ToolTip.delay: 500
            ToolTip.text: qsTr("Faults by hand become lines of the scenario")
            onClicked: transport.workspace.actions.trigger("scenario.keepFaults")
        }
        Item {
            id: objective
            readonly property color ink: transport.deck.objectiveTone === "muted" ? Theme.muted : Theme.tone(transport.deck.objectiveTone)
            readonly property bool stacked: width < bound.implicitWidth + now.implicitWidth + 16
            objectName: "objective"
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.minimumWidth: 60
            Accessible.role: Accessible.StaticText
            Accessible.name: bound.text + " " + now.text
            Txt {
                id: bound
                anchors.right: parent.right
                anchors.rightMargin: objective.stacked || now.text.length === 0 ? 0 : now.implicitWidth + 10
                y: objective.stacked && now.text.length > 0 ? 7 : 0
                width: Math.min(implicitWidth, parent.width)
                height: objective.stacked && now.text.length > 0 ? 18 : parent.height
                text: transport.deck.objectiveText
                color: objective.stacked ? Theme.muted : objective.ink
                font.pixelSize: transport.tight ? Theme.sizeSmall : Theme.sizeNote
            }
            Txt {
                id: now
                anchors.right: parent.right
                y: objective.stacked ? 23 : 0
                width: Math.min(implicitWidth, parent.width)
                height: objective.stacked ? 18 : parent.height
                text: transport.deck.objectiveNow
                color: objective.ink
                font.pixelSize: transport.tight ? Theme.sizeSmall : Theme.sizeNote
            }
            HoverHandler {
                id: overObjective
            }
            ToolTip.visible: overObjective.hovered && Accessible.name.length > 1
            ToolTip.delay: 500
            ToolTip.text: Accessible.name
        }
    }
}
