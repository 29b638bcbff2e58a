"""Synthetic records, and papers looked at from outside: poppler, qpdf."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from html import unescape
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image

from config.catalogue import Record, module_name
from config.catalogue.land_register import LandRegister
from config.catalogue.resident_abstract import ResidentAbstract
from config.certificate import Issue
from tests.cities import SEAL, WONJU
from tests.patience import PATIENCE_S
from tests.printing.examples import land_register, resident_abstract

EXPECTED = Path(__file__).parent / "expected"


class Word(NamedTuple):
    """Edges in points from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


class Paper:
    """A PDF and what poppler and qpdf make of it."""

    def __init__(self, pdf: bytes, folder: Path) -> None:
        self.pdf = pdf
        self._path = folder / "paper.pdf"
        self._path.write_bytes(pdf)

    def _run(self, *command: str, after: tuple[str, ...] = ()) -> bytes:
        return subprocess.run(
            (*command, str(self._path), *after), check=True, capture_output=True, timeout=PATIENCE_S
        ).stdout

    def text(self) -> str:
        """In the order in which it was drawn."""
        return self._run("pdftotext", "-raw", after=("-",)).decode()

    def words(self) -> list[list[Word]]:
        """By page."""
        pages: list[list[Word]] = []
        for line in self._run("pdftotext", "-bbox", after=("-",)).decode().splitlines():
            if "<page " in line:
                pages.append([])
            elif "<word " in line:
                left, top, right, bottom = (float(edge) for edge in re.findall(r'"([-0-9.]+)"', line)[:4])
                text = unescape(line[line.index(">") + 1 : line.rindex("<")])
                pages[-1].append(Word(left, top, right, bottom, text))
        return pages

    def size(self) -> tuple[float, float]:
        """Width and height of the first page in points."""
        wide, high = re.findall(r"Page size: +([0-9.]+) x ([0-9.]+) pts", self._run("pdfinfo").decode())[0]
        return float(wide), float(high)

    def check(self) -> str:
        return self._run("qpdf", "--check").decode()

    def fonts(self) -> list[list[str]]:
        """The columns name, type, encoding, emb, sub, uni, of each font."""
        return [line.split() for line in self._run("pdffonts").decode().splitlines()[2:]]

    def picture(self, page: int, dpi: int, *clip: str) -> Image.Image:
        options = ("-png", "-gray", "-r", str(dpi), "-f", str(page), "-l", str(page), *clip)
        return Image.open(BytesIO(self._run("pdftoppm", *options))).convert("L")


def pinned(name: str, now: bytes) -> bytes:
    """What is pinned under that name; ``UPDATE_EXPECTED=1`` pins what is there now, for somebody to look at."""
    path = EXPECTED / name
    if os.environ.get("UPDATE_EXPECTED"):
        path.write_bytes(now)
    return path.read_bytes()


@pytest.fixture
def expected() -> Callable[[str, bytes], bytes]:
    return pinned


@pytest.fixture(scope="session")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], Paper]:
    folder = tmp_path_factory.mktemp("papers")
    return lambda pdf: Paper(pdf, folder)


@pytest.fixture
def issue() -> Issue:
    return Issue(
        number="1732-4096-5500-0817",
        issued_at=datetime(2026, 3, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=9))),
        issuer="원주시장",
        signed_code=bytes((7 * each * each + 11 * each) % 256 for each in range(232)),
        seal=SEAL,
        machine="무인민원발급기 03 (단구동)",
    )


@pytest.fixture
def land() -> LandRegister:
    return land_register.RECORD


@pytest.fixture
def abstract() -> ResidentAbstract:
    return resident_abstract.RECORD


def example_of(kind: str) -> Record:
    """``RECORD`` of the module in ``examples`` that has the kind's name."""
    record: Record = import_module(f"tests.printing.examples.{module_name(kind)}").RECORD
    return record


@pytest.fixture(params=WONJU.kinds)
def example(request: pytest.FixtureRequest) -> tuple[str, Record]:
    """A kind and a record of it."""
    return request.param, example_of(request.param)
