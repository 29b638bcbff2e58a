"""Before a command books money it says what it will do, and somebody says yes: at the terminal, or by ``--yes`` in a script."""

from __future__ import annotations

import argparse
import sys

from config.trouble import Trouble

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
