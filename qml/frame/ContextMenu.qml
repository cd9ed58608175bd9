pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// What can be done with the thing under the pointer: the actions of the menus that fit it.
HouseMenu {
    id: menu

    required property Workspace workspace
    property var ids: []
    readonly property var fitting: ({
            "node": ["edit.rename", "tools.append", "tools.replace", "|", "edit.cut", "edit.copy", "edit.duplicate", "edit.delete", "edit.deleteReconnect", "|", "edit.upstream", "edit.downstream", "insert.boundary"],
            "flow": ["edit.delete", "|", "edit.upstream", "edit.downstream"],
            "boundary": ["edit.rename", "arrange.ungroup", "|", "edit.cut", "edit.copy", "edit.duplicate", "edit.delete"],
            "ground": ["tools.create", "edit.paste", "edit.selectAll", "|", "view.zoomFit", "view.zoomReset", "arrange.tidy"]
        })
    readonly property list<string> faults: ["|", "fault.surge", "fault.kill", "fault.slow", "fault.cut", "fault.errors", "fault.outage", "fault.clear"]

    objectName: "contextMenu"

    function show(part: string, at: point) {
        workspace.actions.refresh()
        const all = workspace.mode === "run" && part !== "ground" ? fitting[part].concat(faults) : fitting[part]
        ids = all.filter((id, index) => id === "|" || !id.startsWith("fault.") || workspace.actions.isEnabled(id))
        popup(at.x, at.y)
    }

    property Instantiator entries: Instantiator {
        model: menu.ids.filter(id => id !== "|")
        delegate: ActionEntry {
            required property string modelData
            text: menu.workspace.actions.textOf(modelData)
            keysText: menu.workspace.actions.keysText(modelData)
            enabled: menu.workspace.actions.isEnabled(modelData)
            divided: menu.ids[menu.ids.indexOf(modelData) - 1] === "|"
            objectName: "entry-" + modelData
            onTriggered: menu.workspace.actions.trigger(modelData)
        }
        onObjectAdded: (index, object) => menu.insertItem(index, object as MenuItem)
        onObjectRemoved: (index, object) => menu.removeItem(object as MenuItem)
    }
}
