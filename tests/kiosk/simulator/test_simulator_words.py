"""What a whole kiosk writes under many faults are words of the journal's page, all of them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path

from kiosk.simulator.run import run
from sync.journal.format import open_entry
from tests.cities import WONJU
from tests.proofs import of

PAGE = (Path(__file__).parents[3] / "docs" / "journal.md").read_text("utf-8")
WORDS = ("reason", "how", "purpose", "result", "where", "means", "state")


def published() -> dict[str, dict[str, set[str]]]:
    """Event type to field to the words that the page allows there; fields of other types are not in it."""
    vocabularies = {
        name: set(re.findall(r"^\| `([^`]+)` \|", text, re.M))
        for name, text in re.findall(
            r"^### (\w+)\n(.*?)(?=^### |\Z)", PAGE[PAGE.index("## Vocabularies") :], re.M | re.S
        )
    }
    events: dict[str, dict[str, set[str]]] = {}
    for name, text in re.findall(r"^### (\w+), version \d+\n(.*?)(?=^##)", PAGE, re.M | re.S):
        told = re.findall(r"`(\w+)`: ([A-Z]\w+)( \| None)?", text)
        events[name] = {
            field: vocabularies[type_] | ({""} if none else set())
            for field, type_, none in told
            if type_ in vocabularies
        }
    return events


def test_no_word_is_written_that_the_page_lacks() -> None:
    allowed = published()
    world = run(WONJU, of(120, sample=60), 7, "many").world
    seen: dict[str, set[str]] = defaultdict(set)
    for entry in world.journal.read():
        opened = open_entry(entry.body)
        assert opened.event is not None, entry.body
        for field, value in json.loads(entry.body)["data"].items():
            if field in allowed[opened.type]:
                assert value in allowed[opened.type][field], (opened.type, field, value)
                seen[f"{opened.type}.{field}"].add(value)
            elif field in WORDS:
                assert (opened.type, field) == ("DeviceChanged", "reason"), f"{opened.type}.{field} has no vocabulary"
    assert {"issued", "cancelled", "recovered"} <= seen["SessionEnded.how"]
    assert len(seen["DocumentVoided.reason"]) >= 3
    assert len(seen) >= 12, sorted(seen)
