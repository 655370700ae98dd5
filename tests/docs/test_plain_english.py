"""Code, settings and documents use plain English: no retired word, and public functions have imperative docstrings."""

from __future__ import annotations

import pytest

from tests.docs.plain_english import CODE, DOCUMENTS, ROOT, SETTINGS, files, name_problems, problems, prose_problems


@pytest.mark.parametrize("folder", [*CODE, *SETTINGS, *(name for name in DOCUMENTS if (ROOT / name).exists())])
def test_no_retired_word_and_no_missing_docstring(folder: str) -> None:
    paths = files(folder)
    found = [f"{path.relative_to(ROOT)}:{line}: {text}" for path in paths for line, text in problems(path)]
    assert paths, f"no file was checked in {folder}"
    assert not found, "\n".join(found[:50])


@pytest.mark.parametrize("name", ["one", "write_fate", "Told", "_said", "doubts_of"])
def test_a_retired_name_is_found(name: str) -> None:
    assert list(name_problems(name))


def planted_problems(name: str, text: str) -> list[str]:
    """Check a file that is written for the check and removed."""
    path = ROOT / "build" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    try:
        return [problem for _, problem in problems(path)]
    finally:
        path.unlink()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("planted.sql", "WITH said AS (SELECT 1)"),
        ("planted.sql", "standing AS MATERIALIZED ("),
        ("planted.sql", "fate (row_no) AS NOT MATERIALIZED ("),
        ("planted.sql", "FROM f AS in_force"),
        ("planted.sql", "FROM unnest(a) AS e (said, place)"),
        ("told.sql", "SELECT 1"),
        ("hash_ahead.py", '"""Hash numbers."""'),
        ("planted.py", '"""Module."""\n\nraise ValueError("the version in force was not kept")'),
        ("planted.py", '"""Module."""\n\nFIGURE = 1\n"""The nought."""'),
        ("planted.yaml", "key: 1  # the row stands here"),
        (".env.example", "# written anew"),
    ],
)
def test_a_retired_word_is_found_in_each_place(name: str, text: str) -> None:
    assert len(planted_problems(name, text)) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("planted.sql", "WITH delivery AS (SELECT 'said AS (' AS label)"),
        ("planted.py", '"""Module."""\n\nLABEL = "通知 in force"\nKEY = "in_force"'),
        ("planted.yaml", "stands: 1  # acknowledges doubt.window_gap"),
    ],
)
def test_texts_for_officials_and_keys_are_not_checked(name: str, text: str) -> None:
    assert not planted_problems(name, text)


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
