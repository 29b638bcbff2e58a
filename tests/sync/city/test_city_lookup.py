"""The public lookup: who holds the paper sees its state and its content, who does not learns nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints
from urllib.parse import urlencode

import pytest
import requests

from sync.city.api import DocumentReply, DocumentState
from sync.reference_city.keys import CityKeys
from sync.reference_city.lookup import Found
from sync.reference_city.public_pages.found import found_page, not_found_page
from sync.reference_city.public_pages.frame import Texts
from tests.cities import WONJU
from tests.patience import PATIENCE_S
from tests.printing.conftest import example_of
from tests.sync.city.test_city_server import serving

if TYPE_CHECKING:
    from tests.sync.city.conftest import Report, Town

KO, EN = Texts(WONJU, "ko"), Texts(WONJU, "en")
A = "11111111-1111-4111-8111-111111111111"


def paths(record: Any, before: str = "") -> Iterator[str]:
    """Every field of a record's type, and of the types within."""
    hints = get_type_hints(record)
    for field in fields(record):
        yield before + field.name
        type_ = hints[field.name]
        while get_origin(type_) is tuple:
            type_ = get_args(type_)[0]
        if is_dataclass(type_):
            yield from paths(type_, f"{before}{field.name}.")


@pytest.mark.parametrize("kind", WONJU.kinds)
def test_every_field_has_the_forms_word(kind: str) -> None:
    assert set(WONJU.kinds[kind].words) == set(paths(WONJU.kinds[kind].record))


class Reader(HTMLParser):
    """What a screen reader would say, and whether every element is closed."""

    VOID = ("meta", "input", "link", "img")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.open: list[str] = []
        self.headed = True
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "th" and ("scope", "col") not in attrs:
            self.headed = False

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def told(record: Any, path: str, words: dict[str, str]) -> Iterator[str]:
    """Every text of the record that has a word."""
    for field in fields(record):
        value, name = getattr(record, field.name), path + field.name
        if not words[name]:
            continue
        for each in value if isinstance(value, tuple) else (value,):
            if is_dataclass(each):
                yield from told(each, f"{name}.", words)
            else:
                yield str(each)


@pytest.mark.parametrize("kind", WONJU.kinds)
def test_the_page_says_all_that_stands_on_the_paper(kind: str) -> None:
    entry, record = WONJU.kinds[kind], example_of(kind)
    document = DocumentReply("1732-4096-5500-0817", DocumentState.ISSUED, kind, "2026-03-02T03:04:05+09:00")
    page = Reader(found_page(KO, Found(document, entry, record)))
    said = set(page.said)
    assert {"1732-4096-5500-0817", "2026-03-02 03:04:05", "발급된 문서입니다.", "이하 여백"} <= said
    assert [text for text in told(record, "", entry.words) if text and text not in said] == []
    assert page.headed


def test_a_record_cannot_write_the_page() -> None:
    land: Any = example_of("land-register")
    record = replace(land, remarks="<script>alert(1)</script>")
    document = DocumentReply("1732-4096-5500-0817", DocumentState.ISSUED, "land-register", "2026-03-02T03:04:05+09:00")
    assert "<script" not in found_page(KO, Found(document, WONJU.kinds["land-register"], record))


def test_number_and_subject_open_it_for_ninety_days(town: Town, report: Report) -> None:
    number = town.reserve(A, town.land()).number
    report.issued(A, number)
    town.send(report)
    about = "강원특별자치도  원주시 단구동 9423-1"
    found = town.lookup.look_up(number, about)
    assert found
    assert (found.document.state, found.kind.name) == (DocumentState.ISSUED, "land-register")
    for wrong in ((number, "강원특별자치도 원주시 단구동 9423-2"), (number, ""), ("0000-0000-0000-0000", about)):
        assert town.lookup.look_up(*wrong) is None
    town.wait(days=89, hours=23)
    assert town.lookup.look_up(number, about)
    town.wait(hours=1)
    assert town.lookup.look_up(number, about) is None


def test_a_void_paper_is_called_void(town: Town, report: Report) -> None:
    number = town.reserve(A, town.abstract()).number
    before = town.lookup.look_up(number, "홍길동")
    assert before
    assert "아직 보고하지 않았습니다" in found_page(KO, before)
    report.voided(A)
    town.send(report)
    found = town.lookup.look_up(number, "홍길동")
    assert found
    assert "무효입니다" in found_page(KO, found)


@pytest.mark.parametrize("hyphen", [*"-‐‑‒–—―−－﹣", "", " ", ".", "/", "_", "·", "\u00ad", "\u200b", " \u2013 "])
def test_a_paper_is_found_however_its_number_and_its_lot_are_hyphened(town: Town, hyphen: str) -> None:
    number = town.reserve(A, town.land()).number
    lot = hyphen if hyphen.strip() and hyphen.isprintable() and hyphen not in "./_·" else "-"
    assert town.lookup.look_up(number.replace("-", hyphen), f"강원특별자치도 원주시 단구동 9423{lot}1\u200b 번지")
    assert town.lookup.look_up(number, "강원특별자치도 원주시 단구동 9423 1") is None


def test_the_form_lets_a_number_be_typed_as_people_type_it() -> None:
    """Without hyphens, with dashes, in full width: a browser must not refuse what the city reads."""
    assert "pattern=" not in not_found_page(KO)


@pytest.mark.parametrize("t", [KO, EN], ids=["ko", "en"])
def test_the_form_is_whole(t: Texts) -> None:
    assert Reader(not_found_page(t)).headed
    assert 'role="alert"' in not_found_page(t)


def test_anybody_reaches_the_page_and_nobody_the_rest(
    demo_keys: CityKeys, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No certificate of their own is asked for here, and none of the kiosks' requests is answered."""
    folder = tmp_path_factory.mktemp("public")
    with serving(f"sqlite:///{folder}/city.sqlite", demo_keys, which="public") as url:
        ca = str(demo_keys.ca)
        form = requests.get(url, verify=ca, timeout=PATIENCE_S)  # as soon as it is up
        assert "문서확인번호" in form.text
        worker = requests.get(f"{url}/sw.js", verify=ca, timeout=PATIENCE_S)
        assert worker.headers["content-type"].startswith("text/javascript")
        asked = urlencode({"number": "0000-0000-0000-0000", "about": "홍길동"})
        answer = requests.post(url, asked, verify=ca, timeout=PATIENCE_S)
        assert answer.status_code == 404
        assert answer.headers["cache-control"] == "no-store"
        assert "그런 문서가 없습니다" in answer.text
        assert (
            "There is no such document"
            in requests.post(url, f"{asked}&language=en", verify=ca, timeout=PATIENCE_S).text
        )
        assert "홍길동" not in answer.text
        for path in (
            "/v1/sources",
            "/v1/documents/0000-0000-0000-0000",
            "/openapi.json",
            "/rehearsal/sources/land/down",
        ):
            assert requests.get(url + path, verify=ca, timeout=PATIENCE_S).status_code == 404
        assert requests.post(url, b"x" * 2_000_000, verify=ca, timeout=PATIENCE_S).status_code == 413
