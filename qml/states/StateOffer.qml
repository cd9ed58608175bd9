pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// The types of states, to add one after `from`.
HouseMenu {
    id: menu

    required property WorkflowDesk desk
    signal done

    objectName: "stateOffer"

    function show(from: string, at: point) {
        desk.selected = from
        popup(at.x, at.y + 41)
        currentIndex = 0
    }
    onClosed: done()

    property Instantiator entries: Instantiator {
        model: menu.desk.types
        delegate: ActionEntry {
            required property string type
            required property string help
            text: type
            keysText: help
            implicitWidth: 360
            objectName: "offer-" + type
            onTriggered: menu.desk.addState(type)
        }
        onObjectAdded: (index, object) => menu.insertItem(index, object as MenuItem)
        onObjectRemoved: (index, object) => menu.removeItem(object as MenuItem)
    }
}
