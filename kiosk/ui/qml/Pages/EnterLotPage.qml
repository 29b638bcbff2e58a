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
    actions: picking ? [usual.back, usual.cancel] : [usual.back, usual.cancel, usual.confirm]

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
            room: page.room
            places: page.view.places
            chosen: page.view.place
        }
    }

    Component {
        id: number

        PadForm {
            id: form

            readonly property bool row: page.wide && Theme.low && Theme.zoom === 1 // all boxes in one

            width: page.bodyWidth
            room: page.room
            share: 0.56

            BigButton {
                id: place
                control: "places"
                text: page.placeName + (Theme.roomy ? Kiosk.reading(page.placeName) : "")
                spoken: "lot.change-place"
                icon: form.row ? "" : "pin"
                order: 100
                textSize: Theme.body
                width: form.row ? Math.round(form.width * 0.36) : form.half
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
                width: Theme.zoom === 2 ? form.half : 150
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
                    flat: form.flat
                    order: 111 + index
                    width: Theme.zoom === 2 ? form.half : Math.floor((form.half - mountain.width - 2 * form.gap - (form.row ? place.width + form.gap : 0)) / 2)
                }
            }
        }
    }
}
