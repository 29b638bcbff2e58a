pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

Page {
    id: page

    readonly property var things: [
        ...(view.sheets > 0 ? [{ icon: "sheet", name: "collect.document", value: Kiosk.text(view.copies > 1 ? "collect.copies-count" : "collect.document-count", { copies: view.copies, sheets: view.sheets }) }] : []),
        ...(view.card ? [{ icon: "card", name: "collect.card", value: Kiosk.text("collect.take-card", {}) }] : []),
        ...(view.payment_card ? [{ icon: "card", name: "collect.payment-card", value: Kiosk.text("collect.take-card", {}) }] : []),
        ...(view.change > 0 ? [{ icon: "coin", name: "collect.change", value: Kiosk.text("money.amount", { amount: view.change }) }] : []),
        ...(view.refund > 0 ? [{ icon: "coin", name: "collect.refund", value: Kiosk.text("money.amount", { amount: view.refund }) }] : []),
        ...(view.receipt ? [{ icon: "receipt", name: "collect.receipt", value: Kiosk.text("collect.take-out", {}) }] : [])
    ]
    readonly property int columns: Theme.zoom === 2 ? 1 : things.length > 1 ? 2 : 1
    readonly property bool tall: !wide && Theme.zoom === 1 && things.length < 5

    title: Kiosk.text("collect.title", {})
    subtitle: Kiosk.text("collect.subtitle", {})
    step: 4
    actions: [{ control: "continue", text: "collect.done", look: "primary", icon: "check" }]

    Column {
        width: page.bodyWidth
        spacing: 28

        Banner {
            width: parent.width
            tone: "warning"
            text: Kiosk.say(page.view.notice)
        }

        Flow {
            width: parent.width
            spacing: Theme.gap

            Repeater {
                model: page.things

                Card {
                    id: thing

                    required property var modelData
                    required property int index
                    readonly property bool alone: page.things.length % 2 === 1 && index === 0 // an odd one takes the row

                    width: alone ? page.bodyWidth : (page.bodyWidth - (page.columns - 1) * Theme.gap) / page.columns
                    height: page.tall ? Math.max(440, words.height + 284) : Math.max(words.height, badge.height) + 48
                    radius: 32

                    Rectangle {
                        id: badge
                        x: page.tall ? (parent.width - width) / 2 : 32
                        y: page.tall ? 52 : (parent.height - height) / 2
                        width: page.tall ? 180 : 112
                        height: width
                        radius: width / 2
                        color: Theme.surfaceSoft
                        border.width: Theme.high ? Theme.line : 0
                        border.color: Theme.outline

                        Icon {
                            anchors.centerIn: parent
                            name: thing.modelData.icon
                            size: badge.width * 0.56
                            pen: 1.7
                            color: Theme.primaryText
                        }
                    }

                    Column {
                        id: words
                        x: page.tall ? 24 : badge.x + badge.width + 28
                        y: page.tall ? badge.y + badge.height + 28 : (parent.height - height) / 2
                        width: parent.width - x - 24

                        Label {
                            width: parent.width
                            text: Kiosk.text(thing.modelData.name, {})
                            color: Theme.textSoft
                            horizontalAlignment: page.tall ? Text.AlignHCenter : Text.AlignLeft
                        }

                        Label {
                            width: parent.width
                            text: thing.modelData.value
                            strong: true
                            font.pixelSize: Theme.button + (page.tall ? 8 : 0)
                            color: Theme.deep
                            horizontalAlignment: page.tall ? Text.AlignHCenter : Text.AlignLeft
                        }
                    }
                }
            }
        }
    }
}
