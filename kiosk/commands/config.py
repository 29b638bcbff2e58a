"""``kiosk config``: what admins do with settings and with what they publish for kiosks. A table of actions."""

from __future__ import annotations

import argparse
import getpass
import json
import secrets
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.problems import Flaw, Problem, SettingsError
from config.seoul import SEOUL
from config.staff import PIN_DIGITS, SALT_BYTES, hashed, tried_first
from config.trouble import Trouble
from config.vocabulary import Role
from kiosk.commands import config_desk as desk
from kiosk.commands import config_software as software
from kiosk.commands.asking import add_yes, at_terminal, must_agree
from kiosk.shell.files import all_problems
from kiosk.shell.settings_in_force import (
    MOST_BYTES,
    accept,
    kept_before,
    name_of,
    problems_of,
    put_back,
    put_in_force,
    read_candidate,
    version,
)


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
    parser.add_argument("file", type=Path, help="a kiosk's settings, or the folder of a desk")
    parser.add_argument("--lang", choices=("ko", "en"), default="en")


_WELL = {"ko": "이상이 없습니다", "en": "nothing is wrong with it"}


def _check(options: argparse.Namespace) -> int:
    """Exit status 0 nothing is wrong, 1 something is, and all of it was said."""
    if options.file.is_dir():
        return desk.check(options.file)
    problems = all_problems(options.file)
    for line in SettingsError(problems, options.file).lines(options.lang):
        print(line)
    if not problems:
        print(f"{options.file}: {_WELL[options.lang]}")
    return 1 if problems else 0


def _in_force_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=Path("/etc/kiosk/kiosk.toml"), help="the file in force")
    parser.add_argument("--lang", choices=("ko", "en"), default="en")


def _changing_arguments(parser: argparse.ArgumentParser) -> None:
    _in_force_arguments(parser)
    add_yes(parser)
    parser.add_argument("--json", action="store_true", help="the outcome as one line of JSON")


def _install_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    _changing_arguments(parser)


def _in_force(options: argparse.Namespace) -> int:
    """Exit status 0 whole, 1 not, and what is wrong was said."""
    now = version(options.config)
    print(f"{options.config}: version {now.name}, written {_in_korea(now.written)}")
    before = kept_before(options.config)
    if before.exists():
        then = version(before)
        print(f"{before}: version {then.name}, written {_in_korea(then.written)}")
    problems = all_problems(options.config)
    for line in SettingsError(problems, options.config).lines(options.lang):
        print(line)
    return 1 if problems else 0


def _in_korea(at: datetime) -> str:
    return f"{at.astimezone(SEOUL):%Y-%m-%d %H:%M}"


def _install(options: argparse.Namespace) -> int:
    return _change(options, options.file, lambda data: put_in_force(data, options.config))


def _accept(options: argparse.Namespace) -> int:
    """Exit status 0 in force from the next start on, 1 nothing was changed; either way one line of JSON says what came of it."""
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    problems: tuple[Problem, ...] = ()
    try:
        if len(data) > MOST_BYTES:
            raise Trouble("too large for a settings file")
        accept(data, options.config)
    except SettingsError as error:
        problems = error.problems
    except Trouble as error:
        problems = (Problem("", Flaw.OTHER, {"why": error}),)
    print(json.dumps({"version": name_of(data), "problems": SettingsError(problems).lines("ko")}, ensure_ascii=False))
    return 1 if problems else 0


def _accept_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=Path("/etc/kiosk/kiosk.toml"), help="the file in force")


def _put_back(options: argparse.Namespace) -> int:
    return _change(options, kept_before(options.config), lambda _: put_back(options.config))


def _change(options: argparse.Namespace, file: Path, act: Callable[[bytes], None]) -> int:
    """Exit status 0 it is in force from the next start on, 1 nothing was changed, and why was said."""
    data = read_candidate(file)
    problems = problems_of(data, options.config)
    if options.json:
        lines = SettingsError(problems).lines(options.lang)
        print(json.dumps({"version": name_of(data), "problems": lines}, ensure_ascii=False))
    elif problems:
        for line in SettingsError(problems, file).lines(options.lang):
            print(line)
    if problems:
        return 1
    now = version(options.config).name if options.config.exists() else "none"
    print(f"{file}: version {name_of(data)} takes the place of {now}, from the next start on", file=sys.stderr)
    must_agree(options.yes)
    act(data)
    return 0


def _staff_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", type=_number, help="what they will type first: one to eight digits")
    parser.add_argument("role", choices=[role.value for role in Role], type=Role)


def _number(text: str) -> str:
    if not (text.isascii() and text.isdigit() and len(text) <= 8):
        raise argparse.ArgumentTypeError("one to eight digits")
    return text


def _staff(options: argparse.Namespace) -> int:
    """Writes the table to standard output, to be put into a settings file. The PIN is typed twice at the terminal, or comes as a line
    of standard input; it is shown nowhere.
    """
    pin = _pin()
    stored = hashed(pin, secrets.token_bytes(SALT_BYTES))
    print(f'[[staff]]\nnumber = "{options.number}"\nrole = "{options.role}"\npin = "{stored}"')
    return 0


def _pin() -> str:
    if at_terminal():
        pin = getpass.getpass("PIN, six digits: ")
        if getpass.getpass("Once more: ") != pin:
            raise Trouble("the two are not the same; nothing was made")
    else:
        pin = sys.stdin.readline().strip()
    if not (pin.isascii() and pin.isdigit() and len(pin) == PIN_DIGITS):
        raise Trouble("a PIN has six digits; nothing was made")
    if tried_first(pin):
        raise Trouble("that PIN is the first that anybody tries; nothing was made")
    return pin


ACTIONS = {
    "staff": Action("make a settings table of somebody who may open the machine's own pages", _staff_arguments, _staff),
    "check": Action(
        "say everything that is wrong with a settings file, or what a desk will change where and who has to sign yet",
        _check_arguments,
        _check,
    ),
    "in-force": Action(
        "the settings in force: version, age, and whether they are whole", _in_force_arguments, _in_force
    ),
    "install": Action(
        "put a settings file in the place of the one in force, by the same checks", _install_arguments, _install
    ),
    "accept": Action(
        "what kiosk-settings@.service does: settings that the running kiosk hands over on standard input",
        _accept_arguments,
        _accept,
    ),
    "put-back": Action("put the settings back that were in force before", _changing_arguments, _put_back),
    "begin": Action("make the folder of a desk, from which kiosks are configured", desk.begin_arguments, desk.begin),
    "keygen": Action("make a key to sign with", desk.keygen_arguments, desk.keygen),
    "sign": Action("sign what waits for this key", desk.sign_arguments, desk.sign),
    "publish": Action("publish what has its signatures", desk.publish_arguments, desk.publish),
    "rollout": Action(
        "bring what is published to more machines, as those before fare", desk.rollout_arguments, desk.rollout
    ),
    "software": Action(
        "put a package of the kiosk on the desk, to be signed and published as everything else",
        software.add_arguments,
        software.run,
    ),
    "status": Action("what is published, for how long it is new, and what waits", desk.desk_argument, desk.status),
    "rollback": Action("put an earlier version back on the desk", desk.rollback_arguments, desk.rollback),
}
