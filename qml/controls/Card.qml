pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// A framed area.
Rectangle {
    radius: Theme.cardRadius
    color: Theme.card
    border.color: Theme.hairline
}
