"""`campaign layout check`, `campaign layout try`, `campaign reread`: for whoever describes a sender's form."""

from __future__ import annotations

import datetime as dt
import difflib
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer

from expectations import validate_each
from pipeline.commands.console import PLAIN, console, listed, settings_or_stop, stop
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.policy import registry
from pipeline.runtime import clock
from pipeline.runtime.settings import DEFAULT_PACKS, Settings
from transforms.intake.base.raw_table import row_words
from transforms.intake.base.reasons import message_zh
from transforms.intake.gate.gate import gate_file
from transforms.intake.gate.kinds.categories import UNKNOWN_PREFIX
from transforms.intake.layouts.files import LayoutError, doubts, line_in
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.reader import Reader
from transforms.intake.values.context import GateResult
from transforms.policy import PackError
from transforms.text.labels import LIST_MODE_OPTIONS

layout = typer.Typer(no_args_is_help=True, help="报送版式：检查版式文件，试读一个文件。")
Pack = Annotated[str, typer.Option("--pack", help="政策包代码", envvar="PACK")]
_WRONG = "版式文件有错误："
DECISION_ZH = {"accept": "可以入库", "hold": "会暂存，待人工决定", "reject": "会被退回"}


@layout.command()
def check() -> None:
    """检查 policies/layouts 下的全部版式文件：写错了说明文件、行号和键；像是写错的，提示核对。"""
    settings = settings_or_stop()
    try:
        found = registry.layouts(settings)
        found.check()
        registry.area_codes(settings)
        names = _categories(settings)
    except LayoutError as error:
        raise stop(f"{_WRONG}\n{error}") from None
    except PackError as error:
        raise _pack_refused(error) from None
    doubted = [line for name in found for line in doubts(registry.layout_path(settings, name))]
    for line in doubted:
        console.print(line, style="yellow", **PLAIN)
    strange = {
        f"{name}.yaml{line_in(registry.layout_path(settings, name), *where)} {'.'.join(where)}："
        f"{category} 不是任何政策包里的类别{_meant(category, names)}"
        for name, one in found.items()
        for where, category in _named_categories(one)
        if category not in names.values()
    }
    if strange:
        raise stop("\n".join([_WRONG, *sorted(strange)]))
    told = f"有 {len(doubted)} 处请核对" if doubted else "没有错误"
    console.print(f"{len(found)} 个版式文件，{told}。")


@layout.command("try")
def try_out(
    file: Annotated[Path, typer.Argument(help="要试读的文件")],
    source: Annotated[str, typer.Option(prompt="来源", help="来源，如 civil_affairs、tax")],
    pack: Pack = DEFAULT_PACKS,
    mode: Annotated[str, typer.Option(help=f"{LIST_MODE_OPTIONS}；不写则按来源的首次方式")] = "",
    cut_off: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="数据截止日")] = None,
) -> None:
    """按现行版式试读一个文件，说明会怎样处理；不登记，不入库，不连数据库。"""
    settings = settings_or_stop()
    if not os.path.isfile(file):  # noqa: PTH113 - Path.is_file raises for a name that is too long
        raise stop(f"没有这个文件：{file}")
    if mode and mode not in landing.LIST_MODES:
        raise stop(f"方式“{mode}”应为 {' / '.join(landing.LIST_MODES)} 之一")
    day = cut_off.date() if cut_off else clock.technical_now().date()
    try:
        loaded = registry.load(settings, pack)
        said = loaded.source(source)
        row = {
            "source": source, "sha256": "0" * 64, "file_name": file.name, "list_mode": mode or said.list_mode,
            "cut_off_on": day, "delivered_on": max(day, clock.technical_now().date()),
        }  # fmt: skip
        (one,) = intake.delivered(settings, loaded, [row])
    except KeyError:
        raise stop(f"来源“{source}”不在政策包 {pack} 中") from None
    except (LayoutError, FileNotFoundError) as error:
        raise stop(str(error)) from None
    except PackError as error:
        raise _pack_refused(error) from None
    with Reader() as reader:
        result = gate_file(reader, file.absolute(), said, one.layout, one.context, validate_each)
    for line in _told(result, said.layout):
        console.print(line, **PLAIN)


def reread(
    delivery: Annotated[str, typer.Argument(help="报送编号，或它开头的几位；不写则列出可以重新读取的")] = "",
    pack: Pack = DEFAULT_PACKS,
) -> None:
    """重新读取一份因表头或缺列被系统退回的报送：版式登记之后，不必请报送单位重报。"""
    from pipeline.intake import reread as forms

    settings = settings_or_stop()
    if not delivery:
        found = forms.rejected(settings, pack)
        for line in listed(found):
            console.print(line, **PLAIN)
        after = "下一步：登记版式后 campaign reread 编号。"
        console.print(after if found else "没有可以重新读取的报送。", **PLAIN)
        return
    try:
        taken = forms.reread(settings, pack, delivery)
    except forms.RereadRefused as refused:
        raise stop(str(refused)) from None
    console.print(f"{taken} 将按现行版式重新读取。下一步：campaign run --pack {pack}", **PLAIN)


def _pack_refused(error: PackError) -> typer.Exit:
    return stop("\n".join(["政策包有错误，不能使用：", *(one.text_zh() for one in error.problems)]))


def _told(result: GateResult, name: str) -> list[str]:
    """Counts, reasons, and what was said about how many rows in which column; of the values of rows only words for
    categories, and of those that nobody has described only what several rows say: one alone may be somebody's name."""
    lines = [f"按版式 {name} 试读：{DECISION_ZH[result.decision]}。"]
    lines += [f"原因：{one.message_zh}{f'（第{one.row}行）' if one.row else ''}" for one in result.reasons]
    lines.append(
        f"共 {result.row_count} 行：可入库 {result.clean_count}，重复 {result.duplicate_count}，"
        f"不合格 {result.quarantine_count}。"
    )
    for head, table in (("不合格", result.quarantine), ("提示", result.warnings)):
        lines += [f"{head}：{count} 行 {message_zh(code)}" for code, count in _by_code(table)]
    if "category" in result.clean.column_names:
        lines += _categories_zh(result.clean)
    return lines


def _categories_zh(clean: pa.Table) -> Iterator[str]:
    rows: dict[str, list[int]] = {}
    for code, row_no in zip(clean["category"].to_pylist(), clean["row_no"].to_pylist(), strict=True):
        rows.setdefault(code, []).append(row_no)
    for code, some in sorted(rows.items()):
        word = code.removeprefix(UNKNOWN_PREFIX)
        if word == code:
            yield f"类别 {code}：{len(some)} 行"
        elif len(some) > 1:
            yield f"类别未定（{word}）：{len(some)} 行"
        else:
            yield f"类别未定：1 行（{row_words(some[0])}）"


def _by_code(found: pa.Table) -> list[tuple[str, int]]:
    rows = set(zip(found["reason_code"].to_pylist(), found["row_no"].to_pylist(), strict=True))
    return sorted(Counter(code for code, _ in rows).items())


def _named_categories(one: Layout) -> list[tuple[tuple[str, ...], str]]:
    """Place and code of every category that a layout names."""
    own = [(("category",), one.category)] if one.category is not None else []
    return [*own, *((("category_words", word), category) for word, category in one.category_words.items())]


def _categories(settings: Settings) -> dict[str, str]:
    """What the categories of all packs may be called, their codes among it -> code."""
    found = sorted(path.parent.name for path in settings.policies_dir.glob("*/pack.yaml"))
    categories = [one for code in found for one in registry.load(settings, code).categories]
    return {one.label_zh: one.category for one in categories} | {one.category: one.category for one in categories}


def _meant(category: str, names: dict[str, str]) -> str:
    """The closest of the names; a name itself is the closest to it."""
    closest = difflib.get_close_matches(category, names, 1)
    return f"，是否应为 {names[closest[0]]}？" if closest else ""
