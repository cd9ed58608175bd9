pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Spillway

// How fast simulated time passes.
T.Slider {
    id: slider

    implicitWidth: 114
    implicitHeight: 20
    hoverEnabled: true
    Accessible.name: qsTr("Speed")

    background: Rectangle {
        y: (slider.height - height) / 2
        width: slider.width
        height: 4
        radius: 2
        color: Theme.border
        Rectangle {
            width: slider.handle.x + slider.handle.width / 2
            height: parent.height
            radius: 2
            color: Theme.accent
        }
    }
    handle: Rectangle {
        x: slider.visualPosition * (slider.width - width)
        y: (slider.height - height) / 2
        width: 12
        height: 12
        radius: 6
        color: Theme.dark ? Theme.text : Theme.accent
        border.width: slider.visualFocus ? 2 : 0
        border.color: Theme.accent
    }
}
