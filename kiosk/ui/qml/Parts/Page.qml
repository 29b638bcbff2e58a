pragma ComponentBehavior: Bound
import QtQuick

// The frame of every page: whose machine it is, where we are, what is asked, the page's own body, the ways on, the bar.
// Text that does not fit is scrolled, never cut. With Theme.low everything that is touched lies in the lower half.
Item {
    id: page

    property var view: ({})
    property string title: ""
    property string subtitle: ""
    property var problem: null
    property int step: 0
    // The ways on: [{control, text, look?, icon?, value?}]; one may be primary.
    property var actions: []
    property bool languages: true
    property bool reached: false // something in the body is touched, so with Theme.low the body goes down
    property bool plain: false // without header and heading: the page brings its own
    property bool bare: false // and without the bar: all of the glass is the page's own
    default property alias content: body.data

    readonly property bool wide: width > height
    readonly property real side: wide ? 40 : 48
    // Of a landscape screen at double size, a problem and what is touched take all, low or not.
    readonly property bool crowded: wide && Theme.zoom === 2 && problem.visible
    readonly property bool lowered: Theme.low && reached && !crowded || plain
    // Where the lower part begins. Double size does not fit half of a screen; a landscape one is low enough anyway.
    property real lowFrom: wide && Theme.zoom === 2 && !plain ? 0.3 : 0.5
    readonly property real middle: Math.round(height * lowFrom)
    readonly property real bodyWidth: width - 2 * side - (wide ? bar.width + 32 : 0)
    // The height that a body may fill without scrolling.
    readonly property real room: scroll.height - body.y - 8

    Image {
        visible: !Theme.high && !page.plain
        source: "image://city/ground"
        sourceSize: Qt.size(page.width, page.width * 0.4)
        anchors.bottom: parent.bottom
        width: page.width
        height: width * 0.4
    }

    NumberAnimation {
        target: body
        property: "opacity"
        from: 0
        to: 1
        duration: 220
        easing.type: Easing.OutCubic
        running: Theme.motion
    }

    // --- above: header ---

    Item {
        id: header

        readonly property string kind: page.step === 2 || page.step === 3 ? page.view.kind_title ?? "" : "" // what is being asked about
        readonly property bool named: Theme.zoom === 1 || kind !== ""
        readonly property bool beside: page.wide || Theme.zoom === 2 // the steps stand beside the name, not under it

        visible: !page.plain
        x: page.side
        y: page.wide ? 20 : 36
        width: page.width - 2 * page.side
        height: page.plain ? 0 : beside || page.step === 0 ? 76 : 76 + 28 + steps.height

        Emblem {
            id: emblem
            size: 76
        }

        Label {
            id: name
            visible: header.named
            anchors.left: emblem.right
            anchors.leftMargin: 20
            anchors.verticalCenter: emblem.verticalCenter
            width: Math.min(implicitWidth, Math.round((parent.width - 96) * (header.beside ? 0.62 : 1)))
            height: 76
            verticalAlignment: Text.AlignVCenter
            text: header.kind !== "" ? header.kind : Kiosk.text("machine.name", {})
            strong: true
            fontSizeMode: Text.Fit // a long name takes two lines
            minimumPixelSize: 28
            font.pixelSize: Theme.zoom === 1 ? Theme.caption + 2 : 68
            lineHeight: 0.9
            color: Theme.deep
        }

        Steps {
            id: steps
            visible: page.step > 0
            current: page.step
            anchors.right: parent.right
            width: !header.beside ? parent.width : header.named ? parent.width - name.x - name.width - 48 : parent.width - emblem.width - 32
            y: header.beside ? (76 - height) / 2 : 76 + 28
        }
    }

    // --- the heading: in the scrolled part, or alone in the upper half ---

    Flickable {
        id: upper
        visible: page.lowered && !page.plain
        x: page.side
        y: header.y + header.height + 24
        width: page.bodyWidth
        height: Math.max(0, Math.floor(page.middle - y - 16))
        contentWidth: width
        contentHeight: Math.ceil(heading.y + heading.height)
        interactive: contentHeight > height
        boundsBehavior: Flickable.StopAtBounds
        clip: true
    }

    Column {
        id: heading
        parent: page.lowered ? upper.contentItem : scroll.contentItem
        visible: !page.plain
        width: page.bodyWidth
        y: page.lowered ? Math.max(0, (upper.height - height) / 3) : 0
        spacing: page.wide ? 8 : 12

        Label {
            width: parent.width
            visible: text !== "" && !page.crowded
            text: page.title
            strong: true
            font.pixelSize: page.wide && Theme.zoom === 2 ? Theme.button : Theme.heading
            color: Theme.deep
        }

        Label {
            width: parent.width
            visible: text !== "" && !(page.wide && problem.visible) // low screens have room for one of the two
            text: Kiosk.guide !== "" && Theme.zoom === 1 ? Kiosk.guide : page.subtitle // at double size there is no room to teach
            color: Theme.textSoft
        }

        Item {
            width: 1
            height: 4
            visible: problem.visible
        }

        Banner {
            id: problem
            width: parent.width
            text: Kiosk.say(page.problem)
            size: page.crowded ? 52 : Theme.body
        }
    }

    // --- the body ---

    Flickable {
        id: scroll

        readonly property bool over: contentHeight > height + 2

        x: page.side
        y: page.lowered ? page.middle : header.y + header.height + (page.wide ? 20 : 44)
        width: page.bodyWidth
        height: Math.max(0, Math.floor(footer.y - (page.actions.length > 0 || !page.wide ? 16 : 0) - y))
        contentWidth: width
        contentHeight: Math.ceil(body.y + body.height + (body.height + body.y > height ? 112 : 0)) // whole, or a drag to the end never ends
        interactive: over
        boundsBehavior: Flickable.StopAtBounds
        maximumFlickVelocity: 2000
        flickDeceleration: 6000 // a page comes to rest soon: what moves cannot be read
        clip: true

        // What has the focus is in view, and a little of what lies round it.
        readonly property Item keyed: Kiosk.keyed
        onKeyedChanged: Qt.callLater(reveal)
        onContentHeightChanged: Qt.callLater(reveal) // a page gets its final height when it is drawn

        function reveal(): void {
            let inside = Kiosk.focused === "" ? null : keyed;
            while (inside !== null && inside !== contentItem)
                inside = inside.parent;
            if (inside === null || !over)
                return;
            const y = keyed.mapToItem(contentItem, 0, 0).y;
            const most = contentHeight - height;
            glide.stop();
            contentY = Math.max(0, Math.min(most, Math.min(y - 40, Math.max(contentY, y + keyed.height + 128 - height))));
        }

        Item {
            id: body
            y: page.lowered ? 0 : heading.height + (page.wide ? 20 : 36)
            width: page.bodyWidth
            height: childrenRect.height
        }
    }

    Row {
        anchors.right: scroll.right
        anchors.bottom: scroll.bottom
        anchors.bottomMargin: 4
        spacing: 12

        Repeater {
            model: [
                { control: "scroll-up", icon: "up", spoken: "button.up", by: -0.7, shown: scroll.over && scroll.contentY > 4 },
                { control: "scroll-down", icon: "down", spoken: "button.more", by: 0.7, shown: scroll.over && scroll.contentY + scroll.height < scroll.contentHeight - 4 }
            ]

            Control {
                id: scroller

                required property var modelData
                required property int index

                local: true
                control: modelData.control
                spoken: modelData.spoken
                order: 700 + index
                visible: modelData.shown
                width: 104
                height: 104
                onActivated: {
                    glide.to = Math.max(0, Math.min(scroll.contentHeight - scroll.height, scroll.contentY + modelData.by * scroll.height));
                    glide.restart();
                }

                Rectangle {
                    anchors.fill: parent
                    radius: width / 2
                    color: scroller.pressed ? Theme.primaryPressed : Theme.deep
                    border.width: Theme.line
                    border.color: Theme.primaryInk
                }

                Icon {
                    anchors.centerIn: parent
                    name: scroller.modelData.icon
                    size: 56
                    pen: 2.6
                    color: Theme.primaryInk
                }
            }
        }
    }

    NumberAnimation {
        id: glide
        target: scroll
        property: "contentY"
        duration: Theme.motion ? 260 : 0
        easing.type: Easing.InOutCubic
    }

    // --- below: the ways on, and the bar ---

    Column {
        id: footer
        x: page.side
        width: page.bodyWidth
        y: page.height - height - (page.wide ? 20 : 36)
        spacing: 28

        Item {
            id: ways

            readonly property var primary: page.actions.find(action => action.look === "primary") ?? null
            readonly property var rest: page.actions.filter(action => action.look !== "primary")
            readonly property real besides: width - others.natural - (rest.length ? Theme.gap : 0)
            readonly property bool inline: primary !== null && besides >= main.natural

            visible: page.actions.length > 0
            width: parent.width
            height: primary === null ? others.height : inline ? Math.max(main.height, others.height) : main.height + (rest.length ? Theme.gap + others.height : 0)

            Flow {
                id: others

                readonly property real natural: {
                    let sum = 0;
                    for (let i = 0; i < children.length; i++)
                        sum += children[i].implicitWidth > 0 ? children[i].implicitWidth + (sum > 0 ? spacing : 0) : 0;
                    return sum;
                }
                width: ways.inline ? natural : parent.width
                y: ways.primary !== null && !ways.inline ? main.height + Theme.gap : 0
                spacing: Theme.gap

                Repeater {
                    model: ways.rest

                    BigButton {
                        required property var modelData
                        required property int index

                        control: modelData.control
                        value: modelData.value ?? ""
                        text: Kiosk.text(modelData.text, {})
                        spoken: modelData.text
                        icon: page.wide && Theme.zoom === 2 ? "" : modelData.icon ?? ""
                        look: modelData.look ?? "quiet"
                        order: 810 + index
                        width: Math.min(implicitWidth, ways.width)
                    }
                }
            }

            BigButton {
                id: main
                visible: ways.primary !== null
                enabled: visible
                control: ways.primary?.control ?? ""
                value: ways.primary?.value ?? ""
                text: ways.primary ? Kiosk.text(ways.primary.text, {}) : ""
                spoken: ways.primary?.text ?? "button.confirm"
                icon: page.wide && Theme.zoom === 2 ? "" : ways.primary?.icon ?? ""
                look: "primary"
                order: 800
                x: ways.inline ? ways.width - width : 0
                width: ways.inline ? ways.besides : ways.width
            }
        }

        Item {
            visible: !page.wide
            width: parent.width
            height: bar.height
        }
    }

    Bar {
        id: bar
        visible: !page.bare
        upright: page.wide
        languages: page.languages
        most: page.wide ? page.height - page.middle - 20 : page.bodyWidth
        x: page.wide ? page.width - page.side - width : page.side
        y: page.height - height - (page.wide ? 20 : 36)
    }
}
