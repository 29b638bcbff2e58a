"""What is folded comes back from its bytes as it was; bytes of anything else do not."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.ids import ChargeId, DeviceName, PayoutId, Ref
from config.vocabulary import Level, State
from config.won import Won
from kiosk.core.afar import Afar
from kiosk.core.closing import Closing
from kiosk.core.kept import NotKeptHere, classes_in, kept, read_back
from kiosk.core.print_jobs import PrintJob, TrialPrint
from kiosk.core.standing import Standing
from kiosk.money.accounts import Accounts
from kiosk.money.books import Ledger


@dataclass
class Everything:
    name: DeviceName
    amount: Won
    level: Level
    day: date
    at: datetime
    sure: bool = True
    perhaps: Ref | None = None
    doubt: Ref | PayoutId | ChargeId | None = None
    either: dict[str, PrintJob | TrialPrint] = field(default_factory=dict)
    by_place: dict[tuple[DeviceName, Won], int] = field(default_factory=dict)
    known: dict[Ref, None] = field(default_factory=dict)
    counted: Counter[Won] = field(default_factory=Counter)
    some: set[str] = field(default_factory=set)
    row: tuple[State, ...] = ()
    last: deque[int] = field(default_factory=lambda: deque(maxlen=3))


def everything(**given: object) -> Everything:
    at = datetime(2031, 3, 14, 3, 0, 1, 123_000, UTC)
    return Everything(DeviceName("hopper"), Won(-500), Level.LOW, at.date(), at, **given)  # type: ignore[arg-type]


@given(
    st.dictionaries(st.tuples(st.text(), st.integers().map(Won)), st.integers(), max_size=4),
    st.dictionaries(st.integers().map(Won), st.integers(), max_size=4),
    st.sets(st.text(), max_size=4),
    st.none() | st.text(),
)
def test_what_was_kept_is_read_back_as_it_was(
    by_place: dict[tuple[str, Won], int], counted: dict[Won, int], some: set[str], perhaps: str | None
) -> None:
    made = everything(by_place=by_place, counted=Counter(counted), some=some, perhaps=perhaps)
    assert read_back(Everything, kept(Everything, made)) == made


def test_what_may_be_one_class_or_another_is_the_same_one_again() -> None:
    job, page = PrintJob("session", 2, 7), TrialPrint("visit", 1)  # type: ignore[arg-type]
    made = everything(either={"job": job, "page": page}, row=(State.ONLINE, State.OFFLINE), known={Ref("a"): None})
    assert read_back(Everything, kept(Everything, made)) == made


def test_a_queue_goes_on_forgetting_what_is_beyond_its_length() -> None:
    made = everything()
    made.last.extend(range(5))
    again = read_back(Everything, kept(Everything, made))
    again.last.append(5)
    assert list(again.last) == [3, 4, 5]


def test_the_same_state_is_the_same_bytes_whatever_the_order_in_which_a_set_was_filled() -> None:
    assert kept(Everything, everything(some={"b", "a", "c"})) == kept(Everything, everything(some={"c", "a", "b"}))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"null", b"[1,2,3]", b"\xff", b"[" * 100_000])
def test_bytes_of_anything_else_are_refused(data: bytes) -> None:
    with pytest.raises(NotKeptHere):
        read_back(Everything, data)


def test_a_field_of_another_type_is_refused() -> None:
    whole = kept(Everything, everything())
    for right, wrong in (
        (b"-500", b"true"),
        (b'"hopper"', b"1"),
        (b'"low"', b'"lower"'),
        (b"2031-03-14", b"2031-13-14"),
    ):
        assert right in whole
        with pytest.raises(NotKeptHere):
            read_back(Everything, whole.replace(right, wrong))


@pytest.mark.parametrize("type_", [Ledger, Accounts, Standing, Closing, Afar])
def test_every_fold_of_a_start_can_be_kept(type_: type) -> None:
    assert kept(type_, read_back(type_, kept(type_, type_()))) == kept(type_, type_())
    assert type_ in classes_in(type_)
