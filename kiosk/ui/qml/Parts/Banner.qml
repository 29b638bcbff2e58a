import QtQuick

// A sentence that must be noticed. `tone`: problem, warning, info, good.
Rectangle {
    id: banner

    required property string text
    property string tone: "problem"
    readonly property color ink: tone === "problem" ? Theme.danger : tone === "warning" ? Theme.warning : tone === "good" ? Theme.success : Theme.primaryText
    readonly property real air: Theme.zoom === 1 ? 24 : 12

    visible: text !== ""
    radius: Theme.radius
    color: tone === "problem" ? Theme.dangerSoft : tone === "warning" ? Theme.warningSoft : tone === "good" ? Theme.successSoft : Theme.surfaceSoft
    border.width: Theme.high ? Theme.line : 0
    border.color: ink
    implicitHeight: visible ? label.height - 0.3 * Theme.body + 2 * air : 0

    Icon {
        id: mark
        visible: Theme.zoom === 1 // at double size its place is the words'
        name: banner.tone === "good" ? "check" : banner.tone === "info" ? "info" : "warning"
        size: Theme.body
        color: banner.ink
        x: 24
        y: label.y + (label.height / label.lineCount - height) / 2
    }

    Label {
        id: label
        text: banner.text
        strong: true
        color: banner.ink
        x: mark.visible ? mark.x + mark.width + 16 : 20
        y: banner.air - 0.15 * Theme.body
        width: parent.width - x - 20
    }
}
