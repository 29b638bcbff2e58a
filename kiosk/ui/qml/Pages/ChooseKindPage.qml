pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import "../Parts"

Page {
    id: page

    readonly property bool dense: view.kinds.length > 8 && Theme.zoom === 1 // many: words and a small picture, no more
    readonly property int columns: Theme.zoom === 2 ? 1 : dense ? 3 : wide || view.kinds.length > 4 ? 2 : 1
    readonly property int gap: dense ? 16 : Theme.gap
    readonly property bool large: columns === 1 && Theme.zoom === 1 && !Theme.low

    title: Kiosk.text("choose.title", {})
    subtitle: Kiosk.text(dense ? "choose.subtitle-many" : "choose.subtitle", {})
    reached: true
    step: 1
    actions: [{ control: "cancel", text: "button.home", icon: "home" }]

    GridLayout {
        width: page.bodyWidth
        columns: page.columns
        columnSpacing: page.gap
        rowSpacing: page.gap

        Repeater {
            model: page.view.kinds

            Control {
                id: kind

                required property var modelData
                required property int index
                readonly property bool available: modelData.unavailable === null

                control: "kind"
                value: modelData.name
                enabled: available
                spoken: !available ? "choose.kind-unavailable.spoken" : modelData.fee > 0 ? "choose.kind.spoken" : "choose.kind-free.spoken"
                spokenArgs: ({ title: modelData.title, fee: modelData.fee })
                order: 100 + index
                Layout.preferredWidth: Math.floor((page.bodyWidth - (page.columns - 1) * page.gap) / page.columns)
                Layout.preferredHeight: Math.max(page.large ? 264 : page.dense ? 212 : 176, words.height + (page.large ? 88 : page.dense ? 28 : 56))
                Layout.fillHeight: true

                Rectangle {
                    anchors.fill: parent
                    radius: page.dense ? Theme.radius : 32
                    color: kind.pressed ? Theme.surfaceSoft : kind.available ? Theme.surface : Theme.surfaceMuted
                    border.width: kind.pressed ? 6 : kind.available ? 3 : Theme.line
                    border.color: kind.pressed ? Theme.primary : kind.available ? Theme.outlineSoft : Theme.outline
                }

                Rectangle {
                    id: tile
                    visible: Theme.zoom === 1 && !page.dense
                    x: page.large ? 44 : 28
                    anchors.verticalCenter: parent.verticalCenter
                    width: page.large ? 176 : 112
                    height: width
                    radius: 28
                    color: kind.available ? Theme.surfaceSoft : Theme.surface
                    border.width: Theme.high ? Theme.line : 0
                    border.color: Theme.outline

                    Icon {
                        anchors.centerIn: parent
                        name: Icons.kinds[kind.modelData.name] ?? "sheet"
                        size: tile.width * 0.6
                        pen: 1.6
                        color: kind.available ? Theme.primaryText : Theme.textSoft
                    }
                }

                Row {
                    visible: page.dense && kind.available
                    anchors.right: parent.right
                    anchors.bottom: parent.bottom
                    anchors.margins: 16
                    spacing: 12

                    Icon {
                        visible: kind.modelData.needs_card
                        name: "card"
                        size: 48
                        color: Theme.textSoft
                    }

                    Icon {
                        visible: fee.implicitWidth + (kind.modelData.needs_card ? 60 : 0) + 56 < words.width
                        name: Icons.kinds[kind.modelData.name] ?? "sheet"
                        size: 48
                        color: Theme.primaryText
                    }
                }

                Column {
                    id: words
                    x: tile.visible ? tile.x + tile.width + (page.large ? 44 : 28) : page.dense ? 24 : 40
                    width: parent.width - x - (page.dense ? 16 : 36)
                    y: page.dense ? 14 : (parent.height - height) / 2
                    spacing: 6

                    Label {
                        width: parent.width
                        text: kind.modelData.title
                        strong: true
                        font.pixelSize: page.large ? Theme.heading : page.dense ? Theme.body : Theme.button
                        color: kind.available ? Theme.deep : Theme.textSoft
                    }

                    Label {
                        visible: page.large && kind.modelData.name in Icons.kinds
                        width: parent.width
                        text: visible ? Kiosk.text("kind." + kind.modelData.name + ".about", {}) : ""
                        color: Theme.textSoft
                        bottomPadding: 12
                    }

                    Label {
                        id: fee
                        visible: kind.available
                        width: parent.width
                        text: (kind.modelData.fee === 0 ? Kiosk.text("money.free", {}) : Kiosk.text("money.amount", { amount: kind.modelData.fee }))
                        strong: true
                        font.pixelSize: page.large ? Theme.button : Theme.body
                        color: kind.modelData.fee === 0 ? Theme.success : Theme.primaryText
                    }

                    Label {
                        visible: kind.available && !page.dense
                        width: parent.width
                        text: Kiosk.text(kind.modelData.needs_card ? "choose.needs-card" : "choose.no-card", {})
                        font.pixelSize: Theme.caption
                        color: Theme.textSoft
                    }

                    Label {
                        visible: !kind.available
                        width: parent.width
                        text: Kiosk.say(kind.modelData.unavailable)
                        font.pixelSize: Theme.caption
                        strong: true
                        color: Theme.danger
                    }
                }
            }
        }
    }
}
