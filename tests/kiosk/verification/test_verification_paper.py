"""A paper of every kind is genuine, dot by dot; one changed character or field is not, though the forger has the tools."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from config.canonical import digest
from config.catalogue.land_register import LandRegister
from config.shown import packed_with
from config.visible_seal import decode
from kiosk.verification.finding import Verdict
from kiosk.verification.paper import verify_paper
from tests.cities import SEAL, WONJU
from tests.kiosk.verification.papers import ISSUED, KEYS, NUMBER, Printed, changed, printed, said, signed, verdict
from tests.printing.conftest import example_of

NOT_SIGNED = "NOT GENUINE: the record, issuer, place, fee or seal that goes with it is not the signed one"


@pytest.fixture
def land() -> LandRegister:
    record = example_of("land-register")
    assert isinstance(record, LandRegister)
    return record


@pytest.mark.parametrize("kind", WONJU.kinds)
def test_a_paper_of_every_kind_is_genuine(kind: str) -> None:
    paper = printed(kind).pdf()
    genuine = verify_paper(paper, WONJU, KEYS)
    assert (genuine.verdict, genuine.fields.number, genuine.fields.kind) == (Verdict.GENUINE, NUMBER, kind)
    with pikepdf.open(BytesIO(paper)) as document:
        assert len(genuine.pages) == genuine.of == len(document.pages)


@pytest.mark.parametrize("seed", range(12))
def test_one_changed_character_is_found(land: LandRegister, seed: int) -> None:
    """The page is laid out anew, and the record of the true paper is put with it."""
    chance = random.Random(seed)
    true = printed("land-register", land)
    owner = chance.randrange(len(land.owners))
    name = chance.choice(("date", "cause", "address", "name", "registration_number"))
    text = getattr(land.owners[owner], name)
    at = chance.choice([at for at, character in enumerate(text) if character.isalnum()])
    forged_text = text[:at] + ("가" if text[at] != "가" else "나") + text[at + 1 :]
    owners = list(land.owners)
    owners[owner] = replace(owners[owner], **{name: forged_text})
    forged = Printed(replace(land, owners=tuple(owners)), true.issue, true.kind).pdf()
    assert said(forged) == NOT_SIGNED
    with_true = changed(
        forged, lambda document: document.docinfo.__setitem__("/Keywords", packed_with(land, true.issue))
    )
    assert "was signed" in said(with_true)


def test_a_changed_number_or_time_on_the_paper_is_found(land: LandRegister) -> None:
    true = printed("land-register", land)
    later = replace(true.issue, issued_at=ISSUED + timedelta(seconds=1))
    other = replace(true.issue, number="1732-4096-5500-0818")
    for issue in (later, other):
        assert "was signed" in said(Printed(land, issue, true.kind).pdf())


def test_a_changed_bit_of_the_code_is_found(land: LandRegister) -> None:
    true = printed("land-register", land)
    _, signed, _ = decode(true.issue.signed_code)
    for position in range(4, len(signed), 17):
        code = bytearray(true.issue.signed_code)
        code[position] ^= 1
        forged = Printed(land, replace(true.issue, signed_code=bytes(code)), true.kind).pdf()
        assert verdict(forged) in (Verdict.NOT_GENUINE, Verdict.CANNOT_TELL)
        assert "its code is not genuine" in said(forged) or "is not known here" in said(forged)


def test_everything_that_a_paper_shows_is_signed(land: LandRegister) -> None:
    """Who issues it, where, whether a fee was paid, and the official seal: not the record alone."""
    paper = printed("land-register", land)
    turned = BytesIO()
    Image.open(BytesIO(SEAL)).rotate(90).save(turned, "PNG")
    for other in (
        replace(paper.issue, exempt=True),
        replace(paper.issue, issuer="원주시장 권한대행 부시장"),
        replace(paper.issue, machine="무인민원발급기 04 (중앙동)"),
        replace(paper.issue, seal=turned.getvalue()),
    ):
        assert said(replace(paper, issue=other).pdf()) == NOT_SIGNED
        assert verdict(signed(replace(paper, issue=other)).pdf()) is Verdict.GENUINE


def of_the_first_edition(kind: str, issuer: str) -> bytes:
    """As a city signs for a kiosk of an earlier release: the record alone."""
    paper = printed(kind, digest=digest(example_of(kind)), edition=1, decisive=())
    return replace(paper, issue=replace(paper.issue, issuer=issuer)).pdf()


def test_an_issuer_that_the_code_does_not_say_is_one_of_the_citys() -> None:
    assert verdict(of_the_first_edition("disability", WONJU.issuer)) is Verdict.GENUINE
    assert verdict(of_the_first_edition("disability", WONJU.other_issuers[0])) is Verdict.GENUINE
    assert verdict(of_the_first_edition("disability", "견본군수")) is Verdict.CODE_GENUINE


def test_a_paper_stays_genuine_when_the_mayors_title_changes() -> None:
    kinds = {name: replace(kind, issuer="원주특례시장") for name, kind in WONJU.kinds.items()}
    later = replace(WONJU, issuer="원주특례시장", other_issuers=(WONJU.issuer,), kinds=kinds)
    for paper in (printed("disability").pdf(), of_the_first_edition("disability", WONJU.issuer)):
        assert verify_paper(paper, later, KEYS).verdict is Verdict.GENUINE


def test_what_is_no_paper_is_explained() -> None:
    blank = BytesIO()
    Image.new("L", (300, 300), 255).save(blank, "PNG")
    for content, why in (
        (b"%PDF-1.4 nothing", "damaged"),
        (b"hello", "neither a PDF nor a picture"),
        (b"", "neither a PDF nor a picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "PostScript"),
        (blank.getvalue(), "no signed code can be read"),
        (blank.getvalue()[:-30], "the picture is damaged"),
    ):
        assert verdict(content) is Verdict.CANNOT_TELL
        assert why in said(content)
