import QtQuick
import "../Parts"

// What a page without a question is about: a large picture and its title, where there is room for both.
Column {
    id: sign

    required property string name // of the picture
    required property string title
    property bool good: false
    property bool bad: false
    property bool bare: false // without the picture, where what stands below needs its room
    readonly property real whole: words.height + 412 // with the picture and the air round it

    visible: Theme.roomy
    width: parent?.width ?? 0
    spacing: 32
    topPadding: bare ? 0 : 120

    Rectangle {
        visible: !sign.bare
        anchors.horizontalCenter: parent.horizontalCenter
        width: 260
        height: width
        radius: width / 2
        color: sign.good ? Theme.successSoft : sign.bad ? Theme.dangerSoft : Theme.surfaceSoft
        border.width: Theme.high ? Theme.line : 0
        border.color: Theme.outline

        Icon {
            anchors.centerIn: parent
            name: sign.name
            size: parent.width * 0.56
            pen: 1.7
            color: sign.good ? Theme.success : sign.bad ? Theme.danger : Theme.primaryText
        }
    }

    Label {
        id: words
        width: parent.width
        objectName: "title"
        text: sign.title
        strong: true
        font.pixelSize: Theme.heading
        color: Theme.deep
        horizontalAlignment: Text.AlignHCenter
    }
}
