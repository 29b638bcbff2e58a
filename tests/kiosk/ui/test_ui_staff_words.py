"""On the machine's own pages stands no code: whatever a device, the city or the journal calls a thing has words in every language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from config import vocabulary
from config.dialogue import FailureReason
from config.language import LANGUAGES, Language
from config.software import PackageTrouble
from config.vocabulary import Level, Role
from drivers.id003.codes import REJECTS
from kiosk.core.documents import Means
from kiosk.core.view import Message, ServiceList, ServiceMenu, View
from kiosk.demo.gallery import examples
from kiosk.session.technician.account_rows import Period
from kiosk.session.technician.menu import PAGES
from kiosk.session.technician.trying import TrialTrouble
from kiosk.shell.stick import StickTrouble
from kiosk.ui.words import Words, catalogue
from sync.journal import events as ev
from sync.journal.selection import About
from tests.cities import WONJU

ROOT = Path(__file__).parents[3]
SUPPLIES = ("paper", "toner", "binding", "output", "coins", "roll", "notes")


def texts(nodes: Iterable[ast.expr]) -> Iterator[str]:
    yield from (each.value for each in nodes if isinstance(each, ast.Constant) and isinstance(each.value, str))


def refusals() -> Iterator[str]:
    """Why a coin or a note was not taken, by all drivers."""
    yield from REJECTS.values()
    for path in (ROOT / "drivers").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Rejected":
                yield from texts(node.args)
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_REJECTED":
                assert isinstance(node.value, ast.Dict)
                yield from texts(node.value.values)


VOCABULARIES: dict[str, Iterable[str]] = {
    "state.": vocabulary.State,
    "trouble.": {*vocabulary.SourceTrouble, *FailureReason},
    "void.": vocabulary.VoidReason,
    "job.": vocabulary.JobEnd,
    "claim.": vocabulary.ClaimReason,
    "claims.": vocabulary.ReductionReason,
    "unseen.": vocabulary.Unseen,
    "accuracy.": vocabulary.Accuracy,
    "out.closed-": vocabulary.CloseReason,
    "service.test-": vocabulary.DeviceTest,
    "service.result-": vocabulary.TestResult,
    "service.": PAGES,
    "tried.": {*TrialTrouble, "parts-left", "clock-off"},
    "refused.": {*refusals(), "unknown"},
    "stick.": {*StickTrouble, "not-done"},
    "version.": PackageTrouble,
    "counts.": {*Period, *Means},
    "journal.": {*About, "all"},
    "event.": ev.TYPES,
    "source.": {*(kind.source for kind in WONJU.kinds.values()), "city", "clock"},
    "supply.": {f"{supply}-{level}" for supply in SUPPLIES for level in Level if level is not Level.UNKNOWN},
}
"""The beginning of a text's id, and all that may come behind it."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("beginning", VOCABULARIES)
def test_every_word_that_a_page_can_show_has_a_text(beginning: str, language: Language) -> None:
    assert {f"{beginning}{word}" for word in VOCABULARIES[beginning]} - catalogue(language).keys() == set()


CODE = re.compile(r"(?<![\w./])[a-z]{2,}(?:-[a-z0-9]+)+(?![\w.])")
"""As devices, the journal and settings write their words."""


def said(view: View) -> Iterator[Message | str]:
    match view:
        case ServiceMenu():
            yield from (item.detail for item in view.items if item.detail)
        case ServiceList():
            yield from (view.first,) if view.first else ()
            for row in view.rows:
                yield from (row.name, row.value, *row.details)
        case _:
            yield from (each for each in (getattr(view, "title", ""), getattr(view, "problem", None)) if each)


AS_THE_JOURNAL_HAS_IT = ("service-journal-entries", "service-settings-found")
"""Entries stand below their name as they are stored, and a settings file's problems name the settings."""
PAGES_SHOWN = {name: view for name, view in examples(WONJU).items() if name.startswith(("service-", "staff-"))}


@pytest.mark.parametrize("name", [name for name in PAGES_SHOWN if name not in AS_THE_JOURNAL_HAS_IT])
def test_no_code_stands_on_a_korean_page(name: str) -> None:
    words = Words("ko", WONJU)
    texts = [each if isinstance(each, str) else words.text(each.id, each.args) for each in said(PAGES_SHOWN[name])]
    assert [text for text in texts if CODE.search(text)] == []


def test_every_role_opens_pages_that_have_names() -> None:
    for role in Role:
        assert [name for name, page in PAGES.items() if role in page.roles and f"service.{name}" in catalogue("ko")]
