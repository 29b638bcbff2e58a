import QtQuick

// A box that the number pad types into. `label` is the message id of its name; `label`.spoken says what it is for.
Control {
    id: box

    required property string label
    required property string typed
    required property bool focused

    control: "field"
    spoken: label + ".spoken"

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: Theme.surface
        border.width: box.focused ? 6 : 3
        border.color: box.focused ? Theme.primary : Theme.outline
    }

    Label {
        x: 24
        y: 10
        width: parent.width - 48
        text: Kiosk.text(box.label, {})
        wrapMode: Text.NoWrap
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: 38
        font.pixelSize: Math.min(Theme.caption, Math.round(box.height * 0.3)) // name and digits share what height there is
        color: box.focused ? Theme.primaryText : Theme.textSoft
    }

    Label {
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 6
        anchors.right: parent.right
        anchors.rightMargin: 36
        width: parent.width - 60
        horizontalAlignment: Text.AlignRight
        wrapMode: Text.NoWrap
        fontSizeMode: Text.HorizontalFit // a name of many letters is written smaller
        minimumPixelSize: 38
        text: box.typed
        strong: true
        font.pixelSize: Math.min(Theme.heading, Math.round(box.height * 0.45))
        color: Theme.text
    }

    Rectangle {
        visible: box.focused
        anchors.right: parent.right
        anchors.rightMargin: 24
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 20
        width: 6
        height: Theme.heading
        color: Theme.primary
    }
}
