pragma Singleton
import QtQuick

// The look: colours of the Korean government's design system (KRDS), sizes in quarters of a millimetre, which the window draws in
// whatever px the panel has.
QtObject {
    property int zoom: 1
    property bool high: false
    property bool low: false
    property bool wide: false // the panel lies: there is little height
    property bool motion: true // without it nothing moves: for still pictures, and for whom motion disturbs

    readonly property bool roomy: zoom === 1 && !wide && !low

    property string family: "Noto Sans CJK KR" // of the language that is shown

    // Type. Public kiosks need characters of at least 12 mm: the ink of 가 is 0.91 of its size, so 53 are 12.05 mm. At double
    // size all of it doubles.
    readonly property int body: 53 * zoom
    readonly property int button: 56 * zoom
    readonly property int heading: (wide ? 54 : 62) * zoom
    readonly property int display: (wide ? 84 : 100) * zoom // of an amount

    // Space and shape. A target is at least 20 mm.
    readonly property int touch: zoom === 1 ? (wide ? 96 : 108) : wide ? 130 : 138
    readonly property int gap: zoom === 1 ? 20 : 16
    readonly property int side: wide ? 36 : 44
    readonly property int radius: 16
    readonly property int line: high ? 4 : 3

    readonly property color ground: high ? "#000000" : "#f4f7fd"
    readonly property color surface: high ? "#000000" : "#ffffff"
    readonly property color surfaceSoft: high ? "#000000" : "#ecf2fe"
    readonly property color surfaceMuted: high ? "#000000" : "#e6e8ea"
    readonly property color outline: high ? "#ffffff" : "#58616a" // of what is touched
    readonly property color outlineSoft: high ? "#ffffff" : "#cdd1d5" // of what is only read
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
