"""What the registers of lots, buildings, taxes and applications keep beside the record that is printed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from config.catalogue.building_register import BuildingRegister
from config.catalogue.farmland_register import FarmlandRegister
from config.catalogue.local_tax import Assessment


@dataclass(frozen=True, repr=False)
class Plan:
    """지역·지구등 of a lot, as `config.catalogue.land_use_plan.LandUsePlan` has them.

    Attributes:
        sheet: the map sheet that shows the lot.
    """

    sheet: str
    planned: tuple[str, ...]
    other: tuple[str, ...] = ()
    decree: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Farm:
    """A register and what is known beside it.

    Attributes:
        register: with everything that ever was; nobody has applied for it yet.
        owners: resident numbers of the present owners, who stand last among the register's.
    """

    register: FarmlandRegister
    owners: tuple[str, ...]
    closed: bool = False


@dataclass(frozen=True)
class BuildingKey:
    """Attributes:
    lot: 고유번호.
    sort: which register: ``general``, ``site``, ``title`` or ``unit``.
    block, room: 동 and 호, without these words; "" where there is none.
    """

    lot: str
    sort: str
    block: str = ""
    room: str = ""

    @property
    def without_room(self) -> BuildingKey:
        return replace(self, room="")


@dataclass(frozen=True, repr=False)
class Building:
    """A register with its whole history.

    Attributes:
        former: how many of the owners, from the first on, are so no longer.
        closed: pulled down.
    """

    key: BuildingKey
    record: BuildingRegister
    former: int = 0
    closed: bool = False


@dataclass(frozen=True, repr=False)
class Taxpayer:
    """Attributes:
    address: as the tax office writes to them.
    assessments: oldest first.
    """

    address: str
    assessments: tuple[Assessment, ...] = ()


@dataclass(frozen=True)
class Progress:
    """``on`` which day an application came to ``stage``, a word of `sync.city.applications.Stage`."""

    on: str
    stage: str


@dataclass(frozen=True, repr=False)
class Application:
    """Something that somebody applied for.

    Attributes:
        kind: its name, as `config.applications` has it.
        code: 확인번호, as on the slip that whoever applied was given.
        due: day by which it is to be decided.
        office, phone: who answers for it.
        steps: oldest first.
    """

    kind: str
    code: str
    due: str
    office: str
    phone: str
    steps: tuple[Progress, ...]
