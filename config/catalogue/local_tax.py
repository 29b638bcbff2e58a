"""지방세 세목별 과세증명서: which local taxes a person was assessed (지방세기본법 시행규칙 §33, 별지 제49호 서식)."""

from __future__ import annotations

from dataclasses import dataclass

from config.catalogue.record import Record, holder_of


@dataclass(frozen=True)
class Assessment:
    """과세내역: one tax assessed.

    Attributes:
        item: 세목.
        month: 부과연월, ``2024.07``.
        term: 구분 (정기분, 1기분, 수시분 …).
        number: 과세번호.
        object: 과세대상: the parcel, the building, the plate.
        base: 과세표준 in won; 0 where the tax has none.
        amount: 세액 in won, everything that is paid with it included.
    """

    item: str
    month: str
    term: str
    number: str
    object: str
    base: int
    amount: int


@dataclass(frozen=True)
class LocalTax(Record):
    """Attributes:
    name, number, address: 납세자, their 주민등록번호, masked unless they asked for it, and 주소.
    period: the months asked for, ``2021.01 ~ 2026.12``.
    items: the 세목 asked for, or that it is all.
    purpose: 사용 목적.
    assessments: oldest first; none says 과세사실 없음.
    department, officer, phone: 발급기관 담당.
    """

    name: str
    number: str
    address: str
    period: str
    items: str
    purpose: str
    assessments: tuple[Assessment, ...]
    department: str
    officer: str
    phone: str

    @property
    def subject(self) -> str:
        return self.name

    @property
    def holder(self) -> str:
        return holder_of(self.number)

    @property
    def decisive(self) -> tuple[tuple[str, str], ...]:
        return (
            ("과세기간", self.period), ("세목", self.items),
            ("합계", f"{sum(each.amount for each in self.assessments):,}" if self.assessments else "과세사실 없음"),
        )  # fmt: skip
