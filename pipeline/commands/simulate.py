"""`campaign simulate`: write a simulated place."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from pipeline.commands.console import console, stop
from pipeline.commands.options import DEFAULT_PACK, Pack


def simulate(
    out: Annotated[Path, typer.Argument(help="写到这个文件夹")],
    pack: Pack = DEFAULT_PACK,
    scale: Annotated[float, typer.Option(help="人口比例，1 为全部人口")] = 0.1,
    seed: Annotated[int, typer.Option(help="随机种子：同一种子得到同样的文件")] = 1,
    mistakes: Annotated[float, typer.Option(help="差错比例，0 为没有差错")] = 0.01,
    forms: Annotated[
        Literal["normal", "real"], typer.Option(help="normal 为版式所写的表样，real 为各部门真实系统导出的表样")
    ] = "normal",
    years: Annotated[int, typer.Option(min=1, max=2, help="2 为连续两个年度：先造上年度，再造本年度")] = 1,
) -> None:
    """造一个模拟的县：各部门名单、税务流水，以及每个人的正确答案。

    写出 deliveries 文件夹、deliveries.csv 和 truth 文件夹，覆盖以前的文件；人都是虚构的。
    --years 2 时两个年度各有一个以政策包代码命名的文件夹，另有 policies 文件夹，
    里面是两个年度的政策包，本年度的写明 follows 上年度。
    没有模拟数据的政策包，或没有真实表样的政策包，退出状态为 1。
    """
    from simulation import simulate as write_place
    from simulation.localities import PACKS_WITH_REAL_FORMS, PLACES

    if pack not in PLACES:
        raise stop(f"没有“{pack}”的模拟数据；现有：{'、'.join(PLACES)}")
    if forms == "real" and pack not in PACKS_WITH_REAL_FORMS:
        raise stop(f"“{pack}”没有真实表样；现有：{'、'.join(sorted(PACKS_WITH_REAL_FORMS))}")
    if years == 2:
        _simulate_two(out, pack, scale, seed, mistakes, forms)
        return
    place = write_place(pack, scale, seed, out, mistakes=mistakes, forms=forms)
    console.print(f"已写入 {out}；业务日期到 {place.business_date}。下一步：campaign deliver-all {out} --pack {pack}")


def _simulate_two(out: Path, pack: str, scale: float, seed: int, mistakes: float, forms: str) -> None:
    from pipeline.runtime.settings import policies_folder
    from simulation.years import simulate_years

    if forms != "normal":
        raise stop("连续两个年度只有 normal 表样；请去掉 --forms real")
    written = simulate_years(pack, scale, seed, out, policies_folder(), mistakes)
    codes = f"{written.before.pack_code}、{written.now.pack_code}"
    console.print(
        f"已写入 {out}：{codes}。下一步：把 CAMPAIGN_POLICIES 设为 {written.policies}，按年度先后 campaign deliver-all"
    )
