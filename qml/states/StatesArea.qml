pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Spillway

// A workflow that is open on the canvas: the way back, its states, and its definition as text beside them.
Rectangle {
    id: area

    required property Workspace workspace
    readonly property WorkflowDesk desk: workspace.states
    property bool textShown: workspace.preferences.size("definition.shown", 0) > 0
    // Enter on a state: edit it.
    signal activated

    color: Theme.canvas
    objectName: "statesArea"
    onTextShownChanged: workspace.preferences.setSize("definition.shown", textShown ? 1 : 0)

    RowLayout {
        id: bar
        x: Theme.inset
        width: parent.width - 2 * x
        height: 40
        spacing: 4
        Repeater {
            model: area.desk.trail
            delegate: Crumb {
                onChosen: place => area.desk.backTo(place)
                places: area.desk.trail.length
            }
        }
        Item {
            Layout.fillWidth: true
        }
        Txt {
            objectName: "definitionNote"
            Layout.maximumWidth: 420
            text: area.desk.note
            color: area.desk.drafting ? Theme.amber : Theme.dim
            font.pixelSize: Theme.sizeNote
        }
        PushButton {
            objectName: "definitionButton"
            implicitHeight: 26
            text: area.textShown ? qsTr("Hide text") : qsTr("Text")
            onClicked: area.textShown = !area.textShown
        }
    }
    Rectangle {
        anchors.top: bar.bottom
        width: parent.width
        height: 1
        color: Theme.border
    }
    SplitView {
        anchors.fill: parent
        anchors.topMargin: bar.height + 1
        handle: Ridge {}

        Item {
            SplitView.fillWidth: true
            SplitView.minimumWidth: 200
            StateDrawing {
                id: drawing
                objectName: "stateDrawing"
                anchors.fill: parent
                desk: area.desk
                dark: Theme.dark
                reducedMotion: Theme.reducedMotion
                flowing: area.workspace.deck.phase === "running"
                Accessible.role: Accessible.Canvas
                Accessible.name: qsTr("The states of %1").arg(area.desk.node)
                onActivated: area.activated()
                onRenameRequested: (pointer, rect) => namer.start(rect)
                onContextMenuRequested: (part, at) => menu.show(part, at)
                onOfferRequested: (from, at) => offer.show(from, at)
            }
            EntryField {
                id: namer
                objectName: "stateName"
                visible: false
                function start(rect: rect) {
                    x = rect.x
                    y = rect.y
                    width = Math.max(140, rect.width)
                    text = area.desk.title
                    bad = false
                    visible = true
                    forceActiveFocus()
                    selectAll()
                }
                function done() {
                    visible = false
                    drawing.forceActiveFocus()
                }
                onTextEdited: bad = false
                onAccepted: text === area.desk.title || area.desk.rename(text.trim()) ? done() : bad = true
                onActiveFocusChanged: activeFocus ? undefined : visible = false
                Keys.onEscapePressed: done()
                Accessible.name: qsTr("Name of the state")
                ToolTip.visible: bad
                ToolTip.text: qsTr("This name is taken, empty, or longer than 80 characters")
            }
        }
        DefinitionEditor {
            visible: area.textShown
            SplitView.preferredWidth: area.workspace.preferences.size("definition", 400)
            SplitView.minimumWidth: 220
            desk: area.desk
            onWidthChanged: width > 0 ? area.workspace.preferences.setSize("definition", width) : undefined
        }
    }
    StateMenu {
        id: menu
        workspace: area.workspace
    }
    StateOffer {
        id: offer
        desk: area.desk
        onDone: drawing.forceActiveFocus()
    }
    Connections {
        target: area.desk
        function onOpened() {
            drawing.forceActiveFocus()
        }
    }
    Connections {
        target: area.workspace
        enabled: area.visible
        function onCanvasRequested(what) {
            const wishes = ({ "zoomIn": () => drawing.zoomBy(1.25), "zoomOut": () => drawing.zoomBy(0.8), "zoomReset": () => drawing.zoomTo(1),
                              "zoomFit": () => drawing.fit(), "focus": () => drawing.forceActiveFocus(),
                              "renameState": () => namer.start(drawing.stateRect(area.desk.selected)),
                              "addState": () => offer.show(area.desk.selected, Qt.point(drawing.width / 2, drawing.height / 3)),
                              "definition": () => area.textShown = !area.textShown })
            wishes[what]?.()
        }
    }
}
