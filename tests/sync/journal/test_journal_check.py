"""The chain alone, without files: every single damage is found, and at the right place."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest

from sync.journal.check import Problem, Verdict, check_chain
from sync.journal.format import Entry, Head, JournalError, open_entry

Coins = Callable[..., tuple[Entry, ...]]
JOURNAL = "0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90"


def head(entry: Entry) -> Head:
    return Head(entry.seq, entry.hash)


def check(entries: tuple[Entry, ...] | list[Entry], anchor: Head | None = None) -> Verdict:
    return check_chain([(entry.seq, entry.body) for entry in entries], JOURNAL, anchor)


def places(verdict: Verdict) -> set[str]:
    return {problem.place for problem in verdict.problems}


def test_whole(coins: Coins) -> None:
    made = coins(30)
    assert check(made, head(made[-1])) == Verdict(30, head(made[-1]), ())
    assert check(made, head(made[-2])).problems == ()
    assert check(made).problems == ()
    assert check((), Head()) == Verdict(0, Head(), ())


@pytest.mark.parametrize("flip", [0x01, 0x80])
def test_every_changed_byte_accuses_its_entry_and_no_other(coins: Coins, flip: int) -> None:
    made = coins(30)
    for index in (0, 1, 16, 28, 29):
        for at in range(len(made[index].body)):
            body = bytearray(made[index].body)
            body[at] ^= flip
            damaged = [*made[:index], Entry(index + 1, bytes(body)), *made[index + 1 :]]
            assert places(check(damaged, head(made[-1]))) == {f"entry {index + 1}"}, (index, at)


def test_two_changed_neighbours_are_both_named(coins: Coins) -> None:
    made = list(coins(9))
    for index in (3, 4):
        made[index] = Entry(made[index].seq, made[index].body.replace(b"SN12", b"SN13"))
    text = "\n".join(f"{problem.place}: {problem.what}" for problem in check(made).problems)
    assert "entry 4" in text
    assert "entry 5" in text


@pytest.mark.parametrize("index", range(6))
def test_a_dropped_entry_is_missing(coins: Coins, index: int) -> None:
    made = list(coins(6))
    anchor = head(made[-1])
    del made[index]
    assert places(check(made, anchor)) == {f"entry {index + 1}"}


def test_dropped_entries_are_missing(coins: Coins) -> None:
    made = coins(30)
    assert check((*made[:4], *made[8:]), head(made[-1])).problems == (Problem("entries 5 to 8", "missing"),)
    assert places(check(made[:20], head(made[-1]))) == {"entries 21 to 30"}
    assert places(check((), head(made[-1]))) == {"entries 1 to 30"}


def test_renumbered_after_a_drop(coins: Coins) -> None:
    made = coins(9)
    renumbered = [Entry(number, entry.body) for number, entry in enumerate((*made[:4], *made[5:]), 1)]
    assert "entry 5" in places(check(renumbered, head(made[-1])))


def test_swapped_entries(coins: Coins) -> None:
    made = list(coins(9))
    made[4], made[5] = Entry(5, made[5].body), Entry(6, made[4].body)
    assert {"entry 5", "entry 6"} <= places(check(made, head(made[-1])))


def test_a_row_under_a_wrong_number(coins: Coins) -> None:
    made = list(coins(9))
    made[4] = Entry(77, made[4].body)
    assert places(check(made, head(made[-1]))) == {"entry 5"}


@pytest.mark.parametrize("seq", [-3, 0, 2])
def test_numbers_that_go_back(coins: Coins, seq: int) -> None:
    made = list(coins(4))
    made.insert(3, Entry(seq, made[0].body))
    assert places(check(made, head(made[-1]))) == {f"entry {seq}"}


def test_an_entry_of_another_journal(coins: Coins) -> None:
    other = coins(9, journal="11111111-2222-4333-8444-555555555555")
    made = coins(9)
    assert "entry 5" in places(check((*made[:4], other[4], *made[5:]), head(made[-1])))


def test_a_format_of_the_future_is_named(coins: Coins) -> None:
    made = list(coins(3))
    made[1] = Entry(2, made[1].body.replace(b'"format":1', b'"format":2'))
    (problem,) = check(made).problems
    assert problem == Problem("entry 2", "in format 2, which is not known here")


def test_a_history_written_anew_does_not_fit_the_anchor(coins: Coins) -> None:
    made = coins(9)
    anew = list(made[:4])
    for entry in made[4:]:
        raw = json.loads(entry.body)
        raw["prev"], raw["data"]["value"] = anew[-1].hash, 5000
        anew.append(Entry(entry.seq, json.dumps(raw, separators=(",", ":")).encode()))
    assert check(anew).problems == ()
    assert places(check(anew, head(made[-1]))) == {"entry 9"}
    assert places(check(anew, head(made[6]))) == {"entry 7"}


def test_whatever_stands_in_an_entry_the_check_takes_it_as_the_format_reads_it(coins: Coins) -> None:
    """What the check reads past it must be as strict with as `open_entry` is: a line that is no entry is never done with."""
    body = coins(1)[0].body
    chance = random.Random(5)
    pieces = (
        b'"',
        b"\\",
        b"\\u12",
        b"\\ud800",
        b"\x00",
        b"\n",
        b"\xff",
        b"\xed\xa0\x80",
        b"1.0",
        b"01",
        b"1e2",
        b"-",
        b"NaN",
        b"{}",
        b"[]",
        b',"seq":1',
    )
    made = [body[:at] + piece + body[at:] for at in range(0, len(body), 3) for piece in pieces]
    made += [body[:at] + bytes([chance.randrange(256)]) + body[at + 1 :] for at in range(len(body)) for _ in range(8)]
    made += [
        body.replace(b'"data":{', b'"data":[{').replace(b"}}", b"}]}"),
        body.replace(b"100}", b"[" * 99_999 + b"]" * 99_999 + b"}"),
    ]
    for each in made:
        try:
            opened = open_entry(each)
            sound = opened.seq == 1 and opened.journal == JOURNAL and opened.prev == Head().hash
        except JournalError:
            sound = False
        assert (check([Entry(1, each)]).problems == ()) == sound, each
