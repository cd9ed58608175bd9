pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import Spillway

// A component of the palette: click or Enter adds it, a drag carries it to the canvas.
T.AbstractButton {
    id: row

    required property string kind
    required property string name
    required property string group
    required property string help
    required property int index
    signal chosen

    implicitHeight: 27
    hoverEnabled: true
    objectName: "palette-" + kind
    focusPolicy: Qt.TabFocus
    Accessible.name: qsTr("Add %1").arg(name)
    Accessible.description: help
    ToolTip.visible: hovered && !drag.active
    ToolTip.delay: 700
    ToolTip.text: help
    onClicked: row.chosen()
    Keys.onReturnPressed: row.chosen()

    background: Rectangle {
        anchors.fill: parent
        anchors.leftMargin: 6
        anchors.rightMargin: 6
        radius: Theme.radius
        color: row.down ? Theme.selection : row.hovered || row.ListView.isCurrentItem && row.ListView.view.activeFocus ? Theme.hover : "transparent"
        border.width: row.visualFocus ? 2 : 0
        border.color: Theme.accent
    }
    contentItem: Item { // qmllint disable deferred-property-id
        Glyph {
            id: glyph
            x: 16
            anchors.verticalCenter: parent.verticalCenter
            name: "ui-kind-" + row.kind
            size: 17
        }
        Txt {
            x: 42
            width: parent.width - x
            height: parent.height
            text: row.name
        }
    }
    DragHandler {
        id: drag
        target: null
        onActiveChanged: drag.active ? glyph.grabToImage(result => carried.Drag.imageSource = result.url) : undefined
    }
    Item {
        id: carried
        Drag.active: drag.active
        Drag.dragType: Drag.Automatic
        Drag.supportedActions: Qt.CopyAction
        Drag.mimeData: ({ "application/x-spillway-kind": row.kind, "text/plain": row.kind })
    }
}
