"""Whatever the city sends: it fits, or it is called unprintable before anybody pays; nothing is lost on the way."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.catalogue import Record
from config.catalogue.resident_abstract import ResidentAbstract
from config.certificate import Issue
from printing import fonts
from printing.certificate import Unprintable, lay_out
from tests.cities import WONJU
from tests.proofs import of

if TYPE_CHECKING:
    from tests.printing.conftest import Paper, Word

# What registers hold: syllables from everywhere in the block, hanja, Latin, digits, and the signs of addresses.
LETTERS = "가각갂뷁쀍힣똠햏원주시장金李朴崔成春香Aéz09 -·()㎡,."
words = st.text(st.sampled_from(LETTERS), max_size=40)
long_words = st.text(st.sampled_from(LETTERS), max_size=900)
dates = st.dates(date(1890, 1, 1), date(2030, 1, 1)).map(date.isoformat)
TALL = "뷁" * 1500
anything = st.text(max_size=30)


def records(kind: str, text: st.SearchStrategy[str], most: int) -> st.SearchStrategy[Record]:
    """Whatever the kind's types admit, with that text in it and at most so many entries in each list."""
    found: st.SearchStrategy[Record] = _values(WONJU.kinds[kind].record, text, most)
    return found


def _values(type_: Any, text: st.SearchStrategy[str], most: int) -> st.SearchStrategy[Any]:
    if type_ is str:
        return text | dates
    if type_ is int:
        return st.integers(0, 10**9)
    if get_origin(type_) is tuple:
        return st.lists(_values(get_args(type_)[0], text, most), max_size=most).map(tuple)
    hints = get_type_hints(type_)
    return st.builds(type_, *(_values(hints[field.name], text, most) for field in fields(type_)))


def towering(type_: Any) -> Any:
    """A record each of whose texts is longer than a row can be, with one entry in each list."""
    if type_ is str:
        return TALL
    if type_ is int:
        return 10**9
    if get_origin(type_) is tuple:
        return (towering(get_args(type_)[0]),)
    hints = get_type_hints(type_)
    return type_(*(towering(hints[field.name]) for field in fields(type_)))


def texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case tuple():
            for each in value:
                yield from texts(each)
        case _ if is_dataclass(value):
            for field in fields(value):
                yield from texts(getattr(value, field.name))


def characters(text: str) -> Counter[str]:
    """All but spaces; without hyphens, because a date on 토지대장 is written without them."""
    return Counter(c for c in unicodedata.normalize("NFC", text) if not c.isspace() and c != "-")


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


UNPRINTABLE = 12
"""Points at a sheet's edge (4.2 mm) that office printers leave white; the words beside the code for the ear stand highest."""


@pytest.mark.parametrize("kind", WONJU.kinds)
@settings(max_examples=of(12, sample=4), deadline=None, suppress_health_check=QUIET)
@given(data=st.data())
def test_nothing_is_lost(kind: str, data: st.DataObject, issue: Issue, paper: Callable[[bytes], Paper]) -> None:
    few, many = records(kind, long_words, 2), records(kind, words, 15)
    _all_is_there(kind, data.draw(few | many), issue, paper)


@pytest.mark.parametrize("kind", WONJU.kinds)
def test_texts_longer_than_a_row_can_be(kind: str, issue: Issue, paper: Callable[[bytes], Paper]) -> None:
    _all_is_there(kind, towering(WONJU.kinds[kind].record), issue, paper)


def _all_is_there(kind: str, record: Record, issue: Issue, paper: Callable[[bytes], Paper]) -> None:
    laid_out = lay_out(WONJU.kinds[kind], record, issue)
    read = paper(laid_out.pdf)
    pages = read.words()
    missing = characters("".join(texts(record))) - characters("".join(word.text for page in pages for word in page))
    assert not missing
    wide, high = read.size()
    for words in pages:
        for word in words:
            assert wide - 41 >= word.right >= word.left >= 41
            assert word.top > UNPRINTABLE
            assert word.bottom < high - 25
        assert not list(overlapping(words))


def overlapping(words: list[Word]) -> Iterator[tuple[Word, Word]]:
    """Pairs that share ground: a third of a line's height is what lines one below the other may share."""
    downwards = sorted(words, key=lambda word: word.top)
    for number, word in enumerate(downwards):
        for other in takewhile(lambda other: other.top < word.bottom, islice(downwards, number + 1, None)):  # noqa: B023
            across = min(word.right, other.right) - max(word.left, other.left)
            down = min(word.bottom, other.bottom) - max(word.top, other.top)
            if across > 1 and down > 0.34 * min(word.bottom - word.top, other.bottom - other.top):
                yield word, other


@pytest.mark.parametrize("kind", WONJU.kinds)
@settings(max_examples=of(40, sample=10), deadline=None, suppress_health_check=QUIET)
@given(data=st.data())
def test_nothing_but_unprintable_is_raised(kind: str, data: st.DataObject, issue: Issue) -> None:
    record = data.draw(records(kind, anything, 3))
    unprintable = "".join(c for c in fonts.normal(" ".join(texts(record))) if _refused(c))
    if unprintable:
        with pytest.raises(Unprintable) as caught:
            lay_out(WONJU.kinds[kind], record, issue)
        assert set(caught.value.characters) == set(unprintable)
    else:
        lay_out(WONJU.kinds[kind], record, issue)


@settings(max_examples=of(30, sample=10), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(max_codepoint=0xFFFF), min_size=1, max_size=1000))
def test_what_is_printable_can_be_read_back(
    text: str, abstract: ResidentAbstract, issue: Issue, paper: Callable[[bytes], Paper]
) -> None:
    """Every character of the basic plane that is accepted is on the paper, and is text there."""
    kept = "".join(c for c in unicodedata.normalize("NFC", text) if not _refused(c))
    pdf = lay_out(WONJU.kinds["resident-abstract"], replace(abstract, service=(kept,)), issue).pdf
    assert not characters(kept) - characters(paper(pdf).text())


def _refused(character: str) -> bool:
    try:
        fonts.check((character,))
    except Unprintable:
        return True
    return False
