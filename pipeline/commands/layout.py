"""`campaign layout new`, `check` and `try`: for the author of a layout, who describes a sender's form."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer

from pipeline.commands.console import PLAIN, console, stop
from pipeline.commands.options import DAY_FORMATS, DEFAULT_PACK, Pack, business_date
from pipeline.runtime.settings import Settings
from pipeline.workbench import layouts
from pipeline.workbench.layout_proposal import Proposal, propose_layout
from transforms.intake.base.raw_table import row_words
from transforms.intake.base.reasons import message_zh
from transforms.intake.gate.kinds.categories import UNKNOWN_PREFIX
from transforms.intake.layouts.files import LayoutError
from transforms.intake.values.context import GateResult
from transforms.policy.reference.layout_labels import LAYOUT_FIELDS
from transforms.text.labels import LIST_MODE_OPTIONS

commands = typer.Typer(no_args_is_help=True, help="报送版式：起草版式，检查版式文件，试读一个文件。")
_WRONG = "版式文件有错误："
_HUKOU_UNKNOWN = (
    "提示：没有户籍一列（hukou_local，如“是否本县户籍”），这份名单的人员户籍不明："
    "政策有户籍条件的类别，这些人列入例外名单待核，不予资助，也不按一般标准核定；没有户籍条件的类别不受影响。"
)
DECISION_ZH = {"accept": "可以入库", "hold": "会暂存，待人工决定", "reject": "会被退回"}


@commands.command()
def check() -> None:
    """检查 policies/layouts 下的全部版式文件：写错了说明文件、行号和键；像是写错的，提示核对。

    有写错的，退出状态为 1。不改任何文件，不连数据库。
    """
    try:
        review = layouts.check_layouts(Settings.from_environment())
    except LayoutError as error:  # here nothing waits for the file, as the general text would claim
        raise stop(f"{_WRONG}\n{error}") from None
    for line in review.warnings:
        console.print(line, style="yellow", **PLAIN)
    if review.unknown_categories:
        raise stop("\n".join([_WRONG, *review.unknown_categories]))
    result = f"有 {len(review.warnings)} 处请核对" if review.warnings else "没有错误"
    console.print(f"{review.files} 个版式文件，{result}。")


@commands.command("try")
def try_out(
    file: Annotated[Path, typer.Argument(help="要试读的文件")],
    source: Annotated[str, typer.Option(prompt="来源", help="来源，如 civil_affairs、tax")],
    pack: Pack = DEFAULT_PACK,
    mode: Annotated[str, typer.Option(help=f"{LIST_MODE_OPTIONS}；不写则按来源的首次方式")] = "",
    cut_off: Annotated[dt.datetime | None, typer.Option(formats=DAY_FORMATS, help="数据截止日")] = None,
    layout: Annotated[str, typer.Option(help="只按这一个版式试读；不写则在来源的各个版式中选用最合适的")] = "",
) -> None:
    """按现行版式试读一个文件，说明会怎样处理；不登记，不入库，不连数据库。

    显示决定（入库、暂存、退回）及其原因，各种结果的行数；除类别名称外，不显示行的内容。--cut-off 不写为今天。
    """
    settings = Settings.from_environment()
    try:
        days = business_date(cut_off), business_date(None)
        result, name = layouts.try_file(settings, pack, file, source, mode, *days, layout=layout)
    except LayoutError as error:
        raise stop(str(error)) from None
    for line in _result_lines(result, name):
        console.print(line, **PLAIN)


@commands.command()
def new(
    file: Annotated[Path, typer.Argument(help="报送单位的文件")],
    source: Annotated[str, typer.Option(prompt="来源", help="来源，如 civil_affairs、tax")],
    pack: Pack = DEFAULT_PACK,
    name: Annotated[str, typer.Option(help="新版式的名称，如 civil_affairs_query；不写则自动编号")] = "",
) -> None:
    """按一个文件起草版式，写入 policies/layouts；草稿只供试读，删去 draft 一行才生效。不连数据库。

    列名按已知的用语辨认，辨认不出的看内容；显示各列的含义和没有找到的列，不显示任何一行的内容。
    """
    settings = Settings.from_environment()
    try:
        proposal = propose_layout(settings, pack, file, source, name)
    except LayoutError as error:
        raise stop(str(error)) from None
    for line in _proposal_lines(proposal, file, source, pack):
        console.print(line, **PLAIN)


def _proposal_lines(proposal: Proposal, file: Path, source: str, pack: str) -> Iterator[str]:
    """Yield the lines about a proposed layout: meaning of each column, what is missing, and the next steps."""
    reasons = {
        "heading": "列名已知",
        "values": "按内容判断，请核对",
        "similar": "列名相近，请核对",
        "householder": "户主，请核对",
    }
    yield f"表头在第 {proposal.head.row} 行。"
    for canonical, (column, reason) in sorted(proposal.meanings.columns.items(), key=lambda item: item[1][0].position):
        yield f"{column.letter} 列“{column.header}”：{LAYOUT_FIELDS[canonical]}（{reasons[reason]}）"
    for column, _ in proposal.meanings.states:
        yield f"{column.letter} 列“{column.header}”：决定该行是否计入，请核对用语"
    for person, number in proposal.meanings.other_persons:
        yield f"{person.letter} 列和 {number.letter} 列：同一行里的另一个人，是否也在名单之列，请核对"
    unread = "、".join(f"{column.letter} 列“{column.header}”" for column in proposal.meanings.unread)
    yield f"不读取：{unread or '无'}"
    if proposal.missing:
        yield f"没有找到：{'、'.join(proposal.missing)}"
    name = proposal.path.stem
    yield f"草稿已写入 {proposal.path}。请逐行核对，然后："
    yield f"  campaign layout check；campaign layout try {file} --source {source} --pack {pack} --layout {name}"
    yield "试读无误后删去 draft 一行，暂存的报送在下一次处理时自动读取。"


def _result_lines(result: GateResult, name: str) -> list[str]:
    """Return the lines for a trial: decision, reasons, row counts, findings and categories by number of rows.

    No value of a row is printed except category labels. A label that no layout describes is printed only if at least
    two rows contain it: a label of a single row may be a person's name in the wrong column.
    """
    lines = [f"按版式 {name} 试读：{DECISION_ZH[result.decision]}。"]
    lines += [f"原因：{reason.message_zh}{f'（第{reason.row}行）' if reason.row else ''}" for reason in result.reasons]
    lines.append(
        f"共 {result.row_count} 行：可入库 {result.clean_count}，重复 {result.duplicate_count}，"
        f"不合格 {result.quarantine_count}。"
    )
    for head, table in (("不合格", result.quarantine), ("提示", result.warnings)):
        lines += [f"{head}：{count} 行 {message_zh(code)}" for code, count in _rows_by_code(table)]
    if _lacks_hukou(result.clean):
        lines.append(_HUKOU_UNKNOWN)
    if "category" in result.clean.column_names:
        lines += _category_lines(result.clean)
    return lines


def _lacks_hukou(clean: pa.Table) -> bool:
    """Return whether the rows could state where a person is registered, and none does."""
    return "hukou_local" in clean.column_names and 0 < clean.num_rows == clean["hukou_local"].null_count


def _category_lines(clean: pa.Table) -> Iterator[str]:
    rows: dict[str, list[int]] = {}
    for code, row_no in zip(clean["category"].to_pylist(), clean["row_no"].to_pylist(), strict=True):
        rows.setdefault(code, []).append(row_no)
    for code, numbers in sorted(rows.items()):
        label = code.removeprefix(UNKNOWN_PREFIX)
        if label == code:
            yield f"类别 {code}：{len(numbers)} 行"
        elif len(numbers) > 1:
            yield f"类别未定（{label}）：{len(numbers)} 行"
        else:
            yield f"类别未定：1 行（{row_words(numbers[0])}）"


def _rows_by_code(findings: pa.Table) -> list[tuple[str, int]]:
    """Return (reason code, number of rows that have it), sorted by code."""
    rows = set(zip(findings["reason_code"].to_pylist(), findings["row_no"].to_pylist(), strict=True))
    return sorted(Counter(code for code, _ in rows).items())
