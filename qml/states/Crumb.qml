pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Spillway

// A place on the way to where one is; all but the last lead back.
Row {
    id: crumb

    required property string modelData
    required property int index
    required property int places
    readonly property bool here: index === places - 1
    signal chosen(place: int)

    spacing: 4
    T.AbstractButton {
        id: button
        objectName: "crumb-" + crumb.modelData
        implicitWidth: implicitContentWidth + 12
        implicitHeight: 26
        enabled: !crumb.here
        hoverEnabled: true
        Accessible.name: crumb.here ? crumb.modelData : qsTr("Back to %1").arg(crumb.modelData)
        onClicked: crumb.chosen(crumb.index)
        Keys.onReturnPressed: crumb.chosen(crumb.index)
        contentItem: Txt {
            leftPadding: 6
            text: crumb.modelData
            color: crumb.here ? Theme.text : Theme.accent
            font.weight: crumb.here ? Font.DemiBold : Font.Normal
            font.underline: button.hovered && !crumb.here
        }
        background: Rectangle {
            radius: Theme.radius
            color: "transparent"
            border.width: button.visualFocus ? 2 : 0
            border.color: Theme.accent
        }
    }
    Txt {
        visible: !crumb.here
        height: 26
        text: "›"
        color: Theme.dim
    }
}
