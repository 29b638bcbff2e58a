"""The thin shell around the kiosk: it carries bytes, answers and touches in, and does what the outbox says, in order.

Threads:

* the *step's thread* decides everything: it waits for what comes in or for the time that the kiosk asked for, takes a
  step, and does its effects one after the other, the commits among them. It draws nothing;
* one thread a channel asks the slow outside (city, printer, card, layout) and posts the answer;
* the links post what the ports deliver, the card watch what becomes of the card, the window what is touched.

Views go out as they come; whoever draws has a thread of its own, so neither the disk nor a port nor a long step holds the
picture. Before each step every worker is looked at. One that died, or that is long past its time, ends the process, and so does
a commit that fails: the supervisor starts it anew, and recovery knows what to do.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Generic, Protocol

from config.clock import monotonic_ms
from config.dialogue import A, Failure, FailureReason, Q
from config.vocabulary import StopReason, WorkerTrouble
from drivers.device import Ms
from kiosk.core.channels import SCREEN, Channel, Drawn, Frame
from kiosk.core.saying import Hush, Say
from kiosk.core.step import (
    Acknowledge,
    Answered,
    Ask,
    CloseVolume,
    Commit,
    Effect,
    End,
    Fail,
    Input,
    Notify,
    Outbox,
    Recall,
    Recalled,
    Show,
    Told,
    Transmit,
)
from kiosk.core.view import Attract, OutOfService, Screen
from kiosk.shell.log import log_entries
from kiosk.shell.memory import forget
from sync.journal.store import JournalStore

STUCK_MS = 30_000
"""A worker that is this much later than it was told will not come back; only a new process helps."""

END_MS = 2_000
"""So long the end of the process waits for workers that are with a question, all together."""


class Steps(Protocol):
    """The kiosk, as far as it is known here."""

    def step(self, now: Ms, inbox: list[Input]) -> Outbox: ...

    def stop(self, now: Ms, reason: StopReason) -> Outbox: ...

    def lost(self, now: Ms, worker: str, how: WorkerTrouble) -> Outbox: ...


class Carrier(Protocol):
    """Something with a thread of its own."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def trouble(self) -> WorkerTrouble | None:
        """Why nothing more is to be expected of the thread; None while it is well. Asked before every step."""
        ...


class Port(Carrier, Protocol):
    def send(self, data: bytes) -> None: ...


class Crash(Exception):
    """A carrying thread died, or the kiosk itself has found a fault. The process must end."""


Worker = Callable[[Q, Ms], A | Failure]
"""Takes a question and the ms it has; returns the answer or a `Failure`. Runs on its channel's own thread."""


class Asked(Carrier, Protocol):
    """A channel's thread, whatever is asked there."""

    def put(self, ask: Ask) -> None: ...

    def join(self, seconds: float) -> None:
        """Waits so long for the thread to end, once it was told to."""
        ...


class Runner:
    """Attributes:
    show: given every view, on the step's thread; set it before `start`.
    say: given whatever is to be heard, on the step's thread; it returns at once. Set it before `start`.
    told: given how the kiosk is, on the step's thread, whenever somebody asked; set it before `start`.
    notify: given what the supervisor is told, on the step's thread; it returns at once. Set it before `start`.
    draw: draws a frame, on a thread of its own; set it before `start`. Where nobody looks there is nothing to draw.
    ended: called on the step's thread at its end, `failure` or not; set it before `start`.
    wanted: why the kiosk itself wanted to end, None if it did not.
    failure: what ended the step's thread before it was told to stop: a `Crash`, a commit that failed, a bug.
    ports: by the name the kiosk knows them by.
    watchers: further threads that post what they see, by name.
    """

    def __init__(self, kiosk: Steps, store: JournalStore, clock: Callable[[], Ms] = monotonic_ms) -> None:
        self.show: Callable[[Screen], None] = lambda screen: None
        self.say: Callable[[Say | Hush], None] = lambda what: None
        self.told: Callable[[Told], None] = lambda told: None
        self.notify: Callable[[tuple[str, ...]], None] = lambda lines: None
        self.draw: Worker[Frame, Drawn] = lambda frame, timeout_ms: Drawn()
        self.ended: Callable[[], None] = lambda: None
        self.failure: BaseException | None = None
        self.wanted: StopReason | None = None
        self.ports: dict[str, Port] = {}
        self.watchers: dict[str, Carrier] = {}
        self._kiosk = kiosk
        self._store = store
        self._clock = clock
        self._channels: dict[str, Asked] = {}
        self._inbox: queue.SimpleQueue[Input | None] = queue.SimpleQueue()  # None only wakes
        self._crash: tuple[str, BaseException] | None = None
        self._stopping = False
        self._served = False
        self._reason: StopReason | None = None
        self._thread = threading.Thread(target=self._run, name="step", daemon=True)
        self.serve(SCREEN, lambda frame, timeout_ms: self.draw(frame, timeout_ms))

    def serve(self, channel: Channel[Q, A], worker: Worker[Q, A], prepare: Callable[[], None] = lambda: None) -> None:
        """What is asked on this channel is answered by ``worker``, on a thread of its own, which begins with ``prepare``: what the
        first question would have to wait for, and the first screen need not."""
        self._channels[channel.name] = _Answering(channel, worker, prepare, self.post, self.crashed, self._clock)

    def post(self, item: Input) -> None:
        """From any thread."""
        self._inbox.put(item)

    def crashed(self, worker: str, error: BaseException) -> None:
        """From any thread: this worker, by its name here, dies of it. The step's thread ends."""
        self._crash = worker, error
        self._inbox.put(None)

    def start(self) -> None:
        for _, carrier in self.carriers():
            carrier.start()
        self._thread.start()

    def stop(self, reason: StopReason | None) -> None:
        """Returns when all threads have ended. With a ``reason`` it is a clean end, and the last step writes it down; without,
        the journal shows none.

        Raises:
            With a ``reason``: whatever keeps it from a clean end, a last commit that fails included.
        """
        self._reason, self._stopping = reason, True
        self._inbox.put(None)
        if self._thread.ident is not None:
            self._thread.join()
        for _, carrier in self.carriers():
            carrier.stop()
        until = self._clock() + END_MS
        for channel in self._channels.values():
            channel.join(max(0, until - self._clock()) / 1_000)
        if reason is not None and self.failure is not None:
            raise self.failure

    def carriers(self) -> Iterator[tuple[str, Carrier]]:
        """Everything with a thread of its own, by name."""
        yield from self._channels.items()
        yield from self.ports.items()
        yield from self.watchers.items()

    # -- the step's thread --

    def _run(self) -> None:
        try:
            wake_at: Ms | None = self._clock()
            while not self._stopping:
                wake_at = self._step(self._wait(wake_at))
            if self._reason is not None:
                self._act(self._kiosk.stop(self._clock(), self._reason))
        except BaseException as failure:
            self.failure = failure
        self.ended()

    def _wait(self, wake_at: Ms | None) -> list[Input]:
        """Whatever has come in, as soon as something has or the time has come."""
        came: list[Input | None] = []
        try:
            came.append(self._inbox.get(timeout=None if wake_at is None else max(0, wake_at - self._clock()) / 1000))
            while True:
                came.append(self._inbox.get_nowait())
        except queue.Empty:
            return [item for item in came if item is not None]

    def _step(self, inbox: list[Input]) -> Ms | None:
        """Returns the monotonic ms of the next step, None to wait for what comes in.

        Raises:
            Crash: a worker died or does not come back; that is written down.
            JournalCommitError: the journal could not be written; nothing further was done.
        """
        for name, carrier in self.carriers():
            if how := WorkerTrouble.DIED if self._crash and self._crash[0] == name else carrier.trouble():
                self._act(self._kiosk.lost(self._clock(), name, how))
                raise Crash(
                    f"the {name} worker has ended"
                    if how is WorkerTrouble.DIED
                    else f"the {name} worker does not come back"
                ) from (self._crash[1] if self._crash else None)
        outbox = self._kiosk.step(self._clock(), inbox)
        self._act(outbox)
        return outbox.wake_at

    def _act(self, outbox: Outbox) -> None:
        for effect in outbox.effects:
            self._do(effect)

    def _do(self, effect: Effect) -> None:
        match effect:
            case Commit():
                self._store.commit(effect.entries)
                log_entries(effect.entries)
            case Transmit():
                self.ports[effect.port].send(effect.data)
            case Ask():
                self._channels[effect.channel].put(effect)
            case Show():
                self.show(effect.screen)
                self._shown(effect.screen)
            case Say() | Hush():
                self.say(effect)
            case Fail():
                raise Crash(effect.why)
            case End():
                self._reason = self.wanted = effect.reason
                self._stopping = True
            case Told():
                self.told(effect)
            case Notify():
                self.notify(effect.lines)
            case Acknowledge():
                self._store.acknowledge(effect.seq)
            case CloseVolume():
                self._store.close_volume(effect.folded)
            case Recall():
                self.post(Recalled(tuple(islice(self._store.read(effect.after), effect.count))))

    def _shown(self, screen: Screen) -> None:
        served = not isinstance(screen.view, Attract | OutOfService)
        if self._served and not served:
            forget()
        self._served = served


def thread_trouble(thread: threading.Thread) -> WorkerTrouble | None:
    """That it has ended, before anybody told it to."""
    return None if thread.is_alive() else WorkerTrouble.DIED


class _Answering(Generic[Q, A]):
    """One thread that answers one question after the other."""

    def __init__(
        self, channel: Channel[Q, A], worker: Worker[Q, A], prepare: Callable[[], None], post: Callable[[Input], None],
        crashed: Callable[[str, BaseException], None], clock: Callable[[], Ms],
    ) -> None:  # fmt: skip
        self._channel = channel
        self._worker = worker
        self._prepare = prepare
        self._post = post
        self._crashed = crashed
        self._clock = clock
        self._back_by: Ms | None = None
        self._asked: queue.SimpleQueue[tuple[Ms, Ask] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=channel.name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def put(self, ask: Ask) -> None:
        self._asked.put((self._clock() + ask.deadline_ms, ask))

    def trouble(self) -> WorkerTrouble | None:
        """Overdue: the worker is with a question long after its time, and nothing here will ever be answered."""
        back_by = self._back_by
        if back_by is not None and self._clock() > back_by:
            return WorkerTrouble.OVERDUE
        return thread_trouble(self._thread)

    def stop(self) -> None:
        self._asked.put(None)

    def join(self, seconds: float) -> None:
        if self._thread.ident is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            self._prepare()
        except BaseException as error:
            self._crashed(self._channel.name, error)
            return
        while (asked := self._asked.get()) is not None:
            until, ask = asked
            if self._clock() > until:
                # Given up by the kiosk while it waited: done now it would be too late, a page for somebody else.
                self._post(Answered(ask.number, Failure(FailureReason.TIMEOUT, "waited too long")))
                del asked, ask
                continue
            self._back_by = self._clock() + ask.deadline_ms + STUCK_MS
            try:
                answer = self._worker(self._channel.question(ask.question), ask.deadline_ms)
            except BaseException as error:
                self._crashed(self._channel.name, error)
                return
            self._back_by = None
            self._post(Answered(ask.number, answer))
            # While this thread waits for the next question, the last one must not stay: it may be a whole certificate.
            del asked, ask, answer
