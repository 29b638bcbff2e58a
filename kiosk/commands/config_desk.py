"""``kiosk config`` at an admin's desk: keys, what will change, signatures, and what is published (`config.updates`)."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from securesystemslib.signer import Signer

from config.city import City, city_folder, read_city
from config.seoul import SEOUL
from config.trouble import Trouble
from config.updates.bundle import unpacked
from config.updates.changes import changes, differences
from config.updates.desk import Desk, Standing
from config.updates.overlay import lay_over
from config.updates.roles import CITY_ROLES, FLEET, GROUPS, MACHINES, ROLES, SETTINGS, SOFTWARE, machine_target
from config.updates.rollout import Course, Outcome, Ring, Rollout, judged
from config.updates.settings import parsed
from config.updates.signers import FILE, make_key, signer_of
from config.updates.software import software_in
from kiosk.commands.asking import add_yes, must_agree, passphrase_for, passphrase_of

_ROLES = """\
# Who signs what. A person is named once under [keys], with the public half of a key of their own:
# `kiosk config keygen NAME.key` makes one. Fewer than these thresholds are refused.
city = "{city}"   # as `city.data` in the kiosks' settings

[keys]
# anna = "keys/anna.pub"

[root]            # who signs what: changes when a person comes or goes
keys = []         # three people
threshold = 2
days = 365

[targets]         # which roles there are
keys = []
threshold = 2
days = 365

[law]             # kinds, fees, exemptions, holidays
keys = []
threshold = 2
days = 365

[words]           # texts and pictures
keys = []
threshold = 1
days = 365

[fleet]           # the city's data, and settings of single machines in fleet/machines/ID.toml
keys = []
threshold = 1
days = 365

[notices]         # notices, and kinds that are switched off for a time
keys = []
threshold = 1
days = 90

# [software]      # which version of the program kiosks run; without it those who sign the law, two again
# keys = []
# threshold = 2
# days = 365

[snapshot]        # the server's own key, both
keys = []
threshold = 1
days = 7

[timestamp]
keys = []
threshold = 1
days = 7
"""


def desk_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("desk", type=Path, help="folder of the desk: roles.toml, law/, words/, fleet/, notices/")


def key_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--key", type=Path, required=True, help="private key, in PEM")
    add_passphrase(parser)


def add_passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="its passphrase; without, it is asked for at the terminal"
    )


def opened(folder: Path) -> Desk:
    if not (folder / FILE).is_file():
        raise Trouble(f"{folder}: no desk: it has no {FILE}; `kiosk config begin {folder}` makes one")
    return Desk(folder, datetime.now(UTC))


# --- begin, keygen -------------------------------------------------------------------------------------------------


def begin_arguments(parser: argparse.ArgumentParser) -> None:
    desk_argument(parser)
    parser.add_argument("--city", default="", metavar="CITY", help="as in the kiosks' settings: city.data")


def begin(options: argparse.Namespace) -> int:
    folder, city = options.desk, read_city(city_folder(options.city))
    if folder.exists() and any(folder.iterdir()):
        raise Trouble(f"{folder}: there is something already")
    for name in (*(role.name for role in CITY_ROLES), "fleet/machines", "keys"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(_ROLES.format(city=options.city or city.id), "utf-8")
    print(f"{folder / FILE}: name who signs what there; then put what shall differ into law/, words/, fleet/, notices/")
    print(f"  the files are those of {city.folder}")
    return 0


def keygen_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="NAME.key", help="where the private half goes; NAME.pub beside it")
    add_passphrase(parser)
    parser.add_argument(
        "--without-passphrase", action="store_true", help="for a server, which nobody is there to open it for"
    )


def keygen(options: argparse.Namespace) -> int:
    private, public = options.file, options.file.with_suffix(".pub")
    for path in (private, public):
        if path.exists():
            raise Trouble(f"{path}: there is a key already")
    passphrase = b"" if options.without_passphrase else passphrase_for(private, options.passphrase_file)
    make_key(private, passphrase)
    where = "lies on the server alone" if options.without_passphrase else "keep it offline, and a copy of it elsewhere"
    print(f"{private}: {where}\n{public}: goes into the desk's keys/ and {FILE}")
    return 0


def signer(options: argparse.Namespace) -> Signer:
    return signer_of(options.key, passphrase_of(options.key, options.passphrase_file))


# --- check ---------------------------------------------------------------------------------------------------------


def check(folder: Path) -> int:
    """What will change where, and who has to sign yet."""
    desk = opened(folder)
    with tempfile.TemporaryDirectory() as scratch:
        before = _city(desk, _published(desk), Path(scratch, "before"))
        after = _city(desk, desk.bundles(), Path(scratch, "after"))
        lines = [
            *changes(before, after, datetime.now(SEOUL).date()), *_machines(desk), *_software(desk, len(after.sites)),
        ]  # fmt: skip
    print(*(lines or ["nothing differs from what is published"]), sep="\n")
    desk.draft()
    for line in _drafts(desk):
        print(line)
    return 0


def _software(desk: Desk, sites: int) -> Iterator[str]:
    if desk.is_news(Course.SOFTWARE):
        (package,) = desk.packages().values()
        before = software_in(desk.published_content(SOFTWARE.bundle))
        then = before.version if before else "as installed"
        mb = package.stat().st_size / 1e6
        yield f"the kiosk's software {then} → {desk.release(Course.SOFTWARE)}, {mb:,.1f} MB, {sites} kiosks, one machine first"


def _published(desk: Desk) -> dict[str, dict[str, str]]:
    found = {role.name: desk.published_content(role.bundle) for role in CITY_ROLES}
    return {name: unpacked(data, ROLES[name]) for name, data in found.items() if data is not None}


def _city(desk: Desk, bundles: Mapping[str, Mapping[str, str]], into: Path) -> City:
    """Raises `DataFileError`: the file and the key, as on every kiosk."""
    name = desk.signers.roles.city
    ground = city_folder(str(desk.folder / name) if "/" in name else name)
    lay_over(ground, (bundles[role.name] for role in CITY_ROLES if role.name in bundles), into)
    return read_city(into)


def _machines(desk: Desk) -> Iterator[str]:
    """What will be set otherwise at which machine; nothing where no machine is named."""
    machines = desk.machines()
    for kiosk in sorted(machines.keys() | desk.published_machines()):
        path = machine_target(kiosk)
        yield from differences(f"{kiosk}: ", _set(path, desk.published_content(path)), _set(path, machines.get(kiosk)))
    now, then = desk.bundles()[FLEET.name], _published(desk).get(FLEET.name, {})
    for name in sorted({each for each in (*now, *then) if each == SETTINGS or each.startswith(GROUPS)}):
        where = "all machines: " if name == SETTINGS else f"{name}: "
        yield from differences(where, _set(name, then.get(name)), _set(name, now.get(name)))


def _set(name: str, text: str | bytes | None) -> dict[str, object]:
    """Key to value, and what is set in tables under the whole of its name. Raises `GroupError`."""
    found: dict[str, object] = {}
    waiting = [("", parsed(name, text.decode() if isinstance(text, bytes) else text or ""))]
    while waiting:
        before, table = waiting.pop()
        for key, value in table.items():
            if isinstance(value, dict):
                waiting.append((f"{before}{key}.", value))
            else:
                found[before + key] = value
    return found


def _drafts(desk: Desk) -> list[str]:
    return _together(map(desk.standing, desk.drafted()))


def _together(standings: Iterable[Standing]) -> list[str]:
    """The bins of machines, which are signed as one, in one line."""
    return list(dict.fromkeys(_said(replace(each, role=_called(each.role))) for each in standings))


def _called(role: str) -> str:
    return "settings of machines" if role.startswith(f"{MACHINES}-") else role


def _said(standing: Standing) -> str:
    what = f"{standing.role} {standing.version}"
    have = f"{len(standing.signed)} of {standing.threshold} signatures"
    if standing.enough:
        return f"{what}: {have} ({', '.join(standing.signed)})"
    missing = f"{standing.threshold - len(standing.signed)} more of {', '.join(standing.missing)}"
    return f"{what}: {have}; missing: {missing}"


# --- sign, publish, status, rollback -------------------------------------------------------------------------------


def sign_arguments(parser: argparse.ArgumentParser) -> None:
    desk_argument(parser)
    key_arguments(parser)
    parser.add_argument(
        "--renew", action="append", default=[], metavar="ROLE", help="sign it anew though it says the same"
    )


def sign(options: argparse.Namespace) -> int:
    desk = opened(options.desk)
    desk.draft(anew=frozenset(options.renew))
    standing = desk.sign(signer(options))
    print(*(_together(standing) if standing else ["nothing waits for this signature"]), sep="\n")
    return 0


def publish_arguments(parser: argparse.ArgumentParser) -> None:
    desk_argument(parser)
    key_arguments(parser)
    parser.add_argument(
        "--first", metavar="KIOSK", help="to this machine alone for now; `kiosk config rollout` brings it to the others"
    )
    add_yes(parser)


def publish(options: argparse.Namespace) -> int:
    desk = opened(options.desk)
    if options.first:
        for course in filter(desk.is_news, Course):
            desk.roll_out(course, Rollout(desk.release(course), Ring.ONE, options.first))
    elif desk.is_news(Course.SOFTWARE) and not _begun(desk, Course.SOFTWARE):
        raise Trouble("a version of the software goes to one machine first: --first KIOSK")
    desk.draft()
    print(*(_drafts(desk) or ["nothing new; that it is still what holds is signed anew"]), sep="\n")
    must_agree(options.yes)
    published = desk.publish(signer(options))
    for line in _together(published):
        print(f"published: {line}")
    print(f"{options.desk / 'repository'}: signed to be new until {_until(desk)}")
    return 0


def _begun(desk: Desk, course: Course) -> bool:
    """What lies on the desk is being rolled out already."""
    rollout = desk.rollout(course)
    return rollout is not None and rollout.release == desk.release(course)


def rollout_arguments(parser: argparse.ArgumentParser) -> None:
    desk_argument(parser)
    key_arguments(parser)
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument(
        "--database", metavar="URL", help="the city's, which has heard from the machines how they fare with it"
    )
    how.add_argument("--to", choices=[ring.value for ring in Ring], type=Ring, help="so far, whatever they say")
    names = [course.name.lower() for course in Course]
    parser.add_argument("--only", choices=names, help="of what is rolled out this alone, where both are")


def rollout(options: argparse.Namespace) -> int:
    """Exit status 1 when one was stopped."""
    desk = opened(options.desk)
    under_way = {
        course: found
        for course in Course
        if (found := desk.rollout(course)) and options.only in (None, course.name.lower())
    }
    if not under_way:
        raise Trouble(f"{options.desk}: nothing is rolled out; `kiosk config publish --first KIOSK` begins it")
    rings = {
        course: options.to or judged(found, _as_they_fare(desk, course, found, options.database))
        for course, found in under_way.items()
    }
    moved = [course for course, ring in rings.items() if ring is not under_way[course].ring]
    for course in moved:
        desk.roll_out(course, replace(under_way[course], ring=rings[course]))
    if moved:
        desk.draft()
        desk.publish(signer(options))
    for course, ring in rings.items():
        print(f"{course.name.lower()} {under_way[course].release}: {_RINGS[ring]}")
    return int(Ring.NOBODY in rings.values())


_RINGS = {
    Ring.ONE: "one machine has it", Ring.TWENTIETH: "one in twenty may take it", Ring.ALL: "all may take it",
    Ring.NOBODY: "STOPPED: no further machine takes it; put an earlier version back, or say --to",
}  # fmt: skip


def _as_they_fare(desk: Desk, course: Course, under_way: Rollout, database: str) -> list[Outcome]:
    """What the machines say that may take it."""
    from sync.reference_city.outcomes import outcome_of_software, outcomes_of
    from sync.reference_city.store import SqlStore

    store = SqlStore(database, "read")
    known = {each.kiosk for each in store.enrolments.certificates() if not each.barred}
    found = []
    for kiosk in sorted(each for each in known if under_way.takes(each)):
        if course is Course.CONFIGURATION:
            said = outcomes_of(store.machines, kiosk).get(desk.version_of(kiosk), "open")
        else:
            said = outcome_of_software(store.beats.beat(kiosk), under_way.release)
        print(f"{kiosk}: {said}")
        found.append(Outcome(said))
    return found


def _until(desk: Desk) -> str:
    (timestamp,) = (each for each in desk.published() if each.role == "timestamp")
    return f"{timestamp.expires.astimezone(SEOUL):%Y-%m-%d %H:%M}"


def status(options: argparse.Namespace) -> int:
    """Exit status 1 when something has grown old."""
    desk, now, old = opened(options.desk), datetime.now(UTC), False
    lines: dict[str, None] = {}
    for each in desk.published():
        days = (each.expires - now).days
        old |= each.expires <= now
        left = "EXPIRED" if each.expires <= now else f"new for {days} days"
        signed = ", ".join(each.signed)
        lines[f"{_called(each.role)} {each.version}: {left}, until {each.expires:%Y-%m-%d}; signed by {signed}"] = None
    print(*lines, sep="\n")
    desk.draft()
    for line in _drafts(desk):
        print(f"draft: {line}")
    return int(old)


def rollback_arguments(parser: argparse.ArgumentParser) -> None:
    desk_argument(parser)
    parser.add_argument("role", choices=sorted(role.name for role in CITY_ROLES))
    parser.add_argument("--to", type=int, required=True, metavar="VERSION", help="what was published then")


def rollback(options: argparse.Namespace) -> int:
    """Puts back on the desk what a role said in an earlier version; it is signed and published as a new one."""
    desk, role = opened(options.desk), ROLES[options.role]
    files = unpacked(desk.bundle_of(role.name, options.to), role)
    folder = options.desk / role.name
    for path in [folder / name for name in desk.bundles()[role.name]]:
        path.unlink()
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    print(f"{folder}: as published in {role.name} {options.to}; it is in force once it is signed and published again")
    return check(options.desk)
