"""건설기계등록원부: one construction machine's owners (갑) and mortgages (을) (건설기계관리법 §3·§7)."""

from __future__ import annotations

from dataclasses import dataclass

from config.catalogue.record import Record, holder_of
from config.catalogue.vehicle_register import Mortgage, RegisterEntry


@dataclass(frozen=True)
class MachineryRegister(Record):
    """Attributes:
    part: which parts the paper has: ``갑``, ``을`` or ``갑·을``.
    plate: 등록번호.
    deregistered: 말소일, "" while it is registered.
    name, model, size: 건설기계명, 형식, 규격.
    approval: 형식승인(신고)번호.
    chassis: 차대일련번호.
    made, registered: 제작연월일, 등록일.
    use: 용도 (자가용, 영업용).
    base: 사용본거지.
    owner, owner_number, owner_address: 소유자, their 주민(법인)등록번호, masked unless its holder asked for it, and 주소.
    entries, mortgages: oldest first; empty for a part that was not asked for.
    """

    part: str
    plate: str
    deregistered: str
    name: str
    model: str
    size: str
    approval: str
    chassis: str
    made: str
    registered: str
    use: str
    owner: str
    owner_number: str
    owner_address: str
    base: str
    entries: tuple[RegisterEntry, ...]
    mortgages: tuple[Mortgage, ...]

    @property
    def subject(self) -> str:
        return self.plate

    @property
    def holder(self) -> str:
        return holder_of(self.owner_number)

    @property
    def decisive(self) -> tuple[tuple[str, str], ...]:
        return (
            ("말소", self.deregistered),
            ("건설기계명", self.name),
            ("소유자", self.owner),
            ("차대번호", self.chassis),
        )
