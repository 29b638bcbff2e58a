pragma ComponentBehavior: Bound
import QtQuick

// A page back, which one it is, a page on.
Row {
    id: turns

    required property int pages
    required property int current

    signal turned(by: int)

    spacing: Theme.gap

    Measure {
        id: measure
        font.pixelSize: Theme.body
    }

    Repeater {
        model: [-1, 0, 1]

        Loader {
            id: part

            required property int modelData

            sourceComponent: modelData === 0 ? number : turn

            Component {
                id: number

                Label {
                    width: Math.ceil(measure.advance(turns.pages > 9 ? "99/99" : "9/9"))
                    height: Theme.touch
                    horizontalAlignment: Text.AlignHCenter
                    wrapMode: Text.NoWrap
                    text: (turns.current + 1) + "/" + turns.pages
                    strong: true
                }
            }

            Component {
                id: turn

                BigButton {
                    readonly property bool on: part.modelData > 0

                    local: true
                    control: on ? "page-on" : "page-back"
                    text: ""
                    spoken: on ? "button.page-on" : "button.page-back"
                    icon: on ? "down" : "up"
                    look: on ? "secondary" : "quiet"
                    enabled: on ? turns.current < turns.pages - 1 : turns.current > 0
                    opacity: enabled ? 1 : 0.35
                    order: on ? 701 : 700
                    width: Theme.touch
                    height: Theme.touch
                    onActivated: turns.turned(part.modelData)
                }
            }
        }
    }
}
