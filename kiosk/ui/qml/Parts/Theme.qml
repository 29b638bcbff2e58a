pragma Singleton
import QtQuick

// The look: colours of the Korean government's design system (KRDS), type sizes for a 27-inch portrait screen.
QtObject {
    property int zoom: 1
    property bool high: false
    property bool low: false
    property bool motion: true // without it nothing moves: for still pictures, and for whom motion disturbs

    property string family: "Noto Sans CJK KR" // of the language that is shown

    // Type. Public kiosks need characters of at least 12 mm: 38 px at 81 px to the inch. The small sizes double in
    // full; headings are large already and grow less, so that a line still holds a few words.
    readonly property int caption: zoom === 1 ? 38 : 76
    readonly property int body: zoom === 1 ? 42 : 84
    readonly property int button: zoom === 1 ? 46 : 84
    readonly property int heading: zoom === 1 ? 62 : 104
    readonly property int display: zoom === 1 ? 88 : 128

    // Space and shape. A touch target is at least 20 mm: 64 px on this screen, 76 px on the smallest the standard allows.
    readonly property int touch: zoom === 1 ? 112 : 144
    readonly property int gap: 24
    readonly property int radius: 24
    readonly property int line: high ? 4 : 2

    readonly property color ground: high ? "#000000" : "#f4f7fd"
    readonly property color surface: high ? "#000000" : "#ffffff"
    readonly property color surfaceSoft: high ? "#000000" : "#ecf2fe"
    readonly property color surfaceMuted: high ? "#000000" : "#e6e8ea"
    readonly property color outline: high ? "#ffffff" : "#cdd1d5"
    readonly property color outlineSoft: high ? "#ffffff" : "#d8e5fd"
    readonly property color text: high ? "#ffffff" : "#1e2124"
    readonly property color textSoft: high ? "#ffffff" : "#464c53"
    readonly property color primary: high ? "#ffe14d" : "#256ef4"
    readonly property color primaryPressed: high ? "#ffffff" : "#0b50d0"
    readonly property color primaryText: high ? "#ffe14d" : "#0b50d0"
    readonly property color primaryInk: high ? "#000000" : "#ffffff"
    readonly property color deep: high ? "#ffe14d" : "#052561"
    readonly property color accent: high ? "#ffe14d" : "#ffb114"
    readonly property color ring: high ? "#ffffff" : "#052561" // of what has the keypad's focus
    readonly property color success: high ? "#7df59b" : "#267337"
    readonly property color successSoft: high ? "#000000" : "#eaf6ec"
    readonly property color danger: high ? "#ffb3a1" : "#bd2c0f"
    readonly property color dangerSoft: high ? "#000000" : "#fdefec"
    readonly property color warning: high ? "#ffd27a" : "#7a4f00"
    readonly property color warningSoft: high ? "#000000" : "#fff3db"

    // The ink of a view's tone.
    function tone(tone: string): color {
        return tone === "good" ? success : tone === "warning" ? warning : tone === "problem" ? danger : textSoft;
    }
}
