pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import Spillway

// The runs that were kept; a click chooses up to four.
Card {
    id: runs

    required property Workspace workspace
    readonly property CompareDesk desk: workspace.compare

    color: Theme.panel
    border.color: Theme.border

    Txt {
        x: 14
        y: 12
        height: 24
        text: qsTr("Runs")
        font.weight: Font.DemiBold
    }
    Txt {
        anchors.fill: parent
        anchors.margins: 14
        anchors.topMargin: 44
        visible: list.count === 0
        text: runs.desk.problem.length > 0 ? runs.desk.problem : qsTr("No run is kept yet. Every run that finishes or is stopped appears here.")
        color: Theme.muted
        wrapMode: Text.Wrap
        elide: Text.ElideNone
        verticalAlignment: Text.AlignTop
    }
    ListView {
        id: list
        objectName: "runList"
        anchors.fill: parent
        anchors.topMargin: 42
        anchors.leftMargin: 10
        anchors.rightMargin: 10
        anchors.bottomMargin: foot.height + 18
        clip: true
        spacing: 6
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        model: runs.desk.runs
        ScrollBar.vertical: Scroll {}
        delegate: T.AbstractButton {
            id: row
            required property int number
            required property string title
            required property string subtitle
            required property int slot
            required property string when
            width: ListView.view.width
            height: 56
            hoverEnabled: true
            objectName: "run-" + number
            Accessible.role: Accessible.CheckBox
            Accessible.checked: slot >= 0
            Accessible.name: title + " " + subtitle
            onClicked: runs.desk.toggle(row.number)
            background: Rectangle {
                radius: Theme.cardRadius - 2
                color: row.slot >= 0 ? Theme.selectionSoft : row.hovered ? Theme.hover : "transparent"
                border.width: row.visualFocus ? 2 : 0
                border.color: Theme.accent
            }
            contentItem: Item { // qmllint disable deferred-property-id
                Rectangle {
                    x: 10
                    anchors.verticalCenter: parent.verticalCenter
                    width: 11
                    height: 11
                    radius: 3
                    color: row.slot >= 0 ? Theme.series[row.slot] : "transparent"
                    border.color: row.slot >= 0 ? Theme.series[row.slot] : Theme.dim
                }
                EntryField {
                    id: name
                    objectName: "runName"
                    x: 26
                    y: 4
                    z: 1
                    width: parent.width - x - 6
                    height: 26
                    visible: false
                    Accessible.name: qsTr("Name of the run")
                    onAccepted: {
                        visible = false
                        runs.desk.rename(row.number, text)
                    }
                    onActiveFocusChanged: visible = visible && activeFocus
                    Keys.onEscapePressed: visible = false
                }
                Txt {
                    x: 32
                    y: 8
                    width: parent.width - x - when.width - 18
                    text: row.title
                    font.weight: Font.DemiBold
                }
                Txt {
                    x: 32
                    y: 29
                    width: parent.width - x - (buttons.visible ? buttons.width : 0) - 8
                    text: row.subtitle
                    color: Theme.muted
                    font.pixelSize: Theme.sizeNote
                }
                Figure {
                    id: when
                    anchors.right: parent.right
                    anchors.rightMargin: 10
                    y: 9
                    text: row.when
                    color: Theme.dim
                    font.pixelSize: Theme.sizeSmall
                }
                Row {
                    id: buttons
                    anchors.right: parent.right
                    anchors.rightMargin: 4
                    y: 26
                    visible: row.hovered || row.visualFocus || rename.visualFocus || open.visualFocus || forget.visualFocus
                    onVisibleChanged: forget.asked = false
                    IconButton {
                        id: rename
                        objectName: "renameRun"
                        glyph: "ui-rename"
                        tip: qsTr("Name this run")
                        ink: Theme.muted
                        onClicked: {
                            name.text = row.title
                            name.visible = true
                            name.forceActiveFocus()
                            name.selectAll()
                        }
                    }
                    IconButton {
                        id: open
                        objectName: "openRun"
                        glyph: "ui-open"
                        tip: qsTr("Open its document")
                        ink: Theme.muted
                        onClicked: runs.workspace.openRunDocument(row.number)
                    }
                    IconButton {
                        id: forget
                        property bool asked: false
                        objectName: "forgetRun"
                        glyph: "ui-close"
                        tip: asked ? qsTr("Once more: the run is gone for good") : qsTr("Forget this run")
                        ink: asked ? Theme.red : Theme.muted
                        onClicked: asked ? runs.desk.remove(row.number) : asked = true
                    }
                }
            }
        }
    }
    Column {
        id: foot
        readonly property SeedStudy study: runs.workspace.seedStudy
        x: 10
        width: parent.width - 20
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 10
        spacing: 6
        visible: list.count > 0
        Txt {
            width: parent.width
            visible: foot.study.note.length > 0
            text: foot.study.note
            color: Theme.muted
            font.pixelSize: Theme.sizeNote
            wrapMode: Text.Wrap
        }
        Meter {
            width: parent.width
            visible: foot.study.running
            share: foot.study.progress
        }
        PushButton {
            objectName: "studySeeds"
            width: parent.width
            enabled: foot.study.running || runs.desk.columns.count > 0
            text: foot.study.running ? qsTr("Stop") : qsTr("Run all on 30 seeds")
            onClicked: foot.study.running ? foot.study.cancel() : foot.study.start()
        }
    }
}
