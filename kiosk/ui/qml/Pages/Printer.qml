pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// A printer from which a sheet slides, again and again.
Item {
    id: printer

    readonly property color shell: Theme.high ? "#000000" : "#ffffff"
    readonly property color edge: Theme.high ? "#ffffff" : "#86aff9"

    width: 620
    height: 620

    Rectangle {
        x: 90
        y: 20
        width: 440
        height: 130
        radius: 24
        color: Theme.high ? "#000000" : "#b1cefb"
        border.width: Theme.high ? 4 : 0
        border.color: printer.edge
    }

    Rectangle {
        y: 110
        width: 620
        height: 210
        radius: 44
        color: printer.shell
        border.width: 4
        border.color: printer.edge

        Rectangle {
            x: 60
            y: 130
            width: 500
            height: 24
            radius: 12
            color: Theme.high ? "#ffffff" : "#052561"
        }

        Rectangle {
            x: 528
            y: 48
            width: 32
            height: 32
            radius: 16
            color: Theme.high ? "#ffe14d" : "#228738"
        }
    }

    Item {
        x: 100
        y: 254
        width: 420
        height: 366
        clip: true

        Rectangle {
            id: sheet
            x: 10
            y: -90
            width: 400
            height: 360
            radius: 8
            color: "#ffffff"
            border.width: 3
            border.color: Theme.high ? "#000000" : "#b1cefb"

            SequentialAnimation on y {
                running: printer.visible && Theme.motion
                loops: Animation.Infinite

                NumberAnimation {
                    from: -350
                    to: -8
                    duration: 2600
                    easing.type: Easing.InOutQuad
                }

                PauseAnimation {
                    duration: 900
                }
            }

            Rectangle {
                x: 44
                y: 44
                width: 180
                height: 26
                radius: 13
                color: "#256ef4"
            }

            Repeater {
                model: [312, 312, 240, 312]

                Rectangle {
                    required property int modelData
                    required property int index

                    x: 44
                    y: 110 + index * 42
                    width: modelData
                    height: 14
                    radius: 7
                    color: "#cdd1d5"
                }
            }

            Rectangle {
                x: 280
                y: 264
                width: 76
                height: 76
                radius: 38
                color: "transparent"
                border.width: 8
                border.color: "#de3412"
            }
        }
    }
}
