import "../Parts"

// The two numbers of a receipt slip.
BoxesPage {
    title: Kiosk.text("application.entry-title", {})
    subtitle: Kiosk.text("application.entry-subtitle", {})
    family: "application"
    boxes: ["number", "code"]
}
