"""`campaign policy test`: run a pack's worked cases and print what differs, for the official who wrote them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from transforms.policy import Pack, PackError, Problem, load_pack
from transforms.policy.cases.load import BEFORE, load_cases
from transforms.policy.cases.model import Case

if TYPE_CHECKING:
    from pipeline.workbench.cases import CasesReport
    from pipeline.workbench.corrected_cases import CorrectedReport

console = Console()


def test(
    path: Annotated[Path, typer.Argument(help="政策包文件夹或 pack.yaml")],
    case: Annotated[str, typer.Option("--case", help="只算句子里有这几个字的算例")] = "",
    corrects: Annotated[
        Path | None, typer.Option("--corrects", help="被更正的旧政策包：先按旧的算，再按更正后的算")
    ] = None,
) -> None:
    """在临时库里用正式的核定语句逐例计算，列出与算例不符之处；加 --corrects 也核对更正前后各是多少。"""
    folder = _folder(path)
    is_good = _test_alone(folder, case) if corrects is None else _test_both(_folder(corrects), folder, case)
    if not is_good:
        raise typer.Exit(1)


def _folder(path: Path) -> Path:
    return (path.parent if path.name == "pack.yaml" else path).resolve()


def _read(folder: Path, words: str) -> tuple[Pack, list[Case]]:
    """The pack and its cases with these words, or every problem of them, or that there are none, and an end."""
    try:
        pack = load_pack(folder)
        chosen = [one for one in load_cases(pack, folder) if words in one.sentence]
    except PackError as error:
        _problems(error.problems)
        _say(f"共 {len(error.problems)} 个问题，未计算。")
        raise typer.Exit(1) from None
    if not chosen:
        _say("没有算例：在政策包的 cases 文件夹里写算例。" if not words else f"没有句子里含“{words}”的算例。")
        raise typer.Exit(1)
    return pack, chosen


def _read_old(folder: Path) -> Pack:
    try:
        return load_pack(folder)
    except PackError as error:
        _problems(error.problems)
        _say(f"旧政策包有 {len(error.problems)} 个问题，未计算。")
        raise typer.Exit(1) from None


def _test_alone(folder: Path, words: str) -> bool:
    from pipeline.workbench import cases as policy_cases
    from pipeline.workbench import scratch

    with scratch.scratch_in_background(folder.parent) as settings:
        pack, cases = _read(folder, words)
        report = policy_cases.run(settings.result(), pack, cases)
    _print(report, cases)
    waiting = sum(bool(one.before) for one in cases)
    if waiting:
        _say(f"{waiting} 个算例写了更正前的结果（{BEFORE}），加 --corrects 旧政策包 才核对。")
    return report.is_good


def _test_both(old_folder: Path, folder: Path, words: str) -> bool:
    from pipeline.workbench import corrected_cases, scratch

    pack, cases = _read(folder, words)
    old = _read_old(old_folder)
    if old.pack_code != pack.pack_code or old.version == pack.version:
        _say("--corrects 应是同一代码、内容不同的旧政策包。")
        return False
    with (
        scratch.scratch_settings(old_folder.parent) as before,
        scratch.scratch_settings(folder.parent) as after,
    ):
        report = corrected_cases.run(before, after, (old, pack), cases)
    _print_corrected(report, cases)
    return report.is_good


def _print_corrected(report: CorrectedReport, cases: list[Case]) -> None:
    places = {one.sentence: _place(one) for one in cases}
    for sentence, found in report.before.differences.items():
        _say(f"更正前不符 {sentence}（{places[sentence]}）")
        for one in found:
            _say(f"  {one.text()}")
    _print_broken(report.before)
    for sentence, moved in report.moved.items():
        _say(f"更正改变 {sentence}（{places[sentence]}）")
        for move in moved:
            _say(f"  {move.text()}")
    for sentence, moved in report.unlike.items():
        _say(f"更正所得与重新入库所得不同 {sentence}（{places[sentence]}）")
        for move in moved:
            _say(f"  {move.text()}")
    if report.refused is not None:
        _say("这个更正不会被接受：")
        _problems(report.refused.problems)
    _say(f"更正改变 {len(report.moved)} 个算例的结果，{len(report.after.results) - len(report.moved)} 个不变。")
    _print(report.after, cases)


def _print(report: CasesReport, chosen: list[Case]) -> None:
    places = {one.sentence: _place(one) for one in chosen}
    for sentence, found in report.differences.items():
        _say(f"不符 {sentence}（{places[sentence]}）")
        for one in found:
            _say(f"  {one.text()}")
    for sentence, why in report.known_faults.items():
        _say(f"已知问题 {sentence}（{places[sentence]}）：{why}")
    for sentence in report.mended_faults:
        _say(f"已知问题已消除 {sentence}（{places[sentence]}）：删去 known_fault")
    _print_broken(report)
    bad = len(report.differences) + len(report.mended_faults)
    verdict = "全部相符" if report.is_good else f"{bad} 个不符，{len(report.broken)} 项账目不平"
    if report.known_faults:
        verdict += f"，另有 {len(report.known_faults)} 个已知问题"
    _say(f"{report.pack_code}：{report.cases} 个算例，{verdict}。用时 {report.seconds:.1f} 秒。")
    _say(f"核定与记账语句 sha256 {report.statements_sha256}")


def _print_broken(report: CasesReport) -> None:
    for finding in report.broken:
        _say(f"账目不平 {finding.invariant}：{finding.problems} 处（{finding.meaning}）")


def _problems(problems: list[Problem]) -> None:
    for problem in problems:
        _say(problem.text_zh())
        _say(problem.text_en())


def _place(case: Case) -> str:
    row = f"，表格第{case.row}行" if case.row else ""
    return f"{case.file} 第{case.line}行{row}"


def _say(text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)
