import QtQuick

// The picture of the city. Nothing under high contrast.
Image {
    readonly property bool wide: width > 2 * height

    visible: !Theme.high
    cache: false // Qt's is for the whole process, and by an address that is every city's
    source: wide ? "image://city/attract_wide" : "image://city/attract"
    sourceSize: wide ? Qt.size(1280, 512) : Qt.size(1280, 1280)
    fillMode: Image.PreserveAspectCrop
    verticalAlignment: Image.AlignBottom
}
