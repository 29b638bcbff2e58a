from __future__ import annotations

from config.catalogue.land_price import LandPrice, YearPrice

RECORD = LandPrice(
    pnu="5113010300194500000", location="강원특별자치도 원주시 단구동", lot="9450",
    prices=tuple(
        YearPrice(2018 + year, 7 if year == 4 else 1, 1_056_000 + 28_500 * year, f"{2018 + year}-{'10' if year == 4 else '05'}-31",
                  "분할" if year == 4 else "")
        for year in range(9)
    ),
)  # fmt: skip
