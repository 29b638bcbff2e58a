"""What a device says of its trouble: the words that are known, those that come to the same together. Pure.

The words are the devices' own (`drivers.device.Status`, its reason); a severity behind a printer's word (``-error``, ``-report``) says
nothing more. What they mean, and the one thing to do first, are texts: ``fault.WORD`` and ``fault.WORD.do``, by the first of the words.
The machine's own pages say them in place of the words, and docs/faults.md is made from them.

>>> means("interlock-open"), to_do("media-jam-error")
(Message(id='fault.cover-open', args={}), Message(id='fault.media-jam.do', args={}))
>>> means("fault-31")
Message(id='fault.code', args={'number': '31'})
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from kiosk.core.view import Message

PRINTER = (
    ("media-empty", "media-needed"),
    ("media-low",),
    ("a4-not-loaded",),
    ("toner-empty", "marker-supply-empty", "developer-empty"),
    ("toner-low", "marker-supply-low", "developer-low"),
    ("marker-waste-almost-full", "opc-near-eol"),
    ("marker-waste-full",),
    ("opc-life-over",),
    ("output-area-full",),
    ("output-area-almost-full",),
    ("media-jam",),
    ("cover-open", "door-open", "interlock-open"),
    ("input-tray-missing",),
    ("output-tray-missing",),
    ("paused", "moving-to-paused"),
    ("shutdown",),
    ("spool-area-full",),
    ("fuser-over-temp",),
    ("connecting-to-device", "timed-out"),
    ("interpreter-resource-unavailable",),
    ("stopped",),
    ("not-accepting-jobs",),
    ("no-state", "garbled"),
    ("cups-proves-no-print",),
    ("pdf-not-supported", "a4-not-supported", "create-job-not-supported", "send-document-not-supported",
     "get-job-attributes-not-supported", "cancel-job-not-supported"),
    ("takes-no-job",),
    ("forgets-jobs", "no-account-of-jobs", "says-no-success", "ends-at-stop-point", "counts-fewer-sheets", "gives-jobs-up",
     "never-ends-jobs"),
    ("certificate-not-pinned",),
    ("certificate-not-trusted",),
    ("stapler-empty", "stapler-almost-empty"),
    ("stapler-jam", "stapler-missing", "stapler-removed", "stapler-cover-open", "stapler-interlock-open", "stapler-opened",
     "stapler-offline", "stapler-turned-off", "stapler-at-limit", "stapler-near-limit"),
    ("stapler-motor-failure", "stapler-timing-failure", "stapler-thermistor-failure", "stapler-over-temperature",
     "stapler-under-temperature", "stapler-life-over", "stapler-life-almost-over", "stapler-recoverable-failure",
     "stapler-unrecoverable-failure"),
    ("binding-not-supported",),
)  # fmt: skip
"""Out of the network it says nothing: see ``timeout`` and ``unreachable`` below."""

CASH = (
    ("jam-in-acceptor",),
    ("jam-in-stacker",),
    ("jammed",),
    ("stacker-open",),
    ("stacker-full",),
    ("second-note",),
    ("cheated", "fraud-attempt"),
    ("failure",),
    ("return-lever",),
    ("blocked",),
    ("throws-no-coin", "dispense-refused"),
    ("counters-differ", "counters-unreadable"),
    ("note-table-differs", "coin-table-differs", "note-table-unreadable", "coin-table-unreadable"),
    ("not-a-coin-acceptor", "not-a-hopper", "not-a-note-acceptor", "not-a-bill-validator"),
    ("self-test-refused", "enable-refused", "inhibits-refused", "master-inhibit-refused", "escrow-mode-refused",
     "event-buffer-unreadable", "self-check-unreadable", "poll-refused", "category-unreadable", "serial-number-unreadable",
     "order-to-route-refused", "reset-refused"),
)  # fmt: skip

RECEIPTS_AND_CARDS = (
    ("paper-out",),
    ("cutter-error",),
    ("recoverable-error",),
    ("unrecoverable-error",),
    ("not-confirmed",),
    ("refuses-all-cards",),
    ("another-terminal-id",),
    ("card-module", "tap-module"),
    ("card-network",),
)  # fmt: skip

COMPUTER = (
    ("disk-failing",),
    ("disk-worn",),
)  # fmt: skip

ANY = (
    ("not-plugged-in",),
    ("two-alike",),
    ("no-answer", "offline", "lost"),
    ("no-frame",),
    ("no-sound",),
    ("unreadable-answer", "status-unreadable", "status-in-part", "status-not-known"),
    ("timeout", "unreachable"),
    ("refused", "too-large", "gone"),
)  # fmt: skip

SECTIONS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "The A4 printer": PRINTER,
    "Coins and notes": CASH,
    "Receipt printer and card terminal": RECEIPTS_AND_CARDS,
    "The computer": COMPUTER,
    "Any device": ANY,
}
"""By what it is about; the first of the words that come to the same gives their texts the name."""

PATTERNS: Mapping[str, re.Pattern[str]] = {
    "code": re.compile(r"fault-(?P<number>\d+)"),
    "stays": re.compile(r"stays-at-.+"),
    "job": re.compile(r"job-.+-not-answered"),
}
"""Words that a device has a number of: ``fault-N`` is a ccTalk fault code, ``stays-at-STATE`` an acceptor that does not go on."""

_FIRST = {word: words[0] for section in SECTIONS.values() for words in section for word in words}
_SEVERITY = re.compile(r"-(error|report|warning)$")


def means(word: str) -> Message:
    """What is the matter. A word that nobody has met before stands there as it is: it is all that is known."""
    known = _FIRST.get(word) or _FIRST.get(_SEVERITY.sub("", word))
    if known:
        return Message(f"fault.{known}")
    for name, pattern in PATTERNS.items():
        if found := pattern.fullmatch(word):
            return Message(f"fault.{name}", dict(found.groupdict()))
    return Message("fault.other", {"word": word})


def to_do(word: str) -> Message:
    """The one thing to do first."""
    return replace(means(word), id=f"{means(word).id}.do", args={})
