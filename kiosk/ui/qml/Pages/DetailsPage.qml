pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// What somebody wanted to know: the gist of it, and under it all there is to read.
Page {
    id: page

    title: Kiosk.say(view.title)
    actions: [{ control: "continue", text: "details.done", look: "primary", icon: "check" }]

    told: Banner {
        width: page.bodyWidth
        tone: page.view.tone
        text: Kiosk.say(page.view.told)
    }

    Column {
        width: page.bodyWidth

        Card {
            width: parent.width
            height: rows.height + 32

            Column {
                id: rows
                x: 28
                y: 16
                width: parent.width - 56

                Repeater {
                    model: page.view.rows

                    Item {
                        id: row

                        required property var modelData
                        required property int index

                        width: rows.width
                        height: words.height + (page.wide ? 20 : 36)

                        Rectangle {
                            visible: row.index > 0
                            width: parent.width
                            height: Theme.line
                            color: Theme.outlineSoft
                        }

                        Flow {
                            id: words
                            anchors.verticalCenter: parent.verticalCenter
                            width: parent.width
                            spacing: 8

                            Label {
                                text: Kiosk.say(row.modelData.label)
                                font.pixelSize: Theme.body
                                color: Theme.textSoft
                                width: Theme.zoom === 1 ? Math.round(words.width * 0.36) : words.width
                            }

                            Label {
                                text: Kiosk.say(row.modelData.value)
                                strong: true
                                font.pixelSize: Theme.body
                                width: Theme.zoom === 1 ? Math.floor(words.width * 0.64) - 8 : words.width
                            }
                        }
                    }
                }
            }
        }
    }
}
