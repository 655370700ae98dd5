"""The queue of persons to check: raised once, decided by an official, taken back; money and ledger follow."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pipeline.identity import review
from pipeline.identity.review import ReviewRefused, masked_name
from tests.support.files.newborns import Cradle, Said, name, number
from tests.support.files.small_deliveries import PACK
from tests.support.warehouse.scenes import Nursery
from tests.support.warehouse.seven_events import NOW
from warehouse import statements

DAY = dt.date(2019, 12, 31)
TWIN = 3  # another child's number, in one place different


def decide(nursery: Nursery, review_id: str, verdict: Any, by: str = "王科长", reason: str = "已核实户口簿") -> Any:
    return review.decide(nursery.settings, PACK, review_id, verdict, by, reason, DAY, lambda: NOW)


def only(nursery: Nursery, everything: bool = False) -> review.Entry:
    (entry,) = review.entries(nursery.settings, PACK, everything)
    return entry


def search(nursery: Nursery) -> int:
    return review.search(nursery.settings, PACK)


@pytest.fixture()
def twice(nursery: Nursery, desk: Cradle) -> Nursery:
    """One name, one day of birth, one unit, two numbers that differ in one place, both paid; and somebody else."""
    nursery.comes(desk.born_roll([Said(1, "number"), Said(1, "number", numbered=TWIN), Said(2, "number")]))
    nursery.comes(desk.born_tax([Said(1, "number"), Said(1, "number", numbered=TWIN)], "2019-11-05"))
    nursery.assess()
    return nursery


def test_a_pair_is_raised_once_and_masked(twice: Nursery) -> None:
    assert search(twice) == 1 and search(twice) == 0
    entry = only(twice)
    assert (entry.kind, entry.state, entry.score) == ("look_alike", "open", 40 + 25 + 15 - 5)
    assert entry.agreeing == ("name_and_birth", "near_number", "unit") and entry.differing == ("household",)
    shown = repr(entry)
    assert "*" in shown and not any(text in shown for text in (name(1), number(1), number(TWIN)))


def test_of_two_searches_at_once_one_raises_it(twice: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have looked before either writes."""
    similar_pair_row, searches = review._similar_pair_row, []

    def meanwhile(*arguments: Any) -> Any:
        if not searches:
            searches.append(None)
            searches.append(search(twice))
        return similar_pair_row(*arguments)

    monkeypatch.setattr(review, "_similar_pair_row", meanwhile)
    assert (search(twice), searches) == (0, [None, 1])
    assert only(twice).state == "open"


def test_nobody_is_merged_by_machine(twice: Nursery) -> None:
    search(twice)
    twice.assess()
    assert twice.dues()[:2] == [("enrolled", 25000, 0, "ordinary")] * 2
    assert twice.rows("SELECT count(*) FROM core.linked_person") == [(0,)]


def test_made_one_and_taken_back(twice: Nursery) -> None:
    search(twice)
    before, dues = twice.state(), twice.dues()
    entry = only(twice)
    done = decide(twice, entry.review_id[:8], "same")
    assert (done.state, done.moved, done.is_new) == ("same", 1, True)
    again = decide(twice, entry.review_id, "same")
    assert (again.state, again.moved, again.is_new) == ("same", 0, False)
    twice.assess()
    assert twice.dues() == [("enrolled", 50000, 25000, "ordinary"), ("owing", 0, 0, "ordinary")]
    assert twice.broken() == [] and search(twice) == 0
    assert review.entries(twice.settings, PACK) == []
    assert only(twice, everything=True).state == "same"
    assert decide(twice, entry.review_id, "undo", reason="误判").moved == 1
    twice.assess()
    assert twice.broken() == [] and twice.dues() == dues
    assert twice.state() == before
    trail = twice.rows("SELECT fact_key = person_key, cause FROM core.person_link ORDER BY committed_no")
    assert trail == [(False, "decision"), (True, "decision")]
    said = twice.rows("SELECT verdict, decided_by, reason FROM vault.review_decision ORDER BY decision_no")
    assert said == [("same", "王科长", "已核实户口簿"), ("undo", "王科长", "误判")]


def test_a_decided_pair_is_not_raised_again(twice: Nursery) -> None:
    search(twice)
    done = decide(twice, only(twice).review_id, "different", reason="双胞胎")
    assert (done.state, done.moved) == ("different", 0)
    assert search(twice) == 0 and review.entries(twice.settings, PACK) == []


def test_what_cannot_be_decided_says_why(twice: Nursery) -> None:
    search(twice)
    entry = only(twice).review_id
    for review_id, verdict, by, reason, told in (
        (entry, "undo", "王", "误", "没有人工决定"), ("ffffffff", "same", "王", "是", "没有这个核对编号"),
        ("", "same", "王", "是", "没有这个核对编号"), (entry, "same", " ", "是", "决定人"),
        (entry, "same", "王", " ", "理由"), (entry, "maybe", "王", "是", "决定只能是"),
    ):  # fmt: skip
        with pytest.raises(ReviewRefused, match=told):
            decide(twice, review_id, verdict, by, reason)
    assert twice.rows("SELECT count(*) FROM vault.review_decision") == [(0,)]


def test_killed_in_the_middle_nothing_is_left(twice: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    search(twice)
    before, entry, run = twice.state(), only(twice).review_id, statements.run
    for at in ("identity/decide", "identity/wanted", "identity/queue", "identity/unlink", "identity/link"):

        def die(conn: Any, statement: str, /, _at: str = at, **params: Any) -> Any:
            done = run(conn, statement, **params)
            if statement == _at:
                raise KeyboardInterrupt
            return done

        with monkeypatch.context() as patch:
            patch.setattr(statements, "run", die)
            with pytest.raises(KeyboardInterrupt):
                decide(twice, entry, "same")
        assert twice.state() == before, at
        assert twice.rows("SELECT count(*) FROM core.person_link") == [(0,)]
    assert decide(twice, entry, "same").moved == 1


def test_what_a_row_links_an_official_can_part(nursery: Nursery, desk: Cradle) -> None:
    nursery.comes(desk.born_roll([Said(1)]))
    nursery.comes(desk.born_tax([Said(1), Said(1, "number")], "2019-11-05"))
    nursery.comes(desk.born_list([Said(1, "both")], recognised="2019-11-20"))
    nursery.assess()
    linked = nursery.dues()
    assert [row[1:3] for row in linked] == [(50000, 25000)]
    entry = only(nursery, everything=True)
    assert (entry.kind, entry.state) == ("certificate_and_number", "linked")
    assert decide(nursery, entry.review_id, "different", reason="填的是兄弟的号码").moved == 1
    nursery.assess()
    assert [row[1:3] for row in nursery.dues()] == [(25000, 0)] * 2 and nursery.broken() == []
    assert decide(nursery, entry.review_id, "undo").moved == 1
    nursery.assess()
    assert nursery.dues() == linked and nursery.broken() == []


def test_a_revoked_list_links_nobody(nursery: Nursery, desk: Cradle) -> None:
    nursery.comes(desk.born_roll([Said(1)]))
    nursery.comes(desk.born_list([Said(1, "both")]))
    nursery.assess()
    assert nursery.rows("SELECT count(*) FROM core.linked_person") == [(1,)]
    nursery.revoke("poverty_relief", "2019-11")
    nursery.assess()
    assert nursery.rows("SELECT count(*) FROM core.linked_person") == [(0,)] and nursery.broken() == []
    assert only(nursery, everything=True).state == "withdrawn"


def test_a_certificate_that_looks_like_a_number(nursery: Nursery, desk: Cradle) -> None:
    nursery.comes(desk.born_roll([Said(1), Said(2)]))
    nursery.comes(desk.born_list([Said(1, "number")]))
    nursery.assess()
    assert search(nursery) == 1
    entry = only(nursery)
    assert entry.agreeing == ("name_and_birth", "certificate", "unit") and entry.score == 75
    decide(nursery, entry.review_id, "same")
    nursery.assess()
    assert len(nursery.dues()) == 2 and nursery.broken() == []


def test_one_number_with_two_names(nursery: Nursery, desk: Cradle) -> None:
    nursery.comes(desk.born_roll([Said(1, "number"), Said(2, "number")]))
    for version in (1, 2):  # said again, it is not raised again
        said = [Said(1, "number", name="另名甲"), Said(1 + version, "number")]
        nursery.comes(desk.born_list(said, version=version))
    nursery.comes(desk.born_tax([Said(5, "number"), Said(5, "number", name="另名乙")], "2019-11-05"))
    found = review.entries(nursery.settings, PACK)
    assert [(one.kind, one.agreeing) for one in found] == [("two_names", ("number",))] * 2
    assert {one.source for one in found} == {"poverty_relief", "tax"}
    done = decide(nursery, found[0].review_id, "same", reason="曾用名")
    assert (done.state, done.moved) == ("same", 0)
    assert len(review.entries(nursery.settings, PACK)) == 1


def test_the_mart_counts_and_names_nobody(twice: Nursery) -> None:
    search(twice)
    rows = twice.rows("SELECT source, unit_name, kind, state, entries FROM mart.identity_review")
    assert rows == [("", "白牙市镇", "look_alike", "open", 1)]
    decide(twice, only(twice).review_id, "different")
    assert twice.rows("SELECT state, entries FROM mart.identity_review") == [("different", 1)]


@pytest.mark.parametrize(("whole", "shown"), [
    ("", ""), ("张", "张*"), ("张三", "张*"), ("张三丰", "张*丰"), ("欧阳某某", "欧**某"),
])  # fmt: skip
def test_masked_names(whole: str, shown: str) -> None:
    assert masked_name(whole) == shown
