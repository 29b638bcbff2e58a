pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// How many, between fewer and more, and what they cost together.
Page {
    id: page

    title: Kiosk.text("copies.title", {})
    subtitle: Kiosk.text("copies.subtitle", {})
    problem: view.problem
    reached: true
    step: 2
    actions: [usual.back, usual.cancel, usual.confirm]

    told: Sum {
        width: page.bodyWidth
        lines: [
            ...(page.view.fee > 0 && Theme.zoom === 1 ? [{ name: "copies.each", won: page.view.fee, large: false }] : []),
            { name: page.view.fee > 0 ? "copies.due" : "review.fee", won: page.view.due, large: true }
        ]
    }

    Column {
        width: page.bodyWidth
        spacing: Theme.gap

        Card {
            id: card

            property bool whole: true

            readonly property real button: Theme.roomy ? 200 : Theme.touch

            width: parent.width
            height: button + (Theme.roomy ? 64 : 16)

            Label {
                anchors.centerIn: parent
                width: parent.width - 2 * (card.button + 40)
                text: Kiosk.text("copies.count", { copies: page.view.copies })
                strong: true
                horizontalAlignment: Text.AlignHCenter
                wrapMode: Text.NoWrap
                font.pixelSize: Theme.heading
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
                    textSize: Theme.heading
                    width: card.button
                    height: card.button
                    x: index === 0 ? 20 : card.width - width - 20
                    anchors.verticalCenter: parent?.verticalCenter
                }
            }
        }

        Label {
            width: parent.width
            text: Kiosk.text("copies.most", { most: page.view.most })
            visible: page.view.problem === null
            color: Theme.textSoft
        }
    }
}
