pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// Places to choose from; where they are many, by the first letter of one of their words.
Column {
    id: picker

    required property var places // [id, name]
    required property string chosen
    required property real room // of a page
    property string initial: ""
    readonly property var initials: [...new Set(places.map(place => place[1]).join(" ").split(" ").map(initialOf))].filter(letter => letter !== "").sort()
    readonly property bool many: places.length > 12
    readonly property bool tight: Theme.wide && Theme.low && Theme.zoom === 2 // no room for a name and its reading on one page

    // The initial consonant of a Hangul word, or the first letter of its reading. Syllables are coded 588 to an initial; doubled ones
    // count as plain.
    function initialOf(word: string): string {
        const latin = Kiosk.reading(word);
        if (latin !== "")
            return latin.charAt(1);
        const code = word.charCodeAt(0) - 0xac00;
        return code >= 0 && code < 11172 ? "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ".charAt(Math.floor(code / 588)) : "";
    }

    // Where there is room for one alone it is the reading: whoever asks for another language may not read Hangul.
    function named(place: string): string {
        const latin = Kiosk.reading(place);
        return tight && latin !== "" ? latin.trim() : place + latin;
    }

    spacing: Theme.gap

    // Whoever uses the keys reaches every place.
    Connections {
        target: Kiosk

        function onFocusedChanged(): void {
            if (Kiosk.focused.startsWith("place:"))
                picker.initial = "";
        }
    }

    Flow {
        visible: picker.many
        width: parent.width
        spacing: 12

        Repeater {
            model: ["", ...picker.initials]

            BigButton {
                required property string modelData
                required property int index

                local: true
                control: "filter"
                value: modelData
                text: modelData === "" ? Kiosk.text("lot.place-all", {}) : modelData
                spoken: modelData === "" ? "lot.place-all" : "lot.filter.spoken"
                spokenArgs: ({ initial: modelData })
                order: 100 + index
                look: picker.initial === modelData ? "primary" : "quiet"
                width: modelData === "" ? implicitWidth : Theme.touch
                onActivated: picker.initial = modelData
            }
        }
    }

    Flow {
        id: list

        readonly property real widest: {
            let most = 0;
            for (let i = 0; i < children.length; i++)
                most = Math.max(most, (children[i] as BigButton)?.natural ?? 0);
            return most;
        }
        readonly property int columns: Math.max(1, Math.min(4, Math.floor((width + spacing) / (widest + spacing))))

        width: parent.width
        spacing: 16

        Repeater {
            model: picker.places

            BigButton {
                required property var modelData
                required property int index

                visible: picker.initial === "" || modelData[1].split(" ").some(word => picker.initialOf(word) === picker.initial)
                control: "place"
                value: modelData[0]
                text: picker.named(modelData[1])
                spoken: "lot.place.spoken"
                spokenArgs: ({ name: modelData[1] })
                order: 120 + index
                look: picker.chosen === modelData[0] ? "primary" : "quiet"
                textSize: Theme.body
                height: Math.min(implicitHeight, picker.room)
                width: Math.floor((list.width - (list.columns - 1) * list.spacing) / list.columns)
            }
        }
    }
}
