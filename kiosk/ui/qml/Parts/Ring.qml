import QtQuick

// Round the control that has the focus of a keypad, within its edge, so that no list cuts it: dark and light together, so that it
// stands out from every ground and every button.
Rectangle {
    id: ring

    readonly property bool slim: Math.min(width, height) < 120 // a small key has little room for what stands on it
    readonly property int thick: slim ? 7 : 10

    z: 9
    anchors.fill: parent
    visible: parent !== null && Kiosk.focused !== ""
    color: "transparent"
    radius: Theme.radius
    border.width: thick
    border.color: Theme.ring

    Rectangle {
        anchors.fill: parent
        anchors.margins: ring.thick
        color: "transparent"
        radius: Math.max(0, ring.radius - ring.thick)
        border.width: ring.slim ? 3 : 6
        border.color: Theme.ground
    }
}
