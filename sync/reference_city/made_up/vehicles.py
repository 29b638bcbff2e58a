"""Synthetic vehicles.

==========  =================================================================================================
12가3456     홍길동's car: bought second-hand, two mortgages paid off and one that holds
123나9004    성춘향's van, its mortgage paid off
강원33바9001   홍길동's taxi: seized, released and inspected so often that its history takes several pages
34다9002     홍길동's former car, scrapped: its register is closed
==========  =================================================================================================
"""

from __future__ import annotations

from functools import lru_cache

from config.catalogue.vehicle_register import Mortgage, RegisterEntry, VehicleRegister
from config.scene import Scene
from sync.reference_city.made_up import people
from sync.reference_city.made_up.people import home
from sync.reference_city.plates import cancelled

HONG, HONG_NUMBER = "홍길동", "801123-9******"
FIRST_OWNER, FIRST_NUMBER = "김견본", "190405-9******"
BANK = "주식회사 견본은행\n(149901-0******)"


def _bought(model: str, year: int, price: int) -> RegisterEntry:
    return RegisterEntry("1", "", f"신규등록 (신조차)\n성명: {FIRST_OWNER}\n{model} / 취득가액 금 {price:,}원", FIRST_NUMBER,
                         f"{year}-03-14", "001183")  # fmt: skip


def _vehicle(scene: Scene, plate: str, owner: str, number: str, **facts: object) -> VehicleRegister:
    usual: dict[str, object] = {
        "part": "갑·을", "serial": "1", "plate": plate, "specification": "A08-1-00042-0007-1219", "deregistered": "",
        "name": "견본 세단 (SAMPLE)", "category": "승용 중형", "subtype": "일반형", "chassis": "KMHXX00XXXX900001", "engine": "G4XX",
        "use": "자가용", "model_year": "2019", "color": "은색", "origin": "국내제작", "first_registered": "2019-03-14",
        "made": "2019-02-20", "closed": "", "owner": owner, "owner_number": number, "inspection": "2025-03-14 ~ 2027-03-13",
        "base": home(scene, people.HONG), "entries": (), "mortgages": (),
    }  # fmt: skip
    return VehicleRegister(**{**usual, **facts})  # type: ignore[arg-type]


@lru_cache(maxsize=4)
def vehicles(scene: Scene) -> dict[str, VehicleRegister]:
    """By plate, with everything that was ever entered."""
    bought = _bought("견본 세단", 2019, 28_400_000)
    sedan = _vehicle(
        scene, "12가3456", HONG, HONG_NUMBER,
        entries=(
            RegisterEntry("1", "", cancelled(bought.text, "2022-06-17", "이전등록으로"), FIRST_NUMBER, "2019-03-14", "001183"),
            RegisterEntry("1", "1-1", cancelled(f"주소변경\n{scene.street(2)} 9450, 3층 ({scene.town.name})", "2022-06-17", "이전등록으로"),
                          FIRST_NUMBER, "2020-09-02", "004410"),
            RegisterEntry("2", "", f"소유권 이전 (매매)\n성명: {HONG}\n{scene.street(4)} 9002, 103동 301호 (보기동, 견본아파트)",
                          HONG_NUMBER, "2022-06-17", "002907"),
            RegisterEntry("2", "2-1", f"주소변경\n{home(scene, people.HONG)}", HONG_NUMBER, "2023-06-09", "002755"),
            RegisterEntry("3", "", cancelled(f"압류 (자동차세 체납)\n촉탁: {scene.mayor} / 세무과-9017", "2024-02-05", "압류해제로"), "",
                          "2024-01-11", "000126"),
            RegisterEntry("2", "2-2", "변경등록 (자동차등록번호)\n강원80가9010 → 12가3456", HONG_NUMBER, "2024-03-20", "001302"),
        ),
        mortgages=(
            Mortgage("1", 15_000_000, BANK, FIRST_OWNER, FIRST_OWNER, "2019-03-14", "2022-06-10", "001184"),
            Mortgage("2", 12_000_000, "견본캐피탈 주식회사\n(149902-0******)", HONG, HONG, "2022-06-17", "2025-05-30", "002908"),
            Mortgage("3", 8_500_000, BANK, HONG, HONG, "2025-06-02", "", "002611"),
        ),
    )  # fmt: skip
    van = _vehicle(
        scene, "123나9004", "성춘향", "850312-0******", name="견본 밴 (SAMPLE VAN)", category="승합 소형", chassis="KMHXX00XXXX900004",
        model_year="2021", first_registered="2021-10-05", made="2021-09-11", color="흰색",
        inspection="2025-10-05 ~ 2026-10-04", base=home(scene, people.SEONG),
        entries=(RegisterEntry("1", "", "신규등록 (신조차)\n성명: 성춘향", "850312-0******", "2021-10-05", "005120"),),
        mortgages=(Mortgage("1", 20_000_000, BANK, "성춘향", "성춘향", "2021-10-05", "2024-10-04", "005121"),),
    )  # fmt: skip
    scrapped = _vehicle(
        scene, "34다9002", HONG, HONG_NUMBER, deregistered="2022-06-20", closed="2022-06-20", model_year="2006",
        entries=(RegisterEntry("1", "", "말소등록 (폐차)", HONG_NUMBER, "2022-06-20", "002950"),),
    )  # fmt: skip
    return {each.plate: each for each in (sedan, van, _taxi(scene), scrapped)}


def _taxi(scene: Scene) -> VehicleRegister:
    entries = [
        RegisterEntry(
            "1", "", f"신규등록 (신조차)\n성명: {HONG}\n사업면허: 개인택시운송사업", HONG_NUMBER, "2012-01-09", "000071"
        )
    ]
    mortgages: list[Mortgage] = []
    for each in range(60):
        month = f"{2013 + each // 5}-{each % 5 * 2 + 1:02d}"
        released = f"{2013 + each // 5}-{each % 5 * 2 + 2:02d}-17"
        if each % 2:
            text = cancelled(
                f"압류 (과태료 체납)\n촉탁: {scene.mayor} / 교통행정과-{9100 + each}", released, "압류해제로"
            )
            entries.append(RegisterEntry(str(each // 2 + 2), "", text, "", f"{month}-05", f"{each * 37 + 11:06d}"))
        else:
            mortgages.append(Mortgage(
                str(len(mortgages) + 1), 3_000_000 + 100_000 * each, BANK, HONG, HONG, f"{month}-05", released, f"{each * 37 + 12:06d}"
            ))  # fmt: skip
            entries.append(RegisterEntry("1", f"1-{each // 2 + 1}", f"변경등록 (미터기 제{9300 + each}호)", HONG_NUMBER, f"{month}-21",
                                         f"{each * 37 + 31:06d}"))  # fmt: skip
    return _vehicle(
        scene, "강원33바9001", HONG, HONG_NUMBER, name="견본 택시 (SAMPLE TAXI)", use="영업용", model_year="2012", color="황색",
        first_registered="2012-01-09", made="2011-12-19", chassis="KMHXX00XXXX900033", inspection="2026-01-09 ~ 2027-01-08",
        entries=tuple(entries), mortgages=tuple(mortgages),
    )  # fmt: skip
