"""A USB device is found wherever and whenever it is plugged in; two that are alike by their sockets, and never by chance.

The tree is one of the kernel's shape, made here: this machine has no bus. What a real one can show besides is for the
commissioning report (docs/devices.md).
"""

from __future__ import annotations

import os
import pty
import queue
import shutil
import time
import tty
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.ids import DeviceName, SlipId
from drivers.device import LineSettings, PrintReceipt, ReceiptPrinted, State, StatusChanged
from drivers.escpos.emulator import ReceiptPrinterEmulator
from drivers.escpos.printer import EscPosBus
from drivers.link import Link
from drivers.usb import Absent, Node, locate, name_of, plugged
from kiosk.commands.ports import lines
from tests.patience import PATIENCE_S


def read(end: int) -> bytes:
    try:
        return os.read(end, 4096)
    except BlockingIOError:
        return b""


class UsbTree:
    """A machine's ``/sys`` and ``/dev``. Each node in there leads to a pty, whose other end is the device."""

    def __init__(self, folder: Path) -> None:
        self.sysfs, self.dev = folder / "sys", folder / "dev"
        (self.sysfs / "bus/usb/devices").mkdir(parents=True)
        self.dev.mkdir()
        self._ends: dict[str, tuple[int, int]] = {}

    def plug_in(self, socket: str, kind: str, node: str, serial: str = "", interface: int = 0, words: str = "") -> int:
        """The device's own end. ``node`` is a ``ttyUSB``, a ``ttyACM``, a printer's ``lp`` or a keyboard's ``event``."""
        device = self.sysfs / "devices/pci0000:00/usb1" / socket
        below = device / f"{socket}:1.{interface}"
        if node.startswith("lp"):
            where, name = below / "usbmisc" / node, f"usb/{node}"
        elif node.startswith("event"):
            where, name = below / f"0003:{kind.upper()}.0001/input/input5" / node, f"input/{node}"
        else:
            where, name = below / (node if node.startswith("ttyUSB") else "") / "tty" / node, node
        where.mkdir(parents=True)
        (where / "uevent").write_text(f"MAJOR=180\nMINOR=0\nDEVNAME={name}\n")
        vendor, _, product = kind.partition(":")
        told = {"idVendor": vendor, "idProduct": product, "serial": serial, "product": words}
        for what, text in told.items():
            if text:
                (device / what).write_text(f"{text}\n")
        for each in (device, below):
            link = self.sysfs / "bus/usb/devices" / each.name
            link.unlink(missing_ok=True)
            link.symlink_to(each)
        end, port = pty.openpty()
        tty.setraw(port)
        os.set_blocking(end, False)
        (self.dev / name).parent.mkdir(exist_ok=True)
        (self.dev / name).unlink(missing_ok=True)
        (self.dev / name).symlink_to(os.ttyname(port))
        self._ends[socket] = end, port
        return end

    def pull_out(self, socket: str) -> None:
        for link in (self.sysfs / "bus/usb/devices").glob(f"{socket}*"):
            link.unlink()
        shutil.rmtree(self.sysfs / "devices/pci0000:00/usb1" / socket)
        for end in self._ends.pop(socket):
            os.close(end)

    def find(self, name: str) -> Node | Absent:
        return locate(name, self.sysfs, self.dev)

    def node(self, name: str) -> str:
        """As the kernel calls it."""
        found = self.find(name)
        return found if isinstance(found, Absent) else Path(found.path).relative_to(self.dev).as_posix()


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[UsbTree]:
    tree = UsbTree(tmp_path)
    yield tree
    for socket in list(tree._ends):
        tree.pull_out(socket)


def test_a_device_is_found_by_what_it_is_in_any_socket_and_under_any_number(tree: UsbTree) -> None:
    assert tree.node("usb:1c8a:3013") == Absent.NOT_PLUGGED_IN
    tree.plug_in("1-1", "1c8a:3013", "ttyACM0")
    tree.plug_in("1-2", "0403:6001", "ttyUSB0", serial="A10K4")
    assert tree.node("usb:1c8a:3013") == "ttyACM0"
    assert tree.node("usb:1C8A:3013") == "ttyACM0"
    tree.pull_out("1-1")
    tree.plug_in("2-4.1", "1c8a:3013", "ttyACM7")
    assert tree.node("usb:1c8a:3013") == "ttyACM7"


def test_two_of_a_kind_are_told_apart_by_their_serial_numbers_in_whatever_order_they_come(tree: UsbTree) -> None:
    tree.plug_in("1-1", "0403:6001", "ttyUSB0", serial="B2")
    tree.plug_in("1-2", "0403:6001", "ttyUSB1", serial="A1")
    assert (tree.node("usb:0403:6001:A1"), tree.node("usb:0403:6001:B2")) == ("ttyUSB1", "ttyUSB0")
    assert tree.node("usb:0403:6001") == Absent.TWO_ALIKE
    assert tree.node("usb:0403:6001:C3") == Absent.NOT_PLUGGED_IN


@pytest.mark.parametrize("serial", ["", "0001"], ids=["no serial number", "the same"])
def test_two_that_are_alike_are_told_apart_by_their_sockets_and_never_guessed(tree: UsbTree, serial: str) -> None:
    tree.plug_in("1-1.3", "1a86:7523", "ttyUSB0", serial)
    tree.plug_in("1-1.4", "1a86:7523", "ttyUSB1", serial)
    assert tree.node("usb:1a86:7523") == Absent.TWO_ALIKE
    assert (tree.node("usb:1a86:7523@1-1.3"), tree.node("usb:1a86:7523@1-1.4")) == ("ttyUSB0", "ttyUSB1")
    if serial:
        assert tree.node(f"usb:1a86:7523:{serial}") == Absent.TWO_ALIKE
        assert tree.node(f"usb:1a86:7523:{serial}@1-1.4") == "ttyUSB1"


def test_another_device_in_the_socket_is_not_taken_for_it(tree: UsbTree) -> None:
    tree.plug_in("1-1.3", "0403:6001", "ttyUSB0")
    assert tree.node("usb:1a86:7523@1-1.3") == Absent.NOT_PLUGGED_IN


def test_a_device_with_two_ports_is_its_first_and_each_by_its_interface(tree: UsbTree) -> None:
    tree.plug_in("1-1.4", "0403:6010", "ttyUSB0", "FT2")
    tree.plug_in("1-1.4", "0403:6010", "ttyUSB1", "FT2", interface=1)
    assert tree.node("usb:0403:6010") == tree.node("usb:0403:6010@1-1.4") == "ttyUSB0"
    assert tree.node("usb:0403:6010@1-1.4:1.1") == "ttyUSB1"


def test_a_printer_of_the_printer_class_is_no_serial_line(tree: UsbTree) -> None:
    tree.plug_in("1-3", "04b8:0e28", "lp0", "J7")
    assert tree.find("usb:04b8:0e28") == Node(str(tree.dev / "usb/lp0"), plain=True)


def test_a_keypad_and_the_socket_of_a_sound_card_tell_in_events(tree: UsbTree) -> None:
    tree.plug_in("1-3", "2047:09d0", "event4")
    assert tree.find("usb:2047:09d0") == Node(str(tree.dev / "input/event4"), events=True)
    tree.plug_in("1-4", "0d8c:0014", "event7")
    card = tree.sysfs / "devices/pci0000:00/usb1/1-4/1-4:1.0"
    (card / "sound/card1").mkdir(parents=True)
    (card / "0003:0D8C:0014.0001/input/input5").rename(card / "sound/card1/input5")
    assert tree.find("usb:0d8c:0014") == Node(str(tree.dev / "input/event7"), events=True)


def test_a_path_is_the_node_that_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()
    (tmp_path / "usb/lp3").touch()
    (tmp_path / "receipt").symlink_to(tmp_path / "usb/lp3")
    (tmp_path / "ttyACM0").touch()
    assert locate(str(tmp_path / "receipt"), dev=tmp_path) == Node(str(tmp_path / "receipt"), plain=True)
    assert locate(str(tmp_path / "ttyACM0"), dev=tmp_path) == Node(str(tmp_path / "ttyACM0"))
    assert locate(str(tmp_path / "ttyACM1"), dev=tmp_path) == Absent.NOT_PLUGGED_IN


def test_what_is_plugged_in_is_listed_by_names_that_find_it(tree: UsbTree) -> None:
    tree.plug_in("1-1", "1c8a:3013", "ttyACM0", words="Coin acceptor")
    tree.plug_in("1-2", "0403:6001", "ttyUSB0", serial="A1")
    tree.plug_in("1-3.1", "1a86:7523", "ttyUSB1")
    tree.plug_in("1-3.2", "1a86:7523", "ttyUSB2")
    tree.plug_in("1-4", "04b8:0e28", "lp0", serial="has a blank")
    among = plugged(tree.sysfs, tree.dev)
    names = [name_of(each, among) for each in among]
    assert names == [
        "usb:1c8a:3013", "usb:0403:6001:A1", "usb:1a86:7523@1-3.1", "usb:1a86:7523@1-3.2", "usb:04b8:0e28",
    ]  # fmt: skip
    assert [tree.node(name) for name in names] == ["ttyACM0", "ttyUSB0", "ttyUSB1", "ttyUSB2", "usb/lp0"]
    first, *_ = lines(tree.sysfs, tree.dev)
    assert first.split() == ["usb:1c8a:3013", str(tree.dev / "ttyACM0"), "1-1:1.0", "Coin", "acceptor"]


def test_a_machine_without_usb_has_nothing_to_list(tmp_path: Path) -> None:
    assert lines(tmp_path, tmp_path) == ["nothing with a port is plugged in"]


# --- the link ----------------------------------------------------------------------------------------------------


class Printers:
    """The receipt printer's bus over a link that knows it by its name, and emulators at the devices' ends."""

    def __init__(self, tree: UsbTree, name: str) -> None:
        self._inbox: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self.crashes: list[BaseException] = []
        self.printed: list[str] = []
        self.states: list[State] = []
        self._bus = EscPosBus(DeviceName("receipt"))
        self._link = Link(name, self._bus.line, self._inbox.put, self.crashes.append, tree.find)
        self.ends: dict[int, ReceiptPrinterEmulator] = {}

    def __enter__(self) -> Printers:
        self._link.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._link.stop()
        assert not self.crashes

    def until(self, done: Callable[[], object], *commands: PrintReceipt) -> None:
        todo, deadline = list(commands), time.monotonic() + PATIENCE_S
        while not done():
            assert time.monotonic() < deadline, self.states
            received = b"" if self._inbox.empty() else self._inbox.get()
            step = self._bus.step(time.monotonic_ns() // 1_000_000, received, todo)
            todo = []
            self.printed += [event.ref for event in step.events if isinstance(event, ReceiptPrinted)]
            self.states += [event.status.state for event in step.events if isinstance(event, StatusChanged)]
            self._link.send(step.to_send)
            for end, emulator in self.ends.items():
                said, _ = emulator.step(time.monotonic_ns() // 1_000_000, read(end))
                if said:
                    os.write(end, said)
            time.sleep(0.002)

    def in_state(self, state: State) -> Callable[[], bool]:
        return lambda: bool(self.states) and self.states[-1] == state


def receipt(ref: str) -> PrintReceipt:
    return PrintReceipt(DeviceName("receipt"), SlipId(ref), b"paid\n\x1d\x56\x00")


@pytest.mark.parametrize("node", ["lp", "ttyACM"])
def test_receipts_are_printed_by_the_very_printer_through_unplugging_and_beside_a_second_one(
    tree: UsbTree, node: str
) -> None:
    own, other = ReceiptPrinterEmulator(), ReceiptPrinterEmulator()
    with Printers(tree, "usb:04b8:0e28:J7") as printers:
        printers.ends[tree.plug_in("1-3", "04b8:0e28", f"{node}0", "J7")] = own
        printers.until(printers.in_state(State.ONLINE))
        printers.until(lambda: printers.printed == ["r1"], receipt("r1"))
        printers.ends.clear()
        tree.pull_out("1-3")
        printers.until(printers.in_state(State.OFFLINE))
        printers.ends[tree.plug_in("1-3", "04b8:0e28", f"{node}0", "K8")] = other
        printers.ends[tree.plug_in("1-4", "04b8:0e28", f"{node}1", "J7")] = own
        printers.until(printers.in_state(State.ONLINE))
        printers.until(lambda: printers.printed == ["r1", "r2"], receipt("r2"))
    assert (len(own.receipts), other.receipts) == (2, [])


def test_a_usb_printer_whose_buffer_is_full_is_waited_for_and_loses_nothing(tree: UsbTree) -> None:
    """It prints off what it has before it takes more: a serial line would be called stuck after a second."""
    end = tree.plug_in("1-3", "04b8:0e28", "lp0", "J7")
    link = Link("usb:04b8:0e28", LineSettings(), lambda data: None, lambda error: None, tree.find)
    sent, came = bytes(range(256)) * 160, bytearray()
    link.start()
    try:
        deadline = time.monotonic() + PATIENCE_S
        while not came:
            link.send(sent)
            time.sleep(0.05)
            came += read(end)
            assert time.monotonic() < deadline
        time.sleep(2.5)
        while len(came) < len(sent):
            came += read(end)
            assert time.monotonic() < deadline
            time.sleep(0.01)
    finally:
        link.stop()
    assert came[: len(sent)] == sent
