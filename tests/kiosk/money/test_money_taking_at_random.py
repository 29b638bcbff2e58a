"""Taking under whatever acceptors and sessions can do, in any order: it keeps to its table and takes nothing too much."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from config.ids import DeviceName, Ref
from config.won import Won
from drivers import device as dev
from drivers.device import State, Status
from kiosk.money.taking import NOTE_SETTLES_MS, TRANSITIONS, CashIn, Cause, IllegalTransition
from sync.journal import events as ev
from tests.kiosk.money.till import COINS, DEVICES, HOPPERS, NOTES, Till

TAKES = {each.device: each.values for each in DEVICES.acceptors}
COIN = st.sampled_from(sorted(TAKES[COINS]))
NOTE = st.sampled_from(sorted(TAKES[NOTES]))
DUE = st.sampled_from((400, 1_000, 2_300, 8_000)).map(Won)
DEVICE = st.sampled_from((COINS, NOTES, *(hopper.device for hopper in HOPPERS)))
STATUS = st.sampled_from((Status(State.ONLINE), Status(State.OFFLINE)))


class AnyTaking(RuleBasedStateMachine):
    """Attributes:
    refs: every note that was ever in escrow.
    """

    @initialize(due=DUE, fives=st.integers(1, 30), ones=st.integers(1, 12))
    def a_payment_begins(self, due: Won, fives: int, ones: int) -> None:
        counted = zip(HOPPERS, (fives, ones), strict=True)
        self.till = Till(0)
        self.till.step.record(*(ev.UnitCounted(hopper.device, hopper.coin, coins) for hopper, coins in counted))
        self.refs: list[str] = []
        self.sessions = 0
        self.due = due
        self._begin()

    def _begin(self) -> None:
        self.sessions += 1
        self.till.opens(f"s{self.sessions}", int(self.due))

    def _does(self, act: Callable[[], object]) -> None:
        """Every act moves the machine along one arrow of the table at most, and a note told to stack was safe."""
        taking, before, so_far = self.till.taking, self.till.taking.state, len(self.till.done)
        safe = {int(value) for value in TAKES[NOTES] if self._is_safe(int(value))}
        act()
        assert taking.state is before or taking.state in TRANSITIONS[before].values()
        for at, done in enumerate(self.till.done[so_far:], so_far):
            if isinstance(done, dev.Stack):
                intent = self.till.done[at - 1]
                assert isinstance(intent, ev.StackIntended)
                assert intent.ref == done.ref
                assert int(intent.value) in safe
                assert before is CashIn.OPEN

    def _is_safe(self, next_: int) -> bool:
        """Whether it could be given back, as change beside the fee and all of it, whether or not what is in doubt is inside."""
        till = self.till
        book = till.ledger.open.get(till.taking.session)
        doubts = [int(note.value) for note in book.stacking.values()] if book else []
        stock = {int(hopper.coin): coins for hopper, coins in till.hoppers.stock()}
        sums = [
            int(till.taking.inserted) + next_ + sum(inside)
            for many in range(len(doubts) + 1)
            for inside in combinations(doubts, many)
        ]
        return all(payable(sum_, stock) and payable(max(0, sum_ - int(self.due)), stock) for sum_ in sums)

    # -- acceptors --

    @rule(value=NOTE)
    def a_note_waits(self, value: Won) -> None:
        ref = f"n{len(self.refs)}"
        self.refs.append(ref)
        self._does(lambda: self.till.hears(dev.Escrowed(NOTES, Ref(ref), value)))

    @rule(data=st.data(), value=NOTE)
    def a_note_is_inside(self, data: st.DataObject, value: Won) -> None:
        ref = data.draw(st.sampled_from((*self.refs[-3:], "unheard of")))
        self._does(lambda: self.till.hears(dev.Credited(NOTES, Ref(ref), self._value(ref, value))))

    @rule(data=st.data())
    def a_note_is_back(self, data: st.DataObject) -> None:
        ref = data.draw(st.sampled_from((*self.refs[-3:], "unheard of")))
        self._does(lambda: self.till.hears(dev.Returned(NOTES, Ref(ref))))

    @rule(value=COIN)
    def a_coin_is_inside(self, value: Won) -> None:
        """As far as the acceptor was told to take it."""
        if int(value) in self.till.takes:
            self._does(lambda: self.till.credit(f"c{len(self.till.done)}", int(value), COINS))

    @rule(device=DEVICE, status=STATUS)
    def a_device_changes(self, device: str, status: Status) -> None:
        self.till.status[DeviceName(device)] = status
        self._does(lambda: self.till.hears(dev.StatusChanged(DeviceName(device), status)))

    @rule(ms=st.sampled_from((1_000, NOTE_SETTLES_MS)))
    def time_passes(self, ms: int) -> None:
        self._does(lambda: self.till.waits(ms))

    def _value(self, ref: str, otherwise: Won) -> Won:
        """A note keeps its value."""
        book = self.till.ledger.open.get(self.till.taking.session)
        return book.stacking[Ref(ref)].value if book and ref in book.stacking else otherwise

    # -- sessions --

    @rule(cause=st.sampled_from((Cause.BEGIN, Cause.STOP, Cause.RESUME, Cause.END, Cause.LEAVE)))
    def a_session_wants_something(self, cause: Cause) -> None:
        taking = self.till.taking
        wants = {
            Cause.BEGIN: self._begin,
            Cause.STOP: taking.stop,
            Cause.RESUME: taking.resume,
            Cause.END: taking.end,
            Cause.LEAVE: taking.leave,
        }
        if cause is Cause.END and not taking.covered:
            return
        if cause in TRANSITIONS[taking.state]:
            self._does(wants[cause])
        else:
            before = taking.state
            with pytest.raises(IllegalTransition):
                wants[cause]()
            assert taking.state is before

    # -- what always holds --

    @invariant()
    def whatever_is_taken_next_could_be_given_back(self) -> None:
        assert all(map(self._is_safe, self.till.takes))

    @invariant()
    def nothing_is_taken_of_nobody(self) -> None:
        if not self.till.taking.session or not self.till.taking.state.is_taking:
            assert self.till.takes == set()


def payable(won: int, stock: dict[int, int]) -> bool:
    """By trying all ways."""
    ways = {0}
    for coin, count in stock.items():
        ways = {sum_ + coin * coins for sum_ in ways for coins in range(count + 1) if sum_ + coin * coins <= won}
    return won in ways


TestAnyTaking = AnyTaking.TestCase
TestAnyTaking.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
