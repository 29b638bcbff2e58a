pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

Page {
    id: page

    readonly property bool bad: view.tone === "problem"
    readonly property var looks: ({
        "continue": { control: "continue", text: "button.continue", icon: "next" },
        "retry": { control: "retry", text: "button.retry", icon: "retry" },
        "cancel": { control: "cancel", text: "button.home", icon: "home" }
    })

    title: Theme.roomy ? "" : Kiosk.say(view.title)
    // The usual way on comes first in the view and is the primary button.
    actions: view.actions.map((name, index) => Object.assign({}, looks[name], { look: index === 0 ? "primary" : "quiet" }))

    Column {
        width: page.bodyWidth
        spacing: Theme.roomy ? 32 : Theme.gap

        Sign {
            name: page.bad ? "warning" : "info"
            bad: page.bad
            title: Kiosk.say(page.view.title)
            bare: whole + body.height + (card.visible ? card.height : 0) + 64 > page.room
        }

        Label {
            id: body
            width: parent.width
            text: Kiosk.say(page.view.body)
            horizontalAlignment: Theme.roomy ? Text.AlignHCenter : Text.AlignLeft
        }

        Card {
            id: card
            visible: page.view.facts.length > 0
            width: parent.width
            height: facts.height + 2 * facts.y

            Column {
                id: facts
                x: 28
                y: Theme.roomy ? 20 : 6
                width: parent.width - 56

                Repeater {
                    model: page.view.facts

                    Flow {
                        id: fact

                        required property var modelData

                        width: facts.width
                        spacing: 24
                        topPadding: Theme.roomy ? 8 : 2
                        bottomPadding: topPadding

                        Label {
                            text: Kiosk.say(fact.modelData[0])
                            color: Theme.textSoft
                            width: Math.min(facts.width, Math.max(implicitWidth, Theme.zoom === 1 ? 320 : 0))
                        }

                        Label {
                            text: Kiosk.say(fact.modelData[1])
                            strong: true
                            color: Theme.deep
                            width: Math.min(implicitWidth, facts.width)
                        }
                    }
                }
            }
        }
    }
}
