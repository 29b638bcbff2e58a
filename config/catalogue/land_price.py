"""개별공시지가 확인서: what one lot was worth by the published prices (부동산 가격공시에 관한 법률 §10)."""

from __future__ import annotations

from dataclasses import dataclass

from config.catalogue.record import Record


@dataclass(frozen=True)
class YearPrice:
    """One published price.

    Attributes:
        year: 가격기준연도.
        month: 기준월: 1, or 7 for a lot divided or united in the first half of the year.
        announced: 공시일자, ISO date.
        remarks: 비고.
    """

    year: int
    month: int
    won_per_m2: int
    announced: str
    remarks: str


@dataclass(frozen=True)
class LandPrice(Record):
    """Attributes:
    pnu: 고유번호, 19 digits.
    location: 토지 소재지, from the province down to 동 or 리.
    lot: 지번.
    prices: oldest first.
    """

    pnu: str
    location: str
    lot: str
    prices: tuple[YearPrice, ...]

    @property
    def subject(self) -> str:
        return f"{self.location} {self.lot}"

    @property
    def decisive(self) -> tuple[tuple[str, str], ...]:
        return tuple((f"{each.year}", f"{each.won_per_m2:,}") for each in reversed(self.prices))
