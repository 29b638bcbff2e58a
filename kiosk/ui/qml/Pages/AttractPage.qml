pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// Nobody is here: what is to be had, what time it is, which machine this is and whom to call. At the usual size a touch of a
// certificate begins with it; where there is room for a picture, a touch of that begins as well.
Page {
    id: page

    property var kinds: [] // changes when they do: a tile that somebody's finger is on lives through the minute
    readonly property bool listed: Theme.zoom === 1 && !Theme.low && kinds.length > 0
    readonly property bool pictured: !listed || kinds.length <= 4 && !wide
    readonly property var facts: [Kiosk.say(view.now), Kiosk.say(view.contact)]
    readonly property bool headed: listed && !pictured && !wide // the languages stand above the question
    readonly property real picturesHeight: Math.round(height * (Theme.low ? 0.6 : wide ? 0.36 : 0.4))

    plain: true
    grounded: !pictured
    reached: true
    actions: [{ control: "start", text: "attract.start", look: "primary", icon: "next" }, ...(view.matters ? [{ control: "matters", text: "attract.matters", icon: "info" }] : [])]
    bodyFrom: (pictured ? picturesHeight : head.y + head.height) + Theme.gap

    onViewChanged: {
        const now = view.kinds.map((kind, index) => Object.assign({ index: index }, kind));
        if (JSON.stringify(now) !== JSON.stringify(kinds))
            kinds = now;
    }

    Component {
        id: tongues

        Flow {
            id: row

            readonly property real names: {
                let all = 0;
                for (let i = 0; i < children.length; i++)
                    all += (children[i] as BigButton)?.natural ?? 0;
                return all - 64 * Kiosk.choice.length;
            }
            readonly property real beside: (page.bodyWidth - (Kiosk.choice.length - 1) * 10 - names) / Kiosk.choice.length // a name, where all stand in one row
            readonly property bool one: Theme.zoom === 1 && beside >= 20
            readonly property int columns: Theme.zoom === 2 ? (page.wide ? 2 : 1) : 3

            width: page.bodyWidth
            spacing: one ? 10 : Theme.gap

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
                    width: Math.floor(row.one ? natural - 64 + row.beside : (row.width - (row.columns - 1) * row.spacing) / row.columns)
                }
            }
        }
    }

    Item {
        parent: page
        width: page.width
        height: page.picturesHeight
        clip: true
        visible: page.pictured

        Landscape {
            anchors.fill: parent
        }

        Emblem {
            visible: Theme.high
            size: Math.round(parent.height * 0.3)
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
    }

    ServiceDoor {
        parent: page
        visible: !page.pictured
        onTouched: Kiosk.tapped("start", "")
    }

    Column {
        id: head
        parent: page
        z: 1
        x: page.side
        y: page.wide ? 16 : 32
        width: page.bodyWidth
        spacing: page.wide ? 8 : page.pictured ? 28 : 16

        Item {
            visible: Theme.zoom === 1
            width: parent.width
            height: Math.max(emblem.height, whose.height)

            Emblem {
                id: emblem
                size: whose.children.length > 2 && !page.wide ? 132 : 76
            }

            Flow {
                id: whose
                x: emblem.width + 24
                width: parent.width - x
                spacing: page.wide ? 24 : 0

                Repeater {
                    model: [Kiosk.text("machine.name", {}), ...(page.pictured ? [] : page.facts)]

                    Label {
                        required property string modelData
                        required property int index

                        width: page.wide ? Math.min(implicitWidth, whose.width) : whose.width
                        text: modelData
                        strong: index === 0
                        color: index === 0 ? Theme.deep : Theme.text
                    }
                }
            }
        }

        Loader {
            active: page.headed
            sourceComponent: tongues
        }

        Label {
            objectName: "title"
            visible: !(page.wide && page.listed)
            width: parent.width
            text: page.pictured ? Kiosk.text("attract.title", {}) : Kiosk.text("attract.title", {}).replace("\n", " ")
            strong: true
            font.pixelSize: page.pictured ? Math.round(Theme.heading * 1.25) : Theme.heading
            color: Theme.deep
        }

        Label {
            visible: Kiosk.guide !== "" && Theme.zoom === 1 && !page.wide
            width: parent.width
            text: Kiosk.guide
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

        Loader {
            active: !page.headed
            sourceComponent: tongues
        }

        Grid {
            id: grid

            readonly property real tileWidth: Math.floor((width - (columns - 1) * spacing) / columns)

            visible: page.listed
            width: parent.width
            columns: page.wide && !Kiosk.readings ? 3 : 2
            spacing: 10

            // Those of a row are as high as the highest.
            function high(row: int): real {
                let most = 0;
                for (let each = row * columns; each < (row + 1) * columns && each < tiles.count; each++)
                    most = Math.max(most, (tiles.itemAt(each) as Tile)?.natural ?? 0);
                return most;
            }

            Repeater {
                id: tiles
                model: page.listed ? page.kinds : []

                Tile {
                    few: false
                    bare: true
                    width: grid.tileWidth
                    height: grid.high(Math.floor(modelData.index / grid.columns))
                }
            }
        }

        Repeater {
            model: page.pictured ? page.facts : []

            Label {
                required property string modelData

                width: page.bodyWidth
                text: modelData
            }
        }
    }
}
