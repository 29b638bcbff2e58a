import QtQuick
import "../Parts"

// Something that lies there to be taken: {icon, name, value}.
Card {
    id: thing

    required property var modelData
    property bool tall: false // its picture above its words

    height: tall ? Math.max(400, words.height + 276) : Math.max(words.height, badge.visible ? badge.height : 0) + (Theme.zoom === 1 ? 40 : 16)

    Rectangle {
        id: badge
        visible: Theme.zoom === 1
        x: thing.tall ? (parent.width - width) / 2 : 28
        y: thing.tall ? 44 : (parent.height - height) / 2
        width: thing.tall ? 176 : 116
        height: width
        radius: width / 2
        color: Theme.surfaceSoft
        border.width: Theme.high ? Theme.line : 0
        border.color: Theme.outline

        Icon {
            anchors.centerIn: parent
            name: thing.modelData.icon
            size: badge.width * 0.56
            pen: 1.7
            color: Theme.primaryText
        }
    }

    Column {
        id: words
        x: thing.tall || !badge.visible ? 24 : badge.x + badge.width + 24
        y: thing.tall ? 44 + badge.height + 24 : (parent.height - height) / 2
        width: parent.width - x - 24

        Label {
            width: parent.width
            text: Kiosk.text(thing.modelData.name, {})
            color: Theme.textSoft
            horizontalAlignment: thing.tall ? Text.AlignHCenter : Text.AlignLeft
        }

        Label {
            width: parent.width
            text: thing.modelData.value
            strong: true
            font.pixelSize: Theme.button
            color: Theme.deep
            horizontalAlignment: thing.tall ? Text.AlignHCenter : Text.AlignLeft
        }
    }
}
