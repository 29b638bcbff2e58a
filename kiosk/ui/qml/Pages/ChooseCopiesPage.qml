pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// How many, between fewer and more, and what they cost together.
Page {
    id: page

    readonly property bool tight: wide || Theme.low

    title: Kiosk.text("copies.title", {})
    subtitle: Theme.zoom === 1 ? Kiosk.text("copies.subtitle", {}) : "" // the steppers stay in view
    problem: view.problem
    reached: true
    step: 2
    actions: [
        { control: "back", text: "button.back", icon: "back" },
        { control: "cancel", text: "button.cancel", icon: "close" },
        { control: "confirm", text: "button.confirm", look: "primary", icon: "check" }
    ]

    Column {
        width: page.bodyWidth
        spacing: page.tight ? 20 : 32

        Card {
            id: card

            readonly property real button: Theme.zoom === 2 ? 190 : page.tight ? 168 : 220

            width: parent.width
            height: button + 2 * (page.tight ? 24 : 40)
            radius: 32

            Label {
                anchors.centerIn: parent
                width: parent.width - 2 * (card.button + 44)
                text: Kiosk.text("copies.count", { copies: page.view.copies })
                strong: true
                horizontalAlignment: Text.AlignHCenter
                wrapMode: Text.NoWrap
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.body
                font.pixelSize: Theme.zoom === 2 ? Theme.heading : Theme.heading + 24
                color: Theme.deep
            }

            Repeater {
                model: [-1, 1]

                BigButton {
                    required property int modelData
                    required property int index

                    control: "copies"
                    value: modelData > 0 ? "+1" : "-1"
                    text: modelData > 0 ? "+" : "−"
                    spoken: modelData > 0 ? "copies.more.spoken" : "copies.fewer.spoken"
                    enabled: modelData > 0 ? page.view.copies < page.view.most : page.view.copies > 1
                    opacity: enabled ? 1 : Theme.high ? 0.5 : 0.35
                    order: 100 + index
                    textSize: Theme.zoom === 2 ? Theme.heading : Theme.heading + 24
                    width: card.button
                    height: card.button
                    x: index === 0 ? 32 : card.width - width - 32
                    anchors.verticalCenter: parent?.verticalCenter
                }
            }
        }

        Rectangle {
            width: parent.width
            height: sums.height + 2 * sums.y
            radius: 32
            color: Theme.surfaceSoft
            border.width: Theme.high ? Theme.line : 0
            border.color: Theme.outline

            Column {
                id: sums
                x: 44
                y: page.tight ? 14 : 28
                width: parent.width - 88
                spacing: 8

                Repeater {
                    model: [
                        ...(page.view.fee > 0 ? [{ name: "copies.each", won: page.view.fee, large: false }] : []),
                        { name: page.view.fee > 0 ? "copies.due" : "review.fee", won: page.view.due, large: true }
                    ]

                    Flow {
                        id: line

                        required property var modelData

                        width: sums.width
                        spacing: 24

                        Label {
                            text: Kiosk.text(line.modelData.name, {})
                            strong: line.modelData.large
                            font.pixelSize: line.modelData.large ? Theme.button : Theme.body
                            color: line.modelData.large ? Theme.text : Theme.textSoft
                            height: amount.height
                            verticalAlignment: Text.AlignVCenter
                        }

                        Label {
                            id: amount
                            text: line.modelData.won > 0 ? Kiosk.text("money.amount", { amount: line.modelData.won }) : Kiosk.text("money.free", {})
                            strong: line.modelData.large
                            font.pixelSize: line.modelData.large ? Theme.heading : Theme.body
                            color: line.modelData.won === 0 ? Theme.success : line.modelData.large ? Theme.primaryText : Theme.textSoft
                        }
                    }
                }
            }
        }

        Label {
            width: parent.width
            text: Kiosk.text("copies.most", { most: page.view.most })
            visible: page.view.problem === null && !(page.wide && Theme.zoom === 2)
            color: Theme.textSoft
        }
    }
}
