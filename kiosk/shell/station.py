"""The composed kiosk on real ground: journal on the disk, ports, network, card reader, layout worker. A thin shell."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from config.city import City
from config.clock import monotonic_ms
from config.credentials import anchors
from config.dialogue import Failure, FailureReason
from config.ids import KioskId
from config.staff import matches
from config.vocabulary import StopReason, WorkerTrouble
from drivers.device import Bus, Ms
from drivers.ipp.fitting import Ipp
from drivers.ipp.transport import IppTransport
from drivers.link import Link
from drivers.smartcard.dialogue import Talk, read_card
from drivers.smartcard.fitting import ChipCard
from drivers.smartcard.questions import Question
from drivers.smartcard.reader import PcscReader
from drivers.smartcard.secret import Secret
from kiosk.core.channels import (
    BOXES,
    CARD,
    CERTIFICATE,
    CITY,
    CONFIGURATION,
    DELIVERY,
    FILES,
    HEARTBEAT,
    JOURNAL,
    LAYOUT,
    LOOK_BACK,
    PRINTER,
    SOFTWARE,
    SOURCES,
    STAFF,
    SUPPORT,
    VITALS,
    VOICE,
    LayOut,
)
from kiosk.core.following import Begun
from kiosk.core.step import CardMoved, Received
from kiosk.session.technician.machine import SettingsFile
from kiosk.shell.box_folder import BoxFolder
from kiosk.shell.compose import Trust, compose
from kiosk.shell.configured import versions_of
from kiosk.shell.enquiry import Enquiries
from kiosk.shell.files_worker import FilesWorker
from kiosk.shell.following import Followed
from kiosk.shell.helping import SupportSender
from kiosk.shell.history import read_history
from kiosk.shell.identity import IdentityFiles
from kiosk.shell.looking_back import LookingBack
from kiosk.shell.power import leave_wish
from kiosk.shell.renewing import Renewing
from kiosk.shell.runner import Runner, Worker, thread_trouble
from kiosk.shell.sd_notify import Supervisor, frame_every_ms
from kiosk.shell.settings import Settings
from kiosk.shell.settings_in_force import version
from kiosk.shell.software import software
from kiosk.shell.vitals import LookAtMachine
from kiosk.shell.voice import Voice
from kiosk.speech.speech import Speech, Texts
from printing import fonts
from printing.certificate import LaidOut, Unprintable, lay_out
from sync.city.client import CityCall, CityReply
from sync.city.transport import CityTransport
from sync.city.transport import Trust as CityTrust
from sync.journal.check import Verdict
from sync.journal.opening import open_for_reading, open_for_writing
from sync.journal.store import Extent, JournalStoreError
from sync.journal.verify import verify


class RealSources:
    """What a pure kiosk may not make itself."""

    def wall(self) -> datetime:
        return datetime.now(UTC)

    def uuid(self) -> str:
        return str(uuid4())

    def random(self, count: int) -> bytes:
        return secrets.token_bytes(count)


class Station:
    """The kiosk, ready to run.

    Attributes:
        composed: the pure kiosk and its parts.
        runner: start it, or give it to `run_station`'s loop.
        verdict: what the check of the journal's last volume said at the start.
    """

    def __init__(
        self, settings: Settings, city: City, reader: CardReader | None = None, begun: Begun | None = None,
        followed: Followed | None = None, config: Path | None = None,
        texts: Texts | None = None,
    ) -> None:  # fmt: skip
        """Opens everything.

        Args:
            reader: stands in for the PC/SC reader of the settings.
            begun, followed: the signed configuration that they come from, and who looks for the next; both or neither.
            config: the file that they come from.
            texts: the screens' own, for the voice; None only where the settings have none.

        Raises:
            UnusableFileError: a file is not what it was when `kiosk.shell.files` opened it.
            JournalStoreError: the journal cannot be opened, or is damaged.
            OSError, ValueError: the clips of the voice cannot be read.
        """
        path = settings.machine.journal
        sources, supervisor = RealSources(), Supervisor()
        kept = open_for_reading(path)
        self.verdict: Verdict | None = verify(kept, extent=Extent.LAST) if kept.exists() else None
        self._store = open_for_writing(path, sources.uuid())
        self._sources = sources
        card = settings.of(ChipCard)
        self._profile = card.profile() if card else None
        self._reader = (reader or PcscReader(card.reader)) if card else None
        try:
            history = read_history(self._store)
        except JournalStoreError:
            self._store.close()
            raise
        history.previous = IdentityFiles(path.parent / "city").read_previous()
        self._unsent = history.unsent
        self.composed = compose(
            settings,
            city,
            Trust(tuple(each for path in settings.city.signing_keys for each in anchors(path)), self._read_card),
            sources,
            history,
            self._store.id,
            boot_id(),
            software(),
            len(self.verdict.problems) if self.verdict else 0,
            frame_every_ms=frame_every_ms(supervisor.watchdog_ms),
            configuration=begun,
            settings_file=_settings_file(config) if config else None,
            signed=_signed(settings, begun) if begun else None,
        )
        kiosk = self.composed.kiosk
        self.runner = Runner(kiosk, self._store)
        server = CityTransport(
            settings.city.url, CityTrust(settings.city.ca, settings.city.certificate, settings.city.key)
        )
        for channel in (CITY, SOURCES, JOURNAL, DELIVERY):
            self.runner.serve(channel, server)
        self.runner.serve(HEARTBEAT, _told(settings, server))
        self.runner.serve(CERTIFICATE, Renewing(settings.city))
        self.runner.serve(SUPPORT, SupportSender(config, server))
        printer = settings.the(Ipp)
        self.runner.serve(PRINTER, IppTransport(printer.uri, printer.ca, printer.fingerprint))
        self.runner.serve(BOXES, BoxFolder(path.parent / "left-requests"))
        self.runner.serve(LAYOUT, lay_out_in_time, fonts.read_all)
        self._looking_back = LookingBack(path)
        self.runner.serve(LOOK_BACK, self._looking_back)
        self.runner.serve(VITALS, LookAtMachine(path, settings.power))
        if followed:
            self.runner.serve(CONFIGURATION, followed)
            self.runner.serve(SOFTWARE, followed.upgrader())
        self.runner.serve(FILES, FilesWorker(path, settings.machine.stick, config))
        self.runner.serve(STAFF, lambda asked, _: matches(asked.pin, asked.stored))
        for each in settings.on_ports:
            self.runner.ports[each.section] = self._link(each.section, each.port, kiosk.buses[each.section])
        if self._reader:
            self.runner.serve(CARD, self._reader.transmit)
            self.runner.watchers["card-watch"] = _CardWatch(self._reader, self.runner)
        if settings.voice and settings.voice.on:
            assert texts, "a kiosk that speaks has words"
            voice = Voice(settings.voice, Speech(texts), partial(self.runner.crashed, "speaker"))
            self.runner.say = voice.say
            self.runner.watchers["speaker"] = voice
            self.runner.serve(VOICE, voice.check)
        self.runner.watchers["enquiries"] = Enquiries(path, self.runner)
        self.runner.notify = supervisor.tell

    def _read_card(self, pin: Secret, can: Secret | None) -> Talk:
        assert self._profile
        return read_card(self._profile, pin, self._sources.random, self._sources.wall(), can)

    def _link(self, name: str, port: str, bus: Bus) -> Link:
        runner = self.runner
        return Link(port, bus.line, lambda data: runner.post(Received(name, data)), partial(runner.crashed, name))

    @property
    def uploaded(self) -> bool:
        """The city has all of the journal."""
        return not self._unsent.waiting

    def close(self, reason: StopReason | None) -> None:
        """Ends; with a ``reason`` cleanly, and raises what keeps it from that."""
        self._looking_back.stop()
        try:
            self.runner.stop(reason)
        finally:
            self._store.close()


def _told(settings: Settings, city: Worker[CityCall, CityReply]) -> Worker[CityCall, CityReply]:
    """Who is told how the kiosk is."""
    if not settings.metrics:
        return city
    from kiosk.shell.textfile import Textfile  # a start need not wait for what most kiosks do not use

    return Textfile(settings.metrics.textfile, KioskId(settings.machine.id), city)


def _settings_file(config: Path) -> SettingsFile:
    now = version(config)
    return SettingsFile(now.name, now.written)


def _signed(settings: Settings, begun: Begun) -> SettingsFile | None:
    """What lies over the kiosk's own file; None where that alone is in force."""
    versions = versions_of(settings)
    if not versions or not begun.version:
        return None
    written = versions.of(begun.version).stat().st_mtime
    return SettingsFile(begun.version, datetime.fromtimestamp(written, UTC))


def run_station(station: Station, loop: Callable[[], int]) -> int:
    """Runs the loop to its end, which starts the runner. Whatever it raises is a crash: nothing more is written, the next
    start recovers.
    """
    try:
        status = loop()
    except BaseException:
        station.close(None)
        raise
    station.close(StopReason.STOPPED)
    if station.runner.wanted:
        leave_wish(station.runner.wanted)
    return status


class CardReader(Protocol):
    """A PC/SC reader, or what stands in for one."""

    def transmit(self, question: Question, timeout_ms: Ms) -> bytes | Failure: ...

    def watch(self, moved: Callable[[str], None]) -> None: ...

    def stop(self) -> None: ...


class _CardWatch:
    """The thread that sees cards come and go."""

    def __init__(self, reader: CardReader, runner: Runner) -> None:
        self._reader = reader
        self._runner = runner
        self._thread = threading.Thread(target=self._run, name="card watch", daemon=True)

    def _run(self) -> None:
        try:
            self._reader.watch(lambda media: self._runner.post(CardMoved(media)))
        except BaseException as error:
            self._runner.crashed("card-watch", error)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._reader.stop()
        if self._thread.ident is not None:
            self._thread.join(timeout=2)  # a PC/SC daemon that hangs must not keep the kiosk from ending

    def trouble(self) -> WorkerTrouble | None:
        return thread_trouble(self._thread)


class _TooLate(Exception):
    """The layout has taken the time it was given."""


def lay_out_in_time(question: LayOut, timeout_ms: Ms) -> LaidOut | Unprintable | Failure:
    """An unprintable character is an answer, not a crash of the worker. Nothing can stop a layout but itself: it looks at
    its time before each page.
    """
    until = monotonic_ms() + timeout_ms

    def hurry() -> None:
        if monotonic_ms() > until:
            raise _TooLate

    try:
        return lay_out(question.kind, question.record, question.issue, hurry)
    except Unprintable as unprintable:
        return unprintable
    except _TooLate:
        return Failure(FailureReason.TIMEOUT, "the layout took too long")


def boot_id() -> str:
    """The kernel's id of this run of the computer: monotonic times can be compared within it."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
