pragma ComponentBehavior: Bound
import QtQuick
import Parts

// What is chosen over the page that stands: language, size, colours, position, how loud and how fast it is said, how long every screen
// waits. A touch beside it goes back there.
Item {
    id: settings

    readonly property bool over: true // the page: what lies below is not used now

    required property int volume
    required property int rate
    required property int times
    required property bool languages // the page below has none of its own
    readonly property var looks: [
        { control: "zoom", text: Theme.zoom === 1 ? "bar.zoom" : "bar.zoom-off", icon: "zoom" },
        { control: "contrast", text: Theme.high ? "bar.contrast-off" : "bar.contrast", icon: "contrast" },
        { control: "low", text: Theme.low ? "bar.low-off" : "bar.low", icon: Theme.low ? "higher" : "lower" }
    ]
    readonly property var sounds: [
        { control: "volume", value: "-1", text: "sound.quieter" },
        { control: "volume", value: "+1", text: "sound.louder" },
        { control: "rate", value: "-1", text: "sound.slower" },
        { control: "rate", value: "+1", text: "sound.faster" },
        { control: "repeat", value: "", text: "sound.again" }
    ]
    readonly property var waits: [{ control: "times", value: "", text: "times." + times + ".change" }]
    readonly property int columns: Theme.zoom === 2 ? (Theme.wide ? 2 : 1) : Theme.wide ? 3 : 2
    readonly property real choiceWidth: Math.floor((sheet.inner - (columns - 1) * Theme.gap) / columns)

    function settle(): void {
        list.settle(); // and the sheet is as high as what is on it
        list.settle();
    }

    onVisibleChanged: if (visible)
        settle()

    component Choice: BigButton {
        look: "quiet"
        textSize: Theme.body
        width: settings.choiceWidth
    }

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
        id: sheet

        readonly property real inner: width - 2 * Theme.side
        readonly property real most: Math.floor(settings.height * (Theme.low ? 0.4 : 0.9))

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        height: Math.min(most, list.natural + Theme.touch + Theme.gap + 2 * list.y)
        color: Theme.surface
        border.width: Theme.high ? Theme.line : 0
        border.color: Theme.outline

        MouseArea {
            anchors.fill: parent // between the buttons nothing happens
        }

        Paged {
            id: list
            x: Theme.side
            y: Theme.zoom === 2 ? 16 : 32
            width: sheet.inner
            height: sheet.height - 2 * y - Theme.touch - Theme.gap

            Flow {
                width: sheet.inner
                spacing: Theme.gap

                Repeater {
                    model: settings.languages ? Kiosk.choice : []

                    Choice {
                        required property var modelData
                        required property int index

                        control: "language"
                        value: modelData.tag
                        text: modelData.name
                        face: modelData.face
                        spoken: "bar.language.choice"
                        spokenArgs: ({ name: modelData.name })
                        look: Kiosk.language === modelData.tag ? "primary" : "quiet"
                        order: 1 + index
                        onActivated: Kiosk.choosing = ""
                    }
                }

                Repeater {
                    model: settings.looks

                    Choice {
                        required property var modelData
                        required property int index

                        control: modelData.control
                        text: Kiosk.text(modelData.text, {})
                        spoken: modelData.text + ".spoken"
                        icon: modelData.icon
                        order: 20 + index
                        onActivated: Kiosk.choosing = ""
                    }
                }

                Label {
                    width: sheet.inner
                    text: [...(Kiosk.speaks ? [Kiosk.text("say.volume", { volume: settings.volume, most: 7 }), Kiosk.text("say.rate", { rate: settings.rate })] : []), Kiosk.text("times." + settings.times, {})].join("\n")
                    strong: true
                    horizontalAlignment: Text.AlignHCenter
                }

                Repeater {
                    model: [...(Kiosk.speaks ? settings.sounds : []), ...settings.waits]

                    Choice {
                        required property var modelData
                        required property int index

                        control: modelData.control
                        value: modelData.value
                        text: Kiosk.text(modelData.text, {})
                        spoken: modelData.text
                        order: 30 + index
                        width: modelData.value === "" ? sheet.inner : settings.choiceWidth
                    }
                }
            }
        }

        Row {
            x: Theme.side
            y: sheet.height - list.y - height
            spacing: Theme.gap

            BigButton {
                local: true
                control: "settings-close"
                text: Kiosk.text("bar.close", {})
                spoken: "bar.close"
                icon: "close"
                look: "secondary"
                order: 50
                width: list.count > 1 ? sheet.inner - turns.implicitWidth - Theme.gap : sheet.inner
                height: Theme.touch
                onActivated: Kiosk.choosing = ""
            }

            Turns {
                id: turns
                visible: list.count > 1
                pages: list.count
                current: list.page
                onTurned: by => list.turn(by)
            }
        }
    }
}
