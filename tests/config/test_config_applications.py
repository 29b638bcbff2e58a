"""What one can apply for at a city, as data."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.applications import read_applications
from config.data_file import DataFileError
from config.language import LANGUAGES
from tests.cities import GYEONBON, WONJU

FILE = """
confirmed = false
number = [4, 7]
code = 6
[[act]]
title = { ko = "신고", en = "Notification" }
days = 3
[[field]]
office = "위생과"
title = { ko = "위생", en = "Hygiene" }
[[field.group]]
subjects = ["음식점", "미용업"]
acts = ["신고"]
online = ["신고"]
"""


def test_seven_hundred_and_seventy_three_kinds_can_be_followed_and_a_hundred_and_seventy_eight_requested_online() -> (
    None
):
    of = WONJU.applications
    assert of is not None
    assert len(of.kinds) == 773
    assert sum(kind.online for kind in of.kinds.values()) == 178
    for kind in of.kinds.values():
        assert set(kind.field) == set(kind.act) == set(LANGUAGES), kind.name


def test_a_city_need_not_have_them() -> None:
    assert GYEONBON.applications is None


def test_a_kind_is_a_subject_with_what_is_done_about_it(tmp_path: Path) -> None:
    (path := tmp_path / "applications.toml").write_text(FILE)
    of = read_applications(path)
    assert of is not None
    assert [(kind.name, kind.office, kind.days, kind.online) for kind in of.kinds.values()] == [
        ("음식점 신고", "위생과", 3, True),
        ("미용업 신고", "위생과", 3, True),
    ]


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        ('acts = ["허가"]', 'acts = ["신고"]', "no such act: .*허가"),
        ('online = ["허가"]', 'online = ["신고"]', "no such act: .*허가"),
        ('subjects = ["음식점", "음식점"]', 'subjects = ["음식점", "미용업"]', "twice: 음식점 신고"),
        ("number = [0]", "number = [4, 7]", "number"),
    ],
)
def test_a_slip_of_whoever_edits_it_is_told_by_name(tmp_path: Path, wrong: str, right: str, told: str) -> None:
    (path := tmp_path / "applications.toml").write_text(FILE.replace(right, wrong))
    with pytest.raises(DataFileError, match=told):
        read_applications(path)
