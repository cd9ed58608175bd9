pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import Spillway

// A dialog of the house, in the middle of the window.
Dialog {
    id: sheet

    modal: true
    focus: true
    padding: 20
    topPadding: 12
    anchors.centerIn: parent
    closePolicy: Popup.CloseOnEscape
    enter: Transition { NumberAnimation { property: "opacity"; from: 0; to: 1; duration: Theme.motion } }
    exit: Transition { NumberAnimation { property: "opacity"; from: 1; to: 0; duration: Theme.motion } }

    header: Txt {
        text: sheet.title
        leftPadding: 20
        topPadding: 16
        bottomPadding: 4
        font.pixelSize: Theme.sizeTitle
        font.weight: Font.DemiBold
    }
    background: Rectangle {
        radius: Theme.cardRadius
        color: Theme.panel
        border.color: Theme.border
    }
    T.Overlay.modal: Rectangle {
        color: Theme.dark ? "#8005090d" : "#60404a55"
    }
}
