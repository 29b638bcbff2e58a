"""The canonical text can be read back, so no two records share one."""

from __future__ import annotations

import unicodedata
from dataclasses import fields, is_dataclass, replace
from hashlib import sha256
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.canonical import canonical_text, digest
from config.catalogue import Record
from config.catalogue.resident_abstract import AddressEntry, PersonalChange, ResidentAbstract
from tests.cities import WONJU

TRICKY = st.text(st.sampled_from("a1=.\\\nr\r 가\u1112\u1161\u11ab\u0301é\u2028\x85\x00"), max_size=6)
RECORDS = st.one_of([st.from_type(kind.record) for kind in WONJU.kinds.values()])

ABSTRACT = ResidentAbstract(
    name="홍길동",
    name_hanja="",
    resident_number="801123-9******",
    foreign_number="",
    changes=(PersonalChange("홍길영", "홍길동", "1898-05-02", "개명"),),
    addresses=(AddressEntry("원주시 평원로 9000", "1890-03-01", "1890-03-02", "홍판서", "자녀", "거주자", "전입"),),
    service=(),
    purpose="",
    department="단구동 행정복지센터",
    officer="정담당",
    phone="033-000-0000",
)
TEXT = """\
record=ResidentAbstract
name=홍길동
name_hanja=
resident_number=801123-9******
foreign_number=
changes=1
changes.1.before=홍길영
changes.1.after=홍길동
changes.1.date=1898-05-02
changes.1.reason=개명
addresses=1
addresses.1.address=원주시 평원로 9000
addresses.1.moved_in=1890-03-01
addresses.1.changed=1890-03-02
addresses.1.householder=홍판서
addresses.1.relation=자녀
addresses.1.status=거주자
addresses.1.reason=전입
service=0
purpose=
department=단구동 행정복지센터
officer=정담당
phone=033-000-0000
"""


def test_the_text_is_frozen() -> None:
    """A signature on a paper must still be checkable in ten years: this text never changes for this record."""
    assert canonical_text(ABSTRACT) == TEXT
    assert digest(ABSTRACT) == sha256(TEXT.encode()).digest()


def read_back(type_: Any, path: str, values: dict[str, str]) -> Any:
    """What a stranger would write from the format's description alone."""
    if is_dataclass(type_):
        hints = get_type_hints(type_)
        prefix = f"{path}." if path else ""
        parts = {each.name: read_back(hints[each.name], prefix + each.name, values) for each in fields(type_)}
        return type_(**parts)  # type: ignore[operator]  # is_dataclass narrows to an instance as well
    if get_origin(type_) is tuple:
        inner = get_args(type_)[0]
        return tuple(read_back(inner, f"{path}.{number}", values) for number in range(1, int(values.pop(path)) + 1))
    text = values.pop(path)
    return int(text) if type_ is int else unescape(text)


def unescape(text: str) -> str:
    out, rest = "", iter(text)
    for character in rest:
        out += {"\\": "\\", "n": "\n", "r": "\r"}[next(rest)] if character == "\\" else character
    return out


def composed(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: composed(getattr(value, each.name)) for each in fields(value)})
    if isinstance(value, tuple):
        return tuple(map(composed, value))
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


@given(RECORDS)
def test_reads_back(record: Record) -> None:
    lines = canonical_text(record).split("\n")
    assert lines.pop() == ""
    assert lines.pop(0) == f"record={type(record).__name__}"
    values = dict(line.split("=", 1) for line in lines)
    assert len(values) == len(lines)
    assert read_back(type(record), "", values) == composed(record)
    assert not values


@given(TRICKY, TRICKY, TRICKY, TRICKY)
def test_no_value_leaks_into_another(name: str, hanja: str, other_name: str, other_hanja: str) -> None:
    one = replace(ABSTRACT, name=name, name_hanja=hanja)
    other = replace(ABSTRACT, name=other_name, name_hanja=other_hanja)
    assert (canonical_text(one) == canonical_text(other)) == (composed(one) == composed(other))


def test_the_order_of_entries_matters() -> None:
    one = replace(ABSTRACT, service=("입영", "전역"))
    assert digest(one) != digest(replace(ABSTRACT, service=("전역", "입영")))


def test_a_value_without_a_form_is_refused() -> None:
    with pytest.raises(TypeError, match="name"):
        canonical_text(replace(ABSTRACT, name=None))  # type: ignore[arg-type]  # what is being tested
