pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// First and last year, each between its steppers.
Page {
    id: page

    title: Kiosk.text("years.title", {})
    subtitle: Kiosk.text("years.subtitle", { first: view.first, last: view.last })
    problem: view.problem
    reached: true
    step: 2
    actions: [
        { control: "back", text: "button.back", icon: "back" },
        { control: "cancel", text: "button.cancel", icon: "close" },
        { control: "confirm", text: "button.confirm", look: "primary", icon: "check" }
    ]

    Column {
        width: page.bodyWidth
        spacing: Theme.gap

        Repeater {
            model: ["from", "to"]

            Card {
                id: card

                required property string modelData
                required property int index
                readonly property int year: page.view[modelData + "_year"]

                width: page.bodyWidth
                height: stepper.y + stepper.height + 24

                Label {
                    id: caption
                    x: 32
                    y: 16
                    text: Kiosk.text("years." + card.modelData, {})
                    strong: true
                    color: Theme.textSoft
                }

                Item {
                    id: stepper

                    readonly property bool folded: Theme.zoom === 2 // the year above its steppers
                    readonly property real button: folded ? (width - 3 * 16) / 4 : 148

                    x: 24
                    y: caption.y + caption.height + 12
                    width: parent.width - 48
                    height: folded ? year.height + 16 + Theme.touch : Math.max(year.height, Theme.touch)

                    Label {
                        id: year
                        anchors.horizontalCenter: parent.horizontalCenter
                        y: stepper.folded ? 0 : (stepper.height - height) / 2
                        text: Kiosk.text("years.year", { year: card.year })
                        strong: true
                        font.pixelSize: Theme.heading
                        color: Theme.deep
                    }

                    Repeater {
                        model: [-10, -1, 1, 10]

                        BigButton {
                            required property int modelData
                            required property int index

                            control: card.modelData + "-year"
                            value: (modelData > 0 ? "+" : "") + modelData
                            text: modelData > 0 ? "+" + modelData : "−" + -modelData
                            spoken: modelData > 0 ? "years.later.spoken" : "years.earlier.spoken"
                            spokenArgs: ({ years: Math.abs(modelData) })
                            order: 100 + 10 * card.index + index
                            textSize: page.wide && stepper.folded ? 64 : Theme.button
                            width: stepper.button
                            x: stepper.folded || index < 2 ? index * (stepper.button + 16) : stepper.width - (4 - index) * (stepper.button + 16) + 16
                            y: stepper.folded ? stepper.height - height : (stepper.height - height) / 2
                            height: Theme.touch
                        }
                    }
                }
            }
        }
    }
}
