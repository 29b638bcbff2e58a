import "../Parts"

// The number that is printed on the card, for a chip that was suspended.
NumberPage {
    title: Kiosk.text("can.title", {})
    subtitle: Kiosk.text("can.subtitle", { length: view.length })
    typed: view.typed.length
    shown: view.typed
}
