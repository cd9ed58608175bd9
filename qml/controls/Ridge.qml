pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Spillway

// The handle between two panels.
Rectangle {
    implicitWidth: 5
    implicitHeight: 5
    color: T.SplitHandle.pressed ? Theme.accent : T.SplitHandle.hovered ? Theme.border : "transparent"
}
