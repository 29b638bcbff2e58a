"""Synthetic records, and papers looked at from outside: poppler, qpdf."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from config.catalogue import Record
from config.catalogue.land_register import GradeEntry, LandRegister, OwnerEntry, PriceEntry, SurfaceEntry
from config.catalogue.resident_abstract import AddressEntry, PersonalChange, ResidentAbstract
from config.certificate import Issue

EXPECTED = Path(__file__).parent / "expected"


class Paper:
    """A PDF and what poppler and qpdf make of it."""

    def __init__(self, pdf: bytes, folder: Path) -> None:
        self.pdf = pdf
        self._path = folder / "paper.pdf"
        self._path.write_bytes(pdf)

    def _run(self, *command: str, after: tuple[str, ...] = ()) -> bytes:
        return subprocess.run((*command, str(self._path), *after), check=True, capture_output=True, timeout=30).stdout

    def text(self) -> str:
        """In the order in which it was drawn."""
        return self._run("pdftotext", "-raw", after=("-",)).decode()

    def words(self) -> list[list[tuple[float, float, float, float]]]:
        """Left, top, right and bottom of each word in points from the upper left corner, by page."""
        pages: list[list[tuple[float, float, float, float]]] = []
        for line in self._run("pdftotext", "-bbox", after=("-",)).decode().splitlines():
            if "<page " in line:
                pages.append([])
            elif "<word " in line:
                left, top, right, bottom = (float(edge) for edge in re.findall(r'"([-0-9.]+)"', line)[:4])
                pages[-1].append((left, top, right, bottom))
        return pages

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
        seal=bytes((7 * each * each + 11 * each) % 256 for each in range(232)),
        machine="무인민원발급기 03 (단구동)",
    )


@pytest.fixture
def land() -> LandRegister:
    return LandRegister(
        pnu="5113010300194230001", location="강원특별자치도 원주시 단구동", lot="9423-1", scale="1:1200", map_number="0042",
        sheet_number="1-1", remarks="",
        surface=(
            SurfaceEntry("01", "전", "1,322", "1962-03-17", "02", "신규등록(매립준공)"),
            SurfaceEntry("08", "대", "661", "1986-05-20", "40", "전에서 지목변경"),
        ),
        owners=(
            OwnerEntry("1962-03-17", "(03) 소유권이전", "원성군 원주읍 단구리 9423", "김가상", "180101-9******"),
            OwnerEntry("1986-06-11", "(03) 소유권이전", "원주시 단구동 9423-1", "이보기", "181212-0******"),
            OwnerEntry("2019-04-08", "(04) 주소변경", "강원특별자치도 원주시 서원대로 9999, 101동 1203호 (단구동, 보기아파트)",
                       "이보기", "181212-0******"),
        ),
        grades=(GradeEntry("1985-07-01", "148"), GradeEntry("1995-01-01", "190")),
        prices=tuple(PriceEntry(f"{2021 + year}-01-01", 412_300 + 11_500 * year) for year in range(6)),
    )  # fmt: skip


@pytest.fixture
def abstract() -> ResidentAbstract:
    return ResidentAbstract(
        name="성춘향", name_hanja="成春香", resident_number="850312-0******",
        changes=(PersonalChange("성춘홍 (成春紅)", "성춘향 (成春香)", "1899-05-01", "개명"),),
        addresses=tuple(
            AddressEntry(f"강원특별자치도 원주시 평원로 {9_000 + each}, {101 + each}동 {each + 1}01호 (보기동, 견본아파트)",
                         f"{1890 + each}-03-01", f"{1890 + each}-03-02", "성참판", "자녀" if each < 3 else "본인", "거주자", "전입")
            for each in range(24)
        ),
        service=("육군 병장 만기전역 (1910-01-02 입영, 1912-03-04 전역)",),
        department="단구동 행정복지센터", officer="정담당", phone="033-000-0000",
    )  # fmt: skip


@pytest.fixture(params=["land-register", "resident-abstract"])
def example(request: pytest.FixtureRequest, land: LandRegister, abstract: ResidentAbstract) -> tuple[str, Record]:
    """A kind and a record of it."""
    return request.param, land if request.param == "land-register" else abstract
