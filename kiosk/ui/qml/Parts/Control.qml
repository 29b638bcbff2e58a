import QtQuick

// Anything that can be touched: tells the kiosk its name and value.
// `spoken` is the message id of what a voice says for it (with `spokenArgs`), behind `about`; `order` is its place in the keypad's order.
Item {
    id: root

    required property string control
    property string value: ""
    required property string spoken
    property var spokenArgs: ({})
    property string about: "" // what it belongs to, said before it
    required property int order
    readonly property string heard: spoken === "" ? "" : Kiosk.plain((about === "" ? "" : about + ": ") + Kiosk.text(spoken, spokenArgs))
    readonly property bool pressed: tap.pressed

    readonly property bool keyed: visible && Kiosk.focused !== "" && Kiosk.focused === objectName
    onKeyedChanged: if (keyed)
        Kiosk.keyed = root

    property bool local: false // handled by the page itself; the kiosk is not told
    signal activated

    function activate(): void {
        activated();
        if (!local)
            Kiosk.tapped(control, value);
    }

    objectName: value === "" ? control : control + ":" + value
    implicitHeight: Theme.touch

    Accessible.role: Accessible.Button
    Accessible.name: heard
    Accessible.ignored: local && !enabled // there is no other page that way
    Accessible.onPressAction: activate()

    // Not a mouse area: of two fingers that overlap, as those of quick typists do, it would hear the first alone.
    TapHandler {
        id: tap
        dragThreshold: 60 // a hand may shake
        longPressThreshold: 0 // and may be slow: however long a finger rests, lifting it is what it came for
        onTapped: root.activate()
    }
}
