pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// A thin bar that says how far down one is.
ScrollBar {
    id: bar

    implicitWidth: 8
    policy: ScrollBar.AsNeeded
    contentItem: Rectangle {
        implicitWidth: 4
        radius: 2
        color: Theme.dim
        opacity: bar.active && bar.size < 1 ? 0.6 : 0
    }
    background: Item {}
}
