"""What a session leaves in the process's memory: nothing that tells who was there.

Python and Qt copy texts and bytes as they like, and what is given back to the allocator stays as it was until something else
is written there, for hours and at the same address. So the allocator itself overwrites what is given back: the C library's, told
to, with nothing in front of it that keeps pieces for later (Python's own allocator; the C library's cache of small pieces). It
must know when the process starts, from the environment.

What a session held in a circle of references is given back only when the collector finds it: `forget` has it look.
"""

from __future__ import annotations

import gc
import os
import sys

CLEARED = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.tcache_count=0:glibc.malloc.perturb=165",
}
"""``perturb``: the byte whose complement is written over what is given back; any but 0. The unit has the same."""


def clear_what_is_given_back() -> None:
    """Starts this program anew, in its own place, unless it was started so. Before anything else is done, and only by whom the
    process belongs to.
    """
    if any(os.environ.get(name) != value for name, value in CLEARED.items()):
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, **CLEARED})


def keep_for_good() -> None:
    """All that is there now, modules above all, stays: the collector need not look at it again, and is quick."""
    gc.collect()
    gc.freeze()


def forget() -> None:
    """After a session."""
    gc.collect()
