"""What is asked of a journal that somebody looks at: is it whole, what stands in it, what are its exact bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from sync.journal.check import Verdict, check_chain
from sync.journal.format import JournalError, open_entry
from sync.journal.seals import read_seals
from sync.journal.selection import EVERYTHING, Selection
from sync.journal.store import StoredJournal


def verify(journal: StoredJournal, verifier: str = "") -> Verdict:
    """Checks a journal whole, for tampering and loss. Damage of any sort is a problem in the verdict, never an exception.

    Args:
        verifier: the first of its seals, as it was told at the commissioning; "" where that is not known.
    """
    with journal.examine() as evidence:
        sealing = read_seals(evidence.seals, evidence.journal, verifier)
        hashes: dict[int, str] = {}
        chain = check_chain(sealing.watch(evidence.entries, hashes), evidence.journal, evidence.anchor)
        # What the store says of itself is complete only now that its entries were read.
        problems = (*evidence.problems, *chain.problems, *evidence.left_out(chain))
        against = (*sealing.problems, *sealing.compare(chain, hashes))
        return replace(
            chain,
            problems=tuple(dict.fromkeys((*problems, *against))),
            sealed=max(sealing.seals, default=0),
            verifier=sealing.verifier,
        )


def show(journal: StoredJournal, selection: Selection = EVERYTHING) -> Iterator[str]:
    """The journal for people: one line an entry. What is no entry is shown whatever is asked for.

    Raises:
        JournalUnreadableError: the journal is missing, or damaged from here on.
    """
    for kept in journal.read():
        try:
            entry = open_entry(kept.body)
        except JournalError as error:
            yield f"{kept.seq:>6}  {error}"
        else:
            if not selection.takes(entry):
                continue
            data = "  ".join(f"{name}={_word(value)}" for name, value in entry.data.items())
            yield f"{kept.seq:>6}  {_word(entry.wall)}  {_word(entry.type):<18}  {data}".rstrip()


def export(journal: StoredJournal) -> Iterator[bytes]:
    """The exact stored bytes, one entry a line. Raises as `show`."""
    for kept in journal.read():
        yield kept.body + b"\n"


def _word(value: object) -> str:
    """Nothing in an entry may move the cursor of the terminal that shows it."""
    return value if isinstance(value, str) and value.isprintable() else json.dumps(value)
