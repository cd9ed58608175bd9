pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Spillway

// What can be drawn, or what is drawn: the palette and its twin, the outline.
Rectangle {
    id: panel

    required property Workspace workspace
    property bool outline: false

    color: Theme.panel
    objectName: "palettePanel"

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        EntryField {
            id: filter
            objectName: "paletteFilter"
            Layout.fillWidth: true
            Layout.margins: 10
            Layout.bottomMargin: 6
            placeholderText: panel.outline ? qsTr("Filter the drawing") : qsTr("Filter components")
            Accessible.name: placeholderText
            onTextChanged: panel.outline ? panel.workspace.outline.filter = text : panel.workspace.palette.filter = text
            Keys.onDownPressed: list.forceActiveFocus()
            Keys.onReturnPressed: list.count > 0 && !panel.outline ? panel.workspace.addKind(panel.workspace.palette.value(0, "kind")) : undefined
        }
        ListView {
            id: list
            objectName: "paletteList"
            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            activeFocusOnTab: true
            keyNavigationEnabled: true
            boundsBehavior: Flickable.StopAtBounds
            model: panel.outline ? null : panel.workspace.palette
            visible: !panel.outline
            currentIndex: -1
            // With the keyboard in it, one component is always the current one.
            onActiveFocusChanged: activeFocus && currentIndex < 0 ? currentIndex = 0 : undefined
            delegate: PaletteRow {
                width: ListView.view.width
                onChosen: panel.workspace.addKind(kind)
            }
            ScrollBar.vertical: Scroll {}
        }
        OutlineList {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: panel.outline
            workspace: panel.workspace
        }
        Rectangle {
            Layout.fillWidth: true
            implicitHeight: 1
            color: Theme.hairline
        }
        TabStrip {
            Layout.fillWidth: true
            Layout.leftMargin: 14
            Layout.rightMargin: 14
            names: [qsTr("Components"), qsTr("Outline")]
            current: panel.outline ? names[1] : names[0]
            onChosen: name => panel.outline = name === names[1]
        }
    }
    Rectangle {
        anchors.right: parent.right
        width: 1
        height: parent.height
        color: Theme.border
    }
}
