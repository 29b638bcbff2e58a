"""국민기초생활수급자 증명서, A4 portrait."""

from __future__ import annotations

from config.catalogue.basic_livelihood import BasicLivelihood
from config.certificate import Issue
from printing.page import Form
from printing.personal import certificate, desk, listing, person

_COLUMNS = (12.0, 24.0, 40.0, 36.0, 42.0, 26.0)
_WORDS = ("번호", "세대주와의\n관계", "성 명", "주민등록번호", "급여 종류", "책정일")


def form(record: BasicLivelihood, issue: Issue) -> Form:
    rows = [
        (str(number), each.relation, each.name, each.resident_number, each.benefits, each.since)
        for number, each in enumerate(record.recipients, 1)
    ]
    return certificate(
        "국민기초생활수급자 증명서", "국민기초생활 보장법 시행규칙 서식", record.name, record.resident_number,
        (
            person(record.name, record.resident_number, record.address),
            listing("수 급 자", _COLUMNS, _WORDS, rows),
            desk(record.purpose, record.department, record.officer, record.phone),
        ),
        "위와 같이 국민기초생활 보장법에 따른 수급자임을 증명합니다.", issue,
    )  # fmt: skip
