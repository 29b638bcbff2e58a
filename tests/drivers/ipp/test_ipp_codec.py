"""The IPP codec: the example of RFC 8010 appendix A, round trips, and bytes that are no IPP."""

from __future__ import annotations

from contextlib import suppress
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.ipp.codec import (
    MAX_DEPTH,
    Attribute,
    AttributeGroup,
    Group,
    IppError,
    Message,
    Range,
    Resolution,
    Tag,
    Value,
    WithLanguage,
    attribute,
    decode,
    encode,
    value,
    values,
)

INT32 = st.integers(-(2**31), 2**31 - 1)
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
SIMPLE = st.one_of(
    st.tuples(st.sampled_from([Tag.INTEGER, Tag.ENUM]), INT32),
    st.tuples(st.just(Tag.BOOLEAN), st.booleans()),
    st.tuples(st.just(Tag.RANGE), st.builds(Range, INT32, INT32)),
    st.tuples(st.just(Tag.RESOLUTION), st.builds(Resolution, INT32, INT32, st.integers(-128, 127))),
    st.tuples(
        st.sampled_from([Tag.TEXT, Tag.NAME, Tag.KEYWORD, Tag.URI, Tag.MIME_TYPE]),
        st.text(st.characters(codec="utf-8"), max_size=40),
    ),
    st.tuples(st.sampled_from([Tag.UNSUPPORTED_VALUE, Tag.UNKNOWN, Tag.NO_VALUE]), st.none()),
    st.tuples(
        st.sampled_from([Tag.TEXT_WITH_LANGUAGE, Tag.NAME_WITH_LANGUAGE]),
        st.builds(WithLanguage, NAMES, st.text(st.characters(codec="utf-8"), max_size=40)),
    ),
    st.tuples(st.sampled_from([Tag.OCTETS, Tag.DATE_TIME, 0x39, 0x7F]), st.binary(max_size=40)),
).map(lambda pair: Value(*pair))


def attributes_of(one: st.SearchStrategy[Value]) -> st.SearchStrategy[tuple[Attribute, ...]]:
    several = st.lists(one, min_size=1, max_size=3).map(tuple)
    return st.lists(st.builds(Attribute, NAMES, several), max_size=4).map(tuple)


VALUES = st.recursive(
    SIMPLE, lambda inner: attributes_of(inner).map(lambda members: Value(Tag.COLLECTION, members)), max_leaves=8
)
MESSAGES = st.builds(
    Message,
    st.integers(0, 0xFFFF),
    st.lists(st.builds(AttributeGroup, st.sampled_from([1, 2, 4, 5, 9]), attributes_of(VALUES)), max_size=3).map(tuple),
    st.binary(max_size=50),
    st.integers(0, 2**32 - 1),
    st.tuples(st.integers(0, 255), st.integers(0, 255)),
)


def depth(members: tuple[Attribute, ...]) -> int:
    inner = [
        cast(tuple[Attribute, ...], each.data)
        for member in members
        for each in member.values
        if each.tag == Tag.COLLECTION
    ]
    return 1 + max((depth(each) for each in inner), default=0)


@settings(deadline=None)
@given(MESSAGES)
def test_what_is_encoded_is_decoded(message: Message) -> None:
    if max((depth(group.attributes) - 1 for group in message.groups), default=0) <= MAX_DEPTH:
        assert decode(encode(message)) == message
    else:
        with pytest.raises(IppError):
            encode(message)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_message_or_an_ipp_error(body: bytes) -> None:
    try:
        message = decode(body)
    except IppError:
        return
    again = decode(encode_leniently(message))
    assert again.data == message.data
    assert again.code == message.code


def encode_leniently(message: Message) -> bytes:
    try:
        return encode(message)
    except IppError:  # replacement characters may make a text longer than a length field holds
        return encode(Message(message.code, (), message.data, message.request_id, message.version))


@settings(deadline=None)
@given(MESSAGES, st.data())
def test_a_damaged_message_is_a_message_or_an_ipp_error(message: Message, data: st.DataObject) -> None:
    try:
        body = bytearray(encode(message))
    except IppError:
        return
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    with suppress(IppError):
        decode(bytes(body[: data.draw(st.integers(0, len(body)))]))


def test_the_print_job_example_of_the_standard() -> None:
    """RFC 8010 appendix A.1, Print-Job Request."""
    standard = bytes.fromhex(
        "0101 0002 00000001 01"
        "47 0012 617474726962757465732d63686172736574 0005 7574662d38"
        "48 001b 617474726962757465732d6e61747572616c2d6c616e6775616765 0005 656e2d7573"
        "45 000b 7072696e7465722d757269"
        "002c 6970703a2f2f7072696e7465722e6578616d706c652e636f6d2f6970702f7072696e742f70696e6574726565"
        "42 0008 6a6f622d6e616d65 0006 666f6f626172"
        "22 0016 6970702d6174747269627574652d666964656c697479 0001 01"
        "02 21 0006 636f70696573 0004 00000014"
        "44 0005 7369646573 0013 74776f2d73696465642d6c6f6e672d65646765"
        "03 2521504446"
    )
    message = Message(
        2,
        (
            AttributeGroup(
                Group.OPERATION,
                (
                    attribute(Tag.CHARSET, "attributes-charset", "utf-8"),
                    attribute(Tag.LANGUAGE, "attributes-natural-language", "en-us"),
                    attribute(Tag.URI, "printer-uri", "ipp://printer.example.com/ipp/print/pinetree"),
                    attribute(Tag.NAME, "job-name", "foobar"),
                    attribute(Tag.BOOLEAN, "ipp-attribute-fidelity", True),
                ),
            ),
            AttributeGroup(
                Group.JOB,
                (attribute(Tag.INTEGER, "copies", 20), attribute(Tag.KEYWORD, "sides", "two-sided-long-edge")),
            ),
        ),
        b"%!PDF",
        1,
        (1, 1),
    )
    assert decode(standard) == message
    assert encode(message) == standard


def test_the_collection_example_of_the_standard() -> None:
    """RFC 8010 section 3.1.6 and appendix A.6: media-col with its members."""
    size = (attribute(Tag.INTEGER, "x-dimension", 21000), attribute(Tag.INTEGER, "y-dimension", 29700))
    column = attribute(
        Tag.COLLECTION,
        "media-col",
        (attribute(Tag.KEYWORD, "media-color", "blue"), attribute(Tag.COLLECTION, "media-size", size)),
    )
    body = encode(Message(0, (AttributeGroup(Group.JOB, (column,)),)))
    assert (
        bytes.fromhex(
            "34 0009 6d656469612d636f6c 0000 4a 0000 000b 6d656469612d636f6c6f72"
            "44 0000 0004 626c7565 4a 0000 000a 6d656469612d73697a65 34 0000 0000"
        )
        in body
    )
    assert body.endswith(bytes.fromhex("37 0000 0000 37 0000 0000 03"))


def test_a_value_of_a_wrong_size_spoils_only_itself() -> None:
    body = bytes.fromhex("0200 0000 00000001 04 23 0001 61 0002 0005 23 0001 62 0004 00000005 03")
    group = decode(body).groups[0]
    assert values(group, "a", int) == ()
    assert value(group, "b", int) == 5


def test_a_name_or_text_with_a_language_is_read_like_one_without() -> None:
    """RFC 8010 section 3.9; a legal form of every name and text, ``job-name`` included."""
    body = bytes.fromhex(
        "0200 0000 00000001 02 36 0001 61 000d 0005 656e2d7573 0004 70617065 35 0001 62 0006 0000 0002 6f6b 03"
    )
    group = decode(body).groups[0]
    assert group.attributes[0].values == (Value(Tag.NAME_WITH_LANGUAGE, WithLanguage("en-us", "pape")),)
    assert (value(group, "a", str), value(group, "b", str)) == ("pape", "ok")
    assert encode(decode(body)) == body


@pytest.mark.parametrize("raw", ["", "00", "0005 656e", "0002 656e 0005 6f6b", "0002 656e 0001 6f6b", "ffff 0000"])
def test_a_language_that_does_not_fit_its_length_spoils_only_itself(raw: str) -> None:
    data = bytes.fromhex(raw)
    body = bytes.fromhex("0200 0000 00000001 04 36 0001 61") + len(data).to_bytes(2) + data
    group = decode(body + bytes.fromhex("23 0001 62 0004 00000005 03")).groups[0]
    assert (value(group, "a", str), value(group, "b", int)) == (None, 5)


SIZE = "21 0000 0004 00000001"
FOREIGN = {
    "a member's name outside of a collection": f"4a 0001 61 0001 78 {SIZE}",
    "the end of no collection": "37 0001 61 0000",
    "a further value of no attribute": SIZE,
    "a collection that does not end": f"34 0001 61 0000 4a 0000 0001 78 {SIZE}",
    "a value of no member": f"34 0001 61 0000 {SIZE} 37 0000 0000",
    "a collection with too much in it": "34 0001 61 0000" + "4a 0000 0001 78 34 0000 0000" * 9 + "37 0000 0000" * 10,
    "a collection that ends twice": f"34 0001 61 0000 4a 0000 0001 78 {SIZE} 37 0000 0000 37 0000 0000",
    "a stray end behind a sound value": f"23 0001 61 0004 00000001 37 0000 0000 {SIZE}",
    "a stray end": "37 0000 0000",
    "a stray member": f"4a 0000 0001 78 {SIZE}",
}  # fmt: skip


@pytest.mark.parametrize("foreign", FOREIGN)
def test_an_attribute_that_is_put_together_wrongly_is_left_out_and_no_other(foreign: str) -> None:
    sound = ["23 0001 62 0004 00000005", "44 0001 63 0002 6f6b 44 0000 0004 66696e65"]
    alone = decode(bytes.fromhex("0200 0000 00000001 04" + "".join(sound) + "03")).groups[0].attributes
    for at in range(1 if foreign == "a further value of no attribute" else 3):
        pieces = "".join([*sound[:at], FOREIGN[foreign], *sound[at:]])
        body = bytes.fromhex(f"0200 0000 00000001 04 {pieces} 02 23 0001 64 0004 00000007 03")
        group, following = decode(body).groups
        assert tuple(each for each in group.attributes if each.name != "a") == alone
        assert value(following, "d", int) == 7


def test_a_boolean_is_no_number() -> None:
    group = AttributeGroup(Group.JOB, (attribute(Tag.BOOLEAN, "job-id", True),))
    assert value(group, "job-id", int) is None


@pytest.mark.parametrize(
    "broken",
    [
        Message(0x10000, ()),
        Message(0, (AttributeGroup(Group.END, ()),)),
        Message(0, (AttributeGroup(Group.JOB, (Attribute("empty", ()),)),)),
        Message(0, (AttributeGroup(Group.JOB, (attribute(Tag.INTEGER, "", 1),)),)),
        Message(0, (AttributeGroup(Group.JOB, (attribute(Tag.INTEGER, "big", 2**31),)),)),
        Message(0, (AttributeGroup(Group.JOB, (attribute(Tag.KEYWORD, "number", 5),)),)),
        Message(0, (AttributeGroup(Group.JOB, (attribute(Tag.TEXT, "long", "x" * 0x8000),)),)),
        Message(0, (AttributeGroup(Group.JOB, (attribute(Tag.COLLECTION, "none", None),)),)),
    ],
)
def test_what_cannot_be_bytes_is_an_ipp_error(broken: Message) -> None:
    with pytest.raises(IppError):
        encode(broken)


def test_nesting_has_an_end() -> None:
    bomb = (
        bytes.fromhex("0200 0000 00000001 02")
        + bytes.fromhex("34 0001 61 0000")
        + bytes.fromhex("4a 0000 0001 61 34 0000 0000") * 20_000
    )
    with pytest.raises(IppError):
        decode(bomb)
