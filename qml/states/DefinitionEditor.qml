pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Spillway

// The definition as text, in step with the drawing both ways, and what is wrong with it. What cannot be read stays as it is
// until it can be, or is discarded.
Rectangle {
    id: editor

    required property WorkflowDesk desk

    function commit() {
        pause.stop()
        editor.desk.write(area.text)
    }
    function showLine(line: int) {
        area.cursorPosition = area.text.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0)
        const y = (line - 1) * metrics.lineHeight
        if (y < flick.contentY || y > flick.contentY + flick.height - 40)
            flick.contentY = Math.max(0, Math.min(y - flick.height / 3, flick.contentHeight - flick.height))
    }

    color: Theme.panel
    objectName: "definitionEditor"

    TextMetrics {
        id: metrics
        readonly property real lineHeight: area.contentHeight / Math.max(1, area.lineCount)
        font: area.font
        text: String(area.lineCount)
    }
    Timer {
        id: pause
        interval: 250
        onTriggered: editor.commit()
    }
    Connections {
        target: editor.desk
        // What was changed elsewhere; what is typed here is there already.
        function onTextChanged() {
            if (area.text !== editor.desk.text) {
                area.text = editor.desk.text
                pause.stop()
            }
        }
        function onSelectionChanged() {
            const line = area.activeFocus ? 0 : editor.desk.lineOfSelected()
            if (line > 0)
                editor.showLine(line)
        }
    }
    ColumnLayout {
        anchors.fill: parent
        anchors.leftMargin: 1
        spacing: 0
        RowLayout {
            Layout.fillWidth: true
            Layout.margins: 6
            spacing: 6
            TabStrip {
                Layout.fillWidth: true
                Layout.leftMargin: 8
                names: ["JSON", "YAML"]
                current: editor.desk.form.toUpperCase()
                onChosen: name => editor.desk.form = name.toLowerCase()
            }
            PushButton {
                objectName: "discardDraft"
                visible: editor.desk.drafting
                implicitHeight: 26
                text: qsTr("Discard")
                onClicked: editor.desk.discardDraft()
            }
        }
        Rectangle {
            Layout.fillWidth: true
            Layout.fillHeight: true
            color: Theme.well
            border.width: area.activeFocus ? 2 : 0
            border.color: Theme.accent
            Flickable {
                id: flick
                anchors.fill: parent
                anchors.margins: 2
                clip: true
                boundsBehavior: Flickable.StopAtBounds
                ScrollBar.vertical: Scroll {}
                ScrollBar.horizontal: Scroll {}
                TextArea.flickable: TextArea {
                    id: area
                    objectName: "definitionText"
                    text: editor.desk.text
                    textFormat: TextEdit.PlainText
                    leftPadding: metrics.advanceWidth + 22
                    topPadding: 6
                    color: Theme.text
                    font.family: Theme.mono
                    font.pixelSize: Theme.sizeNote
                    wrapMode: TextEdit.NoWrap
                    selectByMouse: true
                    selectionColor: Theme.accent
                    selectedTextColor: Theme.accentText
                    tabStopDistance: metrics.advanceWidth
                    Accessible.name: qsTr("The definition as text")
                    onTextChanged: text === editor.desk.text ? pause.stop() : pause.restart()
                    onActiveFocusChanged: activeFocus || text === editor.desk.text ? undefined : editor.commit()
                    background: Item {
                        Txt {
                            x: 8
                            y: area.topPadding
                            width: metrics.advanceWidth
                            text: Array.from({ length: area.lineCount }, (_, i) => i + 1).join("\n")
                            font: area.font
                            color: Theme.dim
                            horizontalAlignment: Text.AlignRight
                            verticalAlignment: Text.AlignTop
                            elide: Text.ElideNone
                        }
                        Repeater {
                            model: editor.desk.problems
                            delegate: Rectangle {
                                required property int line
                                required property string severity
                                visible: line > 0
                                y: area.topPadding + (line - 1) * metrics.lineHeight
                                width: flick.width
                                height: metrics.lineHeight
                                color: severity === "error" ? Theme.removed : "transparent"
                                Rectangle {
                                    width: 3
                                    height: parent.height
                                    color: parent.severity === "error" ? Theme.red : Theme.amber
                                }
                            }
                        }
                    }
                    DefinitionInk {
                        document: area.textDocument
                        key: Theme.codeKey
                        string: Theme.codeString
                        number: Theme.codeNumber
                        comment: Theme.codeComment
                    }
                }
            }
        }
        DefinitionProblems {
            Layout.fillWidth: true
            desk: editor.desk
            onChosen: line => editor.showLine(line)
        }
    }
    Rectangle {
        width: 1
        height: parent.height
        color: Theme.border
    }
}
