"""The pages' own texts, in the language that whoever reads them chose."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from config.language import Always
from config.seoul import SEOUL
from config.won import Won

_HOPPER = re.compile(r"hopper-(\d+)")


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """By key and language."""
    return tomllib.loads(Path(__file__).with_name("texts.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Texts:
    """``now``: aware."""

    language: Always
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(SEOUL).date()

    def t(self, key: str, **values: object) -> str:
        """Raises `KeyError`: there is no such text."""
        return texts()[key][self.language].format(**values)

    def named(self, group: str, word: str) -> str:
        """A word that a kiosk has sent; one that has no text here, as it is."""
        key = f"{group}.{word}"
        return self.t(key) if key in texts() else word

    def part(self, name: str) -> str:
        """A part of a kiosk; one that has no name here is called as its settings do."""
        if hopper := _HOPPER.fullmatch(name):
            return self.t("part.hopper", coin=hopper[1])
        return self.named("part", name)

    def won(self, amount: Won | int) -> str:
        return f"{int(amount):,}원" if self.language == "ko" else f"{int(amount):,} won"

    def day(self, day: date) -> str:
        return f"{day.month}월 {day.day}일" if self.language == "ko" else f"{day.day} {day:%b}"

    def clock(self, at: datetime) -> str:
        """With its day where that is not today."""
        here = at.astimezone(SEOUL)
        return f"{here:%H:%M}" if here.date() == self.today else f"{self.day(here.date())} {here:%H:%M}"

    def since(self, at: datetime | None) -> str:
        if at is None:
            return self.t("since.never")
        seconds = int((self.now - at).total_seconds())
        if seconds < 60:
            return self.t("since.now")
        for unit, size, most in (("minutes", 60, 3_600), ("hours", 3_600, 172_800)):
            if seconds < most:
                return self.t(f"since.{unit}", n=seconds // size, at=self.clock(at))
        return self.t("since.days", n=seconds // 86_400, at=self.clock(at))

    @staticmethod
    def moment(text: str) -> datetime | None:
        """Of a heartbeat; None for one that is not known, or is none."""
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            return None
        return at if at.tzinfo else None
