pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

Page {
    id: page

    readonly property bool tight: wide || Theme.low

    title: Kiosk.text("review.title", {})
    subtitle: Kiosk.text("review.subtitle", {})
    problem: view.problem
    reached: true
    step: 3
    actions: [
        { control: "back", text: "button.back", icon: "back" },
        { control: "cancel", text: "button.cancel", icon: "close" },
        { control: "confirm", text: view.fee > 0 ? "review.confirm-pay" : "review.confirm-free", look: "primary", icon: "check" }
    ]

    Column {
        width: page.bodyWidth
        spacing: page.tight ? 20 : 28

        Card {
            width: parent.width
            height: list.height + 32
            radius: 32

            Column {
                id: list
                x: 44
                y: 16
                width: parent.width - 88

                Item {
                    width: parent.width
                    height: kindTitle.height + 2 * kindTitle.y

                    Label {
                        id: kindTitle
                        y: page.tight ? 12 : 28
                        width: parent.width
                        text: page.view.kind_title
                        strong: true
                        font.pixelSize: Theme.button + 6
                        color: Theme.deep
                    }
                }

                Repeater {
                    model: page.view.rows

                    Item {
                        id: row

                        required property var modelData
                        required property int index
                        readonly property bool editable: modelData.edit !== ""

                        width: list.width
                        height: Math.max(words.height, editable ? edit.height : 0) + (page.tight ? 20 : 48)

                        Rectangle {
                            width: parent.width
                            height: Theme.line
                            color: Theme.outlineSoft
                        }

                        Column {
                            id: words
                            anchors.verticalCenter: parent.verticalCenter
                            width: row.editable ? parent.width - edit.width - 32 : parent.width
                            spacing: 2

                            Label {
                                width: parent.width
                                text: Kiosk.say(row.modelData.label)
                                font.pixelSize: Theme.caption
                                color: Theme.textSoft
                            }

                            Label {
                                width: parent.width
                                visible: row.modelData.value !== ""
                                text: row.modelData.value
                                strong: true
                                font.pixelSize: Theme.button
                            }
                        }

                        BigButton {
                            id: edit
                            visible: row.editable
                            control: "edit"
                            value: row.modelData.edit
                            text: Kiosk.text("button.edit", {})
                            spoken: "button.edit"
                            about: Kiosk.say(row.modelData.label)
                            icon: Theme.zoom === 1 ? "edit" : ""
                            order: 100 + row.index
                            textSize: Theme.caption
                            anchors.right: parent.right
                            anchors.verticalCenter: parent.verticalCenter
                        }
                    }
                }
            }
        }

        Rectangle {
            width: parent.width
            height: sum.height + 2 * sum.y
            radius: 32
            color: Theme.surfaceSoft
            border.width: Theme.high ? Theme.line : 0
            border.color: Theme.outline

            Flow {
                id: sum
                x: 44
                y: page.tight ? 14 : 28
                width: parent.width - 88
                spacing: 24

                Label {
                    text: Kiosk.text("review.fee", {})
                    strong: true
                    font.pixelSize: Theme.button
                    height: fee.height
                }

                Label {
                    id: fee
                    text: page.view.fee > 0 ? Kiosk.text("money.amount", { amount: page.view.fee }) : Kiosk.text("money.free", {})
                    strong: true
                    font.pixelSize: Theme.heading
                    color: page.view.fee > 0 ? Theme.primaryText : Theme.success
                }
            }
        }
    }
}
