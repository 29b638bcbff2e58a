pragma ComponentBehavior: Bound
import QtQuick

// Some boxes over a pad. Their names in the view are those of their texts, behind `family`.
Page {
    id: page

    required property string family
    required property var boxes
    property var faces: [] // what the pad can have instead of digits

    problem: view.problem
    reached: true
    actions: [usual.back, usual.cancel, usual.confirm]

    told: Flow {
        visible: Theme.zoom === 2
        width: page.bodyWidth
        spacing: 32

        Repeater {
            model: page.boxes

            Label {
                required property string modelData
                readonly property bool here: page.view.focus === modelData

                visible: here || !(page.wide && Theme.low) // there is room for one
                text: Kiosk.text(page.family + "." + modelData, {}) + " " + page.view[modelData] + (here ? "_" : "")
                strong: here
                width: Math.min(implicitWidth, page.bodyWidth)
                color: here ? Theme.primaryText : Theme.textSoft
            }
        }
    }

    PadForm {
        id: form

        readonly property int columns: aside || Theme.zoom === 2 ? 1 : page.boxes.length

        width: page.bodyWidth
        room: page.room
        faces: page.faces

        Repeater {
            model: page.boxes

            DigitBox {
                required property string modelData
                required property int index

                value: modelData
                label: page.family + "." + modelData
                typed: page.view[modelData]
                focused: page.view.focus === modelData
                flat: form.flat
                order: 110 + index
                width: Math.floor((form.half - (form.columns - 1) * form.gap) / form.columns)
            }
        }
    }
}
