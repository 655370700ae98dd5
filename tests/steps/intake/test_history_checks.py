"""Lists that look wrong beside those before them wait for a person; versions and revocations decide which stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from expectations import validate_each
from pipeline.assess import run as assess
from pipeline.intake import gate as intake_gate
from pipeline.intake import history_checks
from pipeline.intake import outcome as intake_outcome
from pipeline.landing import deliver as landing
from pipeline.landing.deliver import Announcement
from pipeline.merge import versions
from pipeline.policy import install, registry
from pipeline.runtime.settings import Settings
from tests.support.files.platform_exports import Platform
from tests.support.files.reversal_feeds import Till, back
from tests.support.files.small_deliveries import PACK, Desk, day
from tests.support.warehouse.seven_events import BUSINESS_DATE, NOW, Event, Everything, Inside, Revocation
from transforms.identity.keyring import Keyring
from transforms.intake.reading.reader import Reader
from transforms.policy import campaign_id
from warehouse import bulk, engine, statements

NUMBER = campaign_id(PACK)
SIXTY = list(range(60))
Waived = frozenset[tuple[str, str]]
NOBODY: Waived = frozenset()


class Scene:
    """One warehouse in a transaction that is rolled back after each scene; files are gated as they come."""

    def __init__(self, settings: Settings, conn: Any, reader: Reader) -> None:
        self.settings, self.conn, self.reader = settings, conn, reader
        self.pack = registry.load(settings, PACK)
        self.keyring = Keyring(settings.hash_key, settings.cipher_key)

    def comes(self, event: Announcement, waived: Waived = NOBODY) -> tuple[str, list[str]]:
        """The state that the delivery gets and the codes of its reasons."""
        row = landing.ledger_row(self.settings, self.pack, event, NOW)
        statements.run(self.conn, "landing/delivery", **vars(row))
        (result,) = intake_gate.gate_pending(self.settings, self.pack, self.reader, [row], validate_each)
        state = intake_outcome.record_outcome(
            self.conn, self.pack, self.keyring, row, result, BUSINESS_DATE, NOW, waived
        )
        reasons = self.one("SELECT reasons FROM landing.delivery WHERE delivery_id = %s", row.delivery_id)
        self.told = "".join(one["message_zh"] for one in reasons)
        return state, [one["code"] for one in reasons]

    def revoke(self, source: str, period: str, version: int) -> versions.Revoked:
        said = {"revoked_on": BUSINESS_DATE, "revoked_by": "某局", "reason": "误报", "recorded_at": NOW}
        return versions.record_revocation(self.conn, NUMBER, vars(Revocation(source, period, version)) | said)

    def states(self) -> list[tuple[str, int, str]]:
        rows = self.conn.exec_driver_sql("SELECT period, version, state FROM landing.delivery ORDER BY 1, 2")
        return [tuple(row) for row in rows]

    def queued(self) -> int:
        return int(self.one("SELECT count(DISTINCT person_key) FROM core.changed_person"))

    def forget_queue(self) -> None:
        self.conn.exec_driver_sql("DELETE FROM core.changed_person")

    def one(self, sql: str, *params: object) -> Any:
        return self.conn.exec_driver_sql(sql, tuple(params)).scalar_one()


@pytest.fixture(scope="module")
def stage(make_warehouse: Callable[..., Settings], reader: Reader) -> Iterator[Scene]:
    settings = make_warehouse()
    with engine.create(settings.warehouse_url("loader")).connect() as conn, conn.begin() as whole:
        install.ensure_installed(conn, registry.load(settings, PACK))
        yield Scene(settings, conn, reader)
        whole.rollback()


@pytest.fixture()
def scene(stage: Scene) -> Iterator[Scene]:
    savepoint = stage.conn.begin_nested()
    yield stage
    savepoint.rollback()


@pytest.fixture()
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


# 60 on the first list; the limit is 20 %, and nothing is held for 20 persons or fewer
@pytest.mark.parametrize(
    ("named", "codes"),
    [
        (60, []), (40, []), (39, ["list_shrank"]), (13, ["list_shrank"]), (12, ["list_shrank"]),
        (11, ["change_as_full"]), (80, []), (81, ["list_grew"]),
    ],
)  # fmt: skip
def test_a_full_list_that_jumps_is_held(scene: Scene, desk: Desk, named: int, codes: list[str]) -> None:
    assert scene.comes(desk.full(SIXTY, "2019-08", "2019-08-31")) == ("committed", [])
    state, found = scene.comes(desk.full(range(named), "2019-10", "2019-10-31"))
    assert (state, found) == ("held" if codes else "committed", codes)
    if codes:
        assert f"本次全量名单{named}人" in scene.told and "共60人" in scene.told and "请核对" in scene.told


def test_the_limit_is_a_share_where_the_list_is_long(scene: Scene, desk: Desk) -> None:
    scene.comes(desk.full(range(150), "2019-08", "2019-08-31"))
    savepoint = scene.conn.begin_nested()
    assert scene.comes(desk.full(range(120), "2019-10", "2019-10-31")) == ("committed", [])
    savepoint.rollback()
    assert scene.comes(desk.full(range(119), "2019-10", "2019-10-31")) == ("held", ["list_shrank"])


def test_changes_between_count_as_the_list_in_force(scene: Scene, desk: Desk) -> None:
    scene.comes(desk.full(SIXTY, "2019-08", "2019-08-31"))
    scene.comes(desk.change([(n, "减少", "2019-09-10") for n in range(30)], "2019-09", "2019-09-30"))
    assert scene.comes(desk.full(range(30, 60), "2019-10", "2019-10-31")) == ("committed", [])


def test_a_held_list_is_loaded_when_a_person_answers_for_it(scene: Scene, desk: Desk) -> None:
    scene.comes(desk.full(SIXTY, "2019-08", "2019-08-31"))
    few = desk.full(range(9), "2019-10", "2019-10-31")
    savepoint = scene.conn.begin_nested()
    assert scene.comes(few, frozenset({("change_as_full", "别的话")})) == ("held", ["change_as_full"])
    assert scene.one("SELECT count(*) FROM staging.special_list") == 0
    savepoint.rollback()
    assert scene.comes(few, frozenset({("change_as_full", scene.told)})) == ("committed", ["change_as_full"])


def test_another_version_is_no_part_of_a_list(scene: Scene, desk: Desk) -> None:
    """A version is measured by itself, whichever of two comes first."""
    scene.comes(desk.full(SIXTY, "2019-08", "2019-08-31"))
    assert scene.comes(desk.full(range(10, 60), "2019-10", "2019-10-31", version=2)) == ("committed", [])
    assert scene.comes(desk.full(range(30), "2019-10", "2019-10-31", version=1)) == ("held", ["list_shrank"])
    assert "本次全量名单30人" in scene.told


def test_the_second_part_makes_the_list_whole(scene: Scene, desk: Desk) -> None:
    scene.comes(desk.full(SIXTY, "2019-08", "2019-08-31"))
    first, second = desk.full(range(30), "2019-10", "2019-10-31", file="a.csv"), range(30, 60)
    savepoint = scene.conn.begin_nested()
    assert scene.comes(first) == ("held", ["list_shrank"])
    savepoint.rollback()
    assert scene.comes(first, Everything())[0] == "committed"
    assert scene.comes(desk.full(second, "2019-10", "2019-10-31", file="b.csv")) == ("committed", [])


def test_a_whole_list_sent_as_changes_is_held(scene: Scene, desk: Desk) -> None:
    scene.comes(desk.full(SIXTY, "2019-08", "2019-08-31"))
    rows = [(n, "新增", "2019-09-10") for n in range(48)]
    savepoint = scene.conn.begin_nested()
    assert scene.comes(desk.change(rows, "2019-09", "2019-09-30")) == ("held", ["full_as_change"])
    assert "48人" in scene.told
    savepoint.rollback()
    assert scene.comes(desk.change(rows[:47], "2019-09", "2019-09-30")) == ("committed", [])


def test_changes_of_category_are_no_additions(scene: Scene, desk: Desk) -> None:
    scene.comes(desk.civil(SIXTY, "2019-08", "2019-08-31"))
    rows = [(n, "变更", "2019-09-10") for n in range(48)]
    assert scene.comes(desk.unitless(rows, "2019-09", "2019-09-30")) == ("committed", [])
    kept = scene.one("SELECT count(*) FROM core.membership_fact WHERE replaces AND category = 'destitute'")
    assert kept == 48
    ended = [(n, "取消", "2019-10-10") for n in range(48)]
    scene.comes(
        desk.unitless(ended, "2019-10", "2019-10-20")
    )  # the changed category ends, and the one before had ended
    assert scene.comes(desk.civil(range(48, 60), "2019-11", "2019-10-31")) == ("committed", [])


def test_a_list_of_deaths_states_deaths_only(scene: Scene, desk: Desk) -> None:
    scene.comes(desk.civil(range(10), "2019-08", "2019-08-31"))
    assert scene.comes(desk.deaths([3, 77], "2019-10-02", "2019-10-d", "2019-10-31")) == ("committed", [])
    assert scene.one("SELECT count(*) FROM core.membership_fact WHERE op = 'death' AND category = ''") == 2
    assert scene.one("SELECT count(*) FROM core.membership_fact WHERE op = 'add'") == 10


def test_a_list_without_units_may_add_only_persons_whose_unit_is_known(scene: Scene, desk: Desk) -> None:
    scene.comes(desk.roll(range(10), "2019-07", "2019-07-31"))
    rows = [(1, "新增", "2019-09-10"), (2, "变更", "2019-09-10")]
    savepoint = scene.conn.begin_nested()
    assert scene.comes(desk.unitless(rows, "2019-09", "2019-09-30")) == ("committed", [])
    savepoint.rollback()
    strange = [*rows, (77, "新增", "2019-09-10"), (78, "取消", "2019-09-10")]
    assert scene.comes(desk.unitless(strange, "2019-09", "2019-09-30")) == ("held", ["unit_unstated"])
    assert "第4行" in scene.told and "第5行" not in scene.told


def test_a_roll_is_compared_and_an_employee_list_too(scene: Scene, desk: Desk) -> None:
    scene.comes(desk.roll(SIXTY, "2019-07", "2019-07-31"))
    assert scene.comes(desk.roll(range(30), "2019-08", "2019-08-31")) == ("held", ["list_shrank"])
    scene.comes(desk.employee(range(10), "2019-08", "2019-08-31"))
    assert scene.comes(desk.employee(SIXTY, "2019-12", "2019-12-05")) == ("held", ["list_grew"])


def test_the_same_name_with_other_content_is_held(scene: Scene, desk: Desk) -> None:
    scene.comes(desk.full([1, 2], "2019-08", "2019-08-31", file="list.csv"))
    again = desk.full([1, 3], "2019-08", "2019-08-31", file="list.csv")
    assert scene.comes(again) == ("held", ["same_name_other_content"])
    assert scene.comes(desk.full([1, 4], "2019-08", "2019-08-31", version=2, file="list.csv"))[0] == "committed"


def test_an_older_version_is_out_of_force_when_it_comes(scene: Scene, desk: Desk) -> None:
    assert scene.comes(desk.full([1, 2], "2019-08", "2019-08-31", version=2))[0] == "committed"
    assert scene.comes(desk.full([1, 3], "2019-08", "2019-08-31"))[0] == "superseded"


def test_a_revoked_version_lets_the_one_below_stand_again(scene: Scene, desk: Desk) -> None:
    for version, people in ((1, [1, 2]), (2, [1, 3]), (3, [1, 4])):
        scene.comes(desk.full(people, "2019-08", "2019-08-31", version=version))
    scene.forget_queue()
    assert scene.revoke("poverty_relief", "2019-08", 3) == versions.Revoked(True, 2)
    assert [one[2] for one in scene.states()] == ["superseded", "committed", "revoked"]
    assert scene.queued() == 4  # a full list: everybody whom the source ever named
    assert scene.revoke("poverty_relief", "2019-08", 3) == versions.Revoked(False, 0)
    scene.revoke("poverty_relief", "2019-08", 1)
    assert [one[2] for one in scene.states()] == ["revoked", "committed", "revoked"]
    scene.revoke("poverty_relief", "2019-08", 2)
    assert {one[2] for one in scene.states()} == {"revoked"}


def test_what_was_revoked_before_it_came_is_revoked(scene: Scene, desk: Desk) -> None:
    assert scene.revoke("poverty_relief", "2019-08", 1) == versions.Revoked(True, 0)
    assert scene.comes(desk.full([1, 2], "2019-08", "2019-08-31"))[0] == "revoked"


def test_both_parts_of_a_version_are_revoked(scene: Scene, desk: Desk) -> None:
    for file, people in (("a.csv", [1, 2]), ("b.csv", [3])):
        scene.comes(desk.full(people, "2019-08", "2019-08-31", file=file))
    assert scene.revoke("poverty_relief", "2019-08", 1).deliveries == 2


def test_a_full_list_queues_everybody_of_its_source(scene: Scene, desk: Desk) -> None:
    scene.comes(desk.full([1, 2, 3], "2019-08", "2019-08-31"))
    scene.forget_queue()
    scene.comes(desk.full([1], "2019-10", "2019-10-31"))
    assert scene.queued() == 3


def test_other_lists_queue_whom_they_name(scene: Scene, desk: Desk) -> None:
    """Whom only the version before names is concerned, too; whom another delivery names is not."""
    scene.comes(desk.full([7, 8, 9], "2019-08", "2019-08-31"))
    scene.comes(desk.roll([1, 2], "2019-07", "2019-07-31"))
    scene.forget_queue()
    scene.comes(desk.roll([1, 3], "2019-07", "2019-07-31", version=2))
    assert scene.queued() == 3
    scene.comes(desk.change([(4, "新增", "2019-09-10")], "2019-09", "2019-09-30"))
    scene.forget_queue()
    scene.revoke("poverty_relief", "2019-09", 1)
    assert scene.queued() == 1
    scene.revoke("roll", "2019-07", 2)
    assert scene.queued() == 4


def test_a_payment_in_two_places_waits(scene: Scene, desk: Desk) -> None:
    scene.comes(desk.tax([(1, 250), (2, 250)], "2019-10-08"))
    scene.conn.exec_driver_sql(
        "INSERT INTO policy.campaign SELECT (jsonb_populate_record(c, jsonb_build_object('campaign_id', 7, 'pack_code',"
        " 'elsewhere', 'place_name', '邻县'))).* FROM policy.campaign AS c"
    )
    scene.conn.exec_driver_sql(
        "INSERT INTO core.payment SELECT (jsonb_populate_record(p, '{\"campaign_id\": 7}')).* FROM core.payment AS p"
    )
    assert scene.comes(desk.tax([(3, 250), (2, 250)], "2019-10-09")) == ("held", ["paid_elsewhere"])
    assert "邻县" in scene.told and "第3行" in scene.told
    assert scene.comes(desk.tax([(3, 250)], "2019-10-10")) == ("committed", [])


def test_a_version_that_corrects_what_was_published_waits(scene: Scene, desk: Desk) -> None:
    scene.comes(desk.full([1, 2], "2019-08", "2019-08-31"))
    savepoint = scene.conn.begin_nested()
    assert scene.comes(desk.full([1, 3], "2019-08", "2019-08-31", version=2)) == ("committed", [])
    savepoint.rollback()
    base = {
        "campaign_id": NUMBER,
        "pack_version": "",
        "assess_no": 1,
        "committed_no": 1,
        "business_date": BUSINESS_DATE,
    }
    bulk.insert(scene.conn, "ledger.assessment", [base | {"persons": 2}])
    scene.conn.exec_driver_sql(
        "INSERT INTO ledger.publication (campaign_id, publication_id, report, cadence, period_from, period_to, as_of,"
        " known_no, pack_version, correction_no, manifest, published_at) VALUES (%s, gen_random_uuid(), 'progress',"
        " 'month', '2019-09-01', '2019-09-30', '2019-09-30', 1, '', 0, '{}', now())",
        (NUMBER,),
    )
    found = scene.comes(desk.full([1, 3], "2019-08", "2019-08-31", version=2))
    assert found == ("held", ["corrects_published"]) and "2019-09-30" in scene.told
    assert scene.comes(desk.full([1, 3], "2019-10", "2019-10-31"))[0] == "committed"


def test_a_receipt_that_a_later_export_cancels_waits(scene: Scene, tmp_path: Path) -> None:
    platform = Platform(tmp_path)
    paid = platform.export([(1, "A001", "正常"), (2, "a002", "正常")], "2019-10-08")
    assert scene.comes(paid) == ("committed", [])
    later = platform.export([(3, "A003", "正常"), (2, "Ａ002", "被冲销"), (4, "A004", "被冲销")], "2019-10-09")
    savepoint = scene.conn.begin_nested()
    assert scene.comes(later) == ("held", ["receipt_cancelled"])
    assert "1行（第3行）" in scene.told and "冲正行" in scene.told and "002" not in scene.told
    assert scene.one("SELECT count(*) FROM core.payment") == 2
    savepoint.rollback()
    waived = frozenset({("receipt_cancelled", scene.told)})
    assert scene.comes(later, waived) == ("committed", ["receipt_cancelled"])
    assert scene.one("SELECT count(*) FROM core.payment") == 3
    # nothing but that row: it was read, so it may be released
    only = platform.export([(2, "A002", "被冲销")], "2019-10-10")
    savepoint = scene.conn.begin_nested()
    assert scene.comes(only) == ("held", ["receipt_cancelled"])
    savepoint.rollback()
    assert scene.comes(only, frozenset({("receipt_cancelled", scene.told)})) == ("committed", ["receipt_cancelled"])


def test_rows_left_out_are_only_remarked_where_no_receipt_is_effective(scene: Scene, tmp_path: Path) -> None:
    """A receipt that never came, and one that was taken back whole before; a part taken back is not enough."""
    platform, till = Platform(tmp_path), Till(tmp_path / "till")
    unknown = platform.export([(1, "A001", "正常"), (2, "A002", "被冲销")], "2019-10-08")
    assert scene.comes(unknown) == ("committed", [])
    assert scene.one("SELECT count(*) FROM landing.warning WHERE reason_code = 'row_not_counted'") == 1
    scene.comes(till.feed([back(1, "V1", "A001", 100)], "2019-11-20"))
    savepoint = scene.conn.begin_nested()
    assert scene.comes(platform.export([(1, "A001", "被冲销")], "2019-11-21")) == ("held", ["receipt_cancelled"])
    savepoint.rollback()
    scene.comes(till.feed([back(1, "V2", "A001", 150)], "2019-11-22"))
    assert scene.comes(platform.export([(1, "A001", "被冲销")], "2019-11-23")) == ("committed", [])


@pytest.fixture()
def strict_gaps(scene: Scene) -> Scene:
    """The same place, where a feed waits for an earlier day."""
    source = scene.pack.source("tax").model_copy(update={"gap_is_held": True})
    kept = scene.pack
    scene.pack = kept.model_copy(
        update={"sources": tuple(source if one.source == "tax" else one for one in kept.sources)}
    )
    yield scene
    scene.pack = kept


def test_a_feed_after_a_missing_day_waits_until_it_comes(strict_gaps: Scene, desk: Desk) -> None:
    scene = strict_gaps
    scene.conn.exec_driver_sql("DELETE FROM policy.expected_delivery WHERE source = 'tax' AND due_on < '2019-10-09'")
    assert scene.comes(desk.tax([(1, 250)], "2019-10-08")) == ("committed", [])
    assert scene.comes(desk.tax([(2, 250)], "2019-10-10")) == ("held", ["feed_day_missing"])
    assert "2019-10-09" in scene.told
    assert history_checks.reopen_gaps(scene.conn, NUMBER, BUSINESS_DATE) == 0
    assert scene.comes(desk.tax([(3, 250)], "2019-10-09")) == ("committed", [])
    assert history_checks.reopen_gaps(scene.conn, NUMBER, BUSINESS_DATE) == 1
    assert ("2019-10-10", 1, "landed") in scene.states()


def test_a_missing_day_is_only_told_where_the_pack_does_not_hold(scene: Scene, desk: Desk) -> None:
    assert scene.comes(desk.tax([(2, 250)], "2019-10-10")) == ("committed", [])


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("tax", "2019-10-08", 1, "某局", "误报"), "不能整批撤回"),
        (("targets", "2020", 1, "某局", "误报"), "不能撤回"),
        (("nobody", "2019-10", 1, "某局", "误报"), "不在政策包"), (("roll", "2019", 1, " ", "误报"), "由谁撤回"),
        (("roll", "2019", 1, "某局", ""), "撤回原因"),
    ],
)  # fmt: skip
def test_what_cannot_be_revoked_is_refused(stage: Scene, said: Sequence[Any], told: str) -> None:
    source, period, version, by, reason = said
    with pytest.raises(versions.RevocationRefused, match=told):
        versions.revoke(
            stage.settings, PACK, source, period, version, revoked_by=by, reason=reason, business_date=BUSINESS_DATE
        )


def test_who_is_no_longer_listed_owes_the_full_price(scene: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the file to the due: on both lists, on the first only, and on the first only but paid before the second."""
    monkeypatch.setattr(engine, "create", lambda url: Inside(scene.conn))
    everyone: list[Event] = [
        desk.full([1, 2, 3], "2019-08", "2019-08-31"), desk.tax([(3, 120)], "2019-09-20"),
        desk.full([1], "2019-10", "2019-10-31"),
    ]  # fmt: skip
    for event in everyone:
        assert isinstance(event, Announcement)
        assert scene.comes(event)[0] == "committed"
        assess.run(scene.settings, PACK, day("2019-11-05"))
    rows = scene.conn.exec_driver_sql("SELECT status, due_fen FROM core.dues ORDER BY 1, 2")
    assert [tuple(row) for row in rows] == [("enrolled", 12000), ("owing", 12000), ("owing", 25000)]
