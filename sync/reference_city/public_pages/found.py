"""What the city answers to a number: the document's content in HTML, which a screen reader reads as it stands.

A paper is for eyes; this is the same content for ears: headings, lists of terms, tables with their headers told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from html import escape
from typing import Any

from markupsafe import Markup

from config.catalogue import in_language
from sync.city.api import DocumentState
from sync.reference_city.lookup import Found
from sync.reference_city.public_pages.frame import Texts, drawn, plain_policy

LOOKUP = "/"
"""Where the form of the number goes to, at the city's own page."""
_LOOKS = {DocumentState.ISSUED: "good", DocumentState.RESERVED: "open"}


def not_found_page(t: Texts) -> str:
    """With the form, to be filled once more."""
    return drawn("number_page.html", t, t("title"), policy=plain_policy(), lookup=LOOKUP)


def found_page(t: Texts, found: Found) -> str:
    """The state of the document first, then all that stands on it."""
    document = found.document
    return drawn(
        "found.html", t, in_language(found.kind.title, t.language),
        policy=plain_policy(), look=_LOOKS.get(document.state, "bad"), state=t(f"state.{document.state.value}"),
        number=document.number, issued=f"{datetime.fromisoformat(document.issued_at):%Y-%m-%d %H:%M:%S}",
        issuer=found.kind.issuer, content=Markup("".join(_content(found.record, "", found.kind.words))),
    )  # fmt: skip


def _content(record: Any, path: str, words: dict[str, str]) -> Iterator[str]:
    """Single values as terms, each list as a table of its own."""
    values = [(path + field.name, getattr(record, field.name)) for field in fields(record)]
    yield "<dl>"
    for name, value in values:
        if words[name] and not isinstance(value, tuple) and not is_dataclass(value):
            yield f"<dt>{escape(words[name])}</dt><dd>{escape(str(value)) or '없음'}</dd>"
    yield "</dl>"
    for name, value in values:
        if not words[name]:
            continue
        if is_dataclass(value):
            yield f"<h2>{escape(words[name])}</h2>"
            yield from _content(value, f"{name}.", words)
        elif isinstance(value, tuple):
            yield f"<h2>{escape(words[name])}</h2>"
            yield from _list(value, name, words)


def _list(entries: tuple[Any, ...], name: str, words: dict[str, str]) -> Iterator[str]:
    if not entries:
        yield "<p>없음</p>"
    elif not is_dataclass(entries[0]):
        yield "<ul>" + "".join(f"<li>{escape(str(entry))}</li>" for entry in entries) + "</ul>"
    elif any(isinstance(getattr(entries[0], field.name), tuple) for field in fields(entries[0])):
        for number, entry in enumerate(entries, 1):
            yield f"<h3>{escape(words[name])} {number}</h3>"
            yield from _content(entry, f"{name}.", words)
    else:
        columns = [field.name for field in fields(entries[0]) if words[f"{name}.{field.name}"]]
        heads = "".join(f'<th scope="col">{escape(words[f"{name}.{column}"])}</th>' for column in columns)
        called = escape(words[name])
        yield f'<div class="scroll" tabindex="0" role="group" aria-label="{called}"><table>'
        yield f"<caption>{called} {len(entries)}건</caption><thead><tr>{heads}</tr></thead><tbody>"
        for entry in entries:
            yield "<tr>" + "".join(f"<td>{escape(str(getattr(entry, column)))}</td>" for column in columns) + "</tr>"
        yield "</tbody></table></div>"
