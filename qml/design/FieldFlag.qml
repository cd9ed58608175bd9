pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// A field that is true or false.
Item {
    id: field

    required property FieldRowItem row

    Tick {
        objectName: "field-" + field.row.path
        anchors.verticalCenter: parent.verticalCenter
        checked: field.row.value === "true"
        Accessible.name: field.row.label
        onToggled: field.row.inspector.setText(field.row.path, checked ? "true" : "false")
    }
}
