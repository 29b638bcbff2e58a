"""임야대장: the record of one 산 lot (공간정보관리법 §71, 시행규칙 별지 제64호 서식)."""

from __future__ import annotations

from dataclasses import dataclass

from config.catalogue.land_register import LandRegister


@dataclass(frozen=True)
class ForestRegister(LandRegister):
    """As 토지대장; ``lot`` is told apart by its 산: ``"산 12-3"``."""
