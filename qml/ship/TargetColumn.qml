pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Spillway

// Targets to tick, the folder they go to, and the button that writes.
ColumnLayout {
    id: column

    required property Workspace workspace
    readonly property ShipDesk desk: workspace.ship

    spacing: 8

    Caption {
        text: qsTr("Targets")
    }
    Card {
        Layout.fillWidth: true
        implicitHeight: targets.height
        color: Theme.panel
        border.color: Theme.border
        Column {
            id: targets
            width: parent.width
            Repeater {
                model: column.desk.targets
                delegate: Item {
                    id: row
                    required property string targetId
                    required property string name
                    required property bool chosen
                    required property string filesText
                    required property int index
                    width: targets.width
                    height: 38
                    Rectangle {
                        visible: row.index > 0
                        width: parent.width
                        height: 1
                        color: Theme.hairline
                    }
                    Tick {
                        x: 14
                        anchors.verticalCenter: parent.verticalCenter
                        text: row.name
                        checked: row.chosen
                        objectName: "target-" + row.targetId
                        onToggled: column.desk.toggleTarget(row.targetId)
                    }
                    Txt {
                        anchors.right: parent.right
                        anchors.rightMargin: 14
                        height: parent.height
                        text: row.filesText
                        color: Theme.muted
                    }
                }
            }
        }
    }
    Caption {
        Layout.topMargin: 14
        text: qsTr("Destination")
    }
    T.AbstractButton {
        id: destination
        Layout.fillWidth: true
        implicitHeight: 42
        objectName: "destination"
        hoverEnabled: true
        Accessible.name: qsTr("Change the destination folder")
        onClicked: column.workspace.dialogRequested("folder")
        background: Card {
            color: Theme.panel
            border.color: destination.visualFocus || destination.hovered ? Theme.accent : Theme.border
        }
        contentItem: Item { // qmllint disable deferred-property-id
            Figure {
                x: 12
                width: parent.width - x - change.implicitWidth - 24
                height: parent.height
                text: column.desk.folder.length > 0 ? column.desk.folder : qsTr("no folder yet")
                elide: Text.ElideLeft
            }
            Txt {
                id: change
                anchors.right: parent.right
                anchors.rightMargin: 12
                height: parent.height
                text: qsTr("Change…")
                color: Theme.muted
            }
        }
    }
    PushButton {
        Layout.fillWidth: true
        Layout.topMargin: 6
        implicitHeight: 40
        primary: true
        objectName: "writeButton"
        text: column.desk.writeText
        enabled: column.desk.canWrite
        onClicked: column.desk.write(false)
    }
    Txt {
        Layout.fillWidth: true
        text: column.desk.note
        color: Theme.muted
        font.pixelSize: Theme.sizeNote
        wrapMode: Text.Wrap
        elide: Text.ElideNone
        horizontalAlignment: Text.AlignHCenter
    }
    Item {
        Layout.fillHeight: true
    }
}
