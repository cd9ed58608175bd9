pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// Everything that opens over the window, by the name the workspace asks for. Files are chosen in windows of their own
// (app/desktop/file_dialogs).
Item {
    id: sheets

    required property Workspace workspace
    readonly property bool anyOpen: commands.visible || shortcuts.visible || settings.visible || about.visible || question.visible || rename.visible || kinds.visible || until.visible || facts.visible
    readonly property var byName: ({
            "commands": commands, "find": commands, "shortcuts": shortcuts, "settings": settings, "about": about, "rename": rename,
            "until": until, "facts": facts, "create": kinds, "append": kinds, "replace": kinds
        })

    function offer(from: string, centre: point, flowKind: string) {
        kinds.from = from
        kinds.centre = centre
        kinds.flowKind = flowKind
        kinds.purpose = "offer"
        kinds.open()
    }

    Connections {
        target: sheets.workspace
        function onDialogRequested(kind) {
            kinds.purpose = kinds.titles[kind] ? kind : kinds.purpose
            sheets.workspace.commands.itemsOnly = kind === "find"
            sheets.byName[kind]?.open()
        }
        function onAskUnsaved(sentence) {
            question.ask(qsTr("Save the changes?"), sentence, "unsaved")
        }
        function onAskRecovery(path) {
            question.ask(qsTr("Recover unsaved changes?"), qsTr("The last session ended before the changes of %1 were saved.").arg(path), "recovery")
        }
        function onAskOverwrite(path) {
            question.ask(qsTr("Replace the file?"), qsTr("%1 is there already. Replacing it loses what it holds.").arg(path), "overwrite")
        }
        function onAskReload(path, modified) {
            question.ask(qsTr("The file changed outside"), modified ? qsTr("%1 was changed by another program, and you have changes too. Reloading drops yours.").arg(path) : qsTr("%1 was changed by another program.").arg(path), "reload")
        }
    }

    CommandSheet {
        id: commands
        workspace: sheets.workspace
        parent: sheets
    }
    ShortcutSheet {
        id: shortcuts
        workspace: sheets.workspace
        parent: sheets
    }
    SettingsSheet {
        id: settings
        workspace: sheets.workspace
        parent: sheets
    }
    AboutSheet {
        id: about
        parent: sheets
    }
    RenameSheet {
        id: rename
        workspace: sheets.workspace
        parent: sheets
    }
    KindSheet {
        id: kinds
        workspace: sheets.workspace
        parent: sheets
    }
    UntilSheet {
        id: until
        workspace: sheets.workspace
        parent: sheets
    }
    FactsSheet {
        id: facts
        workspace: sheets.workspace
        parent: sheets
    }
    QuestionSheet {
        id: question
        workspace: sheets.workspace
        parent: sheets
    }
}
