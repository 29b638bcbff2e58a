pragma Singleton
import QtQuick

// What every part of a screen shares: the words of the resident's language, and the way back to the kiosk.
QtObject {
    property var words: null
    property string language: "ko"
    property var languages: ["ko"] // that the city's screens are offered in; with one alone there is nothing to choose
    readonly property var choice: languages.length > 1 ? languages.map(tag => ({ tag: tag, text: tag === "ko" ? "bar.korean" : "bar.english" })) : []

    signal tapped(string control, string value)

    function text(id: string, args: var): string {
        return words ? words.text(id, args ?? {}) : "";
    }

    // A view's message: {id, args}, or null.
    function say(message: var): string {
        return message ? text(message.id, message.args) : "";
    }
}
