"""Mutated journals through the check: what was changed is found, or without effect on any entry; none takes over 2 s, and none raises.

``python -m tests.sync.journal.mutated [--count 10000] [--state FILE]`` goes on where it was stopped. The number of a journal is its seed, so each
can be made again. Two seconds are of the processor's time: a busy machine stretches the clock.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from config.durable import write_durably
from config.ids import DeviceName, Ref, SessionId
from config.won import Won
from sync.journal.events import CoinCredited
from sync.journal.format import Chain, Entry
from sync.journal.opening import open_for_reading, open_for_writing
from sync.journal.store import JournalUnreadableError
from sync.journal.verify import verify

MAX_S = 2.0
COUNT = 10_000
JOURNAL = "0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90"
NAME = "journal.sqlite"


@contextmanager
def running() -> Iterator[Path]:
    """The folder of a kiosk that runs: two closed volumes, entries in the database and in its log."""
    with tempfile.TemporaryDirectory(prefix="mutated-") as folder:
        path = Path(folder) / "live" / NAME
        for closes in (True, True, False):
            store = open_for_writing(path, JOURNAL)
            commit(store.commit, Chain(JOURNAL, "boot", store.head, 1), 40)
            if closes:
                store.close_volume(b"as far as %d" % store.head.seq)
            store.close()
        store = open_for_writing(path, JOURNAL)
        commit(store.commit, Chain(JOURNAL, "boot", store.head, 2), 20)
        try:
            yield path.parent
        finally:
            store.close()


def commit(kept: object, chain: Chain, entries: int) -> None:
    assert callable(kept)
    for _ in range(entries):
        coin = CoinCredited(SessionId("session"), DeviceName("coins"), Ref(f"SN/{chain.head.seq}"), Won(100))
        kept((chain.entry(coin, chain.head.seq, datetime(2031, 3, 14, tzinfo=UTC)),))


def mutate(folder: Path, number: int) -> None:
    """One file of it."""
    chance = random.Random(number)
    files = sorted(each for each in folder.rglob("*") if each.is_file() and each.stat().st_size)
    file = chance.choice(files)
    data = bytearray(file.read_bytes())
    # A log is four megabytes of which the first part counts.
    most = min(len(data), 100_000)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at, size = chance.randrange(most), chance.choice((1, 2, 4, 50, 1_000))
        match chance.randrange(8):
            case 0 | 1:
                data[at] ^= 1 << chance.randrange(8)
            case 2:
                data[at : at + size] = chance.randbytes(size)
            case 3:
                del data[at : at + size]
            case 4:
                data[at:at] = data[at : at + size]
            case 5:
                other = chance.choice(files).read_bytes()
                data[at : at + size] = other[at : at + size]
            case 6:  # whole pages change places
                one, two = (4096 * chance.randrange(1 + most // 4096) for _ in range(2))
                data[one : one + 4096], data[two : two + 4096] = data[two : two + 4096], data[one : one + 4096]
            case _:
                del data[at:]
        most = min(len(data), 100_000)
        if not most:
            break
    file.write_bytes(data)


def entries(path: Path) -> list[Entry] | None:
    """None where they cannot be read."""
    try:
        return list(open_for_reading(path).read())
    except JournalUnreadableError:
        return None


def failure(whole: Path, right: list[Entry], number: int, folder: Path) -> str:
    """What is wrong with the check of this one; "" where nothing is."""
    made = folder / str(number)
    shutil.copytree(whole, made)
    try:
        mutate(made, number)
        began = time.process_time()
        verdict = verify(open_for_reading(made / NAME))
        took = time.process_time() - began
        if took > MAX_S:
            return f"the check took {took:.1f} s"
        if not verdict.problems and entries(made / NAME) != right:
            return "another journal, and nothing was found"
        return ""
    except Exception as error:
        return f"raised {type(error).__name__}: {error}"
    finally:
        shutil.rmtree(made)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--state", type=Path, default=Path("out/mutated-journals.json"))
    options = parser.parse_args()
    options.state.parent.mkdir(parents=True, exist_ok=True)
    done: dict[str, int | dict[str, str]] = {"next": 0, "failures": {}}
    if options.state.exists():
        done = json.loads(options.state.read_text())
    failures, first = done["failures"], done["next"]
    assert isinstance(failures, dict)
    assert isinstance(first, int)
    with running() as whole, tempfile.TemporaryDirectory(prefix="mutated-") as folder:
        right = entries(whole / NAME)
        assert right
        for number in range(first, options.count):
            if why := failure(whole, right, number, Path(folder)):
                failures[str(number)] = why
                print(f"{number}: {why}", flush=True)
            if number % 100 == 99 or number == options.count - 1:
                write_durably(options.state, json.dumps({"next": number + 1, "failures": failures}).encode())
    print(f"{options.count} journals, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
