import QtQuick

// The city's own mark.
Image {
    property real size: 72

    width: size
    height: size
    sourceSize: Qt.size(Math.round(size), Math.round(size))
    source: Theme.high ? "image://city/emblem_high" : "image://city/emblem"
}
