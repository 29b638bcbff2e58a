"""What udev does with what is plugged in: the real udev reads the package's rules, and the devices are stood in for (umockdev)."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]
BRINGS = ROOT / "systemd/root/usr/lib/udev/rules.d"
SYSTEMS = Path("/usr/lib/udev/rules.d")
PORT = "/devices/pci0000:00/0000:00:14.0/usb1/1-2"
ADAPTER = {"idVendor": "0403", "idProduct": "6001", "serial": "A10K4"}

Device = tuple[str, str, Mapping[str, str], Mapping[str, str]]
"""Its place, its subsystem, what the kernel says of it, and what stands in its folder; ``device`` is a link."""


def usb(**attributes: str) -> Device:
    return PORT, "usb", {"DEVTYPE": "usb_device"}, {"authorized": "1", **attributes}


def interface(kind: str, sub: str = "00") -> Device:
    values = {"authorized": "1", "bInterfaceClass": kind, "bInterfaceSubClass": sub}
    return f"{PORT}/1-2:1.0", "usb", {"DEVTYPE": "usb_interface"}, values


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the package lays them, among the system's own. For the kiosk's group, which it makes, stands one that is everywhere."""
    folder = tmp_path_factory.mktemp("rules")
    for file in SYSTEMS.glob("*.rules"):
        shutil.copy(file, folder)
    for file in [*BRINGS.glob("*.rules"), ROOT / "systemd/99-kiosk.rules"]:
        (folder / file.name).write_text(file.read_text("utf-8").replace('GROUP="kiosk"', 'GROUP="dialout"'), "utf-8")
    return folder


class Plugged:
    """Attributes:
    said: all that udev said of it.
    authorized: what stands there of its interface afterwards.
    """

    def __init__(self, rules: Path, folder: Path, *devices: Device) -> None:
        record = folder / "devices.umockdev"
        record.write_text("\n".join(map(_recorded, devices)), "ascii")
        last = devices[-1][0]
        asks = f"udevadm test --action=add /sys{last} 2>&1; echo AUTHORIZED $(cat /sys{PORT}/1-2:1.0/authorized)"
        inside = [
            f"mount --bind {rules} {SYSTEMS}",
            "mount -t tmpfs none /etc/udev",
            "mount -t tmpfs none /run",
            f"umockdev-run -d {record} -- sh -c '{asks}'",
        ]
        self.said = subprocess.run(
            ["unshare", "--mount", *([] if _is_root() else ["--map-root-user"]), "sh", "-ec", "\n".join(inside)],
            check=True, capture_output=True, text=True, timeout=PATIENCE_S,
        ).stdout  # fmt: skip
        found = re.search(r"^AUTHORIZED (\d?)$", self.said, re.MULTILINE)
        assert found, self.said
        self.authorized = found[1]

    def told(self, key: str) -> str:
        """A property of it, as all who ask udev get it."""
        found = re.search(rf"^{key}=(.*)$", self.said, re.MULTILINE)
        return found[1] if found else ""


def _is_root() -> bool:
    return Path("/proc/self").stat().st_uid == 0


def _recorded(device: Device) -> str:
    place, subsystem, told, attributes = device
    lines = [f"P: {place}", f"E: SUBSYSTEM={subsystem}", *(f"E: {key}={value}" for key, value in told.items())]
    lines += [
        f"L: {name}={value}" if name == "device" else f"A: {name}={value}\\n" for name, value in attributes.items()
    ]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("what", "kind", "sub"),
    [
        ("a network adapter", "02", "06"), ("a newer one", "02", "0d"), ("a telephone", "e0", "01"), ("a camera", "0e", "01"),
        ("a telephone's pictures", "06", "01"), ("a modem of a telephone", "02", "0e"), ("whatever calls itself all of it", "ef", "02"),
    ],
)  # fmt: skip
def test_what_no_kiosk_has_gets_no_driver(rules: Path, tmp_path: Path, what: str, kind: str, sub: str) -> None:
    assert Plugged(rules, tmp_path, usb(), interface(kind, sub)).authorized == "0", what


@pytest.mark.parametrize(
    ("what", "kind", "sub"),
    [
        ("sound", "01", "01"), ("a keypad", "03", "01"), ("a receipt printer", "07", "01"), ("a technician's stick", "08", "06"),
        ("a hub", "09", "00"), ("a coin device that is a port", "02", "02"), ("its data", "0a", "00"), ("a card reader", "0b", "00"),
        ("a serial adapter", "ff", "ff"),
    ],
)  # fmt: skip
def test_what_a_kiosk_has_is_let_in(rules: Path, tmp_path: Path, what: str, kind: str, sub: str) -> None:
    assert Plugged(rules, tmp_path, usb(), interface(kind, sub)).authorized == "1", what


def test_an_adapter_that_turns_out_to_be_a_network_loses_its_driver(rules: Path, tmp_path: Path) -> None:
    """Of a maker's own class: let in, and shut out when its driver has made a network of it."""
    net = (f"{PORT}/1-2:1.0/net/eth9", "net", {"INTERFACE": "eth9", "IFINDEX": "9"}, {"device": "../../../1-2:1.0"})
    assert Plugged(rules, tmp_path, usb(), interface("ff"), net).authorized == "0"


def test_a_serial_adapter_is_the_kiosks_and_no_modem_is_looked_for(rules: Path, tmp_path: Path) -> None:
    port: Device = (f"{PORT}/1-2:1.0/ttyUSB0/tty/ttyUSB0", "tty", {"DEVNAME": "/dev/ttyUSB0"}, {})
    plugged = Plugged(rules, tmp_path, usb(**ADAPTER), interface("ff"), port)
    assert plugged.told("ID_MM_DEVICE_IGNORE") == "1"
    assert re.search(r"99-kiosk\.rules:\d+ GROUP", plugged.said), plugged.said


def test_no_rule_is_one_that_udev_does_not_understand(rules: Path, tmp_path: Path) -> None:
    said = Plugged(rules, tmp_path, usb(), interface("03")).said
    ours = {file.name for file in BRINGS.glob("*.rules")} | {"99-kiosk.rules"}
    assert all(f"Reading rules file: {SYSTEMS}/{name}" in said for name in ours)
    assert [
        line
        for line in said.splitlines()
        if any(name in line for name in ours) and re.search("nvalid|nknown|gnoring", line)
    ] == []
