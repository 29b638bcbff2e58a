pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

Page {
    id: page

    title: Kiosk.text("unit.title", {})
    subtitle: Theme.zoom === 1 ? Kiosk.text("unit.subtitle", {}) : "" // boxes and pad stay in view
    problem: view.problem
    reached: true
    lowFrom: Theme.zoom === 1 ? 0.5 : wide ? 0.3 : 0.4 // boxes and pad stay in view
    step: 2
    actions: [
        { control: "back", text: "button.back", icon: "back" },
        { control: "cancel", text: "button.cancel", icon: "close" },
        { control: "confirm", text: "button.confirm", look: "primary", icon: "check" }
    ]

    Item {
        id: form

        // The pad in two rows, where four and the boxes have no room.
        readonly property bool flat: page.wide ? Theme.zoom === 1 ? Theme.low : page.crowded : Theme.zoom === 2 && page.room < 820
        readonly property bool aside: !flat && page.wide // the pad beside the boxes
        readonly property real boxesWidth: aside ? Math.round((width - 40) * 0.5) : width

        width: page.bodyWidth
        height: aside ? Math.max(boxes.height, pad.height) : pad.y + pad.height

        Grid {
            id: boxes
            width: form.boxesWidth
            columns: form.aside ? 1 : 2
            spacing: 20

            Repeater {
                model: ["building", "room"]

                DigitBox {
                    required property string modelData
                    required property int index

                    value: modelData
                    label: "unit." + modelData
                    typed: page.view[modelData]
                    focused: page.view.focus === modelData
                    order: 110 + index
                    width: (form.boxesWidth - (boxes.columns - 1) * boxes.spacing) / boxes.columns
                    height: Theme.zoom === 1 ? (form.flat ? 148 : 170) : form.flat ? Math.max(190, Math.min(260, page.room - 16 - pad.height)) : form.aside ? Math.max(200, Math.min(260, (page.room - 20) / 2)) : 260
                }
            }
        }

        Keypad {
            id: pad
            flat: form.flat
            faces: page.view.faces
            x: form.aside ? form.boxesWidth + 40 : 0
            y: form.aside ? 0 : Math.max(boxes.height + (form.flat ? 16 : 32), page.room - height)
            width: form.aside ? form.width - form.boxesWidth - 40 : form.width
            keyHeight: flat ? 92 : Math.max(Theme.zoom === 2 ? 112 : 90, Math.min(156, ((form.aside ? page.room : page.room - boxes.height - 32) - 3 * gap) / 4))
        }
    }
}
