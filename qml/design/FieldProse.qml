pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// A field of several lines.
ProseField {
    id: field

    required property FieldRowItem row

    objectName: "field-" + row.path
    text: row.value
    bad: row.error.length > 0
    placeholderText: row.mixed ? qsTr("different values") : row.meant
    Accessible.name: row.label
    onEditingFinished: text !== row.value ? row.inspector.setText(row.path, text) : undefined
}
