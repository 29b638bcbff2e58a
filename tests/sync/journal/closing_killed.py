"""Closes a volume in a process that is killed at its n-th act on files: ``closing_killed.py JOURNAL N``.

Python tells an audit hook of each opening, connecting, linking, renaming, cutting and removing before it is done. Prints the number of
the acts that there were, where it was not killed.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from sync.journal.opening import open_for_writing

ACTS = ("open", "os.", "sqlite3.")


def main(journal: Path, last: int) -> None:
    store = open_for_writing(journal, "")
    done, closing = 0, True

    def hook(event: str, _: tuple[object, ...]) -> None:
        nonlocal done
        if closing and event.startswith(ACTS):
            done += 1
            if done == last:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    store.close_volume(b"what was folded anew")
    closing = False
    print(done)
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
