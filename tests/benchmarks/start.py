"""``python -m tests.benchmarks.start [ENTRIES]``: what a start costs over a long journal, beside one over a thousand entries in the same run.

Each start is a process of its own that does with the journal what `kiosk.shell.station` does before the first screen, so its time and its memory
are those that a start has more or less by its journal; then it looks back, as behind the screen, and says what that came to. The journal is
filled in bulk, volume by volume as a kiosk closes them; all of it acknowledged, then none of it. Ten million entries are 10000000, and take half
an hour to be filled.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from config.ids import DeviceName, Ref, SessionId
from config.won import Won
from kiosk.core.background import Pace
from kiosk.money.books import Ledger
from kiosk.shell.history import History, read_history
from sync.journal.events import CoinCredited
from sync.journal.format import Chain, Entry, Head
from sync.journal.opening import open_for_reading, open_for_writing
from sync.journal.store import Extent
from sync.journal.verify import verify

SHORT = 1_000
STARTS = 7
JOURNAL = "0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90"
BOOT = "5d1c8f60-2a7b-4e93-8c41-f0a6b9d7e325"
SESSION = SessionId("8a1f0c66-93b5-4d27-b8de-51e60c3f9a02")


def fill(path: Path, entries: int) -> None:
    store, history, wall = open_for_writing(path, JOURNAL), History(Ledger(), Head(), 1), datetime.now(UTC)
    chain, said = Chain(JOURNAL, BOOT, store.head, 1), wall.isoformat(timespec="milliseconds")
    while chain.head.seq < entries:
        made: list[Entry] = []
        while chain.head.seq < entries and len(made) < Pace.volume:
            coin = CoinCredited(SESSION, DeviceName("coin-acceptor"), Ref(f"SN123456/{chain.head.seq}"), Won(100))
            made.append(chain.entry(coin, chain.head.seq, wall))
            history.record(made[-1], coin, chain.head.seq, BOOT, said)
        store.commit(tuple(made))
        history.forget(chain.head.seq)
        if len(made) == Pace.volume and chain.head.seq <= entries - SHORT:
            store.close_volume(history.folded())
    store.close()


def acknowledge(path: Path, seq: int) -> None:
    store = open_for_writing(path, JOURNAL)
    store.acknowledge(seq)
    store.close()


def start(path: Path) -> None:
    """In a process of its own: one line of JSON."""
    before, began, busy = _kilobytes(), time.perf_counter(), time.process_time()
    verdict = verify(open_for_reading(path), extent=Extent.LAST)
    store = open_for_writing(path, "")
    history = read_history(store)
    took, busy, grown = time.perf_counter() - began, time.process_time() - busy, _kilobytes() - before
    began = time.perf_counter()
    back = verify(open_for_reading(path), extent=Extent.CLOSED)
    assert (*verdict.problems, *back.problems) == ()
    assert history.head.seq == back.entries + verdict.entries
    looking = time.perf_counter() - began
    print(json.dumps([took, busy, grown, looking, _kilobytes() - before]))
    store.close()


def _kilobytes() -> int:
    """The most that this process has taken; ``getrusage`` would tell of the one that started it, too."""
    (most,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(most.split()[1])


def starts(path: Path) -> list[float]:
    """The best of several: seconds, seconds of the processor, kB, and seconds and kB of looking back."""
    runs = [
        json.loads(subprocess.check_output([sys.executable, "-m", "tests.benchmarks.start", "start", str(path)]))
        for _ in range(STARTS)
    ]
    return [min(each) for each in zip(*runs, strict=True)]


def main(entries: int) -> None:
    with TemporaryDirectory(dir=".") as folder:
        paths = {count: Path(folder) / str(count) / "journal.sqlite" for count in (SHORT, entries)}
        for count, path in paths.items():
            fill(path, count)
        for what, seq in (("acknowledged", 1), ("not acknowledged", 0)):
            found = {}
            for count, path in paths.items():
                acknowledge(path, seq * count)
                found[count] = starts(path)
            (short, short_busy, small, *_), (long, long_busy, large, looking, looked) = found[SHORT], found[entries]
            print(
                f"start over {entries:,} entries, {what}: {1_000 * (long - short):+.0f} ms ({1_000 * (long_busy - short_busy):+.0f} of the "
                f"processor) and {(large - small) / 1_000:+.1f} MB beside {SHORT:,} ({1_000 * short:.0f} ms); looking back {looking:.1f} s, "
                f"{(looked - small) / 1_000:+.1f} MB"
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["start"]:
        start(Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
