"""Placeholders of a new pack: each value and key with the mark is reported, and the errors that it causes are not."""

import pytest

from transforms.policy.load.placeholders import CODE, MARK, drop_placeholder_errors, find_placeholders
from transforms.strict_yaml.problems import Finding


def finding(*path: str | int) -> Finding:
    """Return an error at this place."""
    return Finding(path, "pack.meaning", "错", "改", "wrong", "correct")


def test_values_and_keys_with_the_mark_are_found() -> None:
    content = {"title": f"{MARK}标题", "rows": ({"name": "甲", f"{MARK}列名": 1}, f"前{MARK}后"), "year": 2020}
    marked = find_placeholders(content)
    assert [(item.path, item.code) for item in marked] == [
        (("title",), CODE), (("rows", 1), CODE), (("rows", 0, f"{MARK}列名"), CODE),
    ]  # fmt: skip
    assert [item.expected_zh for item in marked] == ["此处待填：标题", "此处待填：前后", "此处待填：列名"]


def test_a_mark_alone_is_to_be_filled_in_by_the_notice() -> None:
    (marked,) = find_placeholders({"title": MARK})
    assert marked.expected_zh == "此处待填：按通知填写"


@pytest.mark.parametrize("content", [{}, {"title": "待填"}, {"title": None, "count": 3}, "【待填", None])
def test_without_the_mark_nothing_is_to_be_filled_in(content: object) -> None:
    assert find_placeholders(content) == []


@pytest.mark.parametrize(
    ("path", "is_kept"),
    [
        (("prices", 0, "price"), False),
        (("prices", 0), False),
        ((), False),
        (("prices", 0, "price", "fen"), False),
        (("prices", 1, "price"), True),
        (("prices", 0, "tier"), True),
        (("targets",), True),
    ],
)
def test_errors_at_around_and_inside_a_placeholder_are_dropped(path: tuple[str | int, ...], is_kept: bool) -> None:
    unfilled = [finding("prices", 0, "price")]
    assert drop_placeholder_errors([finding(*path)], unfilled) == ([finding(*path)] if is_kept else [])
