pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Spillway

// The types of states: a click adds one after what is selected, a drag puts it where it is dropped.
Rectangle {
    id: panel

    required property Workspace workspace

    color: Theme.panel
    objectName: "statePalette"

    ColumnLayout {
        anchors.fill: parent
        anchors.topMargin: 12
        spacing: 0
        ListView {
            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            model: panel.workspace.states.types
            delegate: PaletteRow {
                required property string type
                required property int index
                width: ListView.view.width
                kind: type
                name: type
                group: qsTr("States")
                glyph: "ui-state-" + type
                first: index === 0
                mime: "application/x-spillway-state"
                onChosen: panel.workspace.states.addState(type)
            }
            ScrollBar.vertical: Scroll {}
        }
        Txt {
            Layout.fillWidth: true
            Layout.margins: 14
            text: qsTr("A click adds the state after the selected one. Draw ways from the knobs of a state: the red one is for errors.")
            color: Theme.dim
            font.pixelSize: Theme.sizeNote
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
    }
    Rectangle {
        anchors.right: parent.right
        width: 1
        height: parent.height
        color: Theme.border
    }
}
