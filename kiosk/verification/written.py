"""Whether two pages are written alike: the same steps of drawing, with the same letters, pictures and colours.

Two programs may draw one file otherwise: a font can have two tables of letters, a colour a profile that not everybody reads, a
text one wording for the eye and one for who has it read aloud. So it is not enough that a page gives the very dots here: it
has to say what the page that was laid out anew says. How it is packed, numbered and broken into pieces does not matter.
"""

from __future__ import annotations

from decimal import Decimal

import pikepdf

_PACKING = {"/Length", "/Filter", "/DecodeParms"}
_DEPTH = 24


def written_alike(found: pikepdf.Page, signed: pikepdf.Page) -> bool:
    """Of pages that have been found to be of the same size."""
    return _alike(found.resources, signed.resources, _DEPTH) and _steps(found) == _steps(signed)


def _steps(page: pikepdf.Page) -> bytes:
    """One after the other, each written in one way."""
    return pikepdf.unparse_content_stream(pikepdf.parse_content_stream(page))


def _alike(found: object, signed: object, depth: int) -> bool:
    if not depth:
        return False
    if isinstance(signed, pikepdf.Stream):
        return (
            isinstance(found, pikepdf.Stream)
            and _tables_alike(found, signed, _PACKING, depth)
            and (found.read_raw_bytes() == signed.read_raw_bytes() or found.read_bytes() == signed.read_bytes())
        )
    if isinstance(signed, pikepdf.Dictionary):
        return isinstance(found, pikepdf.Dictionary) and _tables_alike(found, signed, set(), depth)
    if isinstance(signed, pikepdf.Array):
        return (
            isinstance(found, pikepdf.Array)
            and len(found) == len(signed)
            and all(_alike(one, other, depth - 1) for one, other in zip(found, signed, strict=True))
        )
    if isinstance(signed, int | float | Decimal):
        return isinstance(found, int | float | Decimal) and Decimal(found) == Decimal(signed)
    return bool(found == signed)


def _tables_alike(found: pikepdf.Object, signed: pikepdf.Object, besides: set[str], depth: int) -> bool:
    names = set(map(str, signed)) - besides
    return set(map(str, found)) - besides == names and all(
        _alike(found[name], signed[name], depth - 1) for name in names
    )
