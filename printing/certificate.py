"""A record becomes a certificate: a PDF in memory, the same bytes for the same record and issue."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from importlib import import_module
from typing import Any, TypeVar, cast

from config.canonical import packed
from config.catalogue import Record, module_name
from config.certificate import Issue
from config.kind import Kind
from config.shown import packed_with
from printing import fonts, layouts
from printing.fonts import Unprintable
from printing.page import Form, print_form

__all__ = ["LaidOut", "Unprintable", "lay_out"]

_Value = TypeVar("_Value")


@dataclass(frozen=True, repr=False)
class LaidOut:
    """``sheets`` are printed on one side each."""

    pdf: bytes
    sheets: int


def lay_out(
    kind: Kind, record: Record, issue: Issue, hurry: Callable[[], None] = lambda: None, layout: int = layouts.LAYOUT
) -> LaidOut:
    """Raises `Unprintable` for a character that no font has; whatever the record says otherwise, it fits.

    ``hurry`` is called before each page; what it raises ends the layout. ``layout``: of `printing.layouts`, an earlier one
    for a paper that is verified.
    """
    as_signed = packed(record) if layout == layouts.FIRST else packed_with(record, issue)
    texts = (*_texts(record), issue.issuer, issue.machine)
    with layouts.using(layout):
        if layout > layouts.FIRST and not all(unicodedata.is_normalized("NFC", text) for text in texts):
            record = _composed(record)
            issue = replace(issue, issuer=_composed(issue.issuer), machine=_composed(issue.machine))
        fonts.check(texts)
        fee = kind.fee(issue.issued_at.date())
        pdf, sheets = print_form(_form(kind.name)(record, issue), issue, fee.of, as_signed, hurry)
    return LaidOut(pdf, sheets)


def _composed(value: _Value) -> _Value:
    """With every text in NFC: fonts have whole syllables, and a text that is set letter by letter must have them, too."""
    if isinstance(value, str):
        return cast(_Value, unicodedata.normalize("NFC", value))
    if isinstance(value, tuple):
        return cast(_Value, tuple(map(_composed, value)))
    if is_dataclass(value) and not isinstance(value, type):
        return cast(
            _Value, replace(value, **{each.name: _composed(getattr(value, each.name)) for each in fields(value)})
        )
    return value


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
