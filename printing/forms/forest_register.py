"""임야대장 (별지 제64호 서식), A4 landscape: as 토지대장."""

from __future__ import annotations

from config.catalogue.forest_register import ForestRegister
from config.certificate import Issue
from printing.forms.land_register import register_form
from printing.page import Form


def form(record: ForestRegister, issue: Issue) -> Form:
    return register_form(record, issue, "임야대장", "제64호서식")
