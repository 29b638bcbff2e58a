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

    readonly property string notice: Kiosk.say(view.notice)
    readonly property bool long: Theme.zoom === 2 && notice.length > 40 // such a one has pages: the amount stays in view

    told: Column {
        width: page.bodyWidth
        spacing: Theme.roomy ? 24 : 10

        Banner {
            width: parent.width
            tone: "warning"
            text: page.long ? "" : page.notice
        }

        Banner {
            width: parent.width
            tone: "info"
            text: page.view.busy && !(Theme.zoom === 2 && page.view.notice !== null) ? Kiosk.text("pay.busy", {}) : ""
        }

        Rectangle {
            width: parent.width
            height: amounts.height + 2 * amounts.y
            radius: Theme.radius
            color: Theme.high ? "#000000" : page.complete ? "#267337" : "#083891"
            border.width: Theme.high ? 4 : 0
            border.color: Theme.primary

            Column {
                id: amounts

                readonly property color ink: "#ffffff"
                readonly property color soft: Theme.high ? "#ffffff" : "#ecf2fe"

                x: Theme.roomy ? 44 : 28
                y: Theme.roomy ? 36 : 8
                width: parent.width - 2 * x
                spacing: Theme.roomy ? 16 : 4

                Flow {
                    width: parent.width
                    spacing: 24

                    Label {
                        text: Kiosk.text(page.complete && page.view.inserted > page.view.due ? "pay.change" : "pay.remaining", {})
                        color: amounts.soft
                        width: Theme.roomy ? amounts.width : implicitWidth
                        height: Theme.zoom === 1 && !Theme.roomy ? left.height : implicitHeight
                    }

                    Label {
                        id: left
                        text: Kiosk.text("money.amount", { amount: page.complete ? page.view.inserted - page.view.due : page.remaining })
                        strong: true
                        width: Math.min(implicitWidth, amounts.width)
                        wrapMode: Text.NoWrap
                        fontSizeMode: Text.HorizontalFit // an amount stays on one line
                        minimumPixelSize: Theme.body
                        font.pixelSize: Theme.display
                        color: Theme.high ? "#ffe14d" : amounts.ink
                    }
                }

                Rectangle {
                    width: parent.width
                    height: 20
                    radius: 10
                    color: Theme.high ? "#000000" : page.complete ? "#1b5227" : "#052561"
                    border.width: Theme.high ? 3 : 0
                    border.color: "#ffffff"

                    Rectangle {
                        width: parent.width * Math.min(1, page.view.due > 0 ? page.view.inserted / page.view.due : 1)
                        height: parent.height
                        radius: 10
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
                    visible: Theme.zoom === 1 || page.view.notice === null && !page.view.busy
                    width: parent.width
                    spacing: Theme.zoom === 1 ? 48 : 24

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
    }

    Label {
        id: pages
        visible: page.long
        width: page.bodyWidth
        text: visible ? page.notice : ""
        strong: true
        color: Theme.warning
    }

    Card {
        visible: !page.complete
        y: pages.visible ? pages.height + Theme.gap : 0
        width: page.bodyWidth
        height: taken.height + 2 * taken.y

        Column {
            id: taken
            x: 28
            y: Theme.roomy ? 28 : 10
            width: parent.width - 56
            spacing: Theme.roomy ? 20 : 10

            Label {
                property bool leads: true

                width: parent.width
                visible: !page.cardOnly
                text: Kiosk.text(page.view.accepts.length ? "pay.accepts" : "pay.nothing-accepted", {})
                strong: true
                color: Theme.textSoft
            }

            Flow {
                width: parent.width
                visible: page.view.accepts.length > 0
                spacing: 20

                Repeater {
                    model: [...page.view.accepts].sort((a, b) => a - b)

                    Money {
                        required property int modelData

                        amount: modelData
                    }
                }
            }

            Item {
                width: parent.width
                height: Math.max(byCard.height, terminal.visible ? terminal.height : 0)
                visible: page.view.card

                Icon {
                    id: terminal
                    name: "card"
                    visible: Theme.zoom === 1
                    size: 100
                    color: Theme.primaryText
                    anchors.verticalCenter: parent.verticalCenter
                }

                Label {
                    id: byCard
                    x: terminal.visible ? terminal.width + 24 : 0
                    width: parent.width - x
                    text: Kiosk.text("pay.card", {})
                    strong: true
                    anchors.verticalCenter: parent.verticalCenter
                }
            }
        }
    }
}
