"""Code and documents use plain English: no retired word, and every public function has an imperative docstring."""

from __future__ import annotations

import pytest

from tests.docs.plain_english import CODE, DOCUMENTS, ROOT, files, name_problems, problems, prose_problems


@pytest.mark.parametrize("folder", [*CODE, *(name for name in DOCUMENTS if (ROOT / name).exists())])
def test_no_retired_word_and_no_missing_docstring(folder: str) -> None:
    paths = files(folder)
    found = [f"{path.relative_to(ROOT)}:{line}: {text}" for path in paths for line, text in problems(path)]
    assert paths, f"no file was checked in {folder}"
    assert not found, "\n".join(found[:50])


@pytest.mark.parametrize("name", ["one", "write_fate", "Told", "_said", "doubts_of"])
def test_a_retired_name_is_found(name: str) -> None:
    assert list(name_problems(name))


@pytest.mark.parametrize("name", ["someone", "one_enrolment", "delivery", "found_rows", "is_standalone"])
def test_a_name_that_only_contains_the_letters_is_not_found(name: str) -> None:
    assert not list(name_problems(name))


def test_prose_is_searched_outside_of_backquotes_and_across_lines() -> None:
    assert [line for line, _ in prose_problems("fine\nwho is told,\nand the row comes into\nforce")] == [2, 3]
    assert not list(prose_problems("the column `told` and `in force`"))


def test_a_docstring_that_is_no_imperative_is_found(tmp_path: object) -> None:
    path = ROOT / "build" / "planted.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        '"""Module."""\n\n\ndef rows() -> None:\n    """The rows."""\n\n\ndef bare() -> None:\n    pass\n', "utf-8"
    )
    try:
        assert [line for line, _ in problems(path)] == [4, 8]
    finally:
        path.unlink()
