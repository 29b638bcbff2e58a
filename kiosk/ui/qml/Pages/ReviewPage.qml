pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// What was chosen and typed, each with the way back to it, and what it costs.
Page {
    id: page

    readonly property bool stacked: Theme.zoom === 2 // the button below its words

    readonly property string confirm: view.leaves ? "review.confirm-leave" : view.fee > 0 ? "review.confirm-pay" : "review.confirm-free"

    title: Kiosk.text("review.title", {})
    subtitle: Kiosk.text("review.subtitle", {})
    problem: view.problem
    reached: view.rows.some(row => row.edit !== "")
    step: 3
    actions: [usual.back, usual.cancel, Object.assign({}, usual.confirm, { text: Theme.zoom === 2 ? "button.confirm" : confirm, spoken: confirm })]

    told: Sum {
        width: page.bodyWidth
        lines: [{ name: "review.fee", won: page.view.fee, large: true }]
    }

    Card {
        width: page.bodyWidth
        height: list.height + 2 * list.y

        Column {
            id: list
            x: 28
            y: 8
            width: parent.width - 56

            Repeater {
                model: page.view.rows

                Item {
                    id: row

                    required property var modelData
                    required property int index
                    readonly property bool editable: modelData.edit !== ""
                    readonly property real air: Theme.roomy ? 16 : 6

                    width: list.width
                    height: page.stacked ? words.height + (editable ? edit.height + 8 : 0) + 2 * air : Math.max(words.height, editable ? edit.height : 0) + 2 * air

                    Rectangle {
                        visible: row.index > 0
                        width: parent.width
                        height: Theme.line
                        color: Theme.outlineSoft
                    }

                    Column {
                        id: words
                        y: page.stacked ? row.air : (row.height - height) / 2
                        width: row.editable && !page.stacked ? parent.width - edit.width - 24 : parent.width

                        Label {
                            width: parent.width
                            text: Kiosk.say(row.modelData.label)
                            color: Theme.textSoft
                        }

                        Label {
                            width: parent.width
                            visible: row.modelData.value !== ""
                            text: row.modelData.value
                            strong: true
                        }
                    }

                    BigButton {
                        id: edit
                        visible: row.editable
                        control: "edit"
                        value: row.modelData.edit
                        text: Kiosk.text("button.edit", {})
                        spoken: "button.edit"
                        about: Kiosk.say(row.modelData.label)
                        icon: Theme.zoom === 1 ? "edit" : ""
                        order: 100 + row.index
                        textSize: Theme.body
                        x: parent.width - width
                        y: page.stacked ? words.y + words.height + 8 : (row.height - height) / 2
                    }
                }
            }
        }
    }
}
