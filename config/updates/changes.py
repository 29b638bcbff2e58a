"""What will be otherwise, in sentences for whoever is about to sign it.

Fees and kinds have words of their own. Whatever else differs is told by the name of its field: nothing changes in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date

from config.city import City
from config.kind import Fee, Kind
from config.won import Won

LONGEST = 60
"""Of a value that is shown; a picture is not."""
ASIDE = ("folder", "kinds", "off")


def changes(before: City, after: City, today: date) -> Iterator[str]:
    """One line for each."""
    at = f"{len(after.sites)} kiosks"
    for name in [*before.kinds, *(each for each in after.kinds if each not in before.kinds)]:
        old, new = before.kinds.get(name), after.kinds.get(name)
        title = (new or old).title["ko"]  # type: ignore[union-attr]
        if not new or (old and old.offered and not new.offered):
            yield f"{title}: switched off, {at}"
        elif not old or (new.offered and not old.offered):
            yield f"{title}: switched on, {at}"
        if old and new:
            yield from (f"{title} {line}, {at}" for line in _fees(old, new, today))
            yield from _others(title, old, new, ("offered", "fees"))
    for off, then, now in (("off", after, before), ("on again", before, after)):
        yield from (
            f"{then.kinds[kind].title['ko']}: switched {off} for now, {site.number} {site.name}"
            for kind in then.kinds
            for site in then.sites
            if then.is_off(kind, site.number) and not now.is_off(kind, site.number)
        )
    yield from _others("", before, after, ASIDE)


def _fees(old: Kind, new: Kind, today: date) -> Iterator[str]:
    kept = {_row(fee) for fee in old.fees}
    for fee in new.fees:
        if _row(fee) not in kept:
            late = " (in the past)" if fee.since < today else ""
            yield f"{_price(old.fee(fee.since))} → {_price(fee)} from {fee.since}{late}"
    still = {_row(fee) for fee in new.fees}
    for fee in old.fees:
        if _row(fee) not in still and not any(each.since == fee.since for each in new.fees):
            yield f"{_price(fee)} from {fee.since} is taken back"


def _row(fee: Fee) -> str:
    return repr(fee)


def _price(fee: Fee) -> str:
    more = f", {_won(fee.per_extra_sheet)} a sheet beyond {fee.sheets_included}" if fee.sheets_included else ""
    return f"{_won(fee.per_copy)}{more}"


def _won(amount: Won) -> str:
    return f"{int(amount):,} won"


def differences(where: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[str]:
    """One line for each key that is set otherwise, taken away or set now."""
    for key in [*old, *(each for each in new if each not in old)]:
        then, now = (_shown(each[key]) if key in each else "as in its own file" for each in (old, new))
        if old.get(key) != new.get(key):
            yield f"{where}{key} {then} → {now}"


def _others(where: str, old: object, new: object, aside: Sequence[str] = ()) -> Iterator[str]:
    """By field; lists by what was added and what was taken away."""
    if type(old) is type(new) and is_dataclass(old) and not isinstance(old, type):
        for field in fields(old):
            if field.name not in aside:
                here = f"{where}.{field.name}" if where else field.name
                yield from _others(here, getattr(old, field.name), getattr(new, field.name))
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in [*old, *(each for each in new if each not in old)]:
            if key not in new:
                yield f"{where}.{key}: {_shown(old[key])} is taken away"
            elif key not in old:
                yield f"{where}.{key}: {_shown(new[key])} is added"
            else:
                yield from _others(f"{where}.{key}", old[key], new[key])
    elif isinstance(old, (tuple, frozenset)) and isinstance(new, (tuple, frozenset)):
        yield from (f"{where}: {_shown(each)} is taken away" for each in old if each not in new)
        yield from (f"{where}: {_shown(each)} is added" for each in new if each not in old)
        if set(map(repr, old)) == set(map(repr, new)) and old != new:
            yield f"{where}: another order"
    elif old != new:
        yield f"{where}: {_shown(old)} → {_shown(new)}"


def _shown(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
