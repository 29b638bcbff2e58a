"""An admin's desk: what is said before somebody signs, whose signatures are missing, and what cannot be published."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from config.city import SHIPPED, read_city
from config.data_file import DataFileError
from config.updates.changes import changes
from config.updates.desk import NotSigned
from config.updates.overlay import lay_over
from config.updates.signers import read_signers
from kiosk.__main__ import main
from tests.config.updates.office import OFFLINE, PEOPLE, Office

WONJU = SHIPPED / "wonju"
TODAY = date(2026, 12, 1)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "desk", bits=1)


def differing(office: Office, tmp_path: Path) -> list[str]:
    into = tmp_path / "after"
    lay_over(WONJU, office.desk.bundles().values(), into)
    return list(changes(read_city(WONJU), read_city(into), TODAY))


def shipped(file: str) -> str:
    return (WONJU / file).read_text("utf-8")


def test_a_fee_is_told_with_what_it_was_and_from_when_on(office: Office, tmp_path: Path) -> None:
    more = "\n[[fee]]\nsince = 2027-01-01\nper_copy = 500\nconfirmed = true\n"
    office.write("law/kinds/vehicle-register.toml", shipped("kinds/vehicle-register.toml") + more)
    assert differing(office, tmp_path) == ["자동차등록원부 300 won → 500 won from 2027-01-01, 5 kiosks"]


def test_a_fee_that_was_otherwise_before_today_is_told_as_such(office: Office, tmp_path: Path) -> None:
    text = shipped("kinds/vehicle-register.toml").replace("per_copy = 300", "per_copy = 400")
    office.write("law/kinds/vehicle-register.toml", text)
    assert differing(office, tmp_path) == ["자동차등록원부 300 won → 400 won from 2003-02-07 (in the past), 5 kiosks"]


def test_a_kind_that_is_switched_off_and_whatever_else_differs_is_told(office: Office, tmp_path: Path) -> None:
    office.write(
        "law/kinds/land-register.toml", shipped("kinds/land-register.toml").replace("offered = true", "offered = false")
    )
    office.write("fleet/city.toml", shipped("city.toml").replace("033-000-0000", "033-000-0001"))
    notice = '[[notice]]\nsince = 2027-01-01T00:00:00\nuntil = 2027-01-02T00:00:00\ntext = { ko = "쉽니다", en = "Closed" }\n'
    office.write("notices/notices.toml", notice)
    off, phone, added = differing(office, tmp_path)
    assert off == "토지대장: switched off, 5 kiosks"
    assert phone == "phone: 033-000-0000 → 033-000-0001"
    assert added.startswith("notices: CityNotice(")
    assert added.endswith("is added")


def test_a_kind_that_is_switched_off_at_one_machine_is_told_with_the_machine(office: Office, tmp_path: Path) -> None:
    office.write("notices/off.toml", '[[off]]\nkinds = ["local-tax"]\nsites = ["03"]\n')
    (line,) = differing(office, tmp_path)
    assert line.endswith("switched off for now, 03 단구동")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[off]]\nkinds = ["passport"]\n', "off.0.kinds: not known here: passport"),
        ('[[off]]\nkinds = ["local-tax"]\nsites = ["99"]\n', "off.0.sites: not known here: 99"),
        ("[[off]]\nkinds = []\n", "off.0.kinds"),
    ],
)
def test_what_cannot_be_switched_off_is_named(text: str, said: str, office: Office, tmp_path: Path) -> None:
    office.write("notices/off.toml", text)
    with pytest.raises(DataFileError, match=said):
        differing(office, tmp_path)


def test_two_must_sign_the_law_and_it_is_said_who_has_not(office: Office) -> None:
    office.publish()
    office.write("law/holidays.toml", shipped("holidays.toml") + '\n[[holiday]]\ndate = 2027-02-01\nname = "시험"\n')
    with pytest.raises(NotSigned, match="law 2: 1 more of bora, cheol must sign"):
        office.publish("anna")
    (published,) = office.publish("cheol")
    assert (published.role, published.version, published.signed) == ("law", 2, ("anna", "cheol"))


def test_what_was_signed_and_then_changed_has_to_be_signed_anew(office: Office) -> None:
    office.publish()
    office.write("law/exemptions.toml", shipped("exemptions.toml"))
    office.desk.draft()
    office.desk.sign(office.signer("anna"))
    office.write("law/exemptions.toml", shipped("exemptions.toml") + "\n")
    office.desk.draft()
    assert office.desk.standing("law").signed == ()


def test_what_lacks_a_signature_holds_nothing_else_up(office: Office) -> None:
    office.publish()
    office.write("law/exemptions.toml", shipped("exemptions.toml"))
    office.write("notices/notices.toml", "")
    assert [each.role for each in office.publish("anna")] == ["notices"]
    assert office.desk.drafted() == ["law"]


def test_the_first_repository_is_whole_or_none(office: Office) -> None:
    with pytest.raises(NotSigned, match="root 1: 1 more of bora, cheol"):
        office.publish("anna")
    assert not (office.repository / "metadata" / "timestamp.json").exists()


def test_a_stranger_signs_nothing(office: Office, tmp_path: Path) -> None:
    stranger = Office(tmp_path / "other")
    office.desk.draft()
    with pytest.raises(NotSigned, match="names nobody"):
        office.desk.sign(stranger.signer("anna"))


def test_the_servers_key_signs_no_law(office: Office) -> None:
    office.publish()
    office.write("law/exemptions.toml", shipped("exemptions.toml"))
    with pytest.raises(NotSigned):
        office.publish("server")


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ({"law": ("anna",)}, "law: at least 2 different people"),
        ({"law": ("anna", "anna")}, "law: at least 2 different people"),
        ({"root": ("anna", "eve")}, "root.keys: nobody is called eve"),
    ],
)
def test_roles_that_would_protect_nothing_are_refused(
    who: dict[str, tuple[str, ...]], said: str, office: Office
) -> None:
    office.say_who(dict.fromkeys(OFFLINE, PEOPLE) | who)
    with pytest.raises(DataFileError, match=said):
        read_signers(office.folder)


def test_one_key_under_two_names_is_refused(office: Office) -> None:
    public = (office.folder / "keys" / "anna.pub").read_bytes()
    (office.folder / "keys" / "bora.pub").write_bytes(public)
    with pytest.raises(DataFileError, match=r"keys\.bora is the same key as keys\.anna"):
        read_signers(office.folder)


def test_a_root_that_kiosks_could_not_follow_is_not_published(office: Office) -> None:
    office.publish()
    for name in ("dami", "eun"):
        office.give_key(name)
    office.say_who(dict.fromkeys(OFFLINE, ("dami", "eun", "cheol")))
    with pytest.raises(NotSigned, match="who signed the last root"):
        office.publish("dami", "eun")


# --- as an admin types it ------------------------------------------------------------------------------------------


@pytest.fixture
def typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A desk that was begun, with keys that were made, by commands."""
    desk, safe = tmp_path / "typed", tmp_path / "safe"
    safe.mkdir()
    (safe / "words").write_text("four words in a row\n")
    assert main(["config", "begin", str(desk)]) == 0
    for name in (*PEOPLE, "server"):
        how = ["--without-passphrase"] if name == "server" else ["--passphrase-file", str(safe / "words")]
        assert main(["config", "keygen", str(safe / f"{name}.key"), *how]) == 0
        (desk / "keys" / f"{name}.pub").write_bytes((safe / f"{name}.pub").read_bytes())
    roles = (desk / "roles.toml").read_text("utf-8")
    roles = roles.replace(
        '# anna = "keys/anna.pub"', "\n".join(f'{name} = "keys/{name}.pub"' for name in (*PEOPLE, "server"))
    )
    people, _, server = roles.partition("[snapshot]")
    quoted = ", ".join(f'"{name}"' for name in PEOPLE)
    roles = (
        people.replace("keys = []", f"keys = [{quoted}]")
        + "[snapshot]"
        + server.replace("keys = []", 'keys = ["server"]')
    )
    (desk / "roles.toml").write_text(roles, "utf-8")
    capsys.readouterr()
    return desk


def sign(desk: Path, name: str) -> int:
    safe = desk.parent / "safe"
    key = ["--key", str(safe / f"{name}.key"), "--passphrase-file", str(safe / "words")]
    return main(["config", "sign", str(desk), *key])


def publish(desk: Path) -> int:
    return main(["config", "publish", str(desk), "--key", str(desk.parent / "safe" / "server.key"), "--yes"])


def test_a_fee_goes_from_a_file_to_what_kiosks_fetch_by_commands(
    typed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = typed / "law" / "kinds" / "land-price.toml"
    file.parent.mkdir()
    more = "\n[[fee]]\nsince = 2031-01-01\nper_copy = 900\nconfirmed = true\n"
    file.write_text(shipped("kinds/land-price.toml") + more, "utf-8")
    assert main(["config", "check", str(typed)]) == 0
    first, *rest = capsys.readouterr().out.splitlines()
    assert first.startswith("개별공시지가 확인서 ")
    assert first.endswith("→ 900 won from 2031-01-01, 5 kiosks")
    assert "law 1: 0 of 2 signatures; missing: 2 more of anna, bora, cheol" in rest
    assert sign(typed, "anna") == 0
    assert publish(typed) == 1
    assert "law 1: 1 more of bora, cheol must sign" in capsys.readouterr().err
    assert sign(typed, "cheol") == 0
    assert publish(typed) == 0
    capsys.readouterr()
    assert main(["config", "status", str(typed)]) == 0
    assert "law 1: new for 364 days" in capsys.readouterr().out


def test_settings_that_change_are_told_by_key_and_by_where(typed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    machines, groups = typed / "fleet" / "machines", typed / "fleet" / "groups"
    groups.mkdir()
    (machines / "kiosk-7.toml").write_text('[printer]\nuri = "ipp://192.0.2.7/ipp/print"\n')
    (groups / "hall.toml").write_text('machines = ["kiosk-7", "kiosk-8"]\n[settings.machine]\nrefund_within_s = 90\n')
    for name in PEOPLE[:2]:
        sign(typed, name)
    publish(typed)
    (machines / "kiosk-7.toml").unlink()
    (groups / "hall.toml").write_text('machines = ["kiosk-7"]\n[settings.machine]\nrefund_within_s = 60\n')
    (typed / "fleet" / "settings.toml").write_text('[power]\nups = "kiosk"\n')
    capsys.readouterr()
    assert main(["config", "check", str(typed)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert "kiosk-7: printer.uri ipp://192.0.2.7/ipp/print → as in its own file" in out
    assert "groups/hall.toml: settings.machine.refund_within_s 90 → 60" in out
    assert "groups/hall.toml: machines ['kiosk-7', 'kiosk-8'] → ['kiosk-7']" in out
    assert "all machines: power.ups as in its own file → kiosk" in out


def test_what_was_published_before_comes_back_as_a_new_version(typed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in PEOPLE[:2]:
        sign(typed, name)
    publish(typed)
    (typed / "law" / "exemptions.toml").write_text("", "utf-8")
    for name in PEOPLE[:2]:
        sign(typed, name)
    publish(typed)
    capsys.readouterr()
    assert main(["config", "rollback", str(typed), "law", "--to", "1"]) == 0
    out = capsys.readouterr().out
    assert not (typed / "law" / "exemptions.toml").exists()
    assert "law 3: 0 of 2 signatures" in out
    assert main(["config", "rollback", str(typed), "law", "--to", "9"]) == 1
    assert "there are 1, 2" in capsys.readouterr().err


def test_what_would_be_refused_on_a_kiosk_is_refused_at_the_desk(
    typed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fee without a date, and files that are another role's or none."""
    text = shipped("kinds/land-price.toml") + "\n[[fee]]\nper_copy = 900\nconfirmed = true\n"
    (typed / "law" / "kinds").mkdir()
    (typed / "law" / "kinds" / "land-price.toml").write_text(text, "utf-8")
    assert main(["config", "check", str(typed)]) == 1
    assert "land-price.toml: fee.1.since: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["begin", "."], "there is something already"),
        (["keygen", "roles.toml", "--without-passphrase"], "there is a key already"),
        (["keygen", "new.key"], "nobody is at a terminal"),
        (["sign", "nowhere", "--key", "roles.toml"], "no desk: it has no roles.toml"),
        (["sign", ".", "--key", "roles.toml"], "cannot be opened"),
        (["sign", ".", "--key", "none.key"], "none.key"),
        (["status", "law"], "`kiosk config begin law` makes one"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    arguments: list[str], said: str, typed: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(typed)
    assert main(["config", *arguments]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line


def test_a_short_passphrase_and_a_wrong_one_are_refused(typed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    safe = typed.parent / "safe"
    (safe / "short").write_text("1234")
    assert main(["config", "keygen", str(safe / "new.key"), "--passphrase-file", str(safe / "short")]) == 1
    assert not (safe / "new.key").exists()
    wrong = ["--key", str(safe / "anna.key"), "--passphrase-file", str(safe / "short")]
    assert main(["config", "sign", str(typed), *wrong]) == 1
    assert "anna.key: it cannot be opened" in capsys.readouterr().err


def test_the_private_half_is_for_its_owner_alone(typed: Path) -> None:
    key = typed.parent / "safe" / "anna.key"
    assert key.stat().st_mode & 0o077 == 0
    assert b"ENCRYPTED" in key.read_bytes()


def test_what_expires_is_said_with_the_exit_status(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.now -= timedelta(days=8)
    office.publish()
    assert main(["config", "status", str(office.folder)]) == 1
    assert "timestamp 1: EXPIRED" in capsys.readouterr().out
