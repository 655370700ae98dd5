"""The face of `campaign policy explain`: a sentence, then lines with rule, clause and quote. Never shows a number."""

from __future__ import annotations

import getpass
import uuid
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.console import console, stop
from transforms.policy import PackError, load_pack
from transforms.policy.cases.load import load_cases

if TYPE_CHECKING:
    from pipeline.workbench.explain import Line

NO_WAREHOUSE = (
    "连不上数据库：先运行 make up，或检查 CAMPAIGN_HOME 和 CAMPAIGN_WAREHOUSE_URL_…。"
    "explain 政策包 --case 和不加 --against 的 diff 不需要它。"
)


def explain(
    path: Annotated[Path | None, typer.Argument(help="政策包文件夹或 pack.yaml，与 --case 一起用")] = None,
    case: Annotated[str, typer.Option("--case", help="说明句子里有这几个字的算例")] = "",
    pack: Annotated[str, typer.Option("--pack", help="政策包代码，与 --person 或 --number 一起用", envvar="PACK")] = "",
    person: Annotated[str, typer.Option("--person", help="人员代号（不是证件号码）")] = "",
    number: Annotated[bool, typer.Option("--number", help="在终端输入证件号码（不显示、不记录）")] = False,
) -> None:
    """说明一个人或一个算例：应缴多少、谁出资、哪类身份算数、何时参保和享受，逐条给出条款和原文。"""
    if sum((bool(case), bool(person), number)) != 1 or bool(case) != (path is not None) or (not case and not pack):
        raise stop(
            "用法：explain --pack 代码 --person 人员代号，或 --pack 代码 --number，或 explain 政策包 --case 文字"
        )
    if path is not None:
        _explain_cases(path, case)
    else:
        _explain_person(pack, person)


def _explain_cases(path: Path, words: str) -> None:
    from pipeline.workbench import explain as policy_explain
    from pipeline.workbench import scratch

    folder = (path.parent if path.name == "pack.yaml" else path).resolve()
    try:
        pack = load_pack(folder)
        chosen = [one for one in load_cases(pack, folder) if words in one.sentence]
    except PackError as error:
        for problem in error.problems:
            _say(problem.text_zh())
            _say(problem.text_en())
        raise stop(f"共 {len(error.problems)} 个问题，未计算。") from None
    if not chosen:
        raise stop(f"没有句子里含“{words}”的算例。")
    with scratch.scratch_settings(folder.parent) as settings:
        explained = policy_explain.of_cases(settings, pack, chosen)
    for one, lines in explained:
        _say(f"算例：{one.sentence}")
        _show(lines)


def _explain_person(pack_code: str, person: str) -> None:
    from sqlalchemy.exc import OperationalError

    from pipeline.runtime.settings import Settings, SettingsError
    from pipeline.workbench import explain as policy_explain

    try:
        settings = Settings.from_environment()
        key = uuid.UUID(person) if person else policy_explain.find_person(settings, _hidden_number())
        lines = policy_explain.of_person(settings, pack_code, key) if key is not None else []
    except SettingsError as error:
        raise stop(str(error)) from None
    except ValueError:
        raise stop("人员代号不对：应为 32 位十六进制的代号，可从 mart.dues 查得。") from None
    except OperationalError:  # its text names the server
        raise stop(NO_WAREHOUSE) from None
    if not lines:
        raise stop("没有此人在这个政策包下的核定结果。")
    _show(lines)


def _hidden_number() -> str:
    """What is typed without echo; where the terminal cannot hide it, nothing is asked for."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass("证件号码（不显示）：")
        except getpass.GetPassWarning:
            raise stop("这里不能隐藏输入：请在终端里运行，或改用 --person 人员代号。") from None


def _show(lines: list[Line]) -> None:
    from pipeline.workbench.explain import sentences

    for sentence in sentences(lines):
        _say(sentence)
    # lines, no table: six columns of Chinese do not fit a terminal, and a quote cut into a narrow column cannot be read
    year = None
    for line in lines:
        if line.plan_year != year:
            year = line.plan_year
            _say(f"\n{year}年度")
        _say(f"  {line.topic_label}：{line.explanation_zh}")
        if line.clause:
            _say(f"      {line.rule_id}（{line.clause}）“{line.quote}”")


def _say(text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)
