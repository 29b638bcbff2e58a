import QtQuick

// Boxes, and the pad that types into them: below, or beside where the panel lies. Where they have no room together the pad comes first,
// and what is typed stands above it, told by the page.
Item {
    id: form

    required property real room // of the page
    property real share: 0.5 // of the width: the boxes', with the pad beside them
    property alias faces: pad.faces
    default property alias content: boxes.data

    readonly property bool aside: Theme.wide && !Theme.low && Theme.zoom === 1 // the pad beside the boxes
    readonly property bool flat: Theme.zoom === 2 ? Theme.wide : !Theme.roomy && !aside // as the boxes are to be
    readonly property real half: aside ? Math.round((width - 40) * share) : width // what the boxes have
    readonly property real gap: boxes.spacing

    height: childrenRect.height

    Flow {
        id: boxes
        y: Theme.zoom === 2 ? pad.height + Theme.gap : 0
        width: form.half
        spacing: 16
    }

    Keypad {
        id: pad
        x: form.aside ? form.half + 40 : 0
        y: Theme.zoom === 2 || form.aside ? 0 : boxes.height + Theme.gap
        width: form.aside ? form.width - form.half - 40 : form.width
        room: Theme.zoom === 2 || form.aside ? form.room : form.room - boxes.height - Theme.gap
    }
}
