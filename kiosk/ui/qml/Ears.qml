pragma ComponentBehavior: Bound
import QtQuick
import Parts

// How loud and how fast it is said, and how long every screen waits, over the page that stands; a touch beside it goes back there.
Item {
    id: ears

    required property int volume
    required property int rate
    required property int times
    readonly property var buttons: [
        { control: "volume", value: "-1", text: "sound.quieter" },
        { control: "volume", value: "+1", text: "sound.louder" },
        { control: "rate", value: "-1", text: "sound.slower" },
        { control: "rate", value: "+1", text: "sound.faster" },
        { control: "repeat", value: "", text: "sound.again" },
        { control: "times", value: "", text: "times." + times + ".change" }
    ]

    Rectangle {
        anchors.fill: parent
        color: "#000000"
        opacity: Theme.high ? 0.75 : 0.5
    }

    MouseArea {
        anchors.fill: parent
        onClicked: Kiosk.choosing = ""
    }

    Rectangle {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        height: list.height + 96
        color: Theme.surface
        border.width: Theme.high ? Theme.line : 0
        border.color: Theme.outline

        MouseArea {
            anchors.fill: parent // between the buttons nothing happens
        }

        Flow {
            id: list

            readonly property bool wide: ears.width > ears.height
            readonly property int columns: Theme.zoom === 2 && !wide ? 1 : 2
            readonly property real half: Math.floor((width - (columns - 1) * spacing) / columns)

            x: 48
            y: 48
            width: parent.width - 96
            spacing: Theme.gap

            Label {
                width: list.width
                text: [Kiosk.text("say.volume", { volume: ears.volume, most: 7 }), Kiosk.text("say.rate", { rate: ears.rate }), Kiosk.text("times." + ears.times, {})].join("\n")
                strong: true
                horizontalAlignment: Text.AlignHCenter
            }

            Repeater {
                model: ears.visible ? ears.buttons : []

                BigButton {
                    required property var modelData
                    required property int index

                    control: modelData.control
                    value: modelData.value
                    text: Kiosk.text(modelData.text, {})
                    spoken: modelData.text
                    look: "quiet"
                    order: 1 + index
                    textSize: Theme.body
                    width: modelData.value === "" && !(Theme.zoom === 2 && list.wide) ? list.width : list.half
                }
            }
        }
    }
}
