import QtQuick
import Parts

// Nobody has answered for a while: the session is about to end, and one touch keeps it.
Item {
    id: overtime

    readonly property bool over: true // the page: what lies below is not used now

    required property int seconds
    required property int times
    required property bool stoppable
    required property bool collecting // something lies there to be taken

    Rectangle {
        anchors.fill: parent
        color: "#000000"
        opacity: Theme.high ? 0.75 : 0.5
    }

    MouseArea {
        anchors.fill: parent // nothing underneath is touched by mistake
    }

    Rectangle {
        id: sheet
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        height: column.height + 2 * Theme.side

        color: Theme.surface
        border.width: Theme.high ? Theme.line : 0
        border.color: Theme.outline
    }

    Column {
        id: column
        anchors.horizontalCenter: parent.horizontalCenter
        y: sheet.y + Theme.side
        width: parent.width - 2 * Theme.side
        spacing: Theme.gap

        Row {
            width: parent.width
            spacing: 32

            Rectangle {
                id: dial
                width: Theme.zoom === 1 ? 140 : 200
                height: width
                radius: width / 2
                color: Theme.surfaceSoft
                border.width: 10
                border.color: Theme.primary

                Label {
                    anchors.centerIn: parent
                    text: overtime.seconds
                    strong: true
                    font.pixelSize: Theme.heading
                    color: Theme.primaryText
                }
            }

            Column {
                width: parent.width - dial.width - parent.spacing
                spacing: 8
                anchors.verticalCenter: parent.verticalCenter

                Label {
                    width: parent.width
                    text: Kiosk.text(overtime.collecting ? "time.collect-title" : "time.title", {})
                    strong: true
                    font.pixelSize: Theme.heading
                    color: Theme.deep
                }

                Label {
                    width: parent.width
                    text: Kiosk.text("time.body", { seconds: overtime.seconds })
                    color: Theme.textSoft
                }
            }
        }

        BigButton {
            control: "more-time"
            text: Kiosk.text("time.more", {})
            spoken: "time.more"
            look: "primary"
            order: 1
            width: parent.width
        }

        Flow {
            id: others

            readonly property real each: Theme.zoom === 2 && overtime.width > overtime.height && overtime.stoppable ? Math.floor((width - spacing) / 2) : width

            width: parent.width
            spacing: column.spacing

            BigButton {
                control: "times"
                text: Kiosk.text(spoken, {})
                spoken: "times." + overtime.times + ".change"
                look: "quiet"
                order: 2
                width: others.each
            }

            BigButton {
                visible: overtime.stoppable
                control: "cancel"
                text: Kiosk.text("time.stop", {})
                spoken: "time.stop"
                look: "quiet"
                order: 3
                width: others.each
            }
        }
    }
}
