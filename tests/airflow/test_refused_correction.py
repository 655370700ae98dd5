"""A refused correction of a pack ends the command and the task with its reasons in Chinese, without a traceback."""

from __future__ import annotations

import datetime as dt
import importlib
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

REASON = "更正自2019-11-01起生效，但这一条会改变此前日期的结果"
ADVICE = "valid_to: 2019-10-31"


@pytest.fixture()
def refused(make_warehouse: Callable[..., Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of an assessed town whose pack was then changed in a way that no date allows; also in os.environ."""
    town = small_town.loaded(make_warehouse, tmp_path / "policies", dt.date(2019, 11, 5))
    small_town.edit(town.policies_dir, small_town.POOR)
    small_town.append(town.policies_dir, small_town.correction("from_date", "2019-11-01"))
    environment.leads_to(town, monkeypatch)
    return town


def _call(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    return result.exit_code, result.output


def test_run_prints_the_reasons_and_writes_nothing(refused: Settings) -> None:
    before = snapshot.take(refused)
    code, output = _call("run", "--on", "2019-12-31", "--pack", small_town.PACK)
    assert code == 1
    assert "不能替换正在使用的政策包" in output and REASON in output and ADVICE in output and "DA-08" in output
    assert "Traceback" not in output and "the correction holds" not in output
    assert snapshot.take(refused) == before


def test_an_invalid_pack_ends_each_command_with_its_reasons(refused: Settings) -> None:
    place_file = refused.policies_dir / small_town.PACK / "pack.yaml"
    text = place_file.read_text(encoding="utf-8")
    place_file.write_text(text.replace("plan_year: 2020\n", "plan_year: '2020'\n", 1), encoding="utf-8")
    for command in (["run", "--on", "2019-12-31"], ["progress", "--as-of", "2019-12-31"]):
        code, output = _call(*command, "--pack", small_town.PACK)
        assert code == 1 and "政策包有错误" in output and "campaign.plan_year：应为整数" in output


@pytest.mark.parametrize(("module", "name"), [("campaign.intake", "take_in"), ("campaign.assess", "assess")])
def test_the_task_fails_without_a_retry_and_with_the_reasons(
    refused: Settings, monkeypatch: pytest.MonkeyPatch, module: str, name: str
) -> None:
    monkeypatch.syspath_prepend(str(REPOSITORY / "plugins"))
    from airflow.sdk.exceptions import AirflowFailException

    run = SimpleNamespace(conf={"business_date": "2019-12-31"}, logical_date=None, run_after=None)
    context = {"dag_run": run, "task": SimpleNamespace(outlets=[])}
    kinds = [["roll"]] if name == "take_in" else []
    before = snapshot.take(refused)
    with pytest.raises(AirflowFailException) as error:
        getattr(importlib.import_module(module), name)(small_town.PACK, *kinds, context)
    assert REASON in str(error.value) and ADVICE in str(error.value)
    assert error.value.__suppress_context__
    assert snapshot.take(refused) == before
