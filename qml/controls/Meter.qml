pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// A share as a bar.
Rectangle {
    id: meter

    required property real share
    property color ink: Theme.accent

    implicitHeight: 6
    color: Theme.well
    Rectangle {
        width: Math.max(2, meter.width * Math.min(1, meter.share))
        height: meter.height
        color: meter.ink
    }
}
