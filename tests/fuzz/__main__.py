"""``make fuzz``: coverage-guided fuzzing of everything that reads a stranger's bytes. ``python -m tests.fuzz [--minutes 60] [READER ...]``

Each reader has a process of its own and a share of the time. What led further is kept below ``out/fuzz/READER``, so that the next
run goes on from there; bytes that crash one are kept as ``out/fuzz/READER.crash-…`` and end it with status 1.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import atheris

OUT = Path("out/fuzz")
LIMIT_S, LIMIT_MB = 10, 1_024
"""Of one input."""
LONGEST = 4_096
READERS = ("objects", "commands", "channel", "files", "cms", "conversation")


def feed(name: str, seconds: int) -> None:
    """Ends the process."""
    with atheris.instrument_imports(include=["config.chip_card", "drivers.smartcard", "asn1crypto"]):
        from tests.fuzz.readers import READERS as FOUND
    reader, seeds = FOUND[name]
    corpus = OUT / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    atheris.Setup(
        [
            sys.argv[0], str(corpus), f"-artifact_prefix={OUT / name}.", f"-max_total_time={seconds}", f"-timeout={LIMIT_S}",
            f"-rss_limit_mb={LIMIT_MB}", f"-max_len={LONGEST}", "-print_final_stats=1", "-verbosity=0",
        ],
        reader,
    )  # fmt: skip
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("readers", nargs="*", default=READERS, metavar="READER", help=", ".join(READERS))
    parser.add_argument("--minutes", type=float, default=60, help="for all of them together")
    parser.add_argument("--feed", action="store_true", help="in this process: the one reader")
    options = parser.parse_args()
    seconds = int(options.minutes * 60)
    if options.feed:
        feed(options.readers[0], seconds)
    failed = []
    for name in options.readers:
        share = seconds / len(options.readers) / 60
        command = [sys.executable, "-m", "tests.fuzz", "--feed", f"--minutes={share}", name]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        runs = next((line.split()[-1] for line in ended.stderr.splitlines() if "number_of_executed_units" in line), "0")
        print(f"{name:<14} {runs:>10} inputs, {len(list((OUT / name).iterdir())):>6} kept")
        if ended.returncode:
            failed.append(name)
            said = [each for each in (ended.stdout + ended.stderr).splitlines() if "Instrumenting" not in each]
            print(*said[-60:], sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
