pragma ComponentBehavior: Bound
import QtQuick
import "../Parts"

// Every certificate that the city offers, those that belong together under one heading.
Page {
    id: page

    readonly property var groups: {
        const found = [];
        view.kinds.forEach((kind, index) => {
            if (found.length === 0 || found[found.length - 1].name !== kind.group)
                found.push({ name: kind.group, kinds: [] });
            found[found.length - 1].kinds.push(Object.assign({ index: index }, kind));
        });
        return found;
    }
    readonly property bool few: view.kinds.length <= 4 // each can say what it is
    readonly property bool large: few && Theme.roomy
    readonly property int columns: Theme.zoom === 2 ? 1 : few ? (wide ? 2 : 1) : wide && !Kiosk.readings ? 3 : 2 // names are long where hangul is not read

    readonly property int between: large ? Theme.gap : 10
    readonly property int tileWidth: Math.floor((bodyWidth - (columns - 1) * between) / columns)

    title: Kiosk.text("choose.title", {})
    subtitle: few || Kiosk.guide !== "" ? Kiosk.text("choose.subtitle", {}) : ""
    reached: true
    step: 1
    actions: [{ control: "cancel", text: "button.home", icon: "home" }]

    Flow {
        width: page.bodyWidth
        spacing: 10

        Repeater {
            model: page.groups

            Column {
                id: group

                required property var modelData
                readonly property string named: modelData.name === "" ? "" : Kiosk.text("group." + modelData.name, {})
                readonly property int columns: page.few ? page.columns : Math.min(page.columns, modelData.kinds.length) // of one kind alone another may stand beside it

                width: columns === page.columns ? page.bodyWidth : columns * page.tileWidth + (columns - 1) * page.between
                spacing: 4

                Label {
                    property bool leads: true

                    visible: text !== "" && !page.few && Theme.zoom === 1
                    width: parent.width
                    text: group.named
                    strong: true
                    lineHeight: 0.85
                    color: Theme.textSoft
                }

                Grid {
                    width: parent.width
                    columns: group.columns
                    spacing: page.between

                    Repeater {
                        model: group.modelData.kinds

                        Tile {
                            few: page.few
                            large: page.large
                            width: page.tileWidth
                        }
                    }
                }
            }
        }
    }
}
