pragma ComponentBehavior: Bound
import QtQuick
import Parts

// Shows one view value: `json` is the whole of it, as text. Touches come back through Kiosk.tapped.
Item {
    id: root

    property string json: ""
    readonly property var screen: json === "" ? null : JSON.parse(json)
    readonly property bool broken: pages.status === Loader.Error
    property string shown: ""
    property string shownView: ""

    function settle(): void {
        (pages.item as Page)?.settle();
        settings.settle();
    }

    // The panel, as who stands before it sees it, in quarters of a millimetre; and how often it is turned by a quarter, clockwise.
    property real across: 1
    property real down: 1
    property int turns: 0
    onAcrossChanged: Theme.wide = across > down
    onDownChanged: Theme.wide = across > down

    onScreenChanged: {
        if (screen === null)
            return;
        Theme.zoom = screen.theme.scale;
        Theme.high = screen.theme.contrast === "high";
        Theme.low = screen.theme.low;
        const view = JSON.stringify(screen.view);
        const focus = screen.focus === null ? "" : screen.focus.value === "" ? screen.focus.control : screen.focus.control + ":" + screen.focus.value;
        if (screen.screen !== shown) {
            Kiosk.choosing = "";
            Kiosk.focused = ""; // a control of the next page may have the same name
            const first = { view: screen.view };
            pages.setSource("Pages/" + screen.screen + "Page.qml", first);
            first.view = null; // Qt keeps what a page began with for as long as the kiosk runs
        } else if (view !== shownView) {
            // A view that has not changed is left alone: a list under someone's finger must not be rebuilt.
            (pages.item as Page).view = screen.view;
        }
        shown = screen.screen;
        shownView = view;
        Kiosk.focused = focus;
        settle();
    }

    // Laid out as large as it is, and drawn in whatever px there are.
    Item {
        id: scene
        objectName: "scene"
        anchors.centerIn: parent
        width: root.across
        height: root.down
        rotation: 90 * root.turns
        scale: root.turns % 2 === 1 ? Math.min(root.width / height, root.height / width) : Math.min(root.width / width, root.height / height)

        Rectangle {
            anchors.fill: parent
            color: Theme.ground
        }

        Loader {
            id: pages
            anchors.fill: parent
            enabled: !overtime.visible && !settings.visible
        }

        Settings {
            id: settings

            // Whoever uses the keys comes to what lies behind the button without pressing it.
            readonly property bool keyed: root.shown !== "Attract" && /^(language:|zoom$|contrast$|low$|times$)/.test(Kiosk.focused)

            anchors.fill: parent
            visible: (Kiosk.choosing === "settings" || keyed) && !overtime.visible
            languages: root.shown !== "Attract"
            volume: root.screen?.sound.volume ?? 0
            rate: root.screen?.sound.rate ?? 0
            times: root.screen?.times ?? 1
        }

        Ring {
            parent: Kiosk.keyed
        }

        Overtime {
            id: overtime
            anchors.fill: parent
            visible: root.screen !== null && root.screen.seconds_left !== null
            seconds: root.screen?.seconds_left ?? 0
            times: root.screen?.times ?? 1
            collecting: root.shown === "Collect"
            stoppable: (pages.item as Page)?.actions.some(action => action.control === "cancel") ?? false
        }

        // Somebody hears everything by an earphone; pulling it out brings the picture back.
        Rectangle {
            anchors.fill: parent
            visible: root.screen?.dark ?? false
            color: "#000000"

            MouseArea {
                anchors.fill: parent // nobody touches what they do not see
            }

            Label {
                anchors.centerIn: parent
                width: parent.width - 2 * Theme.side
                text: Kiosk.text("dark.title", {})
                horizontalAlignment: Text.AlignHCenter
                color: "#ffffff"
            }
        }
    }
}
