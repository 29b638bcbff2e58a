"""The kiosk looks after itself: it looks at its power, disk, memory and handles, and tries everything at night.

* On battery nobody begins to pay; who pays already is served to the end. When the battery is nearly empty the process ends in order
  once nobody is there; started anew on such a battery it only waits. Whatever switches the computer off has nothing to interrupt.
* Memory and handles that grow and grow are a leak. It is no fault that a resident need see: the process ends in order at a quiet
  moment, and the supervisor starts it anew.
* A disk that fills up or says that it fails, and heat, are written down, and named by ``kiosk diagnose``; somebody has to come for them.
* Once a night, when nobody is there, the disk is tried, and whatever is not as it should be is written down in one entry. The
  devices tell how they are all the time; the night's entry says that somebody looked.

Each is written down when it changes, not before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from config.dialogue import Dialogue, Failure
from config.seoul import SEOUL
from config.vocabulary import Power, StopReason, Strain
from drivers.device import Ms
from drivers.watched import MISSES
from kiosk.core.background import Task
from kiosk.core.channels import VITALS
from kiosk.core.findings import Finding
from kiosk.core.step import End, Step
from kiosk.core.vitals import DiskHealth, Look, Vitals
from sync.journal import events as ev

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Beyond which it is a strain. What is over one is over it until it is well below: nothing is written down twice for a little.

    Attributes:
        disk_free: bytes; a year of journal is some 100 MB.
        memory_grown: bytes above what the process took when it was warm.
        handles: of a hundred that it may have.
        celsius: at which a PC's processor slows itself down.
    """

    look_ms: Ms = 10_000
    warm_ms: Ms = 600_000
    quiet_ms: Ms = 60_000
    disk_free: int = 500 * MIB
    memory_grown: int = 300 * MIB
    handles: int = 75
    celsius: int = 85
    night: tuple[time, time] = (time(3), time(5))


class Care(Task[Look, Vitals, Vitals | None]):
    """Attributes:
    power: as it was told last; None where nobody can tell.
    strained: what is over its limit.
    """

    channel = VITALS

    def __init__(
        self, step: Step, nobody_there: Callable[[], bool], findings: Callable[[], Sequence[Finding]],
        limits: Limits | None = None,
    ) -> None:  # fmt: skip
        """``nobody_there``: nobody is at the machine, and nothing is under way. ``findings``: how everything else is."""
        super().__init__(step)
        self.power: Power | None = None
        self.strained: set[Strain] = set()
        self._limits = limits or Limits()
        self._nobody_there, self._findings = nobody_there, findings
        self._due: Ms = 0
        self._began: Ms | None = None
        self._quiet_since: Ms | None = None
        self._silent = 0
        self._on_battery = self._saw_better = False
        self._warm: int | None = None
        self._seen = Vitals()
        self._tested: date | None = None
        self._thorough = self._wanted = False

    def test(self) -> None:
        """Everything is tried at the next quiet moment, as at night."""
        self._wanted = True

    @property
    def on_battery(self) -> bool:
        """By the last word that was had: a UPS that falls silent in a power cut has not brought the power back."""
        return self._on_battery

    @property
    def due(self) -> Ms:
        return self._due

    def dialogue(self) -> Dialogue[Look, Vitals, Vitals | None]:
        self._thorough = self._is_night_and_quiet()
        seen = yield Look(self._thorough)
        return None if isinstance(seen, Failure) else seen

    def done(self, now: Ms, result: Vitals | None) -> None:
        self._due = now + self._limits.look_ms
        self._began = now if self._began is None else self._began
        self._quiet_since = (self._quiet_since or now) if self._nobody_there() else None
        if result is None:
            return
        self._seen = result
        self._follow_power(result.power)
        for strain, over in self._measured(now, result):
            self._note(strain, over)
        if self._thorough:
            self._wanted = False
            self._tested = self._step.wall.astimezone(SEOUL).date()
            failed = [f"{each.device} {each.state}" for each in self._findings() if each.severity]
            self._step.record(ev.SelfTested(tuple(failed + ([] if result.disk_sound else ["disk unsound"]))))
        self._end_if_need_be(now)

    def _follow_power(self, told: Power | None) -> None:
        """A UPS that skips a question is not gone."""
        self._silent = self._silent + 1 if told is Power.UNKNOWN else 0
        if told == self.power or 0 < self._silent < MISSES:
            return
        before, self.power = self.power, told
        if told is not Power.UNKNOWN:
            self._on_battery = told in (Power.BATTERY, Power.LOW_BATTERY)
        if told and (told is not Power.MAINS or before):
            self._step.record(ev.PowerChanged(told))

    def _measured(self, now: Ms, seen: Vitals) -> Iterator[tuple[Strain, bool | None]]:
        """Over the limit, or well below it; None in between."""
        limits = self._limits
        if seen.disk_free is not None:
            yield Strain.DISK, _over(-seen.disk_free, -limits.disk_free, -limits.disk_free * 5 // 4)
        if seen.handles is not None:
            yield Strain.HANDLES, _over(seen.handles * 100 // seen.most_handles, limits.handles, limits.handles - 10)
        if seen.celsius is not None:
            yield Strain.HEAT, _over(seen.celsius, limits.celsius, limits.celsius - 10)
        if seen.disk_health is not None:
            yield Strain.DISK_HEALTH, seen.disk_health is not DiskHealth.WELL
        if seen.memory is not None and self._began is not None and now >= self._began + limits.warm_ms:
            self._warm = seen.memory if self._warm is None else min(self._warm, seen.memory)
            grown = seen.memory - self._warm
            yield Strain.MEMORY, _over(grown, limits.memory_grown, limits.memory_grown * 3 // 4)

    def _note(self, strain: Strain, over: bool | None) -> None:
        if over is None or over == (strain in self.strained):
            return
        self.strained ^= {strain}
        self._step.record(ev.StrainChanged(strain, over))

    def _is_night_and_quiet(self) -> bool:
        now = self._step.wall.astimezone(SEOUL)
        begins, ends = self._limits.night
        if self._wanted:
            return self._is_quiet(self._step.now)
        return begins <= now.time() < ends and now.date() != self._tested and self._is_quiet(self._step.now)

    def _is_quiet(self, now: Ms) -> bool:
        return self._quiet_since is not None and now >= self._quiet_since + self._limits.quiet_ms

    def _end_if_need_be(self, now: Ms) -> None:
        if self.power is not Power.LOW_BATTERY:
            self._saw_better = True
        elif self._saw_better and self._nobody_there():
            self._step.put(End(StopReason.POWER))
            return
        warm = self._began is not None and now >= self._began + self._limits.warm_ms
        if self.strained & {Strain.MEMORY, Strain.HANDLES} and self._is_quiet(now) and warm:
            self._step.put(End(StopReason.LEAK))

    def findings(self) -> tuple[Finding, ...]:
        """For ``kiosk diagnose``."""
        seen, found = self._seen, []
        if self.power:
            severity = {Power.MAINS: 0, Power.BATTERY: 1, Power.UNKNOWN: 1}.get(self.power, 2)
            found.append(Finding("power", "online" if not severity else "user-error", self.power.meaning, severity))
        told = {
            Strain.DISK: None if seen.disk_free is None else f"{seen.disk_free // MIB} MiB free",
            Strain.MEMORY: None if seen.memory is None else f"{seen.memory // MIB} MiB",
            Strain.HANDLES: None if seen.handles is None else f"{seen.handles} of {seen.most_handles}",
            Strain.HEAT: None if seen.celsius is None else f"{seen.celsius} °C",
        }
        if seen.disk_health is not None:
            word = "" if seen.disk_health is DiskHealth.WELL else seen.disk_health.value
            severity = int(word != "")
            found.append(Finding(Strain.DISK_HEALTH.value, "user-error" if word else "online", word, severity, word))
        for strain, detail in told.items():
            if detail:
                over = strain in self.strained
                found.append(Finding(strain.value, "user-error" if over else "online", detail, int(over)))
        return tuple(found)


def _over(value: int, limit: int, well_below: int) -> bool | None:
    """None in between: as it was."""
    return True if value > limit else False if value <= well_below else None
