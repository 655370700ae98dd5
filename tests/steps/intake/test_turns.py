"""One sender cannot keep the others waiting: payments first, slow files last, a share of each day for each sender."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.intake import reread, turns
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.runtime.settings import FairShare, Settings
from tests.support.files.small_deliveries import PACK, Desk, day
from tests.support.fixtures.held_deliveries import rows
from tests.support.warehouse.campaign import ALL_KINDS
from transforms.intake.reading.reader import Reader

TODAY, TOMORROW = day("2019-12-10"), day("2019-12-11")
STATES = "SELECT source || ' ' || period, state FROM landing.delivery ORDER BY 1"
Deliver = Callable[..., None]


@pytest.fixture()
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture()
def deliver(settings: Settings, desk: Desk) -> Deliver:
    """Land three lists of one sender, one of another, and a tax feed that arrived after them."""

    def land() -> None:
        poor = [desk.full([n, n + 40], f"2019-0{n}", f"2019-0{n}-25", delivered="2019-12-08") for n in (6, 7, 8)]
        civil = desk.civil([1, 2, 3], "2019-11", "2019-11-25")
        landing.deliver(settings, PACK, [*poor, civil, desk.tax([(1, 250), (2, 250)], "2019-12-09")])

    return land


def slow_files_of(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Let the reader lose its patience with each file of this size at once; without patience, it reads them."""

    class Impatient(Reader):
        def _seconds_for(self, path: Path) -> float:
            is_slow = self.patience is not None and path.stat().st_size == size
            return 0.0 if is_slow else self.limits.wall_seconds

    monkeypatch.setattr(intake, "Reader", Impatient)


def order_of(settings: Settings, **options: bool) -> tuple[list[str], intake.IntakeReport]:
    """Take everything in; return sources and periods in the order of decisions, and the report."""
    lines: list[str] = []
    report = intake.run(settings, PACK, ALL_KINDS, TODAY, progress=lines.append, **options)  # type: ignore[arg-type]
    decided = [line.split("，")[2].split("：")[0] for line in lines if "第 " in line]
    return decided, report


def test_payments_come_first_and_slow_senders_last(
    settings: Settings, deliver: Deliver, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver()
    slow_files_of(monkeypatch, (desk.folder / "poor_2019-06_2019-06-25_1.csv").stat().st_size)
    order, report = order_of(settings)
    assert order == [
        "tax 2019-12-09",
        "civil_affairs 2019-11",
        *(f"poverty_relief 2019-0{n}" for n in (6, 7, 8)),
    ]
    assert (report.committed, report.slow, report.postponed) == (5, 0, 0)


def test_slow_files_are_left_for_a_run_that_takes_them(
    settings: Settings, deliver: Deliver, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver()
    slow_files_of(monkeypatch, (desk.folder / "poor_2019-06_2019-06-25_1.csv").stat().st_size)
    order, report = order_of(settings, leave_slow=True)
    assert (order, report.slow) == (["tax 2019-12-09", "civil_affairs 2019-11"], 3)
    assert {state for name, state in rows(settings, STATES) if name.startswith("poverty")} == {"landed"}
    order, later = order_of(settings)
    assert (len(order), later.slow) == (3, 0)
    both = report.with_later(later)
    assert (both.committed, both.slow, both.rows) == (5, 0, report.rows + later.rows)
    assert {state for _, state in rows(settings, STATES)} == {"committed"}


def test_a_sender_beyond_its_seconds_waits_for_the_next_business_day(settings: Settings, deliver: Deliver) -> None:
    deliver()
    short = replace(settings, fair_share=replace(settings.fair_share, sender_day_seconds=0.0001))  # type: ignore[arg-type]
    order, report = order_of(short)
    assert order == ["tax 2019-12-09", "poverty_relief 2019-06", "civil_affairs 2019-11"]
    assert (report.committed, report.postponed) == (3, 2)
    waiting = intake.postponed(settings, PACK)
    assert [delivery.period for delivery in waiting] == ["2019-07", "2019-08"]
    assert [reason["code"] for delivery in waiting for reason in delivery.reasons] == ["sender_seconds"] * 2
    assert "下一个业务日自动处理，不必重报" in waiting[0].reasons[0]["message_zh"]
    assert order_of(short)[1].postponed == 2, "the share of today is used, in another run as well"
    after = intake.run(short, PACK, ALL_KINDS, TOMORROW)
    assert (after.committed, after.postponed) == (1, 1), "the oldest comes in by itself on the next day"
    assert intake.run(short, PACK, ALL_KINDS, TOMORROW, with_postponed=True).committed == 1
    assert intake.postponed(settings, PACK) == []


@pytest.mark.long
def test_a_sender_beyond_its_bytes_waits_as_well(settings: Settings, desk: Desk) -> None:
    lists = [desk.full(range(n, n + 9000), f"2019-0{n}", f"2019-0{n}-25") for n in (7, 8)]
    landing.deliver(settings, PACK, lists)
    assert sum(announced.file.stat().st_size for announced in lists) > turns.MEGABYTE
    small = replace(settings, fair_share=replace(settings.fair_share, sender_day_mb=1))
    report = intake.run(small, PACK, ALL_KINDS, TODAY)
    assert (report.committed, report.postponed) == (1, 1)
    assert [waits.reasons[0]["code"] for waits in intake.postponed(settings, PACK)] == ["sender_bytes"]
    assert intake.run(small, PACK, ALL_KINDS, TOMORROW).postponed == 0


def test_a_file_beyond_its_own_time_is_held_and_read_again_on_command(settings: Settings, deliver: Deliver) -> None:
    deliver()
    none = replace(settings, fair_share=replace(settings.fair_share, delivery_seconds=0))
    assert intake.run(none, PACK, ["tax_feed"], TODAY).held == 1
    ((delivery,),) = rows(settings, "SELECT delivery_id::text FROM landing.delivery WHERE state = 'held'")
    assert [str(rejected.delivery_id) for rejected in reread.rejected(settings, PACK)] == [delivery]
    assert reread.reread(settings, PACK, delivery[:8]) == delivery
    assert intake.run(settings, PACK, ["tax_feed"], TODAY).committed == 1


def test_a_file_above_the_limit_is_refused_before_it_is_copied(settings: Settings, desk: Desk) -> None:
    small = replace(settings, fair_share=FairShare(delivery_mb=0))
    with pytest.raises(landing.DeliveryRefused, match=r"超过单个文件的限额 0 MB.*CAMPAIGN_DELIVERY_MB"):
        landing.deliver(small, PACK, [desk.civil([1], "2019-11", "2019-11-25")])
    assert list(settings.landing.list_keys()) == []
    assert rows(settings, "SELECT count(*) FROM landing.delivery") == [(0,)]
