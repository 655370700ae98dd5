"""`campaign policy new`: start a pack from the template."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.console import stop
from pipeline.commands.policy.output import say
from pipeline.runtime.settings import policies_folder
from pipeline.workbench.new_pack import write_new_pack
from transforms.policy.load.new_pack import NewPackRefused
from transforms.policy.review.review import review


def new(
    code: Annotated[str, typer.Argument(help="政策包代码：小写拼音、短横线、四位年份")],
    place: Annotated[str, typer.Option(help="地方名称，如 某某县")],
    year: Annotated[int, typer.Option(help="参保年度，即享受待遇的年度")],
    out: Annotated[Path | None, typer.Option(help="写到这个文件夹下，默认是 policies")] = None,
    prefix: Annotated[str | None, typer.Option(help="要求编号前缀，两个大写字母，默认取代码前两个字母")] = None,
) -> None:
    """按模板新建一个政策包和一个算例：逐句有说明，待填处都标出。已有的政策包不会被覆盖。

    显示写了哪些文件、还有几处待填。参数不合规定的，什么也不写，退出状态为 1。
    """
    policies_dir = out or policies_folder()
    try:
        files = write_new_pack(policies_dir, code, place, year, prefix)
    except NewPackRefused as error:
        raise stop(str(error)) from None
    for file in files:
        say(f"已写入 {file}")
    folder = policies_dir / code
    say(f"共 {len(review(folder))} 处待填。下一步：对照通知填写，随时运行 campaign policy check {folder}")
