"""`campaign policy test`: compute a pack's worked cases and print the differences, for the official who wrote them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.policy.output import pack_folder, print_texts, say
from transforms.policy import Pack, PackError, load_pack
from transforms.policy.cases.load import BEFORE, load_matching_cases
from transforms.policy.cases.model import Case

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.workbench.cases import CasesReport
    from pipeline.workbench.corrected_cases import CorrectedReport
    from transforms.policy.cases.compare import ChangedValue, Difference


def test(
    path: Annotated[Path, typer.Argument(help="政策包文件夹或 pack.yaml")],
    case: Annotated[str, typer.Option("--case", help="只算句子里有这几个字的算例")] = "",
    corrects: Annotated[
        Path | None, typer.Option("--corrects", help="被更正的旧政策包：先按旧的算，再按更正后的算")
    ] = None,
) -> None:
    """在临时库里用正式的核定语句逐例计算，列出与算例不符之处；加 --corrects 也核对更正前后各是多少。

    有不符的、没有算例的、政策包有错误的，退出状态为 1。正式库的数据不变。
    """
    folder = pack_folder(path)
    is_good = _test_pack(folder, case) if corrects is None else _test_correction(pack_folder(corrects), folder, case)
    if not is_good:
        raise typer.Exit(1)


def _load_or_stop(folder: Path, words: str) -> tuple[Pack, list[Case]]:
    """Load the pack and its cases with these words; print why and end the command if there are problems or no cases."""
    try:
        pack, chosen = load_matching_cases(folder, words)
    except PackError as error:
        print_texts(error.problems)
        say(f"共 {len(error.problems)} 个问题，未计算。")
        raise typer.Exit(1) from None
    if not chosen:
        say("没有算例：在政策包的 cases 文件夹里写算例。" if not words else f"没有句子里含“{words}”的算例。")
        raise typer.Exit(1)
    return pack, chosen


def _load_old_or_stop(folder: Path) -> Pack:
    try:
        return load_pack(folder)
    except PackError as error:
        print_texts(error.problems)
        say(f"旧政策包有 {len(error.problems)} 个问题，未计算。")
        raise typer.Exit(1) from None


def _test_pack(folder: Path, words: str) -> bool:
    """Compute the cases of one pack and print the report; return whether all results are as expected."""
    from pipeline.workbench import cases as worked_cases
    from pipeline.workbench.scratch import scratch_in_background

    with scratch_in_background(folder.parent) as settings:
        pack, cases = _load_or_stop(folder, words)
        report = worked_cases.run(settings.result(), pack, cases)
    _print_report(report, cases)
    unchecked = sum(bool(case.before) for case in cases)
    if unchecked:
        say(f"{unchecked} 个算例写了更正前的结果（{BEFORE}），加 --corrects 旧政策包 才核对。")
    return report.is_good


def _test_correction(old_folder: Path, folder: Path, words: str) -> bool:
    """Compute the cases under the old and the corrected pack and print both; return whether all is as expected."""
    from pipeline.workbench import corrected_cases
    from pipeline.workbench.scratch import scratch_settings

    pack, cases = _load_or_stop(folder, words)
    old = _load_old_or_stop(old_folder)
    if old.pack_code != pack.pack_code or old.version == pack.version:
        say("--corrects 应是同一代码、内容不同的旧政策包。")
        return False
    with scratch_settings(old_folder.parent) as before, scratch_settings(folder.parent) as after:
        report = corrected_cases.run(before, after, (old, pack), cases)
    _print_corrected(report, cases)
    return report.is_good


def _print_corrected(report: CorrectedReport, cases: list[Case]) -> None:
    places = _places(cases)
    _print_values("更正前不符", report.before.differences, places)
    _print_broken(report.before)
    _print_values("更正改变", report.moved, places)
    _print_values("更正所得与重新入库所得不同", report.unlike, places)
    if report.refused is not None:
        say("这个更正不会被接受：")
        print_texts(report.refused.problems)
    say(f"更正改变 {len(report.moved)} 个算例的结果，{len(report.after.results) - len(report.moved)} 个不变。")
    _print_report(report.after, cases)


def _print_report(report: CasesReport, cases: list[Case]) -> None:
    places = _places(cases)
    _print_values("不符", report.differences, places)
    for sentence, why in report.known_faults.items():
        say(f"已知问题 {sentence}（{places[sentence]}）：{why}")
    for sentence in report.fixed_faults:
        say(f"已知问题已消除 {sentence}（{places[sentence]}）：删去 known_fault")
    _print_broken(report)
    bad = len(report.differences) + len(report.fixed_faults)
    verdict = "全部相符" if report.is_good else f"{bad} 个不符，{len(report.broken)} 项账目不平"
    if report.known_faults:
        verdict += f"，另有 {len(report.known_faults)} 个已知问题"
    say(f"{report.pack_code}：{report.cases} 个算例，{verdict}。用时 {report.seconds:.1f} 秒。")
    say(f"核定与记账语句 sha256 {report.statements_sha256}")


def _print_values(
    head: str, by_sentence: Mapping[str, Sequence[Difference] | Sequence[ChangedValue]], places: dict[str, str]
) -> None:
    """Print, for each case, its sentence and place, then one line per value that differs."""
    for sentence, values in by_sentence.items():
        say(f"{head} {sentence}（{places[sentence]}）")
        for value in values:
            say(f"  {value.text()}")


def _print_broken(report: CasesReport) -> None:
    for finding in report.broken:
        say(f"账目不平 {finding.invariant}：{finding.problems} 处（{finding.meaning}）")


def _places(cases: list[Case]) -> dict[str, str]:
    """Return file and line (and the row of its table) of each case, by its sentence."""
    return {
        case.sentence: f"{case.file} 第{case.line}行" + (f"，表格第{case.row}行" if case.row else "") for case in cases
    }
