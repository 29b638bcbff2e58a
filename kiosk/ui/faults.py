"""What stands on the first screen, and the one thing to do first; what devices say is in `kiosk/core/faults.py`."""

SCREENS = {
    "out.printer": "Look up the printer's word below.",
    "out.paper": "Fill the tray.",
    "out.toner": "Change the cartridge.",
    "out.city": "Test the network from the machine's own pages; then ask the city.",
    "out.starting": "Wait a minute. If it stays, the printer or the city has not answered yet: `kiosk diagnose`.",
    "out.books": "The books do not balance: make an exchange, and count what is inside.",
    "out.clock": "Set the clock: connect the network, or change the computer's battery.",
    "out.journal": "The city has this journal otherwise: see [reading a journal](reading-a-journal.md) before anything else.",
    "out.no-journal": "The journal cannot be opened: `kiosk journal verify`, then [the way on](recovery.md#a-journal-that-cannot-be-opened).",
    "out.barred": "The city has barred this machine: ask there before you do anything.",
    "out.nothing": "Test the network: each kind's own source is down, or its hours are over.",
    "attract.cash-down": "Look up the words of coin and note acceptor below.",
    "attract.card-only": "Look up the words of coin and note acceptor below.",
    "attract.change-short": "Fill those hoppers up.",
    "attract.card-left": "Take the card out and keep it for whoever comes back.",
    "attract.paper-left": "Take the paper out of the outlet and tear it up: its number stands in the journal (`DocumentLeft`).",
}
"""What stands on the first screen, by the id of its text, to the one thing to do first."""
