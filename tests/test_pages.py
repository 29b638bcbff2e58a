"""The pages speak of what is there: every path, link, command and stop of a walk in them exists."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

from kiosk.__main__ import COMMANDS
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
ARCHITECTURE, INDEX = DOCS / "architecture.md", DOCS / "index.md"
AT_THE_TOP = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
PAGES = [*(ROOT / name for name in AT_THE_TOP), *sorted(DOCS.rglob("*.md"))]
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())

ROOMS = ("kiosk", "drivers", "printing", "sync", "config")
SUFFIXES = (".py", ".toml", ".md", ".json", ".qml", ".svg", ".txt", ".rules", ".service", ".html")
ANY_NAME = re.compile(r"CITY|KIND|\*|well[-_]water")
"""What stands for a name in a path; the well water is the kind that a page adds as its example."""
MADE_BY_A_RUN = ("out/", "DESK/")
"""What they begin with."""
FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
STOP = re.compile(r"^\d+\. `([\w./-]+\.py):([\w.]+)`: \S")
LONGEST_WALK = 14


@cache
def there() -> frozenset[str]:
    """Every file of the repository and every folder."""
    listed = subprocess.run(
        ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"),
        cwd=ROOT, check=True, capture_output=True, text=True, timeout=PATIENCE_S,
    ).stdout  # fmt: skip
    files = {PurePosixPath(name) for name in listed.split("\0") if name and (ROOT / name).exists()}
    return frozenset(str(path) for file in files for path in (file, *file.parents))


def is_path(span: str) -> bool:
    if not re.fullmatch(r"[\w.*/-]+", span) or span.startswith(("/", *MADE_BY_A_RUN)):
        return False
    first, slash, _ = span.partition("/")
    return span.endswith((*SUFFIXES, "/")) or bool(slash and first in there())


def exists(path: str) -> bool:
    """Whether it is a path of the repository, or the end of one: a page about a folder names what is in it."""
    pattern = "[^/]+".join(map(re.escape, ANY_NAME.split(path.rstrip("/"))))
    return any(re.search(f"(^|/){pattern}$", each) for each in there())


def spans(text: str) -> Iterator[str]:
    yield from SPAN.findall(FENCED.sub("", text))


@cache
def functions(file: str) -> frozenset[str]:
    """``function`` and ``Class.method`` of this file."""
    return frozenset(_defined(ast.parse((ROOT / file).read_text("utf-8")), (ast.FunctionDef, ast.AsyncFunctionDef)))


@cache
def names(file: str) -> frozenset[str]:
    """Its functions, its classes, and the values at its top."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    values = {
        target.id
        for node in tree.body
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    return functions(file) | values | frozenset(_defined(tree, (ast.ClassDef,)))


def _defined(node: ast.Module | ast.ClassDef, sorts: tuple[type[ast.stmt], ...], before: str = "") -> Iterator[str]:
    for each in node.body:
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and isinstance(each, sorts):
            yield before + each.name
        if isinstance(each, ast.ClassDef):
            yield from _defined(each, sorts, f"{before}{each.name}.")


def walks(text: str) -> dict[str, list[str]]:
    """Title to numbered lines."""
    section = text.split("\n## Three walks\n")[1].split("\n## ")[0]
    parts = section.split("\n### ")[1:]
    return {part.splitlines()[0]: re.findall(r"^\d+\. .*$", part, re.MULTILINE) for part in parts}


# --- every page --------------------------------------------------------------------------------------------------


@each_page
def test_every_path_exists(page: Path) -> None:
    assert [span for span in spans(page.read_text("utf-8")) if is_path(span) and not exists(span)] == []


@each_page
def test_every_name_in_a_file_is_defined_there(page: Path) -> None:
    """``file.py:name``, as walks and answers give it."""
    told = [span.split(":") for span in spans(page.read_text("utf-8")) if re.fullmatch(r"[\w/-]+\.py:[\w.]+", span)]
    assert [f"{file}:{name}" for file, name in told if file not in there() or name not in names(file)] == []


@each_page
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    targets = [target for target in LINK.findall(page.read_text("utf-8")) if "://" not in target]
    files = [(target, page.parent / target.partition("#")[0]) for target in targets if not target.startswith("#")]
    assert [target for target, file in files if not file.exists()] == []


@each_page
def test_every_command_is_one(page: Path) -> None:
    text = page.read_text("utf-8")
    code = "\n".join([*spans(text), *FENCED.findall(text)])
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    modules = [each for each in re.findall(r"python -m ([\w.]+)", code) if each.split(".")[0] in ROOMS]
    unknown = [each for each in modules if f"{each.replace('.', '/')}.py" not in there()]
    unknown += [each for each in re.findall(r"^make ([\w-]+)", code, re.MULTILINE) if each not in targets]
    unknown += [
        each for each in re.findall(r"^(?:\.venv/bin/)?kiosk ([a-z]+)", code, re.MULTILINE) if each not in COMMANDS
    ]
    assert unknown == []


# --- the walks, the rooms, the index -----------------------------------------------------------------------------


def test_there_are_three_walks_and_each_is_short() -> None:
    found = walks(ARCHITECTURE.read_text("utf-8"))
    assert len(found) == 3
    assert {title: len(lines) for title, lines in found.items() if not 1 < len(lines) <= LONGEST_WALK} == {}


def test_every_stop_of_a_walk_is_a_function_that_is_there() -> None:
    wrong = []
    for line in (line for lines in walks(ARCHITECTURE.read_text("utf-8")).values() for line in lines):
        stop = STOP.match(line)
        if not stop or stop[1] not in there() or stop[2] not in functions(stop[1]):
            wrong.append(line)
    assert wrong == []


def test_the_table_of_rooms_has_every_folder_of_code() -> None:
    """Folders that hold nothing but folders have no line; neither have data and pages below a room's."""
    folders = {
        path.parent for room in ROOMS for path in (ROOT / room).rglob("*.py") if len(path.read_text("utf-8")) > 200
    }
    rooms = {f"{folder.relative_to(ROOT).as_posix()}/" for folder in folders} - {"kiosk/"}
    told = re.findall(r"^\| `([\w/]+/)` \|", ARCHITECTURE.read_text("utf-8"), re.MULTILINE)
    assert sorted(told) == sorted({*told})
    assert rooms - {*told} == set()


def test_the_index_has_every_page_once() -> None:
    told = [INDEX.parent / target for target in LINK.findall(INDEX.read_text("utf-8"))]
    pages = sorted(page for page in DOCS.rglob("*.md") if page != INDEX)
    assert sorted(page for page in told if page.is_relative_to(DOCS) and ".." not in page.parts) == pages
    assert "docs/index.md" in LINK.findall((ROOT / "README.md").read_text("utf-8"))


# --- the check itself --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "span", ["reactor.py", "kiosk/reactor.py", "docs/nothing.md", "kiosk/cashier/", "config/nowhere"]
)
def test_the_check_itself_sees_a_path_that_is_not_there(span: str) -> None:
    assert is_path(span)
    assert not exists(span)


@pytest.mark.parametrize(
    "span", ["docs/index.md", "money/", "kinds/KIND.toml", "config/cities/CITY/kinds/well-water.toml"]
)
def test_the_check_itself_lets_pass_what_is_there(span: str) -> None:
    assert is_path(span)
    assert exists(span)


@pytest.mark.parametrize(
    "span", ["kiosk demo", "PrintIntended", "/etc/kiosk/kiosk.toml", "journal.sqlite", "config check"]
)
def test_the_check_itself_leaves_other_words_alone(span: str) -> None:
    assert not is_path(span)


def test_a_function_is_known_by_its_whole_name() -> None:
    here = "tests/test_pages.py"
    assert {"walks", "_defined"} <= functions(here)
    assert "ROOT" in names(here)
    assert "ROOT" not in functions(here)
    assert "Link._carry" in functions("drivers/link.py")
    assert "_carry" not in functions("drivers/link.py")
