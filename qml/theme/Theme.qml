pragma Singleton
pragma ComponentBehavior: Bound

import QtQuick

// Every colour, size and font of the window. The values are those of the design's pictures, dark and light.
QtObject {
    id: theme

    property bool dark: true
    property bool reducedMotion: false

    readonly property color canvas: dark ? "#0E141B" : "#F5F7F9"
    readonly property color panel: dark ? "#131B24" : "#FFFFFF"
    readonly property color card: dark ? "#0F161E" : "#FFFFFF"
    readonly property color raised: dark ? "#18222D" : "#F5F7F9"
    readonly property color status: dark ? "#0B1016" : "#EEF2F5"
    readonly property color well: dark ? "#0E141B" : "#F5F7F9"
    readonly property color border: dark ? "#243140" : "#DDE4EA"
    readonly property color hairline: dark ? "#1B2632" : "#EEF2F5"
    readonly property color hover: dark ? "#18222D" : "#EEF2F5"
    readonly property color selection: dark ? "#22384B" : "#D9EBF6"
    readonly property color selectionSoft: dark ? "#162F3F" : "#E6F1F8"

    readonly property color text: dark ? "#E6EDF3" : "#17222D"
    readonly property color muted: dark ? "#8A9BAD" : "#5C6B7A"
    readonly property color dim: dark ? "#6B7C8E" : "#73818F"
    readonly property color accentText: "#FFFFFF"

    readonly property color accent: dark ? "#38A3D8" : "#1F7FB4"
    readonly property color green: dark ? "#46C48A" : "#22855A"
    readonly property color amber: dark ? "#F2B44B" : "#B97309"
    readonly property color red: dark ? "#EF5B5B" : "#D23B3B"
    readonly property color violet: dark ? "#B48CE8" : "#7A4FC0"

    readonly property color faultFill: dark ? "#1B1416" : "#FDF4F4"
    readonly property color faultBorder: dark ? "#5A2B2F" : "#E9B9B9"
    readonly property color faultText: dark ? "#F0A0A0" : "#B13434"
    readonly property color elapsed: dark ? "#1B2C3A" : "#D9EBF6"

    readonly property color codeKey: dark ? "#7FC4E8" : "#1B5F8A"
    readonly property color codeString: dark ? "#7FD1A8" : "#22855A"
    readonly property color codeNumber: dark ? "#F2B44B" : "#B4540A"
    readonly property color codeComment: dark ? "#6B7C8E" : "#73818F"
    readonly property color added: dark ? "#143024" : "#E3F5EA"
    readonly property color removed: dark ? "#3A1F24" : "#FBE7E7"

    // Colours of runs laid over each other, in the order they were chosen.
    readonly property list<color> series: [theme.accent, theme.amber, theme.green, theme.violet]

    // By tone: the words the view models use for a colour.
    function tone(name: string): color {
        return ({ "good": theme.green, "warn": theme.amber, "bad": theme.red, "accent": theme.accent, "muted": theme.muted,
                  "dim": theme.dim, "violet": theme.violet })[name] ?? theme.text
    }

    readonly property string sans: "Inter"
    readonly property string mono: "JetBrains Mono"
    readonly property int sizeSmall: 11
    readonly property int sizeNote: 12
    readonly property int sizeBody: 13
    readonly property int sizeTitle: 15
    readonly property int sizeClock: 18

    readonly property int gap: 8
    readonly property int inset: 16
    readonly property int radius: 6
    readonly property int cardRadius: 10
    readonly property int rowHeight: 28
    readonly property int topBar: 45
    readonly property int statusBar: 26
    readonly property int motion: reducedMotion ? 0 : 120
}
