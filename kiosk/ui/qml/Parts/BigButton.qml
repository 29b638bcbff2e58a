import QtQuick

// A button with words. `look`: primary, secondary, quiet.
Control {
    id: button

    required property string text
    property string icon: ""
    property string face: Theme.family
    property string look: "secondary"
    property int textSize: Theme.button
    readonly property real natural: text === "" ? Theme.touch : label.implicitWidth + (mark.visible ? mark.width + 16 : 0) + 64
    readonly property color ink: look === "primary" ? Theme.primaryInk : look === "secondary" ? Theme.primaryText : Theme.text

    implicitWidth: natural
    implicitHeight: Math.max(Theme.touch, label.inkHeight + 12)

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: button.look === "primary" ? (button.pressed ? Theme.primaryPressed : Theme.primary) : (button.pressed ? Theme.surfaceSoft : Theme.surface)
        border.width: button.look === "primary" ? 0 : button.pressed ? 6 : button.look === "secondary" ? 3 : Theme.line
        border.color: button.look === "secondary" || button.pressed ? Theme.primary : Theme.outline
    }

    Row {
        anchors.centerIn: parent
        spacing: 16

        Icon {
            id: mark
            name: button.icon
            visible: button.icon !== ""
            size: button.textSize
            pen: 2.4
            color: button.ink
            anchors.verticalCenter: parent.verticalCenter
        }

        Label {
            id: label
            text: button.text
            visible: text !== ""
            strong: true
            font.family: button.face
            font.pixelSize: button.textSize
            color: button.ink
            horizontalAlignment: Text.AlignHCenter
            width: Math.min(implicitWidth, button.width - 16 - (mark.visible ? mark.width + 16 : 0))
            anchors.verticalCenter: parent.verticalCenter
        }
    }
}
