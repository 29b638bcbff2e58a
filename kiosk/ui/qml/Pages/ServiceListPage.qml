pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// A page of the machine's own: what to do first, a row for each thing, the ways on.
Page {
    id: page

    readonly property var looks: ({ plain: "info", good: "good", warning: "warning", problem: "problem" })

    readonly property var ways: view.actions.map((name, index) => ({ control: name, text: "service.button." + name, look: index === 0 ? "primary" : "quiet" }))
    readonly property var below: Theme.zoom === 2 ? ways : [] // the rows: at double size they have no room beside each other

    title: Kiosk.text(view.title, {})
    reached: view.rows.some(row => row.button !== "") || below.length > 0
    actions: [{ control: "back", text: view.inner ? "button.back" : "service.menu", icon: "back" }, ...(Theme.zoom === 1 ? ways : [])]

    told: Banner {
        width: page.bodyWidth
        tone: page.looks[page.view.tone]
        text: Theme.zoom === 1 ? Kiosk.say(page.view.first) : ""
    }

    Column {
        width: page.bodyWidth
        spacing: Theme.gap

        Label {
            visible: Theme.zoom === 2 && page.view.first !== null // with the rows, on pages: it may be long
            width: parent.width
            text: visible ? Kiosk.say(page.view.first) : ""
            strong: true
            color: Theme.tone(page.view.tone)
        }

        Card {
            visible: page.view.rows.length > 0
            width: parent.width
            height: rows.height + 24

            Column {
                id: rows
                x: 32
                y: 12
                width: parent.width - 64

                Repeater {
                    model: page.view.rows

                    Item {
                        id: row

                        required property var modelData
                        required property int index
                        readonly property bool stacked: Theme.zoom === 2
                        readonly property color ink: Theme.tone(modelData.tone)

                        width: rows.width
                        height: Math.max(words.height, button.visible && !stacked ? button.height : 0) + 24 + (button.visible && stacked ? button.height + 16 : 0)

                        Rectangle {
                            visible: row.index > 0
                            width: parent.width
                            height: Theme.line
                            color: Theme.outlineSoft
                        }

                        Column {
                            id: words
                            y: row.stacked ? 12 : (row.height - height) / 2
                            width: row.width - (button.visible && !row.stacked ? button.width + 24 : 0)
                            spacing: 2

                            Flow {
                                width: parent.width
                                spacing: 20

                                Label {
                                    text: Kiosk.say(row.modelData.name)
                                    strong: true
                                    width: row.stacked ? Math.min(implicitWidth, words.width) : Math.min(words.width, Math.max(implicitWidth, words.width * 0.5 - 20))
                                }

                                Label {
                                    text: Kiosk.say(row.modelData.value)
                                    strong: true
                                    color: row.ink
                                    width: Math.min(implicitWidth, words.width)
                                }
                            }

                            Label {
                                visible: text !== ""
                                width: parent.width
                                text: [...row.modelData.details.map(each => Kiosk.say(each)), ...(row.modelData.since === "" ? [] : [Kiosk.text("service.since", { since: row.modelData.since })])].join(" · ")
                                font.pixelSize: Theme.body
                                color: Theme.textSoft
                            }
                        }

                        BigButton {
                            id: button
                            visible: row.modelData.button !== ""
                            enabled: visible
                            control: row.modelData.button
                            value: row.modelData.of
                            text: visible ? Kiosk.text("service.button." + row.modelData.button, {}) : ""
                            spoken: visible ? "service.button." + row.modelData.button : "button.confirm"
                            order: 100 + row.index
                            width: Math.min(natural, row.width)
                            x: row.stacked ? 0 : row.width - width
                            y: row.stacked ? words.y + words.height + 12 : (row.height - height) / 2
                        }
                    }
                }
            }
        }

        Repeater {
            model: page.below

            BigButton {
                required property var modelData
                required property int index

                control: modelData.control
                text: Kiosk.text(modelData.text, {})
                spoken: modelData.text
                look: modelData.look
                order: 600 + index
                width: page.bodyWidth
            }
        }
    }
}
