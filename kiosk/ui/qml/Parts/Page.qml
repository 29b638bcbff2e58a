pragma ComponentBehavior: Bound
import QtQuick

// The frame of every page. Above: whose machine it is, what is asked and about what, what is wrong, what was typed. Below: what is
// touched, the ways on, the settings of the screen. Nothing scrolls: a body that is higher than its place has pages. With Theme.low
// all that is touched lies in the lower two fifths.
Item {
    id: page

    property var view: ({})
    property string title: ""
    property string subtitle: ""
    property var problem: null
    property int step: 0
    // The ways on: [{control, text, spoken?, look?, icon?}]; one may be primary.
    property var actions: []
    readonly property var usual: ({
        back: { control: "back", text: "button.back", icon: "back" },
        cancel: { control: "cancel", text: "button.cancel", icon: "close" },
        confirm: { control: "confirm", text: "button.confirm", look: "primary", icon: "check" }
    })
    property bool reached: false // something in the body is touched, so with Theme.low the body goes down
    property bool plain: false // without header and heading: the page brings its own
    property bool grounded: !plain // the city's hills lie behind it
    property bool bare: false // and without the buttons below: all of the glass is the page's own
    default property alias content: body.content
    property alias told: tell.data // what stays in view above the body, whichever of its pages is shown

    property real bodyFrom: plain ? 0 : heading.y + heading.height + (Theme.roomy ? 32 : 16) // what stands above the body ends here

    readonly property bool wide: Theme.wide
    readonly property real side: Theme.side
    readonly property bool lowered: Theme.low && reached
    readonly property real low: Math.ceil(height * 0.6) // what is touched begins below it
    readonly property real bodyWidth: width - 2 * side
    readonly property real room: body.height // what a body may fill on one page

    onTitleChanged: body.page = 0
    onProblemChanged: body.page = 0

    // Places and pages are final. The kiosk's window calls it before a frame is drawn.
    function settle(): void {
        for (let round = 0, before = -1; round < 2 || before !== body.height && round < 5; round++) {
            before = body.height; // pages are turned by buttons, and those take room
            body.settled(page);
            body.settle();
        }
        body.settled(page);
        if (Kiosk.focused !== "" && Kiosk.keyed !== null)
            reveal();
    }

    function reveal(): void {
        for (let above = Kiosk.keyed; above !== null; above = above.parent) {
            if (above === body)
                body.show(Kiosk.keyed);
        }
    }

    Connections {
        target: Kiosk

        function onKeyedChanged(): void {
            if (Kiosk.focused !== "" && Kiosk.keyed !== null)
                page.reveal();
        }
    }

    Image {
        visible: !Theme.high && page.grounded
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

    // --- above: whose machine it is, or what is asked about; where we are ---

    Item {
        id: header

        readonly property string kind: page.step === 2 || page.step === 3 ? page.view.kind_title ?? "" : ""
        readonly property bool beside: page.wide // the steps stand beside the name, not under it

        visible: !page.plain && (Theme.zoom === 1 || kind !== "")
        x: page.side
        y: page.wide ? 16 : 32
        width: page.bodyWidth
        height: !visible ? 0 : Math.max(emblem.visible ? emblem.height : 0, name.height) + (steps.visible && !beside ? 20 + steps.height : 0)

        Emblem {
            id: emblem
            visible: Theme.zoom === 1
            size: 76
        }

        Label {
            id: name
            x: emblem.visible ? emblem.width + 20 : 0
            width: Math.min(implicitWidth, Math.round((parent.width - x) * (steps.visible && header.beside ? 0.66 : 1)))
            height: Math.max(implicitHeight, emblem.visible ? emblem.height : 0)
            text: header.kind !== "" ? header.kind : Kiosk.text("machine.name", {})
            strong: true
            color: Theme.deep
        }

        Steps {
            id: steps
            visible: page.step > 0 && Theme.zoom === 1
            current: page.step
            anchors.right: parent.right
            width: header.beside ? parent.width - name.x - name.width - 48 : parent.width
            y: header.beside ? (name.height - height) / 2 : name.height + 20
        }
    }

    Column {
        id: heading
        visible: !page.plain
        x: page.side
        y: header.y + header.height + (header.visible ? (Theme.zoom === 2 || page.wide ? 8 : 28) : 0)
        width: page.bodyWidth
        spacing: page.wide || Theme.zoom === 2 ? 8 : 12

        Label {
            width: parent.width
            objectName: "title"
            visible: text !== "" && !(Theme.zoom === 2 && problem.visible) // which says itself what is to be done
            text: page.title
            strong: true
            font.pixelSize: Theme.heading
            color: Theme.deep
        }

        Label {
            width: parent.width
            visible: text !== "" && Theme.zoom === 1 && !(page.wide && (problem.visible || page.reached && Theme.low && Kiosk.guide === "")) // there is no room to teach
            text: Kiosk.guide !== "" ? Kiosk.guide : page.subtitle
            color: Theme.textSoft
        }

        Banner {
            id: problem
            width: parent.width
            text: Kiosk.say(page.problem)
        }

        Item {
            id: tell
            readonly property Item only: children[0] ?? null

            width: parent.width
            height: only !== null && only.visible ? only.height : 0
        }
    }

    // --- the body ---

    Paged {
        id: body

        x: page.side
        y: page.lowered ? Math.max(page.low, page.bodyFrom) : page.bodyFrom
        width: page.bodyWidth
        height: Math.max(0, Math.floor((page.bare ? page.height : footer.y - Theme.gap) - y))
    }

    // --- below ---

    Footer {
        id: footer
        visible: !page.bare
        x: page.side
        y: page.height - height - (page.wide || Theme.zoom === 2 ? 16 : 32)
        width: page.bodyWidth
        actions: page.actions
        pages: body.count
        current: body.page
        onTurned: by => body.turn(by)
    }
}
