import QtQuick

// Round the control that has the focus of a keypad, within its edge, so that no list cuts it: dark and light together, so that it
// stands out from every ground and every button.
Rectangle {
    id: ring

    z: 9
    anchors.fill: parent
    visible: parent !== null && Kiosk.focused !== ""
    color: "transparent"
    radius: Theme.radius
    border.width: 10
    border.color: Theme.ring

    Rectangle {
        anchors.fill: parent
        anchors.margins: 10
        color: "transparent"
        radius: Math.max(0, ring.radius - 10)
        border.width: 6
        border.color: Theme.ground
    }
}
