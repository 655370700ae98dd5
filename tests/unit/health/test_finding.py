"""The health as text, JSON and Prometheus metrics."""

from __future__ import annotations

import datetime as dt
import json

from pipeline.health.finding import OK_ZH, Checked, Finding, Health, as_json, as_prometheus, lines_zh

MOMENT = dt.datetime(2019, 11, 1, 12, tzinfo=dt.UTC)
BAD = Health(
    MOMENT,
    (
        Checked("services"),
        Checked("disk_free_bytes", measures={"state": 1024.0, 'a"b\\c\n': 2.0}),
        Checked("long_held_deliveries", "dongan-2020", (Finding("d1", "暂存超过 3 天"), Finding("d2", "同上"))),
    ),
)
GOOD = Health(MOMENT, (Checked("services"), Checked("database")))


def test_a_person_reads_a_line_per_finding_or_that_all_is_well() -> None:
    assert list(lines_zh(BAD)) == ["[dongan-2020] 暂存超过 3 天", "[dongan-2020] 同上"]
    assert list(lines_zh(GOOD)) == [OK_ZH]


def test_a_program_reads_json() -> None:
    content = json.loads(as_json(BAD))
    assert (content["moment"], content["is_good"]) == ("2019-11-01T12:00:00+00:00", False)
    assert [(check["check"], len(check["findings"])) for check in content["checks"]][-1] == ("long_held_deliveries", 2)
    assert json.loads(as_json(GOOD))["is_good"] is True


def test_prometheus_reads_a_number_for_each_check() -> None:
    lines = as_prometheus(BAD).splitlines()
    assert 'campaign_problems{check="services",pack=""} 0' in lines
    assert 'campaign_problems{check="long_held_deliveries",pack="dongan-2020"} 2' in lines
    assert 'campaign_disk_free_bytes{subject="state"} 1024' in lines
    assert 'campaign_disk_free_bytes{subject="a\\"b\\\\c\\n"} 2' in lines
    assert f"campaign_health_checked_seconds {MOMENT.timestamp():.0f}" in lines
    kinds = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(kinds) == len(set(kinds)) == 3
