"""Papers of every kind, signed with a key of the tests, and what can be done to them."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from io import BytesIO
from typing import Any

import pikepdf
from cryptography.hazmat.primitives.asymmetric import ec

from config.catalogue import Record
from config.certificate import Issue
from config.shown import fields_of
from config.visible_seal import encode, signer
from kiosk.commands.verify import look_at
from kiosk.verification.finding import Verdict
from printing.certificate import lay_out
from tests.cities import SEAL, WONJU
from tests.printing.conftest import example_of

KEY = ec.derive_private_key(4711, ec.SECP256R1())
KEYS = (KEY.public_key(),)
ISSUED = datetime(2026, 3, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=9)))
NUMBER = "1732-4096-5500-0817"


@dataclass
class Printed:
    """A paper as a kiosk printed it."""

    record: Record
    issue: Issue
    kind: str

    def pdf(self) -> bytes:
        return lay_out(WONJU.kinds[self.kind], self.record, self.issue).pdf


def printed(kind: str, record: Record | None = None, **other: Any) -> Printed:
    """``other``: fields of the signed code that are not the paper's."""
    record = record or example_of(kind)
    issue = Issue(NUMBER, ISSUED, WONJU.kinds[kind].issuer, b"", SEAL, "무인민원발급기 03 (단구동)")
    return signed(Printed(record, issue, kind), **other)


def signed(paper: Printed, **other: Any) -> Printed:
    """With a code over all that it shows."""
    fields = fields_of(paper.kind, paper.record, paper.issue, WONJU.signer, "01")
    code = encode(replace(fields, **other), signer(KEY))
    return replace(paper, issue=replace(paper.issue, signed_code=code))


def verdict(data: bytes) -> Verdict:
    return Verdict(look_at(data, WONJU, KEYS).status)


def said(data: bytes) -> str:
    """The first line of the answer."""
    return look_at(data, WONJU, KEYS).lines[0]


def changed(pdf: bytes, change: Callable[[pikepdf.Pdf], object], **save: Any) -> bytes:
    """With what ``change`` does to it."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        change(document)
        with warnings.catch_warnings(action="ignore"):  # pikepdf's own opinion of what is done here
            document.save(out, **save)
    return out.getvalue()
