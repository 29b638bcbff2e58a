pragma ComponentBehavior: Bound
import QtQuick

// A number of so many digits: how many are typed, and with `shown` which, over a number pad.
Page {
    id: page

    required property int typed
    property string shown: "" // the digits, where they are no secret
    property var faces: [] // what the pad can have instead of digits

    problem: view.problem
    reached: true
    step: 2
    actions: [usual.back, usual.cancel, usual.confirm]

    told: Card {
        id: dots

        readonly property real slot: Math.min(Theme.heading * 1.3, (width - 48) / page.view.length)

        readonly property bool tight: page.shown !== "" && slot < Theme.body // so many have no place each

        width: page.bodyWidth
        height: tight ? code.height + 16 : Theme.roomy ? 180 : Math.round(Theme.heading * 1.3) + 16

        Label {
            id: code
            visible: dots.tight
            anchors.centerIn: parent
            width: parent.width - 48
            text: page.shown
            strong: true
            wrapMode: Text.WrapAnywhere
            horizontalAlignment: Text.AlignHCenter
        }

        Row {
            visible: !dots.tight
            anchors.centerIn: parent

            Repeater {
                model: page.view.length

                Item {
                    id: place

                    required property int index
                    readonly property bool typed: index < page.typed
                    readonly property bool open: page.shown !== "" && typed

                    width: dots.slot
                    height: dots.height

                    Label {
                        visible: place.open
                        anchors.centerIn: parent
                        text: page.shown.charAt(place.index)
                        strong: true
                        font.pixelSize: Math.max(Theme.body, Math.min(Theme.heading, dots.slot))
                    }

                    Rectangle {
                        visible: !place.open
                        anchors.centerIn: parent
                        width: Math.min(dots.slot, Theme.heading) * (place.typed ? 0.6 : 0.5)
                        height: width
                        radius: width / 2
                        color: place.typed ? Theme.primary : "transparent"
                        border.width: 5
                        border.color: place.typed || place.index === page.typed ? Theme.primary : Theme.outline

                        Behavior on width {
                            enabled: Theme.motion

                            NumberAnimation {
                                duration: 120
                            }
                        }
                    }
                }
            }
        }
    }

    Keypad {
        faces: page.faces
        width: page.bodyWidth
        room: page.room
    }
}
