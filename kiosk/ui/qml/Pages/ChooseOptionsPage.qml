pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// Every option with its choices; one of them is always chosen.
Page {
    id: page

    title: Kiosk.text("options.title", {})
    subtitle: Kiosk.text("options.subtitle", {})
    problem: view.problem
    reached: true
    step: 2
    actions: [usual.back, usual.cancel, usual.confirm]

    Column {
        width: page.bodyWidth
        spacing: Theme.gap

        Repeater {
            model: page.view.options

            Card {
                id: option

                required property var modelData
                required property int index

                width: page.bodyWidth
                height: choices.y + choices.height + choices.air

                Label {
                    id: name
                    property bool leads: true // to its choices

                    x: 28
                    y: choices.air
                    width: parent.width - 56
                    text: option.modelData.title
                    strong: true
                    color: Theme.deep
                }

                Flow {
                    id: choices

                    // As many to a row as fit with the longest of them; all of the same width.
                    readonly property real longest: {
                        let most = 0;
                        for (let i = 0; i < children.length; i++)
                            most = Math.max(most, children[i].natural ?? 0);
                        return most;
                    }
                    readonly property int columns: Math.max(1, Math.min(option.modelData.choices.length, Math.floor((width + spacing) / (longest + spacing))))

                    readonly property real air: Theme.roomy ? 20 : 10

                    x: 24
                    y: name.y + name.height + air / 2
                    width: parent.width - 48
                    spacing: 12

                    Repeater {
                        model: option.modelData.choices

                        BigButton {
                            required property var modelData
                            required property int index
                            readonly property bool chosen: modelData[0] === option.modelData.chosen

                            control: "option"
                            value: option.modelData.name + "=" + modelData[0]
                            text: modelData[1]
                            spoken: chosen ? "options.chosen.spoken" : "options.choice.spoken"
                            spokenArgs: ({ option: option.modelData.title, choice: modelData[1] })
                            icon: Theme.zoom === 1 && chosen ? "check" : ""
                            look: chosen ? "primary" : "quiet"
                            order: 100 + 20 * option.index + index
                            textSize: Theme.body
                            width: Math.floor((choices.width - (choices.columns - 1) * choices.spacing) / choices.columns)
                        }
                    }
                }
            }
        }
    }
}
