pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

Page {
    id: page

    readonly property int remaining: Math.max(0, view.due - view.inserted)
    readonly property bool complete: view.inserted >= view.due
    readonly property bool cardOnly: view.card && view.accepts.length === 0

    title: Kiosk.text(complete ? "pay.complete-title" : "pay.title", {})
    subtitle: complete || wide && (view.notice !== null || view.busy) ? "" : Kiosk.text(cardOnly ? "pay.subtitle-card" : "pay.subtitle", {})
    step: 3
    actions: [{ control: "cancel", text: view.inserted > 0 ? "pay.cancel" : "button.cancel", icon: "close" }]

    Column {
        id: notices
        width: page.bodyWidth
        spacing: 28

        Banner {
            width: parent.width
            tone: "warning"
            text: Kiosk.say(page.view.notice)
        }

        Banner {
            width: parent.width
            tone: "info"
            text: page.view.busy ? Kiosk.text("pay.busy", {}) : ""
        }
    }

    Flow {
        id: money

        readonly property bool beside: page.wide && Theme.zoom === 1 && !page.complete

        y: notices.height > 0 ? notices.height + 28 : 0
        width: page.bodyWidth
        spacing: 28

        Rectangle {
            id: counter
            width: money.beside ? Math.round(parent.width * 0.54) : parent.width
            height: amounts.height + 72
            radius: 40
            color: Theme.high ? "#000000" : page.complete ? "#267337" : "#083891"
            border.width: Theme.high ? 4 : 0
            border.color: Theme.primary

            Column {
                id: amounts

                readonly property color ink: "#ffffff"
                readonly property color soft: Theme.high ? "#ffffff" : "#ecf2fe"

                x: 48
                y: 36
                width: parent.width - 96
                spacing: 20

                Label {
                    width: parent.width
                    text: Kiosk.text(page.complete && page.view.inserted > page.view.due ? "pay.change" : "pay.remaining", {})
                    color: amounts.soft
                }

                Label {
                    width: parent.width
                    text: Kiosk.text("money.amount", { amount: page.complete ? page.view.inserted - page.view.due : page.remaining })
                    strong: true
                    fontSizeMode: Text.HorizontalFit // an amount stays on one line
                    minimumPixelSize: Theme.heading
                    wrapMode: Text.NoWrap
                    font.pixelSize: Theme.display + (page.wide || Theme.zoom === 2 ? 0 : 32)
                    color: Theme.high ? "#ffe14d" : amounts.ink
                }

                Rectangle {
                    width: parent.width
                    height: 24
                    radius: 12
                    color: Theme.high ? "#000000" : page.complete ? "#1b5227" : "#052561"
                    border.width: Theme.high ? 3 : 0
                    border.color: "#ffffff"

                    Rectangle {
                        width: parent.width * Math.min(1, page.view.due > 0 ? page.view.inserted / page.view.due : 1)
                        height: parent.height
                        radius: 12
                        color: Theme.accent

                        Behavior on width {
                            enabled: Theme.motion

                            NumberAnimation {
                                duration: 300
                                easing.type: Easing.OutCubic
                            }
                        }
                    }
                }

                Flow {
                    width: parent.width
                    spacing: 48

                    Repeater {
                        model: [["pay.due", page.view.due], ["pay.inserted", page.view.inserted]]

                        Row {
                            id: line

                            required property var modelData

                            spacing: 20

                            Label {
                                text: Kiosk.text(line.modelData[0], {})
                                color: amounts.soft
                                wrapMode: Text.NoWrap
                            }

                            Label {
                                text: Kiosk.text("money.amount", { amount: line.modelData[1] })
                                strong: true
                                color: amounts.ink
                                wrapMode: Text.NoWrap
                            }
                        }
                    }
                }
            }
        }

        Card {
            visible: !page.complete
            width: money.beside ? parent.width - counter.width - 28 : parent.width
            height: money.beside ? Math.max(counter.height, taken.height + 64) : taken.height + 64
            radius: 32

            Column {
                id: taken
                x: 40
                y: 32
                width: parent.width - 80
                spacing: 24

                Label {
                    width: parent.width
                    visible: !page.cardOnly
                    text: Kiosk.text(page.view.accepts.length ? "pay.accepts" : "pay.nothing-accepted", {})
                    strong: true
                    color: Theme.textSoft
                }

                Flow {
                    width: parent.width
                    visible: page.view.accepts.length > 0
                    spacing: 24

                    Repeater {
                        model: [...page.view.accepts].sort((a, b) => a - b)

                        Money {
                            required property int modelData

                            amount: modelData
                            unit: Theme.zoom === 2 ? 1.75 : money.beside ? 0.85 : page.view.accepts.length > 5 ? 1 : 1.2
                        }
                    }
                }

                Item {
                    width: parent.width
                    height: Math.max(byCard.height, terminal.height)
                    visible: page.view.card

                    Icon {
                        id: terminal
                        name: "card"
                        size: Theme.body * 2
                        color: Theme.primaryText
                        anchors.verticalCenter: parent.verticalCenter
                    }

                    Label {
                        id: byCard
                        x: terminal.width + 24
                        width: parent.width - x
                        text: Kiosk.text("pay.card", {})
                        strong: true
                        anchors.verticalCenter: parent.verticalCenter
                    }
                }
            }
        }
    }
}
