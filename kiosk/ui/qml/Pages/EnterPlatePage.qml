pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// A keyboard of what plates have: digits, and the letters of each use. Old plates begin with a region.
Page {
    id: page

    readonly property bool picking: view.choosing_region
    readonly property bool lettersFirst: view.letter && !Theme.roomy // nothing else may follow

    title: Kiosk.text(picking ? "plate.region-title" : "plate.title", {})
    subtitle: Kiosk.text(picking ? "plate.region-subtitle" : "plate.subtitle", {})
    problem: view.problem
    reached: true
    step: 2
    actions: picking ? [usual.back, usual.cancel] : [usual.back, usual.cancel, usual.confirm]

    // The plate itself, as it will be known by.
    told: Rectangle {
        visible: !page.picking
        width: page.bodyWidth
        height: typed.implicitHeight + (Theme.zoom === 1 ? 24 : 8)
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
                font.pixelSize: Theme.heading
                wrapMode: Text.NoWrap
            }

            Rectangle {
                width: 6
                height: Theme.heading
                color: Theme.primary
                anchors.verticalCenter: parent.verticalCenter
            }
        }
    }

    Loader {
        width: page.bodyWidth
        sourceComponent: page.picking ? regions : plate
    }

    Component {
        id: regions

        Flow {
            id: list

            readonly property int columns: Theme.zoom === 2 ? (Kiosk.readings ? 1 : page.wide ? 4 : 3) : Kiosk.readings ? (page.wide ? 4 : 3) : page.wide ? 6 : 4

            width: page.bodyWidth
            spacing: 16

            Repeater {
                model: ["", ...page.view.regions]

                BigButton {
                    required property string modelData
                    required property int index

                    control: "region"
                    value: modelData
                    text: modelData === "" ? Kiosk.text("plate.no-region", {}) : modelData + Kiosk.reading(modelData).replace("\n", Theme.zoom === 1 ? "\n" : " ")
                    spoken: modelData === "" ? "plate.no-region" : "plate.region.spoken"
                    spokenArgs: ({ region: modelData })
                    order: 100 + index
                    look: page.view.region === modelData ? "primary" : "quiet"
                    textSize: Theme.body
                    width: modelData === "" ? list.width : Math.floor((list.width - (list.columns - 1) * 16) / list.columns)
                }
            }
        }
    }

    Component {
        id: plate

        Column {
            id: keyboard

            width: page.bodyWidth
            spacing: Theme.gap

            Letters {
                visible: page.lettersFirst
                groups: visible ? page.view.letters : []
                usable: true
            }

            Keypad {
                width: parent.width
                room: Theme.roomy ? 0 : page.room // two rows, where letters stand below
            }

            Letters {
                visible: !page.lettersFirst && Theme.roomy
                groups: visible ? page.view.letters : []
                usable: page.view.letter
            }

            BigButton {
                control: "regions"
                text: page.view.region === "" ? Kiosk.text("plate.region", {}) : page.view.region + Kiosk.reading(page.view.region).replace("\n", " ")
                spoken: "plate.region-title"
                icon: "pin"
                textSize: Theme.body
                order: 100
                width: parent.width
            }
        }
    }

    component Letters: Flow {
        id: all

        required property var groups // message id of a use, its letters
        required property bool usable
        readonly property bool named: Theme.roomy && !Kiosk.readings
        readonly property real gap: 8
        readonly property real least: Theme.zoom === 2 ? (Kiosk.readings ? 340 : 148) : Kiosk.readings ? 132 : 96
        readonly property int columns: Math.floor((width + gap) / (least + gap))
        readonly property real keyWidth: Math.floor((width - (columns - 1) * gap) / columns)

        width: page.bodyWidth
        spacing: named ? 12 : gap

        Repeater {
            model: all.named ? all.groups : [["", all.groups.map(group => group[1]).join("")]]

            Column {
                id: group

                required property var modelData
                required property int index
                readonly property int columns: Math.min(all.columns, modelData[1].length)

                width: Math.max(all.named ? caption.implicitWidth : 0, columns * (all.keyWidth + all.gap) - all.gap)
                spacing: 0

                Label {
                    id: caption
                    property bool leads: true

                    visible: all.named
                    text: all.named ? Kiosk.text(group.modelData[0], {}) : ""
                    color: Theme.textSoft
                }

                Grid {
                    columns: Math.max(1, group.columns)
                    spacing: all.gap

                    Repeater {
                        model: group.modelData[1].split("")

                        Control {
                            id: key

                            required property string modelData
                            required property int index
                            readonly property color ink: pressed ? Theme.primaryInk : enabled ? Theme.text : Theme.textSoft

                            control: "letter"
                            value: modelData
                            enabled: all.usable
                            spoken: "button.digit.spoken"
                            spokenArgs: ({ digit: modelData })
                            order: 320 + 40 * group.index + index
                            width: all.keyWidth
                            height: Theme.zoom === 2 ? 124 : Kiosk.readings ? words.height + 8 : 88

                            Rectangle {
                                anchors.fill: parent
                                radius: Theme.radius
                                color: key.pressed ? Theme.primary : key.enabled ? Theme.surface : Theme.surfaceMuted
                                border.width: Theme.line
                                border.color: key.pressed ? Theme.primary : Theme.outline
                            }

                            Grid {
                                id: words
                                columns: Theme.zoom
                                columnSpacing: 12
                                horizontalItemAlignment: Grid.AlignHCenter
                                anchors.centerIn: parent

                                Label {
                                    text: key.modelData
                                    strong: true
                                    color: key.ink
                                }

                                Label {
                                    visible: text !== ""
                                    text: Kiosk.reading(key.modelData).trim()
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
