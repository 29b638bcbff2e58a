"""A record becomes a certificate: a PDF in memory, the same bytes for the same record and issue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from importlib import import_module
from typing import Any

from config.canonical import packed
from config.catalogue import Record, module_name
from config.certificate import Issue
from config.kind import Kind
from printing import fonts
from printing.fonts import Unprintable
from printing.page import Form, print_form

__all__ = ["LaidOut", "Unprintable", "lay_out"]


@dataclass(frozen=True, repr=False)
class LaidOut:
    """``sheets`` are printed on one side each."""

    pdf: bytes
    sheets: int


def lay_out(kind: Kind, record: Record, issue: Issue, hurry: Callable[[], None] = lambda: None) -> LaidOut:
    """Raises `Unprintable` for a character that no font has; whatever the record says otherwise, it fits.

    ``hurry`` is called before each page; what it raises ends the layout.
    """
    fonts.check((*_texts(record), issue.issuer, issue.machine))
    fee = kind.fee(issue.issued_at.date())
    pdf, sheets = print_form(_form(kind.name)(record, issue), issue, fee.of, packed(record), hurry)
    return LaidOut(pdf, sheets)


@cache
def _form(kind: str) -> Callable[[Any, Issue], Form]:
    """``form(record, issue)`` of the layout that has the kind's name."""
    form: Callable[[Any, Issue], Form] = import_module(f"printing.forms.{module_name(kind)}").form
    return form


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
