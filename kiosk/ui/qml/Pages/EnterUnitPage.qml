import "../Parts"

// Building and room, both of digits and of what else buildings are called.
BoxesPage {
    title: Kiosk.text("unit.title", {})
    subtitle: Kiosk.text("unit.subtitle", {})
    step: 2
    family: "unit"
    boxes: ["building", "room"]
    faces: view.faces
}
