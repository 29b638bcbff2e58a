import QtQuick

// A sentence that must be noticed. `tone`: problem, warning, info, good.
Rectangle {
    id: banner

    required property string text
    property string tone: "problem"
    property int size: Theme.body
    readonly property color ink: tone === "problem" ? Theme.danger : tone === "warning" ? Theme.warning : tone === "good" ? Theme.success : Theme.primaryText

    visible: text !== ""
    radius: Theme.radius
    color: tone === "problem" ? Theme.dangerSoft : tone === "warning" ? Theme.warningSoft : tone === "good" ? Theme.successSoft : Theme.surfaceSoft
    border.width: Theme.high ? Theme.line : 0
    border.color: ink
    implicitHeight: visible ? label.height + 40 : 0

    Icon {
        id: mark
        name: banner.tone === "good" ? "check" : banner.tone === "info" ? "info" : "warning"
        size: banner.size + 6
        color: banner.ink
        x: 28
        y: 20 + (label.height / label.lineCount - height) / 2
    }

    Label {
        id: label
        text: banner.text
        strong: true
        font.pixelSize: banner.size
        color: banner.ink
        x: mark.x + mark.width + 20
        y: 20
        width: parent.width - x - 28
    }
}
