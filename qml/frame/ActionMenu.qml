pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// One menu: its actions, and in File the recent files.
HouseMenu {
    id: menu

    required property Workspace workspace

    property Instantiator entries: Instantiator {
        model: menu.workspace.actions.menu(menu.title)
        delegate: ActionEntry {
            required property string actionId
            required keysText
            required property bool actionEnabled
            required property bool first
            required property var model
            objectName: "entry-" + actionId
            text: model.text
            enabled: actionEnabled
            ticked: model.checked
            divided: first
            onTriggered: menu.workspace.actions.trigger(actionId)
        }
        onObjectAdded: (index, object) => menu.insertItem(index, object as MenuItem)
        onObjectRemoved: (index, object) => menu.removeItem(object as MenuItem)
    }
    property Instantiator recent: Instantiator {
        model: menu.title === "File" ? menu.workspace.preferences.recentFiles : []
        delegate: ActionEntry {
            required property string modelData
            required property int index
            text: modelData.substring(modelData.lastIndexOf("/") + 1)
            divided: index === 0
            onTriggered: menu.workspace.openPath(modelData)
        }
        onObjectAdded: (index, object) => menu.addItem(object as MenuItem)
        onObjectRemoved: (index, object) => menu.removeItem(object as MenuItem)
    }
    onAboutToShow: menu.workspace.actions.refresh()
}
