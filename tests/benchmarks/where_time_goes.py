"""Where a reservation's processor time goes: TLS and HTTP, counting, registers, signing, the store.

    python -m tests.benchmarks.where_time_goes [--seconds S]

The whole is measured at the server's process over HTTPS (`tests.benchmarks.reservations`), as is a question that asks the registers
nothing, which costs TLS, HTTP and who it is that asks. What the city's rules take is measured in this process, each part by itself, on an
SQLite file. A wait for the disk is no processor time.
"""

from __future__ import annotations

import argparse
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ParamSpec, TypeVar
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import ec

from config.visible_seal import signer
from sync.city.api import IssuanceRequest
from sync.reference_city.domain import ReferenceCity
from sync.reference_city.limits import Limits
from sync.reference_city.made_up import made_up
from sync.reference_city.owners import OwnerNotice
from sync.reference_city.readings import Reading
from sync.reference_city.sql_registers import SqlRegisters
from sync.reference_city.store import SqlStore
from sync.reference_city.stored import Issuance
from tests.benchmarks.reservations import Measured, Server
from tests.cities import MARKS, SCENE, WONJU
from tests.sync.city.conftest import KIOSK, Town

P = ParamSpec("P")
T = TypeVar("T")
TIMES = 500
MANY = 10**9
GENEROUS = Limits(reservations=MANY, holders=MANY, of_one_holder=MANY, misses=MANY, misses_of_one_holder=MANY)


class Parts:
    """Attributes:
    ms: processor time of each part until now.
    """

    def __init__(self) -> None:
        self.ms: dict[str, float] = defaultdict(float)

    @contextmanager
    def of(self, part: str) -> Iterator[None]:
        began = time.process_time()
        try:
            yield
        finally:
            self.ms[part] += (time.process_time() - began) * 1e3

    def measured(self, part: str, do: Callable[P, T]) -> Callable[P, T]:
        def measured(*arguments: P.args, **named: P.kwargs) -> T:
            with self.of(part):
                return do(*arguments, **named)

        return measured


class MeasuredStore(SqlStore):
    def __init__(self, url: str, parts: Parts) -> None:
        super().__init__(url)
        self._parts = parts

    def add(self, issuance: Issuance, reading: Reading, tell: OwnerNotice | None) -> bool:
        with self._parts.of("store"):
            return super().add(issuance, reading, tell)

    @contextmanager
    def counting(self, hour: int) -> Iterator[Callable[[str, str, int], int]]:
        with self._parts.of("counting"), super().counting(hour) as count:
            yield count


def by_parts(asked: IssuanceRequest, folder: Path) -> dict[str, float]:
    """ms of processor time that one takes, by part; ``rules`` is what is left."""
    parts = Parts()
    store = MeasuredStore(f"sqlite:///{folder}/{asked.kind}.sqlite", parts)
    store.registers.enter(made_up(SCENE))
    registers = SqlRegisters(store.engine)
    for name in ("read", "household", "blocks"):
        setattr(registers, name, parts.measured("registers", getattr(registers, name)))
    sign = parts.measured("signing", signer(ec.generate_private_key(ec.SECP256R1())))
    city = ReferenceCity(WONJU, registers, store, lambda: datetime.now(UTC), sign, secrets.token_bytes, MARKS, GENEROUS)
    for count in range(TIMES + 20):
        if count == 20:  # warm
            parts.ms.clear()
            began = time.process_time()
        assert isinstance(city.reserve(KIOSK, str(uuid4()), asked), bytes)
    whole = (time.process_time() - began) * 1e3
    store.close()
    return {part: ms / TIMES for part, ms in {**parts.ms, "rules": whole - sum(parts.ms.values())}.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description="Where a reservation's processor time goes.")
    parser.add_argument("--seconds", type=float, default=5.0, help="that the server is asked for each")
    asked = parser.parse_args()
    requests = {"land-register": Town.land(), "resident-abstract": Town.abstract()}
    with TemporaryDirectory() as folder, Server(Path(__file__).parents[2], Path(folder)) as server:
        nothing = Measured()
        server.ask_for("", 1.0, 4, Measured())
        server.ask_for("", asked.seconds, 4, nothing)
        for kind, request in requests.items():
            whole = Measured()
            server.ask_for(kind, 1.0, 4, Measured())
            server.ask_for(kind, asked.seconds, 4, whole)
            parts = by_parts(replace(request, machine="03"), Path(folder))
            told = "  ".join(f"{part} {ms:.2f}" for part, ms in sorted(parts.items(), key=lambda each: -each[1]))
            print(
                f"{kind:18} {1e3 / whole.a_cpu_second:5.2f} ms: TLS, HTTP and who asks {1e3 / nothing.a_cpu_second:.2f}  {told}",
                flush=True,
            )


if __name__ == "__main__":
    main()
