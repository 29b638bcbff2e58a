pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// Nobody can be served: why, who knows of it, whom to call.
Page {
    id: page

    title: Theme.roomy ? "" : Kiosk.text("out.title", {})

    ServiceDoor {
        parent: page
    }

    Column {
        width: page.bodyWidth
        spacing: Theme.roomy ? 32 : Theme.gap

        Sign {
            name: page.view.reason.id === "out.starting" ? "clock" : "info"
            title: Kiosk.text("out.title", {})
        }

        Repeater {
            model: [Kiosk.say(page.view.reason), Kiosk.say(page.view.heard), Kiosk.say(page.view.contact), Kiosk.text("out.elsewhere", {})]

            Label {
                required property string modelData
                required property int index

                visible: text !== ""
                width: page.bodyWidth
                text: modelData
                strong: index === 0
                color: index === 3 ? Theme.textSoft : Theme.text
                horizontalAlignment: Theme.roomy ? Text.AlignHCenter : Text.AlignLeft
            }
        }
    }
}
