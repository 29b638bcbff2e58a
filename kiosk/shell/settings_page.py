"""Makes docs/settings.md from the models: ``python -m kiosk.shell.settings_page > docs/settings.md``."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from datetime import time
from enum import Enum
from inspect import getdoc, getsource
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from typing import Any, Literal, get_args, get_origin

from pydantic import AfterValidator
from pydantic.fields import FieldInfo

from config.settings import Section, Shape, Unique, section_in
from kiosk.shell.settings import OWN_NAMES, fittings, settings_model

HEAD = """# Settings

A kiosk has one settings file, `/etc/kiosk/kiosk.toml`, in [TOML](https://toml.io). `config/kiosk.example.toml` is one to start
from. It is checked whole before anything starts; `kiosk config check FILE` tells all that is wrong with it, each in one line with
the setting's place. Lists are counted from one there: `cctalk.hopper[2].name` is the name of the second hopper.

Relative paths begin at the file's own folder. A device's section is left out where it is not fitted.
No device can be called {names}.

This page is made from the models: `python -m kiosk.shell.settings_page > docs/settings.md`.
"""
UNITS = {"_ms": "ms", "_s": "s"}
SCOPES = {"file": "in the file", "section": "on its line", "list": "in its list"}
KINDS = {bool: "true or false", int: "a number", str: "text", Path: "a file or folder", time: "a time of the day"}


def page() -> str:
    names = (*OWN_NAMES, *(name for each in fittings() for name in each.builtin))
    listed = ", ".join(f"`{name}`" for name in sorted(names))
    return "\n".join([HEAD.format(names=listed), *_sections(settings_model(), "")]).rstrip() + "\n"


def _sections(model: type[Section], prefix: str) -> Iterator[str]:
    """The tables within, each with its own."""
    for name, field in model.model_fields.items():
        inner = section_in(field.annotation)
        if inner:
            yield from _section(inner, f"{prefix}{name}", field)


def _section(model: type[Section], name: str, field: FieldInfo) -> Iterator[str]:
    many = get_origin(field.annotation) is tuple
    must = " Every kiosk has it." if field.is_required() and "." not in name else ""
    title = f"[[{name}]]" if many else f"[{name}]"
    yield f"## `{title}`\n\n{getdoc(model)}{must}\n"
    yield "| setting | what it is | value | default |\n|--|--|--|--|"
    told = words(model)
    for key, each in model.model_fields.items():
        yield f"| `{key}` | {told[key]} | {_value(key, each)} | {_default(each)} |"
    yield ""
    yield from _sections(model, f"{name}.")


def words(model: type[Section]) -> dict[str, str]:
    """What each setting is: the text below its field. Only the page asks, so it is read from the source, and no start is slower."""
    told: dict[str, str] = {}
    for each in reversed(model.__mro__):
        if issubclass(each, Section):
            (class_,) = ast.parse(dedent(getsource(each))).body
            assert isinstance(class_, ast.ClassDef)
            for field, below in pairwise(class_.body):
                match field, below:
                    case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                        told[name] = " ".join(text.split()).replace("``", "`")
    return told


def _value(name: str, field: FieldInfo) -> str:
    inner = section_in(field.annotation)
    if inner:
        return "tables, see below" if get_origin(field.annotation) is tuple else "a table, see below"
    told = _kind(field.annotation)
    bounds = [getattr(each, at) for each in field.metadata for at in ("ge", "le") if hasattr(each, at)]
    told += f", {bounds[0]} to {bounds[1]}" if len(bounds) == 2 else f", at least {bounds[0]}" if bounds else ""
    told += "".join(f" {unit}" for suffix, unit in UNITS.items() if name.endswith(suffix))
    for each in field.metadata:
        if isinstance(each, AfterValidator) and isinstance(each.func, Shape):
            told += ": " + each.func.flaw.value.en.removeprefix("{value}: ")
        elif isinstance(each, Unique):
            told += f"; no other {SCOPES[each.within]} has it"
    return told


def _kind(annotation: Any) -> str:
    if get_origin(annotation) is Literal:
        return "one of " + ", ".join(f"`{each}`" for each in get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return "one of " + ", ".join(f"`{each.value}`" for each in annotation)
    if get_origin(annotation) is tuple:
        return "a list, each " + _kind(get_args(annotation)[0])
    if type(None) in get_args(annotation):  # it may be left out, which its default says
        return _kind(get_args(annotation)[0])
    if hasattr(annotation, "__metadata__"):
        return _kind(get_args(annotation)[0])
    plain: type = getattr(annotation, "__supertype__", annotation)  # an id is told as what it is made of
    return KINDS[plain]


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "must be given"
    if field.default is None or field.default == ():
        return "none"
    if isinstance(field.default, bool):
        return f"`{str(field.default).lower()}`"
    return f"`{field.default}`"


if __name__ == "__main__":
    sys.stdout.write(page())
