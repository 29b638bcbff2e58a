"""What the system must let a kiosk have. With less it would end somewhere inside a library, without a word or with another's."""

from __future__ import annotations

import resource
from typing import NamedTuple

from config.trouble import Trouble


class Least(NamedTuple):
    """``limit`` is one of the system's (setrlimit), ``least`` in its own unit, told in ``unit`` of so many of those."""

    limit: int
    what: str
    setting: str
    least: int
    unit: str = ""
    of: int = 1


MIB = 1 << 20
NEEDED = (
    # Measured: 1,520 MiB with the window shown, most of it set aside for the threads and never touched.
    Least(resource.RLIMIT_AS, "address space", "LimitAS", 2_048 * MIB, " MiB", MIB),
    # Measured: 44 with the demonstration's machine; each port has three, each connection one.
    Least(resource.RLIMIT_NOFILE, "open files", "LimitNOFILE", 128),
)


def refuse_too_little() -> None:
    """Raises `Trouble`, which names the limit, what it is and what it must be."""
    for each in NEEDED:
        soft, hard = resource.getrlimit(each.limit)
        if soft != resource.RLIM_INFINITY and soft < each.least:
            if hard == resource.RLIM_INFINITY or hard >= each.least:
                resource.setrlimit(each.limit, (each.least, hard))
                continue
            raise Trouble(
                f"the system lets this process have {soft // each.of}{each.unit} of {each.what}, and a kiosk needs "
                f"{each.least // each.of}{each.unit}: raise the limit ({each.setting} in its unit, or ulimit)"
            )
