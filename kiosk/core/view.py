"""What a screen shows, as one immutable value; what comes back, as one serialisable event.

Nothing else crosses between the kiosk and its screen, so the screen could run as a process of its own. A view carries
message ids and values, never sentences: texts are made where they are shown, in the resident's language.

>>> to_json(Screen(Goodbye(), language="en"))["view"]
{'timed_out': False}
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

from config.language import Language as Language
from kiosk.core.matter_view import MatterView
from kiosk.core.message import Message as Message
from kiosk.core.sound import Sound
from kiosk.core.tap import Tap as Tap


@dataclass(frozen=True)
class Theme:
    """How the resident wants to see it.

    Attributes:
        scale: 1 or 2: text at double size (화면확대).
        contrast: ``high`` is light on black.
        low: every control is in the lower two fifths, within reach from a wheelchair (at most 1,100 mm).
    """

    scale: Literal[1, 2] = 1
    contrast: Literal["normal", "high"] = "normal"
    low: bool = False


Times = Literal[1, 2, 4]
"""How many times as long as for most a screen waits: for who is slow to read, to listen, to move."""


@dataclass(frozen=True)
class KindItem:
    """One certificate to choose; ``unavailable`` says why it cannot be had now. One ``group`` comes together."""

    name: str
    title: str
    fee: int
    needs_card: bool
    unavailable: Message | None = None
    group: str = ""


@dataclass(frozen=True)
class Attract:
    """Nobody is here.

    Attributes:
        notices: what does not work, before anyone asks.
        kinds: what is to be had.
        matters: there is more than certificates.
        now: day and time of the present minute.
        contact: which machine this is, and whom to call.
    """

    notices: tuple[Message, ...] = ()
    kinds: tuple[KindItem, ...] = ()
    matters: bool = False
    now: Message | None = None
    contact: Message | None = None


@dataclass(frozen=True)
class ChooseKind:
    kinds: tuple[KindItem, ...]


@dataclass(frozen=True)
class EnterLot:
    """읍·면·동·리 and lot number.

    Attributes:
        places: ids and names to choose from, in the list's order.
        place: the chosen id, or "".
        mountain: the lot is a 산 lot.
        number, sub_number: 본번 and 부번 as typed so far.
        focus: what the number pad types into.
        problem: why the last try was not accepted.
        choosing_place: the list of places is shown again, though one is chosen.
    """

    kind_title: str
    places: tuple[tuple[str, str], ...]
    place: str = ""
    mountain: bool = False
    number: str = ""
    sub_number: str = ""
    focus: Literal["number", "sub_number"] = "number"
    problem: Message | None = None
    choosing_place: bool = False


@dataclass(frozen=True)
class EnterPlate:
    """A number plate.

    Attributes:
        letters: message id of a use to its letters, in one string.
        regions: what an old plate may begin with.
        choosing_region: the list of regions is shown.
        region: the chosen one, or "".
        typed: what stands behind the region so far.
        digit, letter: whether one may follow now.
    """

    kind_title: str
    letters: tuple[tuple[str, str], ...]
    regions: tuple[str, ...]
    choosing_region: bool = False
    region: str = ""
    typed: str = ""
    digit: bool = True
    letter: bool = False
    problem: Message | None = None


@dataclass(frozen=True)
class EnterYears:
    """``from_year`` to ``to_year``, both within ``first`` and ``last``."""

    kind_title: str
    from_year: int
    to_year: int
    first: int
    last: int
    problem: Message | None = None


@dataclass(frozen=True)
class EnterUnit:
    """동 and 호 as typed so far; both may stay empty.

    ``faces`` are what the pad can have instead of digits, each its keys in their order: buildings are called 가동 or B동, and a
    room may lie 지하.
    """

    kind_title: str
    building: str = ""
    room: str = ""
    focus: Literal["building", "room"] = "building"
    problem: Message | None = None
    faces: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class OptionItem:
    """``choices`` are values and what they are called; ``chosen`` is one of the values."""

    name: str
    title: str
    choices: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True)
class ChooseOptions:
    kind_title: str
    options: tuple[OptionItem, ...]
    problem: Message | None = None


@dataclass(frozen=True)
class ChooseCopies:
    """How many of it: 1 to ``most``. ``fee`` is for one, ``due`` for all."""

    kind_title: str
    copies: int
    most: int
    fee: int
    due: int
    problem: Message | None = None


@dataclass(frozen=True)
class PresentCard:
    """``state`` is XFS4IoT's media state of the card reader, or ``reading`` while the chip is being read. A card that is
    ``present`` is to be taken out.
    """

    state: Literal["notPresent", "present", "reading"] = "notPresent"
    problem: Message | None = None


@dataclass(frozen=True)
class EnterCan:
    """The number that is printed on the card (CAN): nothing secret, so it is shown as it is typed."""

    typed: str = ""
    length: int = 6
    problem: Message | None = None


@dataclass(frozen=True)
class EnterPin:
    """Only how many digits were typed is ever shown."""

    typed: int
    length: int = 6
    problem: Message | None = None


NOTHING = "–"
"""What a row has for a value that was left empty."""


@dataclass(frozen=True)
class ReviewRow:
    """``value`` is "" where the label says it all; ``edit`` names the step that the edit button leads back to, "" for none."""

    label: Message
    value: str
    edit: str = ""


@dataclass(frozen=True)
class Review:
    """``leaves``: it is left for later, and what it costs is paid then."""

    kind_title: str
    rows: tuple[ReviewRow, ...]
    fee: int
    problem: Message | None = None
    leaves: bool = False


@dataclass(frozen=True)
class Pay:
    """``accepts`` are the denominations taken right now; ``busy`` while a note is on its way; ``card``: the card terminal
    takes a card.
    """

    due: int
    inserted: int
    accepts: tuple[int, ...]
    busy: bool = False
    notice: Message | None = None
    card: bool = False


@dataclass(frozen=True)
class Working:
    """Something takes a moment. ``done`` of ``steps`` are behind us; ``step`` says what is happening now."""

    step: Message
    done: int
    steps: int


@dataclass(frozen=True)
class Collect:
    """What lies ready to be taken: ``card`` in the reader of ID cards, ``payment_card`` in the terminal.

    Attributes:
        sheets: of all ``copies`` together.
        refund: in coins, for copies that did not come out.
    """

    sheets: int
    change: int
    receipt: bool
    card: bool
    payment_card: bool = False
    notice: Message | None = None
    copies: int = 1
    refund: int = 0


@dataclass(frozen=True)
class Notice:
    """Something the resident has to know; every notice has a way on.

    Attributes:
        tone: how bad it is.
        title, body: what happened, and what to do now.
        facts: label and value to note down, e.g. a claim number.
        actions: the ways on, first is the usual one.
    """

    tone: Literal["info", "problem"]
    title: Message
    body: Message
    facts: tuple[tuple[Message, str | Message], ...] = ()
    actions: tuple[Literal["continue", "retry", "cancel"], ...] = ("continue",)


@dataclass(frozen=True)
class TakeCards:
    """The session is over, and cards are still in, the reader's, the terminal's or both, or paper lies in the outlet."""

    card: bool
    payment_card: bool
    document: bool = False


@dataclass(frozen=True)
class Goodbye:
    """The end: what the resident entered is forgotten. ``timed_out``: nobody had answered any more."""

    timed_out: bool = False


@dataclass(frozen=True)
class OutOfService:
    """Attributes:
    contact: whom to call about which machine.
    heard: that somebody knows of it already, so that nobody has to call; None where that is not known.
    """

    reason: Message
    contact: Message | None = None
    heard: Message | None = None


StaffAsked = Literal["number", "pin", "new-number", "new-pin", "pin-again"]
"""What a member of staff types: what they have, or what they are to have from now on, the PIN twice."""


@dataclass(frozen=True)
class StaffSignIn:
    """A member of staff says who they are: first the number, then the PIN, of which only how many digits were typed is shown.

    Attributes:
        shown: the digits of a number as typed, "" of a PIN.
        length: the most digits.
    """

    asked: StaffAsked
    typed: int
    length: int
    shown: str = ""
    problem: Message | None = None


Tone = Literal["plain", "good", "warning", "problem"]


@dataclass(frozen=True)
class MenuItem:
    """``detail`` says in a line how it stands there."""

    name: str
    detail: Message | None = None
    tone: Tone = "plain"


@dataclass(frozen=True)
class ServiceMenu:
    """What this member of staff may do. ``who`` they are is their number, "" at a machine that is set up and knows nobody yet; the title of
    an item is ``service.NAME``."""

    who: str
    items: tuple[MenuItem, ...]


@dataclass(frozen=True)
class ServiceRow:
    """One line of a page of the machine's own.

    Attributes:
        name: what it is about, as a message or in the settings' own word.
        value: how it stands there.
        details: more about it in a smaller line; a text is the device's own word, untranslated.
        since: from when on, as a local time; "" where nobody knows.
        button: a button of the row: its name; "" for none. What it says is ``service.button.NAME``.
        of: what the button's tap has for a value.
    """

    name: Message | str
    value: Message | str
    tone: Tone = "plain"
    details: tuple[Message | str, ...] = ()
    since: str = ""
    button: str = ""
    of: str = ""


@dataclass(frozen=True)
class ServiceList:
    """A page of the machine's own: what to do first, rows, and the ways on.

    Attributes:
        title: message id of what the page is.
        first: what to do first, or what the last act came to.
        actions: names of buttons below; the first is the usual one, what they say is ``service.button.NAME``. The way back to the
            menu, or to the page before, is always there.
        inner: it leads to the page before.
    """

    title: str
    rows: tuple[ServiceRow, ...]
    first: Message | None = None
    tone: Tone = "plain"
    actions: tuple[str, ...] = ()
    inner: bool = False


@dataclass(frozen=True)
class ServiceEntry:
    """Something short is typed at a page of the machine's own: a count, the number of a bag. It is no secret, and shown.

    Attributes:
        length: the most characters.
        faces: what the pad can have instead of digits, each its keys in their order.
    """

    title: Message
    subtitle: Message
    typed: str
    length: int
    problem: Message | None = None
    faces: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class TouchGrid:
    """The whole screen in parts, counted from the upper left corner along the rows; ``left`` are those nobody has touched yet."""

    columns: int
    rows: int
    left: tuple[int, ...]


View = (
    Attract
    | ChooseKind
    | EnterLot
    | EnterPlate
    | EnterYears
    | EnterUnit
    | ChooseOptions
    | ChooseCopies
    | PresentCard
    | EnterCan
    | EnterPin
    | Review
    | Pay
    | Working
    | Collect
    | Notice
    | TakeCards
    | Goodbye
    | OutOfService
    | StaffSignIn
    | ServiceMenu
    | ServiceList
    | ServiceEntry
    | TouchGrid
    | MatterView
)


@dataclass(frozen=True)
class Screen:
    """One screen, whole.

    Attributes:
        seconds_left: set when the session is about to end for want of an answer.
        times: how long the resident wants every screen to wait.
        dark: nothing is seen: somebody hears it by an earphone, and nobody looks over their shoulder.
        focus: what the enter key of a keypad would touch; None for whoever uses no keys, and where nothing has it.
    """

    view: View
    language: Language = "ko"
    theme: Theme = Theme()
    seconds_left: int | None = None
    sound: Sound = Sound()
    focus: Tap | None = None
    dark: bool = False
    times: Times = 1


def to_json(screen: Screen) -> dict[str, object]:
    """The screen as plain JSON values, for the QML side and for logs of the simulator."""
    return {
        "screen": type(screen.view).__name__,
        "language": screen.language,
        "theme": asdict(screen.theme),
        "sound": asdict(screen.sound),
        "seconds_left": screen.seconds_left,
        "times": screen.times,
        "dark": screen.dark,
        "focus": None if screen.focus is None else asdict(screen.focus),
        "view": asdict(screen.view),
    }
