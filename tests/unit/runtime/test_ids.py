"""Ids that a person abbreviates: completed if exactly one begins so, else refused in Chinese."""

import uuid

import pytest

from pipeline.runtime.ids import NoSuchId, complete_id
from pipeline.runtime.refusals import Refusal

KNOWN = [uuid.UUID(int=0xAB << 120), uuid.UUID(int=0xAC << 120), "ff00"]


@pytest.mark.parametrize("start", ["ab", "AB", " ab ", str(KNOWN[0])])
def test_the_only_id_with_this_beginning_is_completed(start: str) -> None:
    assert complete_id(KNOWN, start) == str(KNOWN[0])


def test_two_ids_with_this_beginning_are_counted() -> None:
    with pytest.raises(NoSuchId, match=r"^有 2 份报送的编号以“a”开头，请多写几位。$"):
        complete_id(KNOWN, "a")


@pytest.mark.parametrize("start", ["b", "", "  ", "%", "abx"])
def test_no_id_or_nothing_written_is_refused(start: str) -> None:
    with pytest.raises(NoSuchId, match=f"^没有编号以“{start}”开头的报送$"):
        complete_id(KNOWN, start)


def test_without_ids_none_is_found_and_the_answer_is_a_refusal() -> None:
    with pytest.raises(Refusal):
        complete_id([], "ab")
