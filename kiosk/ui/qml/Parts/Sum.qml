pragma ComponentBehavior: Bound
import QtQuick

// What is to be paid, a line each: {name, won, large}.
Rectangle {
    id: sum

    required property var lines

    height: column.height + 2 * column.y
    radius: Theme.radius
    color: Theme.surfaceSoft
    border.width: Theme.high ? Theme.line : 0
    border.color: Theme.outline

    Column {
        id: column
        x: 28
        y: Theme.roomy ? 20 : 6
        width: parent.width - 56

        Repeater {
            model: sum.lines

            Flow {
                id: line

                required property var modelData

                width: column.width
                spacing: 24

                Label {
                    text: Kiosk.text(line.modelData.name, {})
                    strong: line.modelData.large
                    color: line.modelData.large ? Theme.text : Theme.textSoft
                    height: amount.height
                }

                Label {
                    id: amount
                    text: line.modelData.won > 0 ? Kiosk.text("money.amount", { amount: line.modelData.won }) : Kiosk.text("money.free", {})
                    strong: line.modelData.large
                    font.pixelSize: line.modelData.large ? Theme.heading : Theme.body
                    color: line.modelData.won === 0 ? Theme.success : line.modelData.large ? Theme.primaryText : Theme.textSoft
                }
            }
        }
    }
}
