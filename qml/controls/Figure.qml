pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// A number, in the font whose digits stand in columns.
Txt {
    font.family: Theme.mono
}
