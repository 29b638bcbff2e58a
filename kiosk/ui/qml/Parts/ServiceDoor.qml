import QtQuick

// The hidden place in the upper left corner: held down for three seconds it asks who looks after the machine. Not a Control: it has no
// voice and no place in the keypad's order. A short touch is whatever lies below it.
Item {
    id: door

    signal touched

    width: 200
    height: 200

    TapHandler {
        gesturePolicy: TapHandler.ReleaseWithinBounds
        longPressThreshold: 3
        onTapped: door.touched()
        onLongPressed: Kiosk.tapped("service", "")
    }
}
