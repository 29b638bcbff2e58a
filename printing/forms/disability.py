"""장애인증명서, A4 portrait."""

from __future__ import annotations

from config.catalogue.disability import Disability
from config.certificate import Issue
from printing.page import Form
from printing.personal import certificate, desk, pairs, person


def form(record: Disability, issue: Issue) -> Form:
    return certificate(
        "장애인증명서", "장애인복지법 시행규칙 서식", record.name, record.resident_number,
        (
            person(record.name, record.resident_number, record.address),
            pairs(
                (("주 장애유형", record.main), ("부 장애유형", record.secondary)),
                (("장애 정도", record.degree), ("장애 등록일", record.registered)),
            ),
            desk(record.purpose, record.department, record.officer, record.phone),
        ),
        "위와 같이 장애인복지법에 따라 등록된 장애인임을 증명합니다.", issue,
    )  # fmt: skip
