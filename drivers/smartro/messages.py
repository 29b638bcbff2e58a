"""What the jobs of a card payment carry: fixed ASCII fields, amounts with leading zeros, names in EUC-KR."""

from __future__ import annotations

from dataclasses import dataclass

from config.vocabulary import ChargeFailure
from config.won import ZERO, Won
from drivers.card_payment import CardApproval
from drivers.smartro.codec import SmartroError

KIND_DECLINED = "X"
_FIELDS = (
    ("kind", 1), ("medium", 1), ("card", 20), ("amount", 10), ("tax", 8), ("service", 8), ("instalments", 2),
    ("approval_no", 12), ("date", 8), ("time", 6), ("unique_no", 12), ("merchant", 15), ("terminal_no", 14),
    ("issuer", 20), ("acquirer", 20),
)  # fmt: skip
ANSWER_SIZE = sum(size for _, size in _FIELDS)
"""157: the answer to approve, cancel and last approval."""

REASONS = {
    "0A": ChargeFailure.NETWORK, "0C": ChargeFailure.CARD_COMPANY_SILENT, "6B": ChargeFailure.BALANCE, "69": ChargeFailure.CARD_UNUSABLE, "6D": ChargeFailure.CARD_UNUSABLE,
    "71": ChargeFailure.CARD_UNUSABLE, "6F": ChargeFailure.TRY_AGAIN, "74": ChargeFailure.CARD_CHANGED, "B3": ChargeFailure.FORMAT,
}  # fmt: skip


@dataclass(frozen=True)
class Declined:
    """Attributes:
    text: the card company's words, Korean.
    """

    reason: ChargeFailure
    text: str


def approve_data(amount: Won) -> bytes:
    """Job B: paid at once, without tax and service charge, without signature.

    Raises:
        SmartroError: an amount that nobody can pay.
    """
    return f"1{_digits(amount, 10)}{_digits(ZERO, 8)}{_digits(ZERO, 8)}001".encode()


def parse_approve(data: bytes) -> Won:
    """The amount of job B.

    Raises:
        SmartroError: anything else.
    """
    if len(data) != 30 or data[:1] != b"1" or not data[1:11].isdigit():
        raise SmartroError("no approve request")
    return Won(int(data[1:11]))


def cancel_data(approval: CardApproval, length_field: bool) -> bytes:
    """Job C of kind 2, the last transaction of the terminal. ``length_field``: the two more digits that some expect."""
    kind = "1" if approval.medium == "1" else "2"
    head = f"2{kind}{_digits(approval.amount, 10)}{_digits(ZERO, 8)}{_digits(ZERO, 8)}001".encode()
    number = approval.approval_no.encode("ascii", "replace")[:12].ljust(12)
    when = approval.time.encode("ascii", "replace")[:14].ljust(14, b"0")
    return head + number + when + (b"00" if length_field else b"")


def _digits(amount: Won, size: int) -> str:
    if not 0 <= int(amount) < 10**size:
        raise SmartroError(f"{amount} does not fit")
    return f"{int(amount):0{size}}"


def parse_answer(data: bytes) -> CardApproval | Declined | None:
    """Answer of the jobs B, C and L; None when the terminal has no last approval (nothing, or blanks).

    Raises:
        SmartroError: wrong length, or an amount that is none.
    """
    if not data.strip(b"\x00 "):
        return None
    if len(data) != ANSWER_SIZE:
        raise SmartroError(f"{len(data)} bytes")
    field, at = {}, 0
    for name, size in _FIELDS:
        field[name] = data[at : at + size].decode("cp949", "replace").strip("\x00 ")
        at += size
    if field["kind"] == KIND_DECLINED:
        code, text = field["acquirer"][1:3], field["issuer"] or field["acquirer"][3:]
        told = REASONS.get(code) if field["acquirer"][:1] == "-" else None
        return Declined(told or ChargeFailure.DECLINED, text.strip())
    if not (field["amount"].isascii() and field["amount"].isdigit()):
        raise SmartroError("no amount")
    time = field["date"] + field["time"]
    return CardApproval(
        approval_no=field["approval_no"],
        # Where the field is not used nothing else names an approval.
        unique_no=field["unique_no"] or f"{field['approval_no']}-{time}",
        amount=Won(int(field["amount"])),
        time=time,
        medium=field["medium"],
        issuer=field["issuer"][4:].strip(),
        acquirer=field["acquirer"][4:].strip(),
        merchant=field["merchant"],
        card=masked(field["card"]),
    )


def answer_data(**fields: str) -> bytes:
    """The terminal's side of `parse_answer`. Amounts are given as digits; what is not named is blank."""
    out = b""
    for name, size in _FIELDS:
        text = fields.get(name, "").encode("cp949")
        blank = b"0" if name in ("amount", "tax", "service", "instalments") else b" "
        out += (text.rjust(size, blank) if blank == b"0" else text.ljust(size))[:size]
    return out


def masked(number: str) -> str:
    """At most the first six and the last four digits, whatever the terminal was set to show."""
    digits = sum(each != "-" for each in number)
    out, at = "", 0
    for each in number:
        shown = each == "-" or at >= digits - 4 or (at < 6 and digits > 10)
        out += each if shown else "*"
        at += each != "-"
    return out
