pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// The session is over, and a card is still in, or paper lies in the outlet. It ends by taking it: there is nothing to touch.
Page {
    id: page

    readonly property var things: [
        ...(view.document ? [{ icon: "sheet", name: "collect.document", value: "collect.take-paper" }] : []),
        ...(view.card ? [{ icon: "card", name: "collect.card", value: "collect.take-card" }] : []),
        ...(view.payment_card ? [{ icon: "card", name: "collect.payment-card", value: "collect.take-card" }] : [])
    ]
    readonly property bool cardsIn: view.card || view.payment_card

    title: Kiosk.text(!view.document ? "take.title" : cardsIn ? "take.title-all" : "take.title-paper", {})
    subtitle: Kiosk.text(!view.document ? "take.subtitle" : cardsIn ? "take.subtitle-all" : "take.subtitle-paper", {})

    Flow {
        width: page.bodyWidth
        spacing: Theme.gap

        Repeater {
            model: page.things

            Card {
                id: thing

                required property var modelData

                width: page.bodyWidth
                height: Math.max(words.height, badge.height) + 64
                radius: 32
                border.width: Theme.line + 4
                border.color: Theme.primary

                SequentialAnimation on opacity {
                    running: Theme.motion
                    loops: Animation.Infinite

                    NumberAnimation {
                        to: 0.55
                        duration: 900
                    }

                    NumberAnimation {
                        to: 1
                        duration: 900
                    }
                }

                Rectangle {
                    id: badge
                    x: 32
                    y: (parent.height - height) / 2
                    width: 132
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
                    x: badge.x + badge.width + 28
                    y: (parent.height - height) / 2
                    width: parent.width - x - 24

                    Label {
                        width: parent.width
                        text: Kiosk.text(thing.modelData.name, {})
                        color: Theme.textSoft
                    }

                    Label {
                        width: parent.width
                        text: Kiosk.text(thing.modelData.value, {})
                        strong: true
                        font.pixelSize: Theme.button
                        color: Theme.deep
                    }
                }
            }
        }
    }
}
