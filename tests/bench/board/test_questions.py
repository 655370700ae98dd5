"""The bench asks for different pages, and the same ones at each population."""

from __future__ import annotations

from tests.bench.board.__main__ import by_page, percentile, questions
from tests.bench.reassess import PACK
from tests.support.packs.worked_cases import POLICIES
from transforms.policy import load_pack


def test_questions_are_different_and_the_same_again() -> None:
    pack = load_pack(POLICIES / PACK)
    asked = questions(pack, 50)
    assert len(set(asked)) == 50 and asked == questions(pack, 50)
    assert {request.page for request in asked} == {"today", "units", "special", "money", "arrivals", "downloads"}


def test_percentiles_are_milliseconds() -> None:
    assert percentile([number / 1_000 for number in range(1, 100)], 95) == 95.0


def test_each_page_has_its_percentiles() -> None:
    found = by_page([("today", 0.1), ("today", 0.1), ("units", 0.2), ("units", 0.2)])
    assert list(found) == ["all", "today", "units"]
    assert found["today"] == {"questions": 2, "p50_ms": 100.0, "p95_ms": 100.0, "p99_ms": 100.0}
