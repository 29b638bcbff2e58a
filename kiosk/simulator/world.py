"""The machine around the kiosk in virtual time: wires, devices, city, a resident's hands, and a clock that jumps.

Nothing of the kiosk, its drivers or the emulators is replaced; what is replaced is time, the wires between them, and
the fsync. Events happen in the order of their time, and at the same time in the order they were made, so a run
depends on its seed and on nothing else.
"""

from __future__ import annotations

import random
import tomllib
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache, lru_cache, partial
from heapq import heappop, heappush
from itertools import islice

from cryptography.hazmat.primitives.asymmetric import ec

from config.city import City
from config.dialogue import Failure, FailureReason
from config.ids import KioskId
from config.staff import matches
from config.visible_seal import signer
from config.won import Won
from drivers.bench.machine import DirectSlot, EmulatedMachine
from drivers.cctalk.bill_emulator import BILLS
from drivers.device import Ms
from drivers.emulated import CoinTaker
from drivers.escpos.emulator import ReceiptPrinterEmulator
from drivers.fitting import ChargesCards
from drivers.ipp.printer import IppExchange
from drivers.smartcard.dialogue import CardProfile, Talk, read_card
from drivers.smartcard.emulator import TRIES, Card, make_keys
from drivers.smartcard.issuer import make_authority, make_files
from drivers.smartcard.questions import Apdu, PowerUp
from drivers.smartcard.secret import Secret
from drivers.smartro.emulator import Charge
from kiosk.core.background import Pace
from kiosk.core.channels import BoxQuestion, Certified, CheckPin, LayOut, LookAtCertificate, RenewCertificate
from kiosk.core.saying import Hush, Say
from kiosk.core.step import (
    Acknowledge,
    Answered,
    Ask,
    CardMoved,
    CloseVolume,
    Commit,
    Effect,
    End,
    Fail,
    Input,
    Recall,
    Recalled,
    Received,
    Show,
    Touched,
    Transmit,
)
from kiosk.core.view import Attract, Message, Notice, OutOfService, Screen, TakeCards, Tap
from kiosk.demo.hands import Hands
from kiosk.demo.resident import (
    Action,
    InsertCoin,
    PresentIdCard,
    PresentPaymentCard,
    TakeIdCard,
    TakePaymentCard,
)
from kiosk.demo.settings import CARD_CAN, CARD_HOLDER, CARD_PIN, demo_staff, example
from kiosk.shell.compose import Trust, compose
from kiosk.shell.history import History, read_history
from kiosk.shell.settings import Settings, settings_of
from kiosk.simulator.booked import Booked
from kiosk.simulator.box_shelf import BoxShelf
from kiosk.simulator.card_holders import CardHolders
from kiosk.simulator.city_calls import call_city
from kiosk.simulator.faults import Faults
from kiosk.simulator.layouts import Layouts
from kiosk.simulator.sources import START, SeededSources
from kiosk.simulator.staff import Inside
from kiosk.simulator.technician import Technician
from kiosk.simulator.times import CARD_MS, CITY_MS, DISK_MS, LAYOUT_MS, PIN_MS, PRINTER_MS, WIRE_MS
from sync.city.api import DocumentState
from sync.city.client import CityCall, CityReply
from sync.city.enrolment import PreviousJournal
from sync.journal.format import open_entry
from sync.journal.memory import MemoryStore
from sync.journal.store import JournalStore
from sync.reference_city.card_proofs import CardProofs
from sync.reference_city.domain import ReferenceCity
from sync.reference_city.limits import Limits
from sync.reference_city.made_up import made_up_registers
from sync.reference_city.memory import MemoryCityStore
from sync.reference_city.readings import Marks

RETRACT = 0x4F01
"""The operation of the emulated printer that draws paper back."""
FULL = 9_000
"""Coins in each hopper at first, and when somebody has filled it up: as many as a person may say at its page."""
SOFTWARE = "simulated"
"""In the journal in place of version and commit, so that the heads of two versions can be compared."""
VOLUME = 500
"""Entries of a volume of the journal: so that many of them end in a run, and most starts begin with what was folded."""
SUPERVISOR_MS = 2_000
"""After which a process that crashed is started anew, as in ``systemd/kiosk.service``."""
HEARD = 100
CROWDED = replace(Limits(), of_one_holder=100_000, claims=100_000, claimed=Won(100_000_000))
"""One person is everybody here, and more breaks in a day than anywhere."""
BOOT = "00000000-0000-4000-8000-{:012d}"
"""Of the run of the computer after so many times that everything went dark."""


class World:
    """Attributes:
    now: virtual milliseconds; ``up_since``: when the kiosk was started last.
    settings: of the kiosk; another one holds from its next start.
    machine: the devices and the money.
    city, store, journal: what the city and the disk hold; trust: whom a start believes.
    previous: the journal that a new one on the disk follows.
    screen: what the kiosk shows.
    heard: what was said last.
    layouts: makes the papers.
    wiped_coins: won that coin acceptors forgot, and how many losses of coins the journal told of before.
    crashes: why the kiosk ended by itself.
    of: the city that the kiosk is of.
    offered: when whoever stood there was asked to take their paper, and whose lay there, by the names of their jobs.
    told_claims: facts that stood on a notice, claim numbers among them.
    card_dialogues: how many were begun; each runs for real.
    holders: whose cards are where.
    boxes: the sealed requests on the disk.
    inside: what somebody of the staff finds, takes out and puts in.
    """

    def __init__(
        self, of: City, seed: int, faults: str = "none", settings: Settings | None = None,
        journal: Callable[[str], JournalStore] = MemoryStore,
    ) -> None:  # fmt: skip
        """``of``: the city that the kiosk is of, and at first its server, too. ``journal`` makes the store of a new journal with this id."""
        self.now: Ms = 0
        self.sources = SeededSources(random.Random(f"ids {seed}"), lambda: self.now)
        chip = random.Random(f"card {seed}").randbytes
        self._authority = make_authority(chip, START)
        self.slot = DirectSlot()
        keys = make_keys(chip)
        card = Card(make_files(CARD_HOLDER, self._authority, keys), CARD_PIN, CARD_CAN, chip, keys)
        self.settings = settings or demo_machine_settings(of, retracts=seed % 2 == 0)
        self.of = of
        self._hands = Hands(self.settings)
        terminal = self.settings.of(ChargesCards)
        self._terminal_port = terminal.section if terminal else None
        self.machine = EmulatedMachine(self.settings.fitted, card, self.slot)
        self.store = MemoryCityStore()
        key = ec.derive_private_key(random.Random(f"key {seed}").getrandbits(250) + 1, ec.SECP256R1())
        self.registers = made_up_registers(of)
        self.city = ReferenceCity(
            of,
            self.registers,
            self.store,
            self.sources.wall,
            signer(key),
            random.Random(f"city {seed}").randbytes,
            Marks(random.Random(f"marks {seed}").randbytes(32)),
            CROWDED,
            card_proofs=CardProofs(
                (self._authority.csca,), random.Random(f"proofs {seed}").randbytes(32), self.sources.wall
            ),
        )
        self._kiosk = KioskId(self.settings.machine.id)
        self.journal = journal(self.sources.uuid())
        self.previous: PreviousJournal | None = None
        self.layouts = Layouts()
        self.screen: Screen = Screen(OutOfService(Message("out.starting")))
        self.trust = Trust((key.public_key(),), self._read_card)
        self._profile = CardProfile((self._authority.csca,))
        self.faults = Faults(faults, random.Random(f"faults {seed}"), self.machine, self.reset_coins)
        self.inside = Inside(self.machine, self.faults.loosen, FULL)
        self.holders = CardHolders(of.offered)
        self.power_cuts = self.card_dialogues = 0
        self.crashes: list[str] = []
        self.told_claims: set[str] = set()
        self.heard: deque[Say] = deque(maxlen=HEARD)
        self.offered: list[tuple[Ms, frozenset[str]]] = []
        self.booked = Booked({each.device for each in self.settings.acceptors if not each.notes})
        self.wiped_coins: list[tuple[int, int]] = []
        self.boxes = BoxShelf()
        self._life = 0
        self._queue: list[tuple[Ms, int, Callable[[], object]]] = []
        self._made = 0
        self._inbox: list[Input] = []
        self._kiosk_wakes_at: Ms | None = 0
        self._line_wakes: dict[str, Ms] = {}
        self.boot_kiosk()
        self._technician = Technician(self.machine)
        if faults != "none":
            self.at(1_000, self._device_faults)

    # -- what is asked of a run --

    def ready(self) -> bool:
        """Somebody may come."""
        view = self.screen.view
        return isinstance(view, Attract) and all(notice.id == "attract.city" for notice in view.notices)

    def at_rest(self) -> bool:
        """Nobody is there, and the city has the whole journal."""
        view = self.screen.view
        # A kiosk that is starting has not yet closed what the last one left open.
        closed = isinstance(view, OutOfService) and view.reason.id != "out.starting"
        return (isinstance(view, Attract) or closed) and self.journal.acknowledged == self.journal.head.seq

    def outcome(self, uuid: str) -> DocumentState | None:
        """What the city was told of this issuance."""
        return self.store.outcome(self._kiosk, uuid)

    def counts(self) -> Counter[str]:
        """How many entries of each type the journal has."""
        return Counter(open_entry(entry.body).type for entry in self.journal.read())

    def journal_head(self) -> str:
        return self.journal.head.hash if self.journal.head.seq else ""

    @property
    def charges(self) -> list[Charge]:
        """The card company's ledger; a machine without a terminal has none."""
        return self.machine.terminal.ledger if self._terminal_port else []

    def fresh_resident(self) -> None:
        """The next person's card is their own, and somebody looks after the paper. A card that was left is still where it was."""
        self.machine.card.tries_left = TRIES
        mechanism = self.machine.printer.mechanism
        mechanism.load(max(0, 200 - mechanism.tray))
        for roll in self.machine.all(ReceiptPrinterEmulator).values():
            roll.lines_left = 5_000

    # -- time --

    def at(self, when: Ms, what: Callable[[], object]) -> None:
        self._made += 1
        heappush(self._queue, (when, self._made, what))

    def run(self, until: Callable[[], bool], limit_ms: Ms) -> bool:
        """Lets time pass until ``until``; False when ``limit_ms`` passed first.

        The kiosk's step takes in all that happens at its time.
        """
        end, queue = self.now + limit_ms, self._queue
        while not until():
            at = self.now if self._inbox else self._kiosk_wakes_at
            if queue and (at is None or queue[0][0] < at):
                at = queue[0][0]
            if at is None or at > end:
                self.now = end
                return until()
            if at > self.now:
                self.now = at
            while queue and queue[0][0] <= self.now:
                heappop(queue)[2]()
            if self._inbox or (self._kiosk_wakes_at is not None and self._kiosk_wakes_at <= self.now):
                self.step()
        return True

    # -- the kiosk --

    def boot_kiosk(self) -> None:
        """A new process over the same journal and the same devices."""
        history = self.history()
        self.ledger = history.ledger
        boot = BOOT.format(self.faults.went_dark)
        self.composed = compose(
            self.settings, self.of, self.trust, self.sources, history, self.journal.id, boot, SOFTWARE, 0,
            pace=Pace(volume=VOLUME),
        )  # fmt: skip
        self.kiosk = self.composed.kiosk
        self._life += 1
        self._inbox = [CardMoved(self._media())]
        self._kiosk_wakes_at = self.up_since = self.now

    def history(self) -> History:
        """What the new process knows of earlier ones."""
        history = read_history(self.journal)
        history.previous = self.previous
        return history

    def step(self) -> None:
        inbox, self._inbox = self._inbox, []
        outbox = self.kiosk.step(self.now, inbox)
        self._kiosk_wakes_at = outbox.wake_at
        if not outbox.effects:
            return
        # What is heard moves nothing, and no more does the end of a volume: the power is cut between two acts.
        acts: list[Effect] = [each for each in outbox.effects if not isinstance(each, (Say, Hush))]
        if len(acts) != len(outbox.effects):
            self.heard.extend(each for each in outbox.effects if isinstance(each, Say))
        cut_after = self.faults.power_cut(self.now, [each for each in acts if not isinstance(each, CloseVolume)])
        for effect in acts[:cut_after]:
            self.do(effect)
            if isinstance(effect, End):
                for last in self.composed.kiosk.stop(self.now, effect.reason).effects:
                    self.do(last)
            if isinstance(effect, (Fail, End)):
                self._go_down(SUPERVISOR_MS)
                return
        if cut_after is not None:
            self.lose_power(acts[cut_after:])

    def lose_power(self, undone: Sequence[Effect] = ()) -> None:
        """The process is gone, in the middle of its step if something is ``undone``; devices, city and disk stay as they are."""
        if undone and isinstance(undone[0], Commit) and self.faults.commit_is_kept():
            self.do(undone[0])
        self.power_cuts += 1
        self._go_down(self.faults.power_returns_after())

    def begin_journal(self) -> None:
        """A technician has put the journal aside; a new one is begun in its place."""
        self.previous = PreviousJournal(self.journal.id, self.journal.acknowledged)
        self.replace_journal(MemoryStore(self.sources.uuid()))

    def set_back(self, to: int) -> None:
        """The disk is an old image of itself: the journal ends with that entry, and so does all that is remembered of it."""
        image = MemoryStore(self.journal.id)
        image.commit(tuple(islice(self.journal.read(), to)))
        image.acknowledge(min(to, self.journal.acknowledged))
        self.replace_journal(image)

    def replace_journal(self, journal: JournalStore) -> None:
        """The next start finds this one on the disk."""
        self.journal = journal
        self.lose_power()

    def _go_down(self, back_after_ms: Ms) -> None:
        self._life += 1
        self._inbox, self._kiosk_wakes_at = [], None
        self.screen = Screen(OutOfService(Message("out.starting")))
        self.at(self.now + back_after_ms, self.boot_kiosk)

    def tell(self, item: Input, life: int | None = None) -> None:
        """What is meant for a process that is gone reaches nobody."""
        if life in (None, self._life) and self._kiosk_wakes_at is not None:
            self._inbox.append(item)

    def _device_faults(self) -> None:
        self._technician.look(self.now, self.composed.board.status)
        mended = self.faults.device(self.now)
        if mended:
            after_ms, mend = mended
            self.at(self.now + after_ms, mend)
        self.at(self.now + 1_000, self._device_faults)

    def do(self, effect: Effect) -> None:
        """What the shell does in the appliance."""
        match effect:
            case Transmit():
                for late_ms, data in self.faults.on_wire(self.now, effect.port, effect.data):
                    self.at(self.now + WIRE_MS + late_ms, partial(self._arrive, effect.port, data))
            case Commit():
                self.holders.wrote(self.now, effect.entries)
                self.journal.commit(effect.entries)
                self.booked.take(effect.entries)
            case Ask():
                self.ask(effect)
            case Show():
                self.holders.showed(self.now, effect.screen.view)
                self.screen = effect.screen
                self._card_may_be_pulled()
                if isinstance(effect.screen.view, TakeCards) and effect.screen.view.document:
                    lies = frozenset(sheet.job_name for sheet in self.machine.printer.mechanism.output)
                    self.offered.append((self.now, lies))
                if isinstance(effect.screen.view, Notice):
                    self.told_claims.update(str(said) for _, said in effect.screen.view.facts)
            case Fail():
                self.crashes.append(effect.why)
            case Acknowledge():
                self.journal.acknowledge(effect.seq)
            case CloseVolume():
                self.journal.close_volume(effect.folded)
            case Recall():
                self.tell(Recalled(tuple(islice(self.journal.read(effect.after), effect.count))), self._life)

    def reset_coins(self) -> None:
        """The acceptor forgets the coins it has not told of: they are inside, and no kiosk can ever know how many."""
        takers = self.machine.all(CoinTaker).values()
        taken_out = sum(won * pieces for won, pieces in self.inside.coins_taken_out.items())
        inside = sum(each.taken() for each in takers) + taken_out
        untold = inside - self.booked.coins - sum(won for won, _ in self.wiped_coins)
        if untold:
            self.wiped_coins.append((untold, self.booked.coin_losses))
        for each in takers:
            each.power_cycle(self.now)

    # -- wires --

    def _arrive(self, port: str, data: bytes) -> None:
        sent, wake_at = self.machine.lines[port].step(self.now, data)
        if sent:
            for late_ms, part in self.faults.on_wire(self.now, port, sent):
                self.at(self.now + WIRE_MS + late_ms, partial(self.tell, Received(port, part), self._life))
        if wake_at is not None and self._line_wakes.get(port, 0) <= self.now:
            self._line_wakes[port] = wake_at
            self.at(wake_at, partial(self._arrive, port, b""))

    def ask(self, ask: Ask) -> None:
        honest = partial(self.answer, ask.channel, ask.question, ask.deadline_ms)
        answer, took_ms = self.faults.on_question(self.now, ask.channel, honest, ask.deadline_ms) or honest()
        self.at(self.now + took_ms, partial(self.tell, Answered(ask.number, answer), self._life))

    def answer(self, channel: str, question: object, timeout_ms: Ms) -> tuple[object, Ms]:
        """What comes back over a channel, and after how long."""
        match question:
            case CityCall():
                return self.call_city(question), CITY_MS
            case IppExchange():
                reply = self.machine.printer.handle(self.now + PRINTER_MS, question.body)
                lost = Failure(FailureReason.TIMEOUT), timeout_ms
                return lost if reply is None else (reply, PRINTER_MS)
            case LookAtCertificate() | RenewCertificate():
                return Certified(self.sources.wall(), self.sources.wall() + timedelta(days=90)), 0
            case LayOut():
                return self.layouts(question), LAYOUT_MS
            case CheckPin():
                return _matches(question.pin, question.stored), PIN_MS
            case _ if isinstance(question, BoxQuestion):
                return self.boxes.answer(question), DISK_MS
            case Apdu() | PowerUp():
                card = self.slot.card
                if card is None:
                    return Failure(FailureReason.GONE), CARD_MS
                said = card.answer(question)
                return (said, CARD_MS) if said else (Failure(FailureReason.TIMEOUT), timeout_ms)
        raise AssertionError(question)

    def _read_card(self, pin: Secret, can: Secret | None) -> Talk:
        self.card_dialogues += 1
        return read_card(self._profile, pin, self.sources.random, self.sources.wall(), can)

    def _media(self) -> str:
        return "present" if self.slot.occupied else "notPresent"

    def call_city(self, call: CityCall) -> CityReply:
        return call_city(self.city, self._kiosk, call)

    # -- the resident's hands --

    def _cards_moved(self) -> None:
        self.holders.moved(self.slot.occupied, bool(self._terminal_port) and self.machine.terminal.card == "I")

    def _card_may_be_pulled(self) -> None:
        """At every step of a session: for good, to be put in again, or for somebody else's to be put in."""
        pulled = self.faults.card_pulled(self.now) if self.slot.occupied else None
        if pulled is None:
            return
        after_ms, back_after_ms = pulled
        self.at(self.now + after_ms, lambda: self.act(TakeIdCard()))
        if back_after_ms is not None:
            self.at(self.now + after_ms + back_after_ms, lambda: self.act(PresentIdCard()))

    def act(self, action: Action) -> None:
        if isinstance(action, Tap):
            self.tell(Touched(action))
            return
        if isinstance(action, PresentIdCard) and self.slot.occupied:
            return  # there is one in
        self.machine.do(self.now, *self._hands.deed(action))
        self._cards_moved()
        match action:
            case InsertCoin():
                forgets_after = self.faults.coin_is_forgotten(self.now)
                if forgets_after is not None:
                    self.at(self.now + forgets_after, self.reset_coins)
            case PresentIdCard() | TakeIdCard():
                self.tell(CardMoved(self._media()))
            case PresentPaymentCard() | TakePaymentCard():
                assert self._terminal_port, "nobody is offered a terminal that is not there"
                self._arrive(self._terminal_port, b"")


_staff = cache(partial(demo_staff, bytes(16)))
_matches = lru_cache(matches)
"""Working out whether a PIN is somebody's takes real time, and says the same every time."""


def demo_machine_settings(
    city: City, bill_validator: bool = False, retracts: bool = False, **sections: object
) -> Settings:
    """The emulated machine's settings, without what fingers find, with hoppers that do not run empty and a printer that looks into its outlet.

    Args:
        retracts: it draws back what is left there as well.
        bill_validator: notes are taken on the coin line instead of by the ID-003 acceptor.
        sections: further sections, as a file would have them.
    """
    data = example(city)
    data |= tomllib.loads(_staff())
    del data["keypad"], data["jack"]  # its residents use the screen
    data["printer"] |= {"senses_outlet": True, "staple": "staple-dual-left"} | (
        {"retract": RETRACT} if retracts else {}
    )
    data |= sections
    for hopper in data["cctalk"]["hopper"]:
        hopper["count"] = FULL
    if bill_validator:
        notes = [{"position": at, "id": id_, "won": won} for at, (id_, won) in BILLS.items() if won <= 10_000]
        del data["id003"]
        data["cctalk"]["bill_validator"] = {
            "name": "note-acceptor", "address": 40, "checksum": "crc-16", "notes": notes,
        }  # fmt: skip
    return settings_of(data)
