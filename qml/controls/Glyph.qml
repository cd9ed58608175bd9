pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// An icon of the resources in any colour.
Image {
    id: glyph

    required property string name
    property color color: Theme.muted
    property int size: 16

    width: size
    height: size
    sourceSize.width: size * 2
    sourceSize.height: size * 2
    source: "image://icon/" + glyph.name + "/" + glyph.color.toString().substring(1)
}
