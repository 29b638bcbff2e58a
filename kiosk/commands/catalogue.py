"""``kiosk catalogue``: every kind with what it costs, asks and takes, as a table for people or as JSON."""

from __future__ import annotations

import argparse
import json
import unicodedata
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from config.city import City
from config.hours import DAYS, Day, Hours, next_open
from config.kind import Kind
from config.seoul import SEOUL
from kiosk.commands.arguments import add_city


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_city(parser)
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    now = datetime.now(SEOUL).replace(tzinfo=None)
    if options.json:
        print(json.dumps(entries(options.city, now), ensure_ascii=False, indent=1))
    else:
        print("\n".join(table(options.city, now)))
    return 0


_HEADINGS = ("kind", "title", "fee", "identity", "input", "hours", "now", "area", "issuer", "확인 필요")


def entry(city: City, kind: Kind, now: datetime) -> dict[str, Any]:
    """One kind as JSON values. ``now`` is Korea's time without a zone; the machine's own hours are not looked at.

    ``unconfirmed`` names the parts that have still to be checked (확인 필요).
    """
    fee = kind.fee(now.date())
    span = next_open([kind.hours] if kind.hours else [], city.holidays, now)
    unconfirmed = {
        "entry": kind.confirmed, "fee": fee.confirmed, "hours": all(hours.confirmed for hours in kind.hours),
    }  # fmt: skip
    return {
        "name": kind.name,
        "title": kind.title,
        "act": kind.act,
        "form": kind.form,
        "fee": {
            "since": fee.since.isoformat(),
            "per_copy": int(fee.per_copy),
            "sheets_included": fee.sheets_included,
            "per_extra_sheet": int(fee.per_extra_sheet),
        },
        "exempt": [each.name for each in kind.exemptions if each.since <= now.date()],
        "identity": kind.identity,
        "inputs": list(kind.inputs),
        "options": {option.name: [choice.value for choice in option.choices] for option in kind.options},
        "hours": [
            {"days": list(each.days), "opens": f"{each.opens:%H:%M}", "closes": _end(each)} for each in kind.hours
        ],
        "open_now": span is not None and span.opens <= now,
        "opens": span.opens.isoformat() if span and span.opens > now else None,
        "area": kind.area,
        "issuer": kind.issuer,
        "source": kind.source,
        "unconfirmed": [part for part, confirmed in unconfirmed.items() if not confirmed],
    }


def entries(city: City, now: datetime) -> list[dict[str, Any]]:
    return [entry(city, kind, now) for kind in city.kinds.values()]


def table(city: City, now: datetime) -> Iterator[str]:
    """The same as lines of text."""
    rows = [_HEADINGS, *(_row(kind, entry(city, kind, now)) for kind in city.kinds.values())]
    widths = [max(_width(row[at]) for row in rows) for at in range(len(_HEADINGS))]
    for row in rows:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _row(kind: Kind, shown: dict[str, Any]) -> tuple[str, ...]:
    fee = f"{shown['fee']['per_copy']:,}원"
    if shown["fee"]["per_extra_sheet"]:
        fee += f" +{shown['fee']['per_extra_sheet']:,}"
    return (
        kind.name,
        kind.title["ko"],
        fee,
        kind.identity,
        " ".join([*kind.inputs, *(["options"] if kind.options else [])]) or "–",
        "; ".join(f"{_days(each.days)} {each.opens:%H:%M}–{_end(each)}" for each in kind.hours) or "24 h",
        "open" if shown["open_now"] else f"from {shown['opens']}" if shown["opens"] else "closed",
        kind.area,
        kind.issuer,
        " ".join(shown["unconfirmed"]),
    )


def _days(days: tuple[Day, ...]) -> str:
    return {DAYS[:5]: "mon–fri", DAYS: "mon–sun"}.get(days, " ".join(days))


def _end(hours: Hours) -> str:
    return "24:00" if hours.closes == time() else f"{hours.closes:%H:%M}"


def _width(text: str) -> int:
    """Columns on a terminal: Hangul takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
