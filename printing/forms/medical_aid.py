"""의료급여 증명서, A4 portrait."""

from __future__ import annotations

from config.catalogue.medical_aid import MedicalAid
from config.certificate import Issue
from printing.page import Form
from printing.personal import certificate, desk, listing, pairs, person

_COLUMNS = (12.0, 28.0, 54.0, 38.0, 20.0, 28.0)
_WORDS = ("번호", "세대주와의\n관계", "성 명", "주민등록번호", "종별", "자격취득일")


def form(record: MedicalAid, issue: Issue) -> Form:
    rows = [
        (str(number), each.relation, each.name, each.resident_number, each.category, each.since)
        for number, each in enumerate(record.members, 1)
    ]
    return certificate(
        "의료급여 증명서", "의료급여법 시행규칙 서식", record.name, record.resident_number,
        (
            [
                *person(record.name, record.resident_number, record.address),
                *pairs((("세 대 주", record.householder), ("의료급여기호", record.symbol))),
            ],
            listing("의 료 급 여  수 급 권 자", _COLUMNS, _WORDS, rows),
            desk(record.purpose, record.department, record.officer, record.phone),
        ),
        "위와 같이 의료급여법에 따른 수급권자임을 증명합니다.", issue,
    )  # fmt: skip
