"""Timetables compared with every pack's calendar, day by day, and after outages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pendulum
import pytest
from airflow.timetables.base import DataInterval, TimeRestriction, Timetable
from campaign_timetables import SHANGHAI, CampaignCadenceTimetable, CampaignIntakeTimetable, CampaignTimetable

from pipeline.runtime.settings import REPOSITORY
from transforms.policy import Pack, due_days, load_pack, publications_due

PACKS = sorted(path.parent for path in (REPOSITORY / "policies").glob("*/pack.yaml"))
ALWAYS = TimeRestriction(earliest=None, latest=None, catchup=True)
FROM_NOW = TimeRestriction(earliest=None, latest=None, catchup=False)
THREE_DAYS = [dt.date(2030, 5, day) for day in (10, 20, 31)]


@pytest.fixture(scope="module", params=PACKS, ids=lambda path: path.name)
def pack(request: pytest.FixtureRequest) -> Pack:
    folder: Path = request.param
    return load_pack(folder)


def _all_moments(timetable: Timetable, restriction: TimeRestriction = ALWAYS) -> list[pendulum.DateTime]:
    moments: list[pendulum.DateTime] = []
    last: DataInterval | None = None
    while (info := timetable.next_dagrun_info(last_automated_data_interval=last, restriction=restriction)) is not None:
        assert info.data_interval == DataInterval.exact(info.run_after)
        moments.append(info.run_after)
        last = info.data_interval
        assert len(moments) < 5000
    return moments


def test_there_are_packs() -> None:
    assert PACKS


def test_publishing_runs_at_eight_on_exactly_the_due_days(pack: Pack) -> None:
    runs = {moment.date(): moment for moment in _all_moments(CampaignCadenceTimetable(pack.pack_code))}
    day = pack.starts_on - dt.timedelta(days=60)
    checked = 0
    while day <= pack.ends_on + dt.timedelta(days=500):
        assert (day in runs) == bool(publications_due(pack, day)), day
        checked += 1
        day += dt.timedelta(days=1)
    assert checked > 500
    assert {(m.hour, m.minute, m.timezone_name) for m in runs.values()} == {(8, 0, "Asia/Shanghai")}
    assert len(runs) == len(due_days(pack)) > 0


def test_intake_runs_on_every_day_of_every_window(pack: Pack) -> None:
    days = {moment.date() for moment in _all_moments(CampaignIntakeTimetable(pack.pack_code, dt.time(6)))}
    wanted = [w.starts_on + dt.timedelta(n) for w in pack.windows for n in range((w.ends_on - w.starts_on).days + 1)]
    assert wanted
    assert set(wanted) <= days
    assert pack.starts_on - dt.timedelta(days=1) in days
    assert max(days) >= dt.date(pack.campaign.plan_year, 12, 31)


def test_a_campaign_of_the_past_does_not_catch_up(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    years_later = pendulum.datetime(pack.campaign.plan_year + 5, 1, 1, tz=SHANGHAI)
    monkeypatch.setattr(CampaignTimetable, "now", lambda self: years_later)
    for timetable in (CampaignCadenceTimetable(pack.pack_code), CampaignIntakeTimetable(pack.pack_code, dt.time(6))):
        assert _all_moments(timetable, FROM_NOW) == []
        assert _all_moments(timetable, ALWAYS)


class _Clocked(CampaignCadenceTimetable):
    """A timetable of three days whose clock the test sets."""

    def __init__(self, clock: str = "2030-01-01T00:00") -> None:
        super().__init__("any-2030", days=THREE_DAYS)
        self.clock = clock

    def now(self) -> pendulum.DateTime:
        return pendulum.instance(dt.datetime.fromisoformat(self.clock).replace(tzinfo=SHANGHAI))


def _next_day(now: str, last: dt.date | None) -> dt.date | None:
    before = None
    if last is not None:
        before = DataInterval.exact(pendulum.datetime(last.year, last.month, last.day, 8, tz=SHANGHAI))
    info = _Clocked(now).next_dagrun_info(last_automated_data_interval=before, restriction=FROM_NOW)
    return info.run_after.date() if info else None


def test_the_first_run_is_the_next_due_day() -> None:
    assert _next_day("2030-05-10T07:59", None) == THREE_DAYS[0]
    assert _next_day("2030-05-10T08:00", None) == THREE_DAYS[0]
    assert _next_day("2030-05-10T08:01", None) == THREE_DAYS[1]
    assert _next_day("2030-05-31T08:01", None) is None


def test_after_an_outage_the_latest_missed_day_is_made_up_for() -> None:
    assert _next_day("2030-05-20T09:00", THREE_DAYS[0]) == THREE_DAYS[1]
    assert _next_day("2030-06-30T09:00", THREE_DAYS[0]) == THREE_DAYS[2]
    assert _next_day("2030-06-30T09:00", THREE_DAYS[2]) is None


def test_a_day_is_not_run_twice() -> None:
    assert _next_day("2030-05-10T08:00:30", THREE_DAYS[0]) == THREE_DAYS[1]


def test_start_and_end_of_the_dag_are_kept() -> None:
    first, second = (pendulum.datetime(2030, 5, day, 8, tz=SHANGHAI) for day in (11, 20))
    runs = _all_moments(_Clocked(), TimeRestriction(earliest=first, latest=second, catchup=True))
    assert [moment.date() for moment in runs] == THREE_DAYS[1:2]


@pytest.mark.parametrize("kind", [CampaignCadenceTimetable, CampaignIntakeTimetable])
def test_a_serialised_timetable_needs_no_pack(kind: type[CampaignTimetable]) -> None:
    before = kind("no-such-pack-2030", dt.time(6, 30), THREE_DAYS)
    after = kind.deserialize(before.serialize())
    assert type(after) is kind
    assert _all_moments(after) == _all_moments(before)
    assert len(_all_moments(after)) == 3
    assert after.summary == "no-such-pack-2030, 06:30"
