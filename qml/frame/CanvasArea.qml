pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// The drawing.
Rectangle {
    id: area

    required property Workspace workspace

    color: Theme.canvas
    objectName: "canvasArea"
    clip: true
}
