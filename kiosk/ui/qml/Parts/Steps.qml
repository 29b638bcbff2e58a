pragma ComponentBehavior: Bound
import QtQuick

// Where we are on the way: four steps, `current` counts from 1. Without room for words it is a bar of four parts.
Item {
    id: steps

    required property int current
    readonly property var names: ["step.choose", "step.enter", "step.check", "step.collect"]
    readonly property real widest: Math.max(...names.map(name => measure.advance("✓ " + Kiosk.text(name, {}))))
    readonly property bool wordy: widest <= (width - 36) / 4

    implicitHeight: wordy ? 84 : 28

    Measure {
        id: measure
        font.pixelSize: Theme.body
    }

    Row {
        anchors.fill: parent
        spacing: 12

        Repeater {
            model: steps.names

            Item {
                id: step

                required property int index
                required property string modelData
                readonly property bool done: index + 1 < steps.current
                readonly property bool now: index + 1 === steps.current

                width: (steps.width - 36) / 4
                height: steps.height

                Rectangle {
                    anchors.bottom: parent.bottom
                    width: parent.width
                    height: steps.wordy ? 10 : 24
                    radius: height / 2
                    color: step.done || step.now ? Theme.primary : Theme.surfaceMuted
                    border.width: Theme.high ? 2 : 0
                    border.color: Theme.outline
                }

                Label {
                    visible: steps.wordy
                    anchors.top: parent.top
                    anchors.horizontalCenter: parent.horizontalCenter
                    text: (step.done ? "✓ " : "") + Kiosk.text(step.modelData, {})
                    strong: step.now
                    font.pixelSize: Theme.body
                    color: step.now ? Theme.primaryText : Theme.textSoft
                }
            }
        }
    }
}
