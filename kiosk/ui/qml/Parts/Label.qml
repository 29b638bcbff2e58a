import QtQuick

// Any text of a screen. Never elided: it wraps, and what has no room is on the next page.
Text {
    property bool strong: false
    readonly property real inkHeight: implicitHeight - 0.3 * font.pixelSize // without the air above and below

    color: Theme.text
    font.family: Theme.family
    font.pixelSize: Theme.body
    font.weight: strong ? Font.Bold : Font.Normal
    textFormat: Text.PlainText
    wrapMode: Text.Wrap
    lineHeight: Theme.zoom === 1 ? 0.92 : 0.84 // at double size there is air enough between lines
    verticalAlignment: Text.AlignVCenter

    Accessible.role: Accessible.StaticText
    Accessible.name: Kiosk.plain(text)
    Accessible.ignored: text === ""
}
