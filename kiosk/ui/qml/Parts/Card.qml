import QtQuick

// A quiet white panel for what is shown, not touched.
Rectangle {
    radius: Theme.radius
    color: Theme.surface
    border.width: Theme.line
    border.color: Theme.outlineSoft
}
