import QtQuick

// One coin or note that is taken: our own drawing with the figure, round for coins, oblong for notes.
Item {
    id: money

    required property int amount
    readonly property bool note: amount >= 1000
    readonly property color ink: Theme.high ? "#000000" : note ? "#ffffff" : "#33363d"
    readonly property color tint: Theme.high ? "#ffe14d" : amount >= 50000 ? "#8a5c00" : amount >= 10000 ? "#267337" : amount >= 5000 ? "#b8401f" : amount >= 1000 ? "#1c589c" : amount === 10 ? "#e3a679" : "#cdd1d5"
    readonly property color rim: Theme.high ? "#ffffff" : amount >= 1000 ? Qt.lighter(tint, 1.5) : Qt.darker(tint, 1.25)
    readonly property real unit: Theme.zoom

    Accessible.role: Accessible.Graphic
    Accessible.name: Kiosk.plain(Kiosk.text("money.amount", { amount: amount }))

    implicitWidth: (note ? 236 : 132) * unit
    implicitHeight: (note ? 112 : 132) * unit

    Rectangle {
        anchors.fill: parent
        radius: money.note ? 14 * money.unit : height / 2
        color: money.tint
        border.width: money.note ? 0 : 3
        border.color: money.rim
    }

    Rectangle {
        anchors.fill: parent
        anchors.margins: 10 * money.unit
        radius: money.note ? 8 * money.unit : height / 2
        color: "transparent"
        border.width: 3
        border.color: Theme.high ? "#000000" : money.rim
    }

    Label {
        anchors.centerIn: parent
        text: money.amount.toLocaleString(Qt.locale("C"), "f", 0).replace(/(\d)(?=(\d{3})+$)/g, "$1,")
        strong: true
        wrapMode: Text.NoWrap
        color: money.ink
        Accessible.ignored: true // the whole coin or note has a name
        font.pixelSize: Theme.body
    }
}
