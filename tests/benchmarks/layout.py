"""The layout of certificates against other makers of PDFs, with the same content, in the same run.

The peers make a plainer paper: title, the record's fields and tables with repeated headings, number and page n of N,
the seal's image and the signed code's; no code that is spoken, no ground, no stamp, no frames, no rule about what stays
together. Fonts are the same, embedded and subset. Everything is warm: imports, fonts and templates are loaded before anything is measured.
"""

from __future__ import annotations

import json
import logging
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from html import escape
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import fpdf
import segno
import typst
import weasyprint
from fpdf.enums import XPos, YPos
from weasyprint.text.fonts import FontConfiguration

from config.catalogue import Record
from config.certificate import Issue
from config.fonts import FOLDER
from config.seoul import SEOUL
from printing.certificate import lay_out
from printing.fonts import BODY, SANS
from sync.reference_city.made_up.people import people
from sync.reference_city.registers import Asked, register
from tests.cities import REGISTERS, SEAL, WONJU

DOCUMENTS = 5_000
ISSUED = datetime(2026, 11, 23, 9, tzinfo=SEOUL)


@dataclass
class Content:
    """A record as any maker of documents would get it."""

    title: str
    number: str
    facts: list[tuple[str, str]]
    tables: list[tuple[str, list[str], list[list[str]]]]
    code: bytes
    seal: bytes

    @classmethod
    def of(cls, kind: str, record: Record, issue: Issue) -> Content:
        words = WONJU.kinds[kind].words
        facts, tables = [], []
        for field in fields(record):
            value: Any = getattr(record, field.name)
            if not isinstance(value, tuple):
                facts.append((words[field.name], str(value)))
            elif value and is_dataclass(value[0]):
                columns = [each.name for each in fields(value[0])]
                heads = [words[f"{field.name}.{column}"] for column in columns]
                tables.append((words[field.name], heads, [[str(getattr(each, c)) for c in columns] for each in value]))
        code = BytesIO()
        segno.make_qr(issue.signed_code, error="m").save(code, kind="png", scale=4)
        return cls(WONJU.kinds[kind].title["ko"], issue.number, facts, tables, code.getvalue(), issue.seal)


# --- the peers ---------------------------------------------------------------------------------------------------


class _Paper(fpdf.FPDF):
    number = ""

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("sans", size=8)
        self.cell(0, 5, f"{self.number}   {{nb}}쪽 중 제{self.page_no()}쪽", align="C")


def with_fpdf2(content: Content) -> bytes:
    pdf = _Paper(format="A4")
    pdf.number = content.number
    pdf.add_font("body", fname=FOLDER / f"{BODY}.ttf")
    pdf.add_font("sans", fname=FOLDER / f"{SANS}.ttf")
    pdf.add_page()
    pdf.set_font("body", size=20)
    pdf.cell(0, 12, content.title, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_font("body", size=8.5)
    with pdf.table(first_row_as_headings=False, line_height=5) as table:
        for fact in content.facts:
            table.row(fact)
    for caption, heads, rows in content.tables:
        pdf.cell(0, 8, caption, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        with pdf.table(line_height=5, headings_style=fpdf.FontFace(emphasis="")) as table:
            for row in (heads, *rows):
                table.row(row)
    pdf.image(BytesIO(content.seal), w=21)
    pdf.image(BytesIO(content.code), w=27)
    return bytes(pdf.output())


class _Weasy:
    """Fonts are looked for once, and the style sheet is read once."""

    def __init__(self, folder: Path) -> None:
        self._fonts = FontConfiguration()
        self._folder = folder
        faces = "".join(
            f"@font-face{{font-family:{name};src:url(file://{FOLDER}/{file}.ttf)}}"
            for name, file in (("body", BODY), ("sans", SANS))
        )
        style = (
            f"{faces}@page{{size:A4;margin:15mm;@bottom-center{{font:8pt sans;content:counter(pages) '쪽 중 제' counter(page) '쪽'}}}}"
            "body{font:8.5pt body}h1{text-align:center;font-size:20pt}table{border-collapse:collapse;width:100%}"
            "td,th{border:.35pt solid;padding:.7mm 1.4mm;font-weight:400;text-align:left}"
        )
        self._style = weasyprint.CSS(string=style, font_config=self._fonts)

    def __call__(self, content: Content) -> bytes:
        (self._folder / "code.png").write_bytes(content.code)
        (self._folder / "seal.png").write_bytes(content.seal)

        def line(cells: list[str] | tuple[str, ...], tag: str) -> str:
            return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"

        body = f"<h1>{content.title}</h1><p>{content.number}</p><table>{''.join(line(fact, 'td') for fact in content.facts)}</table>"
        for caption, heads, rows in content.tables:
            body += f"<p>{caption}</p><table><thead>{line(heads, 'th')}</thead>{''.join(line(row, 'td') for row in rows)}</table>"
        images = "".join(f'<img src="file://{self._folder}/{name}.png" width="100">' for name in ("seal", "code"))
        html = weasyprint.HTML(string=f"<html lang=ko><body>{body}{images}</body></html>")
        return bytes(html.write_pdf(stylesheets=[self._style], font_config=self._fonts))


_TYPST = """
#let data = json(bytes(sys.inputs.data))
#set page(paper: "a4", margin: 15mm, footer: context align(center, text(font: "NanumGothic", 8pt)[
  #data.number #counter(page).final().first()쪽 중 제#counter(page).display()쪽]))
#set text(font: "NanumMyeongjo", size: 8.5pt, lang: "ko")
#align(center, text(20pt, data.title))
#table(columns: 2, stroke: .35pt, ..data.facts.flatten())
#for (caption, heads, rows) in data.tables {
  caption
  table(columns: heads.len(), stroke: .35pt, table.header(..heads), ..rows.flatten())
}
#image("seal.png", width: 21mm)
#image("code.png", width: 27mm)
"""


class _Typst:
    """One compiler for all documents: its fonts and its template are read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "paper.typ").write_text(_TYPST, "utf-8")
        for name in ("seal", "code"):  # a picture of each, so that the template compiles
            (folder / f"{name}.png").write_bytes(SEAL)
        self._compiler = typst.Compiler(str(folder / "paper.typ"), font_paths=[str(FOLDER)])

    def __call__(self, content: Content) -> bytes:
        (self._folder / "code.png").write_bytes(content.code)
        data = {"title": content.title, "number": content.number, "facts": content.facts, "tables": content.tables}
        made = self._compiler.compile(format="pdf", sys_inputs={"data": json.dumps(data)})
        assert isinstance(made, bytes)
        return made


# --- the race ----------------------------------------------------------------------------------------------------


def papers() -> dict[str, tuple[str, Record]]:
    """A one-page 등본, and the whole history of a parcel on sixty-eight pages."""
    holder, today = people()["8011239000018"], ISSUED.date()
    plain = {option.name: option.default for option in WONJU.kinds["resident-register"].options}
    household = register("resident-register")(
        Asked(WONJU, WONJU.kinds["resident-register"], plain, holder, today, REGISTERS)
    )
    whole = {option.name: option.choices[-1].value for option in WONJU.kinds["land-register"].options}
    lot = {"place": "5113025021", "mountain": "0", "number": "9300", "sub_number": "0"}
    parcel = register("land-register")(
        Asked(WONJU, WONJU.kinds["land-register"], {**whole, **lot}, None, today, REGISTERS)
    )
    assert isinstance(household, Record)
    assert isinstance(parcel, Record)
    return {"one-page 등본": ("resident-register", household), "long 토지대장": ("land-register", parcel)}


def issues() -> Iterator[Issue]:
    """No two papers are the same, so nothing can be made once and given twice."""
    chance = random.Random(1)
    number = 0
    while True:
        number += 1
        text = f"1234-5678-9012-{number % 10_000:04d}"
        yield Issue(
            text,
            ISSUED + timedelta(seconds=number),
            "원주시장",
            chance.randbytes(171),
            SEAL,
            "무인민원발급기 03 (단구동)",
        )


def seconds(work: Callable[[], object], rounds: int) -> float:
    """Of one call, the best of all: what the machine does besides only ever adds."""
    best = float("inf")
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return best


def ours_makes(kind: str, record: Record, issue: Iterator[Issue]) -> None:
    lay_out(WONJU.kinds[kind], record, next(issue))


def peer_makes(make: Callable[[Content], bytes], kind: str, record: Record, issue: Iterator[Issue]) -> None:
    make(Content.of(kind, record, next(issue)))


def race() -> None:
    logging.getLogger("fpdf").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    issue = issues()
    with TemporaryDirectory() as one, TemporaryDirectory() as two:
        peers: dict[str, Callable[[Content], bytes]] = {
            "fpdf2": with_fpdf2, "WeasyPrint": _Weasy(Path(one)), "Typst": _Typst(Path(two)),
        }  # fmt: skip
        for name, (kind, record) in papers().items():
            sheets = lay_out(WONJU.kinds[kind], record, next(issue)).sheets
            rounds = 12 if sheets == 1 else 2
            ours = seconds(partial(ours_makes, kind, record, issue), rounds)
            print(f"layout          {name}, {sheets} pages: {ours * 1000:.0f} ms")
            for peer, make in peers.items():
                make(Content.of(kind, record, next(issue)))
                spent = seconds(partial(peer_makes, make, kind, record, issue), rounds)
                print(f"                {spent / ours:6.2f} x as long with {peer}   ({spent * 1000:.0f} ms)")


def memory() -> None:
    """Over many documents, each with a name nobody had before."""
    kind, record = papers()["one-page 등본"]
    issue, chance, early = issues(), random.Random(2), 0
    for number in range(1, DOCUMENTS + 1):
        name = "".join(chr(chance.randrange(0xAC00, 0xD7A4)) for _ in range(3))
        # Nearly half of all syllables are in no font; those who have them are told before they pay.
        name = "".join(syllable if syllable in _KNOWN else "가" for syllable in name)
        lay_out(WONJU.kinds[kind], replace(record, householder=name), next(issue))  # type: ignore[call-arg]
        if number == DOCUMENTS // 10:
            early = resident_kb()
    late = resident_kb()
    print(f"layout memory   {late / early:6.3f} x after {DOCUMENTS:,} documents what it was after {DOCUMENTS // 10:,}"
          f"   ({late / 1024:.0f} MiB)")  # fmt: skip


_KNOWN = frozenset(
    "".join(bytes((lead, trail)).decode("euc-kr") for lead in range(0xB0, 0xC9) for trail in range(0xA1, 0xFF))
)


def resident_kb() -> int:
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


if __name__ == "__main__":
    race()
    memory()
