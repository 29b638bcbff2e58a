from __future__ import annotations

import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, ClassVar, NewType, cast, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import ids
from config.ids import DeviceName, Ref, SessionId
from config.vocabulary import Ending
from config.won import Won
from sync.journal.check import check_chain
from sync.journal.events import TYPES, CoinCredited, Event, SessionEnded, SourceChanged
from sync.journal.format import FIRST_PREV, Chain, Entry, Head, JournalError, open_entry

WALL = datetime(2031, 3, 14, 3, 0, 0, 123_456, UTC)
st.register_type_strategy(Won, st.builds(Won, st.integers()))
st.register_type_strategy(str, st.text(st.characters()))  # half surrogates, too: a peer may send them

for id_type in vars(ids).values():
    if isinstance(id_type, NewType):
        st.register_type_strategy(cast("type[str]", id_type), st.text(st.characters(), min_size=1))  # "" is none


def says_none_as_none(value: object) -> bool:
    """Where there may be none, "" is none: in an event, and in what lies inside it."""
    if isinstance(value, tuple):
        return all(map(says_none_as_none, value))
    if not is_dataclass(value):
        return True
    hints = get_type_hints(type(value))
    parts = {each.name: getattr(value, each.name) for each in fields(value)}
    return all(
        says_none_as_none(part) and (part != "" or type(None) not in get_args(hints[name]))
        for name, part in parts.items()
    )


any_event: st.SearchStrategy[Event] = (
    st.sampled_from(sorted(TYPES)).flatmap(lambda name: st.from_type(TYPES[name])).filter(says_none_as_none)
)


def test_entry_is_what_format_1_says() -> None:
    chain = Chain("j", "b", Head(), 7)
    entry = chain.entry(CoinCredited(SessionId("s"), DeviceName("coin-acceptor"), Ref("SN1/1"), Won(500)), 1234, WALL)
    assert entry.body.decode() == (
        '{"format":1,"journal":"j","boot":"b","seq":1,"segment":7,"mono_ms":1234,"wall":"2031-03-14T03:00:00.123+00:00",'
        f'"prev":"{"0" * 64}","type":"CoinCredited","v":1,'
        '"data":{"session":"s","device":"coin-acceptor","ref":"SN1/1","value":500}}'
    )
    assert chain.head == Head(1, sha256(entry.body).hexdigest())
    assert json.loads(chain.entry(SessionEnded(SessionId("s"), Ending.ISSUED), 1235, WALL).body)["prev"] == entry.hash


@given(st.lists(any_event, max_size=5), st.integers(0), st.datetimes(timezones=st.just(UTC)))
def test_any_event_comes_back_as_it_was(events: list[Event], mono_ms: int, wall: datetime) -> None:
    chain = Chain("j", "b", Head(), 1)
    made = [chain.entry(event, mono_ms, wall) for event in events]
    assert [open_entry(entry.body).event for entry in made] == events
    assert all(b"\n" not in entry.body for entry in made)
    assert check_chain([(entry.seq, entry.body) for entry in made], "j", chain.head).problems == ()
    prevs = [open_entry(entry.body).prev for entry in made]
    assert prevs == [FIRST_PREV, *(entry.hash for entry in made)][: len(made)]


@given(
    st.binary()
    | st.recursive(
        st.none() | st.integers() | st.text(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(
                    ["format", "journal", "boot", "seq", "segment", "mono_ms", "wall", "prev", "type", "v", "data"]
                ),
                x,
            )
        ),
    ).map(lambda value: json.dumps(value).encode())
)
def test_anything_else_is_a_journal_error(body: bytes) -> None:
    try:
        open_entry(body)
    except JournalError:
        pass
    else:
        raise AssertionError("taken for an entry")


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"format":' + b"9" * 5000 + b"}", b"\xff", b"", b'{"format":true}'])
def test_hostile_bytes(body: bytes) -> None:
    with pytest.raises(JournalError):
        open_entry(body)


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ("type", "CoinMinted"),
        ("v", 99),
        ("data", {"session": "s"}),
        ("data", {"session": "s", "how": "issued", "why": ""}),
        ("data", {"session": "s", "how": 3}),
    ],
)
def test_an_event_unknown_here_is_shown_as_it_is(change: str, value: object) -> None:
    raw = json.loads(Chain("j", "b", Head(), 1).entry(SessionEnded(SessionId("s"), Ending.ISSUED), 1, WALL).body)
    raw[change] = value
    opened = open_entry(json.dumps(raw).encode())
    assert opened.event is None
    assert (opened.type, opened.data) == (raw["type"], raw["data"])


@pytest.mark.parametrize(("name", "value"), [("up", 1), ("source", 1), ("reason", None)])
def test_types_are_taken_exactly(name: str, value: object) -> None:
    raw = json.loads(Chain("j", "b", Head(), 1).entry(SourceChanged("land", True, None), 1, WALL).body)
    raw["data"][name] = value
    assert open_entry(json.dumps(raw).encode()).event is None


@pytest.mark.parametrize("format_", [0, 2, 99])
def test_another_format_is_said_to_be_one(format_: int) -> None:
    body = Chain("j", "b", Head(), 1).entry(SessionEnded(SessionId("s"), Ending.ISSUED), 1, WALL).body
    with pytest.raises(JournalError, match=f"format {format_}"):
        open_entry(body.replace(b'"format":1', b'"format":%d' % format_))


@dataclass(frozen=True)
class Unit:
    coin: Won
    count: int | None


@dataclass(frozen=True)
class Counted:
    VERSION: ClassVar[int] = 1
    units: tuple[Unit, ...]
    pair: tuple[str, Won]


@dataclass(frozen=True)
class Vague:
    VERSION: ClassVar[int] = 1
    what: object


def test_fields_may_nest(monkeypatch: pytest.MonkeyPatch) -> None:
    event: Any = Counted((Unit(Won(500), 3), Unit(Won(100), None)), ("a", Won(1)))
    monkeypatch.setitem(TYPES, "Counted", Counted)
    assert open_entry(Chain("j", "b", Head(), 1).entry(event, 1, WALL).body).event == event


def test_a_field_that_could_not_come_back_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    event: Any = Vague("x")
    monkeypatch.setitem(TYPES, "Vague", Vague)
    body = Chain("j", "b", Head(), 1).entry(event, 1, WALL).body
    with pytest.raises(NotImplementedError):
        open_entry(body)


def test_a_value_without_a_form_is_a_bug() -> None:
    event: Any = CoinCredited("s", "d", "r", object())  # type: ignore[arg-type]
    chain = Chain("j", "b", Head(), 1)
    with pytest.raises(TypeError):
        chain.entry(event, 1, WALL)
    assert chain.head == Head()


@pytest.mark.parametrize("name", sorted(TYPES))
def test_no_event_has_room_for_a_person(name: str) -> None:
    """Names that would hold personal data; a review of each new field remains a person's task."""
    forbidden = {"name", "resident", "resident_number", "address", "birth", "birth_date", "phone", "pin", "can", "card"}
    assert not forbidden & {field.name for field in fields(TYPES[name])}
    assert set(get_type_hints(TYPES[name]).values()) - {object}


def test_entry_hash_is_of_the_stored_bytes() -> None:
    assert Entry(1, b'{"a": 1}').hash == sha256(b'{"a": 1}').hexdigest()
