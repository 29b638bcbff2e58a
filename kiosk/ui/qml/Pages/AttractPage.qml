pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// Nobody is here: an invitation. A touch anywhere on the picture begins as well.
Page {
    id: page

    readonly property real picturesHeight: Math.round(height * (Theme.low ? 0.6 : wide ? 0.36 : 0.4))

    plain: true
    reached: true
    actions: [{ control: "start", text: "attract.start", look: "primary", icon: "next" }, ...(view.matters ? [{ control: "matters", text: "attract.matters", icon: "info" }] : [])]
    bodyFrom: picturesHeight + Theme.gap

    Item {
        id: picture
        parent: page
        width: page.width
        height: page.picturesHeight
        clip: true

        Landscape {
            anchors.fill: parent
        }

        Emblem {
            visible: Theme.high
            size: Math.round(picture.height * 0.3)
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            anchors.margins: page.side
        }

        MouseArea {
            anchors.fill: parent
            onClicked: Kiosk.tapped("start", "")
        }

        ServiceDoor {
            onTouched: Kiosk.tapped("start", "")
        }

        Column {
            x: page.side
            y: Theme.roomy ? 48 : 16
            width: parent.width - 2 * x
            spacing: Theme.roomy ? 28 : 10

            Row {
                visible: Theme.zoom === 1
                spacing: 20

                Emblem {
                    size: 84
                }

                Label {
                    anchors.verticalCenter: parent.verticalCenter
                    text: Kiosk.text("machine.name", {})
                    strong: true
                    color: Theme.deep
                }
            }

            Label {
                width: parent.width
                text: Kiosk.text("attract.title", {})
                strong: true
                font.pixelSize: Math.round(Theme.heading * 1.25)
                color: Theme.deep
            }

            Label {
                visible: Kiosk.guide !== "" && Theme.zoom === 1 && !page.wide
                width: parent.width
                text: Kiosk.guide
            }
        }
    }

    Column {
        width: page.bodyWidth
        spacing: Theme.gap

        Repeater {
            model: page.view.notices

            Banner {
                required property var modelData

                width: page.bodyWidth
                tone: "warning"
                text: Kiosk.say(modelData)
            }
        }

        Flow {
            id: tongues

            readonly property int columns: Theme.zoom === 2 ? (page.wide ? 2 : 1) : page.wide ? 5 : 3

            width: parent.width
            spacing: Theme.gap

            Repeater {
                model: Kiosk.choice

                BigButton {
                    required property var modelData
                    required property int index

                    control: "language"
                    value: modelData.tag
                    text: modelData.name
                    face: modelData.face
                    spoken: "bar.language.choice"
                    spokenArgs: ({ name: modelData.name })
                    look: Kiosk.language === modelData.tag ? "secondary" : "quiet"
                    textSize: Theme.body
                    order: 850 + index
                    width: Math.floor((page.bodyWidth - (tongues.columns - 1) * Theme.gap) / tongues.columns)
                }
            }
        }

        Label {
            property bool leads: true

            visible: page.view.kinds.length > 0 && Theme.zoom === 1
            width: parent.width
            text: Kiosk.text("attract.kinds", {})
            strong: true
            color: Theme.textSoft
        }

        Flow {
            visible: page.view.kinds.length > 0 && Theme.zoom === 1
            width: parent.width
            spacing: 12

            Repeater {
                model: page.view.kinds

                Rectangle {
                    id: chip

                    property bool whole: true
                    required property var modelData
                    readonly property bool available: modelData.unavailable === null

                    width: Math.min(page.bodyWidth, words.width + 48)
                    height: words.height + 20
                    radius: Theme.radius
                    color: available ? Theme.surface : Theme.surfaceMuted
                    border.width: Theme.line
                    border.color: Theme.outlineSoft

                    Flow {
                        id: words

                        readonly property real most: page.bodyWidth - 48

                        x: 24
                        y: 10
                        width: Math.min(title.implicitWidth + spacing + fee.implicitWidth + 1, most)
                        spacing: 16

                        Label {
                            id: title
                            text: chip.modelData.title
                            color: chip.available ? Theme.text : Theme.textSoft
                            width: Math.min(implicitWidth, words.most)
                        }

                        Label {
                            id: fee
                            text: !chip.available ? Kiosk.text("attract.not-now", {}) : chip.modelData.fee === 0 ? Kiosk.text("money.free", {}) : Kiosk.text("money.amount", { amount: chip.modelData.fee })
                            strong: true
                            color: !chip.available ? Theme.danger : chip.modelData.fee === 0 ? Theme.success : Theme.primaryText
                        }
                    }
                }
            }
        }
    }
}
