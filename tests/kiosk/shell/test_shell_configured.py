"""A kiosk runs with its own file, and over it with what was signed for it; what is wrong with that can only be left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from config.city import City
from config.fonts import FOLDER, HANJA_FOLDER
from config.problems import SettingsError
from config.trouble import Trouble
from config.updates.bundle import packed
from config.updates.roles import FLEET, LAW, machine_target
from config.updates.versions import Versions
from config.vocabulary import ConfigurationTrouble
from config.won import Won
from drivers.ipp.fitting import Ipp
from drivers.smartcard.issuer import make_authority
from kiosk.core.following import Begun
from kiosk.demo.demonstration import city_places
from kiosk.demo.settings import demo_kiosk, demo_settings
from kiosk.shell.configured import configured, fill, in_force, read_in_force, versions_of
from kiosk.shell.settings import Settings
from kiosk.ui import words
from printing import fonts
from sync.reference_city.keys import make_demo_keys
from tests.cities import WONJU

ID = demo_kiosk(WONJU).id
FEE = "offered = true\narea = 'city'\nconfirmed = true\n[[fee]]\nsince = 2003-02-07\nper_copy = {}\nconfirmed = true\n"
DEARER = {LAW.bundle: packed({"kinds/land-register.toml": FEE.format(900)})}


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ground")
    make_demo_keys(folder / "keys")
    csca = make_authority(Random(1).randbytes, datetime.now(UTC)).csca
    (folder / "csca.pem").write_bytes(csca.public_bytes(Encoding.PEM))
    return folder


@pytest.fixture
def file(ground: Path, tmp_path: Path) -> Iterator[Path]:
    places = city_places("https://127.0.0.1:8443", ground / "keys")
    journal, csca = str(tmp_path / "journal.sqlite"), str(ground / "csca.pem")
    path = tmp_path / "kiosk.toml"
    (tmp_path / "root.json").write_text("{}")
    text = demo_settings(WONJU, {**places, "machine.journal": journal, "card.csca": [csca]})
    path.write_text(text + '\n[configuration]\nroot = "root.json"\nfolder = "configuration"\n', "utf-8")
    yield path
    fonts.use(FOLDER, HANJA_FOLDER)


def write(file: Path, version: str, contents: dict[str, bytes]) -> Versions:
    versions = versions_of(configured(file).settings)
    assert versions
    versions.write(version, lambda into: fill(into, contents, file, words.check))
    versions.apply(version, was_able=True)
    return versions


def fee(file: Path) -> Won:
    return configured(file).city.kinds["land-register"].fees[0].per_copy


def test_without_a_version_it_is_the_file_and_what_was_shipped(file: Path) -> None:
    found = configured(file)
    assert found.begun == Begun()
    assert found.city.kinds == WONJU.kinds


def test_a_version_is_laid_over_what_was_shipped_and_the_file(file: Path) -> None:
    over = {machine_target(ID): b'[printer]\nuri = "ipp://192.0.2.77/ipp/print"\n'}
    write(file, "a", DEARER | over)
    found = configured(file)
    assert found.begun == Begun("a", tried=True)
    assert found.city.kinds["land-register"].fees[0].per_copy == Won(900)
    assert found.city.kinds["local-tax"] == WONJU.kinds["local-tax"]
    assert found.settings.the(Ipp).uri == "ipp://192.0.2.77/ipp/print"
    assert found.settings.machine.id == ID


def test_settings_of_all_of_a_group_and_of_one_machine_lie_over_each_other_in_that_order(file: Path) -> None:
    uri = '[printer]\nuri = "ipp://192.0.2.{}/ipp/print"\nstuck_ms = {}\n'
    fleet = {
        "settings.toml": uri.format(1, 11_000) + "[machine]\nrefund_within_s = 91\n",
        "groups/a-hall.toml": f'machines = ["{ID}"]\n[settings]\n[settings.printer]\nuri = "ipp://192.0.2.2/ipp/print"\nstuck_ms = 12000\n',
        "groups/b-else.toml": 'machines = ["another"]\n[settings.printer]\nuri = "ipp://192.0.2.3/ipp/print"\n',
    }
    own = b'[printer]\nuri = "ipp://192.0.2.4/ipp/print"\n'
    write(file, "a", {FLEET.bundle: packed(fleet), machine_target(ID): own})
    settings = configured(file).settings
    assert settings.the(Ipp).uri == "ipp://192.0.2.4/ipp/print"
    assert settings.the(Ipp).stuck_ms == 12_000
    assert settings.machine.refund_within_s == 91


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        ({machine_target(ID): b'[printer]\nuri = "nowhere"\n'}, "printer.uri"),
        ({machine_target(ID): b"[printer"}, "TOML"),
        ({machine_target(ID): b'[machine]\nid = "another"\n'}, "machine.id"),
        ({machine_target(ID): b'[city]\nkey = "k"\n'}, "city.key"),
        ({machine_target(ID): b'[[staff]]\nnumber = "1"\n'}, "staff"),
        ({machine_target(ID): b'[configuration]\nfolder = "/"\n'}, "configuration"),
        (
            {LAW.bundle: packed({"kinds/land-register.toml": FEE.format(500).replace("since = 2003-02-07", "")})},
            "since",
        ),
        ({LAW.bundle: packed({"kinds/land-register.toml": FEE.format(-1)})}, "zero or more"),
        ({LAW.bundle: b'{"notices.toml": ""}'}, "does not answer for"),
        ({FLEET.bundle: packed({"settings.toml": '[machine]\nid = "all-the-same"\n'})}, "machine.id"),
        ({FLEET.bundle: packed({"groups/a.toml": '[settings.city]\nkey = "k"\n'})}, "groups/a.toml: machines"),
        ({FLEET.bundle: packed({"groups/a.toml": f'machines = ["{ID}"]\n[city]\nkey = "k"\n'})}, "city: what is set"),
        ({"words/words.json": packed({"texts/ko.json": "[]"})}, "ko.json"),
        ({"words/words.json": packed({"texts/de.json": "{}"})}, "de.json"),
        ({"words/words.json": packed({"texts/en.json": '{"no.such": "text"}'})}, "no such message"),
        ({"words/words.json": packed({"texts/en.json": '{"out.power": "{nobody} is here"}'})}, "has no nobody"),
        ({"words/words.json": packed({"texts/en.json": '{"out.power": "{} is here"}'})}, "the message has no"),
        ({"words/words.json": packed({"texts/en.json": '{"out.power": "here is {"}'})}, "en.json: out.power"),
        ({"words/words.json": packed({"texts/en.json": '{"out.contact": "{phone:won}"}'})}, "has no :won"),
        ({"fleet/fleet.json": packed({"sites.toml": ""})}, "sites.toml"),
    ],
)
def test_what_is_wrong_with_it_is_found_before_it_is_written(file: Path, contents: dict[str, bytes], said: str) -> None:
    with pytest.raises(Trouble, match=said):
        write(file, "a", contents)
    assert configured(file).begun.version is None


def test_a_version_that_no_longer_opens_is_left_for_the_one_before(file: Path) -> None:
    versions = write(file, "a", DEARER)
    configured(file)
    versions.keep("a")
    write(file, "b", {LAW.bundle: packed({"kinds/land-register.toml": FEE.format(700)})})
    (versions.of("b") / "city" / "city.toml").unlink()
    found = configured(file)
    assert found.begun.left
    what = found.begun.left[2]
    assert "city.toml" in what
    assert found.begun == Begun("a", left=("b", ConfigurationTrouble.NOT_OPENED, what))
    assert fee(file) == Won(900)


def test_a_version_that_does_not_get_well_is_left_and_it_is_said(file: Path) -> None:
    write(file, "a", DEARER)
    assert [configured(file).begun.version for _ in range(2)] == ["a", "a"]
    assert configured(file).begun == Begun(left=("a", ConfigurationTrouble.NOT_STARTED, ""))


def test_what_is_wrong_with_the_kiosks_own_file_is_an_error(file: Path) -> None:
    write(file, "a", DEARER)
    file.write_text(file.read_text("utf-8").replace('id = "', 'idd = "'), "utf-8")
    with pytest.raises(SettingsError, match="machine"):
        configured(file)


ELSEWHERE = {machine_target(ID): b'[printer]\nuri = "ipp://192.0.2.77/ipp/print"\n'}


@pytest.mark.parametrize("look", [in_force, read_in_force])
def test_a_command_beside_the_kiosk_sees_what_was_signed_and_changes_nothing(
    file: Path, look: Callable[[Path], Settings]
) -> None:
    own = look(file).the(Ipp).uri
    versions = write(file, "a", ELSEWHERE)
    before = versions.state
    assert look(file).the(Ipp).uri == "ipp://192.0.2.77/ipp/print" != own
    assert versions.state == before
    configured(file)
    versions.keep("a")
    assert look(file).the(Ipp).uri == "ipp://192.0.2.77/ipp/print"
    (versions.of("a") / "signed" / quote(machine_target(ID), "")).write_text("[printer", "utf-8")
    assert look(file).the(Ipp).uri == own


def test_whatever_a_check_stumbles_over_is_refused_and_ends_nothing(file: Path) -> None:
    def stumbles(city: City) -> None:
        raise ZeroDivisionError("of a check")

    versions = versions_of(configured(file).settings)
    assert versions
    with pytest.raises(Trouble, match="ZeroDivisionError: of a check"):
        versions.write("a", lambda into: fill(into, DEARER, file, stumbles))
    assert not versions.is_news("a")
