"""`campaign policy explain`: a sentence, then lines with rule, clause and quote. Never prints a document number."""

from __future__ import annotations

import getpass
import uuid
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.console import stop
from pipeline.commands.policy.output import pack_folder, print_texts, say, warehouse_required
from transforms.policy import PackError
from transforms.policy.cases.load import load_matching_cases

if TYPE_CHECKING:
    from transforms.report.explanation import Line


def explain(
    path: Annotated[Path | None, typer.Argument(help="政策包文件夹或 pack.yaml，与 --case 一起用")] = None,
    case: Annotated[str, typer.Option("--case", help="说明句子里有这几个字的算例")] = "",
    pack: Annotated[str, typer.Option("--pack", help="政策包代码，与 --person 或 --number 一起用", envvar="PACK")] = "",
    person: Annotated[str, typer.Option("--person", help="人员代号（不是证件号码）")] = "",
    number: Annotated[bool, typer.Option("--number", help="在终端输入证件号码（不显示、不记录）")] = False,
    by: Annotated[str, typer.Option("--by", help="查看人姓名或工号，记入台账；不写为本机登录名")] = "",
    reason: Annotated[str, typer.Option("--reason", help="查看理由，记入台账")] = "",
) -> None:
    """说明一个人或一个算例：应缴多少、谁出资、哪类身份算数、何时参保和享受，逐条给出条款和原文。

    写 --pack 和 --person（或 --number），说明已核定的一个人，并记录何人何时为何查看。
    写政策包和 --case，在临时库里算出算例再说明。
    """
    if sum((bool(case), bool(person), number)) != 1 or bool(case) != (path is not None) or (not case and not pack):
        raise stop(
            "用法：explain --pack 代码 --person 人员代号，或 --pack 代码 --number，或 explain 政策包 --case 文字"
        )
    if path is not None:
        _explain_cases(pack_folder(path), case)
    else:
        _explain_person(pack, person, by.strip() or getpass.getuser(), reason.strip())


def _explain_cases(folder: Path, words: str) -> None:
    """Print the explanation of each worked case whose sentence contains the words."""
    from pipeline.workbench.explain import lines_of_cases
    from pipeline.workbench.scratch import scratch_settings

    try:
        pack, chosen = load_matching_cases(folder, words)
    except PackError as error:
        print_texts(error.problems)
        raise stop(f"共 {len(error.problems)} 个问题，未计算。") from None
    if not chosen:
        raise stop(f"没有句子里含“{words}”的算例。")
    with scratch_settings(folder.parent) as settings:
        explained = lines_of_cases(settings, pack, chosen)
    for case, lines in explained:
        say(f"算例：{case.sentence}")
        _print_lines(lines)


def _explain_person(pack_code: str, person: str, read_by: str, reason: str) -> None:
    """Print the explanation of a person, given by pseudonym, else by a document number typed invisibly.

    The warehouse records who reads it.
    """
    from pipeline.runtime.settings import Settings
    from pipeline.workbench.explain import find_person, lines_of_person

    with warehouse_required():
        settings = Settings.from_environment()
        key = _parse_pseudonym(person) if person else find_person(settings, _ask_for_number())
        lines = lines_of_person(settings, pack_code, key, read_by, reason) if key is not None else []
    if not lines:
        raise stop("没有此人在这个政策包下的核定结果。")
    _print_lines(lines)


def _parse_pseudonym(person: str) -> uuid.UUID:
    try:
        return uuid.UUID(person)
    except ValueError:
        raise stop("人员代号不对：应为 32 位十六进制的代号，可从 mart_case.dues 查得。") from None


def _ask_for_number() -> str:
    """Return a document number typed invisibly; end the command if the terminal cannot hide it."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass("证件号码（不显示）：")
        except getpass.GetPassWarning:
            raise stop("这里不能隐藏输入：请在终端里运行，或改用 --person 人员代号。") from None


def _print_lines(lines: list[Line]) -> None:
    from transforms.report.explanation import sentences

    for sentence in sentences(lines):
        say(sentence)
    # lines, no table: six columns of Chinese do not fit a terminal, and a quote cut into a narrow column cannot be read
    year = None
    for line in lines:
        if line.plan_year != year:
            year = line.plan_year
            say(f"\n{year}年度")
        say(f"  {line.topic_label}：{line.explanation_zh}")
        if line.clause:
            say(f"      {line.rule_id}（{line.clause}）“{line.quote}”")
