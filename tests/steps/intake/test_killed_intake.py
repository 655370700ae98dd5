"""Kill −9 right before every side effect of an intake, found by tracing; then once more: as if nothing had happened."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.runtime.settings import REPOSITORY
from tests.support.environment import ONE_THREAD
from tests.support.files.damaged_list import TAX_HEAD, receipt
from tests.support.files.newborns import certificate, name, number
from tests.support.files.poverty_list import HEAD, Row, broken, person, row
from tests.support.quick import quick_and_long
from warehouse.embedded.server import Server

CHILD, BORN = 1, dt.date(2019, 8, 10)
JOBS = ["姓名", "证件号码", "统筹区", "参保开始日期", "参保终止日期"]


def _list_with_a_child(path: Path, rows: list[Row]) -> None:
    """The last two rows name one child: by the birth certificate alone, and with its number, which links the two."""
    alone = rows[0]._replace(name=name(CHILD), number="", recognised="2019-08-20")
    both = alone._replace(number=number(CHILD, BORN))
    papers = [certificate(CHILD), BORN.isoformat()]
    with path.open("w", encoding="gb18030", newline="") as out:
        lines = [*([*one, "", ""] for one in rows), [*alone, *papers], [*both, *papers]]
        csv.writer(out).writerows([[*HEAD, "出生医学证明编号", "出生日期"], *lines])


def _announced(folder: Path) -> None:
    _list_with_a_child(folder / "poor.csv", [row(0), broken(row(1)), row(2), row(2), row(3)])
    rows = [[*receipt(0), ""], [*receipt(2), ""], [*receipt(4, "二百五"), ""], [*receipt(5, "-50.00"), receipt(0)[0]]]
    with (folder / "tax.csv").open("w", encoding="gb18030", newline="") as out:
        total = ["合计", "4笔", "", "", "450.00", "", "", "", "", ""]
        csv.writer(out).writerows([[*TAX_HEAD, "原凭证号"], *rows, total])
    with (folder / "jobs.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([JOBS, [*person(3), "永州市", "2019-01-01", ""]])
    said = [
        ("poor.csv", "poverty_relief", "2019-08", "full", "2019-08-25", "2019-08-31"),
        ("jobs.csv", "employee", "2019-09", "full", "2019-09-25", "2019-09-30"),
        ("tax.csv", "tax", "2019-10-08", "feed", "2019-10-08", "2019-10-09"),
    ]
    keys = ("file", "source", "period", "list_mode", "cut_off_on", "delivered_on")
    lines = [dict(zip(keys, one, strict=True)) for one in said]
    (folder / "announcements.json").write_text(json.dumps(lines), encoding="utf-8")


@pytest.mark.parametrize("stride", quick_and_long((48, 1), {48}))
def test_killed_at_every_side_effect_and_run_again(server: Server, tmp_path: Path, stride: int) -> None:
    _announced(tmp_path)
    request = json.dumps(
        {"home": str(server.home), "folder": str(tmp_path), "prefix": f"kill{stride}", "stride": str(stride)}
    )
    done = subprocess.run(
        [sys.executable, "-m", "tests.steps.intake.kill_before_each_effect", request],
        cwd=REPOSITORY, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)} | ONE_THREAD, check=False, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    result = json.loads(done.stdout.rpartition("RESULT")[2])
    print(result)
    assert result["different"] == [], done.stderr[-2000:]
    assert result["killed"] == result["tried"] == result["traced"] // stride + 1, "the last is after all of them"
    assert (result["files"], result["facts"], result["reversals"]) == (6, 2, 1) and result["quarantined"] >= 2
    assert result["links"] == 1, "the certificate's key is the child's"
    # what was traced is what an intake does
    kinds = result["kinds"]
    assert kinds["sql"] > 40 and kinds["commit"] > 10 and kinds["fsync"] >= 9 and kinds["os.rename"] >= 6
    assert kinds["open"] >= 9
