"""`campaign policy test`: run a pack's worked cases and print what differs, for the official who wrote them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from transforms.policy import PackError, load_pack
from transforms.policy.cases import load_cases
from transforms.policy.cases_model import Case

console = Console()


def test(
    path: Annotated[Path, typer.Argument(help="政策包文件夹或 pack.yaml")],
    case: Annotated[str, typer.Option("--case", help="只算句子里有这几个字的算例")] = "",
) -> None:
    """在临时库里用正式的核定语句逐例计算，列出与算例不符之处。"""
    from pipeline import policy_cases

    folder = (path.parent if path.name == "pack.yaml" else path).resolve()
    try:
        pack = load_pack(folder)
        chosen = [one for one in load_cases(pack, folder) if case in one.sentence]
    except PackError as error:
        for problem in error.problems:
            _say(problem.text_zh())
            _say(problem.text_en())
        _say(f"共 {len(error.problems)} 个问题，未计算。")
        raise typer.Exit(1) from None
    if not chosen:
        _say("没有算例：在政策包的 cases 文件夹里写算例。" if not case else f"没有句子里含“{case}”的算例。")
        raise typer.Exit(1)
    with policy_cases.scratch_settings(folder.parent) as settings:
        report = policy_cases.run(settings, pack, chosen)
    _print(report, {one.sentence: one for one in chosen})
    if not report.is_good:
        raise typer.Exit(1)


def _print(report: object, cases: dict[str, Case]) -> None:
    from pipeline.policy_cases import CasesReport

    assert isinstance(report, CasesReport)
    for sentence, found in report.differences.items():
        _say(f"不符 {sentence}（{_place(cases[sentence])}）")
        for one in found:
            _say(f"  {one.text()}")
    for sentence, why in report.known_faults.items():
        _say(f"已知问题 {sentence}（{_place(cases[sentence])}）：{why}")
    for sentence in report.mended_faults:
        _say(f"已知问题已消除 {sentence}（{_place(cases[sentence])}）：删去 known_fault")
    for finding in report.broken:
        _say(f"账目不平 {finding.invariant}：{finding.problems} 处（{finding.meaning}）")
    bad = len(report.differences) + len(report.mended_faults)
    verdict = "全部相符" if report.is_good else f"{bad} 个不符，{len(report.broken)} 项账目不平"
    if report.known_faults:
        verdict += f"，另有 {len(report.known_faults)} 个已知问题"
    _say(f"{report.pack_code}：{report.cases} 个算例，{verdict}。用时 {report.seconds:.1f} 秒。")
    _say(f"核定与记账语句 sha256 {report.statements_sha256}")


def _place(case: Case) -> str:
    row = f"，表格第{case.row}行" if case.row else ""
    return f"{case.file} 第{case.line}行{row}"


def _say(text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)
