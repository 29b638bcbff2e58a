"""What is asked at the terminal, or said by a script: whether money may be booked (``--yes``), who does it, and a key's passphrase."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from config.trouble import Trouble

SHORTEST = 12
"""Of a passphrase, in characters."""
YES = ("y", "yes", "ㅇ", "네", "예")


def add_yes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="do it without asking, for scripts; otherwise it asks first")


def at_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def must_agree(yes: bool) -> None:
    """Returns when it may be done; what it is has been said. Raises `Trouble` when it must not."""
    if yes:
        return
    if not at_terminal():
        raise Trouble("nothing was done: nobody is at a terminal to be asked; a script says --yes")
    print("Is that right? yes / no: ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in YES:
        raise Trouble("nothing was done")


def who(text: str) -> str:
    """Who does it, as it will be kept with it: the name of an office or of a clerk."""
    name = " ".join(text.split())
    if not name or not name.isprintable() or len(name) > 60:
        raise argparse.ArgumentTypeError("name the office or the clerk, in 1 to 60 characters")
    return name


def plain(line: str) -> str:
    """A journal is written by a machine in the street: nothing in it moves the cursor of whoever reads a list."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in line)


def passphrase_of(key: Path, file: Path | None) -> bytes | None:
    """Of a private key in PEM, from ``file`` or asked for; None for a key without. Raises `Trouble`, `OSError`."""
    return _passphrase(f"Passphrase of {key}", file) if b"ENCRYPTED" in key.read_bytes()[:200] else None


def passphrase_for(key: Path, file: Path | None) -> bytes:
    """For a key that is to be made. Raises `Trouble` for a short one, or where the two that are typed differ; `OSError`."""
    passphrase = _passphrase(f"Passphrase for {key}", file, anew=True)
    if len(passphrase.decode()) < SHORTEST:
        raise Trouble(f"a passphrase of at least {SHORTEST} characters: who finds the file has all the time to guess")
    return passphrase


def _passphrase(what: str, file: Path | None, *, anew: bool = False) -> bytes:
    if file:
        return file.read_text("utf-8").rstrip("\r\n").encode()
    if not at_terminal():
        raise Trouble("nobody is at a terminal to be asked for the passphrase; a script says --passphrase-file")
    given = getpass.getpass(f"{what}: ")
    if anew and getpass.getpass("The same again: ") != given:
        raise Trouble("the two were not the same: nothing was made")
    return given.encode()
