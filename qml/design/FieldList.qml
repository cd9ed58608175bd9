pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// The fields of the inspector, one under the other.
ListView {
    id: list

    required property FieldTarget inspector

    clip: true
    topMargin: 8
    bottomMargin: 16
    boundsBehavior: Flickable.StopAtBounds
    cacheBuffer: 4000
    reuseItems: false
    ScrollBar.vertical: Scroll {}

    delegate: FieldRowItem {
        width: ListView.view.width - 6
        inspector: list.inspector
    }
}
