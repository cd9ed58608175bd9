pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Spillway

// On an empty drawing: what to do first.
ColumnLayout {
    id: welcome

    required property Workspace workspace
    readonly property ActionTable actions: workspace.actions

    objectName: "welcome"
    spacing: 14

    Glyph {
        Layout.alignment: Qt.AlignHCenter
        name: "ui-logo"
        size: 44
        color: Theme.accent
    }
    Txt {
        Layout.alignment: Qt.AlignHCenter
        text: qsTr("Nothing is drawn yet")
        font.pixelSize: Theme.sizeClock
        font.weight: Font.DemiBold
    }
    Txt {
        Layout.alignment: Qt.AlignHCenter
        Layout.maximumWidth: 420
        text: qsTr("Drag a component from the left onto this ground, or press %1 to choose one. Draw a flow from the side of one node to another. Then press %2 and watch requests move.").arg(welcome.actions.keysText("tools.create")).arg(welcome.actions.keysText("run.play"))
        color: Theme.muted
        wrapMode: Text.Wrap
        elide: Text.ElideNone
        horizontalAlignment: Text.AlignHCenter
        lineHeight: 1.25
    }
    RowLayout {
        Layout.alignment: Qt.AlignHCenter
        Layout.topMargin: 6
        spacing: 10
        PushButton {
            objectName: "welcomeExample"
            primary: true
            visible: welcome.actions.isEnabled("file.example")
            text: qsTr("Open the example")
            onClicked: welcome.actions.trigger("file.example")
        }
        PushButton {
            objectName: "welcomeOpen"
            text: qsTr("Open…")
            onClicked: welcome.actions.trigger("file.open")
        }
        PushButton {
            objectName: "welcomeImport"
            text: qsTr("Import manifests…")
            onClicked: welcome.actions.trigger("file.import")
        }
    }
}
