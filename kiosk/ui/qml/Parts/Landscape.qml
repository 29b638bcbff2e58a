import QtQuick

// The picture of the city: Chiaksan in the morning, our own drawing. Nothing under high contrast.
Image {
    readonly property bool wide: width > 2 * height

    visible: !Theme.high
    source: wide ? "../images/chiaksan-wide.svg" : "../images/chiaksan.svg"
    sourceSize: wide ? Qt.size(1280, 512) : Qt.size(1280, 1280)
    fillMode: Image.PreserveAspectCrop
    verticalAlignment: Image.AlignBottom
}
