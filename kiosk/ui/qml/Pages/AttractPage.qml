pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// Nobody is here: an invitation. A touch anywhere on the picture begins as well.
Page {
    id: page

    plain: true
    languages: false

    Item {
        id: picture
        parent: page
        width: page.width
        height: page.middle - 24
        clip: true

        Landscape {
            anchors.fill: parent
        }

        Emblem {
            visible: Theme.high
            size: Math.round(picture.height * 0.4)
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            anchors.margins: page.side
        }

        MouseArea {
            anchors.fill: parent
            onClicked: start.activate()
        }

        ServiceDoor {
            onTouched: start.activate()
        }

        Column {
            x: page.side + 12
            y: page.wide ? (Theme.zoom === 1 ? 40 : 12) : 64
            width: parent.width - 2 * x
            spacing: page.wide ? 16 : 28

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
                font.pixelSize: Theme.display + (page.wide || Theme.zoom === 2 ? 0 : 20)
                color: Theme.deep
            }

            Label {
                visible: !(page.wide && Theme.zoom === 2)
                width: parent.width
                text: Kiosk.guide !== "" ? Kiosk.guide : Kiosk.text("attract.subtitle", {})
            }
        }
    }

    Column {
        width: page.bodyWidth
        spacing: 24

        Item {
            id: doors

            readonly property bool beside: page.view.matters && page.wide && Theme.zoom === 1

            width: parent.width
            height: page.view.matters && !beside ? other.y + other.height : start.height

            BigButton {
                id: start
                control: "start"
                text: Kiosk.text("attract.start", {})
                spoken: "attract.start"
                look: "primary"
                icon: "next"
                order: 1
                textSize: Theme.heading
                width: doors.beside ? Math.round((doors.width - 24) * 0.58) : doors.width
                height: Math.max(implicitHeight, page.wide ? 140 : 184)
            }

            BigButton {
                id: other
                visible: page.view.matters
                enabled: visible
                control: "matters"
                text: Kiosk.text("attract.matters", {})
                spoken: "attract.matters"
                look: "quiet"
                order: 2
                x: doors.beside ? start.width + 24 : 0
                y: doors.beside ? 0 : start.height + 24
                width: doors.width - x
                height: doors.beside ? start.height : implicitHeight
            }
        }

        Flow {
            id: tongues

            readonly property int columns: Theme.zoom === 1 ? Math.min(3, Kiosk.choice.length) : page.wide ? 1 : 2

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
                    icon: Theme.zoom === 1 && Kiosk.language === modelData.tag ? "check" : ""
                    textSize: Theme.zoom === 1 ? Theme.caption + 2 : Theme.button
                    order: 10 + index
                    width: (page.bodyWidth - (tongues.columns - 1) * Theme.gap) / tongues.columns
                }
            }
        }

        Repeater {
            model: page.view.notices

            Banner {
                required property var modelData

                width: page.bodyWidth
                tone: "warning"
                text: Kiosk.say(modelData)
            }
        }

        Label {
            visible: page.view.kinds.length > 0
            width: parent.width
            text: Kiosk.text("attract.kinds", {})
            strong: true
            color: Theme.textSoft
        }

        Flow {
            visible: page.view.kinds.length > 0
            width: parent.width
            spacing: 16

            Repeater {
                model: page.view.kinds

                Rectangle {
                    id: chip

                    required property var modelData
                    readonly property bool available: modelData.unavailable === null

                    width: Math.min(page.bodyWidth, words.width + 64)
                    height: words.height + 32
                    radius: Math.min(height / 2, 44)
                    color: available ? Theme.surface : Theme.surfaceMuted
                    border.width: Theme.line
                    border.color: available ? Theme.outlineSoft : Theme.outline

                    Flow {
                        id: words

                        readonly property real most: page.bodyWidth - 64

                        x: 32
                        y: 16
                        width: Math.min(title.implicitWidth + spacing + fee.implicitWidth + 1, most)
                        spacing: 16

                        Label {
                            id: title
                            text: chip.modelData.title
                            font.pixelSize: Theme.caption
                            color: chip.available ? Theme.text : Theme.textSoft
                            width: Math.min(implicitWidth, words.most)
                        }

                        Label {
                            id: fee
                            text: !chip.available ? Kiosk.text("attract.not-now", {}) : chip.modelData.fee === 0 ? Kiosk.text("money.free", {}) : Kiosk.text("money.amount", { amount: chip.modelData.fee })
                            font.pixelSize: Theme.caption
                            strong: true
                            color: !chip.available ? Theme.danger : chip.modelData.fee === 0 ? Theme.success : Theme.primaryText
                        }
                    }
                }
            }
        }
    }
}
