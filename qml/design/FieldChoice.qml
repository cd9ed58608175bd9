pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// A field that is one of several words.
Choice {
    id: field

    required property FieldRowItem row

    objectName: "field-" + row.path
    model: row.choices
    currentIndex: row.choices.indexOf(row.value)
    displayText: row.mixed ? qsTr("different values") : row.value.length > 0 ? row.value : "–"
    Accessible.name: row.label
    onActivated: index => {
        row.inspector.setText(row.path, row.choices[index])
        // The choice moved its index itself; what the document says counts.
        currentIndex = Qt.binding(() => field.row.choices.indexOf(field.row.value))
    }
}
