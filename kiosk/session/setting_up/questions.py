"""What the pages of a new machine ask of those who can reach the city, the ports and the disk, and what they are told.

Whatever is answered lies on the disk by then: the power may fail at any page, and the next start goes on from there.
"""

from __future__ import annotations

from dataclasses import dataclass

from config.ids import StaffNumber
from config.settings import PanelSettings
from config.vocabulary import Role
from kiosk.core.channels import Channel


@dataclass(frozen=True)
class Begun:
    """How far it is.

    Attributes:
        kiosk: its id at the city and what people call it; "" where the city has not let it in yet.
        devices: those that were found; none where they were not all found yet.
        staff: who may open the machine's own pages.
    """

    panel: PanelSettings
    kiosk: str = ""
    devices: tuple[str, ...] = ()
    staff: tuple[tuple[StaffNumber, Role], ...] = ()


@dataclass(frozen=True)
class AskDoor:
    """Whose door is at this address? Answered by `Door`."""

    url: str


@dataclass(frozen=True)
class Door:
    """``fingerprint`` is that of the CA which it shows, for a person to compare; ``sites``: number and name of each."""

    url: str
    city: str
    fingerprint: str
    sites: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AskToBeLetIn:
    """The machine asks for its certificate, or goes on with the same request. Answered by `Waiting`, or by `Done` once it is let in.

    Attributes:
        site: the number of one.
        wait_s: how long to wait for the admin.
    """

    door: Door
    site: str
    wait_s: int


@dataclass(frozen=True)
class Waiting:
    """Nobody has let it in yet. ``code`` is read out to the admin."""

    code: str


@dataclass(frozen=True)
class FindModels:
    """Which settings of machines of a kind lie on the stick? Answered by `Models`."""


@dataclass(frozen=True)
class Models:
    """None where there is no stick."""

    files: tuple[str, ...]


@dataclass(frozen=True)
class FindDevices:
    """Each port is asked who is there. Answered by `Found`.

    Attributes:
        model: a file of the stick; "" for the usual machine.
        without: sections of the model that this machine has not.
    """

    model: str
    without: frozenset[str]


@dataclass(frozen=True)
class Device:
    """One that was found: ``place`` is its port or address, ``identity`` what it says it is."""

    name: str
    place: str
    identity: str


@dataclass(frozen=True)
class Lacking:
    """One that was not. ``spare``: a machine may be without it."""

    name: str
    why: str
    spare: bool


@dataclass(frozen=True)
class Found:
    """Where nothing is lacking they are in the settings."""

    devices: tuple[Device, ...]
    lacking: tuple[Lacking, ...]
    begun: Begun


@dataclass(frozen=True, repr=False)
class AddStaff:
    """Somebody may open the machine's own pages. Answered by `Done`, or `NotDone` for a PIN that everybody tries first."""

    number: StaffNumber
    role: Role
    pin: str


@dataclass(frozen=True)
class SetPanel:
    """How the panel is mounted, and how large its picture is. Answered by `Done`, or `NotDone` where it is none that a kiosk can have."""

    turns: int
    width_mm: int
    height_mm: int


@dataclass(frozen=True)
class Check:
    """Could a kiosk start with this? Answered by `Checked`."""


@dataclass(frozen=True)
class Checked:
    """``clock``: the time of this machine; ``source``: what sets it, as the system says; ``problems``: a line each."""

    clock: str
    source: str
    problems: tuple[str, ...]


@dataclass(frozen=True)
class PutInForce:
    """What was set up are this kiosk's settings from now on. Answered by `Done` or `NotDone`."""


@dataclass(frozen=True)
class Done:
    begun: Begun


@dataclass(frozen=True)
class NotDone:
    """``why`` in the words of whoever refused."""

    why: str


Question = AskDoor | AskToBeLetIn | FindModels | FindDevices | AddStaff | SetPanel | Check | PutInForce
Answer = Door | Waiting | Models | Found | Checked | Done | NotDone
SET_UP = Channel[Question, Answer](
    "set-up",
    (AskDoor, AskToBeLetIn, FindModels, FindDevices, AddStaff, SetPanel, Check, PutInForce),
    (Door, Waiting, Models, Found, Checked, Done, NotDone),
    300_000,
)
"""Six protocols that nobody answers in take a minute and a half to be sure of, and a slow computer twice that."""
