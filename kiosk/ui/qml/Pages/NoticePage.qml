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

    // The usual way on comes first in the view and is the primary button.
    actions: view.actions.map((name, index) => Object.assign({}, looks[name], { look: index === 0 ? "primary" : "quiet" }))

    Column {
        width: page.bodyWidth
        spacing: page.wide ? 24 : 36

        Item {
            width: 1
            height: page.wide || Theme.zoom === 2 ? 0 : 120
        }

        Grid {
            readonly property bool beside: page.wide

            anchors.horizontalCenter: parent.horizontalCenter
            columns: beside && sign.visible ? 2 : 1
            spacing: 36
            horizontalItemAlignment: Grid.AlignHCenter
            verticalItemAlignment: Grid.AlignVCenter

            Rectangle {
                id: sign
                visible: Theme.zoom === 1
                width: parent.beside ? 112 : 240
                height: width
                radius: width / 2
                color: page.bad ? Theme.dangerSoft : Theme.surfaceSoft
                border.width: Theme.high ? Theme.line : 0
                border.color: Theme.outline

                Icon {
                    anchors.centerIn: parent
                    name: page.bad ? "warning" : "info"
                    size: parent.width * 0.55
                    color: page.bad ? Theme.danger : Theme.primaryText
                }
            }

            Label {
                width: Math.min(implicitWidth, page.bodyWidth - (parent.beside && sign.visible ? sign.width + 36 : 0))
                text: Kiosk.say(page.view.title)
                strong: true
                font.pixelSize: Theme.heading
                color: Theme.deep
                horizontalAlignment: Text.AlignHCenter
            }
        }

        Label {
            width: parent.width
            text: Kiosk.say(page.view.body)
            horizontalAlignment: Text.AlignHCenter
        }

        Card {
            visible: page.view.facts.length > 0
            width: parent.width
            height: facts.height + 48
            radius: 32

            Column {
                id: facts
                x: 44
                y: 24
                width: parent.width - 88

                Repeater {
                    model: page.view.facts

                    Flow {
                        id: fact

                        required property var modelData

                        width: facts.width
                        spacing: 24
                        topPadding: page.wide ? 4 : 10
                        bottomPadding: page.wide ? 4 : 10

                        Label {
                            text: Kiosk.say(fact.modelData[0])
                            color: Theme.textSoft
                            width: Math.max(implicitWidth, Theme.zoom === 1 ? 300 : 0)
                        }

                        Label {
                            text: typeof fact.modelData[1] === "string" ? fact.modelData[1] : Kiosk.say(fact.modelData[1])
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
