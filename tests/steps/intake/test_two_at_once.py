"""Two intakes of the same delivery at once: one wins, the other does nothing."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

from pipeline.feedback import run as feedback
from pipeline.intake import run as intake
from pipeline.runtime.settings import Settings
from tests.support.files.builders import passing
from tests.support.files.damaged_list import CLEAN, DAMAGED, DAY, NOW, PACK, deliver_rows, file_of, query
from tests.support.stores import feedback_folder


def _take_in(settings: Settings, barrier: Any, answers: Any) -> None:
    """Both gate the delivery; only then may either decide it."""
    intake.validate_each = passing  # type: ignore[assignment]
    real = intake._decide

    def together(*arguments: Any, **named: Any) -> Any:
        barrier.wait(60)
        return real(*arguments, **named)

    intake._decide = together  # type: ignore[assignment]
    report = intake.run(settings, PACK, ["special_list"], DAY, clock=lambda: NOW)
    made = feedback.run(settings, PACK, DAY, clock=lambda: NOW)
    answers.put((report.committed, report.rows, len(made)))


def test_one_of_two_processes_wins(settings: Settings, make_warehouse: Any, tmp_path: Path) -> None:
    alone = make_warehouse()
    deliver_rows(alone, tmp_path, DAMAGED)
    intake.run(alone, PACK, ["special_list"], DAY, clock=lambda: NOW)
    wanted = deliver_rows(settings, tmp_path, DAMAGED)
    spawn = multiprocessing.get_context("spawn")
    barrier, answers = spawn.Barrier(2), spawn.Queue()
    both = [spawn.Process(target=_take_in, args=(settings, barrier, answers)) for _ in range(2)]
    for one in both:
        one.start()
    told = sorted(answers.get(timeout=120) for _ in both)
    for one in both:
        one.join(60)
    assert [one.exitcode for one in both] == [0, 0]
    assert [one[:2] for one in told] == [(0, 0), (1, len(CLEAN))]
    assert sum(made for _, _, made in told) == 1, "one workbook, whoever makes it"
    for table in ("core.membership_fact", "landing.quarantine", "vault.person", "core.changed_person"):
        count = f"SELECT count(*) FROM {table}"
        assert query(settings, count) == query(alone, count) != [(0,)]
    assert query(settings, "SELECT count(*) FROM landing.feedback") == [(1,)]
    folder = feedback_folder(settings, PACK)
    assert [path.is_file() for path in folder.glob("*/*")] == [True]
    assert file_of(settings, wanted).exists()
