pragma ComponentBehavior: Bound
import QtQuick

// A number of so many digits: how many are typed, and with `shown` which, over a number pad.
Page {
    id: page

    required property int typed
    property string shown: "" // the digits, where they are no secret
    property var faces: [] // what the pad can have instead of digits
    readonly property bool flat: wide && Theme.low && Theme.zoom === 1
    readonly property bool aside: wide && !flat && Theme.zoom === 1

    problem: view.problem
    reached: true
    step: 2
    actions: [
        { control: "back", text: "button.back", icon: "back" },
        { control: "cancel", text: "button.cancel", icon: "close" },
        { control: "confirm", text: "button.confirm", look: "primary", icon: "check" }
    ]

    Item {
        id: form

        width: page.bodyWidth
        height: page.aside ? pad.height : pad.y + pad.height

        Card {
            id: dots
            width: page.aside ? (form.width - 40) / 2 : form.width
            height: page.aside ? pad.height : row.strip

            Row {
                id: row

                readonly property real strip: page.flat ? 108 : Theme.low || Theme.zoom === 2 ? 132 : 220
                readonly property real slot: Math.min(110, (dots.width - 64) / page.view.length)

                anchors.centerIn: parent

                Repeater {
                    model: page.view.length

                    Item {
                        id: place

                        required property int index
                        readonly property bool typed: index < page.typed
                        readonly property bool open: page.shown !== "" && typed

                        width: row.slot
                        height: width

                        Label {
                            visible: place.open
                            anchors.centerIn: parent
                            text: page.shown.charAt(place.index)
                            strong: true
                            font.pixelSize: Math.min(Theme.heading, row.slot)
                            color: Theme.text
                        }

                        Rectangle {
                            visible: !place.open
                            anchors.centerIn: parent
                            width: row.slot * (place.typed ? 0.5 : 0.4)
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
            id: pad
            flat: page.flat
            faces: page.faces
            x: page.aside ? (form.width + 40) / 2 : 0
            y: page.aside ? 0 : Math.max(dots.height + 24, page.room - height)
            width: page.aside ? (form.width - 40) / 2 : form.width
            keyHeight: flat ? 104 : Theme.zoom === 2 ? 144 : Math.max(90, Math.min(164, (page.room - (page.aside ? 0 : row.strip + 24) - 3 * gap) / 4))
        }
    }
}
