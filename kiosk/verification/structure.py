"""What a PDF consists of: nothing that one program shows otherwise than another, and nothing laid over a page.

A page is compared as one program draws it, and whoever holds the file may look at it with another. So a paper has no
annotations, layers, scripts, forms or files, no font that is not in it, and no way of drawing on which programs differ: a
list of what may be there, and all else is refused. What is read here is written anew before it is drawn, so that both
look at the same document whatever else lies in the file.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Self

import pikepdf
from PIL import Image

from config.official_seal import MAX_PIXELS
from kiosk.verification.finding import CannotTell, NotGenuine
from kiosk.verification.written import written_alike

HEADER = b"%PDF-"
HEADER_WITHIN = 1_024
"""Bytes before it that viewers pass over (ISO 32000, annex H)."""
MAX_PAGES = 150

_CATALOG = {
    "/Type", "/Pages", "/PageMode", "/PageLayout", "/Lang", "/ViewerPreferences", "/Metadata", "/Version", "/Extensions",
    "/Outlines", "/PageLabels", "/OutputIntents", "/PieceInfo", "/Dests",
}  # fmt: skip
_PAGE = {
    "/Type", "/Parent", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate", "/Resources", "/Contents",
    "/Trans", "/Tabs", "/Group", "/LastModified", "/Metadata", "/PieceInfo", "/ID",
}  # fmt: skip
_RESOURCES = {"/ProcSet", "/XObject", "/Font", "/ExtGState", "/Pattern", "/ColorSpace"}
_IMAGE = {
    "/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/ImageMask", "/Mask", "/SMask", "/Decode",
    "/Interpolate", "/Name", "/Length", "/Filter", "/DecodeParms", "/Intent",
}  # fmt: skip
_FORM = {
    "/Type", "/Subtype", "/FormType", "/BBox", "/Matrix", "/Resources", "/Group", "/Length", "/Filter", "/DecodeParms", "/Name",
}  # fmt: skip
_PATTERN = {
    "/Type", "/PatternType", "/PaintType", "/TilingType", "/BBox", "/XStep", "/YStep", "/Resources", "/Matrix", "/Length",
    "/Filter", "/DecodeParms",
}  # fmt: skip
_STATE = {"/Type", "/CA", "/ca", "/LW", "/LC", "/LJ", "/ML", "/D", "/SM", "/SA", "/AIS", "/BM", "/SMask", "/RI", "/FL"}
_FILTERS = {"/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/DCTDecode"}
_SPACES = {"/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/CalGray", "/CalRGB", "/ICCBased", "/Indexed", "/Pattern"}
_DEPTH = 12


@dataclass(frozen=True)
class Metadata:
    """What goes with a paper as text: None where it is missing or no text.

    Attributes:
        record: the packed record.
        layout: names the layout.
        issuer, machine: as printed, in papers of the first layout.
    """

    record: str | None
    layout: str | None
    issuer: str | None
    machine: str | None


class Structure:
    """A PDF taken apart.

    Attributes:
        pages: how many.
        damaged: it had to be mended to be read, and another program may read it otherwise.
    """

    def __init__(self, data: bytes) -> None:
        """Raises `CannotTell`."""
        at = data.find(HEADER, 0, HEADER_WITHIN)
        try:
            self._pdf = pikepdf.open(BytesIO(data[max(at, 0) :]))
            self.pages = len(self._pdf.pages)
        except pikepdf.PasswordError:
            raise CannotTell("it cannot be opened without a password") from None
        except Exception as error:  # of a damaged file: PdfError, and what a wrong type within it leads to
            raise CannotTell(f"it is damaged: {type(error).__name__}") from None
        if not 0 < self.pages <= MAX_PAGES:
            raise CannotTell(f"it has {self.pages} pages; a paper has 1 to {MAX_PAGES}")
        self.damaged = bool(self._pdf.get_warnings())

    def written_anew(self) -> bytes:
        """Raises `CannotTell`."""
        out = BytesIO()
        try:
            with warnings.catch_warnings(action="ignore"):
                self._pdf.save(out)
        except Exception as error:
            raise CannotTell(f"it is damaged: {type(error).__name__}") from None
        return out.getvalue()

    def metadata(self) -> Metadata:
        try:
            told = self._pdf.docinfo
        except Exception:
            return Metadata(None, None, None, None)
        return Metadata(*(_text(told, key) for key in ("/Keywords", "/Producer", "/Author", "/Creator")))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._pdf.close()

    def is_written_as(self, number: int, other: Structure, as_number: int) -> bool:
        """Whether two pages, counted from 0, are drawn by the same steps. Raises `CannotTell`."""
        try:
            return written_alike(self._pdf.pages[number], other._pdf.pages[as_number])
        except Exception as error:
            raise CannotTell(f"it is damaged: {type(error).__name__}") from None

    def check(self, pages: range) -> None:
        """Raises `NotGenuine` for what no paper has, in the document or on these pages (counted from 0)."""
        try:
            self._check(pages)
        except (NotGenuine, CannotTell):
            raise
        except Exception as error:  # something is of a type that it cannot be of
            raise CannotTell(f"it is damaged: {type(error).__name__}") from None

    def seal(self, pages: range) -> Image.Image:
        """The one picture of which some dots are not drawn: the official seal. Raises `NotGenuine`, `CannotTell`."""
        try:
            return self._seal(pages)
        except (NotGenuine, CannotTell):
            raise
        except Exception as error:
            raise CannotTell(f"its seal cannot be read: {type(error).__name__}") from None

    def _check(self, pages: range) -> None:
        root = self._pdf.Root
        for key in map(str, root):
            if key == "/OpenAction" and isinstance(root[key], pikepdf.Array):
                continue  # where a viewer opens it
            if key == "/Names" and set(map(str, root[key])) <= {"/Dests"}:
                continue
            if key not in _CATALOG:
                raise NotGenuine(f"it has {_ADDED.get(key, key)}, which no paper has")
        for number in pages:
            page = self._pdf.pages[number].obj
            if page.get("/Annots") is not None and len(page.Annots):
                raise NotGenuine(f"page {number + 1} has annotations, which lie over what was signed")
            if page.get("/UserUnit", 1) != 1:
                raise NotGenuine(f"page {number + 1} has a unit of its own")
            whole = self._pdf.pages[number]
            if [float(edge) for edge in whole.cropbox] != [float(edge) for edge in whole.mediabox]:
                raise NotGenuine(f"page {number + 1} is cut: what lies beyond its edge is not seen")
            _only(page, _PAGE | {"/Annots", "/UserUnit"}, f"page {number + 1}")
            for each in page.Contents if isinstance(page.get("/Contents"), pikepdf.Array) else [page.Contents]:
                _only(each, {"/Length", "/Filter", "/DecodeParms"}, f"page {number + 1}")
            _check_resources(self._pdf.pages[number].resources, f"page {number + 1}", _DEPTH)

    def _seal(self, pages: range) -> Image.Image:
        found = {}
        for number in pages:
            for each in self._pdf.pages[number].resources.get("/XObject", pikepdf.Dictionary()).values():
                if "/SMask" in each or "/Mask" in each:
                    found[each.objgen] = each
        if len(found) != 1:
            raise NotGenuine("it has no official seal" if not found else "it has more pictures than an official seal")
        (image,) = found.values()
        size = int(image.Width), int(image.Height)
        if size[0] != size[1] or not 0 < size[0] <= MAX_PIXELS or image.ColorSpace != "/DeviceRGB":
            raise NotGenuine("its seal is no official seal")
        parts = [image, *([image.SMask] if "/SMask" in image else [])]
        if any(int(part.BitsPerComponent) != 8 for part in parts):
            raise NotGenuine("its seal is no official seal")
        seal = Image.frombytes("RGB", size, image.read_bytes())
        if "/SMask" in image:
            seal.putalpha(Image.frombytes("L", size, image.SMask.read_bytes()))
        return seal


_ADDED = {
    "/AcroForm": "a form to fill in", "/OCProperties": "layers", "/OpenAction": "an action of its own", "/AA": "an action of its own",
    "/StructTreeRoot": "a wording of its own for who has it read aloud", "/MarkInfo": "a wording of its own for who has it read aloud",
    "/Names": "scripts or files", "/Collection": "files", "/AF": "files",
}  # fmt: skip


def _text(told: pikepdf.Dictionary, key: str) -> str | None:
    try:
        value = told.get(key)
        return str(value) if isinstance(value, pikepdf.String) else None
    except Exception:
        return None


def _only(found: pikepdf.Object, known: set[str], where: str) -> None:
    for key in map(str, found):
        if key not in known:
            raise NotGenuine(f"{where} has {_ADDED.get(key, key)}, which no paper has")


def _check_resources(resources: pikepdf.Object, where: str, depth: int) -> None:
    if not depth:
        raise NotGenuine(f"{where} is drawn in too many layers")
    _only(resources, _RESOURCES, where)
    for each in _each(resources, "/XObject"):
        if each.get("/Subtype") == "/Image":
            _check_image(each, where)
        elif each.get("/Subtype") == "/Form":
            _only(each, _FORM, where)
            _check_resources(each.get("/Resources", pikepdf.Dictionary()), where, depth - 1)
        else:
            raise NotGenuine(f"{where} has a program in it, which is not run")
    for each in _each(resources, "/Pattern"):
        _only(each, _PATTERN, where)
        _check_resources(each.get("/Resources", pikepdf.Dictionary()), where, depth - 1)
    for each in _each(resources, "/Font"):
        if not _is_embedded(each):
            raise NotGenuine(f"{where} has a font that is not in it")
    for each in _each(resources, "/ExtGState"):
        _only(each, _STATE, where)
        if each.get("/BM", "/Normal") not in ("/Normal", "/Compatible") or each.get("/SMask", "/None") != "/None":
            raise NotGenuine(f"{where} is drawn in a way in which no paper is")
    for each in _each(resources, "/ColorSpace"):
        _check_space(each, where)


def _check_image(image: pikepdf.Object, where: str) -> None:
    _only(image, _IMAGE, where)
    filters = image.get("/Filter", pikepdf.Array())
    if any(str(each) not in _FILTERS for each in (filters if isinstance(filters, pikepdf.Array) else (filters,))):
        raise NotGenuine(f"{where} has a picture of a form that no paper has")
    if "/ColorSpace" in image:
        _check_space(image.ColorSpace, where)
    for key in ("/SMask", "/Mask"):
        if isinstance(image.get(key), pikepdf.Stream):
            _check_image(image[key], where)


def _check_space(space: pikepdf.Object, where: str) -> None:
    name = space[0] if isinstance(space, pikepdf.Array) else space
    if str(name) not in _SPACES:
        raise NotGenuine(f"{where} has colours that no paper has")


def _is_embedded(font: pikepdf.Object) -> bool:
    described = font.DescendantFonts[0] if font.get("/Subtype") == "/Type0" else font
    descriptor = described.get("/FontDescriptor", pikepdf.Dictionary())
    return any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def _each(resources: pikepdf.Object, kind: str) -> Iterator[pikepdf.Object]:
    yield from resources.get(kind, pikepdf.Dictionary()).values()
