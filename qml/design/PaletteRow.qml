pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import Spillway

// A component of the palette, under the name of its group if it is the first of it: click or Enter adds it, a drag carries
// it to the canvas. The name is drawn here because a section delegate of a list cannot be a bound component in Qt 6.4.
FocusScope {
    id: row

    required property string kind
    required property string name
    required property string group
    required property string help
    required property string glyph
    required property bool first
    property string mime: "application/x-spillway-kind"
    signal chosen

    function carry(image: url) {
        carried.Drag.imageSource = image
        if (drag.active)
            carried.Drag.active = true
    }

    implicitHeight: caption.height + button.height

    Caption {
        id: caption
        objectName: "group-" + row.group
        visible: row.first
        width: parent.width
        height: row.first ? 30 : 0
        leftPadding: 14
        topPadding: 8
        text: row.group
    }
    T.AbstractButton {
        id: button
        objectName: "palette-" + row.kind
        y: caption.height
        width: parent.width
        implicitHeight: 27
        hoverEnabled: true
        focusPolicy: Qt.StrongFocus
        focus: true
        Accessible.name: qsTr("Add %1").arg(row.name)
        Accessible.description: row.help
        ToolTip.visible: hovered && !drag.active
        ToolTip.delay: 700
        ToolTip.text: row.help
        onClicked: row.chosen()
        Keys.onReturnPressed: row.chosen()
        Keys.onEnterPressed: row.chosen()

        background: Item {
            Rectangle {
                anchors.fill: parent
                anchors.leftMargin: 6
                anchors.rightMargin: 6
                radius: Theme.radius
                color: button.down ? Theme.selection : button.hovered ? Theme.hover : "transparent"
                border.width: button.activeFocus ? 2 : 0
                border.color: Theme.accent
            }
        }
        contentItem: Item { // qmllint disable deferred-property-id
            Glyph {
                id: picture
                x: 16
                anchors.verticalCenter: parent.verticalCenter
                name: row.glyph
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
            onActiveChanged: drag.active ? picture.grabToImage(result => row.carry(result.url)) : undefined
        }
    }
    Item {
        id: carried
        Drag.dragType: Drag.Automatic
        Drag.supportedActions: Qt.CopyAction
        Drag.mimeData: ({ [row.mime]: row.kind, "text/plain": row.kind })
    }
}
