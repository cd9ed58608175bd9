pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// A menu as wide as its longest entry.
Menu {
    id: menu

    padding: 4
    overlap: 1
    background: Rectangle {
        implicitWidth: 280
        implicitHeight: 20
        radius: Theme.radius
        color: Theme.panel
        border.color: Theme.border
    }
}
