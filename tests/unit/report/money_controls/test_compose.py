"""Tables of money controls have the sums of the units, the subjects of the pack, and what the recipient may see."""

from __future__ import annotations

from tests.support.packs.changed_packs import POLICIES
from tests.unit.report.money_controls.examples import composed, controls
from transforms.policy import load_pack
from transforms.report.money_controls.compose import subjects_of
from transforms.report.money_controls.content import SUBJECTS, Line
from transforms.report.publication import View


def test_a_village_counts_for_its_town_and_the_unknown_unit_comes_last() -> None:
    content = composed()
    place = content.subjects.index("paid_twice")
    assert [(unit.name, unit.lines[place]) for unit in content.units] == [
        ("乙镇", Line(0, 0)), ("甲镇", Line(3, 75_000)), ("", Line(1, 12_345)),
    ]  # fmt: skip
    assert content.sums[place] == Line(4, 87_345)
    assert [(collector.unit_name, collector.row["collector"]) for collector in content.collectors] == [
        ("乙镇", "C-01"), ("甲镇", "C-02"),
    ]  # fmt: skip


def test_a_town_has_its_own_units_alone() -> None:
    content = composed(View("townships@x-a", ("x-a", "x-a-1")), controls())
    assert content.unit_name == "甲镇" and [unit.name for unit in content.units] == ["甲镇"]
    assert [collector.row["collector"] for collector in content.collectors] == ["C-02"]


def test_a_recipient_has_the_subjects_of_its_figures_alone() -> None:
    money = composed(View("tax", None, ("money",)))
    assert (
        set(money.subjects) == {code for code, subject in SUBJECTS.items() if subject.has_money}
        and len(money.collectors) == 2
    )
    persons = composed(View("villages", None, ("enrolment",)))
    assert persons.subjects == ("household", "request_open", "request_missed", "changed_after_payment")
    assert not persons.collectors


def test_a_pack_has_the_subjects_of_its_rules() -> None:
    of_pack = {code: subjects_of(load_pack(POLICIES / f"{code}-2020")) for code in ("dongan", "kaijiang", "hefei")}
    assert of_pack["dongan"] == [code for code in SUBJECTS if code != "cash_over_limit"]
    assert "cash_over_limit" in of_pack["kaijiang"] and "audit_open" not in of_pack["kaijiang"]
    assert of_pack["hefei"] == ["paid_twice", "over", "cash_held", "cash_overdue"]
