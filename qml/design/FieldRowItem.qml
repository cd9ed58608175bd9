pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// One field: its name and help, a control for its kind of value, and a sentence when the text does not fit.
Item {
    id: row

    required property FieldTarget inspector
    required property string path
    required property string label
    required property string value
    required property string shape
    required property list<string> choices
    required property string help
    required property string meant
    required property bool mixed
    required property bool present
    required property int depth
    required property bool number
    required property string error
    readonly property bool heading: shape === "heading" || shape === "group" || shape === "item"
    readonly property bool prose: shape === "prose"
    readonly property int indent: depth * 10
    readonly property real fieldX: prose ? indent : width * 0.42

    implicitHeight: heading ? head.height : field.y + field.height + (error.length > 0 ? sentence.implicitHeight + 4 : 0) + 4
    objectName: "row-" + path

    FieldHeading {
        id: head
        visible: row.heading
        x: row.indent
        width: parent.width - x
        label: row.label
        shape: row.shape
        present: row.present
        help: row.help
        onAdded: row.inspector.add(row.path)
        onRemoved: row.inspector.remove(row.path)
    }
    Txt {
        id: name
        visible: !row.heading
        x: row.indent
        width: (row.prose ? parent.width : parent.width * 0.42) - x
        height: 30
        text: row.label
        color: Theme.muted
        HoverHandler {
            id: hover
        }
        ToolTip.visible: hover.hovered && row.help.length > 0
        ToolTip.delay: 400
        ToolTip.text: row.help
    }
    Loader {
        id: field
        // By file and with its row given: a Loader cannot build a bound component in Qt 6.4.
        readonly property url file: row.heading ? "" : "Field" + row.shape.charAt(0).toUpperCase() + row.shape.substring(1) + ".qml"
        onFileChanged: setSource(file, { "row": row })
        x: row.fieldX
        y: row.prose ? 28 : 0
        width: parent.width - x
        height: row.prose && item ? (item as Item).implicitHeight : 30
    }
    Txt {
        id: sentence
        objectName: "error-" + row.path
        visible: row.error.length > 0
        y: field.y + field.height + 2
        x: row.indent
        width: parent.width - x
        text: row.error
        color: Theme.red
        font.pixelSize: Theme.sizeNote
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
}
