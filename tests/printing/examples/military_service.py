from __future__ import annotations

from config.catalogue.military_service import MilitaryService

RECORD = MilitaryService(
    name="홍길동", resident_number="801123-9******", address="강원특별자치도 원주시 남원로 9002, 103동 1901호 (단구동, 견본아파트)",
    category="예비역", branch="육군", service_number="01-99000018", rank="병장", specialty="보병 (111.101 소총수)",
    enlisted="2001-01-08", discharged="2003-03-07", discharge="만기전역", duty="현역병", fitness="", disposition="", disposed="",
    career=("제1보기사단 견본연대 복무 (2001-02-20 ~ 2003-03-07)", "사단장 표창 (2002-10-01)"),
    purpose="직장 제출용", validity="기한 없음", office="강원지방병무청", phone="033-000-0001",
)  # fmt: skip
