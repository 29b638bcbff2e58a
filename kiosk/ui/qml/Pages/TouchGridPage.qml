pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// The whole screen in parts: what a finger touches or wipes over turns light. Nothing here is a Control: the test is of the glass.
Page {
    id: page

    readonly property real cellWidth: width / view.columns
    readonly property real cellHeight: height / view.rows

    plain: true
    bare: true

    Rectangle {
        parent: page
        z: 10
        anchors.fill: parent
        color: Theme.surface

        Repeater {
            model: page.view.left

            Rectangle {
                id: cell

                required property int modelData

                x: modelData % page.view.columns * page.cellWidth
                y: Math.floor(modelData / page.view.columns) * page.cellHeight
                width: page.cellWidth
                height: page.cellHeight
                color: Theme.deep
                border.width: 2
                border.color: Theme.surface
            }
        }

        Rectangle {
            anchors.centerIn: parent
            width: Math.min(parent.width - 96, told.implicitWidth + 96)
            height: told.height + 48
            radius: Theme.radius
            color: Theme.surface
            border.width: Theme.line
            border.color: Theme.outline

            Label {
                id: told
                anchors.centerIn: parent
                width: parent.width - 64
                text: Kiosk.text("service.touch-all", { left: page.view.left.length })
                strong: true
                horizontalAlignment: Text.AlignHCenter
            }
        }

        MultiPointTouchArea {
            id: glass

            anchors.fill: parent
            mouseEnabled: true

            function told(points: var): void {
                for (const point of points) {
                    const column = Math.floor(point.x / page.cellWidth), row = Math.floor(point.y / page.cellHeight);
                    const cell = row * page.view.columns + column;
                    if (page.view.left.includes(cell))
                        Kiosk.tapped("cell", String(cell));
                }
            }

            onPressed: points => glass.told(points)
            onUpdated: points => glass.told(points)
        }
    }
}
