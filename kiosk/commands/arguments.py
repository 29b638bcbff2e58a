"""Types of arguments that several subcommands take."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from config.city import City, city_folder, read_city
from config.data_file import DataFileError

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    Actions = _SubParsersAction[argparse.ArgumentParser]
    """What a command's own subcommands are added to."""


def port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65_535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return number


def count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def month(text: str) -> str:
    if not re.fullmatch("[0-9]{4}-(0[1-9]|1[0-2])", text):
        raise argparse.ArgumentTypeError("a month is written 2026-11")
    return text


def city(text: str) -> City:
    """The name of a city that is shipped, or a folder; "" is the only one that is shipped."""
    try:
        return read_city(city_folder(text))
    except DataFileError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def add_city(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--city", type=city, default="", metavar="NAME|FOLDER",
        help="a city that is shipped, or the folder of another's data (with a slash)",
    )  # fmt: skip
