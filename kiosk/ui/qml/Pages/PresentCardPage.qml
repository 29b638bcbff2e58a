import QtQuick
import "../Parts"

Page {
    id: page

    readonly property bool reading: view.state === "reading"
    readonly property bool leaving: view.state === "present" // it is to be taken out

    title: Kiosk.text(reading ? "card.reading-title" : leaving ? "card.present-title" : "card.title", {})
    subtitle: leaving ? "" : Kiosk.text(reading ? "card.reading-subtitle" : "card.subtitle", {})
    problem: view.problem
    step: 2
    actions: [usual.back, usual.cancel]

    // A card that slides into its slot, or stands out of it.
    Item {
        id: stage

        property bool whole: true
        readonly property real unit: Math.min(1.3, height / 640, width / 660)

        width: page.bodyWidth
        height: page.room

        Item {
            anchors.centerIn: parent
            width: 620
            height: 640
            scale: stage.unit

            Rectangle {
                anchors.horizontalCenter: parent.horizontalCenter
                y: 0
                width: 620
                height: 250
                radius: 40
                color: Theme.high ? "#000000" : "#083891"
                border.width: Theme.high ? 4 : 0
                border.color: Theme.outline

                Rectangle {
                    anchors.horizontalCenter: parent.horizontalCenter
                    y: 190
                    width: 470
                    height: 22
                    radius: 11
                    color: Theme.high ? "#ffffff" : "#020f27"
                }

                Rectangle {
                    anchors.horizontalCenter: parent.horizontalCenter
                    y: 120
                    width: 28
                    height: 28
                    radius: 14
                    color: page.reading ? "#7df59b" : "#ffb114"
                }

                Icon {
                    anchors.horizontalCenter: parent.horizontalCenter
                    y: 32
                    size: 72
                    name: "card"
                    color: "#ffffff"
                }
            }

            Item {
                x: 80
                y: 204
                width: 460
                height: 480
                clip: true

                Rectangle {
                    id: card
                    width: 430
                    height: 330
                    anchors.horizontalCenter: parent.horizontalCenter
                    radius: 28
                    color: Theme.high ? "#ffe14d" : "#ffffff"
                    border.width: 4
                    border.color: Theme.high ? "#000000" : "#86aff9"
                    y: page.reading ? -200 : page.leaving ? 0 : 110

                    Behavior on y {
                        enabled: Theme.motion

                        NumberAnimation {
                            duration: 500
                            easing.type: Easing.InOutCubic
                        }
                    }

                    Rectangle {
                        anchors.horizontalCenter: parent.horizontalCenter
                        y: 36
                        width: 96
                        height: 76
                        radius: 14
                        color: "#ffb114"
                        border.width: 4
                        border.color: "#8a5c00"
                    }

                    Rectangle {
                        x: 40
                        y: 150
                        width: 110
                        height: 140
                        radius: 16
                        color: Theme.high ? "#000000" : "#d8e5fd"

                        Icon {
                            anchors.centerIn: parent
                            name: "person"
                            size: 84
                            color: Theme.high ? "#ffe14d" : "#256ef4"
                        }
                    }

                    Repeater {
                        model: [180, 130, 160]

                        Rectangle {
                            required property int modelData
                            required property int index

                            x: 182
                            y: 164 + index * 44
                            width: modelData
                            height: 18
                            radius: 9
                            color: Theme.high ? "#000000" : "#b1b8be"
                        }
                    }
                }
            }

            Icon {
                id: arrow

                readonly property real high: page.leaving ? 536 : 222 // below the card that comes out, or above the one that goes in

                visible: !page.reading
                anchors.horizontalCenter: parent.horizontalCenter
                y: high + 14
                name: page.leaving ? "down" : "up"
                size: 84
                pen: 3
                color: Theme.primary

                SequentialAnimation on y {
                    running: arrow.visible && Theme.motion
                    loops: Animation.Infinite

                    NumberAnimation {
                        from: arrow.high + 26
                        to: arrow.high
                        duration: 900
                        easing.type: Easing.InOutSine
                    }

                    NumberAnimation {
                        from: arrow.high
                        to: arrow.high + 26
                        duration: 900
                        easing.type: Easing.InOutSine
                    }
                }
            }
        }
    }
}
