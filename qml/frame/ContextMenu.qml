pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// What can be done with the thing under the pointer: the actions of the menus that fit it.
HouseMenu {
    id: menu

    required property Workspace workspace
    property var faces: []
    readonly property var fitting: ({
            "node": ["states.open", "edit.rename", "tools.append", "tools.replace", "|", "edit.cut", "edit.copy", "edit.duplicate", "edit.delete", "edit.deleteReconnect", "|", "edit.upstream", "edit.downstream", "insert.boundary"],
            "flow": ["edit.delete", "|", "edit.upstream", "edit.downstream"],
            "boundary": ["edit.rename", "arrange.collapse", "arrange.ungroup", "|", "edit.cut", "edit.copy", "edit.duplicate", "edit.delete"],
            "ground": ["tools.create", "tools.boundary", "edit.paste", "edit.selectAll", "|", "view.zoomFit", "view.zoomReset", "arrange.expandAll", "arrange.collapseAll", "arrange.tidy"]
        })
    readonly property var faultFaces: workspace.faultFaces
    readonly property var faults: ["|", ...faultFaces.map(face => "fault." + face.kind), "fault.clear"]

    objectName: "contextMenu"

    function faceOf(id: string, before: string): var {
        const actions = workspace.actions
        return ({ "id": id, "text": actions.textOf(id), "keys": actions.keysText(id), "enabled": actions.isEnabled(id), "divided": before === "|" })
    }
    function show(part: string, at: point) {
        workspace.actions.refresh()
        const all = workspace.mode === "run" && part !== "ground" ? fitting[part].concat(faults) : fitting[part]
        const shown = all.filter(id => !id.startsWith("fault.") && id !== "states.open" || workspace.actions.isEnabled(id))
        faces = shown.map((id, index) => faceOf(id, shown[index - 1] ?? "")).filter(face => face.id !== "|")
        popup(at.x, at.y)
    }

    // The entries hold plain values: a menu goes before they do.
    property Instantiator entries: Instantiator {
        model: menu.faces
        delegate: ActionEntry {
            required property var modelData
            text: modelData.text
            keysText: modelData.keys
            enabled: modelData.enabled
            divided: modelData.divided
            objectName: "entry-" + modelData.id
            onTriggered: menu.workspace.actions.trigger(modelData.id)
        }
        onObjectAdded: (index, object) => menu.insertItem(index, object as MenuItem)
        onObjectRemoved: (index, object) => menu.removeItem(object as MenuItem)
    }
}
