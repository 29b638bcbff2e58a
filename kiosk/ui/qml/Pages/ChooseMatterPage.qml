pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// What a resident may have come for beside certificates.
Page {
    id: page

    readonly property bool short: Theme.zoom === 2 && Theme.low // of room: a voice still says why

    title: Kiosk.text("matter.title", {})
    subtitle: Kiosk.text("matter.subtitle", {})
    reached: true
    actions: [{ control: "cancel", text: "button.home", icon: "home" }]

    Flow {
        id: items

        readonly property int columns: page.wide && Theme.zoom === 1 && page.view.matters.length > 3 ? 2 : 1

        width: page.bodyWidth
        spacing: Theme.gap

        Repeater {
            model: page.view.matters

            Control {
                id: item

                required property var modelData
                required property int index
                readonly property bool available: modelData.unavailable === null

                control: "matter"
                value: modelData.name
                enabled: available
                spoken: modelData.title !== "" ? "matter.named" : "matter." + modelData.name + ".title"
                spokenArgs: ({ title: modelData.title })
                order: 100 + index
                width: (items.width - (items.columns - 1) * items.spacing) / items.columns
                height: Math.max(Theme.touch, words.height - 0.3 * Theme.body + 2 * (Theme.zoom === 1 ? 28 : page.short ? 0 : 6))

                Rectangle {
                    anchors.fill: parent
                    radius: Theme.radius
                    color: item.pressed ? Theme.surfaceSoft : item.available ? Theme.surface : Theme.surfaceMuted
                    border.width: item.pressed ? 6 : Theme.line
                    border.color: item.pressed ? Theme.primary : item.available ? Theme.outline : Theme.outlineSoft
                }

                Rectangle {
                    id: tile
                    visible: Theme.zoom === 1
                    x: 28
                    anchors.verticalCenter: parent.verticalCenter
                    width: page.wide ? 88 : 112
                    height: width
                    radius: Theme.radius
                    color: item.available ? Theme.surfaceSoft : Theme.surface
                    border.width: Theme.high ? Theme.line : 0
                    border.color: Theme.outline

                    Icon {
                        anchors.centerIn: parent
                        name: Icons.matters[item.modelData.name] ?? "pin"
                        size: tile.width * 0.6
                        pen: 1.6
                        color: item.available ? Theme.primaryText : Theme.textSoft
                    }
                }

                Column {
                    id: words
                    x: tile.visible ? tile.x + tile.width + 28 : 24
                    width: parent.width - x - 36
                    anchors.verticalCenter: parent.verticalCenter
                    spacing: 6

                    Label {
                        width: parent.width
                        text: item.modelData.title !== "" ? item.modelData.title : Kiosk.text("matter." + item.modelData.name + ".title", {})
                        strong: true
                        font.pixelSize: page.short ? Theme.body : Theme.button
                        color: item.available ? Theme.deep : Theme.textSoft
                    }

                    Label {
                        visible: Theme.zoom === 1 && !(Theme.low && page.wide) || !item.available && !(page.short && page.wide)
                        width: parent.width
                        text: item.available ? Kiosk.text("matter." + (item.modelData.title !== "" ? "counter" : item.modelData.name) + ".about", {}) : page.short ? Kiosk.text("attract.not-now", {}) : Kiosk.say(item.modelData.unavailable)
                        font.pixelSize: Theme.body
                        strong: !item.available
                        color: item.available ? Theme.textSoft : Theme.danger
                    }
                }
            }
        }
    }
}
