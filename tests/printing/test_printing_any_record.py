"""Whatever the city sends: it fits, or it is called unprintable before anybody pays; nothing is lost on the way."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from config.catalogue import Record
from config.catalogue.land_register import GradeEntry, LandRegister, OwnerEntry, PriceEntry, SurfaceEntry
from config.catalogue.resident_abstract import AddressEntry, PersonalChange, ResidentAbstract
from config.certificate import Issue
from printing import fonts
from printing.certificate import Unprintable, lay_out

if TYPE_CHECKING:
    from tests.printing.conftest import Paper

# What registers hold: syllables from everywhere in the block, hanja, Latin, digits, and the signs of addresses.
LETTERS = "가각갂뷁쀍힣똠햏원주시장金李朴崔成春香Aéz09 -·()㎡,."
words = st.text(st.sampled_from(LETTERS), max_size=40)
long_words = st.text(st.sampled_from(LETTERS), max_size=900)
dates = st.dates(date(1890, 1, 1), date(2030, 1, 1)).map(date.isoformat)
TALL = "뷁" * 4000
anything = st.text(max_size=30)


def lands(text: st.SearchStrategy[str], most: int) -> st.SearchStrategy[LandRegister]:
    return st.builds(
        LandRegister, st.from_regex("[0-9]{19}", fullmatch=True), text, text, text, text, text, text,
        st.lists(st.builds(SurfaceEntry, text, text, text, dates, text, text), max_size=most).map(tuple),
        st.lists(st.builds(OwnerEntry, dates, text, text, text, text), max_size=most).map(tuple),
        st.lists(st.builds(GradeEntry, dates, text), max_size=most).map(tuple),
        st.lists(st.builds(PriceEntry, dates, st.integers(0, 10**9)), max_size=most).map(tuple),
    )  # fmt: skip


def abstracts(text: st.SearchStrategy[str], most: int) -> st.SearchStrategy[ResidentAbstract]:
    return st.builds(
        ResidentAbstract, text, text, text,
        st.lists(st.builds(PersonalChange, text, text, dates, text), max_size=most).map(tuple),
        st.lists(st.builds(AddressEntry, text, dates, dates, text, text, text, text), max_size=most).map(tuple),
        st.lists(text, max_size=most).map(tuple),
        text, text, text,
    )  # fmt: skip


def kind_of(record: Record) -> str:
    return "land-register" if isinstance(record, LandRegister) else "resident-abstract"


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


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(record=st.one_of(lands(words, 12), abstracts(words, 30), lands(long_words, 2), abstracts(long_words, 2)))
@example(
    record=LandRegister(
        "1" * 19, TALL, TALL, TALL, TALL, TALL, TALL, (SurfaceEntry("0", TALL, "", "", "", TALL),), (), (), ()
    )
)
@example(record=ResidentAbstract(TALL, TALL, TALL, (), (), (TALL,), TALL, TALL, TALL))
def test_nothing_is_lost(record: Record, issue: Issue, paper: Callable[[bytes], Paper]) -> None:
    laid_out = lay_out(kind_of(record), record, issue)
    read = paper(laid_out.pdf)
    missing = characters("".join(texts(record))) - characters(read.text())
    assert not missing
    wide, high = (842, 595) if kind_of(record) == "land-register" else (595, 842)
    for words in read.words():
        assert all(
            wide - 41 >= right >= left >= 41 and top > 25 and bottom < high - 25 for left, top, right, bottom in words
        )
        assert not list(overlapping(words))


def overlapping(words: list[tuple[float, float, float, float]]) -> Iterator[tuple[object, object]]:
    """Pairs that share ground: a third of a line's height is what lines one below the other may share."""
    for number, (left, top, right, bottom) in enumerate(words):
        for other in words[number + 1 :]:
            across = min(right, other[2]) - max(left, other[0])
            down = min(bottom, other[3]) - max(top, other[1])
            if across > 1 and down > 0.34 * min(bottom - top, other[3] - other[1]):
                yield words[number], other


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(record=st.one_of(lands(anything, 3), abstracts(anything, 3)))
def test_nothing_but_unprintable_is_raised(record: Record, issue: Issue) -> None:
    unprintable = "".join(c for c in fonts.normal(" ".join(texts(record))) if _refused(c))
    if unprintable:
        with pytest.raises(Unprintable) as caught:
            lay_out(kind_of(record), record, issue)
        assert set(caught.value.characters) == set(unprintable)
    else:
        lay_out(kind_of(record), record, issue)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(max_codepoint=0xFFFF), min_size=1, max_size=1000))
def test_what_is_printable_can_be_read_back(
    text: str, abstract: ResidentAbstract, issue: Issue, paper: Callable[[bytes], Paper]
) -> None:
    """Every character of the basic plane that is accepted is on the paper, and is text there."""
    kept = "".join(c for c in unicodedata.normalize("NFC", text) if not _refused(c))
    pdf = lay_out("resident-abstract", replace(abstract, service=(kept,)), issue).pdf
    assert not characters(kept) - characters(paper(pdf).text())


def _refused(character: str) -> bool:
    try:
        fonts.check((character,))
    except Unprintable:
        return True
    return False
