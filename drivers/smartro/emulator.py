"""The device side of the SMARTRO protocol: a card terminal, and the card company's ledger behind it.

The ledger is the truth: what is on it was taken from a card holder. The terminal never asks itself whether a sale
was sent twice; each that arrives while it is idle is another charge.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from drivers.device import Ms
from drivers.emulated import Action, EmulatedDevice
from drivers.smartro.codec import Frame, FrameParser, Signal, SmartroError, encode
from drivers.smartro.messages import answer_data, parse_approve

LINK_MS = 3_000
TRIES = 3
BOOT_MS = 15_000
NO_CARD_MS = 30_000
"""A sale without a card ends after this time."""
CANCEL_MS = 1_500
READER_MS = 100
"""The card reader is looked at this often."""


@dataclass
class Charge:
    """One line of the ledger."""

    unique_no: str
    approval_no: str
    won: int
    cancelled: bool = False


@dataclass
class _Work:
    """A sale or a cancellation under way."""

    job: str
    won: int
    until: Ms


class CardTerminalEmulator(EmulatedDevice):
    """Implements `drivers.device.Emulator`.

    Attributes:
        ledger: every charge the card company approved, oldest first.
        last: what job L answers, b"" where it remembers nothing.
        approve_ms: how long the card company takes.
        decline: error code with which the next sales are declined, "" to approve them.
        drop_answers: so many answers to sales and cancellations are acted on and never sent.
        remembers_all: job L shows declines and cancellations too, not only approvals.
        answers_when_busy: jobs A and L are answered while a sale runs.
        network: the terminal reaches its network.
    """

    heading = "카드 단말기 card terminal"
    front = ("present", "take")

    def __init__(
        self, terminal: str = "0000000000", remembers_all: bool = False, answers_when_busy: bool = True
    ) -> None:
        self.ledger: list[Charge] = []
        self.approve_ms: Ms = 2_000
        self.decline = ""
        self.drop_answers = 0
        self.remembers_all = remembers_all
        self.answers_when_busy = answers_when_busy
        self.network = True
        self.plugged = True
        self.card = ""  # I inserted, R tapped; "" none
        self.sales = 0
        self.standby = False
        self._terminal = terminal
        self._parser = FrameParser()
        self.last = b""
        self._work: _Work | None = None
        self._booted: Ms = 0
        self._now: Ms = 0
        self._pending: deque[bytes] = deque()  # answers to send, the first until it is acknowledged
        self._resend_at: Ms | None = None
        self._sends = 0
        self._out = b""
        self._count = 0

    # -- the person, and fate --

    def insert_card(self, now: Ms, how: str = "I") -> None:
        self._advance(now)
        self.card = how
        if self.standby:
            self._event(how)
        if self._work and self._work.job == "b" and self._work.until >= now + self.approve_ms:
            self._work.until = now + self.approve_ms

    def remove_card(self, now: Ms) -> None:
        """Taken out before the card company has answered, the sale is declined."""
        self._advance(now)
        if not self.card:
            return
        inserted, self.card = self.card == "I", ""
        if inserted:
            self._event("O")
        if inserted and self._work and self._work.job == "b":
            self._work = None
            self._answer("b", self._declined("74"))

    def power_cycle(self, now: Ms, approved: bool = False) -> None:
        """Power fails and comes back. ``approved``: a sale under way still reached card company and memory."""
        self._advance(now)
        if approved and self._work and self._work.job == "b" and self.card:
            self.approve(self._work.won)
        self._work, self.standby, self._resend_at, self._out = None, False, None, b""
        self._pending.clear()
        self._parser = FrameParser()
        self._booted = now + BOOT_MS

    def charged(self) -> int:
        """Won taken from card holders and not given back."""
        return sum(each.won for each in self.ledger if not each.cancelled)

    def truth(self) -> dict[str, object]:
        return {
            "plugged": self.plugged, "network": self.network, "card": self.card, "charged": self.charged(),
            "approvals": len(self.ledger), "cancelled": sum(each.cancelled for each in self.ledger),
            "busy": self._work is not None, "decline": self.decline,
        }  # fmt: skip

    def actions(self) -> dict[str, Action]:
        how = {"insert": "I", "tap": "R"}
        return {
            "present": Action("카드 대기 present", lambda now, by: self.insert_card(now, how[str(by)]), tuple(how)),
            "take": Action("카드 빼기 take", lambda now, _: self.remove_card(now)),
            "decline": Action("거절 decline", self.becomes(decline="6B")),
            "approve": Action("승인 approve", self.becomes(decline="")),
            "lose-answer": Action("응답 유실 lose an answer", self.becomes(drop_answers=1)),
            "power-cycle": Action("전원 껐다 켜기 power cycle", lambda now, _: self.power_cycle(now)),
            **super().actions(),
        }

    # -- the line --

    def step(self, now: Ms, received: bytes) -> tuple[bytes, Ms | None]:
        self._advance(now)
        alive = self.plugged and now >= self._booted
        for each in self._parser.feed(now, received) if received and alive else ():
            self._hear(now, each)
        if self._resend_at is not None and now >= self._resend_at:
            self._send(now)
        sent, self._out = self._out, b""
        wakes = [at for at in (self._resend_at, self._work.until if self._work else None) if at is not None]
        if now < self._booted:
            wakes.append(self._booted)
        elif self.standby or self.card:
            wakes.append(now + READER_MS)
        return (sent if alive else b""), min(wakes, default=None)

    def _hear(self, now: Ms, each: Frame | Signal) -> None:
        if isinstance(each, Frame):
            self._obey(now, each)
        elif each is Signal.DAMAGED:
            self._out += Signal.NACK.byte
        elif each is Signal.NACK and self._pending:
            self._send(now)
        elif each is Signal.ACK and self._pending:
            self._drop(now)

    def _obey(self, now: Ms, frame: Frame) -> None:
        if self._work and not (self.answers_when_busy and frame.job in "AL"):
            return
        self._out += Signal.ACK.byte
        self.standby = frame.job == "E"
        match frame.job:
            case "A":
                self._answer("a", b"OO" + (b"O" if self.network else b"F") + b"N")
            case "E":
                self._answer("e", b"")
                if self.card:
                    self._event(self.card)
            case "L":
                self._answer("l", self.last)
            case "B":
                self._sell(now, frame.data)
            case "C":
                self._work = _Work("c", int(frame.data[2:12] or b"0"), now + CANCEL_MS)

    def _sell(self, now: Ms, data: bytes) -> None:
        try:
            amount = parse_approve(data)
        except SmartroError:
            self._answer("b", self._declined("B3"))
            return
        self.sales += 1
        self._work = _Work("b", int(amount), now + (self.approve_ms if self.card else NO_CARD_MS))

    def _advance(self, now: Ms) -> None:
        self._now = now
        if self._work is None or now < self._work.until:
            return
        work, self._work = self._work, None
        if work.job == "c":
            self._cancel(work.won)
        elif self.decline or not self.card or not self.network:
            self._answer("b", self._declined(self.decline or ("0A" if self.card else "6F")))
        else:
            self._answer("b", self.approve(work.won))
            if self.card == "R":
                self.card = ""

    def approve(self, won: int) -> bytes:
        """A sale comes to pass, whoever asked for it; what is answered to them."""
        self._count += 1
        charge = Charge(f"{self._count:012}", f"{30_000_000 + self._count}", won)
        self.ledger.append(charge)
        self.last = self._approval(charge, charge.unique_no)
        return self.last

    def _cancel(self, won: int) -> None:
        """Of the last charge, whatever was declined since."""
        charge = self.ledger[-1] if self.ledger else None
        if charge is None or charge.cancelled or charge.won != won:
            blank = b"1" + b" " * 51
            self._answer("d", blank + (b"X" if charge and charge.cancelled else b"0"))
            return
        charge.cancelled = True
        self._count += 1
        data = self._approval(charge, f"{self._count:012}")
        if self.remembers_all:
            self.last = data
        self._answer("c", data)

    def _approval(self, charge: Charge, unique_no: str) -> bytes:
        date, time = _clock(self._now)
        return answer_data(
            kind="1", medium="3" if self.card == "R" else "1", card="9410-00**-****-0000", amount=str(charge.won),
            approval_no=charge.approval_no, date=date, time=time, unique_no=unique_no,
            merchant="000000000000000", terminal_no=self._terminal, issuer="0000모의카드", acquirer="0000모의카드",
        )  # fmt: skip

    def _declined(self, code: str) -> bytes:
        data = answer_data(kind="X", medium="1", issuer="승인 거절", acquirer=f"-{code}거절")
        if self.remembers_all:
            self.last = data
        return data

    # -- sending --

    def _frame(self, job: str, data: bytes) -> bytes:
        return encode(Frame(self._terminal, "".join(_clock(self._now)), job, data))

    def _event(self, what: str) -> None:
        """Events are sent once and never acknowledged."""
        self._out += self._frame("@", what.encode())

    def _answer(self, job: str, data: bytes) -> None:
        if job in "bcd" and self.drop_answers:
            self.drop_answers -= 1
            return
        self._pending.append(self._frame(job, data))
        if len(self._pending) == 1:
            self._sends = 0
            self._send(self._now)

    def _send(self, now: Ms) -> None:
        if self._sends == TRIES:
            self._drop(now)
            return
        self._sends += 1
        self._out += self._pending[0]
        self._resend_at = now + LINK_MS

    def _drop(self, now: Ms) -> None:
        self._pending.popleft()
        self._resend_at, self._sends = None, 0
        if self._pending:
            self._send(now)


def _clock(now: Ms) -> tuple[str, str]:
    seconds = now // 1000
    return "20260101", f"{seconds // 3600 % 24:02}{seconds // 60 % 60:02}{seconds % 60:02}"
