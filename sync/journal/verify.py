"""What is asked of a journal that somebody looks at: is it whole, what stands in it, what are its exact bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sync.journal.check import Verdict, check_chain
from sync.journal.checkpoints import AgainstCity, Checkpoint
from sync.journal.format import JournalError, open_entry
from sync.journal.seals import Sealing
from sync.journal.selection import EVERYTHING, Selection
from sync.journal.store import Extent, StoredJournal


def verify(
    journal: StoredJournal, verifier: str = "", extent: Extent = Extent.WHOLE, checkpoints: Sequence[Checkpoint] = ()
) -> Verdict:
    """Checks a journal, for tampering and loss. Damage of any sort is a problem in the verdict, never an exception.

    Args:
        verifier: the first of its seals, as it was told at the commissioning; "" where that is not known.
        checkpoints: what the city has of the kiosk's journals; none where nobody has asked it.
    """
    with journal.examine(extent) as evidence:
        city = AgainstCity(checkpoints, evidence.journal)
        sealing = Sealing(evidence.seals, evidence.journal, verifier or city.verifier, evidence.folded)
        chain = check_chain(
            city.watch(sealing.watch(evidence.entries)), evidence.journal, evidence.anchor, evidence.after
        )
        # What store and seals say of themselves is complete only now that all was read.
        problems = (*evidence.problems, *chain.problems, *evidence.left_out(chain))
        against = (*sealing.problems, *sealing.compare(chain), *city.compare(chain))
        return replace(
            chain,
            problems=tuple(dict.fromkeys((*problems, *against))),
            sealed=sealing.sealed,
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
