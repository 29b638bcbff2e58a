"""A city's folder is read whole; whatever is wrong in it is one line with the file and the key."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from config.catalogue import read_catalogue
from config.city import City, city_folder, read_city, shipped_city
from config.data_file import DataFileError
from config.identity import KioskIdentity
from config.won import Won
from tests.cities import GYEONBON, WONJU


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(GYEONBON.folder, tmp_path / "gyeonbon")


def test_two_cities_in_one_process() -> None:
    day = date(2026, 11, 23)
    assert {city.kinds["land-register"].fee(day).per_copy for city in (WONJU, GYEONBON)} == {Won(500), Won(700)}
    assert (WONJU.issuer, GYEONBON.issuer) == ("원주시장", "견본군수")
    assert GYEONBON.kinds.keys() - GYEONBON.offered.keys() == {"basic-livelihood", "medical-aid"}
    assert not WONJU.kinds.keys() - WONJU.offered.keys()
    assert {place.id for place in WONJU.places}.isdisjoint(place.id for place in GYEONBON.places)


def test_the_five_sites_of_2003() -> None:
    assert [site.name for site in WONJU.sites] == ["문막읍", "신림면", "단구동", "단계동", "태장2동"]
    dangu = WONJU.site_of(KioskIdentity("wonju-dangu-a", "03", "단구동"))
    assert dangu
    assert not dangu.confirmed
    assert WONJU.site_of(KioskIdentity("wonju-dangu-a", "04", "단구동")) is None


def test_the_catalogue_is_the_same_for_both_and_knows_no_fee() -> None:
    entries = read_catalogue()
    assert list(entries) == list(WONJU.kinds) == list(GYEONBON.kinds)
    for name, entry in entries.items():
        said = vars(entry) | {"confirmed": True}
        for city in (WONJU, GYEONBON):
            assert vars(city.kinds[name]).items() >= (said | {"confirmed": city.kinds[name].confirmed}).items()


def test_a_city_need_not_have_every_kind(folder: Path) -> None:
    (folder / "kinds" / "disability.toml").unlink()
    assert read_city(folder).kinds.keys() == GYEONBON.kinds.keys() - {"disability"}


def test_a_city_with_systems_of_its_own_needs_no_scene(folder: Path) -> None:
    (folder / "scene.toml").unlink()
    assert read_city(folder).scene is None


BROKEN = [
    ("city.toml", 'phone = "064-000-0042"\n', "", "phone: Field required"),
    ("city.toml", 'phone = "064-000-0042"\n', 'phon = "1"\nphone = "1"\n', "phon: Unexpected"),
    ("city.toml", 'ko = "견본군"\n', "", "name: Value error, missing in ko"),
    ("city.toml", 'languages = ["ko", "en"]', 'languages = ["en"]', "languages: Korean is one of them"),
    ("city.toml", 'languages = ["ko", "en"]', 'languages = ["ko", "fr"]', "languages.1: Input should be 'ko', 'en', 'zh', 'ja' or 'vi'"),
    ("city.toml", 'signer = "KRGB"', 'signer = "GB"', "signer: String should match"),
    ("city.toml", "[name]", "[name", "Expected"),
    ("kinds/land-register.toml", "per_copy = 700", "per_copy = -700", "fee.0.per_copy: Value error, a whole number of won"),
    ("kinds/land-register.toml", "per_copy = 700", "per_copy = 7.5", "fee.0.per_copy: Value error, a whole number of won"),
    ("kinds/land-register.toml", "since = 2020-01-01", 'since = "soon"', "fee.0.since: "),
    ("kinds/land-register.toml", 'area = "nation"', 'area = "world"', "area: Input should be 'city' or 'nation'"),
    ("kinds/disability.toml", "per_copy = 0", "per_copy = 100", "free_by: there is a fee"),
    ("kinds/building-register.toml", 'days = ["sun"]', 'days = ["funday"]', "hours.0.days.0: Input should be 'mon'"),
    ("kinds/building-register.toml", "opens = 03:00:00", "", "hours.0.opens: "),
    ("exemptions.toml", '["vehicle-register"]', '["yacht-register"]', "paragraph.0.kinds: not known here: yacht"),
    ("places.toml", "5099010200", "5099010100", "place.id: twice: 5099010100"),
    ("places.toml", "견본읍 두레리", "견본읍 한내리", "place.name: twice: 견본읍 한내리"),
    ("places.toml", "5099010200", "50990", "place.1.id: String should match"),
    ("sites.toml", 'number = "12"\nname = "보기면"', 'number = "11"\nname = "견본읍"', "site: twice: 11 견본읍"),
    ("holidays.toml", "2026-11-24", "2026-11-31", "Invalid date"),
    ("notices.toml", "2027-01-01T00:00:00", "2027-01-01T00:00:00Z", "notice.0.until: "),
    ("scene.toml", 'place = "보기면 세들리"', 'place = "무실동"', "fields.place: not in places.toml: 무실동"),
    ("scene.toml", '"{issuer}인무인발급전용"', '"무인발급전용"', "seal: String should match"),
    ("texts/ko.json", '"또 오십시오"', "7", "thanks.title: Input should be a valid string"),
    ("pictures/emblem.svg", "<svg", "<html", "not SVG"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "before", "after", "said"), BROKEN, ids=[f"{name} {said}" for name, _, _, said in BROKEN]
)
def test_what_is_wrong_is_named_by_file_and_key(folder: Path, name: str, before: str, after: str, said: str) -> None:
    path = folder / name
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(DataFileError) as caught:
        read_city(folder)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert said in message
    assert "\n" not in message


@pytest.mark.parametrize("name", ["city.toml", "places.toml", "sites.toml", "notices.toml", "pictures/ground.svg"])
def test_a_file_that_is_missing_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(DataFileError, match=f"{name}: cannot be read"):
        read_city(folder)


def test_terms_of_a_kind_and_texts_in_a_language_that_there_are_not(folder: Path) -> None:
    shutil.copy(folder / "kinds" / "disability.toml", folder / "kinds" / "yacht-register.toml")
    with pytest.raises(DataFileError, match="a kind: not known here: yacht-register"):
        read_city(folder)
    (folder / "kinds" / "yacht-register.toml").unlink()
    (folder / "texts" / "fr.json").write_text("{}", "utf-8")
    with pytest.raises(DataFileError, match=r"fr\.json: there are texts in ko, en, zh, ja, vi alone"):
        read_city(folder)


def test_a_name_is_a_shipped_citys_and_a_path_has_a_slash(folder: Path) -> None:
    assert city_folder("") == city_folder("wonju") == shipped_city("wonju")
    assert city_folder(str(folder)) == folder
    with pytest.raises(DataFileError, match="gyeonbon: the cities that are shipped are wonju"):
        city_folder("gyeonbon")


def test_it_cannot_be_changed() -> None:
    city: City = GYEONBON
    with pytest.raises(AttributeError):
        city.issuer = "원주시장"  # type: ignore[misc]
