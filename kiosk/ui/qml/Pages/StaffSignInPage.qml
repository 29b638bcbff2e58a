import "../Parts"

NumberPage {
    title: Kiosk.text("staff." + view.asked + "-title", {})
    subtitle: Kiosk.text("staff." + view.asked + "-subtitle", { length: view.length })
    step: 0
    typed: view.typed
    shown: view.shown
}
