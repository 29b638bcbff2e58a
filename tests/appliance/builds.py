"""Packages made of the real one: the same application under another version, whole or broken in one way."""

from __future__ import annotations

import subprocess
from pathlib import Path

BREAKS = {
    "does-not-start": ("start.pth", "import sys; sys.exit('this build does not start')"),
    "starts-and-hangs": ("start.pth", "import time; time.sleep(100_000)"),
    "cannot-issue": (
        "sync/city/transport.py",
        "\nCityTransport.__call__ = lambda *_: Failure(FailureReason.TIMEOUT, 'this build does not reach it')\n",
    ),
    "loses-its-settings": (
        "kiosk/shell/files.py",
        "\ndef open_settings(path):\n    raise SettingsError([Problem('machine', Flaw.MISSING)], path)\n",
    ),
}
"""Name to the file of the version's packages and what is written at its end."""


def version_of(package: Path) -> str:
    return package.name.split("_")[1]


def build(package: Path, folder: Path, name: str) -> Path:
    """A package like this one, of a later version that is called by ``name``; broken where it is one of `BREAKS`."""
    unpacked = folder / name
    subprocess.run(["dpkg-deb", "--raw-extract", package, unpacked], check=True)
    old, new = version_of(package), f"{version_of(package)}.{name}"
    ours = unpacked / "usr/lib/kiosk/package"
    for file in (unpacked / "DEBIAN/control", ours / "VERSION", ours / "bin/kiosk"):
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    if name in BREAKS:
        path, text = BREAKS[name]
        target = ours / "lib/python3.11/site-packages" / path
        target.write_text((target.read_text("utf-8") if target.exists() else "") + text + "\n", "utf-8")
        for compiled in target.parent.glob(f"__pycache__/{target.stem}.*"):
            compiled.unlink()  # it is believed without a look at its source
    made = folder / f"kiosk_{new}_amd64.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Znone", "--build", unpacked, made], check=True, stdout=subprocess.DEVNULL
    )
    return made
