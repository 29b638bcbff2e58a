"""Synthetic construction machines.

==========  ==============================================================================
강원01가1234   홍길동's excavator: bought second-hand, one mortgage paid off and one that holds
012가4568    성춘향's fork lift, on a plate of 2022
강원02나9003   홍길동's former loader, deregistered
==========  ==============================================================================
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from config.catalogue.machinery_register import MachineryRegister
from config.catalogue.vehicle_register import Mortgage, RegisterEntry
from config.scene import Scene
from sync.reference_city.made_up import people
from sync.reference_city.made_up.people import home
from sync.reference_city.made_up.vehicles import (
    BANK,
    FIRST_NUMBER,
    FIRST_OWNER,
    HONG,
    HONG_NUMBER,
)
from sync.reference_city.plates import cancelled


@lru_cache(maxsize=4)
def machines(scene: Scene) -> dict[str, MachineryRegister]:
    """By plate, with everything that was ever entered."""
    excavator = MachineryRegister(
        part="갑·을", plate="강원01가1234", deregistered="", name="굴착기 (무한궤도)", model="SAMPLE 220LC", size="0.92㎥ / 21,900kg",
        approval="제90-견본-0042호", chassis="SMPXX00XXXX001234", made="2014-08-11", registered="2014-09-02", use="영업용",
        owner=HONG, owner_number=HONG_NUMBER, owner_address=home(scene, people.HONG), base=f"{scene.address} {scene.fields.name} 9107",
        entries=(
            RegisterEntry("1", "", cancelled(f"신규등록\n성명: {FIRST_OWNER}", "2020-04-13", "이전등록으로"), FIRST_NUMBER, "2014-09-02", "000311"),
            RegisterEntry("2", "", f"소유권 이전 (매매)\n성명: {HONG}", HONG_NUMBER, "2020-04-13", "000127"),
            RegisterEntry("2", "2-1", f"변경등록 (사용본거지)\n{scene.city} {scene.fields.name} 9107", HONG_NUMBER, "2021-02-19", "000058"),
            RegisterEntry("3", "", cancelled(f"압류 (취득세 체납)\n촉탁: {scene.mayor} / 징수과-9044", "2021-12-01", "압류해제로"), "", "2021-10-20", "000402"),
        ),
        mortgages=(
            Mortgage("1", 60_000_000, BANK, FIRST_OWNER, FIRST_OWNER, "2014-09-02", "2019-08-30", "000312"),
            Mortgage("2", 35_000_000, BANK, HONG, f"{HONG}\n견본중기 주식회사", "2020-04-13", "", "000128"),
        ),
    )  # fmt: skip
    lift = replace(
        excavator, plate="012가4568", name="지게차", model="SAMPLE 30D", size="3.0톤", chassis="SMPXX00XXXX004568",
        made="2023-01-16", registered="2023-02-03", use="자가용", owner="성춘향", owner_number="850312-0******",
        owner_address=home(scene, people.SEONG),
        entries=(RegisterEntry("1", "", "신규등록\n성명: 성춘향", "850312-0******", "2023-02-03", "000033"),), mortgages=(),
    )  # fmt: skip
    loader = replace(excavator, plate="강원02나9003", name="로더", deregistered="2023-11-30")
    return {each.plate: each for each in (excavator, lift, loader)}
