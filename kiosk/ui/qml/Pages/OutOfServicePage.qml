import QtQuick
import "../Parts"

Page {
    id: page

    ServiceDoor {
        parent: page
    }

    Column {
        width: page.bodyWidth
        spacing: 32

        Item {
            width: 1
            height: page.wide || Theme.zoom === 2 ? 0 : 200
        }

        Rectangle {
            visible: !(page.wide && Theme.zoom === 2)
            anchors.horizontalCenter: parent.horizontalCenter
            width: page.wide || Theme.zoom === 2 ? 168 : 300
            height: width
            radius: width / 2
            color: Theme.surfaceSoft
            border.width: Theme.high ? Theme.line : 0
            border.color: Theme.outline

            Icon {
                anchors.centerIn: parent
                name: page.view.reason.id === "out.starting" ? "clock" : "info"
                size: parent.width * 0.56
                pen: 1.7
                color: Theme.primaryText
            }
        }

        Label {
            width: parent.width
            text: Kiosk.text("out.title", {})
            strong: true
            font.pixelSize: Theme.heading
            color: Theme.deep
            horizontalAlignment: Text.AlignHCenter
        }

        Label {
            width: parent.width
            text: Kiosk.say(page.view.reason)
            strong: true
            horizontalAlignment: Text.AlignHCenter
        }

        Label {
            width: parent.width
            visible: text !== ""
            text: Kiosk.say(page.view.heard)
            horizontalAlignment: Text.AlignHCenter
        }

        Label {
            width: parent.width
            visible: text !== ""
            text: Kiosk.say(page.view.contact)
            horizontalAlignment: Text.AlignHCenter
        }

        Label {
            width: parent.width
            text: Kiosk.text("out.elsewhere", {})
            color: Theme.textSoft
            horizontalAlignment: Text.AlignHCenter
        }
    }
}
