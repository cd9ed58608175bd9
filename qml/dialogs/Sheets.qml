pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Dialogs
import Spillway

// Everything that opens over the window, by the name the workspace asks for.
Item {
    id: sheets

    required property Workspace workspace
    readonly property bool anyOpen: commands.visible || shortcuts.visible || settings.visible || about.visible || question.visible || rename.visible || kinds.visible || until.visible
    readonly property var byName: ({
            "open": openDialog, "save": saveDialog, "import": importDialog, "exportRun": exportDialog, "picture": pictureDialog, "folder": folderDialog,
            "commands": commands, "find": commands, "shortcuts": shortcuts, "settings": settings, "about": about, "rename": rename,
            "until": until, "create": kinds, "append": kinds, "replace": kinds
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
        function onAskReload(path, modified) {
            question.ask(qsTr("The file changed outside"), modified ? qsTr("%1 was changed by another program, and you have changes too. Reloading drops yours.").arg(path) : qsTr("%1 was changed by another program.").arg(path), "reload")
        }
    }

    FileDialog {
        id: openDialog
        title: qsTr("Open an architecture")
        nameFilters: [qsTr("Spillway architectures (*.spillway)"), qsTr("All files (*)")]
        onAccepted: sheets.workspace.openUrl(selectedFile)
    }
    FileDialog {
        id: saveDialog
        title: qsTr("Save the architecture")
        fileMode: FileDialog.SaveFile
        defaultSuffix: "spillway"
        nameFilters: [qsTr("Spillway architectures (*.spillway)")]
        onAccepted: sheets.workspace.saveToUrl(selectedFile)
    }
    FileDialog {
        id: importDialog
        title: qsTr("Import Kubernetes manifests or a Compose file")
        fileMode: FileDialog.OpenFiles
        nameFilters: [qsTr("YAML (*.yaml *.yml)"), qsTr("All files (*)")]
        onAccepted: sheets.workspace.importUrls(selectedFiles)
    }
    FileDialog {
        id: exportDialog
        title: qsTr("Export the run's series")
        fileMode: FileDialog.SaveFile
        defaultSuffix: "csv"
        nameFilters: [qsTr("Series as comma separated values (*.csv)"), qsTr("Everything measured, as JSON (*.json)")]
        onAccepted: sheets.workspace.exportRunTo(selectedFile)
    }
    FileDialog {
        id: pictureDialog
        title: qsTr("Export the drawing")
        fileMode: FileDialog.SaveFile
        defaultSuffix: "png"
        nameFilters: [qsTr("Pictures (*.png *.svg *.pdf)")]
        onAccepted: sheets.workspace.exportPictureTo(selectedFile)
    }
    FolderDialog {
        id: folderDialog
        title: qsTr("Folder for the manifests")
        onAccepted: sheets.workspace.chooseFolder(selectedFolder)
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
    QuestionSheet {
        id: question
        workspace: sheets.workspace
        parent: sheets
    }
}
