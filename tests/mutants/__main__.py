"""``python -m tests.mutants {rooms,simulator} [--sample N] [--seed S] [--least PERCENT]``.

Draws N mutants of the session's and the money's files and lets the tests of their rooms, or 2,000 simulated sessions,
look for each of them. Works on a copy of the last commit in ``out/mutants/``; called again it goes on where it was cut.
Ends with what nobody noticed, and with exit status 1 where that is more than is allowed.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.operators import OPERATORS

FINDERS = {"rooms": ["tests/kiosk/money", "tests/kiosk/session"], "simulator": ["tests/mutants/simulated.py"]}
SAMPLE = {"rooms": 200, "simulator": 60}
LEAST = {"rooms": 97, "simulator": 70}
EQUAL = Path(__file__).with_name("equal.toml")
SURVIVED, NO_TESTS = 0, 33
"""Exit codes of mutmut's workers."""


@dataclass(frozen=True)
class Equal:
    """A mutant that behaves as the original does: ``was`` became ``now``, and nobody can tell, ``because``."""

    was: str
    now: str
    because: str

    def is_it(self, difference: str) -> bool:
        lines = [
            line[1:].strip() for line in difference.splitlines() if line[:1] in "-+" and line[:3] not in ("---", "+++")
        ]
        return lines == [self.was, self.now]


def copy_of_head(finder: str) -> Path:
    """The last commit's files, kept as long as the commit and the finder are the same."""
    commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
    folder = Path("out/mutants") / finder
    mark = folder / "commit"
    if not mark.exists() or mark.read_text() != commit:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        archive = subprocess.run(["git", "archive", "HEAD"], capture_output=True, check=True).stdout
        subprocess.run(["tar", "-x", "-C", str(folder)], input=archive, check=True)
        mark.write_text(commit)
    return folder


def look(finder: str, sample: int, seed: int) -> tuple[list[str], dict[str, int | None]]:
    """Which mutants were drawn, and what came of each. Runs in the copy, whose settings are in its pyproject.toml."""
    from mutmut import __main__ as mutmut
    from mutmut.configuration import config
    from mutmut.mutation import mutators

    mutators.mutation_operators[:] = OPERATORS
    config().pytest_add_cli_args_test_selection = FINDERS[finder]
    if not Path("mutants").exists():
        mutmut.copy_src_dir()
        mutmut.copy_also_copy_files()
        mutmut.setup_source_paths()
        mutmut.create_mutants(len(os.sched_getaffinity(0)))
    drawn = random.Random(seed).sample(sorted(results()), sample)
    while left := [name for name in drawn if results()[name] is None]:
        mutmut.run.callback(left, max_children=len(os.sched_getaffinity(0)))
    return drawn, results()


def results() -> dict[str, int | None]:
    from mutmut import __main__ as mutmut

    mutants, _ = mutmut.collect_source_file_mutation_data(mutant_names=())
    return {name: result for _, name, result in mutants}


def difference(name: str) -> str:
    shown = subprocess.run([sys.executable, "-m", "mutmut", "show", name], capture_output=True, text=True, check=True)
    return shown.stdout


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__.partition("\n\n")[2])
    parser.add_argument("finder", choices=FINDERS)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--least", type=float, help="per cent that have to be noticed")
    options = parser.parse_args()
    equals = [Equal(**each) for each in tomllib.loads(EQUAL.read_text("utf-8"))["equal"]]
    os.chdir(copy_of_head(options.finder))
    drawn, came_of = look(options.finder, options.sample or SAMPLE[options.finder], options.seed)
    unnoticed = [name for name in drawn if came_of[name] in (SURVIVED, NO_TESTS)]
    equal = 0
    for name in unnoticed:
        changed = difference(name)
        same = next((each for each in equals if each.is_it(changed)), None)
        equal += same is not None
        print(f"{changed}equal: {same.because}\n" if same else changed)
    noticed = 100 * (len(drawn) - len(unnoticed)) / (len(drawn) - equal)
    print(f"{len(drawn)} mutants, {len(drawn) - len(unnoticed)} noticed, {equal} equal in behaviour: {noticed:.1f} %")
    return int(noticed < (LEAST[options.finder] if options.least is None else options.least))


if __name__ == "__main__":
    sys.exit(main())
