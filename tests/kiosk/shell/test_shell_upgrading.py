"""A package goes from an admin's desk to a kiosk's disk in pieces, and to who lays versions when nobody is there; real packages of dpkg's."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from config.address import Address
from config.dialogue import Failure
from config.software import PackageTrouble
from config.updates.roles import ROLLOUT, SOFTWARE
from config.updates.rollout import Course, Ring, Rollout
from config.updates.software import Offered, Software, software_for
from config.wire import Wire
from kiosk.__main__ import main
from kiosk.core.channels import BringSoftware, SoftwareStands
from kiosk.shell import upgrading
from kiosk.shell.packages import signature_of
from kiosk.shell.packages_worker import handed_over
from kiosk.shell.upgrading import Upgrader
from systemd.supervision import updater, versions
from tests.config.updates.office import PEOPLE, Kiosk, Office, Served, plainly, served
from tests.kiosk.installed import NEW, OLD, WITHIN_MS, Machine, handing_over
from tests.patience import PATIENCE_S

FIRST, ANOTHER = "wonju-dangu-1", "wonju-dangu-2"
PIECE = 300


@pytest.fixture(autouse=True)
def pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upgrading, "PIECE", PIECE)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def office(tmp_path: Path, machine: Machine) -> Office:
    """Its first configuration is published, and it knows who builds packages."""
    office = Office(tmp_path / "desk", bits=1)
    shutil.copy(machine.place.trusted, office.folder / "keys/packages.pub")
    for name in (*PEOPLE, "server"):
        pem = office.keys[name].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (tmp_path / f"{name}.key").write_bytes(pem)
    office.publish()
    return office


@pytest.fixture
def server(office: Office) -> Iterator[Served]:
    with served(office.repository) as state:
        yield state


def config(office: Office, action: str, *more: object) -> int:
    return main(["config", action, f"{office.folder}", *map(str, more)])


def signed_by(office: Office, name: str) -> tuple[str, Path]:
    return "--key", office.folder.parent / f"{name}.key"


def rolled_out(office: Office, package: Path) -> None:
    """To one machine."""
    (office.folder / "software").mkdir()
    shutil.copy(package, office.folder / "software")
    office.write("software/software.toml", Software(NEW, package.name, signature_of(package)).written())
    office.desk.roll_out(Course.SOFTWARE, Rollout(NEW, Ring.ONE, FIRST))
    office.publish()


def offered(office: Office, server: Served, kiosk: str = FIRST) -> Offered | None:
    """As the kiosk of that id finds it signed."""
    root = (office.repository / "metadata/1.root.json").read_bytes()
    look = Kiosk(office.folder.parent / "follows", root, server.port).follower().look()
    targets = [look.find(role.bundle) for role in (SOFTWARE, ROLLOUT)]
    software = software_for(kiosk, {each.path: look.fetch(each) for each in targets if each})
    target = look.find(software.target) if software else None
    return Offered.of(software, target) if software and target else None


def upgrader(machine: Machine, server: Served, hand_over: Path) -> Upgrader:
    wire = Wire(Address("127.0.0.1", server.port, "/"), None)
    return Upgrader(machine.stick.parent / "fetched", wire, "/targets/", machine.place, hand_over)


@pytest.fixture
def hand_over(machine: Machine, tmp_path: Path) -> Iterator[Path]:
    with handing_over(machine, tmp_path / "hand-over") as path:
        yield path


@pytest.fixture
def somewhere(tmp_path: Path) -> Path:
    """Where nobody listens, but could."""
    path = tmp_path / "somewhere"
    path.touch()
    return path


def test_a_package_comes_from_the_desk_to_the_machine_that_is_first_and_waits_until_nobody_is_there(
    office: Office, machine: Machine, server: Served, hand_over: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = machine.package()
    assert config(office, "software", package) == 0
    said = capsys.readouterr().out
    assert f"the kiosk's software as installed → {NEW}, 0.0 MB, " in said
    assert "kiosks, one machine first" in said
    assert "software 2: 0 of 2 signatures; missing: 2 more of anna, bora, cheol" in said
    assert config(office, "sign", *signed_by(office, "anna")) == 0
    assert config(office, "publish", *signed_by(office, "server"), "--yes") == 1
    assert "goes to one machine first" in capsys.readouterr().err
    assert config(office, "publish", *signed_by(office, "server"), "--first", FIRST, "--yes") == 0
    assert "published: software" not in capsys.readouterr().out, "one signature is not enough"
    assert config(office, "sign", *signed_by(office, "bora")) == 0
    assert config(office, "publish", *signed_by(office, "server"), "--yes") == 0

    assert offered(office, server, ANOTHER) is None
    new = offered(office, server)
    assert new
    assert (new.version, new.size) == (NEW, package.stat().st_size)
    brings = upgrader(machine, server, hand_over)
    assert brings(BringSoftware(new, may_write=False), WITHIN_MS) == SoftwareStands(OLD, True, "", new.size)
    assert not (machine.home / NEW).exists()
    assert brings(BringSoftware(new, may_write=True), WITHIN_MS) == SoftwareStands(OLD, True, NEW)
    laid = machine.home / NEW / "bin/kiosk"
    assert subprocess.run((f"{laid}",), capture_output=True, text=True, check=True).stdout == f"{NEW}\n"
    assert list((machine.stick.parent / "fetched").iterdir()) == []
    asked = len(server.asked)
    assert brings(BringSoftware(new, may_write=True), WITHIN_MS) == SoftwareStands(OLD, True, NEW)
    assert len(server.asked) == asked, "what is there is not fetched again"


def test_what_the_package_does_not_do_the_updater_leaves_and_it_is_not_fetched_again(
    office: Office, machine: Machine, server: Served, somewhere: Path
) -> None:
    rolled_out(office, machine.package())
    new = offered(office, server)
    (machine.home / NEW / "bin").mkdir(parents=True)
    (machine.home / NEW / "bin/kiosk").touch()
    versions.point(machine.home / "next", NEW)
    state, patience = updater.read(machine.place.state, machine.home), updater.Patience(healthy=60, kept=300)
    for second in range(3):
        state = updater.decide(state, updater.Seen(NEW, able=True, free=True), second, patience)
    updater.write(machine.place.state, state)
    versions.begin(machine.home, machine.place.state)
    brings = upgrader(machine, server, somewhere)
    assert brings(BringSoftware(new, may_write=True), WITHIN_MS) == SoftwareStands(NEW, False, "")
    for second in range(3, 100):
        state = updater.decide(state, updater.Seen(NEW, able=False, free=True), second, patience)
    updater.write(machine.place.state, state)
    versions.begin(machine.home, machine.place.state)
    asked = len(server.asked)
    left = SoftwareStands(OLD, True, "", trouble=PackageTrouble.REFUSED)
    assert brings(BringSoftware(new, may_write=True), WITHIN_MS) == left
    assert len(server.asked) == asked


def test_what_broke_off_goes_on_where_it_ended(
    office: Office, machine: Machine, server: Served, somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rolled_out(office, machine.package())
    new = offered(office, server)
    assert new
    breaks = [0]

    def breaking(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        breaks[0] += 1
        if breaks[0] in (3, 4):  # a connection that breaks off is tried once more at once
            handler.send_response(206)
            handler.send_header("Content-Length", str(PIECE))
            handler.end_headers()
            handler.wfile.write(b"half")
            handler.close_connection = True
        else:
            plainly(handler, body)

    server.instead[".deb"] = breaking
    assert isinstance(upgrader(machine, server, somewhere)(BringSoftware(new, False), WITHIN_MS), Failure)
    (part,) = (machine.stick.parent / "fetched").iterdir()
    assert part.stat().st_size == 2 * PIECE
    # A process that has just begun has not looked yet what is signed.
    assert upgrader(machine, server, somewhere)(BringSoftware(None, False), WITHIN_MS) == SoftwareStands(OLD)
    assert part.stat().st_size == 2 * PIECE
    pieces = -(-new.size // PIECE)
    stands = upgrader(machine, server, somewhere)(BringSoftware(new, False), WITHIN_MS)
    assert stands == SoftwareStands(OLD, True, "", new.size)
    assert breaks[0] == pieces + 2, "each piece once, but for the broken one"

    monkeypatch.setattr(upgrading, "FETCH_MS", 0)
    (whole,) = (machine.stick.parent / "fetched").iterdir()
    whole.rename(part)
    with part.open("r+b") as file:
        file.truncate(PIECE)
    stands = upgrader(machine, server, somewhere)(BringSoftware(new, False), WITHIN_MS)
    assert stands == SoftwareStands(OLD, True, "", PIECE), "a question ends in time, whatever is still to come"


def test_bytes_that_nobody_signed_are_thrown_away_and_no_version_is_laid(
    office: Office, machine: Machine, server: Served, hand_over: Path
) -> None:
    package = machine.package()
    rolled_out(office, package)
    new = offered(office, server)
    assert new
    data = bytearray(package.read_bytes())
    data[400] ^= 1

    def turned(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        plainly(handler, bytes(data))

    server.instead[".deb"] = turned
    assert isinstance(upgrader(machine, server, hand_over)(BringSoftware(new, True), WITHIN_MS), Failure)
    assert list((machine.stick.parent / "fetched").iterdir()) == []
    assert sorted(each.name for each in machine.home.iterdir()) == [OLD, "current"]


def endless(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    handler.send_response(206)
    handler.send_header("Content-Length", str(1 << 40))
    handler.end_headers()
    with contextlib.suppress(OSError):
        while True:
            handler.wfile.write(bytes(65_536))


def short(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    plainly(handler, body[:10])


def whole(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def dripping(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    handler.send_response(206)
    handler.send_header("Content-Length", str(PIECE))
    handler.end_headers()
    threading.Event().wait(PATIENCE_S)


@pytest.mark.parametrize("answer", [endless, short, whole, dripping])
def test_of_a_server_that_sends_something_else_nothing_is_kept(
    answer: object, office: Office, machine: Machine, server: Served, somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upgrading, "PIECE_MS", 1_000)
    rolled_out(office, machine.package())
    server.instead[".deb"] = answer  # type: ignore[assignment]
    stands = upgrader(machine, server, somewhere)(BringSoftware(offered(office, server), False), WITHIN_MS)
    assert isinstance(stands, Failure)
    assert [each.stat().st_size for each in (machine.stick.parent / "fetched").iterdir()] == [0]


def test_where_it_cannot_be_taken_nothing_is_fetched_and_it_says_why(
    office: Office, machine: Machine, server: Served, somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rolled_out(office, machine.package())
    new = offered(office, server)
    asked = len(server.asked)
    assert trouble(upgrader(machine, server, Path("/nowhere")), new) is PackageTrouble.NO_RIGHTS
    monkeypatch.setattr("kiosk.shell.upgrading.shutil.disk_usage", lambda path: SimpleNamespace(free=100))
    assert trouble(upgrader(machine, server, somewhere), new) is PackageTrouble.NO_ROOM
    monkeypatch.undo()
    (machine.home / "2.0").mkdir()
    versions.point(machine.home / "current", "2.0")
    assert trouble(upgrader(machine, server, somewhere), new) is PackageTrouble.NOT_NEWER
    assert len(server.asked) == asked


def test_a_package_for_an_administrator_is_handed_over_once_and_stays_where_it_is(
    office: Office, machine: Machine, server: Served, hand_over: Path
) -> None:
    rolled_out(office, machine.package(unit="[Service]\nUser=root\n"))
    new = offered(office, server)
    brings = upgrader(machine, server, hand_over)
    assert trouble(brings, new) is PackageTrouble.FOR_ADMINS
    asked = len(server.asked)
    assert trouble(brings, new) is PackageTrouble.FOR_ADMINS
    assert len(server.asked) == asked


def trouble(brings: Upgrader, new: Offered | None) -> PackageTrouble | None:
    stands = brings(BringSoftware(new, may_write=True), WITHIN_MS)
    assert isinstance(stands, SoftwareStands)
    return stands.trouble


def test_a_package_that_no_machine_would_believe_does_not_get_onto_the_desk(
    office: Office, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert config(office, "software", machine.package(signed=False)) == 1
    assert "not-signed" in capsys.readouterr().err
    assert office.desk.software() is None
    other = machine.package(name="other")
    assert config(office, "software", other) == 1
    assert "no-package" in capsys.readouterr().err


def test_a_roll_out_of_software_goes_on_by_what_the_machines_say(
    office: Office, machine: Machine, server: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    rolled_out(office, machine.package())
    assert office.desk.rollout(Course.CONFIGURATION) is None, "no other configuration was published with it"
    assert config(office, "rollout", *signed_by(office, "server"), "--to", "all") == 0
    assert capsys.readouterr().out.endswith(f"software {NEW}: all may take it\n")
    assert offered(office, server, ANOTHER)
    assert config(office, "rollout", *signed_by(office, "server"), "--to", "nobody", "--only", "software") == 1
    assert offered(office, server) is None
    found = office.desk.rollout(Course.SOFTWARE)
    assert found
    assert (found.ring, found.first) == (Ring.NOBODY, FIRST)


@contextlib.contextmanager
def listening(path: Path, answer: Callable[[socket.socket], object]) -> Iterator[list[int]]:
    """Somebody who lays versions, reads what comes and says ``answer``; how often they were called."""
    called: list[int] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as socket_:
        socket_.bind(str(path))
        socket_.listen()

        def serve() -> None:
            with contextlib.suppress(OSError):  # nobody calls any more
                while True:
                    line, _ = socket_.accept()
                    called.append(1)
                    with line, contextlib.suppress(OSError):
                        while line.recv(65_536):
                            pass
                        answer(line)

        serving = threading.Thread(target=serve)
        serving.start()
        try:
            yield called
        finally:
            socket_.shutdown(socket.SHUT_RDWR)
            serving.join()


@pytest.mark.parametrize("answer", [b"", b"[]", b"null", b'{"version": "1.1", "trouble": "a word of later"}'])
def test_who_lays_versions_and_breaks_off_is_not_given_the_whole_package_every_minute(
    answer: bytes, office: Office, machine: Machine, server: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rolled_out(office, machine.package())
    new = offered(office, server)
    assert new
    with listening(tmp_path / "breaks-off", lambda line: line.sendall(answer)) as called:
        brings = upgrader(machine, server, tmp_path / "breaks-off")
        assert isinstance(brings(BringSoftware(new, True), WITHIN_MS), Failure)
        assert brings(BringSoftware(new, True), WITHIN_MS) == SoftwareStands(OLD, True, "", new.size)
        assert len(called) == 1
        monkeypatch.setattr(upgrading, "HAND_OVER_AGAIN_S", 0)
        again = upgrader(machine, server, tmp_path / "breaks-off")
        for _ in range(2):
            assert isinstance(again(BringSoftware(new, True), WITHIN_MS), Failure)
        assert len(called) == 3


def test_who_lays_versions_has_one_deadline_for_all_that_they_say(machine: Machine, tmp_path: Path) -> None:
    def drips(line: socket.socket) -> None:
        for _ in range(60):
            line.sendall(b" ")
            threading.Event().wait(0.05)

    package = machine.package()
    with listening(tmp_path / "drips", drips), pytest.raises(TimeoutError):
        handed_over(package, "", tmp_path / "drips", 0.5)


def test_what_was_fetched_of_another_version_takes_no_room_from_the_next(
    office: Office, machine: Machine, server: Served, somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rolled_out(office, machine.package())
    new = offered(office, server)
    assert new
    fetched = machine.stick.parent / "fetched"
    fetched.mkdir()
    for name in ("part", "deb"):
        (fetched / f"{'0' * 64}.{name}").write_bytes(bytes(new.size))

    def free(path: Path) -> SimpleNamespace:
        return SimpleNamespace(free=2 * new.size - sum(each.stat().st_size for each in fetched.iterdir()))

    monkeypatch.setattr("kiosk.shell.upgrading.shutil.disk_usage", free)
    stands = upgrader(machine, server, somewhere)(BringSoftware(new, False), WITHIN_MS)
    assert stands == SoftwareStands(OLD, True, "", new.size)


# --- power ---------------------------------------------------------------------------------------------------------

CUT_AT_EVERY_STEP = """
import os, shutil, signal, sys
from pathlib import Path
from config.address import Address
from config.updates.software import Offered
from config.wire import Wire
from kiosk.core.channels import BringSoftware
from kiosk.shell import upgrading
from kiosk.shell.packages import Place
port, fetched, home, hand_over, version, path, size, digest = sys.argv[1:]
upgrading.PIECE = int(size) // 2 + 1
offered = Offered(version, path, int(size), digest, "signature")
def run(cut_at):
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = cut_at
    def cut(function):
        def may_end(*arguments, **more):
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments, **more)
        return may_end
    os.fsync = cut(lambda handle: None)  # a process that is killed loses nothing that was not synced
    for name in ("rename", "unlink"):
        setattr(Path, name, cut(getattr(Path, name)))
    upgrading.handed_over = cut(upgrading.handed_over)
    wire = Wire(Address("127.0.0.1", int(port), "/"), None)
    place = Place(home=Path(home), state=Path(home, "state"))
    brings = upgrading.Upgrader(Path(fetched), wire, "/targets/", place, Path(hand_over))
    os._exit(0 if getattr(brings(BringSoftware(offered, True), 60_000), "waiting", "") == version else 1)
killed = 0
while True:
    shutil.rmtree(fetched, ignore_errors=True)
    shutil.rmtree(Path(home, version), ignore_errors=True)
    Path(home, "next").unlink(missing_ok=True)
    if run(killed + 1) == 0:
        break
    killed += 1
    assert run(0) == 0, f"after a cut at step {killed}"
    assert list(Path(fetched).iterdir()) == [], f"after a cut at step {killed}"
print(killed)
"""


@contextlib.contextmanager
def laying(machine: Machine, path: Path, package: bytes) -> Iterator[None]:
    """Who lays versions, in short: takes what is whole, and nothing else."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(str(path))
        listening.listen()

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    line, _ = listening.accept()
                    with line, line.makefile("rb") as reading:
                        reading.readline()
                        if reading.read() == package:
                            (machine.home / NEW).mkdir(exist_ok=True)
                            versions.point(machine.home / "next", NEW)
                        line.sendall(json.dumps({"version": NEW, "trouble": ""}).encode())

        serving = threading.Thread(target=serve)
        serving.start()
        try:
            yield
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            serving.join()


def test_a_process_that_is_killed_at_any_step_goes_on_where_it_was(
    office: Office, machine: Machine, server: Served, tmp_path: Path
) -> None:
    package = machine.package()
    rolled_out(office, package)
    new = offered(office, server)
    assert new
    call = [sys.executable, "-c", CUT_AT_EVERY_STEP, server.port, tmp_path / "cut", machine.home, tmp_path / "lays"]
    call += [new.version, new.path, new.size, new.sha256]
    with laying(machine, tmp_path / "lays", package.read_bytes()):
        done = subprocess.run(
            [str(part) for part in call], stdout=subprocess.PIPE, text=True, timeout=PATIENCE_S, check=True
        )
    assert int(done.stdout) >= 6
    assert os.readlink(machine.home / "next") == NEW
