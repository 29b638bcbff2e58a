"""Card terminal over the SMARTRO serial protocol: a card is charged once, or not at all, and the kiosk knows which.

The terminal remembers its last approval (job L). It is read and written to the journal before a sale; afterwards the
difference is the authority on what became of the sale, whatever answers were lost meanwhile. A sale (job B) is sent
once, straight after L showed what the journal has, and never again: not after a lost acknowledgement, not after a
NACK, which may be noise. Without an answer the terminal's own time is waited out, because until then it may still be
talking to the card company, and then L decides. A decline is believed when L agrees: a decline repeated from an earlier
sale must not hide the approval of this one. Everything else may be repeated (A, E, L), or takes back what is
already taken back (C, which names the approval that L has just shown).

A card is asked for before the sale is sent (E, then an event), so that a person can still change their mind and nothing
needs to be written down for somebody who pays in cash.

What the vendor's document must confirm before this meets real cards; each is a way to lose track of a payment:

* whether L survives a power cut. (If an approval that was there before is gone, that is a doubt.) Whether it is answered
  while a sale runs, whether it shows declines and cancellations too, and what it answers when there was never an
  approval. (All of these are handled, if ``answer_ms`` holds.)
* the terminal's own longest time for a sale, the card company's time-out included: ``answer_ms`` must be longer.
* whether an approval whose answer nobody acknowledged is taken back by the terminal or its network by itself, whether
  job H (confirm an approval) must be sent to prevent that, and that L shows it when it happens; the same for a
  power cut between the card company's approval and the terminal's memory.
* whether the unique transaction number is filled in for every kind of payment, and new for a cancellation.
* job C: 57 or 59 bytes (``length_field``), what kind 2 cancels after a decline, that it refuses a second time (job d,
  last character X, or a decline), that it needs no card; whether the contract allows kind 3, which names any approval.
* how E is ended without a sale, how long it lasts, and whether a card that is already inserted is reported again.
* layout of a decline, letters of its codes, character set of names; whether RF means more than tap.
* the meaning of A's last two characters on terminals without a linked server; whether the terminal id must match.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from config.ids import ChargeId, DeviceName
from config.vocabulary import ChargeDoubt, ChargeFailure
from drivers.card_payment import (
    CancelCharge,
    CancelFailed,
    CardApproval,
    CardAwaited,
    CardInserted,
    CardPresented,
    CardRemoved,
    Charge,
    ChargeCancelled,
    Charged,
    ChargeDeclined,
    ChargeReady,
    ChargeUnknown,
    ConfirmCharge,
    ReadLastApproval,
    SettleCharge,
    WithdrawCharge,
)
from drivers.device import Command, Event, Identified, LineSettings, Ms, State, Status, Step
from drivers.smartro.codec import Frame, FrameParser, Signal, SmartroError, encode
from drivers.smartro.messages import Declined, approve_data, cancel_data, parse_answer
from drivers.watched import Watched

TRIES = 3
LINK_MS = 3_000
"""For an acknowledgement, and for the answer of everything but a sale."""
RESENT_MS = TRIES * LINK_MS + 1_000
"""A terminal repeats an answer that nobody acknowledged for so long."""
BAUD: Final = 115_200
CARD_MS = 60_000
ANSWER_MS = 100_000
CHECK_MS = 30_000
RETRY_MS = 2_000
FAILED_TWICE = 2
"""Times in a row that a terminal which is there may not take the order to ask for a card."""
WAS_IN_MS = 50
"""A terminal with a card in tells of it right behind its answer; nobody reads that a card is asked for and has it in so soon."""
CONFIRM_MS = 10_000
"""A kiosk confirms a presented card at once, or it is not there any more."""

_CARD_READ = (b"I", b"R", b"M")
_INSERTED, _REMOVED = b"I", b"O"


@dataclass(frozen=True)
class Wait:
    """For something heard, for ``ms``. ``wakes``: a command ends it too."""

    ms: Ms
    wakes: bool = False


@dataclass(frozen=True)
class _Last:
    """Attributes:
    name: of the terminal and its last approval; what the kiosk keeps.
    blank: it remembers nothing, not even a decline.
    """

    name: str
    terminal: str
    approval: CardApproval | None
    blank: bool


T = TypeVar("T")
Talk = Generator[Wait, Frame | Signal | None, T]


class SmartroBus:
    """Implements `drivers.device.Bus` for one card terminal on its own port.

    Attributes:
        answer_ms: longer than the terminal's own longest time for a sale.
        card_ms: how long a card is waited for.
        length_field: the terminal wants 59 bytes for a cancellation, not 57.
    """

    def __init__(
        self, name: DeviceName, terminal: str, wall: Callable[[], datetime], *,
        answer_ms: Ms = ANSWER_MS, card_ms: Ms = CARD_MS, length_field: bool = False, baud: int = BAUD,
    ) -> None:  # fmt: skip
        """``wall``: the local time that frames carry; nothing is decided by it."""
        self.devices: tuple[DeviceName, ...] = (name,)
        self.line = LineSettings(baud, "N", 1)
        self.answer_ms, self.card_ms, self.length_field = answer_ms, card_ms, length_field
        self._name = name
        self._terminal = terminal
        self._wall = wall
        self._parser = FrameParser()
        self._commands: deque[Command] = deque()
        self._heard: deque[Frame | Signal] = deque()
        self._events: list[Event] = []
        self._out = b""
        self._now: Ms = 0
        self._life = self._live()
        self._until: Ms = 0
        self._wakes = False
        self._watched = Watched(name)
        self._identity = ""
        self._check_due: Ms = 0
        self._withdrawn = self._confirmed = ""
        self._began: Ms = 0
        self._sent_ms: Ms = 0  # when a sale may last have reached the terminal
        self._otherwise = False  # to the job under way it said something that is no answer
        self._noise = False  # something came that nobody can have said
        self._unanswered: dict[
            str, int
        ] = {}  # job to how often in a row it came to nothing, of those that a sale needs
        self._answered: Frame | None = None  # the last answer to a sale or a cancellation

    def step(self, now: Ms, received: bytes, commands: Sequence[Command]) -> Step:
        self._now = now
        for command in commands:
            if isinstance(command, WithdrawCharge):
                self._withdrawn = command.ref
            elif isinstance(command, ConfirmCharge):
                self._confirmed = command.ref
            else:
                self._commands.append(command)
        if commands and self._wakes:
            self._until = now
        for each in self._parser.feed(now, received) if received else ():
            self._hear(each)
        while self._heard or now >= self._until:
            wait = self._life.send(self._heard.popleft() if self._heard else None)
            self._until, self._wakes = now + wait.ms, wait.wakes
        step = Step(self._out, tuple(self._events), self._until)
        self._out, self._events = b"", []
        return step

    def _hear(self, each: Frame | Signal) -> None:
        if each is Signal.DAMAGED:
            self._noise = True
            self._out += Signal.NACK.byte
        elif isinstance(each, Frame) and each.job == "@":
            if each.data[:1] == _INSERTED:
                self._events.append(CardInserted(self._name))
            elif each.data[:1] == _REMOVED:
                self._events.append(CardRemoved(self._name))
            self._heard.append(each)
        elif isinstance(each, Frame):
            self._out += Signal.ACK.byte
            if each != self._answered:
                self._heard.append(each)
            if each.job in "bcd":
                self._answered = each  # the terminal missed our acknowledgement if it comes again
        else:
            self._heard.append(each)

    # -- life --

    def _live(self) -> Talk[None]:
        # An earlier run may have sent a sale just before it died.
        self._began = self._sent_ms = self._now
        while True:
            while self._commands:
                yield from self._obey(self._commands.popleft())
            yield from self._check_if_due()
            if not self._commands:
                yield Wait(max(1, self._check_due - self._now), wakes=True)

    def _obey(self, command: Command) -> Talk[None]:
        match command:
            case ReadLastApproval():
                yield from self._older_answers()
                last = yield from self._last_approval()
                if last:
                    self._events.append(ChargeReady(self._name, command.ref, last.name))
                else:
                    self._decline(command.ref, ChargeFailure.NOT_READY)
            case Charge():
                yield from self._charge(command)
            case SettleCharge():
                if command.since is not None:
                    self._sent_ms = min(self._sent_ms, command.since)
                yield from self._settle(command, None)
            case CancelCharge():
                yield from self._cancel(command)
            case _:
                pass

    def _check_if_due(self) -> Talk[None]:
        if self._now < self._check_due:
            return
        answer = yield from self._ask("A")
        self._check_due = self._now + (CHECK_MS if answer else RETRY_MS)
        if answer is None:
            self._unanswered.pop("E", None)  # it was switched off: perhaps it asks for cards again
            return
        if answer.terminal != self._identity:
            self._identity = answer.terminal
            self._events.append(Identified(self._name, f"SMARTRO {answer.terminal}"))
        right = answer.terminal == self._terminal  # the operator's: with another's, another merchant would be paid
        status = _status(answer.data) if right else Status(State.HARDWARE_ERROR, "another-terminal-id")
        still = status.state == State.ONLINE and "L" in self._unanswered
        if still and (yield from self._last_approval(there=True)) is None:
            return  # well by its own word, and no card can be charged: what is wrong was told
        if status.state == State.ONLINE and self._unanswered.get("E", 0) >= FAILED_TWICE:
            status = _not_answered("E")
        self._events += self._watched.tell(status)

    # -- the line --

    def _send(self, job: str, data: bytes = b"") -> None:
        self._heard.clear()  # what came before the question does not answer it
        self._out += encode(Frame(self._terminal, self._wall().strftime("%Y%m%d%H%M%S"), job, data))

    def _pause(self, ms: Ms) -> Talk[None]:
        """Whatever is heard meanwhile answers nothing."""
        until = self._now + ms
        while self._now < until:
            yield Wait(until - self._now)

    def _ask(self, job: str, there: bool = False) -> Talk[Frame | None]:
        """A job that may be repeated; None if there is no answer. A terminal that says something, and nothing that answers the
        job, is not gone; nor is one that is silent now, when it has just answered another (``there``).
        """
        self._otherwise = self._noise = False
        for _ in range(TRIES):
            self._send(job)
            until = self._now + LINK_MS
            while self._now < until:
                heard = yield Wait(until - self._now)
                self._otherwise = self._otherwise or heard is not None
                if heard is Signal.ACK:
                    until = self._now + LINK_MS
                elif heard is Signal.NACK:
                    break
                elif isinstance(heard, Frame) and heard.job == job.lower():
                    self._watched.answered()
                    self._unanswered.pop(job, None)
                    return heard
            else:
                self._events += () if there or (self._otherwise and not self._noise) else self._watched.missed()
        if there or (self._otherwise and not self._noise):
            self._watched.answered()
            self._events += self._watched.tell(_not_answered(job))
        self._unanswered[job] = self._unanswered.get(job, 0) + 1
        return None

    def _last_approval(self, there: bool = False) -> Talk[_Last | None]:
        answer = yield from self._ask("L", there)
        if answer is None:
            return None
        try:
            last = parse_answer(answer.data)
        except SmartroError:
            self._unanswered["L"] = 1
            self._events += self._watched.tell(Status(State.HARDWARE_ERROR, "unreadable-answer"))
            return None
        approval = last if isinstance(last, CardApproval) else None
        return _Last(_name(answer.terminal, approval), answer.terminal, approval, last is None)

    # -- a sale --

    def _decline(self, ref: ChargeId, reason: ChargeFailure, text: str = "") -> None:
        self._events.append(ChargeDeclined(self._name, ref, reason, text))

    def _older_answers(self) -> Talk[None]:
        """An answer to an earlier run's sale may still be repeated when this run has just begun."""
        yield from self._pause(max(0, self._began + RESENT_MS - self._now))

    def _charge(self, command: Charge) -> Talk[None]:
        yield from self._older_answers()
        last = yield from self._last_approval()
        if last is None:
            self._decline(command.ref, ChargeFailure.NOT_READY)
        elif last.name != command.before:
            if not self._judge(command, last):
                self._decline(command.ref, ChargeFailure.LAST_APPROVAL_CHANGED)
        elif self._withdrawn == command.ref:
            self._decline(command.ref, ChargeFailure.WITHDRAWN)
        elif (yield from self._ask("E")) is None:
            self._decline(command.ref, ChargeFailure.NOT_READY)
        elif (was_in := (yield from self._card_read(command.ref))) is None:
            self._decline(
                command.ref, ChargeFailure.WITHDRAWN if self._withdrawn == command.ref else ChargeFailure.NO_CARD
            )
        elif not (yield from self._card_confirmed(command.ref, was_in)):
            self._decline(command.ref, ChargeFailure.WITHDRAWN)
        else:
            answer = yield from self._sell(command)
            if isinstance(answer, CardApproval):
                self._events.append(Charged(self._name, command.ref, answer))
            else:
                yield from self._settle(command, answer)

    def _card_read(self, ref: ChargeId) -> Talk[bool | None]:
        """Whether it was in before, None when there is no card. A card that is in the terminal tells of at once."""
        self._events.append(CardAwaited(self._name, ref))
        asked, until = self._now, self._now + self.card_ms
        while self._now < until and self._withdrawn != ref:
            heard = yield Wait(until - self._now, wakes=True)
            if isinstance(heard, Frame) and heard.job == "@" and heard.data[:1] in _CARD_READ:
                return heard.data[:1] == _INSERTED and self._now < asked + WAS_IN_MS
        return None

    def _card_confirmed(self, ref: ChargeId, was_in: bool) -> Talk[bool]:
        self._events.append(CardPresented(self._name, ref, was_in))
        until = self._now + CONFIRM_MS
        while self._now < until and ref not in (self._confirmed, self._withdrawn):
            yield Wait(until - self._now, wakes=True)
        return self._confirmed == ref and self._withdrawn != ref

    def _sell(self, command: Charge) -> Talk[CardApproval | Declined | None]:
        """Sends the sale, once; what the terminal says of it, or None."""
        data = approve_data(command.amount)
        self._sent_ms = self._now
        self._send("B", data)
        while frame := (yield from self._answer("b", self._sent_ms + self.answer_ms)):
            try:
                said = parse_answer(frame.data)
            except SmartroError:
                return None
            if isinstance(said, CardApproval) and _name(frame.terminal, said) == command.before:
                continue  # repeated from an earlier sale
            if isinstance(said, CardApproval) and said.amount != command.amount:
                return None
            return said
        return None

    def _answer(self, jobs: str, until: Ms, arrived: bool = True) -> Talk[Frame | None]:
        """The answer to a sale or a cancellation. Not ``arrived``: without an acknowledgement none is waited for."""
        limit = until if arrived else self._now + LINK_MS
        while self._now < limit:
            heard = yield Wait(limit - self._now)
            if isinstance(heard, Frame) and heard.job in jobs:
                return heard
            if heard is Signal.ACK:
                limit = until
            elif heard is Signal.NACK and not arrived:
                return None
        return None

    def _settle(self, command: Charge | SettleCharge, declined: Declined | None) -> Talk[None]:
        """L decides. Takes however long it takes: without it nobody knows what was charged."""
        while True:
            yield from self._check_if_due()
            asked = self._now
            last = yield from self._last_approval()
            if last and self._judge(command, last):
                return
            if last and declined:
                self._decline(command.ref, declined.reason, declined.text)
                return
            if last and asked >= self._sent_ms + self.answer_ms:
                self._decline(command.ref, ChargeFailure.NO_ANSWER)
                return
            yield from self._pause(RETRY_MS)

    def _judge(self, command: Charge | SettleCharge, last: _Last) -> bool:
        """Reports what an approval that was not there before means; False if there is none."""
        if last.name == command.before or (last.approval is None and not last.blank):
            return False
        if last.terminal != command.before.rpartition(":")[0]:
            self._events.append(ChargeUnknown(self._name, command.ref, ChargeDoubt.ANOTHER_TERMINAL))
        elif last.approval is None:
            self._events.append(ChargeUnknown(self._name, command.ref, ChargeDoubt.MEMORY_LOST))
        elif last.approval.amount != command.amount:
            self._events.append(ChargeUnknown(self._name, command.ref, ChargeDoubt.ANOTHER_APPROVAL))
        else:
            self._events.append(Charged(self._name, command.ref, last.approval))
        return True

    # -- taking it back --

    def _cancel(self, command: CancelCharge) -> Talk[None]:
        ours, sent = command.approval, False
        for _ in range(TRIES):
            last = yield from self._last_approval()
            while last is None and sent:
                yield from self._pause(RETRY_MS)
                last = yield from self._last_approval()
            if last is None:
                self._cancel_failed(command, ChargeFailure.NOT_READY)
                return
            shown = last.approval
            if shown is None or shown.unique_no != ours.unique_no:
                if shown and _cancels(shown, ours):
                    self._events.append(ChargeCancelled(self._name, command.ref))
                else:
                    self._cancel_failed(command, ChargeFailure.IN_DOUBT if sent else ChargeFailure.NOT_THE_LAST)
                return
            self._send("C", cancel_data(ours, self.length_field))
            frame = yield from self._answer("cd", self._now + self.answer_ms, arrived=False)
            if frame and self._cancel_answered(command, frame, sent):
                return
            sent = True
        self._cancel_failed(command, ChargeFailure.IN_DOUBT)

    def _cancel_answered(self, command: CancelCharge, frame: Frame, again: bool) -> bool:
        """Reports what the answer means; False if it means nothing. ``again``: an earlier attempt may have worked."""
        if frame.job == "d":
            already = frame.data[-1:] == b"X"
            if already:
                self._events.append(ChargeCancelled(self._name, command.ref))
            else:
                self._cancel_failed(command, ChargeFailure.IN_DOUBT if again else ChargeFailure.NOTHING_TO_CANCEL)
            return True
        try:
            said = parse_answer(frame.data)
        except SmartroError:
            return False
        if isinstance(said, Declined):
            self._cancel_failed(command, ChargeFailure.IN_DOUBT if again else said.reason, said.text)
        elif said and said.amount == command.approval.amount:
            self._events.append(ChargeCancelled(self._name, command.ref))
        else:
            return False
        return True

    def _cancel_failed(self, command: CancelCharge, reason: ChargeFailure, text: str = "") -> None:
        self._events.append(CancelFailed(self._name, command.ref, reason, text))


def _name(terminal: str, approval: CardApproval | None) -> str:
    return f"{terminal}:{approval.unique_no if approval else ''}"


def _cancels(shown: CardApproval, ours: CardApproval) -> bool:
    """A cancellation has a number of its own and the approval number of what it takes back."""
    return bool(ours.approval_no) and shown.approval_no == ours.approval_no and shown.amount == ours.amount


def _not_answered(job: str) -> Status:
    return Status(State.HARDWARE_ERROR, f"job-{job.lower()}-not-answered")


def _status(checked: bytes) -> Status:
    """The four characters of job a: card module, RF module, link to the network (VAN), linked server."""
    card, tap, network = (checked[at : at + 1] for at in range(3))
    if card != b"O":
        return Status(State.HARDWARE_ERROR, "card-module")
    if network != b"O":
        return Status(State.HARDWARE_ERROR, "card-network")
    return Status(State.ONLINE, "tap-module" if tap == b"X" else "")
