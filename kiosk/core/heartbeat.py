"""Tells the city every minute how the kiosk is. Nothing is written down: who is not heard of for three minutes is asked after."""

from __future__ import annotations

from collections.abc import Callable
from zlib import crc32

from pydantic import TypeAdapter, ValidationError

from config.dialogue import Dialogue, Failure
from config.ids import KioskId
from drivers.device import Ms
from kiosk.core.background import Task
from kiosk.core.channels import HEARTBEAT
from kiosk.core.step import Step
from sync.city.client import MAX_REPLY_BYTES, CityCall, CityReply
from sync.city.heartbeat import EVERY_S, Heard, Heartbeat, HeartbeatReply, Wish

EVERY_MS: Ms = EVERY_S * 1_000
FIRST_MS: Ms = 10_000
"""Whoever has just set a kiosk up waits at the city's page for it."""
_HEARTBEAT, _REPLY = TypeAdapter(Heartbeat), TypeAdapter(HeartbeatReply)


class Pulse(Task[CityCall, CityReply, HeartbeatReply | None]):
    """One that is lost is not sent again: the next says the same."""

    channel = HEARTBEAT

    def __init__(self, step: Step, kiosk: KioskId, how: Callable[[], Heartbeat], asked: Callable[[Wish], None]) -> None:
        """``asked`` is told of a wish that comes with an answer."""
        super().__init__(step)
        self._how, self._asked = how, asked
        # Kiosks that come back together after a power cut do not all speak in the same second, then or in any minute after.
        self._due: Ms = crc32(kiosk.encode()) % FIRST_MS
        self._began: Ms | None = None
        self._unable, self._heard = "", Heard.NOTHING

    def heard_of(self, unable: str) -> Heard:
        """What the city last said became of it that this kiosk serves nobody for that reason."""
        return self._heard if unable == self._unable else Heard.NOTHING

    @property
    def due(self) -> Ms:
        if self._began is None:
            self._began = self._step.now
            self._due += self._began
        return self._due

    def dialogue(self) -> Dialogue[CityCall, CityReply, HeartbeatReply | None]:
        self._due = self._step.now + EVERY_MS
        how = self._how()
        if how.unable != self._unable:
            self._unable, self._heard = how.unable, Heard.NOTHING  # what was said was said of something else
        body = _HEARTBEAT.dump_json(how)
        answer = yield CityCall("POST", "/v1/heartbeats", body, MAX_REPLY_BYTES)
        if isinstance(answer, Failure) or answer.status != 200:
            return None
        try:
            return _REPLY.validate_json(answer.body)
        except ValidationError:
            return None

    def done(self, now: Ms, result: HeartbeatReply | None) -> None:
        """What was told stays told while the city cannot be reached."""
        if result is not None:
            self._heard = result.heard
            if result.wish:
                self._asked(result.wish)
