"""Brings the version of the software that is signed for this kiosk, and writes down how far each version has got.

It is fetched beside everything else, a piece at a time, and handed over to who may lay versions once nobody is here: from there the updater
goes on, which starts the kiosk with it and goes back by itself (`systemd/supervision/updater.py`). How a version fares is told by the
one that runs: a trial is healthy when it can issue, and kept when the updater says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from config.dialogue import Dialogue, Failure
from config.software import PackageTrouble, VersionState
from config.updates.software import Offered
from drivers.device import Ms
from kiosk.core.background import Task
from kiosk.core.channels import SOFTWARE, BringSoftware, SoftwareStands
from kiosk.core.step import Step
from sync.city.heartbeat import FETCHING, Version
from sync.journal import events as ev

LOOK_MS: Ms = 60_000
"""When nothing is under way, and after a piece that did not come."""
SOON_MS: Ms = 5_000
"""On trial, or with something that waits until nobody is here."""
NEXT_MS: Ms = 200
"""Between two pieces: others want the line as well."""


@dataclass(frozen=True)
class Surroundings:
    """What it needs to know of the rest of the machine.

    Attributes:
        offered: what is signed for this kiosk.
        is_able: it could issue something now, or will at its next hour.
        is_quiet: nobody is there, and nothing is under way.
        said: what the journal said last of each version.
    """

    offered: Callable[[], Offered | None]
    is_able: Callable[[], bool]
    is_quiet: Callable[[], bool]
    said: Callable[[], Mapping[str, VersionState]]


class Upgrading(Task[BringSoftware, SoftwareStands, SoftwareStands | Failure]):
    channel = SOFTWARE

    def __init__(self, step: Step, around: Surroundings) -> None:
        super().__init__(step)
        self._around = around
        self._asked = BringSoftware(None, may_write=False)
        self._stands = SoftwareStands()
        self._due: Ms = 0

    @property
    def due(self) -> Ms:
        return self._due

    def dialogue(self) -> Dialogue[BringSoftware, SoftwareStands, SoftwareStands | Failure]:
        self._asked = BringSoftware(self._around.offered(), self._around.is_quiet())
        return (yield self._asked)

    def done(self, now: Ms, result: SoftwareStands | Failure) -> None:
        self._due = now + LOOK_MS
        if isinstance(result, Failure):
            return
        before, self._stands = self._stands, result
        said = self._around.said()
        for version, state, why in self._seen():
            if said.get(version) is not state:
                self._step.record(ev.VersionStands(version, state, why))
        if not result.kept or self._is_whole():
            self._due = now + SOON_MS
        if before.fetched < result.fetched and not self._is_whole():
            self._due = now + NEXT_MS

    def versions(self) -> list[Version]:
        """For the city: what runs, and what is to."""
        found = [Version(version, state, why or "") for version, state, why in self._seen()]
        offered, fetched = self._asked.offered, self._stands.fetched
        if offered and fetched and offered.version not in [each.name for each in found]:
            found.append(Version(offered.version, FETCHING, f"{100 * fetched // offered.size} %"))
        return found

    def _is_whole(self) -> bool:
        offered = self._asked.offered
        return offered is not None and self._stands.fetched >= offered.size and not self._stands.trouble

    def _seen(self) -> Iterator[tuple[str, VersionState, PackageTrouble | None]]:
        stands, offered = self._stands, self._asked.offered
        if stands.running:
            yield stands.running, self._of_running(), None
        if stands.waiting:
            yield stands.waiting, VersionState.WRITTEN, None
        if offered and stands.trouble:
            yield offered.version, VersionState.LEFT, stands.trouble

    def _of_running(self) -> VersionState:
        if self._stands.kept:
            return VersionState.KEPT
        was_healthy = self._around.said().get(self._stands.running) is VersionState.HEALTHY
        return VersionState.HEALTHY if was_healthy or self._around.is_able() else VersionState.STARTED
