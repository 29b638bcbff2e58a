import QtQuick

// The city's own mark.
Image {
    property real size: 72

    width: size
    height: size
    sourceSize: Qt.size(Math.round(size), Math.round(size))
    cache: false // Qt's is for the whole process, and by an address that is every city's
    source: Theme.high ? "image://city/emblem_high" : "image://city/emblem"
}
