import QtQuick

// Any text of a screen. Never elided: it wraps, and its page scrolls.
Text {
    property bool strong: false

    color: Theme.text
    font.family: Theme.family
    font.pixelSize: Theme.body
    font.weight: strong ? Font.Bold : Font.Normal
    textFormat: Text.PlainText
    wrapMode: Text.Wrap
    lineHeight: 0.92
    verticalAlignment: Text.AlignVCenter

    Accessible.role: Accessible.StaticText
    Accessible.name: Kiosk.plain(text)
    Accessible.ignored: text === ""
}
