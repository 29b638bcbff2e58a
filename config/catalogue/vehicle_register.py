"""자동차등록원부: one vehicle's owners (갑) and mortgages (을) (자동차관리법 §7, 자동차등록규칙 §10)."""

from __future__ import annotations

from dataclasses import dataclass

from config.catalogue.record import Record, holder_of


@dataclass(frozen=True)
class RegisterEntry:
    """갑: one entry of the register.

    Attributes:
        main, sub: 순위번호 as 주등록 (``1``) and 부기등록 (``1-1``; "" where the entry is a 주등록).
        text: 사항란; several lines are parted by line feeds. A cancelled entry says so.
        number: 주민(법인)등록번호, masked by the city unless it is the holder's and they asked for it.
        date, receipt: 등록일자 (ISO) and 접수번호.
    """

    main: str
    sub: str
    text: str
    number: str
    date: str
    receipt: str


@dataclass(frozen=True)
class Mortgage:
    """을: one 저당권.

    Attributes:
        claim: 채권가액 in won.
        creditor, pledger, debtor: 저당권자, 설정자, 채무자.
        date, cancelled: 설정일 and 말소일, ISO; ``cancelled`` is "" while it holds.
        receipt: 접수번호.
    """

    rank: str
    claim: int
    creditor: str
    pledger: str
    debtor: str
    date: str
    cancelled: str
    receipt: str


@dataclass(frozen=True)
class VehicleRegister(Record):
    """Attributes:
    part: which parts the paper has: ``갑``, ``을`` or ``갑·을``.
    serial: 일련번호.
    plate: 자동차등록번호.
    specification: 제원관리번호.
    deregistered, closed: 말소등록일 and 폐쇄일, "" while it is registered.
    name, category, subtype: 차명, 차종, 세부유형.
    chassis, engine: 차대번호, 원동기형식.
    use: 용도 (자가용, 영업용, 관용).
    model_year, color, origin: 모델연도, 색상, 출처구분.
    first_registered, made: 최초등록일, 제작연월일.
    owner, owner_number: 최종소유자 and 주민(법인)등록번호, masked unless its holder asked for it.
    base: 사용본거지.
    inspection: 검사유효기간, from and to.
    entries, mortgages: oldest first; empty for a part that was not asked for.
    """

    part: str
    serial: str
    plate: str
    specification: str
    deregistered: str
    name: str
    category: str
    subtype: str
    chassis: str
    engine: str
    use: str
    model_year: str
    color: str
    origin: str
    first_registered: str
    made: str
    closed: str
    owner: str
    owner_number: str
    inspection: str
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
        return (("말소", self.deregistered), ("차명", self.name), ("소유자", self.owner), ("차대번호", self.chassis))
