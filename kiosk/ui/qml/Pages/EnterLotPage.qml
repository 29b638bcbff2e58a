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

    // Where boxes and pad have no room together, the pad comes first, and what is typed stands above it.
    told: Label {
        visible: Theme.zoom === 2 && !page.picking
        width: page.bodyWidth
        text: [page.view.mountain ? Kiosk.text("lot.mountain", {}) : "", page.view.number + (page.view.sub_number !== "" || page.view.focus === "sub_number" ? "-" + page.view.sub_number : "")].filter(part => part !== "").join(" ") + "_"
        strong: true
        color: Theme.primaryText
    }

    Loader {
        width: page.bodyWidth
        sourceComponent: page.picking ? places : number
    }

    Component {
        id: places

        PlacePicker {
            width: page.bodyWidth
            places: page.view.places
            chosen: page.view.place
        }
    }

    Component {
        id: number

        Item {
            id: form

            readonly property bool aside: page.wide && !Theme.low && Theme.zoom === 1 // the pad beside the boxes
            readonly property bool row: page.wide && Theme.low && Theme.zoom === 1 // all boxes in one
            readonly property real half: aside ? Math.round((width - 40) * 0.56) : width

            width: page.bodyWidth
            height: childrenRect.height

            Flow {
                id: boxes
                y: Theme.zoom === 2 ? pad.height + Theme.gap : 0
                width: form.half
                spacing: 16

                BigButton {
                    id: place
                    control: "places"
                    text: page.placeName + (Theme.roomy ? Kiosk.reading(page.placeName) : "")
                    spoken: "lot.change-place"
                    icon: form.row ? "" : "pin"
                    order: 100
                    textSize: Theme.body
                    width: form.row ? Math.round(form.width * 0.36) : parent.width
                }

                BigButton {
                    id: mountain
                    control: "mountain"
                    text: Kiosk.text("lot.mountain", {})
                    spoken: "lot.mountain.spoken"
                    look: page.view.mountain ? "primary" : "secondary"
                    icon: page.view.mountain ? "check" : ""
                    order: 110
                    textSize: Theme.body
                    width: Theme.zoom === 2 ? parent.width : 150
                    height: Theme.zoom === 2 ? implicitHeight : (fields.itemAt(0)?.height ?? implicitHeight)
                }

                Repeater {
                    id: fields
                    model: ["number", "sub_number"]

                    DigitBox {
                        required property string modelData
                        required property int index

                        value: modelData
                        label: modelData === "number" ? "lot.number" : "lot.sub-number"
                        typed: page.view[modelData]
                        focused: page.view.focus === modelData
                        flat: Theme.zoom === 2 ? page.wide : !Theme.roomy && !form.aside
                        order: 111 + index
                        width: Theme.zoom === 2 ? boxes.width : Math.floor((boxes.width - mountain.width - 2 * boxes.spacing - (form.row ? place.width + boxes.spacing : 0)) / 2)
                    }
                }
            }

            Keypad {
                id: pad
                x: form.aside ? form.half + 40 : 0
                y: Theme.zoom === 2 || form.aside ? 0 : boxes.height + Theme.gap
                width: form.aside ? form.width - form.half - 40 : form.width
                room: Theme.zoom === 2 || form.aside ? page.room : page.room - boxes.height - Theme.gap
            }
        }
    }
}
