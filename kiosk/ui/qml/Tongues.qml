pragma ComponentBehavior: Bound
import QtQuick
import Parts

// Every language by its own name, over the page that stands: one touch takes it, any other leaves things as they are.
Item {
    id: tongues

    readonly property bool wide: width > height

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
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        height: list.height + 96
        color: Theme.surface
        border.width: Theme.high ? Theme.line : 0
        border.color: Theme.outline

        MouseArea {
            anchors.fill: parent // between the buttons nothing happens
        }

        Flow {
            id: list

            readonly property int columns: tongues.wide && Theme.zoom === 1 ? Kiosk.choice.length : tongues.wide || Theme.zoom === 1 ? 2 : 1

            x: 48
            y: 48
            width: parent.width - 96
            spacing: Theme.gap

            Repeater {
                model: tongues.visible ? Kiosk.choice : []

                BigButton {
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
                    textSize: Theme.body
                    width: Math.floor((list.width - (list.columns - 1) * list.spacing) / list.columns)
                    onActivated: Kiosk.choosing = ""
                }
            }
        }
    }
}
