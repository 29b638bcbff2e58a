"""``kiosk verify``: genuine papers pass as PDF and as a bad scan; one changed character or field does not."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from PIL import Image

from config.canonical import digest, packed
from config.catalogue import Record
from config.catalogue.land_register import LandRegister
from config.certificate import Issue
from config.visible_seal import SealFields, encode, signer
from kiosk.__main__ import main
from kiosk.commands.verify import SCAN, NotGenuine, verify_paper
from printing.certificate import lay_out
from tests.cities import SEAL, WONJU
from tests.printing.conftest import example_of

KEY = ec.derive_private_key(4711, ec.SECP256R1())
ISSUED = datetime(2026, 3, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=9)))
NUMBER = "1732-4096-5500-0817"


@dataclass
class Printed:
    record: Record
    issue: Issue
    kind: str

    def save(self, path: Path) -> Path:
        path.write_bytes(lay_out(WONJU.kinds[self.kind], self.record, self.issue).pdf)
        return path


def printed(kind: str, record: Record, **other: Any) -> Printed:
    fields = SealFields(NUMBER, kind, ISSUED, record.subject[:30], digest(record), WONJU.signer)
    code = encode(replace(fields, **other), signer(KEY))
    issue = Issue(NUMBER, ISSUED, WONJU.kinds[kind].issuer, code, SEAL, "무인민원발급기 03 (단구동)")
    return Printed(record, issue, kind)


def verdict(path: Path) -> str:
    """ "" for a genuine paper, else what is wrong."""
    try:
        verify_paper(path, WONJU, (KEY.public_key(),))
    except NotGenuine as problem:
        return str(problem)
    return ""


@pytest.fixture
def land() -> LandRegister:
    record = example_of("land-register")
    assert isinstance(record, LandRegister)
    return record


@pytest.mark.parametrize("kind", WONJU.kinds)
def test_a_paper_of_every_kind_is_genuine_as_pdf_and_as_a_scan(kind: str, tmp_path: Path) -> None:
    """Scanned at 300 dots an inch, a little askew, and compressed as a photograph."""
    paper = printed(kind, example_of(kind)).save(tmp_path / "paper.pdf")
    genuine = verify_paper(paper, WONJU, (KEY.public_key(),))
    assert (genuine.fields.number, genuine.fields.kind) == (NUMBER, kind)
    with pypdfium2.PdfDocument(paper) as document:
        assert genuine.pages == len(document)
        for number, page in enumerate(document):
            scan = page.render(scale=SCAN, grayscale=True).to_pil()
            askew = scan.rotate(1.5 if number % 2 else -2, Image.Resampling.BICUBIC, expand=True, fillcolor=235)
            path = tmp_path / f"scan{number}.jpg"
            askew.save(path, quality=50, dpi=(300, 300))
            assert verify_paper(path, WONJU, (KEY.public_key(),)) == replace(genuine, pages=0)


@pytest.mark.parametrize("seed", range(12))
def test_one_changed_character_is_found(land: LandRegister, tmp_path: Path, seed: int) -> None:
    """The forger has the tools: the page is laid out anew, and the record of the true paper is put with it."""
    chance = random.Random(seed)
    true = printed("land-register", land)
    owner = chance.randrange(len(land.owners))
    name = chance.choice(("date", "cause", "address", "name", "registration_number"))
    text = getattr(land.owners[owner], name)
    at = chance.choice([at for at, character in enumerate(text) if character.isalnum()])
    forged_text = text[:at] + ("가" if text[at] != "가" else "나") + text[at + 1 :]
    owners = list(land.owners)
    owners[owner] = replace(owners[owner], **{name: forged_text})
    forged = Printed(replace(land, owners=tuple(owners)), true.issue, true.kind).save(tmp_path / "forged.pdf")
    assert verdict(forged) == "the record that goes with it is not the signed one"

    with pikepdf.open(forged, allow_overwriting_input=True) as pdf:
        pdf.docinfo["/Keywords"] = packed(land)
        pdf.save(forged)
    assert "was signed" in verdict(forged)
    assert verdict(true.save(tmp_path / "true.pdf")) == ""


def test_a_changed_number_or_time_on_the_paper_is_found(land: LandRegister, tmp_path: Path) -> None:
    true = printed("land-register", land)
    later = replace(true.issue, issued_at=ISSUED + timedelta(seconds=1))
    other = replace(true.issue, number="1732-4096-5500-0818")
    for issue in (later, other):
        assert "was signed" in verdict(Printed(land, issue, true.kind).save(tmp_path / "forged.pdf"))


def test_a_changed_bit_of_the_code_is_found(land: LandRegister, tmp_path: Path) -> None:
    true = printed("land-register", land)
    for position in range(0, len(true.issue.signed_code), 17):
        code = bytearray(true.issue.signed_code)
        code[position] ^= 1
        forged = Printed(land, replace(true.issue, signed_code=bytes(code)), true.kind).save(tmp_path / "forged.pdf")
        assert verdict(forged).startswith("the 2-D code is not genuine")


def test_pages_of_two_papers_are_no_paper(land: LandRegister, tmp_path: Path) -> None:
    first = printed("land-register", land).save(tmp_path / "first.pdf")
    second = printed("land-register", land, number="0000-0000-0000-0001").save(tmp_path / "second.pdf")
    with pikepdf.open(first) as one, pikepdf.open(second) as two:
        one.pages.extend(two.pages)
        one.save(tmp_path / "both.pdf")
    assert verdict(tmp_path / "both.pdf") == "its pages carry different codes"


def test_an_exempted_paper_is_as_genuine(land: LandRegister, tmp_path: Path) -> None:
    paid = printed("land-register", land)
    assert verdict(Printed(land, replace(paid.issue, exempt=True), paid.kind).save(tmp_path / "free.pdf")) == ""


def test_what_is_no_paper_is_explained(tmp_path: Path) -> None:
    blank = BytesIO()
    Image.new("L", (300, 300), 255).save(blank, "PNG")
    for content, said in (
        (b"%PDF-1.4 nothing", "not a PDF that can be read"),
        (b"hello", "neither a PDF nor a picture"),
        (blank.getvalue(), "no 2-D code can be read"),
    ):
        path = tmp_path / "file"
        path.write_bytes(content)
        assert said in verdict(path)


def test_the_command(land: LandRegister, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = printed("land-register", land).save(tmp_path / "paper.pdf")
    key, other = tmp_path / "city.pem", tmp_path / "other.pem"
    key.write_bytes(KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    stranger = ec.derive_private_key(12, ec.SECP256R1()).public_key()
    other.write_bytes(stranger.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    assert main(["verify", str(paper), "--key", str(key)]) == 0
    said = capsys.readouterr().out
    assert "토지대장" in said
    assert NUMBER in said
    assert main(["verify", str(paper), "--key", str(other)]) == 1
    assert capsys.readouterr().out == "NOT GENUINE: the 2-D code is not genuine: not signed by the city\n"
    assert main(["verify", str(tmp_path / "nothing"), "--key", str(key)]) == 2
    assert main(["verify", str(paper), "--key", str(paper)]) == 2
