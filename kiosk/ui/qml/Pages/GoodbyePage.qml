import QtQuick
import "../Parts"

Page {
    id: page

    Column {
        width: page.bodyWidth
        spacing: 32

        Item {
            width: 1
            height: page.wide || Theme.zoom === 2 ? 0 : 160
        }

        Rectangle {
            visible: !(page.wide && Theme.zoom === 2)
            anchors.horizontalCenter: parent.horizontalCenter
            width: page.wide || Theme.zoom === 2 ? 168 : 320
            height: width
            radius: width / 2
            color: page.view.timed_out ? Theme.surfaceSoft : Theme.successSoft
            border.width: Theme.high ? Theme.line : 0
            border.color: Theme.outline

            Icon {
                anchors.centerIn: parent
                name: page.view.timed_out ? "clock" : "shield"
                size: parent.width * 0.6
                pen: 1.6
                color: page.view.timed_out ? Theme.primaryText : Theme.success
            }
        }

        Label {
            width: parent.width
            text: Kiosk.text(page.view.timed_out ? "timeout.title" : "thanks.title", {})
            strong: true
            font.pixelSize: Theme.heading + (page.wide || Theme.zoom === 2 ? 0 : 8)
            color: Theme.deep
            horizontalAlignment: Text.AlignHCenter
        }

        Banner {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(parent.width, Theme.zoom === 1 ? 560 : 900)
            tone: "good"
            text: Kiosk.text("thanks.privacy", {})
        }

        Label {
            width: parent.width
            text: Kiosk.text(page.view.timed_out ? "timeout.body" : "thanks.body", {})
            horizontalAlignment: Text.AlignHCenter
        }

        Label {
            width: parent.width
            text: Kiosk.text("thanks.take", {})
            color: Theme.textSoft
            horizontalAlignment: Text.AlignHCenter
        }
    }
}
