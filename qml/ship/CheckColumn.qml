pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import QtQuick.Templates as T
import Spillway

// Where the file came from, what was checked, and what the target cannot say.
ColumnLayout {
    id: column

    required property Workspace workspace
    readonly property ShipDesk desk: workspace.ship

    spacing: 8

    Caption {
        visible: origins.count > 0
        text: qsTr("Where this came from")
    }
    Card {
        Layout.fillWidth: true
        Layout.preferredHeight: Math.min(origins.contentHeight + 20, 210)
        visible: origins.count > 0
        color: Theme.panel
        border.color: Theme.border
        ListView {
            id: origins
            anchors.fill: parent
            anchors.margins: 10
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            model: column.desk.origins
            ScrollBar.vertical: Scroll {}
            delegate: T.AbstractButton {
                id: origin
                required property string sentence
                required property string item
                required property bool heading
                width: ListView.view.width
                height: heading ? 22 : 19
                hoverEnabled: true
                Accessible.name: sentence
                onClicked: column.workspace.reveal(origin.item)
                contentItem: Txt {
                    leftPadding: origin.heading ? 0 : 10
                    text: origin.sentence
                    font.weight: origin.heading ? Font.DemiBold : Font.Normal
                    color: origin.heading ? Theme.text : Theme.muted
                    font.pixelSize: Theme.sizeNote
                    font.underline: origin.hovered || origin.visualFocus
                }
            }
        }
    }
    Caption {
        Layout.topMargin: origins.count > 0 ? 10 : 0
        text: qsTr("Checks")
    }
    Card {
        Layout.fillWidth: true
        implicitHeight: checks.height
        color: Theme.panel
        border.color: Theme.border
        Column {
            id: checks
            width: parent.width
            Repeater {
                model: column.desk.checks
                delegate: Item {
                    id: check
                    required property string name
                    required property string result
                    required property bool good
                    required property int index
                    width: checks.width
                    height: 36
                    Rectangle {
                        visible: check.index > 0
                        width: parent.width
                        height: 1
                        color: Theme.hairline
                    }
                    Glyph {
                        x: 13
                        anchors.verticalCenter: parent.verticalCenter
                        name: check.good ? "ui-check" : "ui-warning"
                        size: 13
                        color: check.good ? Theme.green : Theme.amber
                    }
                    Txt {
                        x: 36
                        width: parent.width - x - result.width - 20
                        height: parent.height
                        text: check.name
                    }
                    Txt {
                        id: result
                        anchors.right: parent.right
                        anchors.rightMargin: 13
                        height: parent.height
                        width: Math.min(implicitWidth, parent.width * 0.6)
                        text: check.result
                        color: Theme.muted
                    }
                }
            }
        }
    }
    Caption {
        Layout.topMargin: 10
        visible: losses.count > 0
        text: qsTr("Before you ship")
    }
    ListView {
        id: losses
        Layout.fillWidth: true
        Layout.fillHeight: true
        clip: true
        spacing: 8
        boundsBehavior: Flickable.StopAtBounds
        model: column.desk.losses
        ScrollBar.vertical: Scroll {}
        delegate: T.AbstractButton {
            id: loss
            required property string sentence
            required property string hint
            required property string item
            required property string tone
            width: ListView.view.width
            height: words.height + 22
            hoverEnabled: true
            Accessible.name: item + ": " + sentence
            onClicked: column.workspace.reveal(loss.item)
            background: Card {
                color: Theme.panel
                border.color: loss.visualFocus || loss.hovered ? Theme.accent : Theme.border
            }
            contentItem: Item { // qmllint disable deferred-property-id
                Column {
                    id: words
                    x: 12
                    y: 10
                    width: parent.width - 24
                    spacing: 3
                    Txt {
                        width: parent.width
                        visible: loss.item.length > 0
                        text: loss.item
                        color: Theme.tone(loss.tone)
                        font.weight: Font.DemiBold
                    }
                    Txt {
                        width: parent.width
                        text: loss.sentence
                        color: Theme.muted
                        font.pixelSize: Theme.sizeNote
                        wrapMode: Text.Wrap
                        elide: Text.ElideNone
                    }
                    Txt {
                        width: parent.width
                        visible: loss.hint.length > 0
                        text: loss.hint
                        color: Theme.accent
                        font.pixelSize: Theme.sizeNote
                        wrapMode: Text.Wrap
                        elide: Text.ElideNone
                    }
                }
            }
        }
    }
    Item {
        Layout.fillHeight: losses.count === 0
    }
}
