"""병적증명서, A4 portrait."""

from __future__ import annotations

from config.catalogue.military_service import MilitaryService
from config.certificate import Issue
from printing.page import Form
from printing.personal import certificate, pairs, person, wide


def form(record: MilitaryService, issue: Issue) -> Form:
    return certificate(
        "병적증명서", "병무청 민원규정 서식", record.name, record.resident_number,
        (
            person(record.name, record.resident_number, record.address),
            [
                *pairs(
                    (("군 별", record.branch), ("군 번", record.service_number)),
                    (("계 급", record.rank), ("병과(주특기)", record.specialty)),
                    (("입영일자", record.enlisted), ("전역일자", record.discharged)),
                    (("전역구분(사유)", record.discharge), ("역 종", record.category)),
                    (("복무분야", record.duty), ("신체등급", record.fitness)),
                    (("처분사유", record.disposition), ("처분일자", record.disposed)),
                ),
                *wide("군경력 및 기타", *record.career),
            ],
            [
                *pairs(
                    (("용 도", record.purpose), ("유효기간", record.validity)),
                    (("발행번호", issue.number), ("발행일자", f"{issue.issued_at:%Y-%m-%d}")),
                    (("담당 지방병무청", record.office), ("전 화", record.phone)),
                ),
            ],
        ),
        "위와 같이 병적을 증명합니다.", issue,
    )  # fmt: skip
