pragma ComponentBehavior: Bound
import QtQuick

// Digits and erase: like a telephone, or in two rows of six where there is little height (`flat`).
Item {
    id: pad

    property bool flat: false
    property real keyHeight: Theme.zoom === 1 ? 116 : 144
    readonly property int columns: flat ? 6 : 3
    readonly property real gap: 16
    readonly property real keyWidth: (width - gap * (columns - 1)) / columns
    readonly property var layout: flat ? ["1", "2", "3", "4", "5", "erase", "6", "7", "8", "9", "0"] : ["1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", "erase"]

    implicitHeight: Math.ceil(layout.length / columns) * (keyHeight + gap) - gap

    Repeater {
        model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "erase"]

        Control {
            id: key

            required property string modelData
            required property int index
            readonly property bool erase: modelData === "erase"
            readonly property int place: pad.layout.indexOf(modelData)
            readonly property color ink: pressed ? Theme.primaryInk : erase ? Theme.primaryText : Theme.text

            control: "key"
            value: modelData
            spoken: erase ? "button.erase.spoken" : "button.digit.spoken"
            spokenArgs: ({ digit: modelData })
            order: 300 + index
            x: place % pad.columns * (pad.keyWidth + pad.gap)
            y: Math.floor(place / pad.columns) * (pad.keyHeight + pad.gap)
            width: pad.keyWidth
            height: pad.keyHeight

            Rectangle {
                anchors.fill: parent
                radius: Theme.radius
                color: key.pressed ? Theme.primary : key.erase ? Theme.surfaceSoft : Theme.surface
                border.width: Theme.line
                border.color: key.pressed ? Theme.primary : Theme.outline
            }

            Label {
                visible: !key.erase
                anchors.centerIn: parent
                text: key.erase ? "" : key.modelData
                strong: true
                font.pixelSize: Theme.heading
                color: key.ink
            }

            Icon {
                visible: key.erase
                anchors.centerIn: parent
                name: "erase"
                size: Theme.heading
                color: key.ink
            }
        }
    }
}
