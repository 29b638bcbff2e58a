from __future__ import annotations

from config.catalogue.vehicle_register import Mortgage, RegisterEntry, VehicleRegister

RECORD = VehicleRegister(
    part="갑·을", serial="1", plate="12가3456", specification="A08-1-00042-0007-1219", deregistered="", name="견본 세단 (SAMPLE)",
    category="승용 중형", subtype="일반형", chassis="KMHXX00XXXX900001", engine="G4XX", use="자가용", model_year="2019", color="은색",
    origin="국내제작", first_registered="2019-03-14", made="2019-02-20", closed="", owner="홍길동", owner_number="801123-9******",
    inspection="2025-03-14 ~ 2027-03-13", base="강원특별자치도 원주시 치악로 9003, 104동 401호 (보기동, 견본아파트)",
    entries=tuple(
        RegisterEntry(str(each), f"{each}-1" if each % 2 else "", f"주소변경\n강원특별자치도 원주시 평원로 {9_000 + each} (보기동, 견본아파트)",
                      "801123-9******", f"{2010 + each}-06-17", f"{2_900 + each:06d}")
        for each in range(1, 17)
    ),
    mortgages=(
        Mortgage("1", 15_000_000, "주식회사 견본은행\n(149901-0******)", "김견본", "김견본", "2019-03-14", "2022-06-10", "001184"),
        Mortgage("2", 8_500_000, "견본캐피탈 주식회사", "홍길동", "홍길동", "2025-06-02", "", "002611"),
    ),
)  # fmt: skip
