pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// From a year to a year, each a step or ten nearer or farther.
Page {
    id: page

    readonly property bool flat: wide && Theme.zoom === 1 // a year and its steps in one row

    title: Kiosk.text("years.title", {})
    subtitle: Kiosk.text("years.subtitle", { first: view.first, last: view.last })
    problem: view.problem
    reached: true
    step: 2
    actions: [usual.back, usual.cancel, usual.confirm]

    told: Label {
        visible: Theme.zoom === 2
        width: page.bodyWidth
        text: Kiosk.text("years.year", { year: page.view.from_year }) + " – " + Kiosk.text("years.year", { year: page.view.to_year })
        strong: true
        color: Theme.primaryText
    }

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
                readonly property real air: Theme.roomy ? 24 : 8

                width: page.bodyWidth
                height: steps.y + Theme.touch + air

                Flow {
                    id: name

                    property bool leads: true

                    x: 28
                    y: page.flat ? Math.max(0, (Theme.touch + 2 * card.air - height) / 2) : card.air
                    width: page.flat ? card.width * 0.46 : card.width - 56
                    spacing: 24

                    Label {
                        property bool leads: true

                        text: Kiosk.text("years." + card.modelData, {})
                        color: Theme.textSoft
                        height: year.height
                    }

                    Label {
                        id: year
                        property bool leads: true

                        text: Kiosk.text("years.year", { year: card.year })
                        strong: true
                        font.pixelSize: Theme.heading
                        color: Theme.deep
                    }
                }

                Row {
                    id: steps

                    readonly property real from: page.flat ? name.x + name.width : 20

                    x: from
                    y: page.flat ? card.air : name.y + name.height + card.air
                    spacing: 12

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
                            textSize: Theme.body
                            width: Math.floor((card.width - steps.from - 20 - 3 * steps.spacing) / 4)
                        }
                    }
                }
            }
        }
    }
}
