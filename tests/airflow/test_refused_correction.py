"""A correction that is refused ends the command and the task with its reasons in Chinese, not with a traceback."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from pipeline.commands.main import app
from pipeline.runtime.settings import REPOSITORY, Settings
from tests.support import environment
from tests.support.packs import small_town
from tests.support.warehouse import snapshot

WHY = "更正自2019-11-01起生效，但这一条会改变此前日期的结果"
MEND = "valid_to: 2019-10-31"


@pytest.fixture()
def refused(make_warehouse: Callable[..., Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An assessed town whose pack was then changed in a way that no date allows; the environment leads to it."""
    town = small_town.loaded(make_warehouse, tmp_path / "policies", dt.date(2019, 11, 5))
    small_town.edit(town.policies_dir, small_town.POOR)
    small_town.append(town.policies_dir, small_town.correction("from_date", "2019-11-01"))
    environment.leads_to(town, monkeypatch)
    return town


def _call(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    return result.exit_code, result.output


def test_run_says_why_and_writes_nothing(refused: Settings) -> None:
    before = snapshot.take(refused)
    code, said = _call("run", "--on", "2019-12-31", "--pack", small_town.PACK)
    assert code == 1
    assert "不能替换正在使用的政策包" in said and WHY in said and MEND in said and "DA-08" in said
    assert "Traceback" not in said and "the correction holds" not in said
    assert snapshot.take(refused) == before


def test_a_pack_that_is_wrong_is_told_in_the_same_way(refused: Settings) -> None:
    place_file = refused.policies_dir / small_town.PACK / "pack.yaml"
    text = place_file.read_text(encoding="utf-8")
    place_file.write_text(text.replace("plan_year: 2020\n", "plan_year: '2020'\n", 1), encoding="utf-8")
    for command in (["run", "--on", "2019-12-31"], ["progress", "--as-of", "2019-12-31"]):
        code, said = _call(*command, "--pack", small_town.PACK)
        assert code == 1 and "政策包有错误" in said and "campaign.plan_year：应为整数" in said


@pytest.mark.parametrize("name", ["take_in", "assess"])
def test_the_task_fails_without_a_retry_and_with_the_reasons(
    refused: Settings, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.syspath_prepend(str(REPOSITORY / "plugins"))
    from airflow.sdk.exceptions import AirflowFailException
    from campaign import tasks as campaign_tasks

    run = SimpleNamespace(conf={"business_date": "2019-12-31"}, logical_date=None, run_after=None)
    context = {"dag_run": run, "task": SimpleNamespace(outlets=[])}
    kinds = [["roll"]] if name == "take_in" else []
    before = snapshot.take(refused)
    with pytest.raises(AirflowFailException) as error:
        getattr(campaign_tasks, name)(small_town.PACK, *kinds, context)
    assert WHY in str(error.value) and MEND in str(error.value)
    assert error.value.__suppress_context__
    assert snapshot.take(refused) == before
