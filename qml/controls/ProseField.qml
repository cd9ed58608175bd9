pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// A few lines to write in. Ctrl+Return or leaving it is done; Tab goes on, as in every other field.
Rectangle {
    id: field

    property alias text: area.text
    property alias placeholderText: area.placeholderText
    property bool bad: false
    signal editingFinished

    implicitHeight: Math.min(180, Math.max(54, area.implicitHeight + 4))
    radius: Theme.radius
    color: Theme.well
    border.width: area.activeFocus ? 2 : 1
    border.color: bad ? Theme.red : area.activeFocus ? Theme.accent : Theme.border

    Flickable {
        anchors.fill: parent
        anchors.margins: 2
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        ScrollBar.vertical: Scroll {}
        TextArea.flickable: TextArea {
            id: area
            leftPadding: 8
            rightPadding: 8
            topPadding: 5
            bottomPadding: 5
            color: Theme.text
            placeholderTextColor: Theme.dim
            selectionColor: Theme.accent
            selectedTextColor: Theme.accentText
            selectByMouse: true
            wrapMode: TextEdit.Wrap
            font.family: Theme.sans
            font.pixelSize: Theme.sizeBody
            Accessible.name: field.Accessible.name
            Keys.onTabPressed: nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)
            Keys.onBacktabPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
            Keys.onPressed: event => {
                event.accepted = (event.key === Qt.Key_Return || event.key === Qt.Key_Enter) && (event.modifiers & Qt.ControlModifier)
                if (event.accepted)
                    field.editingFinished()
            }
            onActiveFocusChanged: activeFocus ? undefined : field.editingFinished()
        }
    }
}
