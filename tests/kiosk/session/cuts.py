"""Power cuts at a chosen point of a visit, and what the next start then writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from drivers.device import Ms
from kiosk.core.step import Commit, Effect, Input, Outbox
from kiosk.demo.resident import Resident
from kiosk.simulator.world import World
from sync.journal.format import open_entry


def cut_at_effects(world: World, points: Sequence[int], back_after_ms: Ms, kept: bool) -> None:
    """Power fails after so many effects, counted from now and then from each start; ``kept``: a commit that was cut."""
    plan, seen = list(points), 0

    def power_cut(now: Ms, effects: list[Effect]) -> int | None:
        nonlocal seen
        if not plan or seen + len(effects) < plan[0]:
            seen += len(effects)
            return None
        done = plan.pop(0) - seen
        seen = 0
        return done

    world.faults.power_cut = power_cut  # type: ignore[method-assign]
    world.faults.power_returns_after = lambda: back_after_ms  # type: ignore[method-assign]
    world.faults.commit_is_kept = lambda: kept  # type: ignore[method-assign]


def cut_when(
    world: World,
    resident: Resident,
    type_: str,
    delay_ms: Ms,
    back_after_ms: Ms,
    as_it_falls: Callable[[World], object],
) -> None:
    """Power fails once, when the first entry of this type is durable: before whatever it announces, or so much later.

    The resident does nothing any more from that entry on.
    """
    step, cuts, met = world.kiosk.step, [0], False

    def watched(now: Ms, inbox: Sequence[Input]) -> Outbox:
        nonlocal met
        outbox = step(now, inbox)
        for at, effect in enumerate(outbox.effects):
            if met or not isinstance(effect, Commit):
                continue
            if any(open_entry(entry.body).type == type_ for entry in effect.entries):
                met = resident.gone = True
                if delay_ms:
                    world.at(now + delay_ms, lambda: as_it_falls(world))
                    world.at(now + delay_ms, lambda: world.lose_power())
                else:
                    as_it_falls(world)
                    cuts[0] = at + 1
        return outbox

    world.kiosk.step = watched  # type: ignore[method-assign]
    world.faults.power_cut = lambda now, effects: cuts.pop() if cuts and cuts[0] else None  # type: ignore[method-assign]
    world.faults.power_returns_after = lambda: back_after_ms  # type: ignore[method-assign]


SAYS = frozenset((
    "ReservationFailed", "CashInStarted", "CoinCredited", "CreditsLost", "StackIntended", "NoteCredited", "NoteReturned",
    "CashInEnded", "CashInRolledBack", "PrintIntended", "PrintJobCreated", "DocumentIssued", "DocumentVoided", "PrintJobEnded",
    "PayoutIntended", "PayoutSettled", "SuspenseOpened", "SuspenseReduced", "ReceiptEnded", "RefundSlipEnded",
    "ChargeIntended", "ChargeApproved", "ChargeFailed", "ChargeInDoubt", "ChargeCancelIntended", "ChargeCancelled", "ChargeCancelFailed",
    "SessionStarted", "SessionEnded",
))  # fmt: skip
"""Events that say what became of money, paper and people; the rest is about devices."""


def since_the_last_start(world: World) -> list[str]:
    """What became of it, in order: the event's type, with why or how in brackets where it says so."""
    told: list[str] = []
    for entry in world.journal.read():
        opened = open_entry(entry.body)
        if opened.type == "KioskStarted":
            told.clear()
        elif opened.type in SAYS:
            why = opened.data.get("reason") or opened.data.get("how") or opened.data.get("result") or ""
            told.append(f"{opened.type}({why})" if why else opened.type)
    return told
