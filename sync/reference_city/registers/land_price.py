"""Published prices of the lots of 토지대장 and 임야대장, from 1990 on."""

from __future__ import annotations

from datetime import date

from config.catalogue.land_price import LandPrice, YearPrice
from config.catalogue.land_register import LandRegister, PriceEntry
from sync.city.api import RefusalCode
from sync.reference_city.lots import asked_lot
from sync.reference_city.registers import Asked
from sync.reference_city.registers.land_register import is_closed
from sync.reference_city.years import asked_years


def find(asked: Asked) -> LandPrice | RefusalCode:
    lot, years = asked_lot(asked), asked_years(asked.input)
    if isinstance(lot, RefusalCode):
        return lot
    if isinstance(years, RefusalCode):
        return years
    parcel: LandRegister | None = asked.registers.land(lot) or asked.registers.forest(lot)
    if parcel is None:
        return RefusalCode.NO_SUCH_RECORD
    if is_closed(parcel):
        return RefusalCode.CLOSED
    published = (_published(entry) for entry in parcel.prices)
    prices = tuple(each for each in published if each.year in years)
    return LandPrice(parcel.pnu, parcel.location, parcel.lot, prices) if prices else RefusalCode.NO_SUCH_RECORD


def about(asked: Asked, refused: RefusalCode) -> str:
    """The years, where there is such a lot."""
    if refused is not RefusalCode.NO_SUCH_RECORD:
        return ""
    lot = asked_lot(asked)
    if isinstance(lot, RefusalCode):
        return "lot"
    return "years" if asked.registers.land(lot) or asked.registers.forest(lot) else "lot"


def _published(entry: PriceEntry) -> YearPrice:
    """As of January it is published at the end of May, as of July at the end of October."""
    base = date.fromisoformat(entry.base_date)
    if base.month == 1:
        return YearPrice(base.year, 1, entry.won_per_m2, f"{base.year}-05-31", "")
    return YearPrice(base.year, base.month, entry.won_per_m2, f"{base.year}-10-31", "분할")
