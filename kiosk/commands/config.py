"""``kiosk config``: what an admin does with a kiosk's settings. A table of actions."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from config.problems import SettingsError
from kiosk.shell.files import all_problems


@dataclass(frozen=True)
class Action:
    """``run`` returns the exit status."""

    what_for: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION", dest="action")
    for name, action in ACTIONS.items():
        action.add_arguments(actions.add_parser(name, help=action.what_for, description=action.what_for))


def run(options: argparse.Namespace) -> int:
    return ACTIONS[options.action].run(options)


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--lang", choices=("ko", "en"), default="en")


_WELL = {"ko": "이상이 없습니다", "en": "nothing is wrong with it"}


def _check(options: argparse.Namespace) -> int:
    """Exit status 0 nothing is wrong, 1 something is, and all of it was said."""
    problems = all_problems(options.file)
    for line in SettingsError(problems, options.file).lines(options.lang):
        print(line)
    if not problems:
        print(f"{options.file}: {_WELL[options.lang]}")
    return 1 if problems else 0


ACTIONS = {
    "check": Action(
        "say everything that is wrong with a settings file and the files that it names", _check_arguments, _check
    ),
}
