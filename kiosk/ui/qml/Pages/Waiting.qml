pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// A ring of dots that turns slowly around a picture of what is being done.
Item {
    id: waiting

    required property string icon

    width: 460
    height: 460

    Rectangle {
        anchors.centerIn: parent
        width: 280
        height: 280
        radius: 140
        color: Theme.surfaceSoft
        border.width: Theme.high ? 4 : 0
        border.color: Theme.outline
    }

    Icon {
        anchors.centerIn: parent
        name: waiting.icon
        size: 150
        pen: 1.6
        color: Theme.primaryText
    }

    Item {
        anchors.fill: parent

        RotationAnimation on rotation {
            running: waiting.visible && Theme.motion
            from: 0
            to: 360
            duration: 6000
            loops: Animation.Infinite
        }

        Repeater {
            model: 12

            Rectangle {
                required property int index
                readonly property real angle: index * Math.PI / 6

                width: 34
                height: 34
                radius: 17
                x: 230 - 17 + 200 * Math.sin(angle)
                y: 230 - 17 - 200 * Math.cos(angle)
                color: Theme.primary
                opacity: 0.15 + 0.85 * index / 11
            }
        }
    }
}
