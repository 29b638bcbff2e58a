"""What becomes of a request: a module a kind, named like it, whose ``find(asked)`` makes the record from the city's registers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module

from config.catalogue import Record, module_name
from config.city import City
from config.kind import Kind
from config.scene import Scene
from sync.city.api import RefusalCode
from sync.reference_city.people import Person
from sync.reference_city.registered import Registers


@dataclass(frozen=True, repr=False)
class Asked:
    """A request whose form is in order and whose card is valid.

    Attributes:
        input: the kind's inputs by the keys of `config.catalogue.Input`, and every option of the kind by name.
        person: who stands at the kiosk; None for a kind without identity.
        today: in Korea.
        registers: what the city knows.
    """

    city: City
    kind: Kind
    input: Mapping[str, str]
    person: Person | None
    today: date
    registers: Registers

    @property
    def scene(self) -> Scene:
        """Which offices answer for papers. Only a city that has them is served (`ReferenceCity`)."""
        assert self.city.scene
        return self.city.scene


def about(asked: Asked, refused: RefusalCode) -> str:
    """Which of the kind's inputs a refusal is about, "" where its register cannot say."""
    says: Callable[[Asked, RefusalCode], str] | None = getattr(
        import_module(f"{__name__}.{module_name(asked.kind.name)}"), "about", None
    )
    return says(asked, refused) if says else ""


@cache
def register(kind: str) -> Callable[[Asked], Record | RefusalCode]:
    """The register of a kind."""
    find: Callable[[Asked], Record | RefusalCode] = import_module(f"{__name__}.{module_name(kind)}").find
    return find
