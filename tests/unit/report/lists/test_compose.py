"""Which persons a recipient sees, in which order, and what differs between two lists."""

from tests.support.reports.sample_person_list import AS_OF, NAMES, ROWS, SNAPSHOT, sample
from transforms.report.lists.compose import changes, in_reading_order, person_list, stated
from transforms.report.lists.kinds import MISSING, POSTED
from transforms.report.publication import View


def _names(view: View | None = None) -> list[str]:
    return [person.name for person in in_reading_order(sample(view).persons)]


def test_persons_come_by_unit_of_the_notice_village_and_name() -> None:
    assert _names() == ["王五", "钱七", "李四四", "张三", "赵六"]
    assert [person.unit_name for person in in_reading_order(sample().persons)] == ["甲镇", "甲镇", "甲镇", "乙镇", ""]


def test_a_recipient_sees_its_units_and_those_below_and_nobody_without_a_unit() -> None:
    assert _names(View("x", units=("a",))) == ["王五", "钱七", "李四四"]
    assert _names(View("x", units=("a1",))) == ["王五"]
    assert _names(View("x", units=("c",))) == ["王五", "钱七", "李四四", "张三"]
    assert _names(View("x", units=())) == [] == _names(View("x", units=("unknown",)))
    assert sample(View("x", units=("a1",))).unit_names == ("甲镇",)


def test_what_is_stated_names_nobody_and_differs_with_each_fact() -> None:
    before = sample()
    assert not any(name in str(stated(before)) for name in NAMES)
    other = [
        ROWS[0]._replace(received_fen=1),
        *ROWS[2:],
        ROWS[1]._replace(person_key=ROWS[1].person_key.__class__(int=9)),
    ]
    after = person_list(MISSING, before.edition, SNAPSHOT, other)
    assert changes(before, after) == {"came": 1, "went": 1, "changed": 1}
    assert changes(before, before) == {"came": 0, "went": 0, "changed": 0}


def test_a_posted_list_states_nothing_that_tells_who_is_supported() -> None:
    edition = sample().edition
    before = person_list(POSTED, edition, SNAPSHOT, ROWS)
    supported = ROWS[0]._replace(received_fen=1, categories=["poor"], is_member=False, enrolled_on=AS_OF, paid_on=AS_OF)
    after = person_list(POSTED, edition, SNAPSHOT, [supported, *ROWS[1:]])
    assert stated(before) == stated(after) != stated(person_list(MISSING, edition, SNAPSHOT, ROWS))
