"""`campaign export`: a table of counts that may leave the bureau. `campaign export-marts`: marts as Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.console import PLAIN, console, stop
from pipeline.commands.options import DEFAULT_PACK, Pack
from pipeline.publish.exports.counts import Dimension
from pipeline.runtime.settings import Settings


def export(
    file: Annotated[Path, typer.Argument(help="要写的 csv 文件；已有的不覆盖")],
    rows: Annotated[Dimension, typer.Option("--rows", help="行：地区、类别、资助方或状态")] = "unit",
    columns: Annotated[Dimension, typer.Option("--columns", help="列")] = "category",
    pack: Pack = DEFAULT_PACK,
) -> None:
    """导出可对外提供的人数表：过小的人数写作 *，能倒算出它的数也写作 *。

    不足多少人不显示，由 CAMPAIGN_LEAST_PERSONS 设置，不设为 5。内部用的数据在 mart，不经过这里。
    """
    from pipeline.publish.exports.counts import export_counts

    if rows == columns:
        raise stop("行和列要不同，例如 --rows unit --columns category。")
    made = export_counts(Settings.from_environment(), pack, rows, columns)
    try:
        with file.open("xb") as out:
            out.write(made.content)
    except FileExistsError:
        raise stop(f"{file} 已有，没有改动：换一个文件名。") from None
    console.print(f"已写 {file}，其中 {made.hidden} 个数不显示。", **PLAIN)


def export_marts(
    folder: Annotated[Path, typer.Argument(help="写到哪个文件夹，没有就新建；上次导出的同名文件被替换")],
    marts: Annotated[list[str] | None, typer.Option("--mart", help="只导出这个数据集市，可写多次；不写则全部")] = None,
) -> None:
    """把数据集市导出为 Parquet，一个一份，供本单位的分析工具用：只有合计数，没有逐人的行。

    小数目照实写出，所以只在单位内部用；要给外单位的，用 campaign export。
    """
    from pipeline.publish.exports import parquet
    from pipeline.publish.inputs import PublishError

    try:
        written = parquet.export_marts(Settings.from_environment(), folder, marts or ())
    except PublishError as error:
        raise stop(str(error)) from None
    for file in written:
        console.print(f"{file.path}  {file.rows:,} 行", **PLAIN)
