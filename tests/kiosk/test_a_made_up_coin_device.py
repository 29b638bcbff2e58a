"""A protocol that nobody wrote into any list: its folder in `drivers` and a settings file fit it, from the bench to the books."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

import drivers
from config.ids import DeviceName
from config.won import Won
from drivers.bench.server import Bench
from drivers.fitting import Acceptor
from drivers.smartcard import pcscd
from kiosk.commands.diagnose import run_diagnosis
from kiosk.demo.demonstration import make_bench
from kiosk.demo.settings import example
from kiosk.money.exchange import places
from kiosk.shell.compose import cash_devices
from kiosk.shell.settings import Settings, check_settings, fittings, settings_model, settings_of
from kiosk.simulator.world import FULL, World
from sync.reference_city.keys import make_demo_keys
from tests.cities import WONJU
from tests.kiosk.session.visit import Visit, land, paying
from tests.patience import PATIENCE_S

DRIVER = '''
"""PENNY: the kiosk asks for the coins after a number (``Q7``), and says which are taken (``E100,50``); a line an answer."""

from drivers.device import Accept, CountingFrom, Credited, Identified, LineSettings, State, Status, StatusChanged, Step
from config.won import Won

POLL_MS = 200


class PennyBus:
    def __init__(self, name, booked):
        self.devices, self.line, self._name = (name,), LineSettings(9600), name
        self._seen = int(booked.split(".")[1]) if booked else None
        self._wanted, self._told, self._buffer, self._status = frozenset(), None, b"", None
        self._poll_at = self._heard = 0

    def step(self, now, received, commands):
        events, to_send = [], b""
        for command in commands:
            if isinstance(command, Accept):
                self._wanted = command.denominations
        *lines, self._buffer = (self._buffer + received).split(b"\\n")
        for line in lines:
            self._heard = now
            if line.startswith(b"A"):
                serial, total, *won = line[1:].decode().split(":")
                if self._status != State.ONLINE:
                    events.append(Identified(self._name, f"PENNY {serial}"))
                    self._told = None
                events += self._report(State.ONLINE)
                if self._seen is None:
                    self._seen = int(total)
                    events.append(CountingFrom(self._name, f"{serial}.{total}"))
                elif won[0]:
                    self._seen += 1
                    events.append(Credited(self._name, f"{serial}.{self._seen}", Won(int(won[0]))))
        if now - self._heard > 3 * POLL_MS:
            events += self._report(State.OFFLINE)
        if now >= self._poll_at:
            self._poll_at = now + POLL_MS
            to_send = b"Q%d\\n" % (self._seen or 0)
            if self._told != self._wanted:
                self._told = self._wanted
                to_send += b"E" + ",".join(str(int(each)) for each in sorted(self._wanted)).encode() + b"\\n"
        return Step(to_send, tuple(events), self._poll_at)

    def _report(self, state):
        if state == self._status:
            return []
        self._status = state
        return [StatusChanged(self._name, Status(state, "" if state == State.ONLINE else "no-answer"))]
'''

EMULATOR = """
from collections import Counter

from drivers.emulated import CoinTaker


class PennyEmulator(CoinTaker):
    heading = "동전 penny"

    def __init__(self):
        self.plugged, self.cashbox, self.returned = True, Counter(), 0
        self._coins, self._enabled, self._buffer = [], set(), b""

    def known(self):
        return (10, 50, 100, 500)

    def insert_coin(self, now, won):
        if not self.plugged or won not in self._enabled:
            self.returned += 1
            return False
        self.cashbox[won] += 1
        self._coins.append(won)
        return True

    def power_cycle(self, now):
        self._enabled = set()

    def step(self, now, received):
        *lines, self._buffer = (self._buffer + received).split(b"\\n")
        sent = b""
        for line in lines if self.plugged else ():
            if line.startswith(b"E"):
                self._enabled = {int(each) for each in line[1:].split(b",") if each}
            elif line.startswith(b"Q"):
                after = self._coins[int(line[1:]) :]
                sent += f"A77:{len(self._coins)}:{after[0] if after else ''}\\n".encode()
        return sent, None
"""

FITTING = '''
from typing import ClassVar

from config.won import Won
from drivers.emulated import Emulated
from drivers.fitting import Acceptor, Coin, FittedName, SerialFitting
from drivers.penny.driver import PennyBus
from drivers.penny.emulator import PennyEmulator


class Penny(SerialFitting):
    """A coin acceptor that does not exist."""

    section: ClassVar[str] = "penny"

    name: FittedName
    """What it is called."""
    coins: tuple[Coin, ...]
    """Those that it takes."""

    @property
    def devices(self):
        return (self.name,)

    @property
    def acceptors(self):
        return (Acceptor(self.name, frozenset(map(Won, self.coins))),)

    def bus(self, start):
        return PennyBus(self.name, start.booked.get(self.name, ""))

    def emulated(self):
        emulator = PennyEmulator()
        return Emulated({self.name: emulator}, emulator)


FITTING = Penny
'''


@pytest.fixture(autouse=True)
def penny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Dropped into a folder that the package looks into as well."""
    folder = tmp_path / "drivers" / "penny"
    folder.mkdir(parents=True)
    for name, text in (("driver", DRIVER), ("emulator", EMULATOR), ("fitting", FITTING)):
        (folder / f"{name}.py").write_text(text, "utf-8")
    monkeypatch.setattr(drivers, "__path__", [*drivers.__path__, str(folder.parent)])
    importlib.invalidate_caches()
    caches = (fittings, settings_model)
    for each in caches:
        each.cache_clear()
    yield
    for each in caches:
        each.cache_clear()
    for name in [each for each in sys.modules if each.startswith("drivers.penny")]:
        del sys.modules[name]


def machine(**penny: Any) -> dict[str, Any]:
    """The example's, where the ccTalk acceptor takes 500 won alone and the made-up device the small coins."""
    data = example(WONJU)
    data["cctalk"]["acceptor"]["coins"] = [{"position": 4, "id": "KR500A", "won": 500}]
    for hopper in data["cctalk"]["hopper"]:
        hopper["count"] = FULL
    data["penny"] = {"port": "/dev/kiosk/penny", "name": "penny-acceptor", "coins": [50, 100], **penny}
    return data


def test_it_is_one_of_the_settings_and_checked_as_they_are() -> None:
    settings = settings_of(machine())
    assert "penny-acceptor" in [name for each in settings.fitted for name in each.devices]
    assert Acceptor(DeviceName("penny-acceptor"), frozenset({Won(50), Won(100)})) in settings.acceptors
    assert ("penny-acceptor", Won(50)) in places(cash_devices(settings))
    _, problems = check_settings(machine(name="hopper-500", port="/dev/kiosk/note", coins=[20]), Path())
    assert {problem.text().split(": ")[0] for problem in problems} == {
        "penny.name", "penny.port", "penny.coins[1]",
    }  # fmt: skip


def test_it_takes_a_residents_coins_in_the_simulator() -> None:
    visit = Visit(land(100, 100, 100, 100, 100), settings=settings_of(machine()))
    visit.happens()
    assert visit.ended == "issued"
    assert [(coin["device"], coin["value"]) for coin in visit.journal("CoinCredited")] == [("penny-acceptor", 100)] * 5
    assert visit.world.machine.devices["penny-acceptor"].taken() == 500
    assert visit.world.machine.devices["coin-acceptor"].taken() == 0
    assert {"device": "penny-acceptor", "identity": "PENNY 77"} in visit.journal("DeviceIdentified")


def test_each_of_two_acceptors_is_told_its_own_denominations() -> None:
    visit = Visit(land(500), settings=settings_of(machine()))

    def offer(world: World) -> None:
        """Both know either coin; each has it back that the other takes."""
        world.at(world.now + 1_000, lambda: world.machine.do(world.now, "penny-acceptor", "insert", 500))
        world.at(world.now + 1_000, lambda: world.machine.do(world.now, "coin-acceptor", "insert", 100))

    visit.when(paying, offer).happens()
    devices = visit.world.machine.devices
    assert [devices[name].truth()["returned"] for name in ("penny-acceptor", "coin-acceptor")] == [1, 1]
    assert [coin["device"] for coin in visit.journal("CoinCredited")] == ["coin-acceptor"]


def test_a_start_goes_on_where_the_last_booked_coin_was() -> None:
    visit = Visit(land(100, 100, 100, 100, 100), settings=settings_of(machine())).happens()
    world = visit.world
    world.lose_power()
    world.run(lambda: False, 1_000)
    world.run(world.ready, 120_000)
    assert len(visit.journal("CoinCredited")) == 5
    assert len(visit.journal("CreditsCounted")) == 2  # each acceptor's, at the very first start alone


@contextmanager
def bench_of(settings: Settings) -> Iterator[Bench]:
    bench = make_bench(settings, 0)
    bench.start()
    try:
        yield bench
    finally:
        bench.stop()


def test_it_is_on_the_bench_and_in_the_diagnosis(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pcscd, "DRIVER", Path("/none"))
    data = machine()
    del data["card"]
    keys = make_demo_keys(tmp_path / "keys")
    data["machine"]["journal"] = str(tmp_path / "journal.sqlite")
    data["city"] |= {
        "url": "https://127.0.0.1:9", "ca": str(keys.ca), "certificate": str(keys.certificate("kiosk")),
        "key": str(keys.key("kiosk")),
    }  # fmt: skip
    with bench_of(settings_of(data)) as bench:
        page = bench.addresses["page"]
        assert '"penny-acceptor": {"heading": "동전 penny"' in requests.get(page, timeout=PATIENCE_S).text
        for section in ("cctalk", "id003", "receipt", "terminal", "penny"):
            data[section]["port"] = bench.addresses[section]
        data["printer"]["uri"] = bench.addresses["printer"]
        unplugged = requests.post(
            f"{page}do", json={"device": "penny-acceptor", "action": "unplug"}, timeout=PATIENCE_S
        ).json()
        assert unplugged["penny-acceptor"] == {"plugged": False, "returned": 0, "cashbox": {}}
        findings = {each.device: each for each in run_diagnosis(settings_of(data))}
        assert (findings["penny-acceptor"].state, findings["penny-acceptor"].severity) == ("offline", 2)
        requests.post(
            f"{page}do", json={"device": "penny-acceptor", "action": "plug"}, timeout=PATIENCE_S
        ).raise_for_status()
        findings = {each.device: each for each in run_diagnosis(settings_of(data))}
        assert (findings["penny-acceptor"].state, findings["penny-acceptor"].detail) == ("online", "PENNY 77")
        assert findings["printer"].state == "online"
        assert {each.devices[0] for each in settings_of(data).on_ports} <= findings.keys()
