import "../Parts"

// Something short is typed at a page of the machine's own; "back" leads to the page before, and nothing leaves the machine.
NumberPage {
    title: Kiosk.say(view.title)
    subtitle: Kiosk.say(view.subtitle)
    step: 0
    typed: view.typed.length
    shown: view.typed
    faces: view.faces
    actions: [usual.back, usual.confirm]
}
