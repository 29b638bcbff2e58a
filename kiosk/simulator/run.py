"""``kiosk simulate``: many sessions in virtual time, judged by the oracle."""

from __future__ import annotations

import json
import random
import sys
import time
from dataclasses import dataclass, replace

from config.city import City
from config.won import total
from drivers.device import Ms
from kiosk.core.view import Attract, OutOfService
from kiosk.demo.resident import Resident
from kiosk.simulator.crowd import draw, draw_staff
from kiosk.simulator.oracle import Findings, judge
from kiosk.simulator.staff import Staff
from kiosk.simulator.world import World
from sync.reference_city.made_up.applications import applications

SESSION_MS = 900_000
"""No session may take longer: every wait in it has an end. Then the first screen is there again for somebody else.

A power cut begins the wait anew, so that it is counted from the last start: nine cuts one after the other are no hang.
"""
VISIT_MS = 4 * SESSION_MS
"""Who is thrown out by a power cut begins anew; after this time they go home."""
START_MS = 60_000
SETTLE_MS = 180_000
STORY_LINES = 40
STAFF_ONCE_IN = 12
"""Residents, before somebody comes to look after the machine: some times in a day."""
MOST_REFUNDED = 10_000
"""Won: a note above it is refused, as no hopper is filled to give it back."""


@dataclass(frozen=True)
class Result:
    """What one run came to; ``visits`` are those of the staff."""

    world: World
    sessions: int
    visits: int
    findings: Findings
    wall_seconds: float

    @property
    def suspense(self) -> int:
        """Won of the claims that are open: nothing is lost, but somebody has to come for it."""
        ledger = self.world.ledger
        return int(total([*ledger.claims.values(), *ledger.card_claims.values()]))

    def line(self) -> dict[str, int | float | str]:
        """The last line of the command, as one JSON object."""
        counts = self.world.counts()
        return {
            "sessions": self.sessions,
            "staff_visits": self.visits,
            "issued": counts["DocumentIssued"],
            "voided": counts["DocumentVoided"],
            "faults_injected": self.world.faults.injected,
            "power_cuts": self.world.power_cuts,
            "crashes": len(self.world.crashes),
            "suspense_won": self.suspense,
            "unaccounted_won": self.findings.unaccounted_won,
            "duplicate_documents": self.findings.duplicate_documents,
            "unreported_outcomes": self.findings.unreported_outcomes,
            "stuck_sessions": self.findings.stuck_sessions,
            "strangers_served": self.findings.strangers_served,
            "broken_rules": self.findings.broken_rules,
            "layouts_real": self.world.layouts.real,
            "layouts_remembered": self.world.layouts.remembered,
            "card_dialogues_real": self.world.card_dialogues,
            "virtual_seconds": self.world.now // 1000,
            "virtual_seconds_per_wall_second": round(self.world.now / 1000 / self.wall_seconds, 1),
            "journal_head": self.world.journal_head(),
            "wall_seconds": round(self.wall_seconds, 2),
        }


def run(
    city: City, sessions: int, seed: int, faults: str, progress: bool = False, world: World | None = None,
    staff_once_in: int = 0,
) -> Result:  # fmt: skip
    """Runs ``sessions`` residents one after the other, then lets everything come to rest.

    Args:
        staff_once_in: after how many residents, as a rule, somebody comes to look after the machine; 0 for never.
    """
    started = time.monotonic()
    world = world or World(city, seed, faults)
    dice, staffs = random.Random(f"crowd {seed}"), random.Random(f"staff {seed}")
    stuck, visits, sent_away = 0, 0, list[str]()
    world.run(world.ready, START_MS)
    for number in range(1, sessions + 1):
        resident = draw(city, dice)
        came_out = world.machine.printer.mechanism.came_out
        sheets = len(came_out)
        stuck += not serve(world, resident, dice)
        got = len({sheet.job_name for sheet in came_out[sheets:]})
        if got != resident.copies and not world.faults.injected and (why := wrongly_sent_away(resident, got)):
            sent_away.append(f"resident {number} {why}: {resident}")
        if resident.informed and resident.slip not in slips_of(world):
            sent_away.append(f"resident {number} was told of what is not theirs: {resident}")
        if staff_once_in and not staffs.randrange(staff_once_in):
            stuck += not serve(world, draw_staff(world.inside, staffs), staffs)
            visits += 1
        if world.crashes:
            break  # it is out of service, and nobody comes to mend it
        if progress and number % 50 == 0:
            print(f"{number} of {sessions} sessions, {world.now // 1000} virtual seconds", flush=True)
    world.run(world.at_rest, SETTLE_MS)
    findings = judge(world)
    if stuck:
        findings = replace(findings, stuck_sessions=max(stuck, findings.stuck_sessions))
    if sent_away:
        broken, story = findings.broken_rules + len(sent_away), (*findings.story, *sent_away)
        findings = replace(findings, broken_rules=broken, story=story)
    result = Result(world, sessions, visits, findings, time.monotonic() - started)
    if result.suspense and not world.faults.injected:
        story = (*findings.story, f"claims of {result.suspense} won, and nothing had gone wrong")
        result = replace(result, findings=replace(findings, unaccounted_won=result.suspense, story=story))
    return result


def wrongly_sent_away(resident: Resident, got: int = 0) -> str:
    """Why somebody who ``got`` too few papers should have got them, where nothing went wrong; "" where it was their own doing."""
    why = resident.gave_up
    if resident.matter and resident.informed:
        return ""
    if got:
        return f"wanted {resident.copies} copies and got {got}"
    if not resident.plain or resident.went or why.startswith(("unavailable.hours", "unavailable.closed")):
        return ""
    if why == "purse" and sum(won for won in resident.purse if won <= MOST_REFUNDED) < resident.due:
        return ""
    return f"had a right to a paper ({why or 'never gave up'})"


def slips_of(world: World) -> set[tuple[str, str]]:
    """Number and code of everything that was applied for."""
    return {(number, each.code) for number, each in applications().items() if world.registers.application(number)}


def serve(world: World, resident: Resident | Staff, dice: random.Random) -> bool:
    """One resident, or somebody of the staff, who begins anew after a power cut; False when the first screen did not come back in time."""
    world.fresh_resident()
    free = world.now

    def look() -> None:
        nonlocal free
        if isinstance(world.screen.view, Attract):
            free = world.now
        action = resident.next(world.screen)
        if action is not None:
            world.act(action)
        if not resident.gone:
            world.at(world.now + dice.randrange(200, 1_500), look)

    def kept_ms() -> Ms:
        """How long nobody else has had the first screen."""
        return world.now - max(free, world.up_since)

    def rests() -> bool:
        return isinstance(world.screen.view, (Attract, OutOfService))

    world.at(world.now + dice.randrange(200, 3_000), look)
    done = world.run(lambda: kept_ms() > SESSION_MS or (resident.gone and rests()), VISIT_MS)
    resident.gone = True
    return kept_ms() <= SESSION_MS and (done or world.run(rests, SESSION_MS))


def simulate(city: City, sessions: int, seed: int, faults: str, quiet: bool) -> int:
    """Exit status 0 when nothing was lost. A violation's story goes to standard error."""
    result = run(city, sessions, seed, faults, progress=not quiet, staff_once_in=STAFF_ONCE_IN)
    for line in result.findings.story[:STORY_LINES]:
        print(line, file=sys.stderr)
    print(json.dumps(result.line()), flush=True)
    return 0 if result.findings.clean else 1
