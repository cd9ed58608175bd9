pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Spillway

// What the window remembers.
Sheet {
    id: sheet

    required property Workspace workspace
    readonly property Preferences preferences: workspace.preferences

    title: qsTr("Settings")
    width: 420
    objectName: "settingsSheet"

    contentItem: GridLayout {
        columns: 2
        rowSpacing: 12
        columnSpacing: 16
        Txt {
            text: qsTr("Theme")
            color: Theme.muted
        }
        Choice {
            Layout.fillWidth: true
            model: ["dark", "light", "system"]
            currentIndex: model.indexOf(sheet.preferences.theme)
            Accessible.name: qsTr("Theme")
            onActivated: index => sheet.preferences.theme = model[index]
        }
        Txt {
            text: qsTr("Motion")
            color: Theme.muted
        }
        Tick {
            text: qsTr("Reduced: nothing moves but numbers")
            checked: sheet.preferences.reducedMotion
            onToggled: sheet.preferences.reducedMotion = checked
        }
        Txt {
            text: qsTr("Seed of the next run")
            color: Theme.muted
        }
        EntryField {
            Layout.fillWidth: true
            figures: true
            text: sheet.workspace.deck.seed
            validator: IntValidator { bottom: 0 }
            Accessible.name: qsTr("Seed")
            onEditingFinished: sheet.workspace.deck.seed = Number(text)
        }
        Item {
            Layout.fillWidth: true
        }
        PushButton {
            Layout.alignment: Qt.AlignRight
            Layout.topMargin: 8
            text: qsTr("Close")
            onClicked: sheet.close()
        }
    }
}
