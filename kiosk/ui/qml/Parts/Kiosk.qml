pragma Singleton
import QtQuick

// What every part of a screen shares: the words of the resident's language, and the way back to the kiosk.
QtObject {
    property var words: null
    property string language: "ko"
    property var languages: [] // that the city's screens are offered in, each {tag, name, face}
    readonly property var choice: languages.length > 1 ? languages : [] // with one alone there is nothing to choose
    property string choosing: "" // what is chosen from over the page: "settings"
    property bool speaks: false // the machine has a voice

    readonly property bool readings: reading("가") !== "" // Korean names have their Latin reading

    property string focused: "" // the name of the control that has the keypad's focus
    property string guide: "" // how the keys are used on this page, for who uses them
    property Item keyed: null // that control, where it is on the screen

    signal tapped(string control, string value)

    function text(id: string, args: var): string {
        return words ? words.text(id, args ?? {}) : "";
    }

    // As a name: without the joiners that keep the words of a line whole.
    function plain(text: string): string {
        return text.replace(/\u2060/g, "");
    }

    // No line ends within it.
    function whole(text: string): string {
        return text.replace(/ /g, "\u00a0").split("").join("\u2060");
    }

    // The Latin reading of a Korean name, behind a line break; "" for who reads hangul.
    function reading(name: string): string {
        const latin = words && name !== "" ? words.latin(name) : "";
        return latin === "" ? "" : "\n" + latin;
    }

    // A view's message, {id, args}, or null; or what is a text already.
    function say(message: var): string {
        return typeof message === "string" ? message : message ? text(message.id, message.args) : "";
    }
}
