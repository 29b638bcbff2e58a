"""Files of data that people edit: read whole and checked, and every error names the file and the key."""

from __future__ import annotations

import errno
import json
import stat
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import AfterValidator, ConfigDict, PlainValidator, TypeAdapter, ValidationError

from config.language import ALWAYS
from config.trouble import Trouble
from config.won import Won

LARGEST_FILE = 1 << 20
"""Bytes of what people write, certificates and keys included."""


def read_whole(path: Path, most: int = LARGEST_FILE) -> bytes:
    """A file's bytes. A pipe or a device that is named for one may never end, or never begin.

    Raises:
        OSError: it is missing, cannot be read, is no file or has more than ``most`` bytes.
    """
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise OSError(errno.EINVAL, "it is no file but a device or a pipe")
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it has more than {most:,} bytes")
    return data


class DataFileError(Trouble):
    """A file cannot be used; the message names it, and the key, and says what is wrong."""


class Data:
    """Base of the frozen dataclasses that are written in such files: a key that is none of their fields is an error."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


def _won(value: object) -> Won:
    if type(value) is not int or value < 0:
        raise ValueError("a whole number of won, zero or more")
    return Won(value)


Amount = Annotated[Won, PlainValidator(_won)]


def _title(title: dict[str, str]) -> dict[str, str]:
    missing = [language for language in ALWAYS if not title.get(language)]
    if missing:
        raise ValueError(f"missing in {', '.join(missing)}")
    return title


Title = Annotated[dict[str, str], AfterValidator(_title)]
"""Language to text; at least in those that every text is in."""

T = TypeVar("T")


def read_toml(path: Path, type_: type[T]) -> T:
    """The file as this dataclass. Raises `DataFileError`."""
    data: T = _checked(path, type_, tomllib.loads)
    return data


def read_json(path: Path, type_: type[T]) -> T:
    """The file as this type. Raises `DataFileError`."""
    data: T = _checked(path, type_, json.loads)
    return data


def read_text(path: Path) -> str:
    """Raises `DataFileError`."""
    try:
        return read_whole(path).decode()
    except OSError as error:
        raise DataFileError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise DataFileError(f"{path}: {error}") from None


def parse_toml(text: str, type_: type[T], where: str) -> T:
    """As `read_toml`, of a text that came from ``where``. Raises `DataFileError`."""
    data: T = _parsed(text, type_, tomllib.loads, where)
    return data


def _checked(path: Path, type_: Any, parse: Callable[[str], Any]) -> Any:
    return _parsed(read_text(path), type_, parse, str(path))


def _parsed(text: str, type_: Any, parse: Callable[[str], Any], where: str) -> Any:
    try:
        return _adapter(type_).validate_python(parse(text))
    except ValidationError as error:
        problems = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise DataFileError(f"{where}: {'; '.join(problems)}") from None
    except ValueError as error:  # of the syntax
        raise DataFileError(f"{where}: {error}") from None


@cache
def _adapter(type_: Any) -> TypeAdapter[Any]:
    """Of a type, of which there are few; to make one takes longer than to read a file."""
    return TypeAdapter(type_)
