pragma ComponentBehavior: Bound
import QtQuick

// Digits and erase: like a telephone, or in two rows of six where `room` is not high enough for four. With `faces` a key changes to
// letters, and back.
Item {
    id: pad

    required property real room // height that it may take
    property var faces: [] // of other keys, each a list
    property int face: -1 // that is shown; -1 for digits
    readonly property var digits: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "erase"]
    readonly property var keys: face < 0 ? faces.length ? [...digits, "face"] : digits : [...faces[face], "face", "erase"]
    readonly property int next: face + 1 < faces.length ? face + 1 : -1
    readonly property real gap: 12
    readonly property real least: Theme.zoom === 1 ? 84 : 114 // a target of 20 mm, and a digit at double size
    readonly property bool flat: room < 4 * least + 3 * gap
    readonly property int columns: face < 0 ? (flat ? 6 : 3) : flat ? Math.ceil(keys.length / 2) : keys.length > 12 ? 4 : 3
    readonly property int rows: flat ? 2 : Math.ceil(layout.length / columns)
    readonly property real keyWidth: (width - gap * (columns - 1)) / columns
    readonly property real rowHeight: (height + gap) / rows - gap
    readonly property var layout: face >= 0 ? keys : flat ? ["1", "2", "3", "4", "5", "erase", "6", "7", "8", "9", "0", "face"] : ["1", "2", "3", "4", "5", "6", "7", "8", "9", "face", "0", "erase"]

    // The face that the key with the focus is on.
    Connections {
        target: Kiosk

        function onFocusedChanged(): void {
            if (Kiosk.focused !== "")
                pad.face = pad.faces.findIndex(face => face.some(key => "key:" + key === Kiosk.focused));
        }
    }

    height: Math.max(flat ? 2 * least + gap : 0, Math.min(room, (flat ? 2 : 4) * (168 * (Theme.zoom === 1 ? 1 : 1.3) + gap) - gap))

    Repeater {
        model: pad.keys

        Control {
            id: key

            required property string modelData
            required property int index
            readonly property bool erase: modelData === "erase"
            readonly property bool turns: modelData === "face"
            readonly property int place: pad.layout.indexOf(modelData)
            readonly property color ink: pressed ? Theme.primaryInk : erase || turns ? Theme.primaryText : Theme.text

            local: turns
            control: turns ? "face" : "key"
            value: turns ? "" : modelData
            spoken: erase ? "button.erase.spoken" : turns ? "button.face.spoken" : "button.digit.spoken"
            spokenArgs: ({ digit: modelData })
            order: 300 + index
            x: place % pad.columns * (pad.keyWidth + pad.gap)
            y: Math.floor(place / pad.columns) * (pad.rowHeight + pad.gap)
            width: pad.keyWidth
            height: pad.rowHeight
            onActivated: if (turns)
                pad.face = pad.next

            Rectangle {
                anchors.fill: parent
                radius: Theme.radius
                color: key.pressed ? Theme.primary : key.erase || key.turns ? Theme.surfaceSoft : Theme.surface
                border.width: Theme.line
                border.color: key.pressed ? Theme.primary : Theme.outline
            }

            Label {
                visible: !key.erase
                anchors.centerIn: parent
                text: key.erase ? "" : key.turns ? (pad.next < 0 ? "1" : pad.faces[pad.next][0]) + (Theme.zoom === 1 ? "…" : "") : key.modelData
                strong: true
                font.pixelSize: Theme.body
                color: key.ink
            }

            Icon {
                visible: key.erase
                anchors.centerIn: parent
                name: "erase"
                size: Theme.button
                color: key.ink
            }
        }
    }
}
