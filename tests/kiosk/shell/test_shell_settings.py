"""A settings file is checked whole before anything starts: each thing that is wrong is one line that names the setting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.problems import SettingsError
from kiosk.demo.settings import demo_settings, example, example_text
from kiosk.shell.settings import check_settings, parse_settings, read_settings
from tests.cities import WONJU

Data = dict[str, Any]
BILLS = {"name": "bills", "address": 40, "checksum": "crc-16", "notes": [{"position": 1, "id": "KR0001A", "won": 1000}]}


def told(change: Callable[[Data], object]) -> list[str]:
    """What is said of the example with this change."""
    data = example(WONJU)
    change(data)
    return [problem.text() for problem in check_settings(data, Path("/etc/kiosk"))[1]]


def setting(path: str, value: object) -> Callable[[Data], None]:
    """``cctalk.hopper.1.name``."""

    def change(data: Any) -> None:
        *way, last = path.split(".")
        for step in way:
            data = data[int(step) if step.isdecimal() else step]
        data[int(last) if last.isdecimal() else last] = value

    return change


def test_the_example_is_sound() -> None:
    assert told(lambda data: None) == []


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (setting("cctalk.hopper.1.name", "hopper-500"), "cctalk.hopper[2].name: hopper-500 is also the name at cctalk.hopper[1].name"),
        (setting("terminal.name", "hopper-100"), "terminal.name: hopper-100 is also the name at cctalk.hopper[2].name"),
        (setting("receipt.name", "printer"), "receipt.name: printer is what every kiosk calls a part of it"),
        (setting("id003.name", "card-reader"), "id003.name: card-reader is what every kiosk calls a part of it"),
        (setting("id003.name", "city"), "id003.name: city is what every kiosk calls a part of it"),
        (setting("id003.name", "journal"), "id003.name: journal is what every kiosk calls a part of it"),
        (setting("cctalk.acceptor.address", 3), "cctalk.hopper[1].address: 3 is also the address at cctalk.acceptor.address"),
        (setting("cctalk.hopper.1.address", 3), "cctalk.hopper[2].address: 3 is also the address at cctalk.hopper[1].address"),
        (setting("id003.port", "/dev/kiosk/coin"), "id003.port: /dev/kiosk/coin is also the port at cctalk.port"),
        (setting("terminal.port", "/dev/kiosk/../kiosk//note"), "terminal.port: /dev/kiosk/../kiosk//note is also the port at id003.port"),
        (setting("cctalk.acceptor.coins.1.position", 3), "cctalk.acceptor.coins[2].position: 3 is also the position at cctalk.acceptor.coins[1].position"),
        (setting("id003.notes.2.code", 0x61), "id003.notes[3].code: 97 is also the code at id003.notes[1].code"),
        (setting("cctalk.bill_validator", BILLS), "id003: takes notes, and so does cctalk"),
        (setting("cctalk.bill_validator", BILLS | {"address": 4}), "cctalk.bill_validator.address: 4 is also the address at cctalk.hopper[2].address"),
    ],
)  # fmt: skip
def test_what_must_be_alone_and_is_not(change: Callable[[Data], object], line: str) -> None:
    said = told(change)
    assert [each for each in said if each.startswith(line)], said
    assert len(said) == 1 or "takes notes" in str(said)


def test_two_names_for_one_port_are_one_port(tmp_path: Path) -> None:
    """As a udev rule makes them when it is written twice."""
    (tmp_path / "ttyUSB0").touch()
    (tmp_path / "coin").symlink_to("ttyUSB0")
    (tmp_path / "note").symlink_to(tmp_path / "ttyUSB0")

    def change(data: Data) -> None:
        data["cctalk"]["port"], data["id003"]["port"] = str(tmp_path / "coin"), str(tmp_path / "note")

    assert told(change) == [f"id003.port: {tmp_path}/note is also the port at cctalk.port: each needs one to itself"]


def test_the_same_position_in_two_tables_and_address_on_no_line_is_nothing() -> None:
    def change(data: Data) -> None:
        del data["id003"]
        data["cctalk"]["bill_validator"] = BILLS | {"notes": [{"position": 3, "id": "KR0001A", "won": 1000}]}

    assert told(change) == []


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda data: data.pop("printer"), "printer: is missing and has no default: put it in"),
        (lambda data: data["city"].pop("ca"), "city.ca: is missing and has no default: put it in"),
        (setting("receipt.colums", 42), "receipt.colums: is no setting: is it misspelt? docs/settings.md has them all"),
        (setting("coins", {}), "coins: is no setting: is it misspelt? docs/settings.md has them all"),
        (setting("receipt.columns", 20), "receipt.columns: 20 is too small: at least 24"),
        (setting("cctalk.hopper.0.address", 256), "cctalk.hopper[1].address: 256 is too large: at most 255"),
        (setting("cctalk.hopper.0.won", 300), "cctalk.hopper[1].won: 300 is none of 10, 50, 100, 500"),
        (setting("cctalk.acceptor.checksum", "sum"), "cctalk.acceptor.checksum: sum is none of '8-bit', 'crc-16'"),
        (setting("machine.site", 33), "machine.site: 33 is no text: put it in quotation marks"),
        (setting("machine.site", ""), "machine.site: is empty: put something in"),
        (setting("machine.id", "Wonju 1"), "machine.id: Wonju 1: lower-case letters, digits and hyphens, a letter first, at most 40"),
        (setting("machine.refund_within_s", "soon"), "machine.refund_within_s: soon is no whole number"),
        (setting("receipt.confirms", "perhaps"), "receipt.confirms: perhaps is neither true nor false"),
        (setting("city.signing_keys", []), "city.signing_keys: is empty: put something in"),
        (setting("city.signing_keys", "key.pem"), "city.signing_keys: is no list: put it in square brackets"),
        (setting("cctalk.port", "ttyUSB0"), "cctalk.port: ttyUSB0: a device is named by what `kiosk ports` shows, as usb:0403:6001:A10K4, or by its whole path, as /dev/kiosk/coin"),
        (setting("cctalk.port", "usb:0403"), "cctalk.port: usb:0403: a device is named by what `kiosk ports` shows, as usb:0403:6001:A10K4, or by its whole path, as /dev/kiosk/coin"),
        (setting("cctalk.acceptor.coins.0.id", "KR100"), "cctalk.acceptor.coins[1].id: KR100: the six characters that the acceptor has for the coin, as KR500A"),
        (setting("terminal.id", "단말기"), "terminal.id: 단말기: one to sixteen letters and digits, as the operator gave it"),
        (setting("hours", [{"days": ["mon"], "opens": "nine", "closes": "18:00"}]), "hours[1].opens: nine is no time of the day: write 09:00:00"),
        (setting("printer.uri", "http://printer/ipp/print"), "printer.uri: http://printer/ipp/print: only ipp://, ipps:// is spoken here"),
        (setting("printer.uri", "ipps://printer/ipp/print"), "printer.fingerprint: is missing: ipps://printer/ipp/print is spoken over TLS, pin the printer's certificate here (`kiosk fingerprint ipps://printer/ipp/print` shows it), or name its CA in ca"),
        (setting("printer.fingerprint", "00" * 32), f"printer.fingerprint: {':'.join(['00'] * 32)} is of no use: ipp://192.0.2.10/ipp/print is not spoken over TLS, write ipps:// there or leave this out"),
        (setting("printer.fingerprint", "00:11:22"), "printer.fingerprint: 00:11:22: the 64 hexadecimal digits of the certificate's SHA-256, with or without colons"),
        (setting("printer", {"uri": "ipps://printer/ipp/print", "ca": "printer.pem", "fingerprint": "0F" * 32}), "printer.fingerprint: is one too many beside ca: a certificate is trusted for its CA or for what it is, leave one of them out"),
        (setting("printer.ca", "printer.pem"), "printer.ca: /etc/kiosk/printer.pem is of no use: ipp://192.0.2.10/ipp/print is not spoken over TLS, write ipps:// there or leave this out"),
        (setting("city.url", "https://city.example/kiosks"), "city.url: https://city.example/kiosks: the address ends with its host, leave out /kiosks"),
        (setting("city.url", "https://city.example?a=b"), "city.url: https://city.example?a=b: an address has no user, no ? and no #: leave them out"),
        (setting("city.url", "https://"), "city.url: https:// names no host: write it between the slashes"),
        (setting("receipt", "yes"), "receipt: is no table of settings"),
        (setting("city.key", "a\0b"), "city.key: /etc/kiosk/a\0b: no file can have this name: correct the path"),
        (setting("card.csca.0", "\0"), "card.csca[1]: /etc/kiosk/\0: no file can have this name: correct the path"),
        (setting("machine.fonts", "/" + "a" * 256), f"machine.fonts: /{'a' * 79}: no file can have this name: correct the path"),
        (setting("machine.journal", "/a" * 2048), f"machine.journal: {'/a' * 40}: no file can have this name: correct the path"),
        (setting("cctalk.port", "/dev/\0"), "cctalk.port: /dev/\0: no file can have this name: correct the path"),
        (setting("cctalk.port", 5), "cctalk.port: 5 is no text: put it in quotation marks"),
        (setting("id003.port", True), "id003.port: True is no text: put it in quotation marks"),
        (setting("cctalk.hopper.0.count", 10**20), "cctalk.hopper[1].count: 100000000000000000000 is too large: at most 1000000"),
    ],
)  # fmt: skip
def test_what_is_missing_misspelt_or_out_of_range(change: Callable[[Data], object], line: str) -> None:
    assert told(change) == [line]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    def change(data: Data) -> None:
        data["cctalk"]["hopper"][1] |= {"name": "hopper-500", "won": 300}
        data["receipt"]["port"] = data["id003"]["port"]
        data["cctalk"]["bill_validator"] = BILLS
        del data["city"]["key"]

    said = told(change)
    assert [line.split(": ")[0] for line in said] == [
        "city.key", "cctalk.hopper[2].won", "cctalk.hopper[2].name", "receipt.port",
    ]  # fmt: skip


def test_a_section_that_is_whole_is_judged_though_another_is_not() -> None:
    def change(data: Data) -> None:
        data["cctalk"]["bill_validator"] = BILLS
        del data["city"]["key"]

    assert [line.split(": ")[0] for line in told(change)] == ["city.key", "id003"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"\xff", "cannot be read: "),
        ("[machine", "is no TOML: "),
        (example_text().replace('site = "', 'seat = "'), "machine.site: is missing and has no default: put it in"),
    ],
)  # fmt: skip
def test_each_line_names_the_file(tmp_path: Path, text: str | bytes | None, line: str) -> None:
    path = tmp_path / "kiosk.toml"
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SettingsError) as error:
        read_settings(path)
    lines = str(error.value).splitlines()
    assert lines[0].startswith(f"{path}: {line}")
    assert all(each.startswith(f"{path}: ") for each in lines)


def test_relative_paths_are_below_the_files_folder() -> None:
    settings = parse_settings(
        demo_settings(WONJU, {"city.ca": "/abroad/ca.pem", "machine.journal": "j.sqlite"}), Path("/etc/kiosk")
    )
    assert settings.city.ca == Path("/abroad/ca.pem")
    assert settings.machine.journal == Path("/etc/kiosk/j.sqlite")
    assert settings.city.signing_keys == (Path("/etc/kiosk/keys/city-signing.pem"),)
