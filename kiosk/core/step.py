"""What a step of the kiosk works with: bytes, answers and touches come in; records, bytes and questions go out.

The order of the outbox is the order in which the shell acts, and that is the whole of "record, then act": a `Commit`
stands before the bytes, the question or the picture that depends on it, and the shell does nothing further when a
commit fails.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, NamedTuple, Protocol

from config.dialogue import A, Dialogue, Failure, FailureReason, Q, R
from config.vocabulary import StopReason
from drivers.device import Bus, Command, Event, Ms
from kiosk.core.channels import Channel
from kiosk.core.findings import Finding
from kiosk.core.saying import Hush, Say
from kiosk.core.view import Screen, Tap
from sync.journal import events as ev
from sync.journal.format import Chain, Entry, Head

# --- what comes in -----------------------------------------------------------------------------------------------


class Received(NamedTuple):
    """Bytes that a serial port delivered."""

    port: str
    data: bytes


@dataclass(frozen=True)
class Touched:
    tap: Tap


@dataclass(frozen=True)
class Answered:
    """The answer to the `Ask` of the same number, or a `Failure`."""

    number: int
    answer: object


@dataclass(frozen=True)
class CardMoved:
    """The card reader's media state: ``present``, ``notPresent``, or ``lost`` when the reader itself is gone."""

    state: str


@dataclass(frozen=True)
class Enquired:
    """Somebody asks how the kiosk is; the answer goes out as `Told` of the same number."""

    number: int


@dataclass(frozen=True)
class Recalled:
    """What a `Recall` asked for; nothing where there is no more."""

    entries: tuple[Entry, ...]


Input = Received | Touched | Answered | CardMoved | Enquired | Recalled

# --- what goes out -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Commit:
    """Make these entries durable before anything that follows; if that fails, stop the process."""

    entries: tuple[Entry, ...]


class Transmit(NamedTuple):
    port: str
    data: bytes


@dataclass(frozen=True)
class Ask:
    """Put ``question`` to the channel's worker, which has ``deadline_ms`` for it. The answer comes as `Answered`."""

    number: int
    channel: str
    question: object
    deadline_ms: Ms


@dataclass(frozen=True)
class Show:
    screen: Screen


@dataclass(frozen=True)
class Acknowledge:
    """The city has everything up to this sequence number."""

    seq: int


@dataclass(frozen=True)
class Recall:
    """Read so many entries of the own journal again, of those above ``after``: the city has lost them. They come as `Recalled`."""

    after: int
    count: int


@dataclass(frozen=True)
class CloseVolume:
    """A volume of the journal ends here, and the next one begins with what was folded until here."""

    folded: bytes


@dataclass(frozen=True)
class Fail:
    """End the process as a crash, for the supervisor to see. What stands before it is done, the commits among it."""

    why: str


@dataclass(frozen=True)
class End:
    """End the process in order, for the supervisor to start it anew: only when nobody is at the machine and nothing is under way.
    What stands before it is done.
    """

    reason: StopReason


@dataclass(frozen=True)
class Told:
    """How the kiosk is, for whoever asked; it waits for nothing and nothing waits for it."""

    number: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Notify:
    """What the supervisor is told; each line as sd_notify(3) has it: ``READY=1``."""

    lines: tuple[str, ...]


Effect = Commit | Transmit | Ask | Show | Say | Hush | Acknowledge | Recall | CloseVolume | Fail | End | Told | Notify


@dataclass
class Outbox:
    """Effects in the order they must happen, and when the kiosk wants its next step."""

    effects: list[Effect] = field(default_factory=list)
    wake_at: Ms | None = None


class Sources(Protocol):
    """Everything a pure kiosk may not make itself."""

    def wall(self) -> datetime: ...

    def uuid(self) -> str: ...

    def random(self, count: int) -> bytes: ...


Flow = Generator[Ms | None, tuple[Tap, ...], R]
"""A session: yields when it wants to be woken, and is resumed with the taps that have come since."""


class Pending(Generic[R]):
    """What is under way now and has its ``result`` in a later step.

    Attributes:
        done: the result is there.
    """

    result: R

    def __init__(self) -> None:
        self.done = False

    def settle(self, result: R) -> None:
        self.result, self.done = result, True


NEVER: Ms = 2**63
"""No bus wants to be woken: a time like any other, that does not come."""
_GRACE_MS = 2_000
"""A worker gets this much longer than it was given; then the kiosk goes on without it."""


@dataclass
class _Conversation:
    """Attributes:
    resume: takes an answer, None at the beginning; returns the next question, None at the end.
    """

    channel: str
    deadline_ms: Ms
    resume: Callable[[object], object]
    gives_up_at: Ms = 0


class Step:
    """The outbox of one step, the buses, and the conversations under way.

    Attributes:
        now: monotonic ms of the step under way.
        events: device events of this step that nobody has handled yet.
        news: something has happened that somebody may wait for: a record, the end of a conversation, or what the kiosk
            notices itself; see `kiosk.core.kiosk`.
    """

    def __init__(
        self, buses: Mapping[str, Bus], chain: Chain, sources: Sources, applied: Callable[[Entry, ev.Event], None]
    ):
        self.now: Ms = 0
        self._wall: datetime | None = None
        self.sources = sources
        self.events: list[Event] = []
        self.news = False
        self.buses = buses
        self._bus_of = {device: port for port, bus in buses.items() for device in bus.devices}
        self._wake_at: dict[str, Ms] = dict.fromkeys(buses, 0)
        self._bus_due: Ms = 0 if buses else NEVER  # the soonest of these
        self._chain = chain
        self._applied = applied
        self._conversations: dict[int, _Conversation] = {}
        self._next_number = 1
        self._recalling: deque[Callable[[tuple[Entry, ...]], None]] = deque()
        self._effects: list[Effect] = []

    @property
    def wall(self) -> datetime:
        """The wall clock's time, in UTC; one for the whole step."""
        if self._wall is None:
            self._wall = self.sources.wall()
        return self._wall

    @property
    def head(self) -> Head:
        """The journal's last entry, durable or about to be."""
        return self._chain.head

    @property
    def recorded(self) -> int:
        """Its number."""
        return self.head.seq

    # -- acting --

    def record(self, *events: ev.Event) -> None:
        """Everything put out after this waits until these events are durable."""
        if not events:
            return
        self.news = True
        entries = []
        for event in events:
            entry = self._chain.entry(event, self.now, self.wall)
            entries.append(entry)
            self._applied(entry, event)
        last = self._effects[-1] if self._effects else None
        if isinstance(last, Commit):
            self._effects[-1] = Commit(last.entries + tuple(entries))
        else:
            self._effects.append(Commit(tuple(entries)))

    def put(self, effect: Effect) -> None:
        self._effects.append(effect)

    def command(self, command: Command) -> None:
        """Tells a device; its bytes leave after what has been recorded so far."""
        self._step_bus(self._bus_of[command.device], b"", (command,))

    def converse(self, channel: Channel[Q, A], dialogue: Dialogue[Q, A, R], done: Callable[[R], None]) -> None:
        """Runs a dialogue over a channel; ``done`` gets its result within a later step, or in this one."""
        whole = _to_its_end(dialogue, done)

        def resume(answer: object) -> Q | None:
            try:
                return next(whole) if answer is None else whole.send(channel.answer(answer))
            except StopIteration:
                return None

        self._resume(_Conversation(channel.name, channel.deadline_ms, resume), None)

    def recall(self, after: int, count: int, then: Callable[[tuple[Entry, ...]], None]) -> None:
        """Reads the own journal again; what was asked for first comes first."""
        self._recalling.append(then)
        self.put(Recall(after, count))

    # -- the step --

    def begin(self, now: Ms) -> None:
        self.now, self._wall = now, None
        self._effects = []

    def take(self, inputs: Sequence[Input]) -> None:
        """Hands bytes to buses and answers to dialogues; lets everything act whose time has come."""
        for item in inputs:
            if isinstance(item, Received):
                self._step_bus(item.port, item.data, ())
            elif isinstance(item, Answered) and item.number in self._conversations:
                self._resume(self._conversations.pop(item.number), item.answer)
            elif isinstance(item, Recalled) and self._recalling:
                self._recalling.popleft()(item.entries)
                self.news = True
        now = self.now
        if self._bus_due <= now:
            for port, wake_at in self._wake_at.items():
                if wake_at <= now:
                    self._step_bus(port, b"", ())
        if self._conversations:
            self._give_up(now)

    def _give_up(self, now: Ms) -> None:
        for number in [number for number, each in self._conversations.items() if each.gives_up_at <= now]:
            if number in self._conversations:
                late = Failure(FailureReason.TIMEOUT, "no answer from the worker")
                self._resume(self._conversations.pop(number), late)

    def end(self, also_wake_at: Ms | None) -> Outbox:
        wake_at = self._bus_due
        if also_wake_at is not None and also_wake_at < wake_at:
            wake_at = also_wake_at
        for each in self._conversations.values():
            wake_at = min(wake_at, each.gives_up_at)
        return Outbox(self._effects, None if wake_at == NEVER else wake_at)

    def _step_bus(self, port: str, received: bytes, commands: tuple[Command, ...]) -> None:
        to_send, events, wake_at = self.buses[port].step(self.now, received, commands)
        self._wake_at[port] = NEVER if wake_at is None else wake_at
        self._bus_due = min(self._wake_at.values())
        if to_send:
            self._effects.append(Transmit(port, to_send))
        if events:
            self.events.extend(events)

    def _resume(self, conversation: _Conversation, answer: object) -> None:
        question = conversation.resume(answer)
        if question is None:
            self.news = True
            return
        conversation.gives_up_at = self.now + conversation.deadline_ms + _GRACE_MS
        self._conversations[self._next_number] = conversation
        self._effects.append(Ask(self._next_number, conversation.channel, question, conversation.deadline_ms))
        self._next_number += 1


def _to_its_end(dialogue: Dialogue[Q, A, R], done: Callable[[R], None]) -> Dialogue[Q, A, None]:
    done((yield from dialogue))
