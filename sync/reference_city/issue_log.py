"""교부대장, the issue log of the resident register (주민등록법 시행규칙 별지 제14호): who had which paper at a kiosk, when and for what.

It is read out of the reservations that kiosks have reported as issued: nothing is written down twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from config.canonical import record_reader
from config.catalogue.resident_abstract import ResidentAbstract
from config.catalogue.resident_register import ResidentRegister
from config.city import City
from sync.reference_city.stored import Issuance

KINDS = ("resident-register", "resident-abstract")


@dataclass(frozen=True)
class Line:
    """One paper.

    Attributes:
        serial: 연번, from 1 within what was asked for.
        issued_at: 교부일시, to the second, in Korea.
        kind: 구분, the paper's name.
        applicant, born: 신청인 and 생년월일, YYMMDD.
        purpose: 용도 및 목적.
        number: 문서확인번호.
        kiosk: 발급기, by its id.
    """

    serial: int
    issued_at: str
    kind: str
    applicant: str
    born: str
    purpose: str
    number: str
    kiosk: str


HEADINGS = ("연번", "교부일시", "구분", "신청인", "생년월일", "용도 및 목적", "문서확인번호", "발급기")


def lines(city: City, issued: Iterable[Issuance]) -> Iterator[Line]:
    """``issued``: of `KINDS`, in the order of their issue."""
    for serial, each in enumerate(issued, 1):
        kind = city.kinds[each.kind]
        record = record_reader(kind.record).validate_python(json.loads(each.reply)["record"])
        assert isinstance(record, ResidentRegister | ResidentAbstract)
        yield Line(
            serial, f"{each.issued_at:%Y-%m-%d %H:%M:%S}", kind.title["ko"], record.subject, (record.holder or "")[:6],
            record.purpose, each.number, each.kiosk,
        )  # fmt: skip
