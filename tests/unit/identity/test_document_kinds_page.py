"""The page of document kinds has a row for each kind, in the order in which they are tried."""

from __future__ import annotations

from transforms.identity.document_kinds import DOCUMENT_KINDS, DocumentKind
from transforms.identity.document_kinds_page import DOCUMENT, render


def rows(page: str) -> list[str]:
    return [line for line in page.splitlines() if line.startswith("| `")]


def test_every_kind_is_a_row_in_order() -> None:
    page = rows(render())
    assert [row.split("`")[1] for row in page] == [kind.code for kind in DOCUMENT_KINDS]
    assert all(kind.label_zh in row for kind, row in zip(DOCUMENT_KINDS, page, strict=True))


def test_a_stroke_in_a_pattern_does_not_end_its_cell() -> None:
    (row,) = rows(render((DocumentKind("either", "任一", "A|B", "form"),)))
    assert r"`A\|B`" in row
    assert row.replace(r"\|", "").count("|") == 5  # four cells


def test_the_committed_page_is_the_rendered_one() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == render(), "run: make docs"
