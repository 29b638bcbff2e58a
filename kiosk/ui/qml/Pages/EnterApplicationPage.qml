pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// The two numbers of a receipt slip, over a number pad.
Page {
    id: page

    title: Kiosk.text("application.entry-title", {})
    subtitle: Theme.zoom === 1 ? Kiosk.text("application.entry-subtitle", {}) : "" // boxes and pad stay in view
    problem: view.problem
    reached: true
    lowFrom: Theme.zoom === 1 ? 0.5 : wide ? 0.3 : 0.4 // boxes and pad stay in view
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
        readonly property real boxesWidth: aside ? Math.round((width - 40) * 0.55) : width

        width: page.bodyWidth
        height: aside ? Math.max(boxes.height, pad.height) : pad.y + pad.height

        Column {
            id: boxes

            readonly property bool beside: !form.aside && (form.flat || Theme.zoom === 1)

            width: form.boxesWidth
            spacing: 20

            Grid {
                width: parent.width
                columns: boxes.beside ? 2 : 1
                spacing: 20

                Repeater {
                    model: ["number", "code"]

                    DigitBox {
                        required property string modelData
                        required property int index

                        value: modelData
                        label: "application." + modelData
                        typed: page.view[modelData]
                        focused: page.view.focus === modelData
                        order: 110 + index
                        width: boxes.beside ? (form.boxesWidth - 20) * (index === 0 ? 0.54 : 0.46) : form.boxesWidth
                        height: Theme.zoom === 1 ? (form.flat ? 136 : 160) : boxes.beside ? 190 : Math.max(170, Math.min(260, (page.room - 20) / (form.aside ? 2 : 5)))
                    }
                }
            }
        }

        Keypad {
            id: pad
            flat: form.flat
            x: form.aside ? form.boxesWidth + 40 : 0
            y: form.aside ? 0 : Math.max(boxes.height + (form.flat ? 16 : 32), page.room - height)
            width: form.aside ? form.width - form.boxesWidth - 40 : form.width
            keyHeight: flat ? 92 : Math.max(Theme.zoom === 2 ? 112 : 90, Math.min(156, ((form.aside ? page.room : page.room - boxes.height - 32) - 3 * gap) / 4))
        }
    }
}
