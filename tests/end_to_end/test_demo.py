"""``kiosk demo --auto`` as a newcomer runs it, and what came out of it, checked by other programs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from PIL import Image

from config.visible_seal import SealFields, verify
from kiosk.__main__ import main
from sync.journal.format import open_entry
from sync.journal.opening import open_for_reading
from sync.journal.verify import export
from tests.cities import GYEONBON, WONJU, words_of
from tests.patience import PATIENCE_S


def run(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def seal_on(paper: Path, key: Path, folder: Path) -> SealFields:
    """Scanned, decoded by an independent reader, verified with the city's public key."""
    run("pdftoppm", "-r", "300", "-png", "-f", "1", "-l", "1", paper, folder / "scan")
    with Image.open(next(folder.glob("scan*.png"))) as scan:
        read = zxingcpp.read_barcodes(scan.convert("L"))
    spoken, signed = sorted(
        (found for found in read if found.format == zxingcpp.BarcodeFormat.QRCode),
        key=lambda found: found.position.top_left.y,
    )
    assert "문서확인번호" in spoken.text, "the other, at the top"
    public = load_pem_public_key(key.read_bytes())
    assert isinstance(public, ec.EllipticCurvePublicKey)
    return verify(signed.bytes, (public,))


@pytest.mark.parametrize(
    ("kind", "language", "subject", "won_in", "copies"),
    [("land-register", "ko", "단구동", 3_000, 5), ("resident-abstract", "en", "홍길동", 0, 1)],
)
def test_a_resident_gets_a_certificate_in_as_many_copies_as_they_want(
    tmp_path: Path, kind: str, language: str, subject: str, won_in: int, copies: int
) -> None:
    out = tmp_path / "out"
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    demo = subprocess.run(
        [sys.executable, "-m", "kiosk", "demo", "--auto", "--kind", kind, "--copies", str(copies), "--lang", language, "--out", out],
        capture_output=True, text=True, env=environment, timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert "ERROR" not in demo.stderr
    paper = out / "certificate.pdf"
    heard = (out / "heard.txt").read_text("utf-8")
    pages = re.findall(r"^\[(\w+)\]$", heard, re.M)
    assert (pages[0], pages[-1]) == ("EnterLot" if language == "ko" else "Attract", "Goodbye")
    assert not re.search(r"\d", heard), "what is heard is in words"

    assert "No syntax or stream encoding errors" in run("qpdf", "--check", paper)
    fonts = run("pdffonts", paper).splitlines()[2:]
    assert fonts
    assert all(re.search(r"yes yes (yes|no) +\d+ +\d+$", font) for font in fonts), fonts

    entries = [open_entry(kept.body) for kept in open_for_reading(out / "journal.sqlite").read()]
    documents = [entry.data for entry in entries if entry.type == "DocumentIssued"]
    issued = documents[0]
    assert len({each["number"] for each in documents}) == len({each["issuance"] for each in documents}) == copies
    at_the_city = re.findall(r"document (\S+): issued at the city", demo.stdout)
    assert at_the_city == [each["number"] for each in documents]
    assert [entry.data["due"] for entry in entries if entry.type == "CashInStarted"] == [2_500] * (won_in > 0), (
        "paid once"
    )
    papers = [paper, *sorted(out.glob("certificate-*.pdf"))]
    assert [each["number"] in run("pdftotext", on, "-") for each, on in zip(documents, papers, strict=True)] == [
        True
    ] * copies
    text = run("pdftotext", paper, "-")
    assert subject in text
    assert issued["number"] in text

    fields = seal_on(paper, out / "city-signing.pem", tmp_path)
    assert (fields.number, fields.kind) == (issued["number"], kind)
    assert subject in fields.subject

    inserted = sum(entry.data["value"] for entry in entries if entry.type in ("CoinCredited", "NoteCredited"))
    paid = sum(entry.data["coin"] * entry.data["paid"] for entry in entries if entry.type == "PayoutSettled")
    assert inserted == won_in == sum(each["fee"] for each in documents) + paid

    assert run(sys.executable, "-m", "kiosk", "journal", "verify", out / "journal.sqlite").count("whole") == 1
    assert (out / "receipt.png").exists()
    assert issued["number"] in (out / "receipt.txt").read_text("utf-8")
    assert len(list((out / "screens").glob("*.png"))) >= 7
    # Nothing that names the resident is in the journal, in any form the demonstration could have leaked it.
    journal = b"".join(export(open_for_reading(out / "journal.sqlite"))).decode()
    assert not re.search("홍길동|8011239|WJ0000018|135790", journal)


def test_a_second_city_s_demonstration_is_its_own(tmp_path: Path) -> None:
    """Bench, city, screens, paper and receipt of a made-up county; its papers are genuine by its data alone."""
    out, county = tmp_path / "out", str(GYEONBON.folder)
    demo = subprocess.run(
        [sys.executable, "-m", "kiosk", "demo", "--auto", "--city", county, "--out", out],
        capture_output=True, text=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    assert demo.returncode == 0, demo.stdout + demo.stderr
    paper = out / "certificate.pdf"
    printed, receipt = run("pdftotext", paper, "-"), (out / "receipt.txt").read_text("utf-8")
    assert "견본군수" in printed.replace(" ", "")
    assert "보기도 견본군 견본읍 한내리" in printed
    assert "700원" in printed
    assert {"견본군 무인민원발급기", "무인민원발급기 12 (보기면)"} <= set(re.split(r"\s{2,}|\n", receipt))
    (start,) = [
        entry.data
        for entry in (open_entry(kept.body) for kept in open_for_reading(out / "journal.sqlite").read())
        if entry.type == "KioskStarted"
    ]
    assert (start["kiosk"], start["number"], start["site"]) == ("gyeonbon-demo", "12", "보기면")
    for text in (printed, receipt, demo.stdout):
        assert {word for word in words_of(WONJU) if word in text} == set()
    key = str(out / "city-signing.pem")
    assert main(["verify", str(paper), "--city", county, "--key", key]) == 0
    assert main(["verify", str(paper), "--key", key]) == 1, "another city's mayor and fee would stand on it"
    assert seal_on(paper, out / "city-signing.pem", tmp_path).signer == "KRGB"


def test_without_pcscd_the_demonstration_says_what_it_does_instead(tmp_path: Path) -> None:
    hidden = "import pathlib, drivers.smartcard.pcscd as pcscd\npcscd.DRIVER = pathlib.Path('/none')\n"
    (tmp_path / "sitecustomize.py").write_text(hidden)
    path = os.pathsep.join((str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])))
    demo = subprocess.run(
        [sys.executable, "-m", "kiosk", "demo", "--auto", "--kind", "resident-abstract", "--out", tmp_path / "out"],
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path}, timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert "card: over a direct link, not PC/SC: " in demo.stdout
    assert "at the city" in demo.stdout


def test_make_demo_without_a_display_does_both_kinds_and_says_where_all_lies(tmp_path: Path) -> None:
    """What it would run, without running it: the two kinds one after the other, then the places."""
    root = Path(__file__).parents[2]
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    kiosk = tmp_path / "bin" / "kiosk"
    kiosk.parent.mkdir()
    kiosk.write_text('#!/bin/sh\necho "ran $@"\n')
    kiosk.chmod(0o755)
    made = subprocess.run(
        ["make", "-s", "-C", root, "demo", f"BIN={kiosk.parent}", "-o", "ground"],
        capture_output=True, text=True, env=environment, timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    *ran, last = [line for line in made.stdout.splitlines() if line]
    assert ran == [f"ran demo --auto --kind {kind} --out out/{kind}" for kind in ("land-register", "resident-abstract")]
    assert last == "Papers, receipts, pictures and journals: out/land-register and out/resident-abstract"


def test_wrong_wishes_are_explained() -> None:
    for arguments, said in ((["--kind", "passport"], "no such kind"), ([], "no display")):
        environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
        demo = subprocess.run(
            [sys.executable, "-m", "kiosk", "demo", *arguments],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )
        assert demo.returncode == 2
        assert said in demo.stderr
