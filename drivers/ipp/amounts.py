"""How much paper and toner a printer itself counts, for whoever refills it. Most count one of the two, many neither."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.ipp.codec import AttributeGroup, values
from drivers.ipp.condition import a4_trays, black_supplies

ASKED = ("printer-input-tray", "printer-supply", "marker-types", "marker-levels")


@dataclass(frozen=True)
class Amounts:
    """None where the printer does not say.

    Attributes:
        sheets: of A4 in all its trays together.
        toner_percent: of the black one, of the fullest where there are several.
    """

    sheets: int | None = None
    toner_percent: int | None = None


def amounts(group: AttributeGroup) -> Amounts:
    """``group`` holds the attributes named in ``ASKED``. Negative levels are no amounts (RFC 3805: unknown, or some)."""
    trays = [_number(each.get("level")) for each in a4_trays(group)]
    sheets = None if not trays or None in trays else sum(each or 0 for each in trays)
    supplies = [_percent(each) for each in black_supplies(group)]
    return Amounts(sheets, max((each for each in supplies if each is not None), default=_marker(group)))


def _percent(supply: dict[str, str]) -> int | None:
    level, whole = _number(supply.get("level")), _number(supply.get("maxcapacity"))
    return None if level is None or not whole else min(100, 100 * level // whole)


def _marker(group: AttributeGroup) -> int | None:
    """By the older attributes that CUPS brought up, which are percent."""
    types, levels = values(group, "marker-types", str), values(group, "marker-levels", int)
    toner = [level for kind, level in zip(types, levels, strict=False) if "toner" in kind.lower() and 0 <= level <= 100]
    return toner[0] if toner else None


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() else None
