"""The sealed requests on a kiosk's disk (`kiosk.shell.box_folder`), as they survive its power cuts."""

from __future__ import annotations

from config.ids import LeftRequestId
from kiosk.core.channels import Boxes, BoxQuestion, EraseBox, KeepBox, LeftBox


class BoxShelf(dict[LeftRequestId, LeftBox]):
    """By request."""

    def answer(self, question: BoxQuestion) -> Boxes:
        match question:
            case KeepBox(box):
                self[box.request] = box
            case EraseBox(request):
                self.pop(request, None)
        return Boxes(tuple(self.values()))
