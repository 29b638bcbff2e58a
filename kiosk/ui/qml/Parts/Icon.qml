import QtQuick

// A line drawing from Icons, in any size and colour. (An Image: the software renderer draws a Shape past its clip.)
Image {
    required property string name
    property color color: Theme.text
    property real size: 48
    property real pen: 2

    width: Math.round(size)
    height: width
    source: name === "" ? "" : Icons.drawing(`<path d="${Icons.paths[name]}" fill="none" stroke="${color}" stroke-width="${pen}" stroke-linecap="round" stroke-linejoin="round"/>`, 24, size)
}
