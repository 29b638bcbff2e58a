"""Sealed requests on the disk, a file each, beside the journal. A worker."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from pathlib import Path

from config.dialogue import Failure, FailureReason
from config.durable import sync_folder, write_durably
from config.ids import LeftRequestId
from drivers.device import Ms
from kiosk.core.channels import Boxes, BoxQuestion, EraseBox, KeepBox, LeftBox
from kiosk.shell.log import LOG


class BoxFolder:
    """``folder`` is made when the first comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, question: BoxQuestion, timeout_ms: Ms) -> Boxes | Failure:
        try:
            match question:
                case KeepBox(box):
                    self._folder.mkdir(mode=0o700, exist_ok=True)
                    sync_folder(self._folder.parent)
                    write_durably(self._file(box.request), _bytes(box))
                case EraseBox(request):
                    self._file(request).unlink(missing_ok=True)
                    sync_folder(self._folder)
            return Boxes(tuple(self._read()))
        except OSError as error:
            LOG.error("left requests: %s: %s", self._folder, error)
            return Failure(FailureReason.GONE, type(error).__name__)

    def _file(self, request: LeftRequestId) -> Path:
        return self._folder / f"{request}.json"

    def _read(self) -> list[LeftBox]:
        boxes = []
        for path in sorted(self._folder.glob("[!.]*.json")):
            try:
                boxes.append(_box(path.stem, path.read_bytes()))
            except OSError as error:  # it is this one's, and holds up no other
                LOG.error("left requests: %s: %s", path, error)
            except (ValueError, KeyError, TypeError):
                LOG.error("left requests: %s: nothing that was written here", path)
        return boxes


def _bytes(box: LeftBox) -> bytes:
    said = {"until": box.until.isoformat(), "box": base64.b64encode(box.box).decode()}
    return json.dumps(said).encode()


def _box(name: str, data: bytes) -> LeftBox:
    """Raises `ValueError`, `KeyError` or `TypeError`: it is none."""
    said = json.loads(data)
    until = datetime.fromisoformat(said["until"])
    if until.tzinfo is None:
        raise ValueError("a time without its offset")
    return LeftBox(LeftRequestId(name), until, base64.b64decode(said["box"], validate=True))
