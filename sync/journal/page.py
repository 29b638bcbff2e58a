"""Writes the reference page of journal events from their definitions: ``python -m sync.journal.page > docs/journal.md``."""

from __future__ import annotations

import inspect
from dataclasses import fields

from config import vocabulary
from sync.journal import events, format


def page() -> str:
    """Markdown."""
    parts = [
        "# The journal",
        "Generated from `sync/journal/format.py`, `sync/journal/events/`, `config/vocabulary.py` and `config/software.py`; do not edit.",
        "## Format 1",
        _text(format),
    ]
    parts += ["## Events", _text(events)]
    for name, type_ in events.TYPES.items():
        names = ", ".join(f"`{each.name}`: {each.type}" for each in fields(type_))
        parts += [f"### {name}, version {type_.VERSION}", _doc(type_), names]
    parts += ["## Vocabularies", _text(vocabulary)]
    for words in vocabulary.VOCABULARIES:
        table = "\n".join(
            ["| word | meaning |", "|--|--|", *(f"| `{word.value}` | {word.meaning} |" for word in words)]
        )
        parts += [f"### {words.__name__}", _doc(words), table]
    return "\n\n".join(part for part in parts if part) + "\n"


def _doc(type_: type) -> str:
    """A dataclass without a docstring gets its signature for one, which says nothing new."""
    text = inspect.getdoc(type_) or ""
    return "" if text.startswith(f"{type_.__name__}(") else text.replace("``", "`")


def _text(module: object) -> str:
    lines = (inspect.getdoc(module) or "").replace("``", "`").splitlines()
    # A table stands between two lines of equals signs and is laid out as it is in the source.
    return "\n".join("```" if line.startswith("=====") else line for line in lines)


if __name__ == "__main__":
    print(page(), end="")
