"""Writes the page about money from the code, with the diagram of taking: ``python -m kiosk.money.page > docs/money.md``."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator

from kiosk.money import books, card, claims, payout, taking
from kiosk.money.taking import TRANSITIONS, CashIn, Cause


def page() -> str:
    """Markdown."""
    parts = [
        "# Money",
        "Generated from the docstrings and the table in `kiosk/money/`; do not edit. Amounts are whole won.",
        "## Taking (`taking.py`)",
        _text(taking),
        _diagram(),
        _meanings("state", ((state.name, state.value) for state in CashIn)),
        _meanings("cause", ((cause.name, cause.value) for cause in Cause)),
        "## Paying out (`payout.py`)",
        _text(payout),
        "## Cards (`card.py`)",
        _text(card),
        "## Claims (`claims.py`)",
        _text(claims),
        "## The books (`books.py`)",
        _text(books),
    ]
    return "\n\n".join(parts) + "\n"


def _diagram() -> str:
    return "\n".join(("```mermaid", "stateDiagram-v2", f"    [*] --> {_name(CashIn.CLOSED)}", *_edges(), "```"))


def _edges() -> Iterator[str]:
    """One arrow for all causes that lead from one state to another; what changes nothing is left out."""
    for before, moves in TRANSITIONS.items():
        for after in dict.fromkeys(moves.values()):
            causes = ", ".join(_name(cause) for cause, to in moves.items() if to is after)
            if after is not before:
                yield f"    {_name(before)} --> {_name(after)}: {causes}"


def _name(each: CashIn | Cause) -> str:
    return each.name.lower()


def _meanings(head: str, rows: Iterable[tuple[str, str]]) -> str:
    return "\n".join((f"| {head} | |", "|--|--|", *(f"| `{name.lower()}` | {meaning} |" for name, meaning in rows)))


def _text(module: object) -> str:
    """Its docstring; an example, indented after two colons, is one in Markdown, too."""
    return (inspect.getdoc(module) or "").replace("``", "`").replace("::\n", ":\n")


if __name__ == "__main__":
    print(page(), end="")
