"""Steps of a campaign, each in a process of its own with an environment of its own: as on several hosts.

`python -m tests.support.steps_of_hosts '<json>'`, with the pack, the business date, the folder of the deliveries, and
the environment of each host in turn. What takes seconds is imported once; each step is a fork, that is, a process.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import text

from expectations.runner import prepare
from pipeline.assess import run as assess
from pipeline.feedback import run as feedback
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.landing import folder as landing_folder
from pipeline.publish import reports
from pipeline.publish import run as publish
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from tests.support.warehouse.campaign import ALL_KINDS
from transforms.policy import Pack, load_pack, publications_due

NOW = dt.datetime(2020, 2, 1, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
_LIST = text(
    "SELECT d.source, d.period, d.list_mode, d.cut_off_on, d.version, f.file_name FROM landing.feedback AS f"
    " JOIN landing.delivery AS d USING (campaign_id, delivery_id) WHERE d.kind = 'special_list' AND f.finding_rows > 0"
    " ORDER BY f.file_name LIMIT 1"
)


def land(settings: Settings, pack_code: str, day: dt.date, folder: Path) -> None:
    """Land what the simulation delivered."""
    landing_folder.deliver_all(settings, pack_code, folder)


def take_in(settings: Settings, pack_code: str, day: dt.date, folder: Path) -> None:
    """Take in what is pending."""
    intake.run(settings, pack_code, ALL_KINDS, day, clock=lambda: NOW)


def judge(settings: Settings, pack_code: str, day: dt.date, folder: Path) -> None:
    """Assess and post."""
    assess.run(settings, pack_code, day)


def give_feedback(settings: Settings, pack_code: str, day: dt.date, folder: Path) -> None:
    """Make the workbooks of decided deliveries."""
    assert feedback.run(settings, pack_code, day, clock=lambda: NOW)


def hand_back(settings: Settings, pack_code: str, day: dt.date, folder: Path) -> None:
    """Deliver a feedback workbook as the next version of its list, as a sender returns it."""
    with loader(settings).connect() as conn:
        row = conn.execute(_LIST).one()
    with tempfile.TemporaryDirectory() as sender:
        file = Path(sender) / "returned.xlsx"
        file.write_bytes(settings.outbox.read(f"{feedback.campaign_folder(pack_code)}/{row.file_name}"))
        announced = landing.Announcement(
            file, row.source, row.period, row.list_mode, row.cut_off_on, day, row.version + 1
        )
        landing.deliver(settings, pack_code, [announced], clock=lambda: NOW)


def report(settings: Settings, pack_code: str, day: dt.date, folder: Path) -> None:
    """Publish the reports of the last day on which some for mails were due; then a second run finds them whole."""
    pack = load_pack(settings.pack_path(pack_code) / "pack.yaml")
    due = next(on for on in (day - dt.timedelta(back) for back in range(400)) if _is_mailed(pack, on))
    published = publish.run(settings, pack_code, due)
    assert published and publish.run(settings, pack_code, due) == published


def _is_mailed(pack: Pack, on: dt.date) -> bool:
    return any(reports.find(slot.report).store == "outbox" for slot in publications_due(pack, on))


STEPS: tuple[Callable[[Settings, str, dt.date, Path], None], ...] = (
    land, take_in, judge, give_feedback, hand_back, take_in, judge, give_feedback, report,
)  # fmt: skip


def main(pack_code: str, day: str, folder: str, hosts: list[dict[str, str]]) -> list[int]:
    """Run every step on the next host; return how each process ended, as os.wait states it."""
    prepare()
    assert len(list(Path("/proc/self/task").iterdir())) == 1, "a fork of a process with threads may hang"
    return [
        _in_fork(step, hosts[number % len(hosts)], pack_code, dt.date.fromisoformat(day), Path(folder))
        for number, step in enumerate(STEPS)
    ]


def _in_fork(
    step: Callable[[Settings, str, dt.date, Path], None], env: Mapping[str, str], pack_code: str, day: dt.date, to: Path
) -> int:
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1]
    try:
        step(Settings.from_environment(env), pack_code, day, to)
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


if __name__ == "__main__":
    print("RESULT" + json.dumps(main(**json.loads(sys.argv[1]))))
