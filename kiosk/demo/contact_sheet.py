"""The first page of every kind that a city offers in one picture: ``python -m kiosk.demo.contact_sheet FILE``.

The papers are the reference city's, for the demonstration's resident and what they ask for.
"""

from __future__ import annotations

import math
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pypdfium2
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image, ImageDraw, ImageFont

from config.catalogue import Record
from config.certificate import Issue
from config.city import City, read_city, shipped_city
from config.fonts import FOLDER
from config.kind import Kind
from config.seoul import SEOUL
from config.shown import fields_of
from config.visible_seal import encode, signer
from kiosk.demo import wishes as demo_wishes
from kiosk.demo.settings import CARD_HOLDER
from printing.certificate import LaidOut, lay_out
from sync.city.api import RefusalCode
from sync.reference_city.made_up import made_up_registers
from sync.reference_city.registers import Asked, register
from sync.reference_city.seal_picture import seal_png

ACROSS, CELL, GAP, LABEL = 5, (620, 620), 30, 54
ISSUED = datetime(2026, 11, 23, 3, 12, 9, tzinfo=SEOUL)
NUMBER = "0000-0000-0000-0000"


def wished(city: City, kind: Kind) -> dict[str, str]:
    """The demonstration's input for a kind, as the city gets it, with the least of every option."""
    lot = demo_wishes.lot(city, kind)
    first, last = demo_wishes.YEARS
    inputs = {
        "lot": {
            "place": lot.place, "mountain": str(int(lot.mountain)), "number": lot.number, "sub_number": lot.sub_number,
        },
        "plate": {"plate": demo_wishes.PLATES.get(kind.name, demo_wishes.PLATE)},
        "years": {"from_year": str(first), "to_year": str(last)},
        "unit": {"building": "", "room": ""},
    }  # fmt: skip
    asked = {option.name: option.default for option in kind.options}
    for each in kind.inputs:
        asked |= inputs[each]
    return asked


def record_of(city: City, kind: Kind) -> Record:
    """What the reference city has for the demonstration's resident."""
    registers = made_up_registers(city)
    found = register(kind.name)(
        Asked(city, kind, wished(city, kind), registers.person(CARD_HOLDER.resident_number), ISSUED.date(), registers)
    )
    if isinstance(found, RefusalCode):
        raise LookupError(f"{kind.name}: {found}")
    return found


def paper(city: City, kind: Kind) -> LaidOut:
    """Signed with a key that nobody trusts."""
    record = record_of(city, kind)
    assert city.scene
    seal = seal_png(city.scene.seal.format(issuer=kind.issuer))
    issue = Issue(NUMBER, ISSUED, kind.issuer, b"", seal, "무인민원발급기 03 (단구동)")
    fields = fields_of(kind.name, record, issue, city.signer, "01")
    code = encode(fields, signer(ec.derive_private_key(1, ec.SECP256R1())))
    return lay_out(kind, record, replace(issue, signed_code=code))


def contact_sheet(city: City) -> Image.Image:
    all_ = list(city.offered.values())
    rows = math.ceil(len(all_) / ACROSS)
    step = (CELL[0] + GAP, CELL[1] + GAP + LABEL)
    sheet = Image.new("RGB", (ACROSS * step[0] + GAP, rows * step[1] + GAP), (222, 226, 232))
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(str(FOLDER / "NanumGothicBold.ttf"), 30)
    for number, kind in enumerate(all_):
        left, top = GAP + number % ACROSS * step[0], GAP + number // ACROSS * step[1]
        with pypdfium2.PdfDocument(paper(city, kind).pdf) as document:
            page = document[0].render(scale=3).to_pil()
        page.thumbnail(CELL, Image.Resampling.LANCZOS, reducing_gap=3)
        sheet.paste(page, (left + (CELL[0] - page.width) // 2, top + (CELL[1] - page.height) // 2))
        draw.text((left + CELL[0] / 2, top + CELL[1] + LABEL / 2), kind.title["ko"], (29, 29, 29), font, anchor="mm")
    return sheet


if __name__ == "__main__":
    contact_sheet(read_city(shipped_city())).save(Path(sys.argv[1]), quality=80)
