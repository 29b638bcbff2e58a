pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

Page {
    id: page

    readonly property string what: view.step.id.replace("working.", "")
    readonly property bool printing: ["starting-printer", "printing"].includes(what)

    title: Kiosk.text(printing ? "working.print-title" : "working.title", {})
    subtitle: Kiosk.say(view.step)
    step: ({ "reading-card": 2, "reserving": 3, "laying-out": 3, "cancelling": 0, "refund": 0, "charging": 3, "uncharging": 0 })[what] ?? 4

    told: Column {
        width: page.bodyWidth
        spacing: Theme.gap

        Rectangle {
            width: parent.width
            height: 32
            radius: 16
            color: Theme.surfaceMuted
            border.width: Theme.high ? 3 : 0
            border.color: Theme.outline

            Rectangle {
                width: Math.max(parent.height, parent.width * Math.min(1, page.view.steps > 0 ? page.view.done / page.view.steps : 0))
                height: parent.height
                radius: 16
                color: Theme.primary

                Behavior on width {
                    enabled: Theme.motion

                    NumberAnimation {
                        duration: 500
                        easing.type: Easing.OutCubic
                    }
                }
            }
        }

        Banner {
            width: parent.width
            tone: "info"
            text: page.what === "printing" ? Kiosk.text("working.no-return", {}) : ""
        }
    }

    Item {
        id: stage

        property bool whole: true
        readonly property real unit: Math.min(1.3, height / 640, width / 660)

        width: page.bodyWidth
        height: page.room

        Printer {
            visible: page.step === 4
            anchors.centerIn: parent
            scale: stage.unit
        }

        Waiting {
            visible: page.step !== 4
            anchors.centerIn: parent
            scale: stage.unit
            icon: ["reading-card", "charging", "uncharging"].includes(page.what) ? "card" : page.what === "refund" ? "coin" : page.what === "cancelling" ? "close" : "sheet"
        }
    }
}
