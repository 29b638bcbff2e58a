"""The way from what was handed in to a finding.

A picture, and a PDF that is one, has the signed code: its signature is verified, and what it says is to be compared with
what stands on the paper by whoever holds it.

A PDF as the kiosk made it has the record with it as well. The record must be the signed one, by its digest; laid out anew,
by the layout that the paper names, it must give what is seen on every page, dot by dot, and the very text. So one changed
character is found, wherever and however it was put there.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO

import pypdfium2
from PIL import Image

from config.barcode_signer import Anchors, UnknownSignerError, verify_code
from config.canonical import digest, unpacked
from config.catalogue import Record
from config.certificate import Issue
from config.city import City
from config.kind import Kind
from config.shown import digest_of_all, unpacked_with
from config.visible_seal import SealError, SealFields
from kiosk.verification import pictures
from kiosk.verification.codes import code_on, one_code
from kiosk.verification.comparison import differing_picture, differing_text, drawn, is_readable, text_of
from kiosk.verification.finding import CannotTell, Finding, NotCompared, NotGenuine
from kiosk.verification.structure import HEADER, HEADER_WITHIN, Metadata, Structure
from printing import fonts
from printing.certificate import LaidOut, Unprintable, lay_out
from printing.layouts import FIRST, LAYOUT, layout_of

COVERS = 5
"""Pages that somebody may have put before a paper, or behind it."""
NO_SEAL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=="
)
"""One pixel of nothing: how many pages there are does not depend on the seal."""
UNSIGNED = ("fee", "issuer", "machine", "seal")
"""What stands on a paper and the first edition of its code does not cover."""
Step = Callable[[], None]


def verify_paper(data: bytes, city: City, keys: Anchors, step: Step = lambda: None) -> Finding:
    """``step`` is called before each thing that takes its time, such as a page.

    Raises:
        NotGenuine, CannotTell: see there.
    """
    if not data.startswith(HEADER) and pictures.is_picture(data):
        return _verify_picture(data, keys, step)
    if HEADER in data[: HEADER_WITHIN + len(HEADER)]:
        return _verify_pdf(data, city, keys, step)
    if data.startswith(b"%!"):
        raise CannotTell(
            "it is a program in PostScript, which is not run; hand in a PDF, or a scan as PNG, JPEG or TIFF"
        )
    raise CannotTell("it is neither a PDF nor a picture (PNG, JPEG, TIFF, BMP, GIF, WebP)")


def _verify_picture(data: bytes, keys: Anchors, step: Step) -> Finding:
    codes = []
    for picture in pictures.pages_of(data):
        step()
        codes.append(code_on(picture))
    code = one_code(codes)
    if not code:
        raise _no_code()
    return Finding(_fields(code, keys), of=len(codes), why="a picture has no text to compare")


def _verify_pdf(data: bytes, city: City, keys: Anchors, step: Step) -> Finding:
    structure = Structure(data)
    # What was handed in is drawn and read as it was looked at.
    try:
        document = pypdfium2.PdfDocument(structure.written_anew())
        with document:
            return _verify_document(document, structure, city, keys, step)
    except pypdfium2.PdfiumError as error:
        raise CannotTell(f"it is damaged: {error}") from None


def _verify_document(
    document: pypdfium2.PdfDocument, structure: Structure, city: City, keys: Anchors, step: Step
) -> Finding:
    first, picture, code = _first_page(document, step)
    fields = _fields(code, keys, _sent(structure.metadata()))
    try:
        _comparable(structure, fields, city)
        pages, unsigned = _compare(document, structure, first, picture, code, fields, city, step)
    except NotCompared as why:
        _check_one_paper(document, first, code, step)
        return Finding(fields, of=structure.pages, why=str(why))
    return Finding(fields, pages, structure.pages, unsigned=unsigned)


def _first_page(document: pypdfium2.PdfDocument, step: Step) -> tuple[int, Image.Image, bytes]:
    """Number, from 0, of the first page with a code, its picture, and the code."""
    for number in range(min(len(document), COVERS + 1)):
        step()
        picture = drawn(document[number], number + 1)
        code = code_on(picture.convert("L"))
        if code:
            return number, picture, code
    raise _no_code()


def _check_one_paper(document: pypdfium2.PdfDocument, first: int, code: bytes, step: Step) -> None:
    """Raises `CannotTell`: one of the next pages has another paper's code."""
    for number in range(first + 1, min(len(document), first + 1 + pictures.MAX_PAGES)):
        step()
        one_code((code, code_on(drawn(document[number], number + 1).convert("L"))))


def _comparable(structure: Structure, fields: SealFields, city: City) -> None:
    """Raises `NotCompared`."""
    if structure.damaged:
        raise NotCompared("the file is damaged")
    if fields.kind not in city.kinds:
        raise NotCompared("this kind is not known here")
    told = structure.metadata()
    if not told.record:
        raise NotCompared("no record goes with it")
    layout = layout_of(told.layout or "")
    if not FIRST <= layout <= LAYOUT:
        raise NotCompared(f"it was laid out by layout {layout}, which is not known here")
    if layout == FIRST and not told.machine:
        raise NotCompared("the record that goes with it is not whole")


def _compare(
    document: pypdfium2.PdfDocument, structure: Structure, first: int, picture: Image.Image, code: bytes,
    fields: SealFields, city: City, step: Step,
) -> tuple[range, tuple[str, ...]]:  # fmt: skip
    """The pages that are the paper, from 1, and what on them is not signed.

    Raises:
        NotCompared, NotGenuine, CannotTell
    """
    kind = city.kinds[fields.kind]
    layout = layout_of(structure.metadata().layout or "")
    record, issue = _told(
        structure.metadata(), layout, kind, Issue(fields.number, fields.issued_at, "", code, NO_SEAL, "")
    )
    if fields.edition == 1:
        if digest(record) != fields.digest:
            raise NotGenuine("the record that goes with it is not the signed one")
        if fonts.normal(issue.issuer) not in city.issuers(kind):
            raise NotCompared(f"the issuer is {fonts.normal(issue.issuer)!r}, which its code does not say")
    paper = _Paper(document, structure, first, picture, kind, record, issue, layout, fields)
    return paper.compare(step), UNSIGNED if fields.edition == 1 else ()


def _told(told: Metadata, layout: int, kind: Kind, issue: Issue) -> tuple[Record, Issue]:
    """With what goes with the paper, and is neither in its code nor a picture on it. Raises `NotCompared`."""
    try:
        if layout == FIRST:
            record = unpacked(told.record or "", kind.record)
            return record, replace(issue, issuer=told.issuer or kind.issuer, machine=told.machine or "")
        goes = unpacked_with(told.record or "")
        return goes.record_as(kind.record), replace(issue, issuer=goes.issuer, machine=goes.machine, exempt=goes.exempt)
    except ValueError:
        raise NotCompared("the record that goes with it cannot be read") from None


@dataclass(frozen=True)
class _Paper:
    """What is compared: the file, and what was signed."""

    document: pypdfium2.PdfDocument
    structure: Structure
    first: int
    picture: Image.Image
    kind: Kind
    record: Record
    issue: Issue
    layout: int
    fields: SealFields

    def compare(self, step: Step) -> range:
        """The pages that are the paper, from 1. Raises `NotGenuine`, `NotCompared`, `CannotTell`."""
        sheets = self._laid_out(self.issue, step).sheets
        pages = range(self.first, self.first + sheets)
        there = self.structure.pages - self.first
        if sheets > there:
            raise NotGenuine(f"it has {there} of the {sheets} pages of the signed record")
        if there > sheets + COVERS:
            raise CannotTell(f"{there - sheets} pages in it are not the paper's; hand in the paper alone")
        self.structure.check(pages)
        seal = BytesIO()
        self.structure.seal(pages).save(seal, "PNG")
        issue = replace(self.issue, seal=seal.getvalue())
        if self.fields.edition > 1 and digest_of_all(self.record, issue) != self.fields.digest:
            raise NotGenuine("the record, issuer, place, fee or seal that goes with it is not the signed one")
        difference = self._difference(pages, issue, step)
        if difference and self.layout == FIRST and self.kind.fee(issue.issued_at.date()).of(sheets):
            # Whether a fee was waived goes with no paper of the first layout; it is known by what the stamp says.
            waived = self._difference(pages, replace(issue, exempt=True), step)
            difference = waived and max(difference, waived, key=lambda each: each.seen)
        if difference:
            raise NotGenuine(difference.where)
        for number in range(pages.stop, self.structure.pages):
            step()
            if code_on(drawn(self.document[number], number + 1).convert("L")):
                raise CannotTell(f"page {number + 1} is of another paper, or twice in it; hand in one paper at a time")
        return range(pages.start + 1, pages.stop + 1)

    def _difference(self, pages: range, issue: Issue, step: Step) -> _Difference | None:
        """What is not as it was signed. Raises `NotCompared` where nothing is, and a page is not quite so either."""
        unclear: NotCompared | None = None
        pdf = self._laid_out(issue, step).pdf
        with pypdfium2.PdfDocument(pdf) as signed, Structure(pdf) as written:
            for number, should in zip(pages, signed, strict=True):
                step()
                try:
                    difference = self._of_page(number, should, written, number - pages.start)
                except NotCompared as why:
                    unclear = NotCompared(f"page {number + 1}: {why}")
                else:
                    if difference:
                        return difference
        if unclear:
            raise unclear
        return None

    def _of_page(
        self, number: int, should: pypdfium2.PdfPage, written: Structure, as_number: int
    ) -> _Difference | None:
        page = self.document[number]
        is_, signed_is = text_of(page), text_of(should)
        if not is_readable(is_) and is_readable(signed_is):
            raise NotCompared("another program has written it again, and its text cannot be read")
        text = differing_text(is_, signed_is)
        if text:
            return _Difference(f"page {number + 1}: {text}", seen=False)
        found = self.picture if number == self.first else drawn(page, number + 1)
        picture = differing_picture(found, drawn(should, number + 1))
        if picture:
            return _Difference(f"page {number + 1}: {picture}", seen=True)
        # The first layout's ground was drawn by other steps, to the very dots.
        if self.layout > FIRST and not self.structure.is_written_as(number, written, as_number):
            raise NotCompared("another program has written it again, in a way of its own")
        return None

    def _laid_out(self, issue: Issue, step: Step) -> LaidOut:
        step()
        try:
            return lay_out(self.kind, self.record, issue, step, self.layout)
        except Unprintable:
            raise NotGenuine("the record that goes with it could never have been printed") from None


@dataclass(frozen=True)
class _Difference:
    """``seen``: the text is the same, and the picture is not."""

    where: str
    seen: bool


def _fields(code: bytes, keys: Anchors, sent: bytes = b"") -> SealFields:
    try:
        return verify_code(code, keys, sent)
    except UnknownSignerError as error:
        raise CannotTell(str(error)) from None
    except SealError as error:
        raise NotGenuine(f"its code is not genuine: {error}") from None


def _sent(told: Metadata) -> bytes:
    """The certificate that goes with the paper."""
    try:
        return unpacked_with(told.record or "").certificate
    except ValueError:
        return b""


def _no_code() -> CannotTell:
    return CannotTell("no signed code can be read on it; scan it again at 300 dots to the inch")
