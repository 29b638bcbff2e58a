import "../Parts"

NumberPage {
    title: Kiosk.text("pin.title", {})
    subtitle: Kiosk.text("pin.subtitle", { length: view.length })
    typed: view.typed
}
