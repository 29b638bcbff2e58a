"""What a device says of its trouble, in plain words, and the one thing to do first: for whoever stands before it.

The words are the devices' own (`drivers.device.Status`, its reason), as the machine's own pages, ``kiosk diagnose`` and the journal
have them; a severity behind a printer's word (``-error``, ``-report``) says nothing more. The page is made by
`kiosk/ui/faults_page.py`.
"""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """``words``: one or several that come to the same."""

    words: tuple[str, ...]
    means: str
    do: str


PRINTER = (
    Fault(("media-empty", "media-needed"), "the tray is empty", "Fill the tray."),
    Fault(("media-low",), "the tray is nearly empty", "Fill the tray."),
    Fault(("a4-not-loaded",), "there is paper, and none of it is A4", "Put A4 in, and set the tray's size at the printer."),
    Fault(("toner-empty", "marker-supply-empty", "developer-empty"), "no toner", "Change the cartridge."),
    Fault(("toner-low", "marker-supply-low", "developer-low"), "little toner", "Have a cartridge ready."),
    Fault(("marker-waste-almost-full", "opc-near-eol"), "a part wears out soon", "Order it; it prints on."),
    Fault(("marker-waste-full",), "the waste toner box is full", "Change the box."),
    Fault(("opc-life-over",), "the drum is worn out", "Change the drum."),
    Fault(("output-area-full",), "the outlet is full", "Take the paper out; tear up what is somebody's."),
    Fault(("output-area-almost-full",), "the outlet is nearly full", "Take the paper out."),
    Fault(("media-jam",), "a sheet is stuck", "Open the printer, pull the sheet out, close it. What came out of a void paper is torn up."),
    Fault(("cover-open", "door-open", "interlock-open"), "a cover is open", "Close it until it clicks."),
    Fault(("input-tray-missing",), "the tray is out", "Push it in."),
    Fault(("output-tray-missing",), "the output tray is off", "Put it on."),
    Fault(("paused", "moving-to-paused"), "somebody has paused it", "Start it at its panel."),
    Fault(("shutdown",), "it is switching off", "Switch it on."),
    Fault(("spool-area-full",), "its memory is full of jobs", "Switch it off and on. Nobody else may print on it."),
    Fault(("fuser-over-temp",), "too hot", "Let it cool; see that its slots are free."),
    Fault(("connecting-to-device", "timed-out"), "its front end does not reach its engine", "Switch it off and on; then call its service."),
    Fault(("interpreter-resource-unavailable",), "too little memory for a page", "Switch it off and on; then call its service."),
    Fault(("not-accepting-jobs",), "it takes no jobs", "Look at its panel."),
    Fault(("no-state", "garbled"), "what it answers is no state", "See that `printer.uri` is its IPP address; update its firmware."),
    Fault(("cups-proves-no-print",), "it is a queue of CUPS, which cannot prove a print", "Name the printer itself in `printer.uri`."),
    Fault(("pdf-not-supported", "a4-not-supported", "create-job-not-supported", "send-document-not-supported",
           "get-job-attributes-not-supported", "cancel-job-not-supported"),
          "it lacks what every paper needs", "It is no printer for a kiosk: fit another."),
    Fault(("certificate-not-pinned",), "it shows another certificate than the one that was pinned: another printer, a new certificate, or somebody between",
          "Run `kiosk fingerprint`, compare with the printer's own report, and only if they agree put it into `printer.fingerprint`."),
    Fault(("certificate-not-trusted",), "its certificate is not of the CA that the settings name, or names another host",
          "Renew it at the printer, or correct `printer.ca`."),
    Fault(("stapler-empty", "stapler-almost-empty"), "no staples, or few", "Change the staples. Sheets come out unbound meanwhile."),
    Fault(("stapler-jam", "stapler-missing", "stapler-removed", "stapler-cover-open", "stapler-interlock-open", "stapler-opened", "stapler-offline",
           "stapler-turned-off", "stapler-at-limit", "stapler-near-limit"),
          "the stapler cannot work", "Open it, take bent staples out, close it; then try it from the machine's own pages."),
    Fault(("stapler-motor-failure", "stapler-timing-failure", "stapler-thermistor-failure", "stapler-over-temperature", "stapler-under-temperature",
           "stapler-life-over", "stapler-life-almost-over", "stapler-recoverable-failure", "stapler-unrecoverable-failure"),
          "the stapler is broken", "Switch the printer off and on; then call its service."),
    Fault(("binding-not-supported",), "it does not have the staple that the settings name", "Fit the finisher, or take `printer.staple` out."),
)  # fmt: skip
"""The A4 printer. Out of the network it says nothing: see ``timeout`` and ``unreachable`` below."""

LINES = (
    Fault(("not-plugged-in",), "nothing of that name is plugged in", "Plug it in; `kiosk ports` shows the names."),
    Fault(("two-alike",), "the name fits two devices", "Name the socket as well: `kiosk ports` shows it."),
    Fault(("no-answer", "offline"), "it does not answer", "See that it has power and its cable; then that its speed and its address are those in the settings."),
    Fault(("no-frame",), "what comes is not its protocol", "Set its protocol and speed (see [devices](devices.md)); see that no cables were swapped."),
    Fault(("unreadable-answer", "status-unreadable", "status-in-part", "status-not-known"), "it answers in part or in another way than the protocol has it",
          "Set its protocol (see [devices](devices.md)); a bad cable does it, too."),
    Fault(("timeout", "unreachable"), "nothing answers at that address in time", "See that it is on and on the network, and that the address is right."),
    Fault(("refused", "too-large", "gone"), "it refused, said too much, or left", "Switch it off and on."),
)  # fmt: skip
"""Any device."""

CASH = (
    Fault(("jam-in-acceptor",), "a note is stuck where it goes in", "Open the acceptor, take the note out, close it. Whose it is the journal says: keep it with its claim."),
    Fault(("jam-in-stacker",), "a note or coin is stuck inside", "Open the unit, take it out, close it; count the unit at the next exchange."),
    Fault(("stacker-open",), "the note box is open or missing", "Push it in until it clicks."),
    Fault(("stacker-full",), "the note box is full", "Collect the cash."),
    Fault(("second-note",), "a second note hangs in the slot", "Pull it out."),
    Fault(("cheated", "fraud-attempt"), "a coin on a string, or a note pulled back", "Look into the slot; look at the pictures of that time."),
    Fault(("failure",), "a part of it has failed", "Switch it off and on; then change it."),
    Fault(("return-lever",), "the return lever is held", "See that it is free."),
    Fault(("blocked",), "the hopper's exit is blocked", "Empty it, take the bent coin out, fill it, count it."),
    Fault(("throws-no-coin", "dispense-refused"), "the hopper was told to pay and does not", "Look for a bent coin; try one coin from the machine's own pages."),
    Fault(("counters-differ", "counters-unreadable"), "the hopper's counter of coins is not the one that the books know", "Count the hopper at an exchange."),
    Fault(("note-table-differs", "coin-table-differs", "note-table-unreadable", "coin-table-unreadable"), "it knows other money than the settings say", "Load the Korean data set, or correct the settings."),
    Fault(("not-a-coin-acceptor", "not-a-hopper", "not-a-note-acceptor", "not-a-bill-validator"), "another device has this address or this port", "Correct address or port; cables get swapped."),
    Fault(("self-test-refused", "enable-refused", "inhibits-refused", "master-inhibit-refused", "escrow-mode-refused", "event-buffer-unreadable",
           "self-check-unreadable", "poll-refused", "category-unreadable", "serial-number-unreadable", "order-to-route-refused", "reset-refused"),
          "it refuses one step, named by the word, and answers the others", "Switch it off and on; then see whether its firmware has that command."),
)  # fmt: skip
"""Coins and notes. ``fault-N`` is a ccTalk fault code, ``stays-at-STATE`` an acceptor that does not come back: switch it off and on."""

RECEIPTS_AND_CARDS = (
    Fault(("paper-out",), "the receipt roll is empty", "Change the roll."),
    Fault(("cutter-error",), "the knife is stuck", "Open it, free the knife by its wheel, close it."),
    Fault(("recoverable-error",), "it says that a person can clear it", "Open and close its cover."),
    Fault(("unrecoverable-error",), "it says that nobody here can clear it", "Switch it off and on; then change it."),
    Fault(("not-confirmed",), "two receipts in a row were sent and never confirmed", "Open its cover and look; an older one needs `receipt.confirms = false`."),
    Fault(("refuses-all-cards",), "the terminal has declined one card after another", "Try a card; then call the card company."),
    Fault(("another-terminal-id",), "the terminal has another number than the settings", "Correct `terminal.id`, or bring the right terminal back: it alone knows its last charge."),
    Fault(("card-module", "tap-module"), "a reader in the terminal has failed", "Switch it off and on; then change it."),
    Fault(("card-network",), "the terminal does not reach its network", "See to its own network cable."),
)  # fmt: skip
"""Receipt printer and card terminal."""

SECTIONS = {
    "The A4 printer": PRINTER,
    "Coins and notes": CASH,
    "Receipt printer and card terminal": RECEIPTS_AND_CARDS,
    "Any device": LINES,
}

SCREENS = {
    "out.printer": "Look up the printer's word below.",
    "out.paper": "Fill the tray.",
    "out.toner": "Change the cartridge.",
    "out.city": "Test the network from the machine's own pages; then ask the city.",
    "out.starting": "Wait a minute. If it stays, the printer or the city has not answered yet: `kiosk diagnose`.",
    "out.books": "The books do not balance: make an exchange, and count what is inside.",
    "out.clock": "Set the clock: connect the network, or change the computer's battery.",
    "out.journal": "The city has this journal otherwise: see [reading a journal](reading-a-journal.md) before anything else.",
    "out.barred": "The city has barred this machine: ask there before you do anything.",
    "out.nothing": "Test the network: each kind's own source is down, or its hours are over.",
    "attract.cash-down": "Look up the words of coin and note acceptor below.",
    "attract.card-only": "Look up the words of coin and note acceptor below.",
    "attract.change-short": "Fill those hoppers up.",
    "attract.card-left": "Take the card out and keep it for whoever comes back.",
    "attract.paper-left": "Take the paper out of the outlet and tear it up: its number stands in the journal (`DocumentLeft`).",
}
"""What stands on the first screen, by the id of its text, to the one thing to do first."""
