"""The contract for what somebody applied for at the city (민원처리공개): from its receipt to its result.

``POST /v1/applications/state`` with an `ApplicationQuestion` is answered with an `ApplicationReply`. Number and code come from the slip
that whoever applied was given (접수증), and are in the body, as addresses are written into logs. Every miss is answered alike: a number
that nobody has, and one whose code is another. Nothing of whoever applied is in the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from sync.city.api import Name

SOURCE = "applications"
"""The source that has them; without it nothing of them is told, and all else is."""


@dataclass(frozen=True, repr=False)
class ApplicationQuestion:
    """``number`` and ``code`` in digits alone."""

    number: Annotated[str, Field(pattern="^[0-9]{4,30}$")]
    code: Annotated[str, Field(pattern="^[0-9]{4,10}$")]


class Stage(StrEnum):
    """What has become of an application; those from ``accepted`` on are results."""

    RECEIVED = "received"  # 접수
    ASSIGNED = "assigned"  # 담당자 지정
    REVIEWED = "reviewed"  # 검토
    CONSULTED = "consulted"  # 관계 기관 협의
    INCOMPLETE = "incomplete"  # 보완 요구: something is wanted of whoever applied
    EXTENDED = "extended"  # 처리 기간 연장
    ACCEPTED = "accepted"  # 처리 완료: 수리, 허가, 등록
    REFUSED = "refused"  # 반려, 불허가
    WITHDRAWN = "withdrawn"  # 취하
    UNKNOWN = "unknown"  # a stage that only a newer city knows

    @classmethod
    def _missing_(cls, value: object) -> Stage | None:
        return cls.UNKNOWN if isinstance(value, str) else None

    @property
    def is_result(self) -> bool:
        return self in (Stage.ACCEPTED, Stage.REFUSED, Stage.WITHDRAWN)


@dataclass(frozen=True)
class ApplicationStep:
    on: date
    stage: Stage


@dataclass(frozen=True)
class ApplicationReply:
    """Attributes:
    kind: its name, as `config.applications` has it.
    due: by when it is to be decided.
    office, phone: who answers for it.
    steps: oldest first.
    """

    kind: Annotated[str, Field(max_length=100)]
    due: date
    office: Name
    phone: Name
    steps: Annotated[tuple[ApplicationStep, ...], Field(min_length=1, max_length=20)]
