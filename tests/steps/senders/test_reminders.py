"""Who should have sent what by when: worked out from two packs, told on the screen, and reminded once by mail."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.policy import install, registry
from pipeline.publish import inputs
from pipeline.runtime.settings import REPOSITORY, Settings, Smtp
from pipeline.senders import reminders
from tests.support.files.small_deliveries import PACK, Desk, day
from tests.support.packs.worked_cases import MADE_UP
from tests.support.postbox import Postbox
from tests.support.warehouse.campaign import ALL_KINDS, frame
from transforms.mail.reminder import ExpectedDelivery, missing_lines
from transforms.policy import campaign_id, load_pack
from transforms.policy.compile.expected_deliveries import expected_deliveries
from warehouse import engine, statements


def remind(settings: Settings, pack_code: str, on: str, box: Postbox) -> list[str]:
    """Queue and send, with a mail server in the settings."""
    with_server = dataclasses.replace(settings, smtp=Smtp("mail.example.test", 25, box.sender))
    reminded = reminders.run(with_server, pack_code, day(on))
    box.collect(with_server, pack_code)
    return reminded


def of(pack_code: str, source: str, policies: Path = REPOSITORY / "policies") -> list[tuple[str, ...]]:
    return [
        (
            one.period, one.due_on.isoformat(), one.list_mode, str(one.covers_after), one.covers_to.isoformat(),
            one.contact,
        )
        for one in expected_deliveries(load_pack(policies / pack_code)) if one.source == source
    ]  # fmt: skip


def test_lists_are_due_on_the_days_of_the_pack() -> None:
    assert of(PACK, "civil_affairs") == [
        ("2019-08", "2019-08-31", "full", "None", "2019-08-31", "civil_affairs"),
        ("2019-09", "2019-09-30", "change", "2019-08-31", "2019-09-30", "civil_affairs"),
        ("2019-10", "2019-10-31", "change", "2019-09-30", "2019-10-31", "civil_affairs"),
        ("2019-11", "2019-11-30", "change", "2019-10-31", "2019-11-30", "civil_affairs"),
        ("2019-12", "2019-12-31", "change", "2019-11-30", "2019-12-31", "civil_affairs"),
    ]
    assert [one[1:3] for one in of("madeupa-2032", "civil_affairs", MADE_UP)] == [
        ("2031-08-31", "full"), ("2031-09-30", "change"), ("2031-10-31", "change")
    ]  # fmt: skip
    assert {one[5] for one in of("madeupa-2032", "civil_affairs", MADE_UP)} == {"civil_desk"}


def test_each_day_of_a_feed_is_due_on_the_day_after() -> None:
    found = of(PACK, "tax")
    assert len(found) == (dt.date(2019, 12, 31) - dt.date(2019, 9, 1)).days + 1
    assert found[0] == ("2019-09-01", "2019-09-02", "feed", "2019-08-31", "2019-09-01", "tax")
    assert found[-1][:2] == ("2019-12-31", "2020-01-01")
    assert len({one[1] for one in found}) == len(found)


def test_a_source_without_due_days_owes_nothing() -> None:
    assert of(PACK, "fund_claim") == [] and of("madeupa-2032", "education", MADE_UP) == []


def test_the_table_of_figures_is_due_before_the_window_and_on_the_day_of_the_appraisal() -> None:
    assert [found[1] for found in of(PACK, "targets")] == ["2019-08-31", "2020-12-31"]


@pytest.fixture()
def empty(make_warehouse: Callable[..., Settings]) -> Settings:
    """Dong'an before anything came."""
    settings = make_warehouse()
    with engine.create(settings.warehouse_url("loader")).begin() as conn:
        install.ensure_installed(conn, registry.load(settings, PACK))
    return settings


@pytest.fixture(scope="module")
def place(make_warehouse: Callable[..., Settings], tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Dong'an at the beginning of October: the first list of the poor came in time, the second late, others never."""
    settings, desk = make_warehouse(), Desk(tmp_path_factory.mktemp("calendar"))
    landing.deliver(settings, PACK, [
        desk.full([1, 2], "2019-08", "2019-08-25", delivered="2019-08-31"),
        desk.change([(3, "新增", "2019-09-10")], "2019-09", "2019-09-28", delivered="2019-10-03"),
        desk.tax([(1, 120)], "2019-09-01", delivered="2019-09-02"),
    ])  # fmt: skip
    intake.run(settings, PACK, ALL_KINDS, day("2019-10-05"))
    assess.run(settings, PACK, day("2019-10-05"))
    return settings


def states(settings: Settings, on: str, source: str) -> list[tuple[str, str, int]]:
    with inputs.connect(settings) as conn:
        rows = reminders.expected(conn, PACK, day(on))
    return [(row.period, row.state, row.days_late) for row in rows if row.source == source]


def test_on_time_late_missing_and_not_due(place: Settings) -> None:
    assert states(place, "2019-10-05", "poverty_relief") == [
        ("2019-08", "on_time", 0), ("2019-09", "late", 3), ("2019-10", "not_due", 0), ("2019-11", "not_due", 0),
        ("2019-12", "not_due", 0),
    ]  # fmt: skip
    # the day before, on and after the due day
    for on, expected in (
        ("2019-08-30", ("not_due", 0)),
        ("2019-08-31", ("not_due", 0)),
        ("2019-09-01", ("missing", 1)),
    ):
        assert states(place, on, "civil_affairs")[0][1:] == expected
    # as of the day before it came, the late list was missing
    assert states(place, "2019-10-02", "poverty_relief")[1] == ("2019-09", "missing", 2)
    assert states(place, "2019-09-02", "tax")[:2] == [("2019-09-01", "on_time", 0), ("2019-09-02", "not_due", 0)]


# lists as (mode, period, cut-off, delivered on) -> state and days late of the lists due in August, September, October
LATE_CUT_OFFS = [
    ("full 2019-08 2019-09-05 2019-09-06", "late 6, missing 46, missing 15"),  # it bears its own period
    ("full 首批 2019-09-05 2019-09-06", "late 6, on_time 0, missing 15"),
    ("change 2019-08 2019-10-20 2019-10-21", "late 51, missing 46, missing 15"),
    ("change 2019-09 2019-10-02 2019-10-03", "missing 76, late 3, missing 15"),
    ("change 2019-10 2019-10-20 2019-10-21", "missing 76, missing 46, on_time 0"),  # a change list says less
    ("full 2019-10 2019-10-20 2019-10-21", "late 51, late 21, on_time 0"),
    ("full 2019-08 2019-08-30 2019-08-31, full 2019-09 2019-10-01 2019-10-02", "on_time 0, late 2, missing 15"),
    ("change 2019-08 2019-08-30 2019-09-02", "late 2, missing 46, missing 15"),
    ("full 2019-11 2019-11-20 2019-11-21", "missing 76, missing 46, missing 15"),  # it has not come by that day
]


def states_with(settings: Settings, lists: str, on: str, source: str = "poverty_relief") -> list[str]:
    """Return the states if these lists, and no others of the source, had come."""
    with engine.create(settings.warehouse_url("owner")).connect() as conn, conn.begin() as transaction:
        statements.script(
            conn,
            f"""
            CREATE TEMPORARY TABLE sample AS SELECT * FROM landing.delivery WHERE source = 'poverty_relief' LIMIT 1;
            DELETE FROM landing.delivery WHERE source = '{source}'""",
        )
        for one in lists.split(", "):
            mode, period, cut_off, delivered = one.split()
            statements.script(
                conn,
                f"""
                UPDATE sample SET delivery_id = gen_random_uuid(), sha256 = '{one}', list_mode = '{mode}',
                    period = '{period}', cut_off_on = '{cut_off}', delivered_on = '{delivered}', source = '{source}';
                INSERT INTO landing.delivery SELECT * FROM sample""",
            )
        rows = reminders.expected(conn, PACK, day(on))
        transaction.rollback()
    return [f"{row.state} {row.days_late}" for row in rows if row.source == source]


@pytest.mark.parametrize(("lists", "expected"), LATE_CUT_OFFS)
def test_a_list_with_a_late_cut_off_is_late_and_not_missing_for_ever(
    place: Settings, lists: str, expected: str
) -> None:
    assert ", ".join(states_with(place, lists, "2019-11-15")[:3]) == expected


def test_after_the_last_due_day_any_list_is_the_last_one_late(place: Settings) -> None:
    assert states_with(place, "change 2020-01 2020-01-05 2020-01-06", "2020-02-01")[3:] == ["missing 63", "late 6"]
    assert states_with(place, "full x 2019-10-08 2019-10-09", "2020-02-01", "education") == ["late 9"]


def test_a_later_day_of_a_feed_does_not_stand_for_a_missing_day(place: Settings) -> None:
    assert states_with(place, "feed 2019-09-02 2019-09-02 2019-09-03", "2019-09-03", "tax")[:2] == [
        "missing 1", "on_time 0"
    ]  # fmt: skip


def test_the_mart_says_the_same_as_of_the_last_assessed_day(place: Settings) -> None:
    mart = frame(
        place, "SELECT source, period, state, days_late FROM mart.expected_delivery WHERE pack_code = :p", p=PACK
    )
    with inputs.connect(place) as conn:
        rows = reminders.expected(conn, PACK, day("2019-10-05"))
    listed = {(row.source, row.period, row.state, row.days_late) for row in rows}
    assert set(mart.itertuples(index=False, name=None)) == listed and len(listed) > 100


def test_a_rejected_or_revoked_delivery_has_not_come(place: Settings) -> None:
    with engine.create(place.warehouse_url("owner")).connect() as conn, conn.begin() as transaction:
        statements.script(conn, "UPDATE landing.delivery SET state = 'rejected' WHERE period = '2019-09'")
        statements.script(conn, "UPDATE landing.delivery SET state = 'revoked' WHERE period = '2019-08'")
        expected = reminders.expected(conn, PACK, day("2019-10-05"))
        transaction.rollback()
    states = [delivery.state for delivery in expected if delivery.source == "poverty_relief"]
    assert states[:2] == ["missing", "missing"]


def test_the_screen_names_who_is_missing(place: Settings) -> None:
    with inputs.connect(place) as conn:
        lines = missing_lines(reminders.expected(conn, PACK, day("2019-10-05")))
    assert any(
        line.startswith("东安县民政局（civil_affairs）：共2批，最早2019-08，应于2019-08-31前报送，逾期35天")
        for line in lines
    )
    assert not any("poverty_relief" in line for line in lines)
    assert sum("tax" in line for line in lines) == 1


def test_each_sender_is_reminded_once_for_each_delivery(place: Settings) -> None:
    box = Postbox()
    reminded = remind(place, PACK, "2019-10-05", box)
    assert reminded == sorted(reminded) and "poverty_relief" not in reminded and len(box.messages) == len(reminded) > 3
    mail = next(sent for sent in box.messages if sent["To"] == "civil_affairs@example.test")
    text = mail.get_content()
    assert text.startswith("东安县民政局：") and "2019-08 全量名册，应于2019年8月31日前报送，已逾期35天" in text
    assert "2019-09 变动名册" in text and "感谢" in text and "2019-10" not in text
    assert remind(place, PACK, "2019-10-05", box) == []
    # a month later only what has become due since
    assert "civil_affairs" in remind(place, PACK, "2019-11-01", box)
    later = [sent.get_content() for sent in box.messages if sent["To"].startswith("civil_affairs")][1]
    assert "2019-10 变动名册" in later and "2019-09" not in later


def test_not_before_the_day_after_the_due_day(empty: Settings) -> None:
    box = Postbox()
    assert "disabled_federation" not in remind(empty, PACK, "2019-08-31", box)
    assert "disabled_federation" in remind(empty, PACK, "2019-09-01", box)


def test_a_mail_that_failed_is_sent_by_the_next_run(empty: Settings) -> None:
    box = Postbox()
    box.fails = True
    reminded = remind(empty, PACK, "2019-09-01", box)
    assert len(reminded) > 2 and not box.messages
    box.fails = False
    assert remind(empty, PACK, "2019-09-01", box) == []
    assert len(box.messages) == len(reminded)


def test_nothing_is_recorded_without_a_mail_server(empty: Settings) -> None:
    assert reminders.run(empty, PACK, day("2019-10-05")) == []
    assert frame(empty, "SELECT 1 FROM ledger.reminder").empty


def test_a_made_up_place_reminds_its_own_contact(make_warehouse: Callable[..., Settings]) -> None:
    settings, box = make_warehouse(MADE_UP), Postbox()
    pack = registry.load(settings, "madeupa-2032")
    with engine.create(settings.warehouse_url("loader")).begin() as conn:
        install.ensure_installed(conn, pack)
    assert campaign_id(pack.pack_code)
    assert "civil_affairs" in remind(settings, "madeupa-2032", "2031-09-01", box)
    assert "civil_desk@example.test" in [sent["To"] for sent in box.messages]


@pytest.mark.parametrize("on", ["2019-08-31", "2019-09-01", "2019-10-02", "2019-10-05", "2019-12-31"])
def test_a_report_lacks_exactly_the_deliveries_that_are_missing(place: Settings, on: str) -> None:
    with inputs.connect(place) as conn:
        # what is due on the day and not there is lacking, although its sender is not late yet
        rows = reminders.expected(conn, PACK, day(on))
        owed = [row for row in rows if row.due_on <= day(on) and row.state in ("missing", "not_due")]
        listed = inputs.open_matters(conn, PACK, day(on), day(on))["missing"]
    by_source: dict[tuple[str, str, str], list[ExpectedDelivery]] = {}
    for row in owed:
        by_source.setdefault((row.source, row.sender, row.list_mode), []).append(row)
    assert [
        (
            (row["source"], row["sender"], row["list_mode"]), row["deliveries"],
            (row["first_period"], row["first_due_on"]), (row["last_period"], row["last_due_on"]),
        )
        for row in sorted(listed, key=lambda row: (row["source"], row["list_mode"]))
    ] == [
        (
            source, len(rows),
            (rows[0].period, rows[0].due_on.isoformat()), (rows[-1].period, rows[-1].due_on.isoformat()),
        )
        for source, rows in sorted(by_source.items())
    ]  # fmt: skip
    assert listed


def test_a_delivery_that_came_later_and_is_in_the_figures_is_not_missing(place: Settings) -> None:
    """The figures are about a past day, and were assessed later; what is about later days is not owed to them."""
    with inputs.connect(place) as conn:
        late = [row for row in reminders.expected(conn, PACK, day("2019-12-31")) if row.state == "late"]
        assert late
        for row in late:
            assert row.arrived_on is not None
            before, after = (
                {lack["source"]: lack for lack in inputs.open_matters(conn, PACK, row.due_on, on)["missing"]}
                for on in (row.due_on, row.arrived_on)
            )
            assert before[row.source]["deliveries"] == 1 + after.get(row.source, {"deliveries": 0})["deliveries"]
