pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// A line of text in the house font.
Text {
    color: Theme.text
    font.family: Theme.sans
    font.pixelSize: Theme.sizeBody
    elide: Text.ElideRight
    verticalAlignment: Text.AlignVCenter
}
