
import QtQuick
import QtQuick.Controls.Basic
import Spillway

// One field: its name and help, a control for its kind of value, and a sentence when the text does not fit.
Item {
    id: row

    required property Inspector inspector
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
    readonly property int indent: depth * 10

    implicitHeight: heading ? head.height : field.height + (error.length > 0 ? sentence.implicitHeight + 4 : 0) + 4
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
        width: parent.width * 0.42 - x
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
        active: !row.heading
        x: parent.width * 0.42
        width: parent.width - x
        height: 30
        sourceComponent: row.shape === "choice" ? choiceField : row.shape === "flag" ? flagField : textField
    }
    Txt {
        id: sentence
        visible: row.error.length > 0
        y: 32
        x: row.indent
        width: parent.width - x
        text: row.error
        color: Theme.red
        font.pixelSize: Theme.sizeNote
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }

    Component {
        id: textField
        EntryField {
            objectName: "field-" + row.path
            text: row.value
            bad: row.error.length > 0
            figures: row.number
            placeholderText: row.mixed ? qsTr("different values") : row.meant
            Accessible.name: row.label
            Accessible.description: row.help
            onEditingFinished: text !== row.value ? row.inspector.setText(row.path, text) : undefined
            Keys.onEscapePressed: text = row.value
        }
    }
    Component {
        id: choiceField
        Choice {
            objectName: "field-" + row.path
            model: row.choices
            currentIndex: row.choices.indexOf(row.value)
            displayText: row.mixed ? qsTr("different values") : row.value.length > 0 ? row.value : "–"
            Accessible.name: row.label
            onActivated: index => row.inspector.setText(row.path, row.choices[index])
        }
    }
    Component {
        id: flagField
        Tick {
            objectName: "field-" + row.path
            checked: row.value === "true"
            Accessible.name: row.label
            onToggled: row.inspector.setText(row.path, checked ? "true" : "false")
        }
    }
}
