import "../Parts"

// The two numbers of a slip.
BoxesPage {
    title: Kiosk.text(view.of + ".entry-title", {})
    subtitle: Kiosk.text(view.of + ".entry-subtitle", {})
    family: view.of
    boxes: ["number", "code"]
}
