"""What the journal can say: every event type, typed and versioned. The reference page is generated from the files beside this one.

An event names a session by its UUID and never a person: no name, no resident number, no function of one. Money is won.
Events whose name ends in ``Intended`` are written before the act they announce, so that a kiosk that dies between the
two knows after its restart what it may have done.

``session`` is None where no session was open: a coin that fell while nobody was there. It is stored as "".
"""

from __future__ import annotations

from sync.journal.events.card import *
from sync.journal.events.card import CardEvent
from sync.journal.events.cash import *
from sync.journal.events.cash import CashEvent
from sync.journal.events.document import *
from sync.journal.events.document import DocumentEvent
from sync.journal.events.machine import *
from sync.journal.events.machine import MachineEvent
from sync.journal.events.matter import *
from sync.journal.events.matter import MatterEvent
from sync.journal.events.staff import *
from sync.journal.events.staff import StaffEvent

Event = MachineEvent | DocumentEvent | CashEvent | CardEvent | StaffEvent | MatterEvent

TYPES: dict[str, type[Event]] = {type_.__name__: type_ for type_ in Event.__args__}
"""Event type name, as stored, to class."""
