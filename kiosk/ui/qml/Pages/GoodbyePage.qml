import QtQuick
import "../Parts"

// The session is over: what became of what was typed, and what to take along.
Page {
    id: page

    title: Theme.roomy ? "" : Kiosk.text(view.timed_out ? "timeout.title" : "thanks.title", {})

    Column {
        width: page.bodyWidth
        spacing: Theme.roomy ? 32 : Theme.gap

        Sign {
            name: page.view.timed_out ? "clock" : "shield"
            good: !page.view.timed_out
            title: Kiosk.text(page.view.timed_out ? "timeout.title" : "thanks.title", {})
        }

        Banner {
            width: parent.width
            tone: "good"
            text: Kiosk.text("thanks.privacy", {})
        }

        Label {
            width: parent.width
            text: Kiosk.text(page.view.timed_out ? "timeout.body" : "thanks.body", {})
            horizontalAlignment: Theme.roomy ? Text.AlignHCenter : Text.AlignLeft
        }

        Label {
            width: parent.width
            text: Kiosk.text("thanks.take", {})
            color: Theme.textSoft
            horizontalAlignment: Theme.roomy ? Text.AlignHCenter : Text.AlignLeft
        }
    }
}
