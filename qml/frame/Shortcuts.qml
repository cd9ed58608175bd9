pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// Every action's keys. A focused text field keeps its own undo, copy and the like.
Item {
    id: shortcuts

    required property Workspace workspace
    property bool active: true

    Repeater {
        model: shortcuts.workspace.actions
        delegate: Item {
            id: row
            required property string actionId
            required property var keys
            required property bool actionEnabled
            Shortcut {
                sequences: row.keys
                enabled: shortcuts.active
                context: Qt.WindowShortcut
                onActivated: shortcuts.workspace.actions.trigger(row.actionId)
                onActivatedAmbiguously: shortcuts.workspace.actions.trigger(row.actionId)
            }
        }
    }
}
