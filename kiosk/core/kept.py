"""What is folded, as bytes that are kept and read back: JSON, written and read by the types of its fields. Pure.

Unlike the journal's entries (`sync.journal.format`) these bytes need no form that lasts: whoever reads them is the code that wrote
them, and other code folds anew. A dataclass is the list of its fields; what may be one class or another has its class's name before it;
what has keys is a list of pairs, for a key need not be a text.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import Field, dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from config.won import Won

T = TypeVar("T")


class NotKeptHere(ValueError):
    """These bytes are nothing of this type."""


def kept(type_: type[T], value: T) -> bytes:
    return json.dumps(_form(cast(Any, type_)).write(value), ensure_ascii=False, separators=(",", ":")).encode()


def read_back(type_: type[T], data: bytes) -> T:
    """Raises: NotKeptHere."""
    try:
        return cast(T, _form(cast(Any, type_)).read(json.loads(data)))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise NotKeptHere(f"{type(error).__name__}: {error}") from None


def classes_in(type_: Any) -> frozenset[type]:
    """Those of the project's own that a value of this type is made of."""
    found: set[type] = set()
    waiting = [type_]
    while waiting:
        hint = _plain(waiting.pop())
        waiting += [each for each in get_args(hint) if each is not ...]
        if isinstance(hint, type) and hint.__module__.partition(".")[0] in _ROOMS and hint not in found:
            found.add(hint)
            if not issubclass(hint, Enum | Won):
                waiting += get_type_hints(hint).values()
    return frozenset(found)


_ROOMS = ("config", "drivers", "kiosk", "sync")


@dataclass(frozen=True)
class _Form:
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _plain(hint: Any) -> Any:
    """That of an id (`config.ids`) is the type it is made of."""
    return NoneType if hint is None else getattr(hint, "__supertype__", hint)


@cache
def _form(hint: Any) -> _Form:  # a type hint has no type of its own
    hint = _plain(hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in (str, int, bool, NoneType):
        return _Form(lambda value: value, lambda value: _exactly(hint, value))
    if hint is Won:
        return _Form(int, Won)
    if hint in (date, datetime):
        return _Form(hint.isoformat, hint.fromisoformat)
    if origin in (Union, UnionType):
        return _either({_plain(each) for each in arguments})
    if origin is tuple and arguments[-1] is ...:
        return _many(tuple, arguments[0])
    if origin is tuple:
        return _row(tuple, arguments)
    if origin in (list, set, deque):
        return _many(origin, arguments[0])
    if origin is Counter:
        return _pairs(Counter, arguments[0], int)
    if origin is dict:
        return _pairs(dict, *arguments)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _Form(lambda value: value.value, hint)
    if isinstance(hint, type) and issubclass(hint, tuple):  # a named one
        return _row(lambda values: hint(*values), tuple(get_type_hints(hint).values()))
    if is_dataclass(hint):
        return _instance(hint)
    raise NotImplementedError(f"nothing keeps a field of type {hint}")


def _either(hints: set[Any]) -> _Form:
    inner = hints - {NoneType}
    if len(inner) == 1:
        form = _form(*inner)
        return _Form(
            lambda value: None if value is None else form.write(value),
            lambda value: None if value is None else form.read(value),
        )
    forms = {each.__name__: _form(each) for each in hints}

    def write(value: Any) -> Any:
        name = type(value).__name__
        return [name, forms[name].write(value)]

    def read(value: Any) -> Any:
        name, said = value
        return forms[name].read(said)

    return _Form(write, read)


def _many(make: Callable[[Iterator[Any]], Any], hint: Any) -> _Form:
    form = _form(hint)
    # The members of a set have no order of their own, and the same state is the same bytes.
    return _Form(
        lambda values: [form.write(each) for each in (sorted(values) if make is set else values)],
        lambda values: make(form.read(each) for each in _exactly(list, values)),
    )


def _row(make: Callable[[list[Any]], Any], hints: tuple[Any, ...]) -> _Form:
    forms = [_form(each) for each in hints]
    return _Form(
        lambda values: [form.write(each) for form, each in zip(forms, values, strict=True)],
        lambda values: make([form.read(each) for form, each in zip(forms, _exactly(list, values), strict=True)]),
    )


def _pairs(make: Callable[[dict[Any, Any]], Any], key: Any, value: Any) -> _Form:
    keys, values = _form(key), _form(value)
    return _Form(
        lambda pairs: [[keys.write(each), values.write(held)] for each, held in pairs.items()],
        lambda pairs: make({keys.read(each): values.read(held) for each, held in _exactly(list, pairs)}),
    )


def _instance(type_: Any) -> _Form:
    hints, members = get_type_hints(type_), fields(type_)
    forms = [_form(hints[each.name]) for each in members]
    longest = [_longest(each, hints[each.name]) for each in members]

    def read(value: Any) -> Any:
        made = [form.read(each) for form, each in zip(forms, _exactly(list, value), strict=True)]
        for at, most in enumerate(longest):
            if most is not None:
                made[at] = deque(made[at], most)
        return type_(*made)

    names = [each.name for each in members]
    return _Form(
        lambda value: [form.write(getattr(value, name)) for form, name in zip(forms, names, strict=True)], read
    )


def _longest(member: Field[Any], hint: Any) -> int | None:
    """What a queue forgets beyond is said where it is made, not in its type."""
    if get_origin(hint) is not deque:
        return None
    most: int | None = cast(Any, member).default_factory().maxlen
    return most


def _exactly(type_: type, value: Any) -> Any:
    if type(value) is not type_:
        raise TypeError(f"{type(value).__name__} in place of {type_.__name__}")
    return value
