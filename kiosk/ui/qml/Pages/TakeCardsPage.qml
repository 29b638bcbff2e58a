pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// The session is over, and a card is still in, or paper lies in the outlet. It ends by taking it: there is nothing to touch.
Page {
    id: page

    readonly property var things: [
        ...(view.document ? [{ icon: "sheet", name: "collect.document", value: Kiosk.text("collect.take-paper", {}) }] : []),
        ...(view.card ? [{ icon: "card", name: "collect.card", value: Kiosk.text("collect.take-card", {}) }] : []),
        ...(view.payment_card ? [{ icon: "card", name: "collect.payment-card", value: Kiosk.text("collect.take-card", {}) }] : [])
    ]
    readonly property bool cardsIn: view.card || view.payment_card

    title: Kiosk.text(!view.document ? "take.title" : cardsIn ? "take.title-all" : "take.title-paper", {})
    subtitle: Kiosk.text(!view.document ? "take.subtitle" : cardsIn ? "take.subtitle-all" : "take.subtitle-paper", {})

    Flow {
        width: page.bodyWidth
        spacing: Theme.gap

        Repeater {
            model: page.things

            Thing {
                width: page.bodyWidth
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
            }
        }
    }
}
