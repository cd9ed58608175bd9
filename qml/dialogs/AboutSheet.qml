pragma ComponentBehavior: Bound

import QtQuick
import Spillway

// What this is.
Sheet {
    id: sheet

    title: qsTr("Spillway %1").arg(Qt.application.version)
    width: 460

    contentItem: Column {
        spacing: 16
        Txt {
            width: sheet.availableWidth
            text: qsTr("Draw a service architecture, run it in virtual time, see where it bends and breaks, and export the manifests that deploy it.\n\nApache License 2.0. Uses Qt under the LGPL, Inter and JetBrains Mono under the SIL Open Font License.")
            color: Theme.muted
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        PushButton {
            anchors.right: parent.right
            text: qsTr("Close")
            onClicked: sheet.close()
        }
    }
}
