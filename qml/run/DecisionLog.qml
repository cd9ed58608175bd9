pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import QtQuick.Templates as T
import Spillway

// Every scaling and protection decision with its reason; a click selects what decided.
Card {
    id: log

    required property Workspace workspace

    Layout.fillWidth: true
    Layout.fillHeight: true
    Layout.preferredWidth: 160
    objectName: "decisionLog"

    Txt {
        x: 12
        y: 7
        height: 20
        text: qsTr("Decisions")
        font.weight: Font.DemiBold
    }
    Txt {
        anchors.centerIn: parent
        visible: list.count === 0
        text: qsTr("No decision yet")
        color: Theme.dim
    }
    ListView {
        id: list
        anchors.fill: parent
        anchors.topMargin: 32
        anchors.leftMargin: 12
        anchors.bottomMargin: 6
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: log.workspace.deck.decisions
        ScrollBar.vertical: Scroll {}
        // Stays with the newest unless somebody scrolled up to read.
        property bool following: true
        onMovementEnded: following = atYEnd
        onCountChanged: following ? positionViewAtEnd() : undefined
        delegate: T.AbstractButton {
            id: row
            required property string at
            required property string node
            required property string what
            required property string reason
            width: ListView.view.width
            height: 20
            Accessible.name: at + " " + node + " " + what + " " + reason
            onClicked: log.workspace.reveal(row.node)
            ToolTip.visible: hovered
            ToolTip.delay: 500
            ToolTip.text: reason
            contentItem: Row {
                spacing: 8
                Figure {
                    text: row.at
                    color: Theme.dim
                    font.pixelSize: Theme.sizeNote
                }
                Txt {
                    text: row.node
                    font.pixelSize: Theme.sizeNote
                    font.underline: row.hovered || row.visualFocus
                }
                Figure {
                    text: row.what
                    color: Theme.amber
                    font.pixelSize: Theme.sizeNote
                }
                Txt {
                    width: Math.max(0, row.width - x - 8)
                    text: row.reason
                    color: Theme.muted
                    font.pixelSize: Theme.sizeNote
                }
            }
            hoverEnabled: true
        }
    }
}
