import QtQuick
import "../Parts"

// One certificate to choose: its name, what it costs, whether an ID card is needed; or why it cannot be had now.
Control {
    id: kind

    required property var modelData // with its index in the list
    property bool few: true // there are few, and each has room for words
    property bool large: false
    property bool bare: false // its name and its fee in one line or two, without a picture
    readonly property bool available: modelData.unavailable === null
    readonly property real natural: Math.max(bare ? 96 : Theme.touch, words.height - 0.3 * Theme.body + 2 * air, tile.visible ? tile.height + 2 * air : 0)
    readonly property bool tight: bare || Theme.zoom === 2 || Theme.wide && Theme.low // all in one text, and at double size and low its name alone
    readonly property real air: large ? 40 : Theme.zoom === 1 && !(Theme.wide && Theme.low) ? 14 : 4

    control: "kind"
    value: modelData.name
    enabled: available
    spoken: !available ? "choose.kind-unavailable.spoken" : modelData.fee > 0 ? "choose.kind.spoken" : "choose.kind-free.spoken"
    spokenArgs: ({ title: modelData.title, fee: modelData.fee })
    order: 100 + modelData.index
    height: natural

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: kind.pressed ? Theme.surfaceSoft : kind.available ? Theme.surface : Theme.surfaceMuted
        border.width: kind.pressed ? 6 : Theme.line
        border.color: kind.pressed ? Theme.primary : kind.available ? Theme.outline : Theme.outlineSoft
    }

    Rectangle {
        id: tile
        visible: Theme.zoom === 1 && !kind.bare
        x: kind.large ? 40 : 14
        anchors.verticalCenter: parent.verticalCenter
        width: kind.large ? 168 : 84
        height: width
        radius: Theme.radius
        color: kind.available ? Theme.surfaceSoft : Theme.surface
        border.width: Theme.high ? Theme.line : 0
        border.color: Theme.outline

        Icon {
            anchors.centerIn: parent
            name: Icons.kinds[kind.modelData.name] ?? "sheet"
            size: tile.width * 0.66
            pen: 1.6
            color: kind.available ? Theme.primaryText : Theme.textSoft
        }
    }

    Column {
        id: words
        x: tile.visible ? tile.x + tile.width + (kind.large ? 40 : 14) : kind.bare ? 16 : 24
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - x - 12

        Label {
            width: parent.width
            text: kind.modelData.title + (!kind.tight || Theme.zoom === 2 && Theme.low ? "" : (kind.bare ? " " : " · ") + Kiosk.whole(kind.available ? fee.text : Kiosk.text("attract.not-now", {})))
            strong: true
            font.pixelSize: kind.large ? Theme.heading : Theme.body
            color: kind.available ? Theme.deep : Theme.textSoft
        }

        Label {
            visible: kind.large && kind.modelData.name in Icons.kinds
            width: parent.width
            text: visible ? Kiosk.text("kind." + kind.modelData.name + ".about", {}) : ""
            color: Theme.textSoft
            bottomPadding: 12
        }

        Row {
            visible: kind.available && !kind.tight
            spacing: 20

            Label {
                id: fee
                text: kind.modelData.fee === 0 ? Kiosk.text("money.free", {}) : Kiosk.text("money.amount", { amount: kind.modelData.fee })
                strong: true
                color: kind.modelData.fee === 0 ? Theme.success : Theme.primaryText
            }

            Icon {
                visible: kind.modelData.needs_card
                anchors.verticalCenter: parent.verticalCenter
                name: "card"
                size: Theme.body
                color: Theme.textSoft
            }

            Label {
                visible: kind.large
                width: Math.min(implicitWidth, words.width - fee.width - (kind.modelData.needs_card ? Theme.body + 20 : 0) - 20)
                text: Kiosk.text(kind.modelData.needs_card ? "choose.needs-card" : "choose.no-card", {})
                color: Theme.textSoft
            }
        }

        Label {
            visible: !kind.available && !kind.tight
            width: parent.width
            text: Theme.low ? Kiosk.text("attract.not-now", {}) : Kiosk.say(kind.modelData.unavailable)
            strong: true
            color: Theme.danger
        }
    }
}
