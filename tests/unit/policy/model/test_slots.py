"""Which report is due when, for every day around the windows, against dates written out by hand."""

import datetime as dt

import pytest

from tests.support.packs.changed_packs import PACKS, POLICIES
from transforms.policy import load_pack
from transforms.policy.model.known_reports import KNOWN_REPORTS, PERSON_LISTS
from transforms.policy.model.slots import Slot, all_slots, due_days, own_parts, publications_due

HEYUAN, KAIJIANG, HEFEI, ZHAOQING, DONGAN = PACKS

# due day: cadence, first day, last day of the period; a report other than `progress` is named after the due day
EXPECTED = {
    HEYUAN: """
        2019-07-31 start_roster once 2019-07-01 2019-07-30
        2019-09-11 settlement once 2019-08-01 2019-09-10
        2019-09-11 settlement_list once 2019-08-01 2019-09-10
        2019-10-16 month 2019-09-16 2019-10-15
        2019-11-16 month 2019-10-16 2019-11-15
        2019-12-01 missing_persons once 2019-08-01 2019-11-30
        2019-12-10 once 2019-08-01 2019-12-09
        2019-12-11 missing_persons once 2019-08-01 2019-12-10
        2019-12-16 month 2019-11-16 2019-12-15
        2019-12-20 once 2019-08-01 2019-12-19
        2020-01-01 month 2019-12-16 2019-12-31
        2020-01-01 settlement once 2019-09-11 2019-12-31
        2020-01-01 settlement_list once 2019-09-11 2019-12-31
        2021-01-01 settlement once 2020-01-01 2020-12-31
        2021-01-01 settlement_list once 2020-01-01 2020-12-31
    """,
    KAIJIANG: """
        2019-10-01 bulletin month 2019-09-01 2019-09-30
        2019-10-01 missing_persons month 2019-09-01 2019-09-30
        2019-10-01 money_controls month 2019-09-01 2019-09-30
        2019-10-01 posting_roster month 2019-09-01 2019-09-30
        2019-10-01 month 2019-09-01 2019-09-30
        2019-11-01 bulletin month 2019-10-01 2019-10-31
        2019-11-01 missing_persons month 2019-10-01 2019-10-31
        2019-11-01 money_controls month 2019-10-01 2019-10-31
        2019-11-01 posting_roster month 2019-10-01 2019-10-31
        2019-11-01 month 2019-10-01 2019-10-31
        2019-12-01 bulletin month 2019-11-01 2019-11-30
        2019-12-01 missing_persons month 2019-11-01 2019-11-30
        2019-12-01 money_controls month 2019-11-01 2019-11-30
        2019-12-01 posting_roster month 2019-11-01 2019-11-30
        2019-12-01 month 2019-11-01 2019-11-30
        2019-12-21 settlement once 2019-09-01 2019-12-20
        2019-12-21 settlement_list once 2019-09-01 2019-12-20
        2019-12-26 bulletin month 2019-12-01 2019-12-25
        2019-12-26 coverage_list once 2019-09-01 2019-12-25
        2019-12-26 money_controls month 2019-12-01 2019-12-25
        2019-12-26 posting_roster month 2019-12-01 2019-12-25
        2019-12-26 month 2019-12-01 2019-12-25
        2020-01-01 coverage_list month 2019-12-26 2019-12-31
        2020-02-01 coverage_list month 2020-01-01 2020-01-31
        2020-03-01 coverage_list month 2020-02-01 2020-02-29
        2020-04-01 coverage_list month 2020-03-01 2020-03-31
        2020-05-01 coverage_list month 2020-04-01 2020-04-30
        2020-06-01 coverage_list month 2020-05-01 2020-05-31
        2020-07-01 coverage_list month 2020-06-01 2020-06-30
        2020-07-01 settlement once 2019-12-21 2020-06-30
        2020-07-01 settlement_list once 2019-12-21 2020-06-30
        2020-08-01 coverage_list month 2020-07-01 2020-07-31
        2020-09-01 coverage_list month 2020-08-01 2020-08-31
        2020-10-01 coverage_list month 2020-09-01 2020-09-30
        2020-11-01 coverage_list month 2020-10-01 2020-10-31
        2020-12-01 coverage_list month 2020-11-01 2020-11-30
        2021-01-01 coverage_list month 2020-12-01 2020-12-31
        2021-01-01 settlement once 2020-07-01 2020-12-31
        2021-01-01 settlement_list once 2020-07-01 2020-12-31
    """,
    HEFEI: """
        2020-09-19 month 2020-09-01 2020-09-18
        2020-10-01 uninsured_feedback month 2020-09-01 2020-09-30
        2020-10-19 month 2020-09-19 2020-10-18
        2020-10-21 missing_persons once 2020-09-01 2020-10-20
        2020-10-31 money_controls once 2020-09-01 2020-10-30
        2020-11-01 uninsured_feedback month 2020-10-01 2020-10-31
        2020-11-19 month 2020-10-19 2020-11-18
        2020-12-01 uninsured_feedback month 2020-11-01 2020-11-30
        2020-12-19 month 2020-11-19 2020-12-18
        2020-12-26 settlement once 2020-09-01 2020-12-25
        2020-12-26 settlement_list once 2020-09-01 2020-12-25
        2021-01-01 fiscal_subsidy once 2020-09-01 2020-12-31
        2021-01-01 settlement once 2020-12-26 2020-12-31
        2021-01-01 settlement_list once 2020-12-26 2020-12-31
        2021-01-01 uninsured_feedback month 2020-12-01 2020-12-31
        2021-01-19 month 2020-12-19 2020-12-31
        2022-01-01 fiscal_subsidy once 2021-01-01 2021-12-31
        2022-01-01 settlement once 2021-01-01 2021-12-31
        2022-01-01 settlement_list once 2021-01-01 2021-12-31
    """,
    ZHAOQING: """
        2020-09-29 due_list once 2020-09-01 2020-09-28
        2020-10-01 month 2020-09-30 2020-09-30
        2020-11-01 bulletin month 2020-10-01 2020-10-31
        2020-11-01 month 2020-10-01 2020-10-31
        2020-11-11 ten_day 2020-11-01 2020-11-10
        2020-11-21 ten_day 2020-11-11 2020-11-20
        2020-12-01 bulletin month 2020-11-01 2020-11-30
        2020-12-01 ten_day 2020-11-21 2020-11-30
        2020-12-11 ten_day 2020-12-01 2020-12-10
        2020-12-14 ten_day 2020-12-11 2020-12-13
        2020-12-15 day 2020-12-14 2020-12-14
        2020-12-16 day 2020-12-15 2020-12-15
        2020-12-17 day 2020-12-16 2020-12-16
        2020-12-18 day 2020-12-17 2020-12-17
        2020-12-19 day 2020-12-18 2020-12-18
        2020-12-20 day 2020-12-19 2020-12-19
        2020-12-21 day 2020-12-20 2020-12-20
        2020-12-22 day 2020-12-21 2020-12-21
        2020-12-23 day 2020-12-22 2020-12-22
        2020-12-24 day 2020-12-23 2020-12-23
        2020-12-25 day 2020-12-24 2020-12-24
        2020-12-26 day 2020-12-25 2020-12-25
        2020-12-27 day 2020-12-26 2020-12-26
        2020-12-28 day 2020-12-27 2020-12-27
        2020-12-29 bulletin month 2020-12-01 2020-12-28
        2020-12-29 day 2020-12-28 2020-12-28
    """,
    DONGAN: """
        2019-08-31 due_list once 2019-08-01 2019-08-30
        2019-08-31 start_roster once 2019-08-01 2019-08-30
        2019-09-16 half_month 2019-09-01 2019-09-15
        2019-10-01 bulletin month 2019-09-01 2019-09-30
        2019-10-01 money_controls month 2019-09-01 2019-09-30
        2019-10-01 half_month 2019-09-16 2019-09-30
        2019-10-01 month 2019-09-01 2019-09-30
        2019-10-01 village_poster month 2019-09-01 2019-09-30
        2019-10-16 half_month 2019-10-01 2019-10-15
        2019-11-01 bulletin month 2019-10-01 2019-10-31
        2019-11-01 money_controls month 2019-10-01 2019-10-31
        2019-11-01 half_month 2019-10-16 2019-10-31
        2019-11-01 month 2019-10-01 2019-10-31
        2019-11-01 village_poster month 2019-10-01 2019-10-31
        2019-11-16 half_month 2019-11-01 2019-11-15
        2019-12-01 bulletin month 2019-11-01 2019-11-30
        2019-12-01 money_controls month 2019-11-01 2019-11-30
        2019-12-01 half_month 2019-11-16 2019-11-30
        2019-12-01 month 2019-11-01 2019-11-30
        2019-12-01 village_poster month 2019-11-01 2019-11-30
        2019-12-16 half_month 2019-12-01 2019-12-15
        2020-01-01 bulletin month 2019-12-01 2019-12-31
        2020-01-01 money_controls month 2019-12-01 2019-12-31
        2020-01-01 half_month 2019-12-16 2019-12-31
        2020-01-01 month 2019-12-01 2019-12-31
        2020-01-01 refund_list month 2019-12-01 2019-12-31
        2020-01-01 settlement once 2019-09-01 2019-12-31
        2020-01-01 settlement_list once 2019-09-01 2019-12-31
        2020-01-01 village_poster month 2019-12-01 2019-12-31
        2020-02-01 refund_list month 2020-01-01 2020-01-31
        2020-03-01 refund_list month 2020-02-01 2020-02-29
        2020-04-01 refund_list month 2020-03-01 2020-03-31
        2020-05-01 refund_list month 2020-04-01 2020-04-30
        2020-06-01 refund_list month 2020-05-01 2020-05-31
        2020-07-01 refund_list month 2020-06-01 2020-06-30
        2020-07-01 settlement once 2020-01-01 2020-06-30
        2020-07-01 settlement_list once 2020-01-01 2020-06-30
        2020-08-01 refund_list month 2020-07-01 2020-07-31
        2020-09-01 refund_list month 2020-08-01 2020-08-31
        2020-10-01 refund_list month 2020-09-01 2020-09-30
        2020-11-01 refund_list month 2020-10-01 2020-10-31
        2020-12-01 refund_list month 2020-11-01 2020-11-30
        2021-01-01 appraisal once 2019-09-01 2020-12-31
        2021-01-01 refund_list month 2020-12-01 2020-12-31
        2021-01-01 settlement once 2020-07-01 2020-12-31
        2021-01-01 settlement_list once 2020-07-01 2020-12-31
    """,
}

# first and last due day of the daily due lists, each of the day before
DAILY_LISTS = {ZHAOQING: ("2020-09-30", "2020-12-29"), DONGAN: ("2019-09-01", "2020-01-01")}

Day = tuple[dt.date, str, str, dt.date, dt.date]


def expected(code: str) -> list[Day]:
    """Parse the table of expected slots of a pack."""
    rows = [line.split() for line in EXPECTED[code].strip().splitlines()]
    date = dt.date.fromisoformat
    named = [row if len(row) == 5 else [row[0], "progress", *row[1:]] for row in rows]
    days = [(date(due), report, cadence, date(first), date(last)) for due, report, cadence, first, last in named]
    assert days == sorted(days)
    return sorted([*days, *daily_lists(code)])


def daily_lists(code: str) -> list[Day]:
    """Return the slots of the daily due lists of a pack; none if it has no such lists."""
    if code not in DAILY_LISTS:
        return []
    day, last = (dt.date.fromisoformat(on) for on in DAILY_LISTS[code])
    slots = []
    while day <= last:
        before = day - dt.timedelta(days=1)
        slots.append((day, "due_list", "day", before, before))
        day += dt.timedelta(days=1)
    return slots


def shape(slot: Slot) -> Day:
    """Return the compared fields of a slot."""
    return slot.due_on, slot.report, slot.cadence, slot.period_from, slot.period_to


@pytest.mark.parametrize("code", PACKS)
def test_each_day_from_a_month_before_the_window_to_the_end_of_the_plan_year_has_its_slots(code: str) -> None:
    """Compare the slots of each day with the table."""
    pack = load_pack(POLICIES / code)
    wanted = expected(code)
    day, last = pack.starts_on - dt.timedelta(days=31), dt.date(pack.campaign.plan_year + 1, 1, 31)
    seen = []
    while day <= last:
        slots = publications_due(pack, day)
        assert [shape(slot) for slot in slots] == [row for row in wanted if row[0] == day], day
        seen.extend(slots)
        day += dt.timedelta(days=1)
    assert len(seen) == len(wanted)
    assert seen == all_slots(pack)


@pytest.mark.parametrize("code", PACKS)
def test_due_days_are_those_of_the_slots_once_each(code: str) -> None:
    """Compare the due days with the table."""
    assert due_days(load_pack(POLICIES / code)) == sorted({row[0] for row in expected(code)})


@pytest.mark.parametrize("code", PACKS)
def test_a_slot_counts_up_to_its_last_day_and_names_known_rules_and_recipients(code: str) -> None:
    """Check the fields of every slot."""
    pack = load_pack(POLICIES / code)
    rules = {rule.rule_id for rule in pack.rules()}
    recipients = {recipient.recipient for recipient in pack.recipients}
    slots = all_slots(pack)
    assert slots
    for slot in slots:
        assert slot.report in KNOWN_REPORTS and slot.as_of == slot.period_to
        assert slot.as_of < slot.due_on
        assert slot.recipients and set(slot.recipients) <= recipients
        assert slot.rule_ids and set(slot.rule_ids) <= rules
    # what the warehouse keeps one publication for
    assert len({(slot.report, slot.cadence, slot.period_to) for slot in slots}) == len(slots)


@pytest.mark.parametrize("code", [ZHAOQING])
def test_zhaoqings_three_cadences_follow_each_other_without_gap_or_overlap(code: str) -> None:
    """List the days of all periods."""
    pack = load_pack(POLICIES / code)
    days = [
        slot.period_from + dt.timedelta(days=n)
        for slot in all_slots(pack)
        if slot.report == "progress"
        for n in range((slot.period_to - slot.period_from).days + 1)
    ]
    assert days == [pack.starts_on + dt.timedelta(days=n) for n in range((pack.ends_on - pack.starts_on).days + 1)]


def test_series_for_the_same_report_and_period_become_one_slot() -> None:
    """Look at Kaijiang's monthly progress report, which two rules demand."""
    pack = load_pack(POLICIES / KAIJIANG)
    monthly = next(slot for slot in publications_due(pack, dt.date(2019, 10, 1)) if slot.report == "progress")
    assert monthly.rule_ids == ("KJ-18", "KJ-15-month")
    assert monthly.recipients == ("townships", "county_appraisal_office", "county_medical_security", "villages")


def test_several_reports_of_one_period_are_several_slots() -> None:
    """Look at Dong'an's month: progress for those who inspect, a bulletin for towns, a poster for villages."""
    monthly = [slot for slot in publications_due(load_pack(POLICIES / DONGAN), dt.date(2019, 10, 1))
               if slot.cadence == "month"]  # fmt: skip
    assert {slot.report: (slot.rule_ids, slot.recipients) for slot in monthly} == {
        "bulletin": (("DA-20-bulletin",), ("townships", "county_government")),
        "money_controls": (("DA-18-money_controls",), ("townships", "county_medical_security", "county_tax")),
        "progress": (
            ("DA-20-inspection",), ("county_inspection_office", "county_tax", "county_medical_security"),
        ),
        "village_poster": (("DA-20-poster",), ("villages",)),
    }  # fmt: skip


def test_hefei_reports_to_two_offices_separately() -> None:
    """Look at the part of each office: the tax bureau gets the money, the other bureau the persons."""
    pack = load_pack(POLICIES / HEFEI)
    parts = {tuple((part.recipient, part.units, part.figures) for part in own_parts(pack, slot))
             for slot in all_slots(pack) if slot.report == "progress"}  # fmt: skip
    assert parts == {
        (("city_medical_security", None, ("enrolment", "special_populations")), ("city_tax", None, ("money",))),
    }  # fmt: skip


def test_each_county_of_heyuan_gets_its_own_units_and_the_city_the_whole() -> None:
    """Look at the parts: six bureaus and the offices of Jiangdong, each with the units that it is responsible for."""
    pack = load_pack(POLICIES / HEYUAN)
    units = [unit.unit_id for unit in pack.units.children]
    wanted = [f"county_medical_security@{unit}" for unit in units[:-1]] + ["jiangdong_offices@hy-jiangdong"]
    for slot in all_slots(pack):
        if slot.report != "progress":
            continue
        parts = [part.recipient for part in own_parts(pack, slot)]
        assert parts == ([] if slot.due_on == dt.date(2019, 12, 20) else wanted), slot.due_on
        assert all(part.units and len(part.units) == 1 for part in own_parts(pack, slot))


def test_kaijiangs_villages_get_the_figures_of_their_town_and_the_towns_the_whole() -> None:
    """Look at the monthly parts: one of each town, for its villages."""
    pack = load_pack(POLICIES / KAIJIANG)
    units = [unit.unit_id for unit in pack.units.children]
    for slot in all_slots(pack):
        parts = [part.recipient for part in own_parts(pack, slot)]
        assert slot.report not in ("progress", "bulletin") or parts == (
            [f"villages@{unit}" for unit in units] if slot.report == "progress" else []
        ), slot.due_on


@pytest.mark.parametrize(
    ("code", "groups"),
    [
        (HEYUAN, {("county_medical_security", "jiangdong_offices"), ("city_medical_security",)}),
        (KAIJIANG, {("townships",), ("townships", "villages"), ("county_finance",)}),
        (HEFEI, {("departments_and_townships",), ("county_medical_aid",)}),
    ],
)
def test_a_list_of_persons_is_of_one_unit_but_for_the_bureau_of_the_whole_place(
    code: str, groups: set[tuple[str, ...]]
) -> None:
    """Look at the parts of each list: no recipient shares one. Heyuan's city bureau and whole funds get all units."""
    pack = load_pack(POLICIES / code)
    lists = [slot for slot in all_slots(pack) if slot.report in PERSON_LISTS]
    assert {slot.recipients for slot in lists} == groups
    for slot in lists:
        parts = own_parts(pack, slot)
        whole = set(slot.recipients) - {part.recipient.split("@")[0] for part in parts}
        assert whole <= {"city_medical_security"}
        assert all(part.payers if part.units is None else len(part.units) == 1 for part in parts)


def test_series_made_by_people_have_no_slot() -> None:
    """Compare the rules of human series with those of the slots."""
    for code in (ZHAOQING,):
        pack = load_pack(POLICIES / code)
        human = {series.rule_id for series in pack.publications if series.made_by == "human"}
        assert human
        assert not human & {rule for slot in all_slots(pack) for rule in slot.rule_ids}
