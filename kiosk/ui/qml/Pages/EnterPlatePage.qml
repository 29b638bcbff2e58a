pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// A keyboard of what plates have: digits, and the letters of each use. Old plates begin with a region.
Page {
    id: page

    readonly property bool picking: view.choosing_region
    readonly property bool roomy: !wide && Theme.zoom === 1

    title: Kiosk.text(picking ? "plate.region-title" : "plate.title", {})
    subtitle: Kiosk.text(picking ? "plate.region-subtitle" : "plate.subtitle", {})
    problem: view.problem
    reached: true
    step: 2
    actions: [
        { control: "back", text: "button.back", icon: "back" },
        { control: "cancel", text: "button.cancel", icon: "close" },
        ...(picking ? [] : [{ control: "confirm", text: "button.confirm", look: "primary", icon: "check" }])
    ]

    Loader {
        width: page.bodyWidth
        sourceComponent: page.picking ? regions : plate
    }

    Component {
        id: regions

        Flow {
            id: list

            readonly property int columns: Theme.zoom === 2 ? 2 : Kiosk.readings ? 3 : page.wide ? 5 : 4

            width: page.bodyWidth
            spacing: 16

            Repeater {
                model: ["", ...page.view.regions]

                BigButton {
                    required property string modelData
                    required property int index

                    control: "region"
                    value: modelData
                    text: modelData === "" ? Kiosk.text("plate.no-region", {}) : modelData + Kiosk.reading(modelData)
                    spoken: modelData === "" ? "plate.no-region" : "plate.region.spoken"
                    spokenArgs: ({ region: modelData })
                    order: 100 + index
                    look: page.view.region === modelData ? "primary" : "quiet"
                    width: Math.floor((list.width - (list.columns - 1) * 16) / list.columns)
                }
            }
        }
    }

    Component {
        id: plate

        Column {
            width: page.bodyWidth
            spacing: page.roomy ? 24 : 16

            Row {
                width: parent.width
                height: Theme.zoom === 1 ? (page.wide || Theme.low ? 112 : 140) : 180
                spacing: 16

                BigButton {
                    id: region
                    control: "regions"
                    text: page.view.region === "" ? Kiosk.text("plate.region", {}) : page.view.region + (page.roomy ? Kiosk.reading(page.view.region) : "")
                    spoken: "plate.region-title"
                    icon: Theme.zoom === 1 ? "pin" : ""
                    textSize: Theme.body
                    order: 100
                    width: Math.min(implicitWidth, page.bodyWidth * 0.5)
                    height: parent.height
                }

                // The plate itself, as it will be known by.
                Rectangle {
                    width: parent.width - region.width - 16
                    height: parent.height
                    radius: Theme.radius
                    color: Theme.surface
                    border.width: 6
                    border.color: Theme.primary

                    Row {
                        anchors.centerIn: parent
                        spacing: 12

                        Label {
                            id: typed
                            text: page.view.region + (page.view.region === "" ? "" : " ") + page.view.typed
                            strong: true
                            font.pixelSize: page.wide ? Theme.button : Theme.heading
                            color: Theme.text
                            anchors.verticalCenter: parent.verticalCenter
                        }

                        Rectangle {
                            width: 6
                            height: typed.font.pixelSize
                            color: Theme.primary
                            anchors.verticalCenter: parent.verticalCenter
                        }
                    }
                }
            }

            Keypad {
                flat: Theme.zoom === 1
                width: parent.width
                keyHeight: Theme.zoom === 2 ? 120 : page.roomy && !Theme.low ? 110 : 92
            }

            Flow {
                id: letters

                readonly property int columns: Theme.zoom === 2 ? (Kiosk.readings ? 5 : 6) : Kiosk.readings ? 11 : 9 // with readings keys are higher, and there must be fewer rows
                readonly property real keyWidth: Math.floor((width - (columns - 1) * gap) / columns)
                readonly property real gap: 8

                width: parent.width
                spacing: 20

                Repeater {
                    // Where everything has room it stays where it is; elsewhere letters come when one may follow.
                    model: page.roomy || page.view.letter ? page.view.letters : []

                    Column {
                        id: group

                        required property var modelData
                        required property int index
                        readonly property int columns: Math.min(letters.columns, modelData[1].length)

                        width: Math.max(caption.implicitWidth, columns * (letters.keyWidth + letters.gap) - letters.gap)
                        spacing: 4

                        Label {
                            id: caption
                            text: Kiosk.text(group.modelData[0], {})
                            font.pixelSize: Theme.caption
                            color: Theme.textSoft
                        }

                        Grid {
                            columns: group.columns
                            spacing: letters.gap

                            Repeater {
                                model: group.modelData[1].split("")

                                Control {
                                    id: key

                                    required property string modelData
                                    required property int index
                                    readonly property color ink: pressed ? Theme.primaryInk : enabled ? Theme.text : Theme.textSoft

                                    control: "letter"
                                    value: modelData
                                    enabled: page.view.letter
                                    spoken: "button.digit.spoken"
                                    spokenArgs: ({ digit: modelData })
                                    order: 320 + 40 * group.index + index
                                    width: letters.keyWidth
                                    height: Theme.zoom === 2 ? (Kiosk.readings ? 210 : 130) : Kiosk.readings ? 116 : 96

                                    Rectangle {
                                        anchors.fill: parent
                                        radius: Theme.radius
                                        color: key.pressed ? Theme.primary : key.enabled ? Theme.surface : Theme.surfaceMuted
                                        border.width: Theme.line
                                        border.color: key.pressed ? Theme.primary : Theme.outline
                                    }

                                    Column {
                                        anchors.centerIn: parent

                                        Label {
                                            anchors.horizontalCenter: parent.horizontalCenter
                                            text: key.modelData
                                            strong: true
                                            font.pixelSize: Theme.button
                                            color: key.ink
                                        }

                                        Label {
                                            anchors.horizontalCenter: parent.horizontalCenter
                                            visible: text !== ""
                                            text: Kiosk.reading(key.modelData).trim()
                                            font.pixelSize: Theme.caption
                                            lineHeight: 0.8
                                            color: key.ink
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
