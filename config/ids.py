"""Names that must not be mixed up, each a type of its own. All are texts, stored and sent as such."""

from __future__ import annotations

from typing import NewType

KioskId = NewType("KioskId", str)
"""A kiosk's name at its city: ``machine.id`` in its settings, and the common name of its certificate."""
SessionId = NewType("SessionId", str)
"""UUID of one resident's session."""
IssuanceId = NewType("IssuanceId", str)
"""UUID of one reservation at the city, made by the kiosk; also the name of its job at the printer."""
DocumentNumber = NewType("DocumentNumber", str)
"""문서확인번호, 4-4-4-4, made by the city; for people, and never to identify anything."""
DeviceName = NewType("DeviceName", str)
"""What the settings call a device; a cash unit is called by its device."""
Ref = NewType("Ref", str)
"""Names one coin or note for good (`docs/decisions/004-references-of-money.md`)."""
PayoutId = NewType("PayoutId", str)
"""UUID of one command to a hopper."""
ChargeId = NewType("ChargeId", str)
"""UUID of one charge of a card."""
ClaimNumber = NewType("ClaimNumber", str)
"""``1234-5678``: what somebody notes down."""
ExchangeId = NewType("ExchangeId", str)
"""UUID of one collecting or filling up of cash."""
StaffNumber = NewType("StaffNumber", str)
"""A member of staff, as the settings list them: digits, and no name."""
VisitId = NewType("VisitId", str)
"""UUID of one member of staff's time at the machine's own pages."""
LeftRequestId = NewType("LeftRequestId", str)
"""UUID of one request that was left while its source was away."""
SlipId = NewType("SlipId", str)
"""UUID of one receipt or slip, between the kiosk and its printer."""
