"""Events of earlier versions, read as today's: what was written once stays readable for good."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from config.vocabulary import Ending, VoidReason

Data = dict[str, Any]  # JSON


def _same(data: Data) -> Data:
    return data


def _void_reason(data: Data) -> Data:
    """Was the id of a notice (``refused.card-lost``, ``unmade``) or an `Ending`."""
    told = str(data["reason"])
    code = {"unmade": VoidReason.NOT_LAID_OUT.value}.get(told, told.removeprefix("refused."))
    known = VoidReason._value2member_map_
    unknown = VoidReason.REFUSED_UNKNOWN if told.startswith("refused.") else VoidReason.UNKNOWN
    return {**data, "reason": code if code in known else unknown.value}


def _ending(data: Data) -> Data:
    """``failed`` stood on the page and was never written."""
    return {**data, "how": Ending.PRINT_FAILED.value} if data["how"] == "failed" else data


def _kiosk_started(data: Data) -> Data:
    """Knew the id alone."""
    machine = data.pop("machine")
    return {"kiosk": machine, "number": "", "site": "", **data}


def _nobody_asked(data: Data) -> Data:
    return {**data, "by": "", "role": ""}


def _no_role(data: Data) -> Data:
    return {**data, "role": ""}


def _statement_without_bag(data: Data) -> Data:
    """Said of a unit what the books had, and not how that came about."""
    statement = data["statement"]
    units = [{**each, "before": 0, "came": 0, "went": 0, "unseen": []} for each in statement["units"]]
    return {**data, "statement": {**statement, "units": units, "bag": "", "tried": []}}


def _nothing_said(data: Data) -> Data:
    return {**data, "what": ""}


EARLIER: Mapping[tuple[str, int], Callable[[Data], Data]] = {
    ("ConfigurationLeft", 1): _nothing_said,
    ("ChargeIntended", 1): _same,
    ("IdentityFailed", 1): _same,
    ("KioskStarted", 1): _kiosk_started,
    ("KioskStopped", 1): _same,
    ("DocumentVoided", 1): _void_reason,
    ("PrintJobEnded", 1): _same,
    ("ReservationFailed", 1): _void_reason,
    ("SessionEnded", 1): _ending,
    ("CashInRolledBack", 1): _same,
    ("DocumentVoided", 2): _same,
    ("ReservationFailed", 2): _same,
    ("SessionEnded", 2): _same,
    ("SessionEnded", 3): _same,
    ("SessionEnded", 4): _same,
    ("SuspenseOpened", 1): _same,
    ("ExchangeStarted", 1): _nobody_asked,
    ("ExchangeStarted", 2): _no_role,
    ("ExchangeEnded", 1): _statement_without_bag,
    ("SourceChanged", 1): _same,
    ("WishTaken", 1): _same,
    ("StrainChanged", 1): _same,
    ("DeviceTestBegun", 1): _same,
    ("DeviceTested", 1): _same,
}
"""Type and version, as stored, to what makes its data today's."""
