"""Binding: several sheets of one document, stapled by the printer (편철).

A finishing is a number of PWG 5100.1, asked for with the job; ``finishings-supported`` has those that the printer can. What is
wrong with its stapler is among its ``printer-state-reasons`` (PWG 5100.9), and stops no sheet of a job that is not to be bound.
"""

from __future__ import annotations

from typing import Literal, get_args

from drivers.device import Level, Status
from drivers.ipp.codec import AttributeGroup, values

BINDING = "binding"
"""The supply's name in a printer's `Status`; a printer whose settings name no staple does not have it."""

Staple = Literal[
    "staple", "staple-top-left", "staple-bottom-left", "staple-top-right", "staple-bottom-right",
    "staple-dual-left", "staple-dual-top", "staple-dual-right", "staple-dual-bottom",
]  # fmt: skip
_NUMBERS: dict[Staple, int] = dict(zip(get_args(Staple), (4, 20, 21, 22, 23, 28, 29, 30, 31), strict=True))

_LOW = ("stapler-almost-empty", "stapler-near-limit", "stapler-life-almost-over")
_OUT = (
    "stapler-jam", "stapler-empty", "stapler-missing", "stapler-removed", "stapler-cover-open", "stapler-interlock-open",
    "stapler-opened", "stapler-offline", "stapler-turned-off", "stapler-motor-failure", "stapler-timing-failure",
    "stapler-thermistor-failure", "stapler-over-temperature", "stapler-under-temperature", "stapler-at-limit",
    "stapler-life-over", "stapler-recoverable-failure", "stapler-unrecoverable-failure",
)  # fmt: skip

STAPLER_WORDS = (*_LOW, *_OUT)
"""What a stapler can say of its trouble."""


def finishing(staple: Staple) -> int:
    return _NUMBERS[staple]


def binding_of(group: AttributeGroup, number: int) -> tuple[Level, str]:
    """How well the printer can bind, and its own word for what is in the way, "" for nothing."""
    if number not in values(group, "finishings-supported", int):
        return Level.OUT, "binding-not-supported"
    reasons = values(group, "printer-state-reasons", str)
    for level, stems in ((Level.OUT, _OUT), (Level.LOW, _LOW)):
        for stem in stems:
            if any(each == stem or each.startswith(f"{stem}-") for each in reasons):
                return level, stem
    return Level.OK, ""


def can_bind(status: Status) -> bool:
    """Whether a job may ask for it: one that does waits for a stapler that is empty, with a person before the machine."""
    return status.level(BINDING) in (Level.OK, Level.LOW)
