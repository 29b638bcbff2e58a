from __future__ import annotations

from collections.abc import Sequence

from printing.sheet import MAX_ROW_LINES, Block, Cell, blank, frames, grid, label, paginate, space, stack


class Ink:
    """Stands where the pen does, and notes where what was drawn."""

    def __init__(self) -> None:
        self.boxes: list[tuple[float, float, float, float]] = []
        self.texts: list[tuple[str, float]] = []

    def box(self, x: float, top: float, wide: float, high: float, shade: float | None = None) -> None:
        self.boxes.append((x, top, wide, high))

    def text(self, x: float, baseline: float, text: str, *_: object) -> None:
        self.texts.append((text, baseline))

    def line(self, *_: object) -> None: ...


def drawn(block: Block) -> Ink:
    ink = Ink()
    block.draw(ink, 0.0)  # type: ignore[arg-type]
    return ink


def test_cells_cover_columns_and_lines_as_said() -> None:
    (block,) = grid(5, (10, 20, 30), ((Cell("a", down=2), Cell("b", across=2)), (Cell("c"), Cell("d"))), min_height=6)
    assert drawn(block).boxes == [(5, 0, 10, 12), (15, 0, 50, 6), (15, 6, 20, 6), (35, 6, 30, 6)]


def test_a_cell_over_two_lines_makes_the_last_one_taller() -> None:
    (block,) = grid(0, (20, 20), ((Cell("\n".join("abcdef"), down=2), Cell("x")), (Cell("y"),)), min_height=6)
    (_, _, _, tall), (_, _, _, upper), (_, start, _, lower) = drawn(block).boxes
    assert upper == start == 6
    assert tall == 6 + lower == block.height
    assert lower > 6


def test_a_row_too_tall_is_continued_with_the_forms_words_and_nothing_lost() -> None:
    text = "\n".join(map(str, range(2 * MAX_ROW_LINES + 3)))
    blocks = grid(0, (20, 30, 30), ((label("표"), Cell(text), Cell("once")),))
    assert len(blocks) == 3
    words = [word for block in blocks for word, _ in drawn(block).texts if word]
    assert [word for word in words if word.isdigit()] == text.split("\n")
    assert words.count("표") == 3
    assert words.count("once") == 1
    assert all(block.height < 90 for block in blocks)


def test_a_text_may_be_as_long_as_it_likes() -> None:
    blocks = grid(0, (20, 30), ((label("표"), Cell("\n".join(["가"] * 1500 * MAX_ROW_LINES))),))
    assert len(blocks) == 1500


def test_clipped_cells_show_one_line() -> None:
    (block,) = grid(0, (20,), ((Cell("가나다라 마바사아자차카타파하"),),), clip=True)
    ((text, _),) = drawn(block).texts
    assert text.endswith("…")
    assert block.height == 6


def plain(height: float, head: Block | None = None, frame: tuple[float, float] | None = None) -> Block:
    return Block(height, lambda pen, top: None, head, frame)


def heights(pages: Sequence[Sequence[Block]]) -> list[list[float]]:
    return [[block.height for block in page] for page in pages]


def test_heads_stand_once_above_their_rows_on_every_page() -> None:
    head = plain(2)
    rows = [plain(3, head)] * 5
    assert heights(paginate([plain(1), *rows], 10)) == [[1, 2, 3, 3], [2, 3, 3], [2, 3]]


def test_a_head_never_stands_alone_at_the_foot_of_a_page() -> None:
    assert heights(paginate([plain(6), plain(3, plain(2))], 10)) == [[6], [2, 3]]


def test_every_page_but_the_first_starts_with_the_running_head() -> None:
    assert heights(paginate([plain(6), plain(6), plain(6)], 10, [plain(1), space(0.5)])) == [
        [6],
        [1, 0.5, 6],
        [1, 0.5, 6],
    ]


def test_what_follows_the_blank_stays_with_it_and_it_fills_the_page() -> None:
    head = plain(2)
    ending = [blank(0, (10, 10), (5,), head, height=4), plain(3), plain(2)]
    assert heights(paginate([plain(1), *ending], 20)) == [[1, 2, 12, 3, 2]]
    assert heights(paginate([plain(1), plain(9, head), *ending], 20)) == [[1, 2, 9], [2, 13, 3, 2]]
    assert heights(paginate([plain(1), plain(8, head), *ending], 20)) == [[1, 2, 8, 4, 3, 2]]


def test_neighbours_with_the_same_frame_share_it() -> None:
    page = [
        plain(1),
        plain(2, frame=(5, 50)),
        plain(3, frame=(5, 50)),
        space(1),
        plain(4, frame=(5, 50)),
        plain(1, frame=(9, 9)),
    ]
    assert list(frames(page, 10)) == [(5, 11, 50, 5), (5, 17, 50, 4), (9, 21, 9, 1)]
    assert stack(page[1], page[2]).frame == (5, 50)
