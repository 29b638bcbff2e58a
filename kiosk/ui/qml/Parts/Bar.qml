pragma ComponentBehavior: Bound
import QtQuick

// On every screen: language, sound and time, text size, colours, position. A row, or `upright` a column, of at most `most` px.
Flow {
    id: bar

    required property real most
    property bool upright: false
    property bool languages: true
    readonly property var tongues: Kiosk.choice.length ? [{ control: "languages", value: "", text: "bar.language", icon: "globe", on: false, local: true }] : []
    readonly property var ears: Kiosk.speaks ? [{ control: "sound", value: "", text: "bar.sound", icon: "sound", on: false, local: true }] : []
    readonly property var looks: [
        { control: "zoom", value: "", text: Theme.zoom === 1 ? "bar.zoom" : "bar.zoom-off", icon: "zoom", on: Theme.zoom === 2 },
        { control: "contrast", value: "", text: Theme.high ? "bar.contrast-off" : "bar.contrast", icon: "contrast", on: Theme.high },
        { control: "low", value: "", text: Theme.low ? "bar.low-off" : "bar.low", icon: Theme.low ? "higher" : "lower", on: Theme.low }
    ]
    readonly property var items: languages ? [...tongues, ...ears, ...looks] : [...ears, ...looks]
    readonly property int count: items.length
    readonly property real tall: upright ? Math.floor(Math.min(128, (most - spacing * (count - 1)) / count)) : Theme.zoom === 1 ? 128 : 120

    width: upright ? (Theme.zoom === 1 ? 190 : 312) : most
    spacing: upright ? 8 : 12

    Repeater {
        model: bar.items

        Control {
            id: tile

            required property var modelData
            required property int index

            control: modelData.control
            value: modelData.value
            spoken: modelData.text + ".spoken"
            local: modelData.local ?? false
            onActivated: if (local)
                Kiosk.choosing = control
            order: 900 + index
            width: bar.upright ? bar.width : Theme.zoom === 1 ? (bar.width - (bar.count - 1) * bar.spacing) / bar.count : word.width + 48
            height: bar.tall

            Rectangle {
                anchors.fill: parent
                radius: 20
                color: tile.pressed || tile.modelData.on ? Theme.surfaceSoft : Theme.surface
                border.width: tile.modelData.on ? 4 : Theme.line
                border.color: tile.modelData.on || tile.pressed ? Theme.primary : Theme.outline
            }

            Column {
                anchors.centerIn: parent

                Icon {
                    visible: Theme.zoom === 1 && bar.tall >= 108
                    anchors.horizontalCenter: parent.horizontalCenter
                    name: tile.modelData.icon
                    size: 44
                    color: tile.modelData.on ? Theme.primaryText : Theme.textSoft
                }

                Label {
                    id: word
                    text: Kiosk.text(tile.modelData.text, {})
                    width: bar.upright ? Math.min(implicitWidth, tile.width - 12) : implicitWidth
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: 30
                    font.pixelSize: Theme.caption
                    strong: tile.modelData.on
                    wrapMode: Text.NoWrap
                    color: tile.modelData.on ? Theme.primaryText : Theme.textSoft
                }
            }
        }
    }
}
