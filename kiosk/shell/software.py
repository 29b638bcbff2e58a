"""Which software runs here: the version of `pyproject.toml`, and the commit that it was made from."""

from __future__ import annotations

import subprocess
from importlib.metadata import version
from pathlib import Path

PACKAGE = "wonju-kiosk"
COMMIT = Path(__file__).with_name("COMMIT")
"""Written when a package is built. In a checkout it is not there, and git is asked."""


def software() -> str:
    """``0.2.0 (4f797a3c1b2d)``; a checkout with changes that are in no commit ends in ``+``, and what knows no commit has none."""
    commit = _commit()
    return f"{version(PACKAGE)} ({commit})" if commit else version(PACKAGE)


def _commit() -> str:
    if COMMIT.exists():
        return COMMIT.read_text("utf-8").strip()
    root = Path(__file__).parents[2]
    if not (root / ".git").exists():
        return ""
    try:
        told = subprocess.run(
            ["git", "-C", str(root), "describe", "--always", "--abbrev=12", "--dirty=+", "--exclude=*"],
            capture_output=True, text=True, timeout=5, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""  # no git, or a checkout of somebody else's: the version alone
    return told.stdout.strip()
