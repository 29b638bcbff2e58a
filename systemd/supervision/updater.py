#!/usr/bin/python3
"""Goes over to a new version of the kiosk when nobody is at the screen, and back to the old one when the new one is of no use.

A version is *written* (it lies in /opt/kiosk, and `next` leads to it), *started* (the kiosk was started anew with it), *healthy* (that
kiosk says that it can issue) and *kept* (it said so for long enough; from now on it is the one to go back to). A version that was
started and does not get healthy in time, or ceases to be before it is kept, is left for the one kept last, and is not taken again.

Healthy means able to issue, as the running kiosk says itself. What keeps every version from that, a city or a printer that is down,
condemns none: if the one kept last cannot issue either, the new one may be tried once more when it can. And a kiosk that cannot issue
has nothing to lose: a version never tried is taken then as well.

Usage: updater SOCKET      where the running kiosk is asked (kiosk/shell/enquiry.py)

This program is no part of any version and needs nothing of one: only Python's own library. It decides, in `decide`; which version is
started is read from what it writes by `versions begin`, which believes none of it that is no version.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

HOME = Path("/opt/kiosk")
STATE = Path("/var/lib/kiosk-updater/versions.json")
LOOK_S = 2
ANSWER_S = 7
MOST_BYTES = 256_000


@dataclass(frozen=True)
class Patience:
    """In seconds.

    Attributes:
        healthy: within which a version that was started must be able to issue; as long may it be unable before it is kept.
        kept: for so long without a break it must be.
    """

    healthy: float = 180
    kept: float = 600


@dataclass(frozen=True)
class Seen:
    """Attributes:
    next: the version that was written last; None where there is none.
    able: the running kiosk can issue. free: nobody is at its screen, nor can be where no kiosk answers.
    """

    next: str | None
    able: bool
    free: bool


@dataclass(frozen=True)
class State:
    """Attributes:
    run: the version that is to run. kept: the one to go back to; the same when none is on trial.
    left: what was left last, until it is clear that it was its own fault.
    refused: not taken again. tried: was taken once.
    since: when the trial, or the wait for the kept one after it, began. able_since: since when it can issue without a break.
    """

    run: str
    kept: str
    left: str | None = None
    refused: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    since: float = 0
    able_since: float | None = None


def decide(state: State, seen: Seen, now: float, patience: Patience) -> State:
    """What is so from now on. Where `run` is another, the kiosk is to be started anew. ``now`` is monotonic."""
    state = replace(
        state, able_since=(state.able_since if state.able_since is not None else now) if seen.able else None
    )
    if state.run != state.kept:
        return _on_trial(state, now, patience)
    if state.left is not None:
        if seen.able:  # the one before it can issue: it was the new one's own fault
            state = replace(state, left=None)
        elif now - state.since >= patience.healthy:
            state = replace(state, left=None, refused=tuple(each for each in state.refused if each != state.left))
        else:
            return state
    wanted = seen.next
    if wanted is None or wanted == state.run or wanted in state.refused or not seen.free:
        return state
    if not seen.able and wanted in state.tried:
        return state
    return replace(state, run=wanted, tried=(*state.tried, wanted), since=now, able_since=None)


def _on_trial(state: State, now: float, patience: Patience) -> State:
    if state.able_since is not None:
        return replace(state, since=now, kept=state.run if now - state.able_since >= patience.kept else state.kept)
    if now - state.since < patience.healthy:
        return state
    return replace(state, run=state.kept, left=state.run, refused=(*state.refused, state.run), since=now)


def look(place: str, home: Path = HOME) -> Seen:
    """How it is now."""
    following = None
    with contextlib.suppress(OSError):
        following = os.readlink(home / "next")
    told = ask(place)
    return Seen(
        following, "online" in told.get("state", ""), not told or "nobody is at the screen" in told.get("detail", "")
    )


def ask(place: str) -> dict[str, str]:
    """What the running kiosk says of issuing; nothing where none answers."""
    said, end = b"", time.monotonic() + ANSWER_S
    with contextlib.suppress(OSError, ValueError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(ANSWER_S)
        line.connect(place)
        while len(said) < MOST_BYTES and time.monotonic() < end and (more := line.recv(65_536)):
            said += more
        for each in json.loads(said):
            if each["device"] == "issuing":
                return {"state": str(each["state"]), "detail": str(each["detail"])}
    return {}


def read(path: Path, home: Path) -> State:
    """As it was written; where it was not, what runs is the one to keep. Times begin anew with this process."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        kept = json.loads(path.read_text("utf-8"))
        return State(
            str(kept["run"]), str(kept["kept"]), kept["left"] and str(kept["left"]),
            tuple(map(str, kept["refused"])), tuple(map(str, kept["tried"])), time.monotonic(),
        )  # fmt: skip
    current = os.readlink(home / "current")
    return State(current, current, since=time.monotonic())


def write(path: Path, state: State) -> None:
    """Whole after a power cut, or as it was."""
    beside = path.with_name(f".{path.name}")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(asdict(state), file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def say(before: State, state: State) -> None:
    """What a person wants to read in the log of it."""
    if state.run != before.run:
        went = f"goes back from {before.run}, which does not get healthy, to" if state.left else "goes over to"
        print(f"{went} {state.run}", flush=True)
    if state.kept != before.kept:
        print(f"{state.kept} is kept", flush=True)
    if len(state.refused) < len(before.refused):
        print(f"{before.left} may be tried again: the one before it cannot issue either", flush=True)


def main(place: str, patience: Patience) -> None:
    """Never returns."""
    state = read(STATE, HOME)
    while True:
        before, state = state, decide(state, look(place), time.monotonic(), patience)
        if (before.run, before.kept, before.left, before.refused) != (state.run, state.kept, state.left, state.refused):
            say(before, state)
            write(STATE, state)
        if state.run != before.run:
            subprocess.run(["systemctl", "--no-block", "--no-ask-password", "restart", "kiosk.service"], check=False)
        time.sleep(LOOK_S)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    given = {
        name: float(os.environ[f"KIOSK_{name.upper()}_S"])
        for name in ("healthy", "kept")
        if f"KIOSK_{name.upper()}_S" in os.environ
    }
    main(sys.argv[1], Patience(**given))
