"""Every word that the journal stores is a member of a published vocabulary."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_args, get_type_hints

import pytest

from config.vocabulary import VOCABULARIES, Ending, RollbackReason, VoidReason
from config.word import Word
from sync.journal.events import TYPES
from sync.journal.page import page


def test_every_word_has_a_meaning_on_the_page() -> None:
    text = page()
    for words in VOCABULARIES:
        for word in words:
            assert word.meaning, word
            assert f"| `{word.value}` | {word.meaning} |" in text


def vocabularies_in(hint: Any) -> set[type[Word]]:
    if isinstance(hint, type) and issubclass(hint, Word):
        return {hint}
    return set().union(*(vocabularies_in(each) for each in get_args(hint)))


def test_every_vocabulary_of_an_event_is_on_the_page() -> None:
    used: set[type[Word]] = set()
    for type_ in TYPES.values():
        hints = get_type_hints(type_)
        used |= set().union(*(vocabularies_in(hints[each.name]) for each in fields(type_)))
    assert used <= set(VOCABULARIES)
    assert len(used) > 10


@pytest.mark.parametrize(
    "ending",
    [each for each in Ending if each not in (Ending.ISSUED, Ending.INFORMED, Ending.REQUEST_LEFT, Ending.RECOVERED)],
)
def test_whatever_ends_a_session_can_void_its_paper_and_roll_its_cash_back(ending: Ending) -> None:
    assert VoidReason(ending.value)
    assert RollbackReason(ending.value)
