"""Errors of figures: totals that are not the sum of their parts, subsidies that do not fit the standard, open ties."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import combinations

from transforms.policy.checks.errors.rules import ranges_overlap
from transforms.policy.model.appraisal import Appraisal
from transforms.policy.model.conduct import Funding
from transforms.policy.model.pack import Campaign, find_standard_price, list_tier_codes
from transforms.policy.model.places import TargetTable
from transforms.policy.model.prices import Price, Tier
from transforms.policy.model.subsidies import Category, Payer, Several, Subsidy
from transforms.policy.model.subsidy_amounts import stated_fen, subsidy_fen
from transforms.strict_yaml.problems import Finding
from transforms.text.figures import short_decimal, yuan_zh

Path = tuple[str | int, ...]
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def _wrong_total(path: Path, printed: str, parts: str) -> Finding:
    return Finding(
        path,
        "pack.total",
        f"合计 {printed} 应等于各项之和 {parts}",
        f"核对数字；若文件印刷如此，用 total_acknowledged 写明，并写出各项之和 {parts}",
        f"the total {printed} is the sum of its parts {parts}",
        f"check the figures; if the notice prints it so, say so in total_acknowledged, with the sum {parts}",
    )


def _needless_text(path: Path) -> Finding:
    return Finding(
        path,
        "pack.total_acknowledged",
        "合计无误，不需说明",
        "删除 total_acknowledged",
        "the total is right and needs no text",
        "delete total_acknowledged",
    )


def _compare_total(
    path: Path, printed: int, parts: int, acknowledged: str | None, note: Path, written: Callable[[int], str] = str
) -> Iterator[Finding]:
    """Compare a printed total with the sum of its parts; a difference needs a text at `note` that explains it.

    The text must contain the sum as people write it (`written`). Otherwise it would explain any later typing error.
    """
    parts_text = written(parts)
    if printed != parts and acknowledged is None:
        yield _wrong_total(path, written(printed), parts_text)
    if printed == parts and acknowledged is not None:
        yield _needless_text(note)
    if (
        printed != parts
        and acknowledged is not None
        and parts_text not in _NUMBER.findall(acknowledged.replace(",", ""))
    ):
        yield Finding(
            note,
            "pack.total_text",
            f"说明应写出各项之和 {parts_text}",
            "逐项核对数字；确无错误的，在说明里写上各项之和",
            f"the text states the sum of the parts, {parts_text}",
            "compare the figures one by one; if they are right, put their sum into the text",
        )


def target_totals_are_sums(targets: tuple[TargetTable, ...]) -> Iterator[Finding]:
    """Yield an error for each table whose printed total is not the sum of its rows, unless the pack explains it.

    The explanation (`total_acknowledged`) must contain the sum, and is itself an error if the total is right. A blank
    row counts 0; a table without a printed total is not checked. The argument is a section of the pack. A finding
    states the place in the pack, the fault and the remedy, in Chinese and English.
    """
    for index, table in enumerate(targets):
        total = table.printed_total
        if total is None:
            continue
        path: Path = ("targets", index, "printed_total")
        parts = sum(row.persons or 0 for row in table.rows)
        note = (*path, "total_acknowledged")
        yield from _compare_total((*path, "persons"), total.persons, parts, total.total_acknowledged, note)


def funding_adds_up(
    funding: Funding | None, campaign: Campaign, prices: tuple[Price, ...], tiers: tuple[Tier, ...]
) -> Iterator[Finding]:
    """Yield an error if the total, the fiscal part or the personal part differs from what it must equal.

    The total is personal + fiscal part, the fiscal part is the sum of the levels' shares where these are stated, and
    the personal part is the standard price.

    A total that `total_acknowledged` explains with the right sum is no error. `funding`: the printed parts and total of
    the contribution; None: nothing is checked. `campaign`, `prices`, `tiers`: they give the standard, the price of an
    ordinary person inside the windows. A finding states the place in the pack, the fault and the remedy, in Chinese and
    English.
    """
    if funding is None:
        return
    parts = funding.personal_fen + funding.fiscal_fen
    if funding.total_fen is not None:
        note = ("funding", "total_acknowledged")
        yield from _compare_total(
            ("funding", "total_fen"), funding.total_fen, parts, funding.total_acknowledged, note, short_decimal
        )
    shares = sum(share.fen for share in funding.fiscal_shares)
    if funding.fiscal_shares and shares != funding.fiscal_fen:
        yield _wrong_total(("funding", "fiscal_fen"), short_decimal(funding.fiscal_fen), short_decimal(shares))
    standard = _standard_fen(campaign, prices, tiers)
    if standard is not None and funding.personal_fen != standard:
        yield _other_standard(funding.personal_fen, standard)


def _other_standard(personal_fen: int, standard_fen: int) -> Finding:
    return Finding(
        ("funding", "personal_fen"),
        "pack.total",
        f"个人缴费{yuan_zh(personal_fen)}，应与期内价格{yuan_zh(standard_fen)}相同",
        "核对这里和 prices 的金额；文件印错的，按实际执行的标准写，并在 inferred 中说明",
        f"the personal part of {short_decimal(personal_fen)} yuan is the in-window price of "
        f"{short_decimal(standard_fen)} yuan",
        "compare the amount with prices; if the notice has a misprint, write the effective price and explain it in "
        "inferred",
    )


def _standard_fen(campaign: Campaign, prices: tuple[Price, ...], tiers: tuple[Tier, ...]) -> int | None:
    try:
        return find_standard_price(campaign, prices, tiers).price.fen
    except LookupError:
        return None


def prices_are_complete(campaign: Campaign, prices: tuple[Price, ...], tiers: tuple[Tier, ...]) -> Iterator[Finding]:
    """Yield an error for each repeated price, each price of a year that is not payable, and each missing price.

    Every payable plan year needs a price inside and after the windows for each tier; a price that is stated as
    undefined is enough, except for the ordinary person's price inside the windows of the campaign's own plan year. The
    arguments are sections of the pack. A finding states the place in the pack, the fault and the remedy, in Chinese and
    English.
    """
    years, seen = campaign.payable_plan_years, set()
    for index, price in enumerate(prices):
        key = (price.plan_year, price.tier, price.when)
        if key in seen or price.plan_year not in years:
            yield Finding(
                ("prices", index),
                "pack.price",
                f"{price.plan_year} 年同档同条件的价格应只有一个，且该年度可缴",
                "删除重复的价格或补入 payable_plan_years",
                f"one price for {price.plan_year} with these conditions, of a payable plan year",
                "delete the repeated price, or add the year to payable_plan_years",
            )
        seen.add(key)
    for year in sorted(set(years)):
        for phase in ("in_window", "late"):
            for tier in list_tier_codes(tiers):
                of_year = [price for price in prices if price.plan_year == year and price.tier == tier]
                if not any(price.when.phase in (None, phase) for price in of_year):
                    yield _missing_price(year, phase, tier)
    if campaign.plan_year not in years or _standard_fen(campaign, prices, tiers) is None:
        yield Finding(
            ("campaign", "plan_year"),
            "pack.standard",
            "本年度应可缴，且期内价格应有金额",
            "补上本年度的期内价格",
            "the plan year is payable and has an in-window price",
            "add the in-window price of the plan year",
        )


def _missing_price(year: int, phase: str, tier: str) -> Finding:
    of_tier = "" if tier == "standard" else f" {tier}"
    return Finding(
        ("prices",),
        "pack.price_missing",
        f"应有 {year} 年 {phase}{of_tier} 的价格",
        "补上；文件未定时写 undefined 和原因",
        f"a price for {year} {phase}{of_tier}",
        "add it; where the notice gives none, write undefined and why",
    )


def subsidies_fit_standard(
    subsidies: tuple[Subsidy, ...],
    campaign: Campaign,
    prices: tuple[Price, ...],
    tiers: tuple[Tier, ...],
    categories: tuple[Category, ...],
    payers: tuple[Payer, ...],
) -> Iterator[Finding]:
    """Yield an error for each subsidy whose amount and stated `personal_fen` do not add up to the standard price.

    Subsidies without `personal_fen` are not checked, and none is if the notice leaves the standard open. The amount
    counts as stated, even above the standard. `campaign`, `prices` and `tiers` give the standard (the price of an
    ordinary person inside the windows); `categories` and `payers` give the labels for the texts. The arguments are
    sections of the pack. A finding states the place in the pack, the fault and the remedy, in Chinese and English.
    """
    standard = _standard_fen(campaign, prices, tiers)
    if standard is None:
        return
    labels = {category.category: category.label_zh for category in categories}
    funds = {payer.payer: payer.label_zh for payer in payers}
    for index, subsidy in enumerate(subsidies):
        given = stated_fen(subsidy, standard) or 0
        if subsidy.personal_fen is not None and given + subsidy.personal_fen != standard:
            codes = dict.fromkeys(part.payer for part in subsidy.all_parts())
            yield _misfit(
                ("subsidies", index, "personal_fen"),
                labels.get(subsidy.category, subsidy.category),
                "、".join(funds.get(code, code) for code in codes),
                (given, subsidy.personal_fen, standard),
            )


def _misfit(path: Path, category: str, funds: str, figures_fen: tuple[int, int, int]) -> Finding:
    """Build the finding for the figures (subsidy, personal part, standard) of a category."""
    given, personal, standard = (yuan_zh(fen) for fen in figures_fen)
    together = yuan_zh(figures_fen[0] + figures_fen[1])
    subsidy_zh = f"由“{funds}”资助{given}" if funds else "没有资助金额"
    in_english = [short_decimal(fen) for fen in (*figures_fen, figures_fen[0] + figures_fen[1])]
    return Finding(
        path,
        "pack.total",
        f"“{category}”{subsidy_zh}，个人缴费{personal}，合计{together}，应等于个人缴费标准{standard}",
        "对照文件核对资助金额、personal_fen 和 prices；文件没有写明个人缴多少的，删除 personal_fen",
        f"for {category}, the subsidy of {in_english[0]} yuan ({funds or 'no fund'}) and the personal part of "
        f"{in_english[1]} yuan make the standard of {in_english[2]} yuan; they make {in_english[3]} yuan",
        "compare the subsidy, personal_fen and prices with the notice; delete personal_fen if the notice lacks it",
    )


def ties_are_ordered(
    subsidies: tuple[Subsidy, ...],
    campaign: Campaign,
    prices: tuple[Price, ...],
    tiers: tuple[Tier, ...],
    several: Several | None,
) -> Iterator[Finding]:
    """Yield an error for each pair of subsidy rules with equal amounts and different payers, unless both have an order.

    The order is the number `tie_order`; a pair with one number is an error too. Rules that hold on no common day are
    not compared. Amounts are those of the standard price, which `campaign`, `prices` and `tiers` give; nothing is
    checked without it. `several`: how a person in several categories is judged. Where it states an order of categories,
    and for subsidies paid on top, only a pair with one number is an error. A finding states the place in the pack, the
    fault and the remedy, in Chinese and English.
    """
    standard = _standard_fen(campaign, prices, tiers)
    if standard is None:
        return
    by_order = several is not None and several.method == "order"
    for (_, first), (place, second) in combinations(enumerate(subsidies), 2):
        if not ranges_overlap(
            (first.when.valid_from, first.when.valid_to), (second.when.valid_from, second.when.valid_to)
        ):
            continue
        orders = (first.tie_order, second.tie_order)
        compete = first.pays and second.pays and not (first.on_top or second.on_top or by_order)
        equal = compete and subsidy_fen(first, standard) == subsidy_fen(second, standard)
        payers = [[part.payer for part in subsidy.all_parts()] for subsidy in (first, second)]
        if (equal and payers[0] != payers[1] and None in orders) or (orders[0] == orders[1] is not None):
            yield Finding(
                ("subsidies", place),
                "pack.tie",
                *_untied(first.rule_id, orders[0] == orders[1] is not None),
            )


def _untied(other: str, is_repeated: bool) -> tuple[str, str, str, str]:
    fix_zh, fix_en = "给两条规则写不同的 tie_order", "give both rules different tie_order numbers"
    if is_repeated:
        zh = f"tie_order 与 {other} 相同，而两条规则有共同的有效日"
        en = f"an order of its own: {other} has the same, and both hold on some day"
    else:
        zh = f"与 {other} 金额相同而出资方不同，应定先后"
        en = f"an order against {other}: equal amount, different payers"
    return zh, fix_zh, en, fix_en


def appraisal_adds_up(appraisal: Appraisal | None) -> Iterator[Finding]:
    """Yield an error if the printed total points are not the sum of the items' points, unless the pack explains it.

    The explanation (`total_acknowledged`) must contain the sum, and is itself an error if the total is right.
    `appraisal` None: nothing is checked. A finding states the place in the pack, the fault and the remedy, in Chinese
    and English.
    """
    if appraisal is not None:
        parts = sum(item.points for item in appraisal.items)
        note = ("appraisal", "total_acknowledged")
        path = ("appraisal", "total_points")
        yield from _compare_total(path, appraisal.total_points, parts, appraisal.total_acknowledged, note)
