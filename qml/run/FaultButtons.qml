pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// What can be broken of the selected thing, now.
Row {
    id: faults

    required property Workspace workspace
    property bool tight: false
    property int turn: 0
    readonly property var faces: workspace.faultFaces

    spacing: tight ? 5 : 10

    Connections {
        target: faults.workspace
        function onFaultsChanged() {
            faults.turn += 1
        }
    }
    Repeater {
        model: faults.faces.filter(face => face.atHand)
        delegate: FaultButton {
            required property var modelData
            objectName: "fault-" + modelData.kind
            text: modelData.name
            tip: modelData.tip
            implicitWidth: implicitContentWidth + (faults.tight ? 18 : 32)
            enabled: faults.turn >= 0 && faults.workspace.canInject(modelData.kind)
            onClicked: faults.workspace.injectFault(modelData.kind)
        }
    }
    FaultButton {
        id: more
        objectName: "fault-more"
        text: qsTr("More")
        tip: qsTr("Every other fault that can hit the selected thing")
        implicitWidth: implicitContentWidth + (faults.tight ? 18 : 32)
        enabled: menu.fitting.length > 0
        onClicked: menu.popup(more, 0, -menu.implicitHeight)

        HouseMenu {
            id: menu
            objectName: "faultMenu"
            readonly property var fitting: faults.turn >= 0 ? faults.faces.filter(face => !face.atHand && faults.workspace.canInject(face.kind)) : []

            Instantiator {
                model: menu.fitting
                delegate: ActionEntry {
                    required property var modelData
                    objectName: "fault-" + modelData.kind
                    text: modelData.name
                    ToolTip.visible: hovered
                    ToolTip.delay: 500
                    ToolTip.text: modelData.tip
                    onTriggered: faults.workspace.injectFault(modelData.kind)
                }
                onObjectAdded: (index, object) => menu.insertItem(index, object as MenuItem)
                onObjectRemoved: (index, object) => menu.removeItem(object as MenuItem)
            }
        }
    }
}
