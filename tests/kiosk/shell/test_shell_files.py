"""What the settings name is opened before anything starts; each file that cannot be used is a line with its setting."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_public_key,
)

from config.fonts import FOLDER, HANJA_FOLDER
from config.problems import SettingsError
from drivers.smartcard.fitting import ChipCard
from drivers.smartcard.issuer import make_authority
from kiosk.demo.demonstration import city_places
from kiosk.demo.settings import Value, demo_settings
from kiosk.shell.files import open_settings, trusts_demonstration
from printing import fonts
from sync.city.transport import CityTransport, Trust
from sync.reference_city.keys import make_demo_keys
from tests.cities import WONJU


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With everything that a sound file names."""
    make_demo_keys(tmp_path / "keys")
    csca = make_authority(Random(1).randbytes, datetime.now(UTC)).csca
    (tmp_path / "csca.pem").write_bytes(csca.public_bytes(Encoding.PEM))
    return tmp_path


@pytest.fixture(autouse=True)
def fonts_as_before() -> Iterator[None]:
    yield
    fonts.use(FOLDER, HANJA_FOLDER)


def settings_file(folder: Path, **values: Value) -> Path:
    """With ``section__key`` values in place of sound ones."""
    sound: dict[str, Value] = {
        **city_places("https://127.0.0.1:8443", folder / "keys"),
        "machine.journal": "journal.sqlite",
        "card.csca": ["csca.pem"],
    }
    path = folder / "kiosk.toml"
    path.write_text(
        demo_settings(WONJU, sound | {name.replace("__", "."): value for name, value in values.items()}), "utf-8"
    )
    return path


def refused(path: Path) -> list[str]:
    with pytest.raises(SettingsError) as error:
        open_settings(path)
    lines = str(error.value).splitlines()
    assert all(line.startswith(f"{path}: ") for line in lines)
    return [line.removeprefix(f"{path}: ") for line in lines]


def test_sound_files_are_opened(folder: Path) -> None:
    assert open_settings(settings_file(folder)).city.key == folder / "keys" / "kiosk.key"


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def instead_of(path: Path, other: str) -> None:
    path.unlink()
    path.symlink_to(other)


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda keys: (keys / "kiosk.key").unlink(), "city.key: {}/kiosk.key is not there: put the file there"),
        (lambda keys: (keys / "ca.pem").unlink(), "city.ca: {}/ca.pem is not there: put the file there"),
        (lambda keys: (keys / "city-signing.pem").unlink(), "city.signing_keys[1]: {}/city-signing.pem is not there"),
        (lambda keys: (keys / "../csca.pem").unlink(), "card.csca[1]: {}/../csca.pem is not there"),
        (lambda keys: shutil.copy(keys / "server.key", keys / "kiosk.key"), "city.key: {}/kiosk.key is not the key of the certificate {}/kiosk.pem"),
        (lambda keys: (keys / "kiosk.key").write_text("key"), "city.key: {}/kiosk.key holds no private key in PEM without a password"),
        (lambda keys: shutil.copy(keys / "ca.pem", keys / "kiosk.key"), "city.key: {}/kiosk.key holds no private key in PEM"),
        (lambda keys: shutil.copy(keys / "kiosk.key", keys / "ca.pem"), "city.ca: {}/ca.pem holds no certificate, in PEM or DER"),
        (lambda keys: (keys / "kiosk.pem").write_bytes(b""), "city.certificate: {}/kiosk.pem holds no certificate"),
        (lambda keys: shutil.copy(keys / "kiosk.key", keys / "city-signing.pem"), "city.signing_keys[1]: {}/city-signing.pem holds no public key"),
        (lambda keys: in_der(keys / "kiosk.pem"), "city.certificate: {}/kiosk.pem is in DER, and TLS takes its own certificate in PEM"),
        (lambda keys: ((keys / "ca.pem").unlink(), (keys / "ca.pem").mkdir()), "city.ca: {}/ca.pem cannot be read: Is a directory"),
        (lambda keys: instead_of(keys / "ca.pem", "/dev/zero"), "city.ca: {}/ca.pem cannot be read: it is no file but a device or a pipe"),
        (lambda keys: pipe(keys / "kiosk.key"), "city.key: {}/kiosk.key cannot be read: it is no file but a device or a pipe"),
        (lambda keys: (keys / "ca.pem").write_bytes(bytes(2_000_000)), "city.ca: {}/ca.pem cannot be read: it has more than 1,048,576 bytes"),
        (lambda keys: with_password(keys / "kiosk.key"), "city.key: {}/kiosk.key holds no private key in PEM without a password"),
        (lambda keys: on_another_curve(keys / "city-signing.pem"), "city.signing_keys[1]: {}/city-signing.pem is no key of the city's seal"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_one_line(folder: Path, spoil: Callable[[Path], object], line: str) -> None:
    keys = folder / "keys"
    spoil(keys)
    lines = refused(settings_file(folder, card__csca=[str(keys / "../csca.pem")]))
    assert len(lines) == 1
    assert lines[0].startswith(line.format(keys, keys))


def test_a_journal_is_no_folder(folder: Path) -> None:
    (folder / "kept").mkdir()
    for name in ("", ".", "kept"):
        (line,) = refused(settings_file(folder, machine__journal=name))
        assert line.endswith("is a folder: name a file in it")


def test_the_citys_codes_may_be_believed_by_the_certificate_of_its_ca(folder: Path) -> None:
    path = settings_file(folder, city__signing_keys=[str(folder / "keys" / "ca.pem")])
    assert open_settings(path).city.signing_keys == (folder / "keys" / "ca.pem",)
    found = [problem.key for problem in trusts_demonstration(open_settings(path).city)]
    assert found == ["city.ca", "city.signing_keys[1]"]


def in_der(path: Path) -> None:
    path.write_bytes(x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(Encoding.DER))


def with_password(path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")))


def on_another_curve(path: Path) -> None:
    key = ec.generate_private_key(ec.SECP384R1()).public_key()
    path.write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def test_all_of_them_are_told_at_once(folder: Path) -> None:
    for name in ("ca.pem", "city-signing.pem"):
        (folder / "keys" / name).unlink()
    (folder / "csca.pem").write_text("none")
    lines = refused(settings_file(folder, machine__journal="gone/journal.sqlite"))
    assert [line.split(": ")[0] for line in lines] == [
        "machine.journal", "city.ca", "city.signing_keys[1]", "card.csca[1]",
    ]  # fmt: skip


def test_der_is_taken_where_pem_is(folder: Path) -> None:
    """The CA, the seal's key and the card's anchor."""
    keys = folder / "keys"
    in_der(keys / "ca.pem")
    in_der(folder / "csca.pem")
    seal = load_pem_public_key((keys / "city-signing.pem").read_bytes())
    (keys / "city-signing.pem").write_bytes(seal.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    settings = open_settings(settings_file(folder))
    (anchor,) = settings.the(ChipCard).profile().anchors
    assert anchor.public_bytes(Encoding.DER) == (folder / "csca.pem").read_bytes()
    assert CityTransport(settings.city.url, Trust(settings.city.ca, settings.city.certificate, settings.city.key))


def test_a_key_that_tls_does_not_take_is_told_before_the_first_call(folder: Path) -> None:
    """RSA of 1024 bits: a pair that fits, and is refused by the TLS library."""
    keys = folder / "keys"
    short = rsa.generate_private_key(65537, 1024)
    (keys / "kiosk.key").write_bytes(short.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    now = datetime.now(UTC)
    name = x509.Name([])
    own = x509.CertificateBuilder(name, name, short.public_key(), 1, now, now.replace(year=now.year + 1))
    signer = ec.generate_private_key(ec.SECP256R1())
    (keys / "kiosk.pem").write_bytes(own.sign(signer, SHA256()).public_bytes(Encoding.PEM))
    (line,) = refused(settings_file(folder))
    assert line.startswith(f"city.certificate: {keys}/kiosk.pem cannot be used for TLS: ")


@pytest.mark.parametrize("content", [None, b"no font"])
@pytest.mark.parametrize(
    ("setting", "names", "folder_of", "package"),
    [
        ("fonts", fonts.NANUM, FOLDER, "fonts-nanum"),
        ("hanja_fonts", (fonts.HANJA,), HANJA_FOLDER, "fonts-droid-fallback"),
    ],
)
def test_a_font_that_is_not_there_names_setting_file_and_package(
    folder: Path, setting: str, names: tuple[str, ...], folder_of: Path, package: str, content: bytes | None
) -> None:
    (folder / "fonts").mkdir()
    for name in names:
        (folder / "fonts" / f"{name}.ttf").symlink_to(folder_of / f"{name}.ttf")
    assert open_settings(settings_file(folder, **{f"machine__{setting}": "fonts"}))
    gone = folder / "fonts" / f"{names[-1]}.ttf"
    gone.unlink()
    if content:
        gone.write_bytes(content)
    (line,) = refused(settings_file(folder, **{f"machine__{setting}": "fonts"}))
    assert line.startswith(f"machine.{setting}: {gone} is ")
    assert line.endswith(f" the Debian package {package}" + " anew" * bool(content))


@pytest.mark.parametrize("in_which", ["PEM", "DER"])
def test_a_demonstrations_ca_is_refused_in_either_form(folder: Path, in_which: str) -> None:
    if in_which == "DER":
        in_der(folder / "keys" / "ca.pem")
    settings = open_settings(settings_file(folder))
    (problem,) = trusts_demonstration(settings.city)
    assert problem.text().startswith(f"city.ca: {folder}/keys/ca.pem is a demonstration's CA")
