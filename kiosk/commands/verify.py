"""``kiosk verify``: is a paper genuine? Nobody is asked; the city's public key is enough.

A scan or photograph has the signed 2-D code: its signature is verified, and the signed fields are shown, to be compared
with what stands on the paper by whoever holds it.

A PDF as the kiosk made it has the record with it as well. The record must be the signed one, by its digest; laid out
anew it must give the very text of every page. So one changed character is found, wherever it stands.
"""

from __future__ import annotations

import argparse
import base64
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import zxingcpp
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image, UnidentifiedImageError

from config.canonical import digest, unpacked
from config.certificate import Issue
from config.city import City
from config.credentials import UnusableFileError, seal_key
from config.visible_seal import SealError, SealFields, verify
from kiosk.commands.arguments import add_city
from printing.certificate import LaidOut, Unprintable, lay_out
from printing.layouts import FIRST, LAYOUT, layout_of

SCAN = 300 / 72
"""A page is looked at as a scanner would, 300 dots to the inch."""
_NO_SEAL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=="
)
"""One pixel of nothing: text is compared, and the seal is a picture."""
Keys = tuple[ec.EllipticCurvePublicKey, ...]


class NotGenuine(Exception):
    """What is wrong with the paper, in a sentence."""


@dataclass(frozen=True)
class Genuine:
    """Attributes:
    pages: number of pages whose text is the signed record's; 0 where only the code could be read.
    """

    fields: SealFields
    pages: int


def verify_paper(path: Path, city: City, keys: Keys) -> Genuine:
    """Raises `NotGenuine`, also for a file that is no paper of ours."""
    if path.read_bytes()[:5] == b"%PDF-":
        return _verify_pdf(path, city, keys)
    try:
        with Image.open(path) as scan:
            code = _code(scan.convert("L"))
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise NotGenuine(f"neither a PDF nor a picture: {error}") from None
    return Genuine(_fields(code, keys), 0)


def _verify_pdf(path: Path, city: City, keys: Keys) -> Genuine:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise NotGenuine(f"not a PDF that can be read: {error}") from None
    with document:
        codes = [_code(page.render(scale=SCAN, grayscale=True).to_pil()) for page in document]
        if not codes:
            raise NotGenuine("it has no pages")
        if len(set(codes)) > 1:
            raise NotGenuine("its pages carry different codes")
        fields = _fields(codes[0], keys)
        told = document.get_metadata_dict()
        if not told["Keywords"]:
            return Genuine(fields, 0)  # a scan put into a PDF
        try:
            kind = city.kinds[fields.kind]
            record = unpacked(told["Keywords"], kind.record)
        except (KeyError, ValueError):
            raise NotGenuine("the record that goes with it cannot be read") from None
        if digest(record) != fields.digest:
            raise NotGenuine("the record that goes with it is not the signed one")
        pages = list(_texts(document))
        layout = layout_of(told["Producer"])
        if not FIRST <= layout <= LAYOUT:
            raise NotGenuine(f"it was laid out by layout {layout}, which is not known here")
        differences = []
        for exempt in (False, True):
            issue = Issue(fields.number, fields.issued_at, kind.issuer, codes[0], _NO_SEAL, told["Creator"], exempt)
            try:
                difference = _difference(pages, lay_out(kind, record, issue, layout=layout))
            except Unprintable:
                raise NotGenuine("the record that goes with it could never have been printed") from None
            if not difference:
                return Genuine(fields, len(pages))
            differences.append(difference)
        raise NotGenuine(differences[0])


def _code(picture: Image.Image) -> bytes:
    codes = [found for found in zxingcpp.read_barcodes(picture) if found.format == zxingcpp.BarcodeFormat.QRCode]
    if not codes:
        raise NotGenuine("no 2-D code can be read on it; scan it again at 300 dots to the inch")
    if len(codes) > 1:
        raise NotGenuine("there is more than one 2-D code on a page")
    return bytes(codes[0].bytes)


def _fields(signed_code: bytes, keys: Keys) -> SealFields:
    try:
        return verify(signed_code, keys)
    except SealError as error:
        raise NotGenuine(f"the 2-D code is not genuine: {error}") from None


def _texts(document: pypdfium2.PdfDocument) -> Iterator[list[str]]:
    for page in document:
        yield page.get_textpage().get_text_range().splitlines()


def _difference(pages: list[list[str]], signed: LaidOut) -> str:
    """Where the text is not that of the signed record, "" if nowhere."""
    with pypdfium2.PdfDocument(signed.pdf) as document:
        expected = list(_texts(document))
    if len(pages) != len(expected):
        return f"it has {len(pages)} pages, the signed record has {len(expected)}"
    for number, (found, should) in enumerate(zip(pages, expected, strict=True), 1):
        for line in range(max(len(found), len(should))):
            is_, signed_is = (lines[line] if line < len(lines) else "" for lines in (found, should))
            if is_ != signed_is:
                return f"page {number}: {is_!r} stands where {signed_is!r} was signed"
    return ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    add_city(parser)
    parser.add_argument(
        "--key", type=Path, action="append", required=True, metavar="FILE", help="the city's public key, PEM or DER"
    )


def run(options: argparse.Namespace) -> int:
    """Prints what was found; exit status 0 when genuine, 1 when not, 2 when a file cannot be used."""
    try:
        paper = verify_paper(options.file, options.city, tuple(map(seal_key, options.key)))
    except (OSError, UnusableFileError) as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return 2
    except NotGenuine as problem:
        print(f"NOT GENUINE: {problem}")
        return 1
    fields = paper.fields
    kind = options.city.kinds.get(fields.kind)
    print(f"genuine, signed by {fields.signer} with certificate {fields.certificate}")
    print(f"  number   {fields.number}")
    print(f"  kind     {kind.title['ko'] if kind else fields.kind}")
    print(f"  issued   {fields.issued_at:%Y-%m-%d %H:%M:%S %z}")
    print(f"  about    {fields.subject}")
    if paper.pages:
        print(f"  text     that of the signed record, on {paper.pages} page{'s' if paper.pages > 1 else ''}")
    else:
        print("  text     not checked: compare number, time and subject with what stands on the paper")
    return 0
