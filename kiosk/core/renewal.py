"""Keeps the kiosk's certificate from ending: looks how long it lasts, and has it made anew in time, without anybody's hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from config.dialogue import Dialogue, Failure
from config.vocabulary import RenewalTrouble
from drivers.device import Ms
from kiosk.core.background import Task
from kiosk.core.channels import CERTIFICATE, Certified, LookAtCertificate, NotRenewed, RenewCertificate
from kiosk.core.step import Step
from sync.journal import events as ev

LOOK_MS: Ms = 3_600_000
"""A city that is down for a day is asked often enough: a third of ninety days is left when it begins."""


@dataclass(frozen=True)
class CertificateStanding:
    """Attributes:
    until: when the certificate ends; None while it cannot be read.
    trouble: why it was not renewed when its time had come.
    """

    until: datetime | None = None
    trouble: RenewalTrouble | None = None


class Renewal(Task[LookAtCertificate | RenewCertificate, Certified | NotRenewed, CertificateStanding]):
    """Attributes:
    standing: of the certificate, as it was last looked at.
    """

    channel = CERTIFICATE

    def __init__(self, step: Step) -> None:
        super().__init__(step)
        self._due: Ms = 0
        self.standing = CertificateStanding()

    @property
    def due(self) -> Ms:
        return self._due

    def dialogue(self) -> Dialogue[LookAtCertificate | RenewCertificate, Certified | NotRenewed, CertificateStanding]:
        seen = yield LookAtCertificate()
        if not isinstance(seen, Certified):
            return CertificateStanding(None, _why(seen))
        if self._step.wall < seen.since + (seen.until - seen.since) * 2 / 3:
            return CertificateStanding(seen.until)
        renewed = yield RenewCertificate()
        return (
            CertificateStanding(renewed.until)
            if isinstance(renewed, Certified)
            else CertificateStanding(seen.until, _why(renewed))
        )

    def done(self, now: Ms, result: CertificateStanding) -> None:
        before, self.standing = self.standing, result
        self._due = now + LOOK_MS
        if result.trouble and result.trouble != before.trouble:
            self._step.record(ev.CertificateNotRenewed(result.trouble))
        elif result.until and not result.trouble and before.until and result.until > before.until:
            self._step.record(ev.CertificateRenewed(result.until.isoformat(timespec="seconds")))


def _why(answer: NotRenewed | Failure) -> RenewalTrouble:
    return answer.why if isinstance(answer, NotRenewed) else RenewalTrouble.CITY_NOT_REACHED
