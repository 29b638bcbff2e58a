pragma ComponentBehavior: Bound
import QtQuick

// The ways on, the pages of the body, and the one button that keeps language, size, colours, position and sound. Where words have no
// room, all but the primary way have their picture alone, and a voice still says them.
Column {
    id: footer

    required property var actions
    required property int pages
    required property int current

    readonly property bool one: Theme.wide || Theme.zoom === 2 && primary === null && others.length < 2 // row for everything
    readonly property var primary: actions.find(action => action.look === "primary") ?? null
    readonly property var others: actions.filter(action => action.look !== "primary")

    signal turned(by: int)

    spacing: Theme.gap

    Measure {
        id: measure
        font.pixelSize: Theme.button
    }

    // What a button with this text and a picture takes.
    function natural(text: string): real {
        return text === "" ? Theme.touch : measure.advance(text) + Theme.button + 16 + 64;
    }

    readonly property real words: others.reduce((sum, action) => sum + natural(Kiosk.text(action.text, {})) + Theme.gap, 0)
    readonly property real signs: others.reduce((sum, action) => sum + (action.icon ? Theme.touch : natural(Kiosk.text(action.text, {}))) + Theme.gap, 0)
    readonly property real main: primary === null ? 0 : natural(Kiosk.text(primary.text, {}))
    readonly property real mute: main - Theme.button - 16 // without its picture
    readonly property string settingsText: Kiosk.text("bar.settings", {})
    readonly property real turning: pages > 1 ? measure.advance(pages > 9 ? "99/99" : "9/9") + 2 * Theme.touch + 3 * Theme.gap : 0
    readonly property real spare: one ? width - words - main - turning : width - turning // for the settings' button
    readonly property bool named: natural(settingsText) <= spare - 4
    readonly property real settings: !named ? Theme.touch : one ? natural(settingsText) : spare
    readonly property real least: one ? settings + Theme.gap + turning : 0 // what else stands in the first row
    readonly property real rest: width - least - (spelt ? words : signs) // for the primary way
    readonly property bool spelt: words + main + least <= width - 4

    Flow {
        id: first
        visible: footer.actions.length > 0 || footer.one
        width: footer.width
        spacing: Theme.gap

        Repeater {
            model: footer.one ? ["settings", "turns", ...footer.others, footer.primary] : [...footer.others, footer.primary]

            Loader {
                id: way

                required property var modelData
                required property int index
                readonly property bool main: modelData?.look === "primary"
                readonly property string text: typeof modelData === "string" || modelData === null ? "" : Kiosk.text(modelData.text, {})
                readonly property bool sign: (modelData?.icon ?? "") !== "" && (main ? footer.one && footer.mute > footer.rest : !footer.spelt)

                visible: modelData !== null && (modelData !== "turns" || footer.pages > 1)
                active: visible
                sourceComponent: modelData === "settings" ? settingsButton : modelData === "turns" ? turns : button

                Component {
                    id: button

                    BigButton {
                        control: way.modelData.control
                        text: way.sign ? "" : way.text
                        spoken: way.modelData.spoken ?? way.modelData.text
                        icon: way.main && footer.one && footer.main > footer.rest && !way.sign ? "" : way.modelData.icon ?? ""
                        look: way.modelData.look ?? "quiet"
                        order: way.main ? 800 : 810 + way.index
                        width: way.main ? Math.max(footer.rest, way.sign ? Theme.touch : Math.min(footer.width, footer.one && icon === "" ? footer.mute : footer.main)) : way.sign ? Theme.touch : Math.min(footer.width, footer.natural(way.text))
                        height: implicitHeight
                    }
                }
            }
        }
    }

    Row {
        visible: !footer.one
        width: footer.width
        spacing: Theme.gap

        Loader {
            active: !footer.one
            sourceComponent: settingsButton
        }

        Loader {
            active: !footer.one && footer.pages > 1
            sourceComponent: turns
        }
    }

    Component {
        id: settingsButton

        BigButton {
            local: true
            control: "settings"
            text: footer.named ? footer.settingsText : ""
            spoken: "bar.settings.spoken"
            icon: "globe"
            look: "quiet"
            order: 900
            width: footer.settings
            height: Theme.touch
            onActivated: Kiosk.choosing = "settings"
        }
    }

    Component {
        id: turns

        Turns {
            pages: footer.pages
            current: footer.current
            onTurned: by => footer.turned(by)
        }
    }
}
