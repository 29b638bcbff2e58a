pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// First the place, then the number.
Page {
    id: page

    readonly property bool picking: view.choosing_place || view.place === ""
    readonly property string placeName: (view.places.find(place => place[0] === view.place) ?? ["", ""])[1]

    title: Kiosk.text(picking ? "lot.place-title" : "lot.title", {})
    subtitle: Kiosk.text(picking ? "lot.place-subtitle" : "lot.example", {})
    problem: view.problem
    reached: true
    step: 2
    actions: [
        { control: "back", text: "button.back", icon: "back" },
        { control: "cancel", text: "button.cancel", icon: "close" },
        ...(picking ? [] : [{ control: "confirm", text: "button.confirm", look: "primary", icon: "check" }])
    ]

    Loader {
        width: page.bodyWidth
        sourceComponent: page.picking ? places : number
    }

    Component {
        id: places

        Column {
            id: picker

            property string initial: ""
            readonly property var initials: [...new Set(page.view.places.map(place => place[1]).join(" ").split(" ").map(initialOf))].filter(letter => letter !== "").sort()
            readonly property bool many: page.view.places.length > 12

            // The initial consonant of a Hangul word, or the first letter of its reading. Syllables are coded 588 to an initial;
            // doubled ones count as plain.
            function initialOf(word: string): string {
                const latin = Kiosk.reading(word);
                if (latin !== "")
                    return latin.charAt(1);
                const code = word.charCodeAt(0) - 0xac00;
                return code >= 0 && code < 11172 ? "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ".charAt(Math.floor(code / 588)) : "";
            }

            width: page.bodyWidth
            spacing: 32

            // Whoever uses the keys reaches every place.
            Connections {
                target: Kiosk

                function onFocusedChanged(): void {
                    if (Kiosk.focused.startsWith("place:"))
                        picker.initial = "";
                }
            }

            Flow {
                visible: picker.many
                width: parent.width
                spacing: 12

                Repeater {
                    model: ["", ...picker.initials]

                    BigButton {
                        required property string modelData
                        required property int index

                        local: true
                        control: "filter"
                        value: modelData
                        text: modelData === "" ? Kiosk.text("lot.place-all", {}) : modelData
                        spoken: modelData === "" ? "lot.place-all" : "lot.filter.spoken"
                        spokenArgs: ({ initial: modelData })
                        order: 100 + index
                        look: picker.initial === modelData ? "primary" : "quiet"
                        onActivated: picker.initial = modelData
                    }
                }
            }

            Flow {
                id: list

                readonly property int columns: Theme.zoom === 2 ? 1 : page.wide ? (Kiosk.readings ? 3 : 4) : page.view.places.length > 6 && !Kiosk.readings ? 3 : 2

                width: parent.width
                spacing: 16

                Repeater {
                    model: page.view.places

                    BigButton {
                        required property var modelData
                        required property int index

                        visible: picker.initial === "" || modelData[1].split(" ").some(word => picker.initialOf(word) === picker.initial)
                        control: "place"
                        value: modelData[0]
                        text: modelData[1] + Kiosk.reading(modelData[1])
                        spoken: "lot.place.spoken"
                        spokenArgs: ({ name: modelData[1] })
                        order: 120 + index
                        look: page.view.place === modelData[0] ? "primary" : "quiet"
                        textSize: Theme.body
                        width: (list.width - (list.columns - 1) * 16) / list.columns
                        height: Math.max(implicitHeight, Theme.low ? 0 : 128)
                    }
                }
            }
        }
    }

    Component {
        id: number

        Item {
            id: form

            readonly property bool flat: page.wide && Theme.low && Theme.zoom === 1 // all fields in a row, the pad in two
            readonly property bool aside: !flat && (page.wide || Theme.low) && Theme.zoom === 1 // the pad beside the fields
            readonly property real fieldsWidth: Math.round((width - 40) * 0.58)
            readonly property real under: page.room - fields.height - 32 // what the pad may take below the fields

            width: page.bodyWidth
            height: aside ? Math.max(fields.height, pad.height) : pad.y + pad.height

            Flow {
                id: fields
                width: form.aside ? form.fieldsWidth : form.width
                spacing: 20

                BigButton {
                    control: "places"
                    text: page.placeName + (form.flat ? "" : Kiosk.reading(page.placeName))
                    spoken: "lot.change-place"
                    icon: "pin"
                    look: "secondary"
                    order: 100
                    width: form.flat ? 340 : parent.width
                    height: form.flat ? boxes.height : implicitHeight
                }

                Row {
                    id: boxes

                    width: form.flat ? parent.width - 360 : parent.width
                    height: form.flat ? 148 : Theme.zoom === 1 ? 150 : 260
                    spacing: 12

                    Control {
                        id: mountain

                        control: "mountain"
                        spoken: "lot.mountain.spoken"
                        order: 110
                        width: Theme.zoom === 1 ? 104 : 160
                        height: parent.height

                        Rectangle {
                            anchors.fill: parent
                            radius: Theme.radius
                            color: page.view.mountain ? Theme.primary : mountain.pressed ? Theme.surfaceSoft : Theme.surface
                            border.width: page.view.mountain ? 0 : 3
                            border.color: Theme.primary
                        }

                        Column {
                            anchors.centerIn: parent
                            spacing: 2

                            Icon {
                                name: page.view.mountain ? "check" : "forest"
                                size: 48
                                color: page.view.mountain ? Theme.primaryInk : Theme.primaryText
                                anchors.horizontalCenter: parent.horizontalCenter
                            }

                            Label {
                                text: Kiosk.text("lot.mountain", {})
                                strong: true
                                font.pixelSize: Theme.button
                                color: page.view.mountain ? Theme.primaryInk : Theme.primaryText
                                anchors.horizontalCenter: parent.horizontalCenter
                            }
                        }
                    }

                    Repeater {
                        model: ["number", "sub_number"]

                        DigitBox {
                            required property string modelData
                            required property int index

                            value: modelData
                            label: modelData === "number" ? "lot.number" : "lot.sub-number"
                            typed: page.view[modelData]
                            focused: page.view.focus === modelData
                            order: 111 + index
                            width: (boxes.width - mountain.width - 2 * boxes.spacing) / 2
                            height: parent.height
                        }
                    }
                }
            }

            Keypad {
                id: pad
                flat: form.flat
                x: form.aside ? form.fieldsWidth + 40 : 0
                y: form.aside ? 0 : Math.max(fields.height + (form.flat ? 16 : 32), page.room - height)
                width: form.aside ? form.width - form.fieldsWidth - 40 : form.width
                keyHeight: flat ? 92 : Theme.zoom === 2 ? 132 : Math.max(90, Math.min(156, ((form.aside ? page.room : form.under) - 3 * gap) / 4))
            }
        }
    }
}
