"""Plugin: timetables of a campaign, for the days on which its publications are due and its deliveries are taken in.

The days come from the policy pack and are stored in the serialised DAG, so that the scheduler reads no pack.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pendulum
from airflow.plugins_manager import AirflowPlugin
from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction, Timetable

if TYPE_CHECKING:
    from transforms.policy import Pack

SHANGHAI = pendulum.timezone("Asia/Shanghai")
PUBLISH_AT = dt.time(8)


def _load_pack(pack_code: str) -> Pack:
    """Load a pack while DAG files are parsed. The loader is imported here: it is too heavy for every start."""
    from pipeline.runtime.settings import policies_folder
    from transforms.policy import load_pack

    return load_pack(policies_folder() / pack_code)


class CampaignTimetable(Timetable):
    """Runs at one time of day (Asia/Shanghai) on the given days; the run's logical date is that moment.

    Without catch-up only the latest missed run starts late, and none from before the schedule was first switched on:
    a campaign of the past runs by explicit business dates.
    """

    description = "On the days of a campaign"

    def __init__(self, pack_code: str, at: dt.time, days: Sequence[dt.date] | None = None) -> None:
        self.pack_code = pack_code
        self.at = at
        self._given_days = days

    def days_of_pack(self) -> list[dt.date]:
        """List, in order, the days with a run that the policy pack defines; each subclass defines them.

        Reads the pack's files. Raises PackError if the pack has errors, NotImplementedError in this base class.
        """
        raise NotImplementedError

    @cached_property
    def days(self) -> list[dt.date]:
        """Days with a run, in order: those given to the constructor, else those of the pack (Asia/Shanghai)."""
        return list(self._given_days) if self._given_days is not None else self.days_of_pack()

    @cached_property
    def moments(self) -> list[pendulum.DateTime]:
        """Moments of the runs, ascending: one per day of `days`, at the timetable's time of day in Asia/Shanghai."""
        return [pendulum.datetime(d.year, d.month, d.day, self.at.hour, self.at.minute, tz=SHANGHAI) for d in self.days]

    @property
    def summary(self) -> str:
        """Text of the schedule in Airflow's user interface: pack code and time of day, as `<pack_code>, 08:00`."""
        return f"{self.pack_code}, {self.at:%H:%M}"

    def serialize(self) -> dict[str, Any]:
        """Return the values that Airflow stores with the DAG as JSON; `deserialize` reads them.

        The keys: `pack_code`; `at`, the time of day as ISO text (08:00:00); `days`, the days with a run as ISO dates.
        Reads the pack's files if the constructor got no days, and then raises PackError if the pack has errors.
        """
        return {"pack_code": self.pack_code, "at": self.at.isoformat(), "days": [day.isoformat() for day in self.days]}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> Timetable:
        """Build the timetable from `data`, the mapping that `serialize` returned. Does not read the pack's files.

        Raises KeyError if `pack_code`, `at` or `days` is missing, ValueError if a day or time is not an ISO text.
        """
        days = [dt.date.fromisoformat(day) for day in data["days"]]
        return cls(data["pack_code"], dt.time.fromisoformat(data["at"]), days)

    def infer_manual_data_interval(self, *, run_after: pendulum.DateTime) -> DataInterval:
        """Return the data interval of a run started by hand: it begins and ends at `run_after`, the run's moment."""
        return DataInterval.exact(run_after)

    def now(self) -> pendulum.DateTime:
        """Return the present moment in Asia/Shanghai. Airflow schedules by it; no business date comes from it."""
        return pendulum.now(SHANGHAI)

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """Return the moment of the next scheduled run, or None if no day is left.

        A run's data interval begins and ends at this moment. `last_automated_data_interval`: the interval of the last
        scheduled run; None before the first. `restriction`: earliest and latest moment that Airflow permits (None: no
        limit), and `catchup`. With catch-up every missed run follows, one at each call. Without it, only the latest
        missed run is returned, and none that was missed before the first scheduled run.
        """
        position = 0
        if restriction.earliest is not None:
            position = bisect_left(self.moments, restriction.earliest)
        if last_automated_data_interval is not None:
            position = max(position, bisect_right(self.moments, last_automated_data_interval.start))
        if not restriction.catchup:
            next_position = bisect_left(self.moments, self.now())
            position = max(position, next_position if last_automated_data_interval is None else next_position - 1)
        if position >= len(self.moments):
            return None
        moment = self.moments[position]
        if restriction.latest is not None and moment > restriction.latest:
            return None
        return DagRunInfo.exact(moment)


class CampaignCadenceTimetable(CampaignTimetable):
    """Runs at 08:00 on each day on which a publication of the pack is due."""

    description = "On each day on which a publication is due"

    def __init__(self, pack_code: str, at: dt.time = PUBLISH_AT, days: Sequence[dt.date] | None = None) -> None:
        super().__init__(pack_code, at, days)

    def days_of_pack(self) -> list[dt.date]:
        """List, ascending and once each, the days on which a report of the pack is due.

        Reads the pack's files. Reports that people make have no due days. Raises PackError if the pack has errors.
        """
        from transforms.policy import due_days

        return due_days(_load_pack(self.pack_code))


class CampaignIntakeTimetable(CampaignTimetable):
    """Runs on each day from the weeks before the first window to the end of the plan year (late payers, newborns)."""

    description = "Daily, from before the window until the end of the plan year"

    def days_of_pack(self) -> list[dt.date]:
        """List every day on which deliveries are taken in, in order.

        They begin 31 days before the first collection window, and end with the plan year or the last window, whichever
        ends later. Raises PackError if the pack has errors.
        """
        from transforms.policy.model.season import intake_days

        first, last = intake_days(_load_pack(self.pack_code))
        return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


class CampaignTimetables(AirflowPlugin):
    """Registers the timetables with every Airflow process."""

    name = "campaign_timetables"
    timetables = [CampaignCadenceTimetable, CampaignIntakeTimetable]  # noqa: RUF012 - Airflow declares the attribute
