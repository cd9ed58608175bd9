pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// The name of a group, in small capitals.
Txt {
    color: Theme.dim
    font.pixelSize: Theme.sizeSmall
    font.weight: Font.Medium
    font.letterSpacing: 0.8
    font.capitalization: Font.AllUppercase
}
