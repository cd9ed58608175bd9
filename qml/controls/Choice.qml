pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Spillway

// One of several words.
ComboBox {
    id: choice

    implicitHeight: 30
    leftPadding: 10
    font.family: Theme.sans
    font.pixelSize: Theme.sizeBody

    contentItem: Txt {
        text: choice.displayText
        rightPadding: 20
    }
    indicator: Glyph {
        x: choice.width - width - 8
        anchors.verticalCenter: parent.verticalCenter
        name: "ui-chevron"
        size: 12
    }
    background: Rectangle {
        radius: Theme.radius
        color: Theme.well
        border.width: choice.visualFocus ? 2 : 1
        border.color: choice.visualFocus ? Theme.accent : Theme.border
    }
    delegate: ItemDelegate {
        id: row
        required property int index
        required property string modelData
        width: ListView.view ? ListView.view.width : choice.width
        height: Theme.rowHeight
        highlighted: choice.highlightedIndex === index
        contentItem: Txt {
            text: row.modelData.length > 0 ? row.modelData : "–"
            color: row.modelData.length > 0 ? Theme.text : Theme.dim
        }
        background: Rectangle {
            color: row.highlighted ? Theme.selection : "transparent"
        }
    }
    popup: Popup {
        y: choice.height + 2
        width: Math.max(choice.width, 160)
        implicitHeight: Math.min(contentItem.implicitHeight + 8, 320)
        padding: 4
        contentItem: ListView {
            clip: true
            implicitHeight: contentHeight
            model: choice.popup.visible ? choice.delegateModel : null
            currentIndex: choice.highlightedIndex
            ScrollIndicator.vertical: ScrollIndicator {}
        }
        background: Rectangle {
            radius: Theme.radius
            color: Theme.panel
            border.color: Theme.border
        }
    }
}
