"""SIGKILL of the real process at moments that nobody chose: ``python -m tests.end_to_end.kill.at_random [--count N] [--seed S]``.

A resident is served by the real station on real ptys, a real printer server and a real city; some time after they begin the process
is killed from outside, and the next start is judged as in `test_kill_at_every_point`. Goes on where it was stopped: what was done lies in
``--state``. A machine serves so many kills and is then another one, so that a journal is no longer than a day's.

Exit status 1 when anything was lost, or is not told alike by journal, mechanics and city.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sync.journal.opening import open_for_reading
from sync.journal.verify import verify
from tests.end_to_end.kill.test_kill_at_every_point import kiosk, losses, tell
from tests.end_to_end.surroundings import Surroundings, surroundings

A_MACHINE = 25
"""Kills."""
LONGEST_S = 11.0
"""A session of this resident takes some eight seconds; some kills come after its end."""


@dataclass
class Done:
    """Attributes:
    kills: so many were made and judged.
    in_session: of them those that came before the session's end.
    found: number of a kill to what was wrong after it.
    """

    kills: int = 0
    in_session: int = 0
    found: dict[str, list[str]] = field(default_factory=dict)


def killed(around: Surroundings, seed: int, numbers: Iterator[int]) -> Iterator[tuple[int, bool, list[str]]]:
    """Number, whether it was in the session, and what was wrong, of each."""
    number: int | None = None
    in_session, torn = False, list[str]()
    while True:
        with kiosk(around) as process:
            if number is not None:
                yield number, in_session, torn + losses(around)
            number = next(numbers, None)
            if number is None:
                tell(process, "end")
                return
            after_s = random.Random(f"{seed} {number}").uniform(0.0, LONGEST_S)
            timer = threading.Timer(after_s, process.kill)
            timer.start()
            tell(process, "count")
            timer.cancel()
            in_session = process.returncode == -signal.SIGKILL
        torn = [f"when killed: {problem}" for problem in verify(open_for_reading(around.journal)).problems]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--state", type=Path, default=Path("out/kills.json"))
    options = parser.parse_args()
    options.state.parent.mkdir(parents=True, exist_ok=True)
    done = Done(**json.loads(options.state.read_text())) if options.state.exists() else Done()
    while done.kills < options.count:
        numbers = iter(range(done.kills, min(done.kills + A_MACHINE, options.count)))
        with tempfile.TemporaryDirectory() as folder, surroundings(Path(folder)) as around:
            for number, in_session, found in killed(around, options.seed, numbers):
                done.kills, done.in_session = number + 1, done.in_session + in_session
                if found:
                    done.found[str(number)] = found
                options.state.write_text(json.dumps(asdict(done), indent=1))
                moment = "in the session" if in_session else "after it"
                print(f"kill {number} {moment}: {'; '.join(found) or 'nothing lost'}", flush=True)
    print(f"{done.kills} kills, {done.in_session} of them in a session; something wrong after {len(done.found)}")
    return int(bool(done.found))


if __name__ == "__main__":
    sys.exit(main())
