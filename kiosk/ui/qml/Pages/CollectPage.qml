pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// What is to be taken, and from where.
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

    title: Kiosk.text("collect.title", {})
    subtitle: Kiosk.text("collect.subtitle", {})
    step: 4
    actions: [{ control: "continue", text: "collect.done", look: "primary", icon: "check" }]

    told: Banner {
        width: page.bodyWidth
        tone: "warning"
        text: Kiosk.say(page.view.notice)
    }

    Flow {
        width: page.bodyWidth
        spacing: Theme.gap

        Repeater {
            model: page.things

            Thing {
                required property int index

                tall: Theme.roomy && page.things.length < 5
                // an odd one takes the row
                width: page.things.length % 2 === 1 && index === 0 ? page.bodyWidth : Math.floor((page.bodyWidth - (page.columns - 1) * Theme.gap) / page.columns)
            }
        }
    }
}
