from __future__ import annotations

from config.catalogue.machinery_register import MachineryRegister
from config.catalogue.vehicle_register import Mortgage, RegisterEntry

RECORD = MachineryRegister(
    part="갑·을", plate="강원01가1234", deregistered="", name="굴착기 (무한궤도)", model="SAMPLE 220LC", size="0.92㎥ / 21,900kg",
    approval="제90-견본-0042호", chassis="SMPXX00XXXX001234", made="2014-08-11", registered="2014-09-02", use="영업용", owner="홍길동",
    owner_number="801123-9******", owner_address="강원특별자치도 원주시 치악로 9003, 104동 401호 (보기동, 견본아파트)",
    base="강원특별자치도 원주시 문막읍 문막리 9107",
    entries=(
        RegisterEntry("1", "", "소유권 이전 (매매)\n성명: 홍길동", "801123-9******", "2020-04-13", "000127"),
        RegisterEntry("1", "1-1", "변경등록 (사용본거지)\n원주시 문막읍 문막리 9107", "801123-9******", "2021-02-19", "000058"),
    ),
    mortgages=(Mortgage("1", 35_000_000, "주식회사 견본은행", "홍길동", "견본중기 주식회사", "2020-04-13", "", "000128"),),
)  # fmt: skip
