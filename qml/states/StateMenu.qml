pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// What can be done with a state, a transition or the ground of a workflow.
HouseMenu {
    id: menu

    required property Workspace workspace
    property var faces: []
    readonly property var fitting: ({
            "state": ["edit.rename", "tools.create", "states.start", "|", "edit.delete", "edit.deleteReconnect"],
            "transition": ["tools.create", "edit.delete"],
            "ground": ["tools.create", "states.text", "|", "view.zoomFit", "view.zoomReset", "states.back"]
        })

    objectName: "stateMenu"

    function show(part: string, at: point) {
        const actions = workspace.actions
        actions.refresh()
        const ids = fitting[part]
        faces = ids.map((id, index) => ({ "id": id, "text": id === "tools.create" ? part === "ground" ? qsTr("State…") : qsTr("State after this one…") : actions.textOf(id),
                                         "keys": actions.keysText(id), "enabled": actions.isEnabled(id), "divided": ids[index - 1] === "|" })).filter(face => face.id !== "|")
        popup(at.x, at.y + 41)
    }

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
