pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// A field of one line.
EntryField {
    id: field

    required property FieldRowItem row

    objectName: "field-" + row.path
    text: row.value
    bad: row.error.length > 0
    figures: row.number
    placeholderText: row.mixed ? qsTr("different values") : row.meant
    Accessible.name: row.label
    Accessible.description: row.help

    // Tied anew to the row: what the document made of the text is shown, also when it is what was there before.
    function tie() {
        text = Qt.binding(() => field.row.value)
    }
    function commit() {
        if (text === row.value)
            return
        row.inspector.setText(row.path, text)
        tie()
    }
    onEditingFinished: commit()
    Keys.onEscapePressed: event => {
        event.accepted = text !== row.value
        tie()
    }
}
