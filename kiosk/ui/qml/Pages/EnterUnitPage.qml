pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// Building and room, both of digits and of what else buildings are called.
Page {
    id: page

    title: Kiosk.text("unit.title", {})
    subtitle: Kiosk.text("unit.subtitle", {})
    problem: view.problem
    reached: true
    step: 2
    actions: [
        { control: "back", text: "button.back", icon: "back" },
        { control: "cancel", text: "button.cancel", icon: "close" },
        { control: "confirm", text: "button.confirm", look: "primary", icon: "check" }
    ]

    // Where boxes and pad have no room together, the pad comes first, and what is typed stands above it.
    told: Flow {
        visible: Theme.zoom === 2
        width: page.bodyWidth
        spacing: 32

        Repeater {
            model: ["building", "room"]

            Label {
                required property string modelData
                readonly property bool here: page.view.focus === modelData

                text: Kiosk.text("unit." + modelData, {}) + " " + page.view[modelData] + (here ? "_" : "")
                strong: here
                width: Math.min(implicitWidth, page.bodyWidth)
                color: here ? Theme.primaryText : Theme.textSoft
            }
        }
    }

    Item {
        id: form

        readonly property bool aside: page.wide && !Theme.low && Theme.zoom === 1 // the pad beside the boxes
        readonly property real half: aside ? Math.round((width - 40) * 0.5) : width

        width: page.bodyWidth
        height: childrenRect.height

        Grid {
            id: boxes
            y: Theme.zoom === 2 ? pad.height + Theme.gap : 0
            width: form.half
            columns: form.aside || Theme.zoom === 2 ? 1 : 2
            spacing: 16

            Repeater {
                model: ["building", "room"]

                DigitBox {
                    required property string modelData
                    required property int index

                    value: modelData
                    label: "unit." + modelData
                    typed: page.view[modelData]
                    focused: page.view.focus === modelData
                    flat: Theme.zoom === 2 ? page.wide : !Theme.roomy && !form.aside
                    order: 110 + index
                    width: Math.floor((form.half - (boxes.columns - 1) * boxes.spacing) / boxes.columns)
                }
            }
        }

        Keypad {
            id: pad
            faces: page.view.faces
            x: form.aside ? form.half + 40 : 0
            y: Theme.zoom === 2 || form.aside ? 0 : boxes.height + Theme.gap
            width: form.aside ? form.width - form.half - 40 : form.width
            room: Theme.zoom === 2 || form.aside ? page.room : page.room - boxes.height - Theme.gap
        }
    }
}
