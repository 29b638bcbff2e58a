"""``kiosk simulate``: nothing is lost, and a seed is a run."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from functools import cache

import pytest

from drivers.device import Ms
from kiosk.core.step import Effect
from kiosk.core.view import TakeCards
from kiosk.session.outlet import TAKE_MS
from kiosk.simulator.run import SESSION_MS, run, serve
from tests.cities import WONJU
from tests.kiosk.session.visit import Visit, land
from tests.patience import PATIENCE_S
from tests.proofs import of

LOSSES = ("unaccounted_won", "duplicate_documents", "unreported_outcomes", "stuck_sessions")


@cache
def simulate(*arguments: str, hash_seed: str = "0") -> dict[str, object]:
    ran = subprocess.run(
        [sys.executable, "-m", "kiosk", "simulate", "--json", *arguments],
        env={**os.environ, "PYTHONHASHSEED": hash_seed}, capture_output=True, text=True, check=True, timeout=PATIENCE_S,
    )  # fmt: skip
    result: dict[str, object] = json.loads(ran.stdout.splitlines()[-1])
    return result


RESIDENTS = of(200, sample=60)


def test_many_residents() -> None:
    result = simulate("--sessions", f"{RESIDENTS}", "--seed", "1", "--faults", "none")
    assert [result[loss] for loss in LOSSES] == [0, 0, 0, 0]
    assert result["sessions"] == RESIDENTS
    assert isinstance(result["issued"], int)
    assert result["issued"] > RESIDENTS / 2


@pytest.mark.parametrize(
    ("faults", "sessions", "seed"), [("none", f"{RESIDENTS}", "1"), ("many", f"{of(40, sample=20)}", "7")]
)
def test_a_seed_is_a_run_whatever_the_hash_seed(faults: str, sessions: str, seed: str) -> None:
    first, second = (
        simulate("--sessions", sessions, "--seed", seed, "--faults", faults, hash_seed=hash_seed)
        for hash_seed in ("0", "4711")
    )
    of_the_computer = ("wall_seconds", "virtual_seconds_per_wall_second")
    assert first["journal_head"]
    assert {name: first[name] for name in first.keys() - of_the_computer} == {
        name: second[name] for name in second.keys() - of_the_computer
    }


def nobody_takes_it(*, power_fails: int) -> bool:
    """Whether the first screen came back while a paper lay in the outlet, with so many power cuts nearly a minute after each start."""
    visit, cuts = Visit(land(500, leaves_paper=True)), 0
    world = visit.world

    def power_cut(now: Ms, effects: list[Effect]) -> int | None:
        nonlocal cuts
        waits = isinstance(world.screen.view, TakeCards) and now - world.up_since > TAKE_MS - 5_000
        cuts += waits and cuts < power_fails
        return 0 if waits and world.power_cuts < cuts else None

    world.faults.power_cut = power_cut  # type: ignore[method-assign]
    back = serve(world, visit.resident, random.Random(1))
    assert world.power_cuts == power_fails
    return back


def test_who_waits_through_many_power_cuts_is_no_hang() -> None:
    assert nobody_takes_it(power_fails=20)


def test_a_wait_that_has_no_end_is_a_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.session.outlet.TAKE_MS", 2 * SESSION_MS)
    assert not nobody_takes_it(power_fails=0)


def test_another_seed_is_another_run() -> None:
    assert len({run(WONJU, 3, seed, "none").world.journal_head() for seed in (1, 2)}) == 2


@pytest.mark.parametrize("seed", ["3", "21"])
def test_nothing_is_lost_when_things_go_wrong(seed: str) -> None:
    result = simulate("--sessions", f"{RESIDENTS}", "--seed", seed, "--faults", "many")
    assert [result[loss] for loss in LOSSES] == [0, 0, 0, 0]
    assert isinstance(result["faults_injected"], int)
    assert isinstance(result["power_cuts"], int)
    assert result["faults_injected"] > 1.5 * RESIDENTS
    assert result["power_cuts"] > RESIDENTS / 10
