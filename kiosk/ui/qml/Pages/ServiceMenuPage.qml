pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// What a member of staff may open. The targets are for gloves.
Page {
    id: page

    readonly property bool known: view.who !== "" // a machine that is set up knows nobody yet, and has nothing to leave it for

    title: Kiosk.text(known ? "service.title" : "service.set-up", {})
    subtitle: known ? Kiosk.text("service.who", { who: view.who }) : Kiosk.text("service.set-up-subtitle", {})
    reached: true
    actions: known ? [{ control: "cancel", text: "service.leave", icon: "close" }] : []

    Flow {
        id: items

        readonly property int columns: Theme.zoom === 1 ? 2 : 1

        width: page.bodyWidth
        spacing: Theme.gap

        Repeater {
            model: page.view.items

            Control {
                id: item

                required property var modelData
                required property int index
                readonly property string title: Kiosk.text("service." + modelData.name, {})
                readonly property bool whole: index === 0 || items.columns === 1

                control: "open"
                value: modelData.name
                spoken: "service." + modelData.name
                order: 100 + index
                width: whole ? items.width : (items.width - items.spacing) / 2
                height: Math.max(page.wide ? 128 : 144, words.height + 40)

                Rectangle {
                    anchors.fill: parent
                    radius: Theme.radius
                    color: item.pressed ? Theme.surfaceSoft : Theme.surface
                    border.width: item.pressed ? 6 : 3
                    border.color: Theme.primary
                }

                Column {
                    id: words
                    x: 36
                    anchors.verticalCenter: parent.verticalCenter
                    width: item.width - 72
                    spacing: 8

                    Label {
                        width: parent.width
                        text: item.title
                        strong: true
                        font.pixelSize: Theme.button
                        color: Theme.primaryText
                    }

                    Label {
                        visible: text !== "" && Theme.zoom === 1
                        width: parent.width
                        text: Kiosk.say(item.modelData.detail)
                        font.pixelSize: Theme.body
                        color: Theme.tone(item.modelData.tone)
                    }
                }
            }
        }
    }
}
