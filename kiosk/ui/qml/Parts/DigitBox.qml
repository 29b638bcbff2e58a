import QtQuick

// A box that the number pad types into. `label` is the message id of its name; `label`.spoken says what it is for.
Control {
    id: box

    required property string label
    required property string typed
    required property bool focused
    property bool flat: false // the name before the digits, not over them

    control: "field"
    spoken: label + ".spoken"
    implicitHeight: flat ? Theme.touch : name.implicitHeight + digits.implicitHeight + 8

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: Theme.surface
        border.width: box.focused ? 6 : 3
        border.color: box.focused ? Theme.primary : Theme.outline
    }

    Label {
        id: name
        visible: !box.flat || width + digits.implicitWidth + 68 <= box.width // a voice still says it
        x: 20
        y: box.flat ? (parent.height - height) / 2 : 4
        width: box.flat ? implicitWidth : parent.width - 40
        text: Kiosk.text(box.label, {})
        wrapMode: box.flat ? Text.NoWrap : Text.Wrap
        color: box.focused ? Theme.primaryText : Theme.textSoft
    }

    Label {
        id: digits
        anchors.right: parent.right
        anchors.rightMargin: 28
        y: box.flat ? (parent.height - height) / 2 : parent.height - height - 4
        width: Math.min(implicitWidth, parent.width - 48)
        wrapMode: Text.NoWrap
        text: box.typed
        strong: true
        font.pixelSize: Theme.button
        color: Theme.text
    }

    Rectangle {
        visible: box.focused
        anchors.right: parent.right
        anchors.rightMargin: 16
        y: digits.y + digits.height * 0.15
        width: 5
        height: digits.height * 0.7
        color: Theme.primary
    }
}
